/**
 * The file of id tags: YAML text to an IdTagList. Pure.
 *
 * Guarantees: a text that is not exactly right throws IdTagFileError, whose message names each wrong place, what was expected
 * and what stands there; a tag of digits alone, or one that looks like a number (`0123`, `1E5`), stays the text that it is.
 */
import { parseDocument } from 'yaml';
import { idToken } from '../ocpp16/types.ts';
import { parseDateTime } from '../schema/date-time.ts';
import { enumeration, object, optional, type Schema, type Static, string } from '../schema/schema.ts';
import { explain, type Violation, validate } from '../schema/validate.ts';
import { type IdTag, type IdTagList, type IdTagStatus, idTagKey, idTagStatuses } from './id-tags.ts';

/** The file cannot be read as a list of id tags; the message has one line for each thing that is wrong. */
export class IdTagFileError extends Error {
  override readonly name = 'IdTagFileError';
}

const status: Schema<IdTagStatus> = enumeration(idTagStatuses);

type Entry = Static<typeof entry>;
const entry = object({
  status,
  parentIdTag: optional(idToken),
  expiryDate: optional(string({ format: 'date-time' })),
});

/**
 * Reads a file like
 *
 *     idTags:
 *       04A1B2C3: Accepted
 *       CAFE0001: { status: Accepted, parentIdTag: FAMILY, expiryDate: 2030-01-01T00:00:00Z }
 *     unknown: Invalid
 *
 * Throws IdTagFileError.
 */
export function parseIdTags(yamlText: string): IdTagList {
  const content = readYaml(yamlText);
  if (!(content instanceof Map)) fail([wrong('', 'the members idTags and, if you like, unknown', content)]);

  const found: Violation[] = [];
  for (const name of content.keys()) {
    if (name !== 'idTags' && name !== 'unknown') found.push(wrong(`/${name}`, 'only idTags and unknown', name));
  }
  const unknown: unknown = content.get('unknown');
  if (unknown !== undefined) found.push(...at('/unknown', validate(status, unknown)));

  const listed: unknown = content.get('idTags') ?? new Map();
  if (!(listed instanceof Map)) fail([...found, wrong('/idTags', 'a status or an object for each tag', listed)]);
  const idTags = new Map<string, IdTag>();
  const seen = new Set<string>();
  for (const [idTag, value] of listed) {
    const place = `/idTags/${String(idTag)}`;
    if (typeof idTag !== 'string' || idTag === '') found.push(wrong(place, 'an id tag', idTag));
    else found.push(...at(place, validate(idToken, idTag)));
    if (seen.has(idTagKey(String(idTag)))) {
      found.push(wrong(place, 'each tag once (upper and lower case are the same)', idTag));
    }
    seen.add(idTagKey(String(idTag)));
    const plain = value instanceof Map ? Object.fromEntries(value) : { status: value };
    const violations = validate(entry, plain);
    // The short form has no member to point to.
    found.push(
      ...at(place, value instanceof Map ? violations : violations.map((violation) => ({ ...violation, path: '' }))),
    );
    if (violations.length === 0) idTags.set(String(idTag), idTagFrom(plain as Entry));
  }
  if (found.length > 0) fail(found);
  return {
    idTags: Object.fromEntries(idTags),
    ...(unknown === undefined ? {} : { unknown: unknown as IdTagStatus }),
  };
}

function readYaml(text: string): unknown {
  // The failsafe schema leaves every scalar the text that it is.
  const document = parseDocument(text, { schema: 'failsafe' });
  if (document.errors.length > 0) throw new IdTagFileError(document.errors.map(({ message }) => message).join('\n'));
  try {
    return document.toJS({ mapAsMap: true });
  } catch (error) {
    // An alias that leads nowhere, or too far.
    throw new IdTagFileError(String(error));
  }
}

function idTagFrom({ status: is, parentIdTag, expiryDate }: Entry): IdTag {
  const expiresAt = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
  return {
    status: is,
    ...(parentIdTag === undefined ? {} : { parentIdTag }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function at(place: string, violations: readonly Violation[]): readonly Violation[] {
  return violations.map((violation) => ({ ...violation, path: place + violation.path }));
}

function wrong(path: string, expected: string, got: unknown): Violation {
  const shown = got === null || got === undefined ? 'nothing' : got instanceof Map ? 'an object' : JSON.stringify(got);
  return { path, kind: 'formation', expected, got: shown.length > 50 ? `${shown.slice(0, 50)}…` : shown };
}

function fail(found: readonly Violation[]): never {
  throw new IdTagFileError(found.map(explain).join('\n'));
}

/**
 * Our schemas against an independent copy of the official ones (development dependency `ocpp-rpc`) and against the
 * validator that it uses. What they must differ in stands in the tables below, with the reason.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { createValidator } from 'ocpp-rpc';
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import type { Schema } from '../../src/schema/schema.ts';
import { validate } from '../../src/schema/validate.ts';
import { type Mutation, mutations, validValues } from '../schema/arbitrary.ts';
import { examples } from './examples.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Document = { readonly [name: string]: Json };

const documents: readonly Document[] = createRequire(import.meta.url)('ocpp-rpc/lib/schemas/ocpp1_6.json');
const official = createValidator('ocpp1.6', [...documents]);

const messages = (Object.keys(actions) as Action[]).flatMap((action) => [
  { id: `urn:${action}.req`, schema: actions[action].request as Schema, example: examples[action].request },
  { id: `urn:${action}.conf`, schema: actions[action].confirmation as Schema, example: examples[action].confirmation },
]);

function officialAccepts(id: string, payload: unknown): boolean {
  try {
    return official.validate(id, payload) === true;
  } catch {
    return false;
  }
}

test('both know the same messages', () => {
  assert.deepEqual(messages.map(({ id }) => id).sort(), documents.map((document) => document.$id as string).sort());
});

for (const { id, schema, example } of messages) {
  const document = documents.find((candidate) => candidate.$id === id) ?? {};

  test(`${id}: our schema is the official one, but for order and annotations`, () => {
    assert.deepEqual(normalized(JSON.parse(JSON.stringify(schema))), normalized(document));
  });

  test(`${id}: the examples, and what they are when broken in one place, are judged alike`, () => {
    for (const payload of [example.minimal, example.full]) assertAgreement(id, schema, payload);
  });

  test(`${id}: generated payloads, and what they are when broken in one place, are judged alike`, () => {
    fc.assert(
      fc.property(validValues(schema), (payload) => assertAgreement(id, schema, payload)),
      { numRuns: 5 },
    );
  });
}

/** Kinds of mutation on which the official validator says something else, and why that is right for us. */
const differentOnMutation: Readonly<Record<string, string>> = {
  'beyond 53 bits':
    'JSON Schema knows no largest integer; we refuse those that a JavaScript number does not hold exactly',
};

function assertAgreement(id: string, schema: Schema, payload: unknown): void {
  assert.ok(officialAccepts(id, payload), JSON.stringify(payload));
  for (const mutation of mutations(schema, payload)) {
    const ours = validate(schema, mutation.value).length === 0;
    const theirs = officialAccepts(id, mutation.value);
    const differs = Object.hasOwn(differentOnMutation, mutation.what);
    assert.equal(theirs, differs ? !ours : ours, told(mutation));
  }
}

function told(mutation: Mutation): string {
  return `${mutation.path}: ${mutation.what}`;
}

/** Texts and numbers on which the two differ: the official validator is stricter, or laxer, than a charger should be. */
const differences: readonly {
  readonly member: 'date-time' | 'uri' | 'limit';
  readonly value: string | number;
  readonly ours: boolean;
  readonly reason: string;
}[] = [
  { member: 'date-time', value: '2026-03-29T01:00Z', ours: true, reason: 'ISO 8601 allows to omit the seconds' },
  { member: 'date-time', value: '2026-03-29T01:00:00,5Z', ours: true, reason: 'ISO 8601 prefers the comma' },
  { member: 'date-time', value: '20260329T010000Z', ours: true, reason: 'the basic form of ISO 8601' },
  { member: 'date-time', value: '2026-03-29T24:00:00Z', ours: true, reason: 'ISO 8601: the end of the day' },
  {
    member: 'date-time',
    value: '2026-03-29\n01:00:00Z',
    ours: false,
    reason: 'of all white space only a blank is usual',
  },
  {
    member: 'uri',
    value: 'ftp://example.com/my logs',
    ours: true,
    reason: 'a URL as people write it; `new URL` escapes it',
  },
  {
    member: 'uri',
    value: 'http://example.com:99999/',
    ours: false,
    reason: 'no such port: nothing could be fetched there',
  },
  {
    member: 'limit',
    value: 0.1 + 0.2,
    ours: false,
    reason: 'seventeen decimals; the other takes 0.000001 for nothing',
  },
];

const place = {
  'date-time': {
    id: 'urn:UpdateFirmware.req',
    schema: actions.UpdateFirmware.request as Schema,
    payload: (value: unknown) => ({ ...examples.UpdateFirmware.request.full, retrieveDate: value }),
  },
  uri: {
    id: 'urn:UpdateFirmware.req',
    schema: actions.UpdateFirmware.request as Schema,
    payload: (value: unknown) => ({ ...examples.UpdateFirmware.request.full, location: value }),
  },
  limit: {
    id: 'urn:SetChargingProfile.req',
    schema: actions.SetChargingProfile.request as Schema,
    payload: (value: unknown) => {
      const { connectorId, csChargingProfiles } = examples.SetChargingProfile.request.minimal;
      const chargingSchedule = { ...csChargingProfiles.chargingSchedule, minChargingRate: value };
      return { connectorId, csChargingProfiles: { ...csChargingProfiles, chargingSchedule } };
    },
  },
};

for (const { member, value, ours, reason } of differences) {
  test(`a known difference: the ${member} ${JSON.stringify(value)} is ${ours ? 'accepted' : 'refused'} (${reason})`, () => {
    const { id, schema, payload } = place[member];
    assert.equal(validate(schema, payload(value)).length === 0, ours);
    assert.equal(officialAccepts(id, payload(value)), !ours);
  });
}

test('what is usual in a date-time, a URI or a limit is judged alike', () => {
  const usual: readonly (readonly [keyof typeof place, string | number])[] = [
    ['date-time', '2026-03-29T01:00:00Z'],
    ['date-time', '2026-03-29t01:00:00.1234567z'],
    ['date-time', '2026-03-29 01:00:00+01:00'],
    ['date-time', '2026-03-29T01:00:00-0130'],
    ['date-time', '2026-03-29T01:00:00+01'],
    ['date-time', '2016-12-31T23:59:60Z'],
    ['date-time', '2026-02-29T01:00:00Z'],
    ['date-time', '2026-03-29T01:00:00'],
    ['date-time', '2026-03-29'],
    ['date-time', ''],
    ['uri', 'https://user:secret@example.com:8443/a/b?c=d#e'],
    ['uri', 'ftp://192.0.2.1/x'],
    ['uri', 'https://[2001:db8::1]/x'],
    ['uri', '/x'],
    ['uri', 'x'],
    ['uri', ''],
    ['limit', 0],
    ['limit', 0.3],
    ['limit', 16.1],
    ['limit', 16.05],
    ['limit', 22_080.7],
    ['limit', -1.5],
  ];
  for (const [member, value] of usual) {
    const { id, schema, payload } = place[member];
    assert.equal(
      validate(schema, payload(value)).length === 0,
      officialAccepts(id, payload(value)),
      `${member} ${value}`,
    );
  }
});

/** A schema without references, names and annotations, with its lists of names in order. */
function normalized(schema: Json, definitions: Document = definitionsOf(schema)): Json {
  if (!isDocument(schema)) return schema;
  const reference = schema.$ref;
  if (typeof reference === 'string') {
    return normalized(definitions[reference.replace('#/definitions/', '')] ?? null, definitions);
  }
  const unimportant = ['$id', '$schema', 'definitions', 'description', 'title', 'default', 'javaType'];
  const entries = Object.entries(schema).filter(([name]) => !unimportant.includes(name));
  // An object without members may as well not say so.
  const result: Record<string, Json> = schema.type === 'object' ? { properties: {}, required: [] } : {};
  for (const [name, value] of entries) {
    if (name === 'properties' && isDocument(value)) {
      const members = Object.entries(value).map(([member, inner]) => [member, normalized(inner, definitions)]);
      result[name] = Object.fromEntries(members);
    } else if ((name === 'enum' || name === 'required') && Array.isArray(value)) {
      result[name] = [...value].sort();
    } else {
      result[name] = normalized(value, definitions);
    }
  }
  return result;
}

function definitionsOf(schema: Json): Document {
  const definitions = isDocument(schema) ? schema.definitions : undefined;
  return definitions !== undefined && isDocument(definitions) ? definitions : {};
}

function isDocument(value: Json): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

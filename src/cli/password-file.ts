/**
 * The file of passwords, charger by charger: YAML, `CP001: a password of 16 to 40 characters`, as AuthorizationKey has them.
 *
 * Guarantee: a new password that a charger has taken is in the file, for this user alone, before the next message is looked at; what
 * else stands in the file, comments too, stays. A file that is not there is made by the first password.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';
import { LinkError, parseAuthorizationKey } from '../link/identity.ts';
import { UsageError } from './usage-error.ts';

export interface PasswordFile {
  readonly passwords: Readonly<Record<string, string>>;
  remember(chargerId: string, password: string): void;
}

/** Throws UsageError for a file that is wrong. */
export function openPasswordFile(path: string): PasswordFile {
  const document = parse(path);
  const passwords = read(path, document);
  return {
    passwords,
    remember(chargerId, password) {
      document.set(chargerId, password);
      writeFileSync(`${path}.new`, String(document), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function parse(path: string): Document {
  let text = '';
  try {
    if (existsSync(path)) text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`the passwords ${path} cannot be read: ${(error as Error).message}`);
  }
  // The failsafe schema leaves every scalar the text that it is: a password of digits is no number.
  const document = parseDocument(text === '' ? '{}' : text, { schema: 'failsafe' });
  const [error] = document.errors;
  if (error !== undefined) throw new UsageError(`the passwords ${path}: ${error.message}`);
  return document;
}

function read(path: string, document: Document): Readonly<Record<string, string>> {
  const content: unknown = document.toJS() ?? {};
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new UsageError(`the passwords ${path}: expected lines like CP001: password`);
  const entries = Object.entries(content as Readonly<Record<string, unknown>>);
  for (const [chargerId, password] of entries) {
    try {
      parseAuthorizationKey(typeof password === 'string' ? password : '');
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      throw new UsageError(`the passwords ${path}: the one of ${chargerId} is none; ${error.message}`);
    }
  }
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

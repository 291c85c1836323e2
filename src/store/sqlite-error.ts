/** Turns what goes wrong with a database file into a StoreError that names the file, what was found, and what to do. */
import { StoreError } from './store.ts';

interface Explanation {
  readonly found: string;
  readonly advice: string;
}

const allow = 'give this user the right to read and write the file and its directory, or name another file';

/** By the primary result code of SQLite (https://sqlite.org/rescode.html). */
const bySqliteCode: Readonly<Record<number, Explanation>> = {
  5: {
    found: 'another process holds it',
    advice: 'stop the other process that uses this file, or give this one a file of its own',
  },
  8: { found: 'it is read-only', advice: allow },
  10: { found: 'the disk fails to read or write', advice: 'check the disk and its file system, then start again' },
  11: {
    found: 'its content is damaged',
    advice: 'put a backup in its place, or move it away to begin with an empty one',
  },
  13: { found: 'the disk is full', advice: 'make room on the disk; what was asked for has not been stored' },
  14: { found: 'it cannot be opened or created', advice: allow },
  26: {
    found: 'it is not an SQLite database',
    advice: 'name a database of pilotwire, or a file that does not exist yet',
  },
};

/** By the error code of the operating system. */
const bySystemCode: Readonly<Record<string, Explanation>> = {
  EACCES: { found: 'access is denied', advice: allow },
  EPERM: { found: 'access is denied', advice: allow },
  EROFS: { found: 'its file system is read-only', advice: 'name a file on a disk that may be written' },
  ENOSPC: { found: 'the disk is full', advice: 'make room on the disk' },
  EISDIR: { found: 'it is a directory', advice: 'name a file' },
  ENOTDIR: { found: 'a part of its path is a file, not a directory', advice: 'name a file in a directory' },
  EEXIST: { found: 'a part of its path is a file, not a directory', advice: 'name a file in a directory' },
};

const unknown: Explanation = { found: 'something unexpected went wrong', advice: 'the reason is in the brackets' };

/** The StoreError for `error`; an error that does not come from the database or the file is returned as it is. */
export function explain(file: string, error: unknown): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const explanation = explanationOf(error);
  if (explanation === undefined) return error;
  return storeError(file, `${explanation.found} (${error.message})`, explanation.advice, error);
}

/** A StoreError about `file`. */
export function storeError(file: string, found: string, advice: string, cause?: unknown): StoreError {
  return new StoreError(`the database ${file} cannot be used: ${found}; ${advice}`, { cause });
}

function explanationOf(error: Error): Explanation | undefined {
  // The low byte is the primary code; the rest says more closely where it happened.
  if ('errcode' in error && typeof error.errcode === 'number') return bySqliteCode[error.errcode & 0xff] ?? unknown;
  if (error instanceof SyntaxError) return { found: 'a record is not JSON', advice: bySqliteCode[11]?.advice ?? '' };
  if ('syscall' in error && 'code' in error) return bySystemCode[String(error.code)] ?? unknown;
  return undefined;
}

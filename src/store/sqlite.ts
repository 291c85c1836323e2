/**
 * A database in an SQLite file, for all charge points of a process.
 *
 * Guarantees, besides those of the port:
 * - one process has the file: it is locked as long as the database is open, and free again when the process dies;
 * - a file and directories that are made here may be read by this user alone, because credentials lie in them;
 * - everything that goes wrong with the file is a StoreError that names it; after a failed write the transaction is
 *   rolled back and the database works on.
 */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { checkOwner, migrate } from './migrations.ts';
import { explain, storeError } from './sqlite-error.ts';
import { sqlite } from './sqlite-module.ts';
import { createSqliteRecords } from './sqlite-records.ts';
import type { Database } from './store.ts';

/** The database's name in a data folder. */
export const DATABASE_FILE = 'pilotwire.sqlite';

/**
 * Opens the database in `file`; makes the file and its directories when there are none. `busyTimeout` (ms, default 2000)
 * is how long to wait for another process that holds it, such as one that is just ending. Throws StoreError.
 */
export function openSqliteDatabase(file: string, options: { busyTimeout?: number } = {}): Database {
  // An absolute path, so that SQLite takes neither ":memory:" nor a URI for something else than a file.
  const path = resolve(file);
  let connection: DatabaseSync | undefined;
  try {
    make(path);
    connection = new sqlite.DatabaseSync(path, { timeout: options.busyTimeout ?? 2000 });
    prepare(connection, path);
    return createSqliteRecords(connection, path);
  } catch (error) {
    connection?.close();
    throw explain(path, error);
  }
}

/** Makes an empty file, which is an empty database, unless there is a file; also finds out whether it may be written. */
function make(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

function prepare(connection: DatabaseSync, path: string): void {
  // First of all, so that the index of the write-ahead log lies in memory and no second process can look in.
  connection.exec('PRAGMA locking_mode = EXCLUSIVE');
  checkOwner(connection, path);
  connection.exec('PRAGMA journal_mode = WAL');
  // Each commit waits until the disk has it.
  connection.exec('PRAGMA synchronous = FULL');
  const found = connection.prepare('PRAGMA quick_check(1)').get()?.quick_check;
  if (found !== 'ok') {
    throw storeError(
      path,
      `its content is damaged (${String(found)})`,
      'put a backup in its place, or move it away to begin with an empty one',
    );
  }
  migrate(connection);
}

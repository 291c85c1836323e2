/**
 * The layout of the database file, as the steps that lead to it.
 *
 * Guarantees: each step happens whole or not at all, together with the version number that tells of it (`user_version`),
 * so a power cut in the middle is repaired by the next start; a step is run once in the life of a file; a file of a newer
 * release or of another program is left as it is. A step that has been released is never changed: a new one is added.
 */
import type { DatabaseSync } from 'node:sqlite';
import { storeError } from './sqlite-error.ts';

/** One step from the layout before it. */
export interface Migration {
  /** The number of the layout that it makes; the first is 1, each one higher by 1. */
  readonly version: number;
  readonly sql: string;
}

/** Marks a file as ours (`application_id`): the letters PWir. */
const applicationId = 0x50576972;

/** All steps, the oldest first. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    // A collection of a charge point has one number, so that a record carries neither name; its records lie together.
    // The key keeps the type it is given, and SQLite puts integers before texts, and compares texts by their UTF-8.
    sql: `
      CREATE TABLE collection (
        id INTEGER PRIMARY KEY,
        charge_point TEXT NOT NULL,
        name TEXT NOT NULL,
        UNIQUE (charge_point, name)
      ) STRICT;
      CREATE TABLE record (
        collection INTEGER NOT NULL,
        key ANY NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (collection, key)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** Throws StoreError when the file belongs to another program, or to a newer release with other `steps`. Only reads. */
export function checkOwner(connection: DatabaseSync, file: string, steps: readonly Migration[] = migrations): void {
  const version = pragma(connection, 'user_version');
  const latest = steps.at(-1)?.version ?? 0;
  const tables = connection.prepare('SELECT count(*) AS number FROM sqlite_schema').get()?.number;
  if (pragma(connection, 'application_id') !== applicationId && (version !== 0 || tables !== 0)) {
    throw storeError(
      file,
      'it is an SQLite database of another program',
      'name a database of pilotwire, or a file that does not exist yet',
    );
  }
  if (version > latest) {
    throw storeError(
      file,
      `a newer release has written it (layout ${version}; this release knows layouts up to ${latest})`,
      'use that release, or another file',
    );
  }
}

/** Brings the file to the latest layout of `steps`. Its owner must have been checked. */
export function migrate(connection: DatabaseSync, steps: readonly Migration[] = migrations): void {
  const version = pragma(connection, 'user_version');
  for (const step of steps) {
    if (step.version <= version) continue;
    connection.exec('BEGIN IMMEDIATE');
    try {
      connection.exec(step.sql);
      connection.exec(`PRAGMA application_id = ${applicationId}`);
      connection.exec(`PRAGMA user_version = ${step.version}`);
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }
}

function pragma(connection: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}

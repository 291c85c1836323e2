/**
 * What a killed charger has left on its disk. Looked at in a copy: opening a database mends it, and that is for the next life to do.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteRecords } from '../../../src/store/sqlite-records.ts';
import type { Collection } from '../../../src/store/store.ts';

export interface Remains {
  /** Has the database its tables? */
  readonly made: boolean;
  readonly running: number;
  readonly queued: number;
  /** How many transactions have ever begun. */
  readonly begun: number;
  /** Transactions that are not all told. */
  readonly untold: number;
  /** What each meter shows, Wh. */
  readonly registers: readonly number[];
  readonly configuration: Readonly<Record<string, string>>;
}

const nothing: Remains = { made: false, running: 0, queued: 0, begun: 0, untold: 0, registers: [], configuration: {} };

/** Throws what SQLite throws about a database that it cannot read. */
export function examine(file: string, chargePointId: string): Remains {
  if (!existsSync(file)) return nothing;
  const folder = mkdtempSync(join(tmpdir(), 'pilotwire-copy-'));
  try {
    const copy = join(folder, 'copy.sqlite');
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    return read(copy, chargePointId);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(file: string, chargePointId: string): Remains {
  const connection = new DatabaseSync(file);
  try {
    // A copy need not last.
    connection.exec('PRAGMA synchronous = OFF');
    if (connection.prepare('PRAGMA user_version').get()?.user_version === 0) return nothing;
    const store = createSqliteRecords(connection, file).open(chargePointId);
    const transactions = store.collection<{ readonly stop?: unknown }>('transactions').entries();
    return {
      made: true,
      running: transactions.filter(([, { stop }]) => stop === undefined).length,
      queued: store.collection('outbox').count(),
      begun: store.collection<number>('counters').get('transaction') ?? 0,
      untold: transactions.length,
      registers: registersOf(store.collection<number>('meter')),
      configuration: Object.fromEntries(store.collection<string>('configuration').entries()),
    };
  } finally {
    connection.close();
  }
}

/** By connector, from 1; one that has never given energy may have no record. */
function registersOf(meter: Collection<number>): readonly number[] {
  const connectors = Math.max(0, ...meter.entries().map(([connector]) => Number(connector)));
  return Array.from({ length: connectors }, (_, index) => Math.floor((meter.get(index + 1) ?? 0) + 1e-6));
}

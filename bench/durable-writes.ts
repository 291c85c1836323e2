/**
 * (d) How many beginnings of a transaction are on disk per second.
 *
 * Ours: `TransactionRecords.begin` on the SQLite store: the counter of transactions, the transaction and its place in the
 * outbox, in one commit that waits for the disk. Floor: prepared statements that write three rows of the same texts in one
 * commit, in a database of their own with the same settings (WAL, synchronous FULL, exclusive). One process, both files in one
 * folder; they take turns after a round that does not count; the figures are medians of the rounds.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createTransactionRecords } from '../src/features/transactions/records.ts';
import { silentLog } from '../src/log/log.ts';
import { createSystemRandom } from '../src/random/system-random.ts';
import { openSqliteDatabase } from '../src/store/sqlite.ts';
import { type Figure, median } from './figure.ts';

const GOAL = 0.7;

export const durableWrites: Figure = {
  letter: 'd',
  async measure({ quick }, folder) {
    const rounds = quick ? 5 : 15;
    const beginnings = quick ? 300 : 1_000;
    const ours = openRecords(join(folder, 'ours.sqlite'));
    const floor = openBare(join(folder, 'floor.sqlite'));
    const perSecond = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      const ourRound = rate(beginnings, ours.begin);
      const floorRound = rate(beginnings, floor.begin);
      if (round === 0) continue;
      perSecond.ours.push(ourRound);
      perSecond.floor.push(floorRound);
    }
    ours.close();
    floor.close();
    const [our, bare] = [median(perSecond.ours), median(perSecond.floor)];
    return [
      {
        name: 'durable StartTransaction records',
        ours: `${our.toFixed(0)} /s`,
        floor: `${bare.toFixed(0)} /s`,
        compared: `${(our / bare).toFixed(2)} x`,
        goal: `>= ${GOAL} x`,
        met: our / bare >= GOAL,
      },
    ];
  },
};

interface Disk {
  begin(): void;
  close(): void;
}

function rate(times: number, work: () => void): number {
  const began = performance.now();
  for (let done = 0; done < times; done += 1) work();
  return times / ((performance.now() - began) / 1_000);
}

const start = { at: 1_767_225_600_000, wh: 12_345 };

function openRecords(file: string): Disk {
  const database = openSqliteDatabase(file);
  const records = createTransactionRecords({
    store: database.open('bench'),
    random: createSystemRandom(),
    log: silentLog,
    configuration: { value: (key) => key.default },
    exhausted: () => undefined,
  });
  return {
    begin: () => void records.begin({ connector: 1, idTag: '04A1B2C3', start }, undefined),
    close: () => database.close(),
  };
}

function openBare(file: string): Disk {
  const connection = new DatabaseSync(file);
  connection.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE started (number INTEGER PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE outbox (position INTEGER PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO counter VALUES ('transaction', 0);
  `);
  const begin = connection.prepare('BEGIN');
  const count = connection.prepare(`UPDATE counter SET value = ? WHERE name = 'transaction'`);
  const addTransaction = connection.prepare('INSERT INTO started VALUES (?, ?)');
  const addMessage = connection.prepare('INSERT INTO outbox VALUES (?, ?)');
  const commit = connection.prepare('COMMIT');
  const transaction = JSON.stringify({ connector: 1, idTag: '04A1B2C3', start, number: 12_345, seen: start });
  const message = JSON.stringify({
    kind: 'start',
    transaction: 12_345,
    messageId: '00000000-0000-4000-8000-000000000000',
    attempts: 0,
    due: 0,
  });
  let number = 0;
  return {
    begin() {
      number += 1;
      begin.run();
      count.run(number);
      addTransaction.run(number, transaction);
      addMessage.run(number, message);
      commit.run();
    },
    close: () => connection.close(),
  };
}

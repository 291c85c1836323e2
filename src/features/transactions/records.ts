/**
 * What is on disk of transactions, and in which order it is to be told (DESIGN rules 3, 4 and 9).
 *
 * Guarantees:
 * - a transaction has a number of our own; the Central System's transactionId is a mere attribute of it, and may be any;
 * - the outbox holds records, not frames: start, meter values, stop, in chronological order, each with its attempts, and no more
 *   meter values than MessageQueueSizeThreshold has room for;
 * - each operation here is one store transaction: it happens whole or not at all.
 */
import type { Ending } from '../../charger/session.ts';
import type { MeterValue } from '../../ocpp16/types.ts';
import type { PowerOn } from '../time/power-on.ts';
import { KeptValues } from './kept-values.ts';
import { type Milestone, type OutboxOptions, type OutboxRecord, OutboxRecords, type Queued } from './outbox-records.ts';

/** In `counters`: the number of the last transaction, and of a connector's last meter values outside of any. */
const TRANSACTIONS = 'transaction';
const meterCounter = (connector: number): string => `meter-${connector}`;

/** A moment and the register at that moment. */
export interface Register {
  /** ms since 1970. */
  readonly at: number;
  /** Whole Wh. */
  readonly wh: number;
}

export interface TransactionRecord {
  /** Ours, unique for ever. */
  readonly number: number;
  readonly connector: number;
  readonly idTag: string;
  readonly parentIdTag?: string;
  readonly reservationId?: number;
  readonly start: Register;
  /** The last moment at which it is known to have been running. */
  readonly seen: Register;
  readonly stop?: Register & Ending;
  /** The Central System's id, once it has told one. */
  readonly transactionId?: number;
  /** How many meter values have been taken for MeterValues. */
  readonly told?: number;
}

export interface TransactionRecords {
  /** Transactions without an end, in the order of their beginning. */
  running(): readonly TransactionRecord[];
  all(): readonly TransactionRecord[];
  get(number: number): TransactionRecord | undefined;
  /** `along` writes what changes with it. */
  begin(
    transaction: Omit<TransactionRecord, 'number' | 'seen'>,
    firstValues: MeterValue | undefined,
    along?: () => void,
  ): TransactionRecord;
  /** Ends it, and keeps `lastValues` with the values for StopTransaction. */
  end(transaction: TransactionRecord, stop: Register & Ending, lastValues: MeterValue | undefined): TransactionRecord;
  /** Values to be told now, and values to be kept for StopTransaction; either may be missing. */
  sample(options: {
    readonly connector: number;
    readonly transaction: TransactionRecord | undefined;
    readonly seen: Register;
    readonly tell: MeterValue | undefined;
    readonly keep: MeterValue | undefined;
  }): void;
  /** What is kept for StopTransaction to choose from, in order. */
  kept(number: number): readonly MeterValue[];
  first(): Queued | undefined;
  queueLength(): number;
  /** It is sent now: what it says is fixed from here on. */
  sent(queued: Queued): void;
  postpone(queued: Queued, attempts: number, due: number): void;
  /** The record is done with; a transaction whose stop is done with is forgotten. */
  done(queued: Queued, learned?: Pick<TransactionRecord, 'transactionId' | 'parentIdTag'>): void;
  /** Moves by `by` ms the times of all that was recorded since then and has not been sent. */
  correctTimes(by: number, since: PowerOn): void;
}

/** `exhausted` is called when so many messages wait that meter values are dropped. */
export function createTransactionRecords(options: OutboxOptions): TransactionRecords {
  const { store, configuration } = options;
  const transactions = store.collection<TransactionRecord>('transactions');
  const counters = store.collection<number>('counters');
  const outbox = new OutboxRecords(options, counters);
  const kept = new KeptValues(store, configuration);

  function next(counter: string): number {
    const value = (counters.get(counter) ?? 0) + 1;
    counters.put(counter, value);
    return value;
  }

  /** The whole of an operation, or nothing of it. */
  function write<T>(work: () => T): T {
    try {
      return store.transaction(work);
    } catch (error) {
      outbox.rolledBack();
      throw error;
    }
  }

  const all = () => transactions.entries().map(([, transaction]) => transaction);

  return {
    running: () => all().filter(({ stop }) => stop === undefined),
    all,
    get: (number) => transactions.get(number),
    begin(fields, firstValues, along) {
      return write(() => {
        const number = next(TRANSACTIONS);
        const transaction: TransactionRecord = { ...fields, number, seen: fields.start };
        transactions.put(number, transaction);
        outbox.add({ kind: 'start', transaction: number });
        if (firstValues !== undefined) kept.add(number, firstValues);
        along?.();
        return transaction;
      });
    },
    end({ number }, stop, lastValues) {
      return write(() => {
        const transaction = transactions.get(number);
        if (transaction === undefined) throw new RangeError(`there is no transaction ${number}`);
        const ended: TransactionRecord = { ...transaction, seen: stop, stop };
        transactions.put(number, ended);
        if (lastValues !== undefined) kept.add(number, lastValues);
        outbox.add({ kind: 'stop', transaction: number });
        return ended;
      });
    },
    sample({ connector, transaction, seen, tell, keep }) {
      write(() => {
        if (transaction === undefined) {
          if (tell === undefined) return;
          outbox.addMeter({ kind: 'meter', connector, nth: next(meterCounter(connector)), meterValue: tell });
          return;
        }
        const { number } = transaction;
        const stored = transactions.get(number);
        const nth = (stored?.told ?? 0) + 1;
        if (tell !== undefined) {
          outbox.addMeter({ kind: 'meter', connector, transaction: number, nth, meterValue: tell });
        }
        if (keep !== undefined) kept.add(number, keep);
        if (stored !== undefined) {
          transactions.put(number, { ...stored, seen, ...(tell === undefined ? {} : { told: nth }) });
        }
      });
    },
    kept: (number) => kept.of(number),
    first: () => outbox.first(),
    queueLength: () => outbox.length(),
    sent: (queued) => outbox.sent(queued),
    postpone(queued, attempts, due) {
      write(() => outbox.postpone(queued, attempts, due));
    },
    done(queued, learned) {
      const { record } = queued;
      write(() => {
        outbox.remove(queued);
        if (record.kind === 'stop') {
          transactions.delete(record.transaction);
          kept.forget(record.transaction);
        }
        const transaction =
          learned === undefined || record.kind !== 'start' ? undefined : transactions.get(record.transaction);
        if (transaction !== undefined) transactions.put(transaction.number, { ...transaction, ...learned });
      });
    },
    correctTimes(by, { counters: before, isFixed }) {
      const later = (counter: string, nth: number) => nth > (before.get(counter) ?? 0);
      const moved = <R extends Register>(register: R): R => ({ ...register, at: register.at + by });
      const isOurs = (record: OutboxRecord) =>
        record.kind === 'meter' && record.transaction === undefined
          ? later(meterCounter(record.connector), record.nth)
          : later(TRANSACTIONS, record.transaction ?? 0);
      write(() => {
        const unsent = outbox.correctTimes(by, (record) => isOurs(record) && !isFixed(record.messageId));
        const isUnsent = (kind: Milestone['kind'], number: number) =>
          unsent.some((milestone) => milestone.kind === kind && milestone.transaction === number);
        for (const transaction of all()) {
          const { number, start, seen, stop } = transaction;
          if (!later(TRANSACTIONS, number)) continue;
          const begun = isUnsent('start', number) ? moved(start) : start;
          if (stop !== undefined && !isUnsent('stop', number)) continue;
          const ended = stop === undefined ? {} : { stop: moved(stop) };
          transactions.put(number, { ...transaction, start: begun, seen: moved(seen), ...ended });
          kept.correctTimes(number, by);
        }
      });
    },
  };
}

/**
 * What is on disk of transactions, and in which order it is to be told (DESIGN rules 3, 4 and 9).
 *
 * Guarantees:
 * - a transaction has a number of our own; the Central System's transactionId is a mere attribute of it, and may be any;
 * - the outbox holds records, not frames: start, meter values, stop, in chronological order, each with its attempts;
 * - each operation here is one store transaction: it happens whole or not at all.
 */
import type { Ending } from '../../charger/session.ts';
import type { MeterValue } from '../../ocpp16/types.ts';
import type { Random } from '../../random/random.ts';
import type { Store } from '../../store/store.ts';

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
}

/** One thing that the Central System has to be told. */
export type OutboxRecord = {
  /** The same for every attempt (OCPP-J errata 3.1). */
  readonly messageId: string;
  readonly attempts: number;
  /** Not before this moment, ms since 1970. */
  readonly due: number;
} & OutboxContent;

export type OutboxContent =
  | { readonly kind: 'start'; readonly transaction: number }
  | { readonly kind: 'stop'; readonly transaction: number }
  | {
      readonly kind: 'meter';
      readonly connector: number;
      /** The one that was running when the values were taken (E4 3.16). */
      readonly transaction?: number;
      readonly meterValue: MeterValue;
    };

/** A record with its place in the order. */
export interface Queued {
  readonly position: number;
  readonly record: OutboxRecord;
}

export interface TransactionRecords {
  /** Transactions without an end, in the order of their beginning. */
  running(): readonly TransactionRecord[];
  all(): readonly TransactionRecord[];
  get(number: number): TransactionRecord | undefined;
  begin(
    transaction: Omit<TransactionRecord, 'number' | 'seen'>,
    firstValues: MeterValue | undefined,
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
  /** What is kept for StopTransaction, in order. */
  kept(number: number): readonly MeterValue[];
  first(): Queued | undefined;
  queueLength(): number;
  postpone(queued: Queued, attempts: number, due: number): void;
  /** The record is done with; a transaction whose stop is done with is forgotten. */
  done(queued: Queued, learned?: Pick<TransactionRecord, 'transactionId' | 'parentIdTag'>): void;
}

/** Values kept for one transaction lie together, at most so many. */
const KEPT_SPAN = 1_000_000;

export function createTransactionRecords(store: Store, random: Random): TransactionRecords {
  const transactions = store.collection<TransactionRecord>('transactions');
  const outbox = store.collection<OutboxRecord>('outbox');
  const kept = store.collection<MeterValue>('transaction-values');
  const counters = store.collection<number>('counters');

  function next(counter: string): number {
    const value = (counters.get(counter) ?? 0) + 1;
    counters.put(counter, value);
    return value;
  }

  function enqueue(content: OutboxContent): void {
    const [last] = outbox.entries({ reverse: true, limit: 1 });
    const position = last === undefined ? 1 : Number(last[0]) + 1;
    outbox.put(position, { ...content, messageId: random.uuid(), attempts: 0, due: 0 });
  }

  function keep(number: number, values: MeterValue | undefined): void {
    if (values === undefined) return;
    const [last] = kept.entries({ ...spanOf(number), reverse: true, limit: 1 });
    kept.put(last === undefined ? number * KEPT_SPAN : Number(last[0]) + 1, values);
  }

  function forget(number: number): void {
    transactions.delete(number);
    for (const [key] of kept.entries(spanOf(number))) kept.delete(key);
  }

  const all = () => transactions.entries().map(([, transaction]) => transaction);

  return {
    running: () => all().filter(({ stop }) => stop === undefined),
    all,
    get: (number) => transactions.get(number),
    begin(fields, firstValues) {
      return store.transaction(() => {
        const number = next('transaction');
        const transaction: TransactionRecord = { ...fields, number, seen: fields.start };
        transactions.put(number, transaction);
        enqueue({ kind: 'start', transaction: number });
        keep(number, firstValues);
        return transaction;
      });
    },
    end({ number }, stop, lastValues) {
      return store.transaction(() => {
        const transaction = transactions.get(number);
        if (transaction === undefined) throw new RangeError(`there is no transaction ${number}`);
        const ended: TransactionRecord = { ...transaction, seen: stop, stop };
        transactions.put(number, ended);
        keep(number, lastValues);
        enqueue({ kind: 'stop', transaction: number });
        return ended;
      });
    },
    sample({ connector, transaction, seen, tell, keep: values }) {
      store.transaction(() => {
        const number = transaction?.number;
        if (tell !== undefined) {
          enqueue({
            kind: 'meter',
            connector,
            ...(number === undefined ? {} : { transaction: number }),
            meterValue: tell,
          });
        }
        if (number === undefined) return;
        keep(number, values);
        const stored = transactions.get(number);
        if (stored !== undefined) transactions.put(number, { ...stored, seen });
      });
    },
    kept: (number) => kept.entries(spanOf(number)).map(([, values]) => values),
    first() {
      const [head] = outbox.entries({ limit: 1 });
      return head === undefined ? undefined : { position: Number(head[0]), record: head[1] };
    },
    queueLength: () => outbox.count(),
    postpone({ position, record }, attempts, due) {
      outbox.put(position, { ...record, attempts, due });
    },
    done({ position, record }, learned) {
      store.transaction(() => {
        outbox.delete(position);
        if (record.kind === 'stop') forget(record.transaction);
        const transaction =
          learned === undefined || record.kind !== 'start' ? undefined : transactions.get(record.transaction);
        if (transaction !== undefined) transactions.put(transaction.number, { ...transaction, ...learned });
      });
    },
  };
}

function spanOf(number: number): { readonly from: number; readonly to: number } {
  return { from: number * KEPT_SPAN, to: number * KEPT_SPAN + KEPT_SPAN - 1 };
}

/**
 * The Central System's transactions: numbers, beginnings, ends (S 4.8, 4.10).
 *
 * Guarantees:
 * - every transaction gets a number that is positive and higher than all before it (E4 3.54);
 * - a StartTransaction that is repeated (same charger, connector, timestamp, idTag and meterStart) is the same transaction, and
 *   so is a repeated StopTransaction;
 * - on one connector at most one transaction is running: a new one ends the one before as `abandoned`;
 * - running transactions are never forgotten; of each charger the newest `keepEnded` ended ones are kept.
 */
import type { Request } from '../ocpp16/actions.ts';
import type { IdTagInfo, StopReason } from '../ocpp16/types.ts';
import { idTagKey } from './id-tags.ts';
import type { Reading } from './readings.ts';

export interface Transaction {
  readonly transactionId: number;
  readonly chargerId: string;
  readonly connectorId: number;
  readonly idTag: string;
  /** What was said about the tag when it began. */
  readonly idTagInfo: IdTagInfo;
  /** Wh. */
  readonly meterStart: number;
  /** As the charger wrote it (ISO 8601). */
  readonly startedAt: string;
  readonly reservationId: number | undefined;
  /** How many MeterValue entries came for it, those of StopTransaction not counted. */
  readonly meterValues: number;
  /** The newest reading of the energy register, Wh. */
  readonly register: number;
  readonly state: TransactionState;
}

export type TransactionState =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'stopped';
      /** Wh. */
      readonly meterStop: number;
      /** As the charger wrote it. */
      readonly stoppedAt: string;
      readonly reason: StopReason;
      readonly idTag: string | undefined;
      /** How many MeterValue entries came with the StopTransaction. */
      readonly transactionData: number;
    }
  /** Another one began on its connector, and nobody ever told its end. */
  | { readonly kind: 'abandoned' };

/** The same, from inside. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface LedgerOptions {
  readonly firstTransactionId: number;
  readonly keepEnded: number;
}

export type Started =
  | { readonly kind: 'repeated'; readonly transaction: Transaction }
  /** `abandoned` is the one that was still running on the connector. */
  | { readonly kind: 'started'; readonly transaction: Transaction; readonly abandoned: Transaction | undefined };

export type Stopped =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'stopped'; readonly transaction: Transaction }
  /** It was stopped before; `differs` when it was told otherwise then. */
  | { readonly kind: 'repeated'; readonly transaction: Transaction; readonly differs: boolean };

export interface Ledger {
  /** Repeated or begun; `judge` says what the tag gets, and is asked only for one that begins. */
  start(chargerId: string, request: Request<'StartTransaction'>, judge: () => IdTagInfo): Started;
  stop(chargerId: string, request: Request<'StopTransaction'>): Stopped;
  /** MeterValues came for this transaction. */
  metered(transaction: Transaction, entries: number, newest: Reading | undefined): void;
  find(chargerId: string, transactionId: number): Transaction | undefined;
  /** The one that is running on this connector. */
  running(chargerId: string, connectorId: number): Transaction | undefined;
  /** All that run under this tag, on any charger. */
  runningWith(idTag: string): readonly Transaction[];
  /** In the order in which they began; live, not a copy. */
  of(chargerId: string): readonly Transaction[];
  /** Of all chargers, by number. */
  all(): readonly Transaction[];
}

interface Page {
  readonly transactions: Writable<Transaction>[];
  readonly byStart: Map<string, Writable<Transaction>>;
  readonly byConnector: Map<number, Writable<Transaction>>;
}

export function createLedger({ firstTransactionId, keepEnded }: LedgerOptions): Ledger {
  let nextId = firstTransactionId;
  const pages = new Map<string, Page>();
  const runningByTag = new Map<string, Set<Transaction>>();

  function pageOf(chargerId: string): Page {
    const known = pages.get(chargerId);
    if (known !== undefined) return known;
    const page: Page = { transactions: [], byStart: new Map(), byConnector: new Map() };
    pages.set(chargerId, page);
    return page;
  }

  function end(page: Page, transaction: Writable<Transaction>, state: TransactionState): void {
    transaction.state = state;
    if (page.byConnector.get(transaction.connectorId) === transaction) page.byConnector.delete(transaction.connectorId);
    const key = idTagKey(transaction.idTag);
    const withTag = runningByTag.get(key);
    withTag?.delete(transaction);
    if (withTag?.size === 0) runningByTag.delete(key);
    if (page.transactions.length - page.byConnector.size <= keepEnded) return;
    const oldest = page.transactions.findIndex(({ state: { kind } }) => kind !== 'running');
    const [forgotten] = page.transactions.splice(oldest, 1);
    if (forgotten !== undefined) page.byStart.delete(startKey(forgotten));
  }

  function find(chargerId: string, transactionId: number): Writable<Transaction> | undefined {
    return pages.get(chargerId)?.transactions.findLast((transaction) => transaction.transactionId === transactionId);
  }

  return {
    start(chargerId, request, judge) {
      const page = pageOf(chargerId);
      const key = startKey({ ...request, startedAt: request.timestamp });
      const before = page.byStart.get(key);
      if (before !== undefined) return { kind: 'repeated', transaction: before };

      const abandoned = page.byConnector.get(request.connectorId);
      if (abandoned !== undefined) end(page, abandoned, { kind: 'abandoned' });
      const transaction: Writable<Transaction> = {
        transactionId: nextId,
        chargerId,
        connectorId: request.connectorId,
        idTag: request.idTag,
        idTagInfo: judge(),
        meterStart: request.meterStart,
        startedAt: request.timestamp,
        reservationId: request.reservationId,
        meterValues: 0,
        register: request.meterStart,
        state: { kind: 'running' },
      };
      nextId += 1;
      page.transactions.push(transaction);
      page.byStart.set(key, transaction);
      page.byConnector.set(request.connectorId, transaction);
      const tag = idTagKey(request.idTag);
      const withTag = runningByTag.get(tag) ?? new Set();
      runningByTag.set(tag, withTag.add(transaction));
      return { kind: 'started', transaction, abandoned };
    },

    stop(chargerId, request) {
      const transaction = find(chargerId, request.transactionId);
      if (transaction === undefined) return { kind: 'unknown' };
      const { meterStop, timestamp: stoppedAt, reason = 'Local', idTag, transactionData = [] } = request;
      if (transaction.state.kind === 'stopped') {
        const { state } = transaction;
        const differs = state.meterStop !== meterStop || state.stoppedAt !== stoppedAt || state.reason !== reason;
        return { kind: 'repeated', transaction, differs };
      }
      transaction.register = meterStop;
      end(pageOf(chargerId), transaction, {
        kind: 'stopped',
        meterStop,
        stoppedAt,
        reason,
        idTag,
        transactionData: transactionData.length,
      });
      return { kind: 'stopped', transaction };
    },

    metered({ chargerId, transactionId }, entries, newest) {
      const transaction = find(chargerId, transactionId);
      if (transaction === undefined) return;
      transaction.meterValues += entries;
      if (newest !== undefined && transaction.state.kind === 'running') transaction.register = newest.register;
    },

    find,
    running: (chargerId, connectorId) => pages.get(chargerId)?.byConnector.get(connectorId),
    runningWith: (idTag) => [...(runningByTag.get(idTagKey(idTag)) ?? [])],
    of: (chargerId) => pageOf(chargerId).transactions,
    all: () =>
      [...pages.values()]
        .flatMap(({ transactions }) => transactions)
        .sort((one, other) => one.transactionId - other.transactionId),
  };
}

/** What makes a StartTransaction the same one again. */
function startKey(start: Pick<Transaction, 'connectorId' | 'startedAt' | 'idTag' | 'meterStart'>): string {
  return JSON.stringify([start.connectorId, start.startedAt, idTagKey(start.idTag), start.meterStart]);
}

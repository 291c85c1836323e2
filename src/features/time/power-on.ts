/**
 * Times that were recorded before anybody knew the time, put right when somebody does: a charger without a battery for its clock
 * wakes up at any time, and charges all the same.
 *
 * Guarantees:
 * - what was recorded since power came and has not been sent is moved by as much as the clock was wrong, in one store transaction;
 *   when the disk has no room for that, nothing is moved at all, and it throws;
 * - what was sent stays as it was sent, answered or not; so does what an earlier power-on has left behind, of which nobody knows how
 *   wrong its clock was.
 */
import type { Store } from '../../store/store.ts';
import { EventQueue } from '../security/event-queue.ts';
import type { SecurityNotifications } from '../security/notifications.ts';
import type { StatusFeature } from '../status/status.ts';
import type { TransactionRecords } from '../transactions/records.ts';
import type { Transactions } from '../transactions/transactions.ts';

/** What was on the disk when power came: whatever is not of that, is of this power-on. */
export interface PowerOn {
  /** The numbers given so far, by counter. */
  readonly counters: ReadonlyMap<string, number>;
  /** messageIds of the security events that waited. */
  readonly events: ReadonlySet<string>;
}

/** To be asked before the first charge point of a process is started. */
export function markPowerOn(store: Store): PowerOn {
  const counters = store.collection<number>('counters').entries();
  return {
    counters: new Map(counters.map(([name, value]) => [String(name), value])),
    events: EventQueue.waiting(store),
  };
}

/** The clock was behind by `by` ms (negative: ahead) since `powerOn`. Throws StoreError. */
export function correctTimes(
  parts: {
    readonly store: Store;
    readonly records: TransactionRecords;
    readonly security: SecurityNotifications;
    readonly transactions: Transactions;
    readonly status: StatusFeature;
  },
  by: number,
  { counters, events }: PowerOn,
): void {
  const { store, records, security, transactions, status } = parts;
  store.transaction(() => {
    records.correctTimes(by, counters);
    security.correctTimes(by, events);
  });
  transactions.timesCorrected();
  status.correctTimes(by);
}

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
import type { FrameEvent } from '../../rpc/rpc.ts';
import type { Store } from '../../store/store.ts';
import { EventQueue } from '../security/event-queue.ts';
import type { SecurityNotifications } from '../security/notifications.ts';
import type { StatusFeature } from '../status/status.ts';
import type { TransactionRecords } from '../transactions/records.ts';
import type { Transactions } from '../transactions/transactions.ts';

/** What was on the disk when power came, and what has left since: the rest is of this power-on, and nobody knows it yet. */
export interface PowerOn {
  /** The numbers given before, by counter. */
  readonly counters: ReadonlyMap<string, number>;
  /** Does the message with this id stay as it is? It waited before power came, or it was sent. */
  isFixed(messageId: string): boolean;
  /** A frame goes or comes. */
  observe(frame: FrameEvent): void;
}

/** To be asked before the first charge point of a process is started. It outlives resets. */
export function createPowerOn(store: Store): PowerOn {
  const counters = store.collection<number>('counters').entries();
  const before = EventQueue.waiting(store);
  // Of each queue only the first can have been sent and be there still.
  let lastEvent: string | undefined;
  let lastRecord: string | undefined;
  return {
    counters: new Map(counters.map(([name, value]) => [String(name), value])),
    isFixed: (messageId) => messageId === lastRecord || messageId === lastEvent || before.has(messageId),
    observe({ direction, kind, action, id }) {
      if (direction === 'in' || kind !== 'call') return;
      if (action === 'SecurityEventNotification') lastEvent = id;
      else if (action === 'StartTransaction' || action === 'MeterValues' || action === 'StopTransaction')
        lastRecord = id;
    },
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
  powerOn: PowerOn,
): void {
  const { store, records, security, transactions, status } = parts;
  store.transaction(() => {
    records.correctTimes(by, powerOn);
    security.correctTimes(by, powerOn);
  });
  transactions.timesCorrected();
  status.correctTimes(by);
}

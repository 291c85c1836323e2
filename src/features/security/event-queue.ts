/**
 * Security events that the Central System has still to be told, on disk and in the order in which they happened (WP A04.FR.02).
 *
 * Guarantees: an event that was added survives a power cut until it is removed; there are never more than `MOST_WAITING`: beyond
 * that the oldest is dropped, and that is logged. What is gone does not come back.
 */
import type { Log } from '../../log/log.ts';
import type { Random } from '../../random/random.ts';
import type { Collection, Store } from '../../store/store.ts';

/** How many events wait at most. */
export const MOST_WAITING = 500;

export interface SecurityEvent {
  readonly type: string;
  /** When it happened, ms since 1970. */
  readonly at: number;
  readonly techInfo?: string;
}

export interface WaitingEvent extends SecurityEvent {
  readonly position: number;
  /** The same for every attempt (OCPP-J errata 3.1). */
  readonly messageId: string;
  /** How often the Central System has refused it. */
  readonly refusals: number;
}

type Stored = Omit<WaitingEvent, 'position'>;

const EVENTS = 'security-events';

/** A class, and without a collection of its own while nothing waits, because a fleet has thousands of them. */
export class EventQueue {
  readonly #store: Store;
  readonly #random: Random;
  readonly #log: Log;

  constructor({ store, random, log }: { readonly store: Store; readonly random: Random; readonly log: Log }) {
    this.#store = store;
    this.#random = random;
    this.#log = log;
  }

  /** The messageIds of those that wait. */
  static waiting(store: Store): ReadonlySet<string> {
    return new Set(
      store
        .collection<Stored>(EVENTS)
        .entries()
        .map(([, { messageId }]) => messageId),
    );
  }

  /** Throws StoreError when there is no room on the disk. */
  add(event: SecurityEvent): void {
    const events = this.#events();
    const messageId = this.#random.uuid();
    this.#store.transaction(() => {
      const [last] = events.entries({ reverse: true, limit: 1 });
      events.put(last === undefined ? 1 : Number(last[0]) + 1, { ...event, messageId, refusals: 0 });
      for (const [key, { type }] of events.entries({ limit: Math.max(0, events.count() - MOST_WAITING) })) {
        events.delete(key);
        this.#log.error(`more than ${MOST_WAITING} security events wait; the oldest, ${type}, was dropped`);
      }
    });
  }

  first(): WaitingEvent | undefined {
    const [head] = this.#events().entries({ limit: 1 });
    return head === undefined ? undefined : { ...head[1], position: Number(head[0]) };
  }

  /** Takes note of a refusal, unless the event is gone. */
  refused({ position, ...event }: WaitingEvent): void {
    const events = this.#events();
    if (events.get(position)?.messageId !== event.messageId) return;
    events.put(position, { ...event, refusals: event.refusals + 1 });
  }

  /** Moves the times of those that wait by `by` ms, but for these. */
  correctTimes(by: number, fixed: (event: Stored) => boolean): void {
    const events = this.#events();
    for (const [key, event] of events.entries()) if (!fixed(event)) events.put(key, { ...event, at: event.at + by });
  }

  remove({ position, messageId }: WaitingEvent): void {
    const events = this.#events();
    if (events.get(position)?.messageId === messageId) events.delete(position);
  }

  #events(): Collection<Stored> {
    return this.#store.collection(EVENTS);
  }
}

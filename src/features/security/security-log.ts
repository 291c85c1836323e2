/**
 * The security log (WP A04.FR.04): every security event, critical or not, on disk and in the order in which they happened.
 *
 * Guarantees: an entry survives power cuts; there are never more than `MOST_ENTRIES`: a log that is full gives up the oldest
 * quarter at once, in the same write as the entry that needs the room, and says so to whoever adds.
 */
import type { Collection, Store } from '../../store/store.ts';
import type { SecurityEvent } from './event-queue.ts';

/** How many entries there are at most. */
export const MOST_ENTRIES = 1000;

/** How many go when there is no room. */
const ROLLED = MOST_ENTRIES / 4;

/** A class, and without a collection of its own while nothing is asked, because a fleet has thousands of them. */
export class SecurityLog {
  readonly #store: Store;

  constructor({ store }: { readonly store: Store }) {
    this.#store = store;
  }

  /** Returns how many entries had to go. Within a transaction of the store. Throws StoreError when there is no room on the disk. */
  add(event: SecurityEvent): number {
    const entries = this.#entries();
    const [last] = entries.entries({ reverse: true, limit: 1 });
    const full = entries.count() >= MOST_ENTRIES;
    const oldest = full ? entries.entries({ limit: ROLLED }) : [];
    for (const [key] of oldest) entries.delete(key);
    entries.put(last === undefined ? 1 : Number(last[0]) + 1, event);
    return oldest.length;
  }

  /** Oldest first. */
  entries(): readonly SecurityEvent[] {
    return this.#entries()
      .entries()
      .map(([, event]) => event);
  }

  #entries(): Collection<SecurityEvent> {
    return this.#store.collection('security-log');
  }
}

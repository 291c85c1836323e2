/**
 * The authorization cache: what the Central System last said of each identifier (S 3.5.1).
 *
 * Guarantees: it outlives power cuts and resets (E4 3.4); it holds valid and invalid identifiers; an entry whose time is over is
 * Expired; when it is full, invalid entries go first, then the oldest.
 */
import type { IdTagInfo } from '../../ocpp16/types.ts';
import type { Store } from '../../store/store.ts';
import { standingAt } from './expiry.ts';
import { idTagKey } from './id-tag.ts';

/** How many identifiers are kept (ours: the facts name no number; as many as a local list holds). */
export const CACHE_SIZE = 1024;

interface Entry {
  readonly info: IdTagInfo;
  /** Grows with each update: the lowest is the oldest. */
  readonly order: number;
}

export interface AuthorizationCache {
  /** What is known of an identifier at `now` (ms since 1970). */
  get(idTag: string, now: number): IdTagInfo | undefined;
  put(idTag: string, info: IdTagInfo, now: number): void;
  forget(idTag: string): void;
  clear(): void;
}

export function createAuthorizationCache(store: Store, size = CACHE_SIZE): AuthorizationCache {
  const entries = store.collection<Entry>('authorization-cache');
  const counter = store.collection<number>('counters');

  function evict(now: number): void {
    const candidates = entries
      .entries()
      .map(([key, { info, order }]) => ({ key, valid: standingAt(now, info).status === 'Accepted', order }))
      .sort((a, b) => Number(a.valid) - Number(b.valid) || a.order - b.order);
    const [first] = candidates;
    if (first !== undefined) entries.delete(first.key);
  }

  return {
    get(idTag, now) {
      const info = entries.get(idTagKey(idTag))?.info;
      return info && standingAt(now, info);
    },
    put(idTag, info, now) {
      store.transaction(() => {
        const key = idTagKey(idTag);
        if (entries.get(key) === undefined && entries.count() >= size) evict(now);
        const order = (counter.get('authorization-cache') ?? 0) + 1;
        counter.put('authorization-cache', order);
        entries.put(key, { info, order });
      });
    },
    forget(idTag) {
      entries.delete(idTagKey(idTag));
    },
    clear() {
      entries.clear();
    },
  };
}

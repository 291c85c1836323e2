/**
 * Texts in the order of their keys, in memory.
 *
 * Guarantees: get costs O(1); put, delete and finding the start of a range are cheap wherever they happen: the keys lie
 * in pages of at most 512, so nothing longer than a page or the list of pages is ever moved. Draining 100,000 records
 * from the front takes time in proportion to their number.
 */
import { compareKeys } from './record.ts';
import type { Key, Range } from './store.ts';

/** The records of one collection. Keys are taken as checked. */
export interface OrderedRecords {
  get(key: Key): string | undefined;
  /** Puts a record; returns the text that was there. */
  put(key: Key, text: string): string | undefined;
  /** Removes a record; returns the text that was there. */
  delete(key: Key): string | undefined;
  size(): number;
  range(range: Range): [Key, string][];
}

const pageSize = 512;

/** No records. */
export function createOrderedRecords(): OrderedRecords {
  const texts = new Map<Key, string>();
  /** All keys in order; no page is empty. */
  const pages: Key[][] = [];

  /** The page in which `key` is or belongs. */
  function pageOf(key: Key): number {
    // The first page that begins after the key is one too far.
    return Math.max(0, firstIndex(pages, (page) => page[0] !== undefined && compareKeys(page[0], key) > 0) - 1);
  }

  function insert(key: Key): void {
    const at = pageOf(key);
    const page = pages[at];
    if (page === undefined) {
      pages.push([key]);
      return;
    }
    page.splice(indexIn(page, key), 0, key);
    if (page.length > pageSize) pages.splice(at + 1, 0, page.splice(pageSize / 2));
  }

  function remove(key: Key): void {
    const at = pageOf(key);
    const page = pages[at];
    if (page === undefined) return;
    page.splice(indexIn(page, key), 1);
    if (page.length === 0) pages.splice(at, 1);
  }

  function* upwards(from: Key | undefined): Generator<Key> {
    let at = from === undefined ? 0 : pageOf(from);
    let index = from === undefined ? 0 : indexIn(pages[at] ?? [], from);
    for (; at < pages.length; at++, index = 0) {
      const page = pages[at] ?? [];
      for (; index < page.length; index++) yield page[index] as Key;
    }
  }

  function* downwards(to: Key | undefined): Generator<Key> {
    let at = to === undefined ? pages.length - 1 : pageOf(to);
    let end = to === undefined ? undefined : indexIn(pages[at] ?? [], to) + (texts.has(to) ? 1 : 0);
    for (; at >= 0; at--, end = undefined) {
      const page = pages[at] ?? [];
      for (let index = (end ?? page.length) - 1; index >= 0; index--) yield page[index] as Key;
    }
  }

  return {
    get: (key) => texts.get(key),
    put(key, text) {
      const previous = texts.get(key);
      if (previous === undefined) insert(key);
      texts.set(key, text);
      return previous;
    },
    delete(key) {
      const previous = texts.get(key);
      if (previous === undefined) return undefined;
      remove(key);
      texts.delete(key);
      return previous;
    },
    size: () => texts.size,
    range({ from, to, limit = Number.POSITIVE_INFINITY, reverse = false }) {
      const found: [Key, string][] = [];
      if (limit === 0) return found;
      const end = reverse ? from : to;
      for (const key of reverse ? downwards(to) : upwards(from)) {
        if (end !== undefined && (reverse ? compareKeys(key, end) < 0 : compareKeys(key, end) > 0)) break;
        found.push([key, texts.get(key) ?? '']);
        if (found.length === limit) break;
      }
      return found;
    },
  };
}

/** Where `key` is in a page, or where it belongs. */
function indexIn(page: readonly Key[], key: Key): number {
  return firstIndex(page, (other) => compareKeys(other, key) >= 0);
}

/** The first index from which on `holds` is true, by halving; the length when it never is. */
function firstIndex<T>(items: readonly T[], holds: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A database in memory, for tests, simulation and load: it obeys the port in everything but outliving the process.
 *
 * Guarantees: what was written lives on the `MemoryDisk` and is there when it is opened again, whether the database was
 * closed or abandoned, as after a power cut; a disk serves the database that was opened last, and earlier ones refuse
 * everything, as a killed process does; rolling back costs as much as what was written.
 */
import { createOrderedRecords, type OrderedRecords } from './ordered-records.ts';
import { checkKey, checkRange, checkText, decode, encode, refusePromise } from './record.ts';
import { type Collection, type Database, type Store, StoreError } from './store.ts';

/** What outlives a memory database. */
export interface MemoryDisk {
  /** The records, by charge point and collection. */
  readonly chargePoints: Map<string, Map<string, OrderedRecords>>;
  /** Belongs to the database that may use the disk. */
  holder: object | undefined;
}

/** An empty disk. */
export function createMemoryDisk(): MemoryDisk {
  return { chargePoints: new Map(), holder: undefined };
}

/** Opens the database on `disk` (default: a new one), and takes the disk away from a database that holds it. */
export function createMemoryDatabase(disk: MemoryDisk = createMemoryDisk()): Database {
  const holder = {};
  disk.holder = holder;
  /** How many transactions are inside each other at this moment. */
  let depth = 0;
  /** What takes back the writes of the open transaction, the oldest first. */
  const undo: (() => void)[] = [];

  function check(): void {
    if (disk.holder !== holder) throw new StoreError('this memory database is closed: open its disk again');
  }

  function remember(step: () => void): void {
    if (depth > 0) undo.push(step);
  }

  function transaction<T>(work: () => T): T {
    check();
    const begin = undo.length;
    depth++;
    try {
      const result = work();
      refusePromise(result);
      return result;
    } catch (error) {
      while (undo.length > begin) undo.pop()?.();
      throw error;
    } finally {
      depth--;
      if (depth === 0) undo.length = 0;
    }
  }

  function openCollection<V>(collections: Map<string, OrderedRecords>, name: string): Collection<V> {
    function records(): OrderedRecords {
      check();
      return collections.get(name) ?? createOrderedRecords();
    }

    return {
      get(key) {
        const text = records().get(checkKey(key));
        return text === undefined ? undefined : decode<V>(text);
      },
      put(key, value) {
        const here = checkKey(key);
        const text = encode(value);
        const target = records();
        collections.set(name, target);
        const previous = target.put(here, text);
        remember(() => (previous === undefined ? target.delete(here) : target.put(here, previous)));
      },
      delete(key) {
        const here = checkKey(key);
        const target = records();
        const previous = target.delete(here);
        if (previous === undefined) return false;
        remember(() => target.put(here, previous));
        return true;
      },
      clear() {
        const previous = records();
        collections.delete(name);
        remember(() => collections.set(name, previous));
        return previous.size();
      },
      count: () => records().size(),
      entries: (range = {}) =>
        records()
          .range(checkRange(range))
          .map(([key, text]) => [key, decode<V>(text)] as const),
    };
  }

  return {
    open(chargePointId): Store {
      check();
      const id = checkText(chargePointId, 'the id of a charge point');
      const collections = disk.chargePoints.get(id) ?? new Map<string, OrderedRecords>();
      disk.chargePoints.set(id, collections);
      return {
        collection: (name) => openCollection(collections, checkText(name, 'the name of a collection')),
        transaction,
      };
    },
    close() {
      if (depth > 0) throw new StoreError('this memory database cannot be closed inside a transaction');
      if (disk.holder === holder) disk.holder = undefined;
    },
  };
}

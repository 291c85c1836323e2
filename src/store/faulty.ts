/**
 * A database that fails when it is told to, for simulation: the power goes between any two writes, or the disk is full.
 *
 * Guarantees: a fault hits as it would hit a real database. A power cut in a transaction leaves no trace of it, one
 * before or after the commit leaves none or all; after it everything is refused. A full disk fails the write and the
 * whole transaction around it, and the database works on.
 */
import { type Collection, type Database, type Key, type Store, StoreError } from './store.ts';

/** A write that is about to happen. */
export interface Write {
  /** Counts the writes of this database, from 1. */
  readonly number: number;
  /** A transaction that wrote something ends with a write of its own: the commit. */
  readonly operation: 'put' | 'delete' | 'clear' | 'commit';
  readonly chargePointId: string;
  /** Absent for a commit. */
  readonly collection?: string;
  /** Absent for a commit and for clear. */
  readonly key?: Key;
}

/** What goes wrong: the power is cut before the write or right after it, or there is no room for it. */
export type Fault = 'cut before' | 'cut after' | 'disk full';

/** Decides for each write whether something goes wrong with it. */
export type FaultPlan = (write: Write) => Fault | undefined;

/** The power is gone: what a killed process would not live to see. Nothing but a test should catch it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

/** A database that can be asked what befell it. */
export interface FaultyDatabase extends Database {
  /** How many writes were asked for, those that failed included. */
  writes(): number;
  /** True when the power was cut. */
  dead(): boolean;
}

/** A plan that cuts the power at the write of that number. */
export function cutAt(number: number, when: 'before' | 'after'): FaultPlan {
  return (write) => (write.number === number ? `cut ${when}` : undefined);
}

/** Wraps `database`. Closing closes it, even without power, so that its file or disk can be opened again. */
export function createFaultyDatabase(database: Database, plan: FaultPlan): FaultyDatabase {
  let writes = 0;
  let cut: PowerCut | undefined;
  let depth = 0;
  /** Whether the open transaction has written, and what makes it fail. */
  let wrote = false;
  let doom: StoreError | undefined;

  function powered<T>(work: () => T): T {
    if (cut !== undefined) throw cut;
    if (doom !== undefined) throw doom;
    return work();
  }

  function cutPower(when: string): PowerCut {
    cut = new PowerCut(`the power was cut ${when}`);
    return cut;
  }

  /** Announces a write to the plan; throws when it must not happen, and returns what is left to do after it. */
  function announce(write: Omit<Write, 'number'>): () => void {
    const fault = plan({ number: ++writes, ...write });
    const name = `write ${writes} (${write.operation})`;
    if (fault === 'cut before') throw cutPower(`before ${name}`);
    if (fault === 'disk full') {
      const error = new StoreError(`the disk is full: ${name} has not been stored; make room on the disk`);
      if (depth > 0) doom = error;
      throw error;
    }
    wrote = true;
    return () => {
      if (fault === 'cut after') throw cutPower(`after ${name}`);
    };
  }

  function write<T>(about: Omit<Write, 'number'>, work: () => T): T {
    return powered(() => {
      const finish = announce(about);
      const result = work();
      finish();
      return result;
    });
  }

  function transaction<T>(store: Store, chargePointId: string, work: () => T): T {
    if (depth > 0) return powered(() => store.transaction(() => nested(work)));
    wrote = false;
    let finish = (): void => {};
    try {
      const result = powered(() =>
        store.transaction(() => {
          const inner = nested(work);
          // Thrown again for a caller that has caught it inside.
          powered(() => {});
          if (wrote) finish = announce({ operation: 'commit', chargePointId });
          return inner;
        }),
      );
      finish();
      return result;
    } finally {
      doom = undefined;
    }
  }

  function nested<T>(work: () => T): T {
    depth++;
    try {
      return work();
    } finally {
      depth--;
    }
  }

  function openCollection<V>(store: Store, chargePointId: string, name: string): Collection<V> {
    const collection = store.collection<V>(name);
    const place = { chargePointId, collection: name };
    return {
      get: (key) => powered(() => collection.get(key)),
      put: (key, value) => write({ operation: 'put', ...place, key }, () => collection.put(key, value)),
      delete: (key) => write({ operation: 'delete', ...place, key }, () => collection.delete(key)),
      clear: () => write({ operation: 'clear', ...place }, () => collection.clear()),
      count: () => powered(() => collection.count()),
      entries: (range) => powered(() => collection.entries(range)),
    };
  }

  return {
    open(chargePointId) {
      const store = powered(() => database.open(chargePointId));
      return {
        collection: (name) => openCollection(store, chargePointId, name),
        transaction: (work) => transaction(store, chargePointId, work),
      };
    },
    close: () => database.close(),
    writes: () => writes,
    dead: () => cut !== undefined,
  };
}

/**
 * The Store port: what must outlive a power cut (DESIGN rule 3).
 *
 * A database holds ordered collections of records for many charge points; each charge point sees only its own part.
 * Everything is synchronous, so no other code runs between two writes.
 *
 * Guarantees of every implementation, held by one conformance suite:
 * - when a write, or the outermost `transaction`, returns, its effect survives SIGKILL and power loss (a memory store: it
 *   survives `close` and re-opening from the same memory);
 * - a `transaction` that throws leaves no trace; nested transactions belong to the outermost one, so an inner one that
 *   throws takes back its own writes, and the outer one may go on;
 * - a write that cannot be stored throws StoreError; inside a transaction it fails the whole of it, also when the error is
 *   caught there; afterwards the database works on;
 * - keys are ordered: numbers before strings, numbers by value, strings by code point;
 * - a value that is read shares nothing with what was written: values are plain JSON.
 */
export interface Database {
  /** The part of one charge point; the same id always gives the same records. */
  open(chargePointId: string): Store;
  /** Frees the handle. The database must not be used afterwards. */
  close(): void;
}

/** The records of one charge point. */
export interface Store {
  /** The collection of that name; it exists as soon as something is put in. `V` is the caller's promise of its shape. */
  collection<V>(name: string): Collection<V>;
  /**
   * Runs `work` so that all of its writes happen or none; returns what `work` returns. `work` must be synchronous: a
   * promise as its result is a TypeError.
   */
  transaction<T>(work: () => T): T;
}

/** A record's key: a safe integer, or a string that is not empty, well-formed Unicode and without NUL. */
export type Key = number | string;

/** Which part of a collection, and in which direction. Both bounds are included. */
export interface Range {
  readonly from?: Key;
  readonly to?: Key;
  /** At most so many records. */
  readonly limit?: number;
  /** Highest key first. */
  readonly reverse?: boolean;
}

/** Records in the order of their keys. `V` must be JSON: no undefined, functions, Dates or NaN inside. */
export interface Collection<V> {
  get(key: Key): V | undefined;
  put(key: Key, value: V): void;
  /** True when there was such a record. */
  delete(key: Key): boolean;
  /** Removes all records; returns how many there were. */
  clear(): number;
  count(): number;
  entries(range?: Range): readonly (readonly [Key, V])[];
}

/** A database that cannot be used; the message says which, why, and what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/**
 * Records in the tables of an open SQLite connection (their layout is in migrations.ts).
 *
 * Guarantees: a write outside of a transaction is a transaction of its own; an inner transaction that throws takes its
 * own writes back (a savepoint); a statement that fails inside a transaction dooms the whole of it, also when the caller
 * catches the error, because SQLite may have rolled back by itself, and half of a transaction must never be committed.
 * The statements are prepared once, for all charge points.
 */
import type { DatabaseSync } from 'node:sqlite';
import { checkKey, checkRange, checkText, decode, encode, refusePromise } from './record.ts';
import { explain, storeError } from './sqlite-error.ts';
import type { Collection, Database, Key, Range, Store } from './store.ts';

/** Below every integer, and above every text: a BLOB comes last in the order of SQLite. */
const lowest = -(2n ** 63n);
const highest = new Uint8Array(0);

/** The records of `connection`, which is closed with the database; `file` is the name for error messages. */
export function createSqliteRecords(connection: DatabaseSync, file: string): Database {
  const part = 'FROM record WHERE collection = ?';
  const range = `SELECT key, value ${part} AND key BETWEEN ? AND ? ORDER BY key`;
  const statement = {
    begin: connection.prepare('BEGIN'),
    commit: connection.prepare('COMMIT'),
    rollback: connection.prepare('ROLLBACK'),
    savepoint: connection.prepare('SAVEPOINT inner_transaction'),
    release: connection.prepare('RELEASE inner_transaction'),
    rollbackInner: connection.prepare('ROLLBACK TO inner_transaction'),
    findCollection: connection.prepare('SELECT id FROM collection WHERE charge_point = ? AND name = ?'),
    addCollection: connection.prepare('INSERT INTO collection (charge_point, name) VALUES (?, ?)'),
    get: connection.prepare(`SELECT value ${part} AND key = ?`),
    put: connection.prepare(
      'INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value',
    ),
    delete: connection.prepare(`DELETE ${part} AND key = ?`),
    clear: connection.prepare(`DELETE ${part}`),
    count: connection.prepare(`SELECT count(*) AS number ${part}`),
    up: connection.prepare(`${range} LIMIT ?`),
    down: connection.prepare(`${range} DESC LIMIT ?`),
    // The ends of a queue are asked for all the time, and SQLite finds one row much faster when it knows beforehand that it is one.
    first: connection.prepare(`${range} LIMIT 1`),
    last: connection.prepare(`${range} DESC LIMIT 1`),
  };
  let closed = false;
  /** How many transactions are inside each other at this moment. */
  let depth = 0;
  /** Why the open transaction cannot be committed. */
  let doom: { readonly error: unknown } | undefined;
  /** Counts what was rolled back: the number of a collection may have been rolled back with it. */
  let rollbacks = 0;

  function attempt<T>(work: () => T): T {
    if (closed) throw storeError(file, 'it was closed', 'open it again');
    if (doom !== undefined) throw doom.error;
    try {
      return work();
    } catch (reason) {
      const error = explain(file, reason);
      if (depth > 0) doom = { error };
      throw error;
    }
  }

  function transaction<T>(work: () => T): T {
    const outermost = depth === 0;
    attempt(() => (outermost ? statement.begin : statement.savepoint).run());
    depth++;
    try {
      const result = work();
      refusePromise(result);
      attempt(() => (outermost ? statement.commit : statement.release).run());
      return result;
    } catch (error) {
      rollBack(outermost);
      throw error;
    } finally {
      depth--;
      if (outermost) doom = undefined;
    }
  }

  function rollBack(outermost: boolean): void {
    rollbacks++;
    // Not open any more when SQLite has rolled it back by itself.
    if (!connection.isTransaction) return;
    if (outermost) {
      try {
        statement.rollback.run();
      } catch {
        // The error that led here says more; a transaction that is still open shows at the next BEGIN.
      }
    } else if (doom === undefined) {
      attempt(() => {
        statement.rollbackInner.run();
        statement.release.run();
      });
    }
  }

  /** A class, because a fleet has ten collections for each of its thousands: methods are shared, closures would not be. */
  class SqliteCollection<V> implements Collection<V> {
    readonly #chargePoint: string;
    readonly #name: string;
    #id: number | undefined;
    /** What `rollbacks` was when the number was found. */
    #foundAt = 0;

    constructor(chargePoint: string, name: string) {
      this.#chargePoint = chargePoint;
      this.#name = name;
    }

    /** The number of this collection, if it has one yet. */
    #find(): number | undefined {
      if (this.#id !== undefined && this.#foundAt === rollbacks) return this.#id;
      const row = statement.findCollection.get(this.#chargePoint, this.#name) as { id: number } | undefined;
      this.#id = row?.id;
      this.#foundAt = rollbacks;
      return this.#id;
    }

    get(key: Key): V | undefined {
      const here = checkKey(key);
      return attempt(() => {
        const id = this.#find();
        if (id === undefined) return undefined;
        const row = statement.get.get(id, sqlKey(here)) as { value: string } | undefined;
        return row === undefined ? undefined : decode<V>(row.value);
      });
    }

    put(key: Key, value: V): void {
      const here = checkKey(key);
      const text = encode(value);
      const write = (id: number) => attempt(() => statement.put.run(id, sqlKey(here), text));
      const id = attempt(() => this.#find());
      if (id !== undefined) {
        write(id);
        return;
      }
      transaction(() => {
        attempt(() => statement.addCollection.run(this.#chargePoint, this.#name));
        write(Number(attempt(() => this.#find())));
      });
    }

    delete(key: Key): boolean {
      const here = checkKey(key);
      return attempt(() => {
        const id = this.#find();
        return id !== undefined && statement.delete.run(id, sqlKey(here)).changes !== 0;
      });
    }

    clear(): number {
      return attempt(() => {
        const id = this.#find();
        return id === undefined ? 0 : Number(statement.clear.run(id).changes);
      });
    }

    count(): number {
      return attempt(() => {
        const id = this.#find();
        return id === undefined ? 0 : Number(statement.count.get(id)?.number);
      });
    }

    entries(range: Range = {}): readonly (readonly [Key, V])[] {
      const { from, to, limit = -1, reverse = false } = checkRange(range);
      return attempt(() => {
        const id = this.#find();
        if (id === undefined) return [];
        const low = from === undefined ? lowest : sqlKey(from);
        const high = to === undefined ? highest : sqlKey(to);
        const rows =
          limit === 1
            ? (reverse ? statement.last : statement.first).all(id, low, high)
            : (reverse ? statement.down : statement.up).all(id, low, high, limit);
        return (rows as { key: Key; value: string }[]).map(({ key, value }) => [key, decode<V>(value)] as const);
      });
    }
  }

  return {
    open(chargePointId): Store {
      const id = checkText(chargePointId, 'the id of a charge point');
      return {
        collection: (name) => new SqliteCollection(id, checkText(name, 'the name of a collection')),
        transaction,
      };
    },
    close() {
      if (closed) return;
      if (depth > 0) throw storeError(file, 'it cannot be closed inside a transaction', 'close it afterwards');
      closed = true;
      // SQLite writes the log back into the file and removes it.
      connection.close();
    },
  };
}

/** A number is bound as a BigInt: only then does SQLite store an integer, in as few bytes as it needs. */
function sqlKey(key: Key): bigint | string {
  return typeof key === 'number' ? BigInt(key) : key;
}

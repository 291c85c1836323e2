/** The suite to which every Database is held; an implementation says how to make a place for its records. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Database, Key, Range } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store.ts';
import { agree, operations, run } from './model.ts';

/** A place that outlives a database: a directory, a memory disk. */
export interface Place {
  /** Opens the database in this place. The one before it was closed. */
  open(): Database;
  /** Removes it; all databases in it were closed. */
  remove(): void;
}

export function storeConformance(name: string, makePlace: () => Place): void {
  function withPlace(work: (place: Place) => void): void {
    const place = makePlace();
    try {
      work(place);
    } finally {
      place.remove();
    }
  }

  /** Runs `work` on an empty database. */
  function withDatabase(work: (database: Database) => void): void {
    withPlace((place) => {
      const database = place.open();
      try {
        work(database);
      } finally {
        database.close();
      }
    });
  }

  /** Opens the database of `place`, and closes it after `work`. */
  function session<T>(place: Place, work: (database: Database) => T): T {
    const database = place.open();
    try {
      return work(database);
    } finally {
      database.close();
    }
  }

  describe(`${name}: collections`, () => {
    test('a record is read as it was put, a second put replaces it, and what is not there is undefined', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<unknown>('things');
        assert.equal(records.get(1), undefined);
        records.put(1, { text: 'a\u0000\ud83d\ude00', list: [1, 2.5, null, true] });
        assert.deepEqual(records.get(1), { text: 'a\u0000\ud83d\ude00', list: [1, 2.5, null, true] });
        records.put(1, 'other');
        assert.equal(records.get(1), 'other');
        assert.equal(records.count(), 1);
      });
    });

    test('delete and clear tell what they removed', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<number>('things');
        assert.equal(records.delete('a'), false);
        assert.equal(records.clear(), 0);
        for (const key of ['a', 'b', 'c']) records.put(key, 1);
        assert.equal(records.delete('a'), true);
        assert.equal(records.delete('a'), false);
        assert.equal(records.clear(), 2);
        assert.equal(records.count(), 0);
        assert.deepEqual(records.entries(), []);
      });
    });

    test('a number and the same number as a string are two keys; 0 and -0 are one', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<string>('things');
        records.put(1, 'number');
        records.put('1', 'string');
        records.put(-0, 'minus');
        records.put(0, 'zero');
        assert.deepEqual(
          records.entries().map(([key]) => key),
          [0, 1, '1'],
        );
        assert.equal(Object.is(records.entries()[0]?.[0], 0), true);
        assert.equal(records.get(-0), 'zero');
      });
    });

    test('what was written and what was read share nothing with the store', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<{ list: number[] }>('things');
        const written = { list: [1] };
        records.put(1, written);
        written.list.push(2);
        records.get(1)?.list.push(3);
        records.entries()[0]?.[1].list.push(4);
        assert.deepEqual(records.get(1), { list: [1] });
      });
    });

    test('charge points and collections do not see each other, whatever their names', () => {
      withDatabase((database) => {
        database.open('a').collection<string>('bc').put(1, 'one');
        database.open('ab').collection<string>('c').put(1, 'two');
        database.open('a').collection<string>('c').put(1, 'three');
        assert.equal(database.open('a').collection('bc').get(1), 'one');
        assert.equal(database.open('ab').collection('c').get(1), 'two');
        assert.equal(database.open('a').collection('c').clear(), 1);
        assert.equal(database.open('ab').collection('c').count(), 1);
        assert.equal(database.open('ab').collection('bc').count(), 0);
      });
    });

    test('two handles of the same collection see the same records', () => {
      withDatabase((database) => {
        const early = database.open('CP1').collection<number>('things');
        assert.equal(early.count(), 0);
        database.open('CP1').collection<number>('things').put(1, 10);
        assert.equal(early.get(1), 10);
      });
    });

    test('keys, names and values that not every database can hold are refused and leave no trace', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<unknown>('things');
        const keys = ['', '\ud800', 'a\u0000b', 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, null, undefined];
        for (const key of keys as Key[]) {
          assert.throws(() => records.put(key, 1), TypeError);
          assert.throws(() => records.get(key), TypeError);
          assert.throws(() => records.delete(key), TypeError);
        }
        for (const name of ['', '\ud800', 'a\u0000']) {
          assert.throws(() => database.open(name), TypeError);
          assert.throws(() => database.open('CP1').collection(name), TypeError);
        }
        assert.throws(() => records.put(1, undefined), TypeError);
        assert.throws(() => records.put(1, () => 1), TypeError);
        assert.equal(records.count(), 0);
      });
    });

    test('the ends of the safe integers are keys', () => {
      withDatabase((database) => {
        const records = database.open('CP1').collection<number>('things');
        const keys = [Number.MIN_SAFE_INTEGER, -(2 ** 31), 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
        for (const key of keys) records.put(key, key);
        assert.deepEqual(
          records.entries(),
          keys.map((key) => [key, key]),
        );
      });
    });
  });

  describe(`${name}: ranges`, () => {
    const inOrder: Key[] = [-5, 0, 2, 10, 'A', 'B', 'a', 'aa', 'b', 'é', '\ue000', '\uffff', '\u{10000}', '\u{1f600}'];

    function keys(database: Database, range?: Range): Key[] {
      const records = database.open('CP1').collection<number>('things');
      for (const key of inOrder.toReversed()) records.put(key, 1);
      return records.entries(range).map(([key]) => key);
    }

    test('numbers come before strings, and strings lie by code point', () => {
      withDatabase((database) => assert.deepEqual(keys(database), inOrder));
    });

    const ranges: readonly [string, Range, readonly Key[]][] = [
      ['both bounds are included', { from: 0, to: 10 }, [0, 2, 10]],
      ['bounds need not be keys', { from: 1, to: 'AA' }, [2, 10, 'A']],
      ['an empty range is empty', { from: 'c', to: 'b' }, []],
      ['from alone reaches to the end', { from: '\uffff' }, ['\uffff', '\u{10000}', '\u{1f600}']],
      ['to alone reaches from the beginning', { to: 1 }, [-5, 0]],
      ['limit takes the first ones', { from: 0, limit: 2 }, [0, 2]],
      ['limit 0 takes none', { limit: 0 }, []],
      ['reverse begins at the highest', { to: 'A', reverse: true, limit: 2 }, ['A', 10]],
      ['reverse keeps its bounds', { from: 0, to: 5, reverse: true }, [2, 0]],
    ];
    for (const [behaviour, range, expected] of ranges) {
      test(`${behaviour}: ${JSON.stringify(range)}`, () => {
        withDatabase((database) => assert.deepEqual(keys(database, range), expected));
      });
    }

    test('a limit that is no whole number from 0 is refused', () => {
      withDatabase((database) => {
        for (const limit of [-1, 0.5, Number.NaN]) assert.throws(() => keys(database, { limit }), RangeError);
      });
    });
  });

  describe(`${name}: transactions`, () => {
    test('a transaction returns what its work returns, and its writes stay', () => {
      withPlace((place) => {
        const result = session(place, (database) => {
          const store = database.open('CP1');
          return store.transaction(() => {
            store.collection<number>('a').put(1, 1);
            store.collection<number>('b').put(1, 2);
            assert.equal(store.collection<number>('b').get(1), 2);
            return 'done';
          });
        });
        assert.equal(result, 'done');
        session(place, (database) => {
          assert.equal(database.open('CP1').collection('a').get(1), 1);
          assert.equal(database.open('CP1').collection('b').get(1), 2);
        });
      });
    });

    test('a transaction that throws leaves no trace, and throws what its work threw', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        const things = store.collection<number>('things');
        for (const key of [1, 2, 3]) things.put(key, key);
        const reason = new Error('no');
        const work = () => {
          things.delete(1);
          things.put(2, 20);
          things.put(4, 4);
          things.clear();
          things.put(5, 5);
          store.collection<number>('new').put(1, 1);
          throw reason;
        };
        assert.throws(
          () => store.transaction(work),
          (error) => error === reason,
        );
        assert.deepEqual(things.entries(), [
          [1, 1],
          [2, 2],
          [3, 3],
        ]);
        assert.equal(store.collection('new').count(), 0);
        store.collection<number>('new').put(1, 10);
        assert.equal(store.collection('new').get(1), 10);
      });
    });

    test('a collection that was begun in a transaction that throws is not mixed up with one that is begun later', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        const taken = store.collection<string>('taken back');
        const later = store.collection<string>('later');
        assert.throws(() =>
          store.transaction(() => {
            taken.put(1, 'no');
            throw new Error('no');
          }),
        );
        later.put(1, 'later');
        taken.put(2, 'taken');
        assert.deepEqual(later.entries(), [[1, 'later']]);
        assert.deepEqual(taken.entries(), [[2, 'taken']]);
      });
    });

    test('an inner transaction that throws takes back its own writes, and the outer one goes on', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        const things = store.collection<number>('things');
        store.transaction(() => {
          things.put(1, 1);
          assert.throws(() =>
            store.transaction(() => {
              things.put(1, 2);
              things.put(2, 2);
              store.collection<number>('new').put(1, 1);
              throw new Error('no');
            }),
          );
          things.put(3, 3);
          store.collection<number>('new').put(2, 2);
        });
        assert.deepEqual(things.entries(), [
          [1, 1],
          [3, 3],
        ]);
        assert.deepEqual(store.collection('new').entries(), [[2, 2]]);
      });
    });

    test('an inner transaction goes with the outer one, also that of another charge point', () => {
      withDatabase((database) => {
        const outer = database.open('CP1');
        const inner = database.open('CP2');
        assert.throws(() =>
          outer.transaction(() => {
            inner.transaction(() => inner.collection<number>('things').put(1, 1));
            assert.equal(inner.collection('things').get(1), 1);
            throw new Error('no');
          }),
        );
        assert.equal(inner.collection('things').get(1), undefined);
      });
    });

    test('work that goes on after its return is refused and taken back', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        const work = () => {
          store.collection<number>('things').put(1, 1);
          return Promise.resolve();
        };
        assert.throws(() => store.transaction(work), TypeError);
        assert.equal(store.collection('things').count(), 0);
      });
    });

    test('a value that is refused inside a transaction does not harm the rest of it', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        const things = store.collection<unknown>('things');
        store.transaction(() => {
          things.put(1, 1);
          assert.throws(() => things.put(2, undefined), TypeError);
        });
        assert.deepEqual(things.entries(), [[1, 1]]);
      });
    });
  });

  describe(`${name}: opening and closing`, () => {
    test('everything is there after closing and opening again', () => {
      withPlace((place) => {
        session(place, (database) => {
          for (let point = 0; point < 20; point++) {
            for (let key = 0; key < 10; key++) {
              database
                .open(`CP${point}`)
                .collection<number>('things')
                .put(key, point * key);
            }
          }
          database.open('CP7').collection('things').clear();
        });
        session(place, (database) => {
          assert.equal(database.open('CP19').collection('things').get(9), 171);
          assert.equal(database.open('CP7').collection('things').count(), 0);
          assert.equal(database.open('CP8').collection('things').count(), 10);
        });
      });
    });

    test('a closed database refuses everything with a StoreError; closing it again does nothing', () => {
      withPlace((place) => {
        const database = place.open();
        const store = database.open('CP1');
        const things = store.collection<number>('things');
        things.put(1, 1);
        database.close();
        database.close();
        assert.throws(() => things.get(1), StoreError);
        assert.throws(() => things.put(1, 2), StoreError);
        assert.throws(() => things.delete(1), StoreError);
        assert.throws(() => things.clear(), StoreError);
        assert.throws(() => things.count(), StoreError);
        assert.throws(() => things.entries(), StoreError);
        assert.throws(() => store.transaction(() => 1), StoreError);
        session(place, (again) => assert.equal(again.open('CP1').collection('things').get(1), 1));
      });
    });

    test('closing inside a transaction is refused, and the transaction goes on', () => {
      withDatabase((database) => {
        const store = database.open('CP1');
        store.transaction(() => {
          store.collection<number>('things').put(1, 1);
          assert.throws(() => database.close(), StoreError);
        });
        assert.equal(store.collection('things').get(1), 1);
      });
    });
  });

  test(`${name}: any sequence of operations agrees with a plain model, also after opening again`, () => {
    fc.assert(
      fc.property(operations, (sequence) => {
        withPlace((place) => {
          const model = session(place, (database) => run(database, sequence));
          session(place, (database) => agree(database, model));
        });
      }),
      { numRuns: 150 },
    );
  });
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFaultyDatabase, cutAt, type FaultPlan, PowerCut, type Write } from '../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { type Database, StoreError } from '../../src/store/store.ts';
import { storeConformance } from './conformance.ts';

storeConformance('faulty without a fault', () => {
  const disk = createMemoryDisk();
  return { open: () => createFaultyDatabase(createMemoryDatabase(disk), () => undefined), remove: () => {} };
});

/** Two single writes and, between them, a transaction of two with one inside it: six writes with the commit. */
function work(database: Database): void {
  const store = database.open('CP1');
  const things = store.collection<string>('things');
  things.put(1, 'single');
  store.transaction(() => {
    things.put(2, 'outer');
    store.transaction(() => things.put(3, 'inner'));
    things.delete(1);
  });
  things.clear();
}

/** Runs `work` with a plan; returns the error, and the keys that are on the disk afterwards. */
function outcome(plan: FaultPlan) {
  const disk = createMemoryDisk();
  const database = createFaultyDatabase(createMemoryDatabase(disk), plan);
  let error: unknown;
  try {
    work(database);
  } catch (reason) {
    error = reason;
  }
  const dead = database.dead();
  const writes = database.writes();
  database.close();
  const keys = createMemoryDatabase(disk).open('CP1').collection('things').entries();
  return { error, dead, writes, keys: keys.map(([key]) => key) };
}

test('the plan sees each write with its number, place and key', () => {
  const seen: Write[] = [];
  outcome((write) => {
    seen.push(write);
    return undefined;
  });
  const things = { chargePointId: 'CP1', collection: 'things' };
  assert.deepEqual(seen, [
    { number: 1, operation: 'put', ...things, key: 1 },
    { number: 2, operation: 'put', ...things, key: 2 },
    { number: 3, operation: 'put', ...things, key: 3 },
    { number: 4, operation: 'delete', ...things, key: 1 },
    { number: 5, operation: 'commit', chargePointId: 'CP1' },
    { number: 6, operation: 'clear', ...things },
  ]);
});

test('a transaction that writes nothing has no commit', () => {
  const database = createFaultyDatabase(createMemoryDatabase(), cutAt(1, 'before'));
  const store = database.open('CP1');
  assert.equal(
    store.transaction(() => store.collection('things').count()),
    0,
  );
  assert.equal(database.writes(), 0);
});

describe('a power cut', () => {
  const cases: readonly [number, 'before' | 'after', readonly number[]][] = [
    [1, 'before', []],
    [1, 'after', [1]],
    [2, 'before', [1]],
    [2, 'after', [1]],
    [3, 'after', [1]],
    [4, 'after', [1]],
    [5, 'before', [1]],
    [5, 'after', [2, 3]],
    [6, 'before', [2, 3]],
    [6, 'after', []],
  ];
  for (const [number, when, keys] of cases) {
    test(`${when} write ${number} leaves [${keys}] on the disk`, () => {
      const result = outcome(cutAt(number, when));
      assert.equal(result.error instanceof PowerCut, true);
      assert.equal(result.dead, true);
      assert.equal(result.writes, number);
      assert.deepEqual(result.keys, keys);
    });
  }

  test('makes the database refuse everything, also in a transaction whose work hides it', () => {
    const disk = createMemoryDisk();
    const database = createFaultyDatabase(createMemoryDatabase(disk), cutAt(1, 'after'));
    const store = database.open('CP1');
    const things = store.collection<number>('things');
    assert.throws(
      () =>
        store.transaction(() => {
          assert.throws(() => things.put(1, 1), PowerCut);
        }),
      PowerCut,
    );
    for (const use of [
      () => things.get(1),
      () => things.put(1, 1),
      () => things.delete(1),
      () => things.clear(),
      () => things.count(),
      () => things.entries(),
      () => store.transaction(() => 1),
      () => database.open('CP2'),
    ]) {
      assert.throws(use, PowerCut);
    }
    assert.equal(createMemoryDatabase(disk).open('CP1').collection('things').count(), 0);
  });
});

describe('a full disk', () => {
  test('fails the writes while it is full, and works again afterwards', () => {
    let full = true;
    const database = createFaultyDatabase(createMemoryDatabase(), () => (full ? 'disk full' : undefined));
    const things = database.open('CP1').collection<number>('things');
    assert.throws(() => things.put(1, 1), StoreError);
    assert.equal(things.count(), 0);
    full = false;
    things.put(1, 1);
    assert.equal(things.get(1), 1);
    assert.equal(database.dead(), false);
  });

  test('fails the whole transaction, also when its work catches the error, and not the next one', () => {
    const plan: FaultPlan = ({ number }) => (number === 2 ? 'disk full' : undefined);
    const database = createFaultyDatabase(createMemoryDatabase(), plan);
    const store = database.open('CP1');
    const things = store.collection<number>('things');
    const half = () => {
      things.put(1, 1);
      assert.throws(() => store.transaction(() => things.put(2, 2)), StoreError);
      assert.throws(() => things.put(3, 3), StoreError);
    };
    assert.throws(() => store.transaction(half), StoreError);
    assert.equal(things.count(), 0);
    store.transaction(() => things.put(4, 4));
    assert.equal(things.count(), 1);
  });

  test('at the commit takes the transaction back', () => {
    const result = outcome(({ operation }) => (operation === 'commit' ? 'disk full' : undefined));
    assert.equal(result.error instanceof StoreError, true);
    assert.deepEqual(result.keys, [1]);
  });
});

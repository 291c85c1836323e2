import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createOrderedRecords } from '../../src/store/ordered-records.ts';
import { compareKeys } from '../../src/store/record.ts';
import type { Key } from '../../src/store/store.ts';

test('several thousand keys in any order, over many pages, lie in order, and any range of them is right', () => {
  const count = 3000;
  const scattered = fc.constantFrom(1, 7, 1009, 1999, 2999);
  fc.assert(
    fc.property(scattered, fc.nat(count), fc.nat(count), fc.nat(6), (stride, from, to, thinning) => {
      const records = createOrderedRecords();
      for (let step = 0; step < count; step++) records.put((step * stride) % count, String(step));
      const kept: Key[] = [];
      for (let key = 0; key < count; key++) {
        // Whole pages vanish when much is taken away.
        if (thinning > 0 && key % (thinning * 200) !== 0) records.delete(key);
        else kept.push(key);
      }
      assert.equal(records.size(), kept.length);
      const within = kept.filter((key) => compareKeys(key, from) >= 0 && compareKeys(key, to) <= 0);
      const found = records.range({ from, to }).map(([key]) => key);
      const reversed = records.range({ from, to, reverse: true, limit: 700 }).map(([key]) => key);
      assert.deepEqual(found, within);
      assert.deepEqual(reversed, within.toReversed().slice(0, 700));
    }),
    { numRuns: 60 },
  );
});

test('draining from the front gives each record in its turn and leaves nothing', () => {
  const records = createOrderedRecords();
  const count = 20_000;
  for (let key = 0; key < count; key++) records.put(key, 'text');
  for (let key = 0; key < count; key++) {
    assert.deepEqual(records.range({ limit: 1 }), [[key, 'text']]);
    assert.equal(records.delete(key), 'text');
  }
  assert.deepEqual(records.range({}), []);
  assert.deepEqual(records.range({ reverse: true, to: 5 }), []);
});

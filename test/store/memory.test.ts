import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { StoreError } from '../../src/store/store.ts';
import { storeConformance } from './conformance.ts';

storeConformance('memory', () => {
  const disk = createMemoryDisk();
  return { open: () => createMemoryDatabase(disk), remove: () => {} };
});

test('a disk whose database was abandoned is opened again with everything on it, and serves only the new one', () => {
  const disk = createMemoryDisk();
  const abandoned = createMemoryDatabase(disk).open('CP1').collection<number>('things');
  abandoned.put(1, 1);
  const things = createMemoryDatabase(disk).open('CP1').collection<number>('things');
  assert.equal(things.get(1), 1);
  assert.throws(() => abandoned.put(1, 2), StoreError);
  assert.equal(things.get(1), 1);
});

test('closing an abandoned database does not close the one that has its disk now', () => {
  const disk = createMemoryDisk();
  const abandoned = createMemoryDatabase(disk);
  const things = createMemoryDatabase(disk).open('CP1').collection<number>('things');
  abandoned.close();
  things.put(1, 1);
  assert.equal(things.get(1), 1);
});

test('two databases without a disk share nothing', () => {
  createMemoryDatabase().open('CP1').collection<number>('things').put(1, 1);
  assert.equal(createMemoryDatabase().open('CP1').collection('things').count(), 0);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fraction } from '../../src/random/fraction.ts';
import type { Random } from '../../src/random/random.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

function numbers(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

function uuids(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => random.uuid());
}

/** Pearson's chi-squared of `values` over equal parts of [0, 1). */
function chiSquared(values: readonly number[], parts: number): number {
  const counts = new Array<number>(parts).fill(0);
  for (const value of values) {
    const part = Math.floor(value * parts);
    counts[part] = (counts[part] ?? 0) + 1;
  }
  const expected = values.length / parts;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The correlation of two equally long rows of uniform numbers. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const products = one.map((value, index) => (value - 0.5) * ((other[index] ?? 0) - 0.5));
  return (12 * products.reduce((sum, product) => sum + product, 0)) / products.length;
}

test('a fraction uses the highest and the lowest bit and never reaches 1', () => {
  const all = 0xffffffff;
  assert.equal(fraction(0, 0), 0);
  assert.equal(fraction(0x80000000, 0), 0.5);
  assert.equal(fraction(0, 64), 2 ** -53);
  assert.equal(fraction(all, all), 1 - 2 ** -53);
});

for (const [name, make] of [
  ['system random', () => createSystemRandom()],
  ['seeded random', () => createSeededRandom(20_260_101)],
] as const) {
  describe(`${name}: the contract`, () => {
    test('numbers lie in [0, 1), evenly', () => {
      const values = numbers(make(), 20_000);
      assert.equal(
        values.every((value) => value >= 0 && value < 1),
        true,
      );
      // 99 degrees of freedom: above 200 comes once in 10^8 runs.
      assert.equal(chiSquared(values, 100) < 200, true);
    });

    test('a number says nothing about the next one', () => {
      const values = numbers(make(), 20_000);
      assert.equal(Math.abs(correlation(values.slice(1), values.slice(0, -1))) < 0.05, true);
    });

    test('UUIDs are of version 4 and do not come twice', () => {
      const ids = uuids(make(), 5000);
      for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(new Set(ids).size, ids.length);
    });

    test('every digit of a UUID but the version takes all its values', () => {
      const ids = uuids(make(), 2000);
      for (let place = 0; place < 36; place++) {
        const values = new Set(ids.map((id) => id[place])).size;
        const expected = [8, 13, 18, 23, 14].includes(place) ? 1 : place === 19 ? 4 : 16;
        assert.equal(values, expected, `place ${place}`);
      }
    });
  });
}

describe('seeded random: repetition', () => {
  test('the same seed gives the same numbers and UUIDs, in this release and the next', () => {
    const random = createSeededRandom(1);
    assert.deepEqual([random.next(), random.next()], [0.4611657575046699, 0.19158317527976843]);
    assert.equal(random.uuid(), '2f3d9add-f62f-4031-8130-219b17679c38');
    assert.deepEqual(numbers(createSeededRandom(42), 100), numbers(createSeededRandom(42), 100));
  });

  test('different seeds give different streams, also for neighbours, fractions and large seeds', () => {
    const seeds = [0, 1, 2, -1, 0.5, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    const first = seeds.map((seed) => createSeededRandom(seed).next());
    assert.equal(new Set(first).size, seeds.length);
  });

  test('-0 is the seed 0, and what is no finite number is refused', () => {
    assert.equal(createSeededRandom(-0).next(), createSeededRandom(0).next());
    for (const seed of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => createSeededRandom(seed), RangeError);
    }
  });
});

describe('seeded random: forks', () => {
  test('a fork does not depend on how much its parent or its siblings were used', () => {
    const fresh = createSeededRandom(7);
    const used = createSeededRandom(7);
    numbers(used, 1000);
    numbers(used.fork('other'), 1000);
    assert.deepEqual(numbers(used.fork('car'), 50), numbers(fresh.fork('car'), 50));
  });

  test('forking does not disturb the parent', () => {
    const parent = createSeededRandom(7);
    parent.fork('car').next();
    assert.deepEqual(numbers(parent, 50), numbers(createSeededRandom(7), 50));
  });

  test('forks are independent of their parent and of each other, also with labels that are alike', () => {
    const parent = createSeededRandom(7);
    const streams = [
      createSeededRandom(7),
      parent.fork(''),
      parent.fork('a'),
      parent.fork('b'),
      parent.fork('ab'),
      parent.fork('a').fork('b'),
      createSeededRandom(8).fork('a'),
    ].map((stream) => numbers(stream, 10_000));
    for (const [index, one] of streams.entries()) {
      for (const other of streams.slice(index + 1)) assert.equal(Math.abs(correlation(one, other)) < 0.06, true);
    }
  });
});

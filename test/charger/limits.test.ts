import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { effectiveLimit, type Limits, limitSources, offerUnder } from '../../src/charger/limits.ts';

const winners: readonly (readonly [limits: Limits, source: string, maxCurrentA: number])[] = [
  [{ hardware: 32 }, 'hardware', 32],
  [{ hardware: 32, installer: 16 }, 'installer', 16],
  [{ hardware: 32, installer: 40 }, 'hardware', 32],
  [{ hardware: 32, schedule: 0, cable: 13, temperature: 10 }, 'schedule', 0],
  [{ hardware: 32, 'phase-cap': 7.5, schedule: 8 }, 'phase-cap', 7.5],
  // A tie is decided by the order of the sources.
  [{ schedule: 16, hardware: 32, installer: 16 }, 'installer', 16],
  [{ 'phase-cap': 32, hardware: 32 }, 'hardware', 32],
  // Nobody knows what the hardware bears: nothing may flow.
  [{}, 'hardware', 0],
  [{ schedule: 16 }, 'hardware', 0],
];

describe('the limit of a connector', () => {
  for (const [limits, source, maxCurrentA] of winners) {
    it(`is ${maxCurrentA} A by ${source} of ${JSON.stringify(limits)}`, () => {
      assert.deepEqual(effectiveLimit(limits), { source, maxCurrentA });
    });
  }

  it('is the lowest of all, that of the first source that sets it, in whatever order they were set', () => {
    const currents = fc.oneof(fc.constantFrom(0, 6, 10, 16), fc.double({ min: 0, max: 80, noNaN: true }));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...limitSources), currents)), currents, (set, hardware) => {
        const limits: Limits = Object.fromEntries([...set, ['hardware', hardware]]);
        const { source, maxCurrentA } = effectiveLimit(limits);
        const values = Object.values(limits);
        assert.equal(maxCurrentA, Math.min(...values));
        assert.equal(
          source,
          limitSources.find((each) => limits[each] === maxCurrentA),
        );
        assert.deepEqual(effectiveLimit(Object.fromEntries(Object.entries(limits).reverse())), { source, maxCurrentA });
      }),
    );
  });

  for (const [maxCurrentA, offered] of [
    [-1, 0],
    [0, 0],
    [5.999, 0],
    [6, 6],
    [16.5, 16.5],
    [80, 80],
  ] as const) {
    it(`of ${maxCurrentA} A lets the pilot offer ${offered} A`, () => {
      assert.equal(offerUnder({ source: 'schedule', maxCurrentA }), offered);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Supply, toAmperes, toWatts } from '../../../src/features/smart-charging/supply.ts';

const TN: Supply = { type: 'TN', voltageV: 230 };
const IT: Supply = { type: 'IT', voltageV: 230 };

/** W of 16 A. */
const conversions = [
  [TN, 1, 3680],
  [TN, 2, 7360],
  [TN, 3, 11_040],
  [IT, 1, 3680],
  [IT, 2, 7360],
  [IT, 3, 6373.947],
  [{ type: 'TN', voltageV: 110 }, 3, 5280],
] as const;

describe('power and current', () => {
  for (const [supply, numberPhases, watts] of conversions) {
    it(`16 A are ${watts} W on ${numberPhases} phases, ${supply.type} with ${supply.voltageV} V`, () => {
      assert.ok(Math.abs(toWatts(16, numberPhases, supply) - watts) < 0.001);
      assert.ok(Math.abs(toAmperes(watts, 'W', numberPhases, supply) - 16) < 0.000_01);
      assert.equal(toAmperes(16, 'A', numberPhases, supply), 16);
    });
  }

  it('of any current in tenths, there and back, is the same, so that 6 A are no pause', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000 }),
        fc.constantFrom(1 as const, 2 as const, 3 as const),
        fc.record({
          type: fc.constantFrom('TN' as const, 'IT' as const),
          voltageV: fc.integer({ min: 100, max: 480 }),
        }),
        (tenths, numberPhases, supply) => {
          const watts = toWatts(tenths / 10, numberPhases, supply);
          assert.equal(toAmperes(watts, 'W', numberPhases, supply), tenths / 10);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

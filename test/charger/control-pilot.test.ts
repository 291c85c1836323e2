import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { currentOfDutyCycle, dutyCycleOfCurrent, isPlugged } from '../../src/charger/control-pilot.ts';

const offers: readonly (readonly [percent: number, currentA: number])[] = [
  [0, 0],
  [5, 0],
  [7.9, 0],
  [8, 6],
  [10, 6],
  [16, 9.6],
  [50, 30],
  [85, 51],
  [86, 55],
  [90, 65],
  [96, 80],
  [97, 80],
  [97.1, 0],
  [100, 0],
];

const cycles: readonly (readonly [currentA: number, percent: number | undefined])[] = [
  [-1, undefined],
  [0, undefined],
  [5.99, undefined],
  [Number.NaN, undefined],
  [6, 10],
  [12, 20],
  [51, 85],
  [52, 85],
  [55, 86],
  [80, 96],
  [200, 96],
];

describe('the control pilot', () => {
  for (const [percent, currentA] of offers) {
    it(`offers ${currentA} A with a duty cycle of ${percent} %`, () => {
      assert.ok(Math.abs(currentOfDutyCycle(percent) - currentA) < 1e-9);
    });
  }

  for (const [currentA, percent] of cycles) {
    it(`says ${currentA} A with ${percent === undefined ? 'no duty cycle' : `${percent} %`}`, () => {
      const made = dutyCycleOfCurrent(currentA);
      if (percent === undefined || made === undefined) assert.equal(made, percent);
      else assert.ok(Math.abs(made - percent) < 1e-9);
    });
  }

  it('is read back as the current that was asked for, never as more, and as 51 A in the gap that it cannot say', () => {
    fc.assert(
      fc.property(fc.double({ min: 6, max: 100, noNaN: true }), (asked) => {
        const percent = dutyCycleOfCurrent(asked);
        assert.ok(percent !== undefined && percent >= 10 && percent <= 96);
        const expected = asked > 51 && asked <= 52.5 ? 51 : Math.min(asked, 80);
        const read = currentOfDutyCycle(percent);
        // Right above the gap the duty cycle is 85 % to the last bit, which reads as 51 A.
        if (Math.abs(asked - 52.5) < 1e-9) assert.ok(read <= asked + 1e-9);
        else assert.ok(Math.abs(read - expected) < 1e-9, `${asked} A is read as ${read} A`);
      }),
    );
  });

  it('knows of no plug in A alone', () => {
    assert.deepEqual(
      (['A', 'B', 'C', 'D', 'E', 'F'] as const).filter((state) => !isPlugged(state)),
      ['A'],
    );
  });
});

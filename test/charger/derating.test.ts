import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DeratingStep, deratingAt, deratingSteps } from '../../src/charger/derating.ts';

/** Temperatures one after the other, and the currents that are left, A. */
const courses: readonly (readonly [temperatures: readonly number[], currents: readonly (number | undefined)[]])[] = [
  [
    [20, 59.9, 60, 64.9, 65, 69.9, 70, 90],
    [undefined, undefined, 20, 20, 10, 10, 0, 0],
  ],
  [
    [70, 65, 64.9, 60, 59.9, 55, 54.9],
    [0, 0, 10, 10, 20, 20, undefined],
  ],
  [
    [62, 58, 62, 56, 54, 58],
    [20, 20, 20, 20, undefined, undefined],
  ],
  [
    [90, 20],
    [0, undefined],
  ],
  [
    [20, 66],
    [undefined, 10],
  ],
];

describe('derating', () => {
  for (const [temperatures, currents] of courses) {
    it(`leaves ${currents.join(', ')} A at ${temperatures.join(', ')} °C`, () => {
      let step: DeratingStep | undefined;
      const left = temperatures.map((celsius) => {
        step = deratingAt(celsius, step);
        return step?.maxCurrentA;
      });
      assert.deepEqual(left, currents);
    });
  }

  it('goes down as it gets hotter, to nothing', () => {
    for (const [index, { from, maxCurrentA }] of deratingSteps.entries()) {
      const before = deratingSteps[index - 1];
      assert.ok(before === undefined || (before.from < from && before.maxCurrentA > maxCurrentA));
    }
    assert.equal(deratingSteps.at(-1)?.maxCurrentA, 0);
  });

  it('never flickers while the temperature strays by less than the hysteresis', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 4.99, noNaN: true }), { maxLength: 20 }),
        (lowest, strays) => {
          let step: DeratingStep | undefined;
          const steps = strays.map((stray) => {
            step = deratingAt(lowest + stray, step);
            return step?.from ?? 0;
          });
          assert.deepEqual(
            steps,
            steps.toSorted((a, b) => a - b),
          );
        },
      ),
    );
  });
});

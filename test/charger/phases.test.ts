import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grid, Lines } from '../../src/charger/board.ts';
import { linesFor, type OnePhase } from '../../src/charger/phases.ts';

const onePhases = [1, 2, 3] as const satisfies readonly OnePhase[];

/** By grid and installation: the lines with one phase and with three, for OnePhaseChargingPhase 1, 2, 3 (release note). */
const connected: readonly (readonly [
  type: Grid['type'],
  phases: 1 | 3,
  one: readonly Lines[],
  three: readonly Lines[],
])[] = [
  [
    'TN',
    3,
    [[1], [2], [3]],
    [
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
    ],
  ],
  [
    'IT',
    3,
    [
      [1, 2],
      [2, 3],
      [3, 1],
    ],
    [
      [1, 2, 3],
      [2, 3, 1],
      [3, 1, 2],
    ],
  ],
  ['TN', 1, [[1], [1], [1]], [[1], [1], [1]]],
  [
    'IT',
    1,
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  ],
];

describe('the lines of the grid that a car is connected to', () => {
  for (const [type, phases, one, three] of connected) {
    const grid: Grid = { type, voltageV: 230, phases };
    for (const onePhase of onePhases) {
      it(`are those of OnePhaseChargingPhase ${onePhase} on ${type} with ${phases} of installation`, () => {
        assert.deepEqual(linesFor(grid, 1, onePhase), one[onePhase - 1]);
        assert.deepEqual(linesFor(grid, 3, onePhase), three[onePhase - 1]);
      });

      it(`are as many as one phase or three take there (${type}, ${phases}, ${onePhase})`, () => {
        const single = type === 'IT' ? 2 : 1;
        assert.equal(linesFor(grid, 1, onePhase).length, single);
        assert.equal(linesFor(grid, 3, onePhase).length, phases === 3 ? 3 : single);
      });

      it(`have the car's L1 on the same line with one phase and with three (${type}, ${phases}, ${onePhase})`, () => {
        assert.equal(linesFor(grid, 3, onePhase)[0], linesFor(grid, 1, onePhase)[0]);
      });
    }
  }
});

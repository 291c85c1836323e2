import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { circuitOf, currentsOf, nominalVoltages, type PerLine, powerOf } from '../../../src/boards/virtual/grid.ts';
import type { Grid, Lines } from '../../../src/charger/board.ts';

const rows: readonly {
  readonly grid: Grid['type'];
  readonly gridPhases?: 1;
  readonly relays: Lines;
  readonly car: 1 | 2 | 3;
  /** With 10 A per phase. */
  readonly currents: PerLine;
  readonly powerW: number;
}[] = [
  { grid: 'TN', relays: [], car: 3, currents: [0, 0, 0], powerW: 0 },
  { grid: 'TN', relays: [1], car: 3, currents: [10, 0, 0], powerW: 2300 },
  { grid: 'TN', relays: [2], car: 1, currents: [0, 10, 0], powerW: 2300 },
  { grid: 'TN', relays: [3], car: 2, currents: [0, 0, 10], powerW: 2300 },
  { grid: 'TN', relays: [1, 2, 3], car: 1, currents: [10, 0, 0], powerW: 2300 },
  { grid: 'TN', relays: [1, 2, 3], car: 2, currents: [10, 10, 0], powerW: 4600 },
  { grid: 'TN', relays: [1, 2, 3], car: 3, currents: [10, 10, 10], powerW: 6900 },
  { grid: 'TN', relays: [3, 1, 2], car: 1, currents: [0, 0, 10], powerW: 2300 },
  { grid: 'TN', relays: [3, 1, 2], car: 2, currents: [10, 0, 10], powerW: 4600 },
  { grid: 'TN', relays: [2, 3, 1], car: 3, currents: [10, 10, 10], powerW: 6900 },
  { grid: 'TN', gridPhases: 1, relays: [1, 2, 3], car: 3, currents: [10, 0, 0], powerW: 2300 },
  { grid: 'TN', gridPhases: 1, relays: [2], car: 1, currents: [0, 0, 0], powerW: 0 },
  { grid: 'IT', relays: [1, 2], car: 1, currents: [10, 10, 0], powerW: 2300 },
  { grid: 'IT', relays: [2, 3], car: 3, currents: [0, 10, 10], powerW: 2300 },
  { grid: 'IT', relays: [1, 3], car: 2, currents: [10, 0, 10], powerW: 2300 },
  { grid: 'IT', relays: [3, 1], car: 1, currents: [10, 0, 10], powerW: 2300 },
  { grid: 'IT', relays: [3, 1, 2], car: 1, currents: [10, 0, 10], powerW: 2300 },
  { grid: 'IT', relays: [2, 3, 1], car: 2, currents: [0, 10, 10], powerW: 2300 },
  { grid: 'IT', relays: [2, 3, 1], car: 3, currents: [10, 10, 10], powerW: Math.sqrt(3) * 2300 },
  { grid: 'IT', gridPhases: 1, relays: [2, 3], car: 1, currents: [0, 0, 0], powerW: 0 },
  { grid: 'IT', relays: [1], car: 1, currents: [0, 0, 0], powerW: 0 },
  { grid: 'IT', relays: [1, 2, 3], car: 3, currents: [10, 10, 10], powerW: Math.sqrt(3) * 2300 },
  { grid: 'IT', relays: [1, 2, 3], car: 1, currents: [10, 10, 0], powerW: 2300 },
  { grid: 'IT', gridPhases: 1, relays: [1, 2, 3], car: 3, currents: [10, 10, 0], powerW: 2300 },
];

describe('the grid', () => {
  for (const { grid: type, gridPhases, relays, car, currents, powerW } of rows) {
    it(`feeds a ${car}-phase car over [${relays}] on ${type}${gridPhases ?? 3} with [${currents}] A`, () => {
      const grid: Grid = { type, voltageV: 230, phases: gridPhases ?? 3 };
      const circuit = circuitOf(grid, relays, car);
      const flowing = currentsOf(circuit, 10);
      assert.deepEqual(flowing, currents);
      assert.ok(Math.abs(powerOf(circuit, nominalVoltages(grid), flowing) - powerW) < 1e-9);
    });
  }

  it('takes the voltage of an IT pair from the line that names the pair', () => {
    const voltages = [231, 232, 233] as const;
    const powers = (
      [
        [1, 2],
        [2, 3],
        [1, 3],
        [3, 1],
      ] as const
    ).map((pair) => {
      const circuit = circuitOf({ type: 'IT', voltageV: 230, phases: 3 }, pair, 1);
      return powerOf(circuit, voltages, currentsOf(circuit, 10));
    });
    assert.deepEqual(powers, [2310, 2320, 2330, 2330]);
  });

  it('lets nothing flow where there is no voltage', () => {
    for (const [type, relays, voltages, currents] of [
      ['TN', [1, 2, 3], [230, 0, 230], [10, 0, 10]],
      ['TN', [2], [230, 0, 230], [0, 0, 0]],
      ['IT', [1, 2, 3], [230, 0, 230], [0, 0, 0]],
      ['IT', [2, 3], [230, 0, 230], [0, 0, 0]],
      ['IT', [3, 1], [230, 0, 230], [10, 0, 10]],
    ] as const) {
      const circuit = circuitOf({ type, voltageV: 230, phases: 3 }, relays, 3, voltages);
      assert.deepEqual(currentsOf(circuit, 10), currents);
    }
  });
});

/** What all connectors together may draw from the grid, worked out by hand (E4 3.30). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compositeOf, type Limited, totalStretches } from '../../../src/features/smart-charging/composite.ts';
import { profilesOf } from './agreement.ts';
import { max, type ShortPeriod, tx, txDefault } from './worked.ts';

const three = { currentA: 32, numberPhases: 3 } as const;
const one = { currentA: 32, numberPhases: 1 } as const;

const examples = [
  {
    what: 'the sum of what each may',
    installed: [
      tx({ periods: [[0, 10]] }),
      tx({
        connectorId: 2,
        periods: [
          [0, 16],
          [30, 6],
        ],
      }),
    ],
    inA: [
      [0, 26, 3],
      [30, 16, 3],
    ],
    inW: [
      [0, 17_940, 3],
      [30, 11_040, 3],
    ],
  },
  {
    what: 'no more than ChargePointMaxProfile allows',
    installed: [
      txDefault({ periods: [[0, 16]] }),
      max({
        periods: [
          [0, 40],
          [30, 20],
        ],
      }),
    ],
    inA: [
      [0, 32, 3],
      [30, 20, 3],
    ],
    inW: [
      [0, 22_080, 3],
      [30, 13_800, 3],
    ],
  },
  {
    what: 'what a connector bears, where no profile limits it but one limits another',
    installed: [tx({ duration: 30, periods: [[0, 10]] })],
    inA: [
      [0, 42, 3],
      [30, 48, 3],
    ],
    inW: [
      [0, 28_980, 3],
      [30, 48, 3],
    ],
  },
  {
    what: 'no more than a connector bears, whatever a profile allows',
    installed: [tx({ unit: 'W', periods: [[0, 43_000]] }), tx({ connectorId: 2, periods: [[0, 0]] })],
    inA: [[0, 32, 3]],
    inW: [[0, 22_080, 3]],
  },
  {
    what: 'in one phase, where ChargePointMaxProfile allows one, also when it does not allow less',
    installed: [max({ periods: [[0, 63, 1]] }), txDefault({ periods: [[0, 10]] })],
    inA: [[0, 20, 1]],
    inW: [[0, 4600, 1]],
  },
  {
    what: 'in as many phases as the connector with the most',
    installed: [tx({ periods: [[0, 10, 1]] }), tx({ connectorId: 2, periods: [[0, 10, 3]] })],
    inA: [[0, 20, 3]],
    inW: [[0, 9200, 3]],
  },
  {
    what: 'with a connector that has one phase only',
    installed: [txDefault({ unit: 'W', periods: [[0, 11_040]] })],
    hardware: [one, three],
    inA: [[0, 32, 3]],
    inW: [[0, 14_720, 3]],
  },
  { what: 'what is told for want of a profile', installed: [], inA: [[0, 48, 3]], inW: [[0, 48, 3]] },
  { what: 'that also of no connector', installed: [], hardware: [], inA: [[0, 48, 3]], inW: [[0, 48, 3]] },
  {
    what: 'a number, whatever was asked for',
    installed: [tx({ periods: [[0, Number.MAX_VALUE]] }), max({ unit: 'W', periods: [[0, Number.MAX_VALUE]] })],
    inA: [[0, 64, 3]],
    inW: [[0, 44_160, 3]],
  },
] as const;

describe('the total of two connectors', () => {
  for (const { what, installed, inA, inW, ...rest } of examples) {
    it(`is ${what}`, () => {
      const { hardware } = { hardware: [three, three], ...rest };
      const connectors = hardware.map(
        (each, index): Limited => ({ profiles: profilesOf(installed, index + 1), since: 0, hardware: each }),
      );
      for (const [unit, expected] of [
        ['A', inA],
        ['W', inW],
      ] as const) {
        const supply = { type: 'TN', voltageV: 230 } as const;
        const window = { from: 0, duration: 60, unit, supply, fallback: { limit: 48, numberPhases: 3 } } as const;
        const { periods, duration } = compositeOf(totalStretches(connectors, window), window, 10);
        const short = periods.map(
          ({ startPeriod, limit, numberPhases }): ShortPeriod => [startPeriod, limit, numberPhases ?? Number.NaN],
        );
        assert.deepEqual(short, expected);
        assert.equal(duration, 60);
      }
    });
  }
});

/** Cases of composite schedules that users have suffered from (wishes J). docs/edge-cases.md lists all of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composite, max, tx, txDefault } from './worked.ts';

const at = '2026-05-04T12:00:00Z';
const HOUR = 3600;
const DAY = 24 * HOUR;

describe('a composite schedule', () => {
  it('J10: of no duration tells the limit that holds at that second', () => {
    const installed = [
      tx({
        startSchedule: '2026-05-04T11:59:00Z',
        periods: [
          [0, 16],
          [60, 10],
          [61, 32],
        ],
      }),
      txDefault({ periods: [[0, 6]] }),
    ];
    assert.deepEqual(composite({ installed, at, duration: 0 }), [[0, 10, 3]]);
    assert.deepEqual(composite({ installed, at: '2026-05-04T11:59:59Z', duration: 0 }), [[0, 16, 3]]);
  });

  it('J11: makes one period of equal limits, whoever sets them and in whatever unit, and begins each at its exact second', () => {
    const installed = [
      tx({
        stackLevel: 1,
        duration: 95,
        periods: [
          [0, 16],
          [13, 16, 3],
          [59, 16],
          [61, 16, 1],
          [83, 20, 1],
          [84, 16, 3],
        ],
      }),
      tx({ unit: 'W', validTo: '2026-05-04T12:02:37Z', periods: [[0, 11_040]] }),
      txDefault({ periods: [[0, 10]] }),
    ];
    assert.deepEqual(composite({ installed, at, duration: 300 }), [
      [0, 16, 3],
      [61, 16, 1],
      [83, 20, 1],
      [84, 16, 3],
      [157, 10, 3],
    ]);
  });

  it('J12: of 4.4 kW on one phase stays within the 16 A of ChargePointMaxProfile', () => {
    const installed = [max({ periods: [[0, 16]] }), tx({ unit: 'W', periods: [[0, 4400, 1]] })];
    assert.deepEqual(composite({ installed, at, duration: 60 }), [[0, 16, 1]]);
    assert.deepEqual(composite({ installed, at, duration: 60, unit: 'W' }), [[0, 3680, 1]]);
    // 11 kW for three phases are 15.9 A on the one that is left.
    const inW = [max({ unit: 'W', periods: [[0, 11_000]] }), tx({ unit: 'W', periods: [[0, 4400, 1]] })];
    assert.deepEqual(composite({ installed: inW, at, duration: 60 }), [[0, 15.9, 1]]);
    assert.deepEqual(composite({ installed: inW, at, duration: 60, unit: 'W' }), [[0, 3666.7, 1]]);
  });

  it('J14: of a profile that ends in the middle of a period goes on with the one below, in the middle of its period', () => {
    const installed = [
      tx({
        stackLevel: 2,
        validTo: '2026-05-04T12:00:45Z',
        periods: [
          [0, 16],
          [30, 20],
          [60, 25],
        ],
      }),
      tx({
        stackLevel: 1,
        periods: [
          [0, 6],
          [40, 7],
          [50, 8],
        ],
      }),
    ];
    assert.deepEqual(composite({ installed, at, duration: 300 }), [
      [0, 16, 3],
      [30, 20, 3],
      [45, 7, 3],
      [50, 8, 3],
    ]);
  });

  it('J15: of a daily recurrence begins at the same time in UTC, also where clocks go forward or back in between', () => {
    const nightly = (startSchedule: string) => [
      txDefault({
        chargingProfileKind: 'Recurring',
        recurrencyKind: 'Daily',
        startSchedule,
        duration: 8 * HOUR,
        periods: [[0, 32]],
      }),
      max({ periods: [[0, 40]] }),
    ];
    const nights = [
      [0, 40, 3],
      [9 * HOUR, 32, 3],
      [17 * HOUR, 40, 3],
      [9 * HOUR + DAY, 32, 3],
      [17 * HOUR + DAY, 40, 3],
    ];
    // 22:00 in winter is 21:00 UTC, and so it stays.
    const winter = nightly('2026-01-10T22:00:00+01:00');
    assert.deepEqual(composite({ installed: winter, at: '2026-03-28T12:00:00Z', duration: 2 * DAY }), nights);
    // 23:00 in summer likewise.
    const summer = nightly('2026-07-10T23:00:00+02:00');
    assert.deepEqual(composite({ installed: summer, at: '2026-10-24T12:00:00Z', duration: 2 * DAY }), nights);
  });

  it('J16: of a profile of the future has what is below until then, and again where it has a gap', () => {
    const installed = [
      txDefault({
        stackLevel: 2,
        chargingProfileKind: 'Recurring',
        recurrencyKind: 'Daily',
        startSchedule: '2026-05-04T00:00:00Z',
        duration: 20 * HOUR,
        // In the middle of its second period.
        validFrom: '2026-05-04T13:30:00Z',
        periods: [
          [0, 6],
          [13 * HOUR, 10],
          [14 * HOUR, 12],
        ],
      }),
      // Nothing until 21:00: level 0 then shows through two gaps at once.
      txDefault({ stackLevel: 1, startSchedule: '2026-05-04T21:00:00Z', periods: [[0, 20]] }),
      txDefault({ periods: [[0, 32]] }),
    ];
    assert.deepEqual(composite({ installed, at, duration: DAY }), [
      [0, 32, 3],
      [1.5 * HOUR, 10, 3],
      [2 * HOUR, 12, 3],
      [8 * HOUR, 32, 3],
      [9 * HOUR, 20, 3],
      [12 * HOUR, 6, 3],
    ]);
  });
});

/** What the plots are made of, without a browser. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { currentColumns, powerColumns, registersAtStart } from '../../ui/src/charger/plots/columns.ts';
import { lanesOf } from '../../ui/src/charger/plots/profile-bars.ts';
import { keys, live, panned, rangeOf, SHORTEST_S, type View, zoomed } from '../../ui/src/charger/plots/view.ts';
import { appended, emptyTrace, merged, type Point, pointAt, within } from '../../ui/src/charger/trace.ts';

const point = (at: number, more: Partial<Point> = {}): Point => ({
  at,
  powerW: 0,
  energyWh: 0,
  currentA: [0, 0, 0],
  offeredCurrentA: 0,
  limit: { source: 'hardware', maxCurrentA: 32 },
  phases: 3,
  temperatureC: 20,
  ...more,
});

describe('a trace', () => {
  it('keeps order and one point for each moment, whatever comes first', () => {
    const seen = [10, 11, 12].reduce((trace, at) => appended(trace, point(at, { powerW: at })), emptyTrace);
    const whole = merged(seen, [point(8), point(9), point(11, { powerW: 1 })]);
    assert.deepEqual(
      whole.points.map(({ at, powerW }) => [at, powerW]),
      [
        [8, 0],
        [9, 0],
        [10, 10],
        [11, 11],
        [12, 12],
      ],
    );
  });

  it('gives what is seen of it, and what holds at the beginning of that', () => {
    const trace = merged(
      emptyTrace,
      [10, 20, 30, 40].map((at) => point(at)),
    );
    const times = (from: number, to: number) => within(trace, from, to).map(({ at }) => at);
    assert.deepEqual(times(25, 35), [20, 30, 40]);
    assert.deepEqual(times(0, 5), [10]);
    assert.deepEqual(times(50, 60), [40]);
  });

  it('begins anew when the clock was set back', () => {
    const trace = appended(appended(emptyTrace, point(1_000)), point(10));
    assert.deepEqual(
      trace.points.map(({ at }) => at),
      [10],
    );
  });

  it('says what held at a moment', () => {
    const trace = merged(emptyTrace, [point(10, { powerW: 1 }), point(20, { powerW: 2 })]);
    assert.equal(pointAt(trace, 9), undefined);
    assert.deepEqual(
      [10, 15, 20, 99].map((at) => pointAt(trace, at)?.powerW),
      [1, 1, 2, 2],
    );
  });
});

describe('the stretch of time that is seen', () => {
  const view: View = { span: 400, end: 'now' };

  it('goes with the clock and shows a quarter of what is ahead', () => {
    assert.deepEqual(rangeOf(view, 1_000), { from: 700, to: 1_100 });
  });

  it('stays where it was moved to, until it is told to go with the clock again', () => {
    const moved = panned(view, -0.5, 1_000);
    assert.deepEqual(rangeOf(moved, 5_000), { from: 500, to: 900 });
    assert.deepEqual(live(moved), view);
  });

  it('is stretched around the place that is pointed at, and never too far', () => {
    const fixed: View = { span: 400, end: 1_000 };
    const near = zoomed(fixed, 0.5, 0.25, 0);
    assert.deepEqual(rangeOf(near, 0), { from: 650, to: 850 });
    assert.equal(zoomed(fixed, 0.0001, 0.5, 0).span, SHORTEST_S);
    assert.equal(zoomed(view, 0.5, 0.5, 0).end, 'now');
  });

  it('has keys for all of that', () => {
    assert.deepEqual(keys.ArrowLeft?.(view, 1_000), { span: 400, end: 1_060 });
    assert.ok((keys['+']?.(view, 0).span ?? 999) < 400);
    assert.equal(keys.Home?.({ span: 400, end: 7 }, 0).end, 'now');
  });
});

describe('the columns of a plot', () => {
  it('hold the last value until now, and put the schedule behind it', () => {
    const trace = merged(emptyTrace, [point(10, { offeredCurrentA: 16 })]);
    const steps = [
      { from: 5, to: 30, limit: 12, numberPhases: 3, source: null },
      { from: 30, to: 50, limit: 8, numberPhases: 3, source: null },
    ];
    const [times, offered, , , , , ahead] = currentColumns(trace.points, steps, 20);
    assert.deepEqual([...(offered ?? [])], [16, 16, null, null, null, null]);
    assert.deepEqual([...(ahead ?? [])], [null, null, 12, 12, 8, 8]);
    assert.deepEqual([...times].map(Math.round), [10, 20, 20, 30, 30, 50]);
    assert.deepEqual(
      [...times],
      [...times].toSorted((one, other) => Number(one) - Number(other)),
    );
  });

  it('count the energy of each session from its own beginning', () => {
    const trace = merged(emptyTrace, [
      point(1, { energyWh: 100, transaction: 1 }),
      point(2, { energyWh: 1_100, transaction: 1 }),
      point(3, { energyWh: 1_100 }),
      point(4, { energyWh: 1_100, transaction: 2 }),
      point(5, { energyWh: 1_600, transaction: 2 }),
    ]);
    assert.deepEqual([...(powerColumns(trace.points, registersAtStart(trace), 5)[2] ?? [])], [0, 1, null, 0, 0.5]);
  });
});

describe('profiles as bars', () => {
  const seconds = (text: string) => Date.parse(text) / 1_000;
  const noon = seconds('2026-01-02T12:00:00Z');
  const seen = { from: noon - 86_400, to: noon + 86_400 };
  const base = { chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: 'TxDefaultProfile' } as const;
  const barsOf = (profile: object) => {
    const csChargingProfiles = { ...base, ...profile } as never;
    return lanesOf([{ connectorId: 1, csChargingProfiles }], seen, noon)[0]?.bars ?? [];
  };
  const periods = [
    { startPeriod: 0, limit: 16 },
    { startPeriod: 600, limit: 6, numberPhases: 1 },
  ];

  it('begin and end as the schedule says', () => {
    const schedule = {
      startSchedule: '2026-01-02T12:00:00Z',
      duration: 900,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: periods,
    };
    assert.deepEqual(barsOf({ chargingProfileKind: 'Absolute', chargingSchedule: schedule }), [
      { from: noon, to: noon + 600, text: '16 A' },
      { from: noon + 600, to: noon + 900, text: '6 A · 1 ph' },
    ]);
  });

  it('come again each day, and keep within the validity', () => {
    const schedule = {
      startSchedule: '2026-01-01T18:00:00Z',
      duration: 3_600,
      chargingRateUnit: 'A',
      chargingSchedulePeriod: periods.slice(0, 1),
    };
    const daily = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', chargingSchedule: schedule };
    const evening = seconds('2026-01-01T18:00:00Z');
    assert.deepEqual(
      barsOf(daily).map(({ from }) => from),
      [evening, evening + 86_400],
    );
    assert.deepEqual(
      barsOf({ ...daily, validFrom: '2026-01-02T00:00:00Z' }).map(({ from }) => from),
      [evening + 86_400],
    );
  });

  it('begin with the transaction when they are relative, and have no end without a duration', () => {
    const schedule = { chargingRateUnit: 'W', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7_000 }] };
    assert.deepEqual(barsOf({ chargingProfileKind: 'Relative', chargingSchedule: schedule }), [
      { from: noon, to: seen.to, text: '7000 W' },
    ]);
  });

  it("stand in lanes: the transaction's above the default's, higher stack levels above lower ones", () => {
    const profile = (chargingProfileId: number, chargingProfilePurpose: string, stackLevel: number) => ({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId,
        chargingProfilePurpose,
        stackLevel,
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [] },
      } as never,
    });
    const lanes = lanesOf(
      [
        profile(1, 'ChargePointMaxProfile', 9),
        profile(2, 'TxDefaultProfile', 0),
        profile(3, 'TxDefaultProfile', 2),
        profile(4, 'TxProfile', 0),
      ],
      seen,
      noon,
    );
    assert.deepEqual(
      lanes.map(({ profile: { chargingProfileId } }) => chargingProfileId),
      [4, 3, 2, 1],
    );
  });
});

/**
 * Sets of charging profiles as chance installs them, with a connector or two, a grid and a window of time to look at.
 *
 * Two scales: in a fine set everything happens within minutes, so that each second can be looked at, also over the ends of days and
 * weeks; in a coarse one within days. No two profiles of a set have purpose, stackLevel and connectorId in common (S 5.16.4).
 */
import fc from 'fast-check';
import type { ChargingProfile, ChargingRateUnit, ChargingSchedule } from '../../../src/ocpp16/types.ts';
import type { Installed, Site } from './slow-reference.ts';

export interface ProfileSet extends Site {
  readonly scale: 'fine' | 'coarse';
  /** s since 1970. */
  readonly from: number;
  /** s. */
  readonly duration: number;
  readonly unit: ChargingRateUnit;
  /** What is told where no profile says anything. */
  readonly fallback: { readonly limit: number; readonly numberPhases: 1 | 3 };
  /** Seconds to look at, from `from` on, beside those where something might change. */
  readonly looks: readonly number[];
}

const DAY = 86_400;

/** The window begins soon after: the evening before the clocks go forward in most of Europe. */
const origin = Date.UTC(2026, 2, 28, 22) / 1000;

interface Scale {
  /** Seconds of one thing from the origin. */
  readonly moment: fc.Arbitrary<number>;
  readonly gap: fc.Arbitrary<number>;
  readonly duration: fc.Arbitrary<number>;
  readonly from: fc.Arbitrary<number>;
  readonly window: fc.Arbitrary<number>;
}

const fine: Scale = {
  moment: fc.integer({ min: -100, max: 250 }),
  gap: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 40 }) }, { weight: 1, arbitrary: nearly(DAY, 60) }),
  duration: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 200 }) },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.oneof(nearly(DAY, 60), nearly(2 * DAY, 60), nearly(7 * DAY, 60)) },
  ),
  from: fc.integer({ min: 0, max: 60 }),
  window: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 60, max: 240 }) }, { weight: 1, arbitrary: fc.nat(60) }),
};

const coarse: Scale = {
  moment: fc.integer({ min: -3 * DAY, max: 9 * DAY }),
  gap: fc.integer({ min: 1, max: DAY }),
  duration: fc.oneof(fc.integer({ min: 0, max: DAY }), fc.integer({ min: 0, max: 9 * DAY })),
  from: fc.integer({ min: 0, max: DAY }),
  window: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: DAY, max: 9 * DAY }) },
    { weight: 1, arbitrary: fc.nat(DAY) },
  ),
};

function nearly(value: number, by: number): fc.Arbitrary<number> {
  return fc.integer({ min: value - by, max: value + by });
}

/** A moment as text; what is finer than a second does not count. */
function textOf(second: fc.Arbitrary<number>): fc.Arbitrary<string> {
  return fc
    .tuple(second, fc.constantFrom('', '.000', '.5', '.999', '.123456'), fc.constantFrom(0, 0, 60, 120, 330, -480))
    .map(([since, fraction, offset]) => {
      const local = new Date((origin + since + offset * 60) * 1000).toISOString().slice(0, 19);
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
      const padded = (value: number) => `${value}`.padStart(2, '0');
      const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${padded(hours)}:${padded(minutes)}`;
      return `${local}${fraction}${zone}`;
    });
}

/** Present so many times in ten. */
function sometimes<T>(arbitrary: fc.Arbitrary<T>, inTen: number): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 10 - inTen, arbitrary: fc.constant(undefined) }, { weight: inTen, arbitrary });
}

const limits = {
  A: fc.oneof(fc.constantFrom(16, 32, 10, 6, 5.9, 0), tenths(0, 63)),
  // 6, 10, 16 and 32 A on one phase and on three.
  W: fc.oneof(fc.constantFrom(11_040, 22_080, 6900, 4140, 7360, 3680, 2300, 1380, 4400, 0), tenths(0, 43_000)),
};

function tenths(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: min * 10, max: max * 10 }).map((value) => value / 10);
}

function schedule(scale: Scale, startSchedule: fc.Arbitrary<string | undefined>): fc.Arbitrary<ChargingSchedule> {
  return fc.constantFrom<ChargingRateUnit>('A', 'W').chain((chargingRateUnit) =>
    fc
      .record({
        duration: sometimes(scale.duration, 5),
        startSchedule,
        chargingSchedulePeriod: fc.array(
          fc.record({
            gap: scale.gap,
            limit: limits[chargingRateUnit],
            numberPhases: fc.constantFrom(undefined, undefined, 1, 2, 3),
          }),
          { minLength: 1, maxLength: 6, size: 'max' },
        ),
      })
      .map(({ chargingSchedulePeriod: periods, ...rest }) => {
        let startPeriod = 0;
        const chargingSchedulePeriod = periods.map(({ gap, ...period }, index) => {
          startPeriod += index === 0 ? 0 : gap;
          return present({ startPeriod, ...period });
        });
        return { ...present(rest), chargingRateUnit, chargingSchedulePeriod };
      }),
  );
}

/** Without the members that are undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}

type Timing = Omit<ChargingProfile, 'chargingProfileId' | 'stackLevel' | 'chargingProfilePurpose'>;

function timing(scale: Scale): fc.Arbitrary<Timing> {
  const validity = { validFrom: sometimes(textOf(scale.moment), 3), validTo: sometimes(textOf(scale.moment), 3) };
  const once = (kind: 'Absolute' | 'Relative') =>
    fc.record({
      chargingProfileKind: fc.constant(kind),
      // Neither means anything there.
      recurrencyKind: sometimes(fc.constantFrom('Daily', 'Weekly'), 1),
      chargingSchedule: schedule(scale, sometimes(textOf(scale.moment), kind === 'Absolute' ? 8 : 1)),
      ...validity,
    });
  const again = (recurrencyKind: 'Daily' | 'Weekly', every: number) =>
    fc.record({
      chargingProfileKind: fc.constant('Recurring'),
      recurrencyKind: fc.constant(recurrencyKind),
      chargingSchedule: schedule(
        scale,
        sometimes(
          textOf(fc.tuple(scale.moment, fc.integer({ min: -3, max: 1 })).map(([at, times]) => at + times * every)),
          8,
        ),
      ),
      ...validity,
    });
  return fc
    .oneof(
      once('Absolute'),
      once('Absolute'),
      once('Relative'),
      again('Daily', DAY),
      again('Daily', DAY),
      again('Weekly', 7 * DAY),
    )
    .map((read) => present(read) as Timing);
}

function installed(scale: Scale): fc.Arbitrary<Installed> {
  return fc
    .record({
      where: fc.constantFrom(
        ['ChargePointMaxProfile', 0] as const,
        ['ChargePointMaxProfile', 0] as const,
        ['TxDefaultProfile', 0] as const,
        ['TxDefaultProfile', 0] as const,
        ['TxDefaultProfile', 1] as const,
        ['TxDefaultProfile', 1] as const,
        ['TxDefaultProfile', 2] as const,
        ['TxProfile', 1] as const,
        ['TxProfile', 1] as const,
        ['TxProfile', 1] as const,
        ['TxProfile', 2] as const,
      ),
      stackLevel: fc.nat(8),
      before: fc.nat(300),
      timing: timing(scale),
    })
    .map(({ where: [chargingProfilePurpose, connectorId], stackLevel, before, timing: rest }) => ({
      connectorId,
      receivedAt: origin - before,
      profile: { chargingProfileId: 0, stackLevel, chargingProfilePurpose, ...rest },
    }));
}

function sets(scale: ProfileSet['scale'], times: Scale, most: number): fc.Arbitrary<ProfileSet> {
  return fc
    .record({
      scale: fc.constant(scale),
      installed: fc
        .uniqueArray(installed(times), {
          maxLength: most,
          size: 'max',
          selector: ({ connectorId, profile: { chargingProfilePurpose, stackLevel } }) =>
            `${chargingProfilePurpose} ${stackLevel} ${connectorId}`,
        })
        .map((all) =>
          all.map((each, index) => ({ ...each, profile: { ...each.profile, chargingProfileId: index + 1 } })),
        ),
      grid: fc.constantFrom('TN', 'TN', 'IT'),
      voltageV: fc.constantFrom(230, 230, 110, 127),
      connectors: fc.array(
        fc.record({
          since: times.moment.map((at) => origin + at),
          currentA: fc.constantFrom(16, 32, 32),
          numberPhases: fc.constantFrom(1, 3, 3),
        }),
        { minLength: 1, maxLength: 2 },
      ),
      from: times.from.map((at) => origin + at),
      duration: times.window,
      unit: fc.constantFrom('A', 'W'),
      fallback: fc.record({ limit: fc.constantFrom(48, 33_120), numberPhases: fc.constantFrom(1, 3) }),
      looks: fc.array(fc.nat(9 * DAY), { minLength: 5, maxLength: 20 }),
    })
    .map((set) => ({ ...set, looks: set.looks.filter((look) => look < set.duration) }) as ProfileSet);
}

export const fineSets: fc.Arbitrary<ProfileSet> = sets('fine', fine, 14);
export const coarseSets: fc.Arbitrary<ProfileSet> = sets('coarse', coarse, 10);

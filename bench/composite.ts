/**
 * (f) What a composite schedule costs: CPU-bound, of 24 h, whole, from profiles that are installed already.
 *
 * Ours: `connectorStretches` and `compositeOf`, without a bound on periods. A third of the profiles each are ChargePointMaxProfile,
 * TxProfile and TxDefaultProfile, each with a stackLevel of its own, daily, alternately in A and in W. They are active one after the
 * other, the lowest level first: so the composite has nearly as many periods as all profiles together, and to find the one that
 * prevails all that are above it have to be looked at. TxDefaultProfile is active where no TxProfile is, and ChargePointMaxProfile
 * changes in between, and at other seconds, all day. Floor: the moments at which any period begins, gathered and sorted, which says
 * nothing about limits yet.
 * They take turns after rounds that do not count; the figures are medians of the rounds.
 */
import {
  compositeOf,
  connectorStretches,
  type Limited,
  type Window,
} from '../src/features/smart-charging/composite.ts';
import { type LimitingProfile, readProfile } from '../src/features/smart-charging/profile.ts';
import { stackOf } from '../src/features/smart-charging/stack.ts';
import type { ChargingProfile, ChargingProfilePurpose } from '../src/ocpp16/types.ts';
import { type Figure, median, type Row } from './figure.ts';

const DAY = 86_400;
const midnight = Date.UTC(2026, 4, 4) / 1000;

const sizes = [
  { profiles: 24, periods: 32, rounds: 500, goalMs: 1 },
  { profiles: 300, periods: 1000, rounds: 15, goalMs: 100 },
] as const;

type Connector = Pick<Limited, 'profiles' | 'since'>;

export const composite: Figure = {
  letter: 'f',
  async measure({ quick }) {
    return sizes.map(({ profiles, periods, rounds, goalMs }): Row => {
      const connector = installed(profiles, periods);
      const all = Object.values(connector.profiles).flat();
      const took = { ours: [] as number[], floor: [] as number[] };
      const counted = quick ? Math.ceil(rounds / 5) : rounds;
      let found = 0;
      for (let round = -Math.ceil(counted / 2); round < counted; round += 1) {
        const ours = milliseconds(() => {
          found = compositeOf(connectorStretches(connector, window), window, Number.POSITIVE_INFINITY).periods.length;
        });
        const floor = milliseconds(() => void boundaries(all));
        if (round < 0) continue;
        took.ours.push(ours);
        took.floor.push(floor);
      }
      const [our, bare] = [median(took.ours), median(took.floor)];
      return {
        name: `composite of ${profiles} x ${periods.toLocaleString('en')} periods: ${found.toLocaleString('en')}`,
        ours: `${our.toFixed(2)} ms`,
        floor: `${bare.toFixed(2)} ms`,
        compared: `${(our / bare).toFixed(1)} x`,
        goal: `< ${goalMs} ms`,
        met: our < goalMs,
      };
    });
  },
};

const window: Window = {
  from: midnight,
  duration: DAY,
  unit: 'A',
  supply: { type: 'TN', voltageV: 230 },
  fallback: { limit: 48, numberPhases: 3 },
};

function milliseconds(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function installed(profiles: number, periods: number): Connector {
  const each = profiles / 3;
  const half = DAY / 2;
  return {
    since: midnight,
    profiles: {
      chargePointMax: stack('ChargePointMaxProfile', each, periods, { from: 1, length: DAY }),
      tx: stack('TxProfile', each, periods, { from: 0, length: half }),
      txDefault: stack('TxDefaultProfile', each, periods, { from: half, length: half }),
    },
  };
}

/** One after the other in this part of each day. */
function stack(
  chargingProfilePurpose: ChargingProfilePurpose,
  levels: number,
  periods: number,
  part: { readonly from: number; readonly length: number },
) {
  const duration = Math.floor(part.length / levels);
  return stackOf(
    Array.from({ length: levels }, (_, stackLevel): LimitingProfile => {
      const unit = stackLevel % 2 === 0 ? 'A' : 'W';
      const profile: ChargingProfile = {
        chargingProfileId: stackLevel,
        stackLevel,
        chargingProfilePurpose,
        chargingProfileKind: 'Recurring',
        recurrencyKind: 'Daily',
        chargingSchedule: {
          duration,
          startSchedule: new Date((midnight - 30 * DAY + part.from + stackLevel * duration) * 1000).toISOString(),
          chargingRateUnit: unit,
          chargingSchedulePeriod: Array.from({ length: periods }, (__, index) => ({
            startPeriod: index * Math.max(1, Math.floor(duration / periods)),
            limit: (6 + ((index * 7 + stackLevel) % 26)) * (unit === 'A' ? 1 : 690),
          })),
        },
      };
      return readProfile(profile, midnight);
    }),
  );
}

/** In order. */
function boundaries(profiles: readonly LimitingProfile[]): Float64Array {
  const moments: number[] = [];
  for (const { start = midnight, periods, duration } of profiles) {
    for (const period of periods) {
      if (period.start < duration) moments.push(((start + period.start - midnight) % DAY) + midnight);
    }
  }
  return Float64Array.from(moments).sort();
}

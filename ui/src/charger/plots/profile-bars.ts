/**
 * Installed charging profiles as bars in time, one lane for each, higher stack levels above lower ones. Pure.
 * Guarantee: what is drawn of a profile is when it could say something (S 3.13.1), whether or not another says more.
 */
import type { ChargingProfile, ChargingSchedulePeriod } from '../../../../src/ocpp16/types.ts';
import type { Schedule } from './schedule.ts';
import type { Range } from './view.ts';

export interface Bar {
  readonly from: number;
  readonly to: number;
  /** 16 A */
  readonly text: string;
}

export interface Lane {
  readonly profile: ChargingProfile;
  readonly connectorId: number;
  readonly bars: readonly Bar[];
}

const order = ['TxProfile', 'TxDefaultProfile', 'ChargePointMaxProfile'];

const DAY_S = 86_400;

/** How often a recurring profile begins anew, s. */
const recurrences = { Daily: DAY_S, Weekly: 7 * DAY_S } as const;

/** `since`: when the transaction began, or when one would begin, s since 1970. */
export function lanesOf(profiles: Schedule['profiles'], seen: Range, since: number): readonly Lane[] {
  return profiles
    .toSorted(({ csChargingProfiles: one }, { csChargingProfiles: other }) => rank(one) - rank(other))
    .map(({ connectorId, csChargingProfiles: profile }) => ({
      profile,
      connectorId,
      bars: beginnings(profile, seen, since).flatMap((begin) => barsOf(profile, begin, seen)),
    }));
}

function rank({ chargingProfilePurpose, stackLevel }: ChargingProfile): number {
  return order.indexOf(chargingProfilePurpose) * 1_000 - stackLevel;
}

const seconds = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Date.parse(text) / 1000;

/** The moments at which its schedule begins, as far as they matter for what is seen. */
function beginnings(profile: ChargingProfile, { from, to }: Range, since: number): readonly number[] {
  const { chargingProfileKind, recurrencyKind = 'Daily', chargingSchedule, validFrom } = profile;
  if (chargingProfileKind === 'Relative') return [since];
  const start = seconds(chargingSchedule.startSchedule, seconds(validFrom, since));
  if (chargingProfileKind === 'Absolute') return [start];
  const every = recurrences[recurrencyKind];
  const first = start + Math.floor((from - start) / every) * every;
  return Array.from({ length: Math.ceil((to - first) / every) + 1 }, (_, index) => first + index * every);
}

function barsOf(profile: ChargingProfile, begin: number, seen: Range): readonly Bar[] {
  const { chargingSchedule, validFrom, validTo, chargingProfileKind, recurrencyKind = 'Daily' } = profile;
  const { duration = Number.POSITIVE_INFINITY, chargingSchedulePeriod: periods, chargingRateUnit } = chargingSchedule;
  const again = chargingProfileKind === 'Recurring' ? recurrences[recurrencyKind] : Number.POSITIVE_INFINITY;
  const end = begin + Math.min(duration, again);
  const first = Math.max(seen.from, seconds(validFrom, Number.NEGATIVE_INFINITY));
  const last = Math.min(seen.to, seconds(validTo, Number.POSITIVE_INFINITY));
  return periods
    .map((period, index) => ({
      from: Math.max(begin + period.startPeriod, first),
      to: Math.min(index + 1 < periods.length ? begin + (periods[index + 1]?.startPeriod ?? 0) : end, end, last),
      text: textOf(period, chargingRateUnit),
    }))
    .filter(({ from, to }) => to > from);
}

function textOf({ limit, numberPhases }: ChargingSchedulePeriod, unit: string): string {
  return `${limit} ${unit}${numberPhases === undefined || numberPhases === 3 ? '' : ` · ${numberPhases} ph`}`;
}

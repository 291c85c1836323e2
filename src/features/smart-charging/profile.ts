/**
 * A charging profile as the algebra of limits sees it: read once, when it is installed. Pure.
 *
 * Guarantees: all times are whole seconds since 1970 (a fraction is cut off), so what holds at a second holds for the whole of it;
 * periods are in order and the first one begins with the schedule, for nothing else is installed (refusal.ts).
 */
import { parseDateTime } from '../../ocpp16/date-time.ts';
import type {
  ChargingProfile,
  ChargingProfilePurpose,
  ChargingRateUnit,
  ChargingSchedulePeriod,
  RecurrencyKind,
} from '../../ocpp16/types.ts';

export interface LimitingProfile {
  /** chargingProfileId. */
  readonly id: number;
  readonly purpose: ChargingProfilePurpose;
  readonly stackLevel: number;
  /** The first second in which it is valid, and the first in which it is not any more. */
  readonly validFrom: number;
  readonly validTo: number;
  /** When its schedule begins; undefined: when charging does. */
  readonly start: number | undefined;
  /** Its schedule begins again after so many seconds, for ever; undefined: never. */
  readonly recurrence: number | undefined;
  /** For how long its schedule holds each time, s. */
  readonly duration: number;
  readonly unit: ChargingRateUnit;
  readonly periods: readonly Period[];
  /** Below this the car charges badly; in the unit of the schedule. */
  readonly minChargingRate: number | undefined;
}

/** A stretch of a schedule; it lasts until the next one begins. */
export interface Period {
  /** Seconds since the schedule began. */
  readonly start: number;
  /** A per phase, or W in total. */
  readonly limit: number;
  readonly numberPhases: NumberPhases;
}

export type NumberPhases = 1 | 2 | 3;

/** How many phases a period is for that does not say (S 7.14). */
export const DEFAULT_PHASES: NumberPhases = 3;

/** A limit above it is read as this one: nothing draws more, and what is made of it by sums and conversions JSON can still tell. */
export const MAX_LIMIT = 1e9;

/** Seconds after which a schedule begins again: 24 hours, 7 days, whatever any calendar says (E4 3.78). */
export const recurrences: Readonly<Record<RecurrencyKind, number>> = { Daily: 86_400, Weekly: 604_800 };

/**
 * Reads a profile that nothing is wrong with. A schedule without startSchedule begins when charging does (S 7.13); one that limits
 * the whole charger, which nobody begins to charge, at `receivedAt`, s since 1970.
 */
export function readProfile(profile: ChargingProfile, receivedAt: number): LimitingProfile {
  const { chargingSchedule, chargingProfilePurpose: purpose, chargingProfileKind: kind, recurrencyKind } = profile;
  const startSchedule = kind === 'Relative' ? undefined : secondsOf(chargingSchedule.startSchedule);
  const { chargingRateUnit, duration, minChargingRate } = chargingSchedule;
  return {
    id: profile.chargingProfileId,
    purpose,
    stackLevel: profile.stackLevel,
    validFrom: secondsOf(profile.validFrom) ?? Number.NEGATIVE_INFINITY,
    validTo: secondsOf(profile.validTo) ?? Number.POSITIVE_INFINITY,
    start: startSchedule ?? (purpose === 'ChargePointMaxProfile' ? receivedAt : undefined),
    recurrence: kind === 'Recurring' && recurrencyKind !== undefined ? recurrences[recurrencyKind] : undefined,
    duration: duration ?? Number.POSITIVE_INFINITY,
    unit: chargingRateUnit,
    periods: chargingSchedule.chargingSchedulePeriod.map(readPeriod),
    minChargingRate,
  };
}

function readPeriod({ startPeriod, limit, numberPhases }: ChargingSchedulePeriod): Period {
  return {
    start: startPeriod,
    limit: Math.min(limit, MAX_LIMIT),
    numberPhases: numberPhases === 1 || numberPhases === 2 ? numberPhases : DEFAULT_PHASES,
  };
}

/** Whole seconds since 1970; undefined for no text, or one that is no time. */
export function secondsOf(text: string | undefined): number | undefined {
  const moment = text === undefined ? undefined : parseDateTime(text);
  return moment === undefined ? undefined : Math.floor(moment / 1000);
}

/**
 * What charging profiles allow at a second, worked out as simply as can be from their own numbers, by nothing that the charger is made
 * of (S 3.13, 5.16).
 */
import type { ChargingProfile, ChargingProfilePurpose } from '../../src/ocpp16/types.ts';
import type { PossibleProfile, ProfileSet } from './possible-profiles.ts';

export interface Allowance {
  /** A per phase; infinite for no limit. */
  readonly currentA: number;
  readonly phases: number;
}

export interface Moment {
  readonly connector: number;
  /** The charger's number of the transaction, and when it began, s since 1970. */
  readonly transaction: number;
  readonly since: number;
  /** s since 1970. */
  readonly second: number;
  /** Power of one ampere on so many phases, W. */
  readonly wattsPerAmpere: (phases: number) => number;
}

const none: Allowance = { currentA: Number.POSITIVE_INFINITY, phases: 3 };

/** `ownUnknown`: nobody knows what the connector's own profiles are; only what limits the whole charger counts. */
export function allowanceOf(profiles: ProfileSet, moment: Moment, ownUnknown: boolean): Allowance {
  const all = [...profiles.values()];
  const max = highest(all, 'ChargePointMaxProfile', moment) ?? none;
  if (ownUnknown) return max;
  const own = highest(all, 'TxProfile', moment) ?? highest(all, 'TxDefaultProfile', moment) ?? none;
  return { currentA: Math.min(max.currentA, own.currentA), phases: Math.min(max.phases, own.phases) };
}

function highest(
  all: readonly PossibleProfile[],
  purpose: ChargingProfilePurpose,
  moment: Moment,
): Allowance | undefined {
  const saying = all
    .filter(({ profile }) => profile.chargingProfilePurpose === purpose)
    .filter(({ connector }) => connector === 0 || connector === moment.connector)
    .filter(({ transaction }) => transaction === undefined || transaction === moment.transaction)
    // With equal levels the connector's own takes the place of the one for all.
    .sort((one, other) => other.profile.stackLevel - one.profile.stackLevel || other.connector - one.connector)
    .filter((each, index, sorted) => sorted[index - 1]?.profile.stackLevel !== each.profile.stackLevel)
    .flatMap(({ profile }) => allowedBy(profile, moment) ?? []);
  return saying[0];
}

function allowedBy(profile: ChargingProfile, { second, since, wattsPerAmpere }: Moment): Allowance | undefined {
  const { chargingSchedule, chargingProfileKind, recurrencyKind, validFrom, validTo } = profile;
  if (validFrom !== undefined && second < secondOf(validFrom)) return undefined;
  if (validTo !== undefined && second >= secondOf(validTo)) return undefined;
  const start = chargingProfileKind === 'Relative' ? since : secondOf(chargingSchedule.startSchedule ?? '');
  const turn =
    chargingProfileKind !== 'Recurring' ? Number.POSITIVE_INFINITY : recurrencyKind === 'Daily' ? 86_400 : 604_800;
  if (second < start) return undefined;
  const offset = turn === Number.POSITIVE_INFINITY ? second - start : (second - start) % turn;
  if (chargingSchedule.duration !== undefined && offset >= chargingSchedule.duration) return undefined;
  const period = chargingSchedule.chargingSchedulePeriod.findLast(({ startPeriod }) => startPeriod <= offset);
  if (period === undefined) return undefined;
  const { limit, numberPhases: phases = 3 } = period;
  return { currentA: chargingSchedule.chargingRateUnit === 'A' ? limit : limit / wattsPerAmpere(phases), phases };
}

function secondOf(text: string): number {
  return Math.floor(Date.parse(text) / 1000);
}

/**
 * The limit of a connector at a second: all that its profiles say, put together (S 3.13.3). Pure.
 *
 * Guarantees:
 * - a TxProfile goes before a TxDefaultProfile, which holds where no TxProfile says anything (S 3.13.1); with ChargePointMaxProfile
 *   the lower one limits, for each phase and in the number of phases, so that a car on one phase draws no more there than either allows;
 * - each limit is converted with the phases that it was made for, however many are in use (E4 3.34);
 * - an answer is the same until its `nextChange`, which is later than the second that was asked for.
 */
import type { ChargingRateUnit } from '../../ocpp16/types.ts';
import type { LimitingProfile, NumberPhases } from './profile.ts';
import { type Prevailing, prevailingOf, type Stack } from './stack.ts';
import { type Supply, toAmperes } from './supply.ts';

/** The profiles that concern a connector, by purpose. */
export interface Profiles {
  readonly chargePointMax: Stack;
  /** Of the transaction that is going on. */
  readonly tx: Stack;
  readonly txDefault: Stack;
}

export const noProfiles: Profiles = { chargePointMax: [], tx: [], txDefault: [] };

export interface ProfileLimit {
  /** As its profile says it: A per phase, or W in total for the `numberPhases` of `source`'s period. */
  readonly limit: number;
  readonly unit: ChargingRateUnit;
  /** A per phase. */
  readonly currentA: number;
  readonly numberPhases: NumberPhases;
  /** Whose limit it is. */
  readonly source: LimitingProfile;
}

export interface LimitAt {
  /** Undefined where no profile says anything. */
  readonly says: ProfileLimit | undefined;
  /** s since 1970; infinite for never. */
  readonly nextChange: number;
}

/** What limits a connector at a second. `since` is when charging began, s since 1970. */
export function limitAt(profiles: Profiles, at: number, since: number, supply: Supply): LimitAt {
  return limitsOf(profiles, since, supply)(at);
}

/** What limits the charger as a whole. */
export function chargePointMaxAt(profiles: Profiles, at: number, supply: Supply): LimitAt {
  return chargePointMaxOf(profiles, supply)(at);
}

/** For whoever asks for one second after the other, what `limitAt` answers. */
export function limitsOf(profiles: Profiles, since: number, supply: Supply): (at: number) => LimitAt {
  const tx = prevailingOf(profiles.tx, since);
  const txDefault = prevailingOf(profiles.txDefault, since);
  const chargePointMax = chargePointMaxOf(profiles, supply);
  return (at) => {
    const max = chargePointMax(at);
    const first = tx(at);
    const second = first.says === undefined ? txDefault(at) : undefined;
    const own = first.says ?? second?.says;
    const nextChange = Math.min(max.nextChange, first.until, second?.until ?? Number.POSITIVE_INFINITY);
    return { says: lower(own && limitOf(own, supply), max.says), nextChange };
  };
}

/** Likewise, what `chargePointMaxAt` answers. */
export function chargePointMaxOf({ chargePointMax }: Profiles, supply: Supply): (at: number) => LimitAt {
  // Each of these profiles begins at a time of its own (readProfile).
  const prevailing = prevailingOf(chargePointMax, Number.POSITIVE_INFINITY);
  return (at) => {
    const { says, until } = prevailing(at);
    return { says: says && limitOf(says, supply), nextChange: until };
  };
}

function limitOf({ profile, period: { limit, numberPhases } }: Prevailing, supply: Supply): ProfileLimit {
  const { unit } = profile;
  return { limit, unit, currentA: toAmperes(limit, unit, numberPhases, supply), numberPhases, source: profile };
}

/** The first one, when they are equal. */
function lower(one: ProfileLimit | undefined, other: ProfileLimit | undefined): ProfileLimit | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const lowest = other.currentA < one.currentA ? other : one;
  const numberPhases = Math.min(one.numberPhases, other.numberPhases) as NumberPhases;
  if (lowest.numberPhases === numberPhases) return lowest;
  // On fewer phases than it was made for, a limit in W is the current that it allows on each.
  const { currentA, source } = lowest;
  return { limit: currentA, unit: 'A', currentA, numberPhases, source };
}

/**
 * The composite schedule: what the profiles of a connector, or of all together, come to over a time (S 3.13.3, 5.7). Pure.
 *
 * Guarantees:
 * - it covers the time that was asked for, from its first second on, without a gap; neighbours differ;
 * - a limit that no conversion is needed for is told as it was set;
 * - it takes time in proportion to what changes in it, not to its length, and has no more periods than may be: then it is shorter.
 */
import type { ChargingRateUnit, ChargingSchedulePeriod } from '../../ocpp16/types.ts';
import { chargePointMaxOf, limitsOf, type ProfileLimit, type Profiles } from './limit.ts';
import type { LimitingProfile, NumberPhases } from './profile.ts';
import { type Supply, toWatts } from './supply.ts';

/** A stretch of time in which the same is said. Seconds since 1970; `to` is not part of it. */
export interface Stretch<T> {
  readonly from: number;
  readonly to: number;
  readonly says: T;
}

/** A limit in the unit that was asked for. */
export interface UnitLimit {
  readonly limit: number;
  readonly numberPhases: NumberPhases;
  /** Absent where no profile limits, and in a sum. */
  readonly source?: LimitingProfile;
}

/** What is told where no profile says anything (the keys CompositeScheduleDefault...). */
export type DefaultLimit = UnitLimit;

/** A connector, with what limits it when no profile does. */
export interface Limited {
  readonly profiles: Profiles;
  /** When charging began, s since 1970. */
  readonly since: number;
  /** What it bears: A per phase, and phases. */
  readonly hardware: { readonly currentA: number; readonly numberPhases: NumberPhases };
}

export interface Window {
  /** s since 1970. */
  readonly from: number;
  /** s; with 0 it is told what holds at `from`. */
  readonly duration: number;
  readonly unit: ChargingRateUnit;
  readonly supply: Supply;
  readonly fallback: DefaultLimit;
}

/** What limits a connector. */
export function connectorStretches(
  { profiles, since }: Pick<Limited, 'profiles' | 'since'>,
  window: Window,
): Iterable<Stretch<UnitLimit>> {
  const limits = limitsOf(profiles, since, window.supply);
  return stretches(window, (at) => {
    const { says, nextChange } = limits(at);
    return { says: says === undefined ? window.fallback : inUnit(says, window), nextChange };
  });
}

/**
 * What all connectors together may draw from the grid: the sum of what each may and can, bounded by ChargePointMaxProfile (E4 3.30).
 * One that no profile limits counts with what it bears, unless none limits any.
 */
export function totalStretches(connectors: readonly Limited[], window: Window): Iterable<Stretch<UnitLimit>> {
  const { supply, fallback } = window;
  const limits = connectors.map(({ profiles, since }) => limitsOf(profiles, since, supply));
  const chargePointMax = connectors[0] && chargePointMaxOf(connectors[0].profiles, supply);
  return stretches(window, (at) => {
    const each = limits.map((limit) => limit(at));
    const nextChange = Math.min(...each.map((limit) => limit.nextChange));
    if (each.every(({ says }) => says === undefined)) return { says: fallback, nextChange };
    const drawn = connectors.map(({ hardware }, index) => inUnit(borne(each[index]?.says, hardware), window));
    const sum = {
      limit: drawn.reduce((total, { limit }) => total + limit, 0),
      numberPhases: Math.max(...drawn.map(({ numberPhases }) => numberPhases)) as NumberPhases,
    };
    const max = chargePointMax?.(at).says;
    const bound = max && inUnit(max, window);
    return { says: bound === undefined || sum.limit < bound.limit ? sum : bound, nextChange };
  });
}

/** No profile makes a connector bear more. */
function borne(limit: ProfileLimit | undefined, hardware: Limited['hardware']): ProfileLimit | Limited['hardware'] {
  if (limit === undefined) return hardware;
  const currentA = Math.min(limit.currentA, hardware.currentA);
  const numberPhases = Math.min(limit.numberPhases, hardware.numberPhases) as NumberPhases;
  return currentA === limit.currentA && numberPhases === limit.numberPhases ? limit : { currentA, numberPhases };
}

export interface Composite {
  readonly periods: readonly ChargingSchedulePeriod[];
  /** s; less than was asked for when that would have had too many periods. */
  readonly duration: number;
}

/** The same as a schedule of OCPP: to a tenth, neighbours that are equal then are one. */
export function compositeOf(
  stretched: Iterable<Stretch<UnitLimit>>,
  { from, duration }: Pick<Window, 'from' | 'duration'>,
  most: number,
): Composite {
  const periods: ChargingSchedulePeriod[] = [];
  for (const { from: start, says } of stretched) {
    const limit = Math.round(says.limit * 10) / 10;
    const { numberPhases } = says;
    const last = periods.at(-1);
    if (last?.limit === limit && last.numberPhases === numberPhases) continue;
    if (periods.length === most) return { periods, duration: start - from };
    periods.push({ startPeriod: start - from, limit, numberPhases });
  }
  return { periods, duration };
}

/** Asks from change to change. */
function* stretches(
  { from, duration }: Window,
  say: (at: number) => { readonly says: UnitLimit; readonly nextChange: number },
): Iterable<Stretch<UnitLimit>> {
  const end = from + duration;
  let at = from;
  let { says, nextChange } = say(from);
  while (nextChange < end) {
    const next = say(nextChange);
    if (!same(says, next.says)) {
      yield { from: at, to: nextChange, says };
      at = nextChange;
      says = next.says;
    }
    nextChange = next.nextChange;
  }
  yield { from: at, to: end, says };
}

function same(one: UnitLimit, other: UnitLimit): boolean {
  return one.limit === other.limit && one.numberPhases === other.numberPhases && one.source === other.source;
}

function inUnit(
  limit: ProfileLimit | Limited['hardware'],
  { unit, supply }: Pick<Window, 'unit' | 'supply'>,
): UnitLimit {
  const { currentA, numberPhases } = limit;
  const asSet = 'unit' in limit && limit.unit === unit;
  const value = asSet ? limit.limit : unit === 'A' ? currentA : toWatts(currentA, numberPhases, supply);
  return { limit: value, numberPhases, ...('source' in limit ? { source: limit.source } : {}) };
}

/**
 * What profiles of one purpose say at a second (S 3.13.2, 5.16.4). Pure.
 *
 * Guarantees:
 * - of those that say something, the one with the highest stackLevel prevails; where it says nothing, not yet or not any more, the
 *   next lower one does (E4 3.43, 3.44), and one without an end never gives way (E4 3.7);
 * - each answer says until when it holds at least, and that is later than the second that was asked for.
 */
import type { LimitingProfile, Period } from './profile.ts';

/** Profiles of one purpose, the highest stackLevel first. */
export type Stack = readonly LimitingProfile[];

export interface Prevailing {
  readonly profile: LimitingProfile;
  readonly period: Period;
}

/** What is said at a second; undefined for nothing. */
export interface Said<T> {
  readonly says: T | undefined;
  /** The next second, s since 1970, at which it may be something else; infinite for never. */
  readonly until: number;
}

export function stackOf(profiles: readonly LimitingProfile[]): Stack {
  return [...profiles].sort((one, other) => other.stackLevel - one.stackLevel);
}

/** Which profile prevails at a second, and with which period. */
export type Prevails = (at: number) => Said<Prevailing>;

/** `since` is when charging began, s since 1970. Quick for whoever asks for later and later seconds. */
export function prevailingOf(stack: Stack, since: number): Prevails {
  /** So many of the highest say nothing, from the second that was asked for last until this one. */
  let silent = 0;
  let silentUntil = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return (at) => {
    if (at < last || at >= silentUntil) {
      silent = 0;
      silentUntil = Number.POSITIVE_INFINITY;
    }
    last = at;
    for (let profile = stack[silent]; profile !== undefined; profile = stack[silent]) {
      const { says: period, until } = periodAt(profile, at, since);
      if (period !== undefined) return { says: { profile, period }, until: Math.min(silentUntil, until) };
      silent += 1;
      silentUntil = Math.min(silentUntil, until);
    }
    return { says: undefined, until: silentUntil };
  };
}

/** Which period of a profile holds at this second, whatever other profiles there are. */
export function periodAt(profile: LimitingProfile, at: number, since: number): Said<Period> {
  const { validFrom, validTo, recurrence = Number.POSITIVE_INFINITY, duration, start = since } = profile;
  if (at >= validTo) return { says: undefined, until: Number.POSITIVE_INFINITY };
  const begins = Math.max(validFrom, start);
  if (at < begins) return { says: undefined, until: begins };
  const times = recurrence === Number.POSITIVE_INFINITY ? 0 : Math.floor((at - start) / recurrence);
  const began = times === 0 ? start : start + times * recurrence;
  // What is longer than the recurrence is not executed (E4 3.44).
  const ends = began + Math.min(duration, recurrence);
  if (at >= ends) return { says: undefined, until: began + recurrence };
  const index = lastBefore(profile.periods, at - began);
  const next = profile.periods[index + 1];
  const until = Math.min(ends, validTo, next === undefined ? ends : began + next.start);
  return { says: profile.periods[index], until };
}

/** The last period that has begun so many seconds after the first one has; they are in order. */
function lastBefore(periods: readonly Period[], offset: number): number {
  let low = 0;
  let high = periods.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((periods[middle]?.start ?? Number.POSITIVE_INFINITY) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The randomised delay of one connector while a transaction runs (SI 2021/1467, regulation 11). Pure.
 *
 * Guarantees:
 * - at a relevant time (charging would start, or current or number of phases would change) a delay is drawn, and what was applied stays
 *   until it is over; current and phases follow together;
 * - what is applied is the latest target, or, during a delay, what was applied when that began;
 * - a further change during a delay neither draws nor prolongs: only what follows is another; when that is what is applied already,
 *   the delay ends;
 * - a target that makes no difference to a car is applied at once, without a draw.
 */
import { offerUnder } from '../../charger/limits.ts';
import type { PhaseCount } from '../../charger/phases.ts';

/** What is to be applied to a connector. */
export interface Target {
  /** A per line; undefined for no limit. */
  readonly maxCurrentA: number | undefined;
  /** At most so many; undefined for as many as there are. */
  readonly phases: PhaseCount | undefined;
}

/** Nobody limits anything. */
export const NO_LIMIT: Target = { maxCurrentA: undefined, phases: undefined };

/** No energy. */
export const PAUSE: Target = { maxCurrentA: 0, phases: undefined };

export type Delay =
  /** The target is applied. */
  | { readonly kind: 'rest'; readonly applied: Target }
  /** A relevant time was at `began`; the target, `next`, follows at `ends` (`clock.elapsed()` ms). */
  | {
      readonly kind: 'delay';
      readonly applied: Target;
      readonly next: Target;
      readonly began: number;
      readonly ends: number;
    };

/** What is wanted of a connector from now on. */
export interface Wish {
  readonly target: Target;
  /** The most that this connector can ever offer, A per line: what lies above it makes no difference. */
  readonly capA: number;
  /** `clock.elapsed()`, ms. */
  readonly now: number;
  /** A delay in s, drawn for a relevant time and only then; 0 for none. */
  readonly draw: () => number;
}

/** The least change of the rate that counts, A (EVerest; the regulation gives no figure). */
const LEAST_CHANGE_A = 0.1;

/** 6.1 - 6 is a little less than 0.1 in binary. */
const ROUNDING_A = 1e-9;

/** A transaction begins: a relevant time, unless it is not to be `delayed`, or the target is a pause anyway. */
export function begin(delayed: boolean, wish: Wish): Delay {
  return delayed ? follow(atRest(PAUSE), wish) : atRest(wish.target);
}

/** The target is this one from now on. */
export function follow(delay: Delay, { target, capA, now, draw }: Wish): Delay {
  const present = pass(delay, now);
  if (!differ(present.applied, target, capA)) return atRest(target);
  if (present.kind === 'delay') return { ...present, next: target };
  const seconds = draw();
  if (seconds === 0) return atRest(target);
  return { kind: 'delay', applied: present.applied, next: target, began: now, ends: now + seconds * 1000 };
}

/** Time has come to `now`. */
export function pass(delay: Delay, now: number): Delay {
  return delay.kind === 'delay' && now >= delay.ends ? atRest(delay.next) : delay;
}

/** The owner does not wait for this one (regulation 11). Without a delay nothing changes. */
export function override(delay: Delay): Delay {
  return delay.kind === 'delay' ? atRest(delay.next) : delay;
}

/** No delay is longer than this now, s. It may be over with that: `pass` tells. Nothing prolongs a delay. */
export function bound(delay: Delay, longestS: number): Delay {
  if (delay.kind === 'rest') return delay;
  return { ...delay, ends: Math.min(delay.ends, delay.began + longestS * 1000) };
}

/** What is left of it, whole seconds, rounded up. */
export function remainingSeconds(delay: Delay, now: number): number {
  return delay.kind === 'rest' ? 0 : Math.max(0, Math.ceil((delay.ends - now) / 1000));
}

/** Does it make a difference to the car, on a connector that can offer at most `capA`? */
export function differ(one: Target, other: Target, capA: number): boolean {
  const [a, b] = [offerOf(one, capA), offerOf(other, capA)];
  // No car is served: with how many phases it is not served is all the same.
  if (a === 0 && b === 0) return false;
  return Math.abs(a - b) >= LEAST_CHANGE_A - ROUNDING_A || (one.phases ?? 3) !== (other.phases ?? 3);
}

function offerOf({ maxCurrentA = Number.POSITIVE_INFINITY }: Target, capA: number): number {
  return offerUnder({ source: 'schedule', maxCurrentA: Math.min(maxCurrentA, capA) });
}

function atRest(applied: Target): Delay {
  return { kind: 'rest', applied };
}

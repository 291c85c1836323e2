/**
 * A Clock whose wall time somebody sets who knows better: NTP, or the Central System.
 *
 * Guarantees, besides those of the port:
 * - `now()` runs with the monotonic time of the clock below from what that clock said at the beginning; only `step` and `slew` move
 *   it, and a step of the computer's own clock does not;
 * - a slew moves it by no more than `SLEW_RATE`, so that it never stands and never falls; a new slew or step takes the place of what
 *   is left of an old one;
 * - `elapsed()` and the timers are those of the clock below, whatever is set;
 * - who listens to steps hears of each, in the order of asking, when `now()` is the new time already; listeners that fail do not
 *   keep it from others, and the first failure is thrown when all have heard.
 */
import type { Clock } from './clock.ts';

/** How much faster or slower a slewing clock runs: 500 ppm, as the clocks of computers are allowed (RFC 5905). */
export const SLEW_RATE = 500e-6;

export interface DisciplinedClock extends Clock {
  onStep(listener: (by: number) => void): () => void;
  /** ms since 1970, with fractions, that the wall clock said when `elapsed()` was 0, had it always run as it runs now. */
  epoch(): number;
  /** Sets it ahead (negative: back) by so many ms at once. */
  step(by: number): void;
  /** Brings it ahead (negative: back) by so many ms, slowly. */
  slew(by: number): void;
}

export function createDisciplinedClock(base: Clock): DisciplinedClock {
  const listeners = new Set<(by: number) => void>();
  // A slew begins there and has so far to go.
  let origin = { epoch: base.now() - base.elapsed(), elapsed: base.elapsed(), by: 0 };

  function epoch(): number {
    const { epoch: from, elapsed, by } = origin;
    const gone = (base.elapsed() - elapsed) * SLEW_RATE;
    return from + Math.sign(by) * Math.min(gone, Math.abs(by));
  }

  return {
    now: () => Math.floor(base.elapsed() + epoch()),
    elapsed: base.elapsed,
    after: base.after,
    epoch,
    step(by) {
      origin = { epoch: epoch() + by, elapsed: base.elapsed(), by: 0 };
      const failures: unknown[] = [];
      for (const listener of listeners) {
        try {
          listener(by);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    slew(by) {
      origin = { epoch: epoch(), elapsed: base.elapsed(), by };
    },
    onStep(listener) {
      // Wrapped, so that who asks twice hears twice.
      const entry = (by: number) => listener(by);
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}

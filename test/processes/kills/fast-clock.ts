/**
 * The time of the chargers that are killed: much faster than the world's, and the same line of time for every process, so that
 * what one life has dated is the past of the next.
 */
import { createSystemClock, type SystemClock } from '../../../src/clock/system-clock.ts';

/** One ms of ours is a second of theirs: a transaction takes a tenth of a second. */
export const SPEED = 1000;

/** `origin` (ms since 1970) is where the two times agree. */
export function createFastClock(origin: number): SystemClock {
  return createSystemClock({
    speed: SPEED,
    source: {
      wall: () => origin + (Date.now() - origin) * SPEED,
      monotonic: () => performance.now(),
      wait(delay, wake) {
        if (delay === 0) {
          const immediate = setImmediate(wake);
          return () => clearImmediate(immediate);
        }
        const timeout = setTimeout(wake, delay);
        return () => clearTimeout(timeout);
      },
    },
  });
}

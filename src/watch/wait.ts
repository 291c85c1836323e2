/**
 * Waiting for a twin to become something.
 *
 * Guarantees: it is looked at once, after everything that happens to the charge point or its hardware, and once more when time
 * is over; nothing polls; afterwards nothing is watched and no timer is left.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { Twin } from '../twin.ts';

export interface Waiting {
  readonly twin: Twin;
  /** The network's time: a charger whose own time runs fast still gives its Central System a moment. */
  readonly networkClock: Clock;
}

/** What the network is given at least, in its own time, ms, unless less is waited for. */
const LEAST_NETWORK_MS = 5_000;

/**
 * What `look` finds first; undefined when it finds nothing within so many ms of the charger's time, nor within `leastNetworkMs`
 * of the network's (or `withinMs`, if that is less).
 */
export function waitFor<T>(
  { twin, networkClock }: Waiting,
  withinMs: number,
  look: () => T | undefined,
  leastNetworkMs = LEAST_NETWORK_MS,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const begun = networkClock.elapsed();
    let looking: Timer | undefined;
    let patience: Timer | undefined;

    function end(how: () => void): void {
      looking?.cancel();
      patience?.cancel();
      for (const stop of stops) stop();
      how();
    }

    /** True when that was the end. */
    function over(last: boolean): boolean {
      try {
        const found = look();
        if (found === undefined && !last) return false;
        end(() => resolve(found));
      } catch (error) {
        end(() => reject(error));
      }
      return true;
    }

    // What an event leads to is done when the turn in which it came is over.
    function changed(): void {
      looking ??= twin.clock.after(0, () => {
        looking = undefined;
        over(false);
      });
    }

    function outOfTime(): void {
      const left = Math.min(withinMs, leastNetworkMs) - (networkClock.elapsed() - begun);
      if (left > 0) patience = networkClock.after(left, outOfTime);
      else over(true);
    }

    const stops = [twin.observe(changed), twin.board.observe(changed)];
    if (!over(false)) patience = twin.clock.after(withinMs, outOfTime);
  });
}

/** When the cars of a charger come and leave in a day: two of them, for two to six hours each. */
import type { Random } from '../src/random/random.ts';

const HOUR_MS = 3_600_000;

export const DAY_MS = 24 * HOUR_MS;

/** Moments in ms since the day began. */
export function comings(random: Random): readonly { readonly comes: number; readonly leaves: number }[] {
  return [0, 12].map((from) => {
    const comes = (from + random.next() * 4) * HOUR_MS;
    return { comes, leaves: comes + (2 + random.next() * 4) * HOUR_MS };
  });
}

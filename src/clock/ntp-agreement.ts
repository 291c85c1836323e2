/**
 * What several servers together say of the time (RFC 5905, 11.2, simplified). Pure.
 *
 * Guarantees:
 * - each server says: the truth lies within `distance` of `epoch`. Believed is only what more than half of those who answered say
 *   together, and, where three or more are asked, never one alone: so a minority that lies, however and however precisely, cannot
 *   move the clock further than an honest server allows;
 * - one server, or one of two that answers, is believed: who names no more has nobody to ask.
 */
import type { Sample } from './ntp-packet.ts';

/** A server's best sample. */
export interface Opinion extends Sample {
  readonly server: string;
}

/** Servers that are so near to one another, ms, agree: a path has hairs of its own that no packet tells of. */
export const LEAST_DISTANCE_MS = 10;

/** What they agree on; undefined when they do not. `asked`: how many servers there are, silent ones too. */
export function agree(opinions: readonly Opinion[], asked: number): Opinion | undefined {
  const intervals = opinions.map((opinion) => {
    const distance = Math.max(opinion.distance, LEAST_DISTANCE_MS);
    return { opinion, distance, low: opinion.epoch - distance, high: opinion.epoch + distance };
  });
  const needed = Math.max(Math.floor(opinions.length / 2) + 1, asked >= 3 ? 2 : 1);
  /** How many intervals hold this moment. */
  const holding = (moment: number) => intervals.filter(({ low, high }) => low <= moment && moment <= high).length;
  // The most of them hold a moment that is the lower end of one of them, and one that is the upper end of one.
  const most = Math.max(0, ...intervals.map(({ low }) => holding(low)));
  if (most < needed) return undefined;
  const lowest = Math.min(...intervals.map(({ low }) => low).filter((moment) => holding(moment) === most));
  const highest = Math.max(...intervals.map(({ high }) => high).filter((moment) => holding(moment) === most));
  const overlaps = (one: (typeof intervals)[number]) =>
    intervals.filter(({ low, high }) => low <= one.high && one.low <= high).length;
  const [best] = intervals
    .filter(({ low, high }) => low <= highest && lowest <= high)
    .sort((one, other) => overlaps(other) - overlaps(one) || one.distance - other.distance);
  if (best === undefined) return undefined;
  return { ...best.opinion, epoch: Math.min(Math.max(best.opinion.epoch, lowest), highest) };
}

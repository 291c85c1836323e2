/**
 * How much current a connector may offer, and who says so (DESIGN rule 7). Pure.
 *
 * Guarantees: the effective limit is the lowest of all limits, its source is named, and with equal limits the first
 * source of the table wins, so that the answer never flickers.
 */
import { MIN_OFFER_A } from './control-pilot.ts';

/** Whoever may limit the current, in the order in which ties are decided. */
export const limitSources = [
  'hardware',
  'cable',
  'installer',
  'temperature',
  /** Of this connector. */
  'schedule',
  /** Its share of what is left to several connectors together. */
  'load-balancing',
  /** A change that is put off. */
  'randomised-delay',
  'phase-cap',
] as const;
export type LimitSource = (typeof limitSources)[number];

/** What the hardware bears is no matter of opinion. */
export type SettableSource = Exclude<LimitSource, 'hardware'>;

export interface Limit {
  readonly source: LimitSource;
  /** A per line. */
  readonly maxCurrentA: number;
}

/** The limits that hold now, by source. */
export type Limits = Readonly<Partial<Record<LimitSource, number>>>;

/** The limit that wins. */
export function effectiveLimit(limits: Limits): Limit {
  let winner: Limit = { source: 'hardware', maxCurrentA: limits.hardware ?? 0 };
  for (const source of limitSources) {
    const maxCurrentA = limits[source];
    if (maxCurrentA !== undefined && maxCurrentA < winner.maxCurrentA) winner = { source, maxCurrentA };
  }
  return winner;
}

/** What the pilot offers under this limit, A: a limit below what a pilot can say is a pause (IEC 61851-1). */
export function offerUnder({ maxCurrentA }: Limit): number {
  return maxCurrentA < MIN_OFFER_A ? 0 : maxCurrentA;
}

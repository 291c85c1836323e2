/**
 * How much current a connector may offer, and who says so (DESIGN rule 7). Pure.
 *
 * Guarantees: the effective limit is the lowest of all limits, its source is named, and with equal limits the first
 * source of the table wins, so that the answer never flickers.
 */

/** Whoever may limit the current, in the order in which ties are decided. */
export const limitSources = ['hardware', 'cable', 'installer', 'temperature', 'schedule', 'phase-cap'] as const;
export type LimitSource = (typeof limitSources)[number];

export interface Limit {
  readonly source: LimitSource;
  /** A per line. */
  readonly maxCurrentA: number;
}

/** The limits that hold now, by source. */
export type Limits = Readonly<Partial<Record<LimitSource, number>>>;

/** The lowest current that the control pilot can offer (IEC 61851-1). Less is a pause. */
export const MINIMUM_CURRENT_A = 6;

/** The limit that wins. */
export function effectiveLimit(limits: Limits): Limit {
  let winner: Limit = { source: 'hardware', maxCurrentA: limits.hardware ?? 0 };
  for (const source of limitSources) {
    const maxCurrentA = limits[source];
    if (maxCurrentA !== undefined && maxCurrentA < winner.maxCurrentA) winner = { source, maxCurrentA };
  }
  return winner;
}

/** What the pilot offers under this limit, A: nothing when the limit is below what a pilot can say. */
export function offerUnder(limit: Limit): number {
  return limit.maxCurrentA < MINIMUM_CURRENT_A ? 0 : limit.maxCurrentA;
}

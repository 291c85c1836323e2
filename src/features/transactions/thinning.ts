/**
 * Which meter values may go when there are too many, and which of them go first. Pure.
 *
 * Guarantees:
 * - intermediate values go by the rule of E4 3.89: the 1st, the 3rd, the 5th … of their series, then the 1st, the 3rd … of those
 *   that are left, and so on. Each is numbered when it is taken, so what is left is even over the whole series, however often
 *   and whenever it was thinned;
 * - nothing of a kind goes before all that is worth less has gone, and never for the sake of something that is worth less.
 */
import type { MeterValue } from '../../ocpp16/types.ts';

/** Is it one of the two ends of a transaction (E4 3.14)? */
export function isBoundary({ sampledValue }: MeterValue): boolean {
  return sampledValue.some(({ context }) => context === 'Transaction.Begin' || context === 'Transaction.End');
}

/** How many rounds of dropping the 1st, the 3rd, the 5th … the `nth` (from 1) of a series outlives. */
export function roundsOutlived(nth: number): number {
  return 31 - Math.clz32(nth & -nth);
}

/** How many rounds it takes until at most `room` are left, of things that outlive so many `rounds` each. */
export function roundsUntil(room: number, rounds: readonly number[]): number {
  const ascending = [...rounds].sort((one, other) => one - other);
  const last = ascending[ascending.length - 1 - room];
  return last === undefined ? 0 : last + 1;
}

/** How many rounds it takes until at most `room` of a series of so many are left. */
export function wholeRounds(count: number, room: number): number {
  let rounds = 0;
  for (let left = count; left > room; left = Math.floor(left / 2)) rounds += 1;
  return rounds;
}

/** What queued meter values are worth. */
export type Worth = (typeof worths)[number];
/** Least first: outside of any transaction, inside of one, at one of its ends. */
export const worths = ['outside', 'intermediate', 'boundary'] as const;

/** Meter values in a queue. */
export interface Candidate {
  readonly position: number;
  readonly worth: Worth;
  /** Its number in its series, from 1. */
  readonly nth: number;
}

/** A round goes on until this part of the values of its kind is left at most, so that the next one is not soon. */
const REMAINDER = 3 / 4;

/**
 * The positions of those that make room for something of this worth, at least `needed`; none when so many cannot be had.
 * Those of the least worth go first; of a kind no more rounds than it takes.
 */
export function makeRoom(candidates: readonly Candidate[], worth: Worth, needed: number): readonly number[] {
  const going: number[] = [];
  for (const kind of worths.slice(0, worths.indexOf(worth) + 1)) {
    let rest = candidates.filter((candidate) => candidate.worth === kind);
    while (rest.length > 0 && going.length < needed) {
      const rounds = roundsUntil(
        Math.floor(rest.length * REMAINDER),
        rest.map(({ nth }) => roundsOutlived(nth)),
      );
      const outlives = ({ nth }: Candidate) => roundsOutlived(nth) >= rounds;
      for (const candidate of rest) if (!outlives(candidate)) going.push(candidate.position);
      rest = rest.filter(outlives);
    }
  }
  return going.length < needed ? [] : going;
}

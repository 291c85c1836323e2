/**
 * Which status may follow which on a connector: the transition table of StatusNotification (S 4.9), as data. Pure.
 *
 * Guarantees: `transition` knows exactly the cells of the specification's table, by the names they have there; a status that
 * is told again is no transition.
 */
import type { ChargePointStatus } from './types.ts';

/** The columns, in the specification's order: the number of each is its place, from 1. */
const columns: readonly ChargePointStatus[] = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
];

/** The rows: the letter of each, and the columns that may follow. */
const rows: Readonly<Record<ChargePointStatus, { readonly letter: string; readonly next: readonly number[] }>> = {
  Available: { letter: 'A', next: [2, 3, 4, 5, 7, 8, 9] },
  Preparing: { letter: 'B', next: [1, 3, 4, 5, 6, 9] },
  Charging: { letter: 'C', next: [1, 4, 5, 6, 8, 9] },
  SuspendedEV: { letter: 'D', next: [1, 3, 5, 6, 8, 9] },
  SuspendedEVSE: { letter: 'E', next: [1, 3, 4, 6, 8, 9] },
  Finishing: { letter: 'F', next: [1, 2, 8, 9] },
  Reserved: { letter: 'G', next: [1, 2, 8, 9] },
  Unavailable: { letter: 'H', next: [1, 2, 3, 4, 5, 9] },
  Faulted: { letter: 'I', next: [1, 2, 3, 4, 5, 6, 7, 8] },
};

/** S 4.9: the only statuses of connector 0, between which every transition is allowed. */
export const mainControllerStatuses: readonly ChargePointStatus[] = ['Available', 'Unavailable', 'Faulted'];

/** The cell of the table, as 'A2'; undefined when this transition is forbidden, or is none. */
export function transition(from: ChargePointStatus, to: ChargePointStatus): string | undefined {
  const column = columns.indexOf(to) + 1;
  const { letter, next } = rows[from];
  return next.includes(column) ? `${letter}${column}` : undefined;
}

/** Which statuses may follow this one, in the order of the columns. */
export function statusesAfter(from: ChargePointStatus): readonly ChargePointStatus[] {
  return columns.filter((to) => transition(from, to) !== undefined);
}

/** What may be told on the way to another status. */
const passed: readonly ChargePointStatus[] = ['Preparing', 'Finishing'];

/**
 * The statuses that have to be told between two, so that each step is a cell of the table: the shortest way, [] when the step is
 * one itself, or when there is no way. It leads only through Preparing and Finishing, which say nothing of energy or service that
 * is not so; and through Available to Reserved: no other status but Faulted has a step there (B1 and then A7, E4 3.76).
 */
export function statusesBetween(from: ChargePointStatus, to: ChargePointStatus): readonly ChargePointStatus[] {
  const seen = new Set<ChargePointStatus>([from]);
  const ways: (readonly ChargePointStatus[])[] = [[from]];
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to || transition(last, to) !== undefined) return way.slice(1);
    for (const next of statusesAfter(last)) {
      if (seen.has(next) || !(passed.includes(next) || (next === 'Available' && to === 'Reserved'))) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [];
}

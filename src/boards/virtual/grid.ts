/**
 * How a car hangs on the grid: which lines carry its current, and what power that is. Pure.
 *
 * - TN: a line to neutral for each phase; P is the sum of V x I.
 * - IT (no neutral): one phase lies between two lines, so both carry the same current, and P = V x I; three phases are
 *   P = sqrt(3) x V x I. V is always that between lines.
 *
 * Guarantee: `powerOf` is the one formula, for the exact power that the register counts and for the readings alike.
 */
import type { Grid, Line, Lines } from '../../charger/board.ts';

/** One number for each of L1, L2, L3. */
export type PerLine = readonly [number, number, number];

/** The load that a car is, seen from the grid. */
export type Circuit =
  | { readonly kind: 'open' }
  /** TN: each of these lines to neutral. */
  | { readonly kind: 'neutral'; readonly lines: Lines }
  /** IT, one phase: between these two lines; `voltage` is the line whose reading is the voltage between them. */
  | { readonly kind: 'pair'; readonly lines: Lines; readonly voltage: Line }
  /** IT, three phases. */
  | { readonly kind: 'three' };

const open: Circuit = { kind: 'open' };

/**
 * The circuit of a car that uses so many phases, behind relays that connect these grid lines to its L1, L2, L3 in turn. A
 * line that the installation does not bring carries nothing. On IT a car of less than three phases uses one pair.
 */
export function circuitOf(grid: Grid, relays: Lines, carPhases: 1 | 2 | 3): Circuit {
  if (grid.type === 'TN') {
    const lines = relays.slice(0, carPhases).filter((line) => line <= grid.phases);
    return lines.length === 0 ? open : { kind: 'neutral', lines };
  }
  const lines = relays.filter((line) => grid.phases === 3 || line <= 2);
  if (lines.length === 3 && carPhases === 3) return { kind: 'three' };
  const [first, second] = lines;
  if (first === undefined || second === undefined) return open;
  return { kind: 'pair', lines: [first, second], voltage: second - first === 2 ? second : first };
}

/** The current on each line when the car draws so much per phase, A. */
export function currentsOf(circuit: Circuit, currentA: number): PerLine {
  const on = (line: Line) => (carries(circuit, line) ? currentA : 0);
  return [on(1), on(2), on(3)];
}

/** Active power, W, of a circuit with these voltages (V) and currents (A). */
export function powerOf(circuit: Circuit, voltages: PerLine, currents: PerLine): number {
  const sum = voltages[0] * currents[0] + voltages[1] * currents[1] + voltages[2] * currents[2];
  switch (circuit.kind) {
    case 'open':
      return 0;
    case 'neutral':
      return sum;
    case 'three':
      return sum / Math.sqrt(3);
    case 'pair':
      return voltages[indexOf(circuit.voltage)] * currents[indexOf(circuit.voltage)];
  }
}

/** The voltage of each line without load, V; 0 where the installation brings none. */
export function nominalVoltages(grid: Grid): PerLine {
  const others = grid.phases === 3 ? grid.voltageV : 0;
  return [grid.voltageV, others, others];
}

/** The place of a line in a `PerLine`. */
export function indexOf(line: Line): 0 | 1 | 2 {
  return (line - 1) as 0 | 1 | 2;
}

function carries(circuit: Circuit, line: Line): boolean {
  if (circuit.kind === 'three') return true;
  return circuit.kind !== 'open' && circuit.lines.includes(line);
}

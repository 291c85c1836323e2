/**
 * How a car hangs on the grid: which lines carry its current, and what power that is. Pure.
 *
 * - TN: a line to neutral for each phase; P is the sum of V x I.
 * - IT (no neutral): one phase lies between two lines, so both carry the same current, and P = V x I; three phases are
 *   P = sqrt(3) x V x I. V is always that between lines.
 *
 * Guarantees: `powerOf` is the one formula, for the exact power that the register counts and for the readings alike; where there
 * is no voltage no current flows.
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
const three: Circuit = { kind: 'three' };

/**
 * The circuit of a car that uses so many phases, behind relays that connect these grid lines to its L1, L2, L3 in turn. A
 * line without voltage carries nothing. On IT a car of less than three phases uses the pair of its L1 and L2.
 */
export function circuitOf(
  grid: Grid,
  relays: Lines,
  carPhases: 1 | 2 | 3,
  voltages: PerLine = nominalVoltages(grid),
): Circuit {
  if (relays.length === 0) return open;
  if (grid.type === 'TN') {
    const lines = relays.slice(0, carPhases).filter((line) => voltages[indexOf(line)] > 0);
    return lines.length === 0 ? open : { kind: 'neutral', lines };
  }
  if (relays.length === 3 && carPhases === 3 && grid.phases === 3) return voltages.every((v) => v > 0) ? three : open;
  const [first, second] = relays;
  if (first === undefined || second === undefined) return open;
  const voltage = pairOf(first, second);
  return voltages[indexOf(voltage)] > 0 ? { kind: 'pair', lines: [first, second], voltage } : open;
}

/** The line whose reading is the voltage between these two: 1-2 is line 1's, 2-3 line 2's, 3-1 line 3's, whichever comes first. */
function pairOf(one: Line, other: Line): Line {
  return other === (one % 3) + 1 ? one : other;
}

/** On how many phases the car gets energy; 0 when none reaches it. */
export function fedPhases(circuit: Circuit): 0 | 1 | 2 | 3 {
  switch (circuit.kind) {
    case 'open':
      return 0;
    case 'neutral':
      return circuit.lines.length as 1 | 2 | 3;
    case 'pair':
      return 1;
    case 'three':
      return 3;
  }
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

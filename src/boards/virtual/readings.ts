/**
 * What the meter's instruments show: voltage, current and power, with the small unrest that real ones have. Pure.
 *
 * Guarantees: two looks within one second agree; the power shown is that of the voltages and currents shown; where no
 * current flows 0 A is shown; and the current shown is never above the true one, so that an offer looks obeyed when it is.
 */
import type { Line, LineReading, MeterReading } from '../../charger/board.ts';
import { type Circuit, currentsOf, indexOf, type PerLine, powerOf } from './grid.ts';

/** How far the voltage strays from what the mains have, as a part of it, either way. */
const VOLTAGE_UNREST = 0.003;
/** How far the current shown stays below the true one at most, as a part of it. */
const CURRENT_UNREST = 0.005;
/** What the supply's own resistance takes off the voltage, V per A. */
const SAG = 0.05;

const lineNumbers = [1, 2, 3] as const satisfies readonly Line[];

/** What makes the unrest of one connector differ from another's. */
export interface Seed {
  readonly seed: number;
  readonly connector: number;
}

/** Reads the instruments in this second while the mains have these voltages and the car draws so many A per phase. */
export function readInstruments(
  mains: PerLine,
  circuit: Circuit,
  currentA: number,
  seed: Seed,
  second: number,
): Omit<MeterReading, 'energyWh'> {
  const exact = currentsOf(circuit, currentA);
  const currents = perLine((line) => {
    // The two lines of a pair are one loop: they carry the same current, so they show the same.
    const loop = circuit.kind === 'pair' ? circuit.voltage : line;
    return exact[indexOf(line)] * (1 - CURRENT_UNREST * unrest(seed, loop, second, 'current'));
  });
  const voltages = perLine((line) => {
    const stray = VOLTAGE_UNREST * (2 * unrest(seed, line, second, 'voltage') - 1);
    const voltageV = mains[indexOf(line)];
    return voltageV === 0 ? 0 : voltageV * (1 + stray) - SAG * exact[indexOf(line)];
  });
  const reading = (line: Line): LineReading => ({
    voltageV: voltages[indexOf(line)],
    currentA: currents[indexOf(line)],
  });
  return { powerW: powerOf(circuit, voltages, currents), lines: [reading(1), reading(2), reading(3)] };
}

function perLine(value: (line: Line) => number): PerLine {
  const [first, second, third] = lineNumbers;
  return [value(first), value(second), value(third)];
}

const salts = { voltage: 0x9e3779b9, current: 0x85ebca6b } as const;

/** A number in [0, 1) that looks like chance and is a function of its arguments alone: an integer hash. */
function unrest(seed: Seed, line: Line, second: number, of: keyof typeof salts): number {
  let hash = seed.seed ^ salts[of];
  for (const part of [seed.connector, line, second]) {
    hash = Math.imul(hash ^ part, 0x5bd1e995);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
  }
  return (hash >>> 0) / 2 ** 32;
}

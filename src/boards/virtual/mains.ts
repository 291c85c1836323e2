/**
 * The voltage of the mains, as the board's sensor judges it. Pure.
 *
 * Guarantee: what raises a voltage cause is the voltage alone, so that there are never two truths about it.
 */
import type { Grid } from '../../charger/board.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import { nominalVoltages, type PerLine } from './grid.ts';

/** How far a line may be from nominal, as a part of it (EN 50160: +/-10 %): 207..253 V of 230 V. */
const TOLERANCE = 0.1;

/** Below this part of nominal there are no mains. */
const NOTHING = 0.1;

/** The causes that a voltage is, each with the part of nominal that brings it about on every line. */
const parts = { 'over-voltage': 1.15, 'under-voltage': 0.85, 'power-loss': 0 } as const satisfies Partial<
  Record<FaultCause, number>
>;

export type VoltageCause = keyof typeof parts;

export function isVoltageCause(cause: FaultCause): cause is VoltageCause {
  return cause in parts;
}

/** What is wrong with these voltages, V. Without mains that is all; a line that has none while another has is too low. */
export function voltageCauses(grid: Grid, voltages: PerLine): readonly VoltageCause[] {
  const { voltageV } = grid;
  const brought = voltages.slice(0, grid.phases);
  if (brought.every((each) => each < voltageV * NOTHING)) return ['power-loss'];
  return [
    ...(brought.some((each) => each > voltageV * (1 + TOLERANCE)) ? (['over-voltage'] as const) : []),
    ...(brought.some((each) => each < voltageV * (1 - TOLERANCE)) ? (['under-voltage'] as const) : []),
  ];
}

/** Voltages, V, that are this cause. */
export function voltagesOf(cause: VoltageCause, grid: Grid): PerLine {
  const [first, second, third] = nominalVoltages(grid);
  return [first * parts[cause], second * parts[cause], third * parts[cause]];
}

/** These voltages, V, where the installation brings a line at all. */
export function broughtBy(grid: Grid, [first, second, third]: PerLine): PerLine {
  return grid.phases === 3 ? [first, second, third] : [first, 0, 0];
}

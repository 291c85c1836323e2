/**
 * What a charger stands in, and what is broken of the charger as a whole: the mains, the air, and its own troubles.
 *
 * Guarantee: a voltage cause is present exactly when the voltages amount to it, any other one from when it is raised until it is cleared.
 */
import type { Grid } from '../../charger/board.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import type { Clock } from '../../clock/clock.ts';
import { nominalVoltages, type PerLine } from './grid.ts';
import { broughtBy, isVoltageCause, voltageCauses, voltagesOf } from './mains.ts';
import { createThermal, type Thermal } from './thermal.ts';
import { has, none, raisedCauses, withCause, withoutCause } from './trouble.ts';

/** A class, because a process has thousands: methods are shared, closures would not be. */
export class Surroundings {
  readonly thermal: Thermal;
  readonly #grid: Grid;
  #voltages: PerLine;
  #trouble = none;

  /** `fullSquares`: see thermal.ts. */
  constructor(grid: Grid, clock: Clock, fullSquares: number) {
    this.#grid = grid;
    this.#voltages = nominalVoltages(grid);
    this.thermal = createThermal(clock, fullSquares);
  }

  voltages(): PerLine {
    return this.#voltages;
  }

  /** Of lines that the installation brings. */
  setVoltages(voltages: PerLine): void {
    this.#voltages = broughtBy(this.#grid, voltages);
  }

  causes(): readonly FaultCause[] {
    return [...raisedCauses(this.#trouble), ...voltageCauses(this.#grid, this.#voltages)];
  }

  readerIsLost(): boolean {
    return has(this.#trouble, 'reader-lost');
  }

  raise(cause: FaultCause): void {
    if (isVoltageCause(cause)) this.setVoltages(voltagesOf(cause, this.#grid));
    else {
      this.#trouble = withCause(this.#trouble, cause);
      if (cause === 'over-temperature') this.thermal.heat(true);
    }
  }

  /** False when it is not there. */
  clear(cause: FaultCause): boolean {
    if (!this.causes().includes(cause)) return false;
    if (isVoltageCause(cause)) this.setVoltages(nominalVoltages(this.#grid));
    else {
      this.#trouble = withoutCause(this.#trouble, cause);
      if (cause === 'over-temperature') this.thermal.heat(false);
    }
    return true;
  }
}

/**
 * The meter's register: active energy in Wh, counted analytically (between two changes of power it is a straight line).
 *
 * Guarantees:
 * - no reading that was ever given out is forgotten: a reading is in whole Wh, and is in the memory before it is given out;
 * - while power flows the memory never lags more than 100 Wh behind, if whoever owns the register asks for `keep` as often
 *   as `whUntilKept` says, and after each change of power;
 * - it falls only when it is set by hand; time is `elapsed`, so a stepping wall clock does not touch it.
 */
import type { Clock } from '../../clock/clock.ts';

/** Where the register of each connector's meter survives the process: a port of the virtual board. */
export interface MeterMemory {
  /** What was last saved for this connector, Wh; 0 when nothing ever was. */
  load(connector: number): number;
  /** Durable when it returns. */
  save(connector: number, energyWh: number): void;
}

/** How much energy may flow before the register must be saved, Wh. */
const KEEP_EVERY_WH = 100;

/** Sums of fractions may end a hair below the whole Wh that they make. */
const HAIR_WH = 1e-6;

const MS_PER_HOUR = 3_600_000;

/** All but `count` speak of the moment of the last `count`. */
export interface Register {
  /** Counts up to now; returns the Wh that flowed since it last counted. */
  count(): number;
  /** The power from there on, W. */
  setPower(powerW: number): void;
  /** Sets the register by hand, Wh, and saves it. */
  set(energyWh: number): void;
  /** What the display shows: whole Wh, saved before it is told. Throws when the memory cannot save it. */
  read(): number;
  /** Saves the register if what the display shows is not what was last saved, and if the memory takes it. */
  keep(): void;
  /** How much may flow until the register must be kept, Wh. */
  whUntilKept(): number;
}

/** The register of a connector as the memory has it, with no power flowing. */
export function createRegister(clock: Clock, memory: MeterMemory, connector: number): Register {
  return new KeptRegister(clock, memory, connector);
}

/** A class, because a process has thousands: methods are shared, closures would not be. */
class KeptRegister implements Register {
  readonly #clock: Clock;
  readonly #memory: MeterMemory;
  readonly #connector: number;
  #savedWh: number;
  #energyWh: number;
  /** The register when saving it was last tried. */
  #triedWh: number;
  #powerW = 0;
  #since: number;

  constructor(clock: Clock, memory: MeterMemory, connector: number) {
    this.#clock = clock;
    this.#memory = memory;
    this.#connector = connector;
    this.#savedWh = memory.load(connector);
    this.#energyWh = this.#savedWh;
    this.#triedWh = this.#savedWh;
    this.#since = clock.elapsed();
  }

  count(): number {
    const now = this.#clock.elapsed();
    const flowedWh = energyOf(this.#powerW, now - this.#since);
    this.#energyWh += flowedWh;
    this.#since = now;
    return flowedWh;
  }

  setPower(powerW: number): void {
    this.#powerW = powerW;
  }

  set(energyWh: number): void {
    this.#energyWh = energyWh;
    this.#save();
  }

  read(): number {
    this.#saveIfShownOtherwise();
    return shown(this.#energyWh);
  }

  keep(): void {
    try {
      this.#saveIfShownOtherwise();
    } catch {
      // The physics goes on while the memory takes nothing; it is tried again at the next change, or so much energy later.
    }
  }

  whUntilKept(): number {
    return Math.max(0, this.#triedWh + KEEP_EVERY_WH - this.#energyWh);
  }

  #saveIfShownOtherwise(): void {
    if (shown(this.#energyWh) !== shown(this.#savedWh)) this.#save();
  }

  #save(): void {
    this.#triedWh = this.#energyWh;
    this.#memory.save(this.#connector, this.#energyWh);
    this.#savedWh = this.#energyWh;
  }
}

/** The energy of this power over so many ms, Wh. */
export function energyOf(powerW: number, ms: number): number {
  return (powerW * ms) / MS_PER_HOUR;
}

/** How long this power takes for so much energy, ms. */
export function durationOf(energyWh: number, powerW: number): number {
  return (energyWh / powerW) * MS_PER_HOUR;
}

function shown(energyWh: number): number {
  return Math.floor(energyWh + HAIR_WH);
}

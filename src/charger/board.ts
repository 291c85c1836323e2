/**
 * The Board port: the hardware contract of a charger. Whoever puts pilotwire into a charger implements this, and nothing else.
 *
 * A board has no mind: it reports what it sees and does what it is told. All rules (when a relay may close, what the
 * pilot offers, who may charge) stand in `charger/`. Guarantees asked of an implementation:
 * - `start` comes first, once; events are delivered only between `start` and `stop`, one at a time, never inside a call to the board;
 * - the getters answer at once, with the present truth, also for a moment whose event is still to come;
 * - the meter's register never falls and is never forgotten, whatever happens to power and process;
 * - at `start` the relays are open (unless welded), the pilot is off, the lock stands as it stood, and what is wrong is told anew.
 */
import type { FaultCause } from './fault-causes.ts';

export interface Board {
  readonly grid: Grid;
  /** Connectors 1..n, without gaps, in order. */
  readonly connectors: readonly BoardConnector[];
  start(listener: (event: BoardEvent) => void): void;
  /** Everything off: relays open, pilot off, no more events. */
  stop(): void;
  /** Temperature inside the charger, °C. */
  temperature(): number;
  setLed(light: Light): void;
  /** Blinks so many times in a colour, then shows again what was set. 0 times is not at all. */
  blink(colour: Light['colour'], times: number): void;
}

/** The supply. On TN a line's voltage is to neutral; on IT it is between two lines (facts: IT, Norway). */
export interface Grid {
  readonly type: 'TN' | 'IT';
  /** Nominal voltage of a one-phase load, V: to neutral on TN, between lines on IT. */
  readonly voltageV: number;
  /** How many phases the installation brings. */
  readonly phases: 1 | 3;
}

/** One connector's hardware. */
export interface BoardConnector {
  readonly id: number;
  /** What its cables, relays and socket bear, A per line. */
  readonly maxCurrentA: number;
  /** How many phases its relays can switch. */
  readonly phases: 1 | 3;
  /** A socket with a lock, or (false) a fixed cable. */
  readonly hasLock: boolean;
  /** May charge cars that ask for ventilation (pilot state D). */
  readonly hasVentilation: boolean;
  /** Can its relays bring a car from three phases to one and back within a charge? */
  readonly switchesPhases: boolean;
  /** What the pilot's voltages mean (see `pilotStateOf`), whoever made them so. */
  pilot(): PilotState;
  /**
   * What the resistor in the plug says that the cable bears, A (IEC 61851-1, table B.2). Undefined where no plug is, for a fixed
   * cable, whose bound is the connector's own, and for a resistor that says nothing.
   */
  cable(): CableRating | undefined;
  /** Tests the residual current monitor; false when it is of no use. Takes no time. Asked before energy is let go. */
  testResidualCurrentMonitor(): boolean;
  setPilot(output: PilotOutput): void;
  /** Asks the relays to connect these grid lines to the car, [] for none; the event `relays` tells when they have. */
  setRelays(lines: Lines): void;
  /** The lines that are connected to the car now, as their auxiliary contacts tell: also when they do not obey. */
  relays(): Lines;
  /** Asks the lock's motor to move; the event `lock` tells when it has. Does nothing without a lock. */
  setLock(locked: boolean): void;
  /** Is the plug held? A fixed cable is always held. */
  locked(): boolean;
  meter(): MeterReading;
}

/** States of the control pilot (IEC 61851-1): A no car, B car, C car wants energy, D the same with ventilation, E and F faults. */
export type PilotState = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

/** What the charger puts on the pilot. */
export type PilotOutput =
  /** Steady +12 V (X1): no current is offered. */
  | { readonly kind: 'off' }
  /** 1 kHz square wave; the duty cycle in percent says how much current is offered. */
  | { readonly kind: 'pwm'; readonly dutyPercent: number }
  /** Steady -12 V (F): the charger is out of order. */
  | { readonly kind: 'fault' };

/** A grid line: 1 is L1. */
export type Line = 1 | 2 | 3;

/**
 * Grid lines, in the order in which they are connected to the car's L1, L2, L3. One phase is [n] on TN and a pair on IT, of which
 * the second takes the place of neutral. [3, 1, 2] is three phases with the car's L1 on the grid's L3: there a car of one phase draws.
 */
export type Lines = readonly Line[];

/** Ratings of a cable, A (IEC 61851-1, table B.2). */
export type CableRating = 13 | 20 | 32 | 63;

/** A current for each of L1, L2, L3, A. */
export type LineCurrents = readonly [number, number, number];

/** What the meter says, seen from the grid (S 4.7). */
export interface MeterReading {
  /** Total of active energy drawn since the meter was made, Wh. Never falls. */
  readonly energyWh: number;
  /** Active power, W, of all lines together. */
  readonly powerW: number;
  /** L1, L2, L3. On IT the voltage of L1 is that between L1 and L2, of L2 between L2 and L3, of L3 between L3 and L1. */
  readonly lines: readonly [LineReading, LineReading, LineReading];
}

export interface LineReading {
  readonly voltageV: number;
  readonly currentA: number;
}

/** The LED ring. */
export interface Light {
  readonly colour: 'off' | 'white' | 'blue' | 'green' | 'yellow' | 'red' | 'purple';
  readonly pulsing: boolean;
  /** 0..100 percent. */
  readonly intensity: number;
}

export type BoardEvent =
  | { readonly kind: 'pilot'; readonly connector: number; readonly state: PilotState }
  | { readonly kind: 'relays'; readonly connector: number; readonly lines: Lines }
  | { readonly kind: 'lock'; readonly connector: number; readonly locked: boolean }
  /** A card was held to the reader; `connectors` when the reader knows for which of them; cars that wait there come first, then the first one named. */
  | { readonly kind: 'token'; readonly idTag: string; readonly connectors?: readonly number[] }
  /** The currents on the grid's lines have changed by more than half an ampere. */
  | { readonly kind: 'current'; readonly connector: number; readonly currents: LineCurrents }
  /** The temperature inside has changed by a degree or more; a board may keep still about one below 50 °C. */
  | { readonly kind: 'temperature'; readonly celsius: number }
  /** A sensor reports a cause of trouble (fault-causes.ts), or its end. `connector` 0 is the charger as a whole. */
  | { readonly kind: 'cause'; readonly connector: number; readonly cause: FaultCause; readonly present: boolean }
  /** Something is wrong (or well again, with `present` false) that the board has a name of its own for. `connector` 0 as above. */
  | { readonly kind: 'fault'; readonly connector: number; readonly fault: Fault; readonly present: boolean };

/** A physical cause of trouble. `id` tells it from others; the codes are what an operator is told. */
export interface Fault {
  readonly id: string;
  /** A code of the field: the names of OCPP's ChargePointErrorCode. */
  readonly code: string;
  /** No energy while it lasts. */
  readonly blocking: boolean;
  /** Blocking, and the pilot says -12 V to the car. */
  readonly failSafe?: boolean;
  /** Blocking, and trouble with the car: the charger itself is not out of order (S 7.6, EVCommunicationError). */
  readonly ofCar?: boolean;
  readonly info?: string;
  readonly vendorId?: string;
  readonly vendorErrorCode?: string;
}

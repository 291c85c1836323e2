/**
 * The world's side of a virtual board: plugging, swiping, breaking things, the weather. board.ts keeps it.
 */
import type { Board, CableRating, Fault, Grid, Light, LineCurrents, PilotOutput } from '../../charger/board.ts';
import type { PilotVoltages } from '../../charger/control-pilot.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Random } from '../../random/random.ts';
import type { CarSettings, CarSnapshot } from './car.ts';
import type { CarModel } from './car-models.ts';
import type { PerLine } from './grid.ts';
import type { MeterMemory } from './meter.ts';
import type { ResidualCurrent } from './trouble.ts';

/** A board and the world around it. A connector that does not exist is a RangeError everywhere. */
export interface VirtualBoard extends Board {
  /** The models that can be plugged in by name. */
  readonly cars: readonly CarModel[];
  /**
   * Plugs a car in: A to B. Without a model it is the board's own, without a cable the model's. Does nothing when one is plugged
   * in. With a fixed cable the car's own stays in its trunk.
   */
  plugIn(connector: number, car?: CarModel, cableA?: CableRating): void;
  /** Pulls the plug, from any state, also against the lock; the car is forgotten. */
  plugOut(connector: number): void;
  /**
   * Sets the car. `state` takes the pilot over from its mind until the next plug-out, and brings a car along if there is
   * none (A pulls the plug); the car then draws min(its maximum, offered) in C and D and does not look at its battery. The
   * other settings hold whoever drives; without a car they wait for the next one. Throws a RangeError for a current outside
   * 0..1000 A or a state of charge outside 0..100.
   */
  setCar(connector: number, settings: CarSettings): void;
  /** Sets the meter's register, Wh: the only way that it can fall. Throws a RangeError below 0. */
  setMeter(connector: number, energyWh: number): void;
  /** Holds a card to the reader. While the reader is lost nobody hears of it. */
  swipe(idTag: string, connectors?: readonly number[]): void;
  /**
   * Breaks something; connector 0 is the charger. A fault of the same id is replaced. While a ConnectorLockFailure lasts
   * the connector's lock does not move.
   */
  raiseFault(connector: number, fault: Fault): void;
  /** Mends it; false when there is no such fault. */
  clearFault(connector: number, id: string): boolean;
  /**
   * Breaks something of the table of causes, physically where there is a physics; connector 0 is the charger. Raised twice is raised
   * once. Throws a RangeError for a connector's cause at 0 and a charger's cause at a connector.
   * - over-voltage, under-voltage, power-loss set the voltages of the mains; over-temperature heats the charger to 90 °C;
   * - contactor-welded: the relays stay closed (or close) whatever is asked; contactor-stuck: they open and stay so;
   * - lock-failure: the lock does not move; meter-lost: the last reading stays; reader-lost: no card is heard;
   * - residual-current-ac, -dc: 45 mA, 9 mA; residual-current-monitor: its test fails;
   * - pilot-fault: no state on the pilot, no offer for the car; diode-fault: seen once there is a square wave on the pilot.
   */
  raiseCause(connector: number, cause: FaultCause): void;
  /** Mends it, at once; of a voltage cause, by voltages as they should be. False when there is no such cause. */
  clearCause(connector: number, cause: FaultCause): boolean;
  /** The causes that were raised, or that what was set amounts to, and those that a sensor reports now. */
  causes(connector: number): Causes;
  /** Sets the residual current, mA: above 30 AC or 6 DC it is a cause. Throws a RangeError outside 0..1000. */
  setResidualCurrent(connector: number, current: ResidualCurrent): void;
  /** Sets the voltages of the mains, V, of lines that the installation brings (as LineReading names them). Throws a RangeError outside 0..1000. */
  setVoltages(voltages: PerLine): void;
  /** The voltages of the mains, V; 0 where the installation brings no line. */
  voltages(): PerLine;
  /** Sets the temperature of the air around, °C. Throws a RangeError outside -50..80. */
  setAmbient(celsius: number): void;
  /** The temperature of the air around, °C. */
  ambient(): number;
  car(connector: number): CarSnapshot;
  /** What an instrument would show of a connector. */
  instruments(connector: number): Instruments;
  /** The LED ring as it was last set. */
  light(): Light;
  /** Its last blinking, if it ever did. */
  blinked(): Blinking | undefined;
  /** What the charger puts on the pilot. */
  pilotOutput(connector: number): PilotOutput;
  /**
   * Hears of each connector whose physics changed (car, pilot, current, relays, lock, register set), about every 100 Wh
   * while power flows, and 0 for the LED ring. Changes of one moment are told once. Returns how to stop listening.
   */
  observe(listener: (connector: number) => void): () => void;
}

export interface Causes {
  readonly raised: readonly FaultCause[];
  readonly reported: readonly FaultCause[];
}

export interface Instruments {
  readonly pilot: PilotVoltages;
  /** A, undefined without a plug and for a fixed cable. */
  readonly cableA: CableRating | undefined;
  /** The exact currents by grid line, A: the meter's have the unrest of a meter. */
  readonly currents: LineCurrents;
  readonly residualCurrent: ResidualCurrent;
}

/** A signal of the LED ring. */
export interface Blinking {
  readonly colour: Light['colour'];
  readonly times: number;
}

export interface VirtualBoardOptions {
  readonly clock: Clock;
  /** Gives the unrest of the meter's readings its seed. */
  readonly random: Random;
  readonly grid: Grid;
  /** Ids 1..n, in order. */
  readonly connectors: readonly VirtualConnectorOptions[];
  readonly memory: MeterMemory;
  /** Name of the car model that is plugged in when nobody says which. */
  readonly car?: string;
  /** Car models beside the built-in ones. */
  readonly cars?: readonly CarModel[];
}

export interface VirtualConnectorOptions {
  readonly id: number;
  /** A per line; default 32. */
  readonly maxCurrentA?: number;
  /** Default 3. */
  readonly phases?: 1 | 3;
  /** A socket with a lock (default) or a fixed cable. */
  readonly lock?: boolean;
  /** Default true. */
  readonly ventilation?: boolean;
}

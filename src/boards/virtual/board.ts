/**
 * The virtual board: a charger's hardware, simulated, and the world around it. It implements `Board` for the charger and
 * gives the world's side (plugging, swiping, breaking things) to whoever plays the world.
 *
 * Guarantees:
 * - the contract of `Board`; events come by the clock, in the order in which they happened, none after `stop`;
 * - nothing polls: an idle board has no timer (see connector.ts), so thousands fit into a process;
 * - the same clock, the same chance and the same calls give the same board, reading for reading;
 * - a new board is unplugged and without faults, with its registers as they were; a restarted one has its car still plugged in,
 *   and its faults are told again.
 */
import type { Board, BoardEvent, Fault, Grid, Light, PilotOutput } from '../../charger/board.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Random } from '../../random/random.ts';
import type { CarSettings, CarSnapshot } from './car.ts';
import { type CarModel, carModelNamed, carModels } from './car-models.ts';
import { createVirtualConnector } from './connector.ts';
import type { MeterMemory } from './meter.ts';
import { createThermal } from './thermal.ts';

/** A board and the world around it. A connector that does not exist is a RangeError everywhere. */
export interface VirtualBoard extends Board {
  /** Plugs a car in: A to B. Without a model it is the board's own. Does nothing when one is plugged in. */
  plugIn(connector: number, car?: CarModel): void;
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
  /** Holds a card to the reader. */
  swipe(idTag: string, connectors?: readonly number[]): void;
  /**
   * Breaks something; connector 0 is the charger. A fault of the same id is replaced. While a ConnectorLockFailure lasts
   * the connector's lock does not move.
   */
  raiseFault(connector: number, fault: Fault): void;
  /** Mends it; false when there is no such fault. */
  clearFault(connector: number, id: string): boolean;
  car(connector: number): CarSnapshot;
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

/** Throws a RangeError for connectors that are not 1..n in order and for an unknown car. */
export function createVirtualBoard(options: VirtualBoardOptions): VirtualBoard {
  const { clock, grid, memory } = options;
  const ownCar = options.car === undefined ? carModels[0] : carModelNamed(options.car);
  const seed = Math.floor(options.random.next() * 2 ** 32);
  const thermal = createThermal(clock);
  const faults = new Map<number, Map<string, Fault>>();
  const observers = new Set<(connector: number) => void>();
  const changedSince = new Set<number>();
  let listener: ((event: BoardEvent) => void) | undefined;
  let blinking: Blinking | undefined;
  let light: Light = { colour: 'off', pulsing: false, intensity: 0 };

  /** By way of the clock: an event never comes inside the call that caused it. */
  function emit(event: BoardEvent): void {
    const hearer = listener;
    if (hearer === undefined) return;
    clock.after(0, () => {
      if (listener === hearer) hearer(event);
    });
  }

  function changed(connector: number): void {
    if (observers.size === 0) return;
    const first = changedSince.size === 0;
    changedSince.add(connector);
    if (!first) return;
    clock.after(0, () => {
      const told = [...changedSince];
      changedSince.clear();
      for (const one of told) for (const observer of observers) observer(one);
    });
  }

  const connectors = options.connectors.map((connector, index) => {
    const { id } = connector;
    if (id !== index + 1) throw new RangeError(`Connector ids are 1..n in order, but number ${index + 1} is ${id}.`);
    return createVirtualConnector({
      id,
      maxCurrentA: connector.maxCurrentA ?? 32,
      phases: connector.phases ?? 3,
      hasLock: connector.lock ?? true,
      hasVentilation: connector.ventilation ?? true,
      grid,
      clock,
      memory,
      seed,
      jammed: () => [...(faults.get(id)?.values() ?? [])].some((fault) => fault.code === 'ConnectorLockFailure'),
      emit,
      changed() {
        thermal.setLoad(connectors.reduce((sum, each) => sum + each.squares(), 0));
        changed(id);
      },
    });
  });

  function at(connector: number) {
    const found = connectors[connector - 1];
    if (found === undefined) throw new RangeError(`There is no connector ${connector}, only 1..${connectors.length}.`);
    return found;
  }

  return {
    grid,
    connectors,
    start(newListener) {
      for (const connector of connectors) connector.halt();
      listener = (event) => newListener(event);
      for (const [connector, present] of faults) {
        for (const fault of present.values()) emit({ kind: 'fault', connector, fault, present: true });
      }
    },
    stop() {
      listener = undefined;
      for (const connector of connectors) connector.halt();
    },
    temperature: thermal.temperature,
    setLed(newLight) {
      light = newLight;
      changed(0);
    },
    blink(colour, times) {
      blinking = { colour, times };
      changed(0);
    },
    blinked: () => blinking,
    plugIn(connector, car = ownCar) {
      at(connector).plugIn(car);
    },
    plugOut(connector) {
      at(connector).plugOut();
    },
    setCar(connector, settings) {
      within('currentA', settings.currentA, 1000);
      within('soc', settings.soc, 100);
      at(connector).setCar(settings, ownCar);
    },
    setMeter(connector, energyWh) {
      within('energyWh', energyWh, Number.MAX_SAFE_INTEGER);
      at(connector).setMeter(energyWh);
    },
    swipe(idTag, forConnectors) {
      emit({ kind: 'token', idTag, ...(forConnectors && { connectors: forConnectors }) });
    },
    raiseFault(connector, fault) {
      if (connector !== 0) at(connector);
      const present = faults.get(connector) ?? new Map<string, Fault>();
      faults.set(connector, present.set(fault.id, fault));
      emit({ kind: 'fault', connector, fault, present: true });
    },
    clearFault(connector, id) {
      if (connector !== 0) at(connector);
      const fault = faults.get(connector)?.get(id);
      if (fault === undefined) return false;
      faults.get(connector)?.delete(id);
      emit({ kind: 'fault', connector, fault, present: false });
      return true;
    },
    car: (connector) => at(connector).car(),
    light: () => light,
    pilotOutput: (connector) => at(connector).pilotOutput(),
    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },
  };
}

/** Refuses a number outside 0..max; undefined passes. */
function within(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (value >= 0 && value <= max)) return;
  throw new RangeError(`${name} must be from 0 to ${max}, not ${value}.`);
}

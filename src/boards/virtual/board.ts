/**
 * The virtual board: a charger's hardware, simulated, and the world around it. It implements `Board` for the charger and
 * gives the world's side (plugging, swiping, breaking things) to whoever plays the world.
 *
 * Guarantees:
 * - the contract of `Board`; events come by the clock, in the order in which they happened, none after `stop`;
 * - nothing polls: an idle board has no timer (see connector.ts), so thousands fit into a process;
 * - the same clock, the same chance and the same calls give the same board, reading for reading;
 * - a new board is unplugged and without faults, with its registers as they were; a restarted one has its car still plugged in,
 *   and what is wrong is told again.
 */
import type { BoardEvent, CableRating, Fault, Grid, Light, PilotOutput } from '../../charger/board.ts';
import { type FaultCause, faultCauses } from '../../charger/fault-causes.ts';
import type { Clock } from '../../clock/clock.ts';
import type { CarSettings, CarSnapshot } from './car.ts';
import { type CarModel, carModelNamed, carModels } from './car-models.ts';
import { createVirtualConnector } from './connector.ts';
import type { VirtualConnector } from './connector-contract.ts';
import type { PerLine } from './grid.ts';
import { Sensors } from './sensors.ts';
import { Surroundings } from './surroundings.ts';
import type { ResidualCurrent } from './trouble.ts';
import type { Blinking, Causes, Instruments, VirtualBoard, VirtualBoardOptions } from './world.ts';

export type {
  Blinking,
  Causes,
  Instruments,
  VirtualBoard,
  VirtualBoardOptions,
  VirtualConnectorOptions,
} from './world.ts';

/** Throws a RangeError for connectors that are not 1..n in order and for an unknown car. */
export function createVirtualBoard(options: VirtualBoardOptions): VirtualBoard {
  return new SimulatedBoard(options);
}

type Listener = (event: BoardEvent) => void;
type Observer = (connector: number) => void;

/**
 * A class, because a process has thousands. The contract's own members are properties nevertheless: who wraps a board for a charger
 * spreads it.
 */
class SimulatedBoard implements VirtualBoard {
  readonly grid: Grid;
  readonly connectors: readonly VirtualConnector[];
  readonly cars: readonly CarModel[];
  readonly #clock: Clock;
  readonly #surroundings: Surroundings;
  readonly #sensors: Sensors;
  readonly #ownCar: CarModel;
  readonly #faults = new Map<number, Map<string, Fault>>();
  readonly #observers = new Set<Observer>();
  readonly #changedSince = new Set<number>();
  #listener: Listener | undefined;
  #blinking: Blinking | undefined;
  #light: Light = dark;

  constructor({ clock, grid, memory, random, connectors, car, cars = [] }: VirtualBoardOptions) {
    this.grid = grid;
    this.cars = cars.length === 0 ? carModels : [...carModels, ...cars];
    this.#clock = clock;
    this.#ownCar = car === undefined ? carModels[0] : carModelNamed(car, cars);
    this.#surroundings = new Surroundings(grid, clock, fullSquaresOf(connectors));
    const emit = (event: BoardEvent) => this.#emit(event);
    const voltages = () => this.#surroundings.voltages();
    this.#sensors = new Sensors(0, emit);
    const seed = Math.floor(random.next() * 2 ** 32);
    this.connectors = connectors.map(
      ({ id, maxCurrentA = USUAL_MAX_A, phases = 3, lock = true, ventilation = true }, index) => {
        if (id !== index + 1)
          throw new RangeError(`Connector ids are 1..n in order, but number ${index + 1} is ${id}.`);
        return createVirtualConnector({
          id,
          maxCurrentA,
          phases,
          hasLock: lock,
          hasVentilation: ventilation,
          grid,
          clock,
          memory,
          voltages,
          seed,
          jammed: () => [...(this.#faults.get(id)?.values() ?? [])].some(({ code }) => code === 'ConnectorLockFailure'),
          emit,
          changed: () => this.#physicsChanged(id),
        });
      },
    );
  }

  start = (listener: Listener): void => {
    for (const connector of this.connectors) connector.halt();
    this.#listener = (event) => listener(event);
    for (const [connector, present] of this.#faults) {
      for (const fault of present.values()) this.#emit({ kind: 'fault', connector, fault, present: true });
    }
    this.#sensors.forget();
    this.#sensors.tellCauses(this.#surroundings.causes());
    for (const connector of this.connectors) connector.announce();
    this.#surroundings.thermal.listen((celsius) => {
      this.#emit({ kind: 'temperature', celsius });
      this.#allChanged();
    });
  };

  stop = (): void => {
    this.#listener = undefined;
    this.#surroundings.thermal.listen(undefined);
    for (const connector of this.connectors) connector.halt();
    this.setLed(dark);
  };

  temperature = (): number => this.#surroundings.thermal.temperature();

  setLed = (light: Light): void => {
    this.#light = light;
    this.#changed(0);
  };

  blink = (colour: Light['colour'], times: number): void => {
    this.#blinking = { colour, times };
    this.#changed(0);
  };

  light(): Light {
    return this.#light;
  }

  blinked(): Blinking | undefined {
    return this.#blinking;
  }

  plugIn(connector: number, car = this.#ownCar, cableA?: CableRating): void {
    this.#at(connector).plugIn(car, cableA);
  }

  plugOut(connector: number): void {
    this.#at(connector).plugOut();
  }

  setCar(connector: number, settings: CarSettings): void {
    within('currentA', settings.currentA, 1000);
    within('soc', settings.soc, 100);
    this.#at(connector).setCar(settings, this.#ownCar);
  }

  setMeter(connector: number, energyWh: number): void {
    within('energyWh', energyWh, Number.MAX_SAFE_INTEGER);
    this.#at(connector).setMeter(energyWh);
  }

  swipe(idTag: string, connectors?: readonly number[]): void {
    if (this.#surroundings.readerIsLost()) return;
    this.#emit({ kind: 'token', idTag, ...(connectors && { connectors }) });
  }

  raiseFault(connector: number, fault: Fault): void {
    if (connector !== 0) this.#at(connector);
    const present = this.#faults.get(connector) ?? new Map<string, Fault>();
    this.#faults.set(connector, present.set(fault.id, fault));
    this.#emit({ kind: 'fault', connector, fault, present: true });
  }

  clearFault(connector: number, id: string): boolean {
    if (connector !== 0) this.#at(connector);
    const fault = this.#faults.get(connector)?.get(id);
    if (fault === undefined) return false;
    this.#faults.get(connector)?.delete(id);
    this.#emit({ kind: 'fault', connector, fault, present: false });
    return true;
  }

  raiseCause(connector: number, cause: FaultCause): void {
    const place = this.#placeOf(connector, cause);
    if (place !== undefined) place.raiseCause(cause);
    else {
      this.#surroundings.raise(cause);
      this.#surroundingsChanged();
    }
  }

  clearCause(connector: number, cause: FaultCause): boolean {
    const place = this.#placeOf(connector, cause);
    if (place !== undefined) return place.clearCause(cause);
    const cleared = this.#surroundings.clear(cause);
    if (cleared) this.#surroundingsChanged();
    return cleared;
  }

  causes(connector: number): Causes {
    if (connector !== 0) {
      const place = this.#at(connector);
      return { raised: place.raisedCauses(), reported: place.reportedCauses() };
    }
    const causes = this.#surroundings.causes();
    return { raised: causes, reported: causes };
  }

  setResidualCurrent(connector: number, { acMa, dcMa }: ResidualCurrent): void {
    within('acMa', acMa, 1000);
    within('dcMa', dcMa, 1000);
    this.#at(connector).setResidualCurrent({ acMa, dcMa });
  }

  setVoltages(voltages: PerLine): void {
    for (const each of voltages) within('A voltage', each, 1000);
    this.#surroundings.setVoltages(voltages);
    this.#surroundingsChanged();
  }

  voltages(): PerLine {
    return this.#surroundings.voltages();
  }

  setAmbient(celsius: number): void {
    within('The temperature', celsius, 80, -50);
    this.#surroundings.thermal.setAmbient(celsius);
    this.#allChanged();
  }

  ambient(): number {
    return this.#surroundings.thermal.ambient();
  }

  car(connector: number): CarSnapshot {
    return this.#at(connector).car();
  }

  pilotOutput(connector: number): PilotOutput {
    return this.#at(connector).pilotOutput();
  }

  instruments(connector: number): Instruments {
    const place = this.#at(connector);
    return {
      pilot: place.pilotVoltages(),
      cableA: place.cable(),
      currents: place.currents(),
      residualCurrent: place.residualCurrent(),
    };
  }

  observe(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /** By way of the clock: an event never comes inside the call that caused it. */
  #emit(event: BoardEvent): void {
    const hearer = this.#listener;
    if (hearer === undefined) return;
    this.#clock.after(0, () => {
      if (this.#listener === hearer) hearer(event);
    });
  }

  #changed(connector: number): void {
    if (this.#observers.size === 0) return;
    const first = this.#changedSince.size === 0;
    this.#changedSince.add(connector);
    if (!first) return;
    this.#clock.after(0, () => {
      const told = [...this.#changedSince];
      this.#changedSince.clear();
      for (const one of told) for (const observer of this.#observers) observer(one);
    });
  }

  /** What concerns the charger is shown with each connector. */
  #allChanged(): void {
    for (const { id } of this.connectors) this.#changed(id);
  }

  #physicsChanged(connector: number): void {
    this.#surroundings.thermal.setLoad(this.connectors.reduce((sum, each) => sum + each.squares(), 0));
    this.#changed(connector);
  }

  #surroundingsChanged(): void {
    for (const connector of this.connectors) connector.mainsChanged();
    this.#sensors.tellCauses(this.#surroundings.causes());
  }

  #at(connector: number): VirtualConnector {
    const found = this.connectors[connector - 1];
    if (found !== undefined) return found;
    throw new RangeError(`There is no connector ${connector}, only 1..${this.connectors.length}.`);
  }

  /** Undefined for the charger itself. Throws a RangeError when the cause is not one of that place. */
  #placeOf(connector: number, cause: FaultCause): VirtualConnector | undefined {
    const place = connector === 0 ? undefined : this.#at(connector);
    const ofCharger = faultCauses[cause].of === 'charger';
    if (ofCharger === (place === undefined)) return place;
    throw new RangeError(
      ofCharger ? `${cause} is of the charger: connector 0.` : `${cause} is of a connector, not of the charger.`,
    );
  }
}

/** What a charger with these connectors is built for: three lines of each under full load, A². */
function fullSquaresOf(connectors: VirtualBoardOptions['connectors']): number {
  return connectors.reduce((sum, { maxCurrentA = USUAL_MAX_A }) => sum + 3 * maxCurrentA ** 2, 0);
}

const USUAL_MAX_A = 32;

const dark: Light = { colour: 'off', pulsing: false, intensity: 0 };

/** Refuses a number outside min..max; undefined passes. */
function within(name: string, value: number | undefined, max: number, min = 0): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw new RangeError(`${name} must be from ${min} to ${max}, not ${value}.`);
}

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
import type {
  Board,
  BoardEvent,
  CableRating,
  Fault,
  Grid,
  Light,
  LineCurrents,
  PilotOutput,
} from '../../charger/board.ts';
import type { PilotVoltages } from '../../charger/control-pilot.ts';
import { type FaultCause, faultCauses } from '../../charger/fault-causes.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Random } from '../../random/random.ts';
import type { CarSettings, CarSnapshot } from './car.ts';
import { type CarModel, carModelNamed, carModels } from './car-models.ts';
import { createVirtualConnector } from './connector.ts';
import { nominalVoltages, type PerLine } from './grid.ts';
import { broughtBy, isVoltageCause, voltageCauses, voltagesOf } from './mains.ts';
import type { MeterMemory } from './meter.ts';
import { createThermal } from './thermal.ts';
import { has, none, type ResidualCurrent, raisedCauses, withCause, withoutCause } from './trouble.ts';

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

/** Throws a RangeError for connectors that are not 1..n in order and for an unknown car. */
export function createVirtualBoard(options: VirtualBoardOptions): VirtualBoard {
  const { clock, grid, memory } = options;
  const { cars: otherCars = noCars } = options;
  const ownCar = options.car === undefined ? carModels[0] : carModelNamed(options.car, otherCars);
  const seed = Math.floor(options.random.next() * 2 ** 32);
  const thermal = createThermal(clock);
  const faults = new Map<number, Map<string, Fault>>();
  const observers = new Set<(connector: number) => void>();
  const changedSince = new Set<number>();
  let voltages = nominalVoltages(grid);
  let trouble = none;
  let toldCauses: readonly FaultCause[] = [];
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

  function tellTemperature(celsius: number): void {
    emit({ kind: 'temperature', celsius });
    allChanged();
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
      voltages: () => voltages,
      seed,
      jammed: () => [...(faults.get(id)?.values() ?? [])].some((fault) => fault.code === 'ConnectorLockFailure'),
      emit,
      changed() {
        thermal.setLoad(connectors.reduce((sum, each) => sum + each.squares(), 0));
        changed(id);
      },
    });
  });

  function setVoltages(wanted: PerLine): void {
    voltages = broughtBy(grid, wanted);
    for (const connector of connectors) connector.mainsChanged();
    tellCauses();
  }

  /** What the charger's own sensors report. */
  const reported = () => [...raisedCauses(trouble), ...voltageCauses(grid, voltages)];

  function tellCauses(): void {
    const causes = reported();
    const before = toldCauses;
    toldCauses = causes;
    for (const cause of before) {
      if (!causes.includes(cause)) emit({ kind: 'cause', connector: 0, cause, present: false });
    }
    for (const cause of causes) {
      if (!before.includes(cause)) emit({ kind: 'cause', connector: 0, cause, present: true });
    }
  }

  /** What concerns the charger is shown with each connector. */
  function allChanged(): void {
    for (const { id } of connectors) changed(id);
  }

  /** Undefined for the charger itself. Throws a RangeError when the cause is not one of that place. */
  function placeOf(connector: number, cause: FaultCause) {
    const place = connector === 0 ? undefined : at(connector);
    const { of } = faultCauses[cause];
    if ((of === 'charger') === (connector === 0)) return place;
    throw new RangeError(
      of === 'charger' ? `${cause} is of the charger: connector 0.` : `${cause} is of a connector, not of the charger.`,
    );
  }

  function setRaised(cause: FaultCause, raised: boolean): void {
    trouble = raised ? withCause(trouble, cause) : withoutCause(trouble, cause);
    if (cause === 'over-temperature') thermal.heat(raised);
    tellCauses();
    allChanged();
  }

  function at(connector: number) {
    const found = connectors[connector - 1];
    if (found === undefined) throw new RangeError(`There is no connector ${connector}, only 1..${connectors.length}.`);
    return found;
  }

  return {
    grid,
    connectors,
    cars: otherCars.length === 0 ? carModels : [...carModels, ...otherCars],
    start(newListener) {
      for (const connector of connectors) connector.halt();
      listener = (event) => newListener(event);
      for (const [connector, present] of faults) {
        for (const fault of present.values()) emit({ kind: 'fault', connector, fault, present: true });
      }
      toldCauses = [];
      tellCauses();
      for (const connector of connectors) connector.announce();
      thermal.listen(tellTemperature);
    },
    stop() {
      listener = undefined;
      thermal.listen(undefined);
      for (const connector of connectors) connector.halt();
    },
    temperature: () => thermal.temperature(),
    setLed(newLight) {
      light = newLight;
      changed(0);
    },
    blink(colour, times) {
      blinking = { colour, times };
      changed(0);
    },
    blinked: () => blinking,
    plugIn(connector, car = ownCar, cableA = undefined) {
      at(connector).plugIn(car, cableA);
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
      if (has(trouble, 'reader-lost')) return;
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
    raiseCause(connector, cause) {
      const place = placeOf(connector, cause);
      if (place !== undefined) place.raiseCause(cause);
      else if (isVoltageCause(cause)) setVoltages(voltagesOf(cause, grid));
      else if (!has(trouble, cause)) setRaised(cause, true);
    },
    clearCause(connector, cause) {
      const place = placeOf(connector, cause);
      if (place !== undefined) return place.clearCause(cause);
      if (!reported().includes(cause)) return false;
      if (isVoltageCause(cause)) setVoltages(nominalVoltages(grid));
      else setRaised(cause, false);
      return true;
    },
    causes(connector) {
      if (connector === 0) return { raised: reported(), reported: reported() };
      return { raised: at(connector).raisedCauses(), reported: at(connector).reportedCauses() };
    },
    setResidualCurrent(connector, { acMa, dcMa }) {
      within('acMa', acMa, 1000);
      within('dcMa', dcMa, 1000);
      at(connector).setResidualCurrent({ acMa, dcMa });
    },
    setVoltages(wanted) {
      for (const each of wanted) within('A voltage', each, 1000);
      setVoltages(wanted);
    },
    voltages: () => voltages,
    setAmbient(celsius) {
      within('The temperature', celsius, 80, -50);
      thermal.setAmbient(celsius);
      allChanged();
    },
    ambient: () => thermal.ambient(),
    car: (connector) => at(connector).car(),
    instruments(connector) {
      const place = at(connector);
      return {
        pilot: place.pilotVoltages(),
        cableA: place.cable(),
        currents: place.currents(),
        residualCurrent: place.residualCurrent(),
      };
    },
    light: () => light,
    pilotOutput: (connector) => at(connector).pilotOutput(),
    observe(observer) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },
  };
}

const noCars: readonly CarModel[] = [];

/** Refuses a number outside min..max; undefined passes. */
function within(name: string, value: number | undefined, max: number, min = 0): void {
  if (value === undefined || (value >= min && value <= max)) return;
  throw new RangeError(`${name} must be from ${min} to ${max}, not ${value}.`);
}

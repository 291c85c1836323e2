/**
 * One connector of a virtual board: relays, lock, pilot and meter on the charger's side, a cable and a car on the other.
 *
 * Guarantees:
 * - current flows only while the relays connect the car and the car draws; between two changes it is constant, so energy
 *   and battery are counted analytically and nothing polls;
 * - an idle connector has no timer; one that charges has exactly one (the next step of the charge curve, the full battery,
 *   or the next saving of the register, whichever comes first), beside the short ones of something that is moving.
 */
import type {
  BoardConnector,
  BoardEvent,
  CableRating,
  Grid,
  Line,
  Lines,
  MeterReading,
  PilotOutput,
  PilotState,
} from '../../charger/board.ts';
import { currentOfDutyCycle } from '../../charger/control-pilot.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import { type Actuator, createActuator } from './actuator.ts';
import {
  afterReaction,
  arrivingCar,
  type Car,
  type CarSettings,
  type CarSnapshot,
  charged,
  drawnCurrent,
  gridWhToNextStep,
  reactionTo,
  snapshotOf,
  stateOf,
  withSettings,
} from './car.ts';
import type { CarModel } from './car-models.ts';
import { type Circuit, circuitOf, currentsOf, nominalVoltages, powerOf } from './grid.ts';
import { createRegister, durationOf, type MeterMemory, type Register } from './meter.ts';
import { readInstruments } from './readings.ts';

const RELAY_TRAVEL_MS = 50;
const LOCK_TRAVEL_MS = 300;
/** No power is so small that the connector would look away for longer. */
const LONGEST_STRETCH_MS = 24 * 3_600_000;

export interface VirtualConnector extends BoardConnector {
  plugIn(model: CarModel): void;
  plugOut(): void;
  /** `model` is the car that comes if there is none and the settings name a state in which there must be one. */
  setCar(settings: CarSettings, model: CarModel): void;
  setMeter(energyWh: number): void;
  car(): CarSnapshot;
  pilotOutput(): PilotOutput;
  /** The square of the current, summed over the lines, A². */
  squares(): number;
  /** Relays open, pilot off, nothing moves any more. Car and lock stay as they stand. */
  halt(): void;
}

export interface VirtualConnectorParts {
  readonly id: number;
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  readonly hasLock: boolean;
  readonly hasVentilation: boolean;
  readonly grid: Grid;
  readonly clock: Clock;
  readonly memory: MeterMemory;
  /** Seed of the unrest of the readings. */
  readonly seed: number;
  /** Is the motor of the lock jammed? */
  readonly jammed: () => boolean;
  /** Tells the charger; never calls back at once. */
  readonly emit: (event: BoardEvent) => void;
  /** Tells that the physics changed; never calls back at once. */
  readonly changed: () => void;
}

/** A connector with an empty socket; its register is as the memory has it. */
export function createVirtualConnector(parts: VirtualConnectorParts): VirtualConnector {
  return new SimulatedConnector(parts);
}

interface Load {
  readonly circuit: Circuit;
  readonly currentA: number;
  readonly powerW: number;
}

/** A class, because a process has thousands: methods are shared, closures would not be. */
class SimulatedConnector implements VirtualConnector {
  readonly id: number;
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  readonly hasLock: boolean;
  readonly hasVentilation: boolean;
  readonly switchesPhases: boolean;
  readonly #parts: VirtualConnectorParts;
  readonly #register: Register;
  readonly #relays: Actuator<Lines>;
  readonly #lock: Actuator<boolean>;
  #car: Car | undefined;
  /** What was set while there was no car: it holds for the one that comes. */
  #waiting: CarSettings = nothing;
  #output: PilotOutput = off;
  #lastPilot: PilotState = 'A';
  #load: Load = idle;
  #reaction: { readonly due: number; readonly timer: Timer } | undefined;
  #nextStop: Timer | undefined;

  constructor(parts: VirtualConnectorParts) {
    const { id, clock, hasLock } = parts;
    this.id = id;
    this.maxCurrentA = parts.maxCurrentA;
    this.phases = parts.phases;
    this.hasLock = hasLock;
    this.hasVentilation = parts.hasVentilation;
    this.switchesPhases = parts.phases === 3 && parts.grid.phases === 3;
    this.#parts = parts;
    this.#register = createRegister(clock, parts.memory, id);
    this.#relays = createActuator<Lines>({
      clock,
      travelMs: RELAY_TRAVEL_MS,
      position: [],
      same: sameLines,
      moved: () => this.#change(() => parts.emit({ kind: 'relays', connector: id, lines: this.#relays.position() })),
    });
    this.#lock = createActuator<boolean>({
      clock,
      travelMs: LOCK_TRAVEL_MS,
      position: !hasLock,
      same: Object.is,
      moved: () => {
        parts.emit({ kind: 'lock', connector: id, locked: this.#lock.position() });
        parts.changed();
      },
    });
  }

  /** An empty socket is known by its proximity contact, so it is A whatever the charger itself puts on the pilot. */
  pilot(): PilotState {
    if (this.#car === undefined) return 'A';
    return this.#output.kind === 'fault' ? 'F' : stateOf(this.#car);
  }

  cable(): CableRating | undefined {
    return this.hasLock && this.#car !== undefined ? 32 : undefined;
  }

  testResidualCurrentMonitor(): boolean {
    return true;
  }

  setPilot(output: PilotOutput): void {
    if (sameOutput(this.#output, output)) return;
    this.#change(() => {
      this.#output = output;
    });
  }

  setRelays(lines: Lines): void {
    this.#relays.moveTo(switchable(this.#parts.grid, this.phases, lines));
  }

  relays(): Lines {
    return this.#relays.position();
  }

  setLock(locked: boolean): void {
    if (this.hasLock && !this.#parts.jammed()) this.#lock.moveTo(locked);
  }

  locked(): boolean {
    return this.#lock.position();
  }

  meter(): MeterReading {
    const { grid, clock, seed } = this.#parts;
    const { circuit, currentA } = this.#load;
    this.#count();
    const second = Math.floor(clock.elapsed() / 1000);
    const readings = readInstruments(grid, circuit, currentA, { seed, connector: this.id }, second);
    return { energyWh: this.#register.read(), ...readings };
  }

  plugIn(model: CarModel): void {
    if (this.#car !== undefined) return;
    this.#change(() => {
      this.#car = withSettings(arrivingCar(model), this.#waiting);
      this.#waiting = nothing;
    });
  }

  plugOut(): void {
    if (this.#car === undefined) return;
    this.#change(() => {
      this.#car = undefined;
    });
  }

  setCar(settings: CarSettings, model: CarModel): void {
    const { state, ...rest } = settings;
    if (state === 'A') this.plugOut();
    if (this.#car === undefined) this.#waiting = { ...this.#waiting, ...rest };
    if (state !== undefined && state !== 'A') this.plugIn(model);
    this.#change(() => {
      if (this.#car !== undefined) this.#car = withSettings(this.#car, settings);
    });
  }

  setMeter(energyWh: number): void {
    this.#change(() => this.#register.set(energyWh));
  }

  car(): CarSnapshot {
    this.#count();
    return snapshotOf(this.#car, this.#load.currentA);
  }

  pilotOutput(): PilotOutput {
    return this.#output;
  }

  squares(): number {
    const { circuit, currentA } = this.#load;
    return currentsOf(circuit, currentA).reduce((sum, lineA) => sum + lineA ** 2, 0);
  }

  halt(): void {
    this.#relays.jumpTo([]);
    this.#lock.jumpTo(this.#lock.position());
    this.#change(() => {
      this.#output = off;
      // The car would notice in its own time; here it does at once, so that no timer is left behind.
      this.#decide();
    });
  }

  #offeredA(): number {
    return this.#output.kind === 'pwm' ? currentOfDutyCycle(this.#output.dutyPercent) : 0;
  }

  /** Counts what flowed until now into register and battery. */
  #count(): void {
    const flowedWh = this.#register.count();
    if (this.#car !== undefined) this.#car = charged(this.#car, flowedWh);
  }

  /** Does something that changes the physics, and follows all its consequences. */
  #change(act: () => void): void {
    this.#count();
    act();
    this.#register.keep();
    this.#load = this.#loadNow();
    this.#register.setPower(this.#load.powerW);
    this.#armNextStop();
    this.#think();
    const state = this.pilot();
    if (state !== this.#lastPilot) this.#parts.emit({ kind: 'pilot', connector: this.id, state });
    this.#lastPilot = state;
    this.#parts.changed();
  }

  #loadNow(): Load {
    if (this.#car === undefined) return idle;
    const { grid } = this.#parts;
    const circuit = circuitOf(grid, this.#relays.position(), this.#car.phases);
    const currentA = circuit.kind === 'open' ? 0 : drawnCurrent(this.#car, this.#offeredA());
    return { circuit, currentA, powerW: powerOf(circuit, nominalVoltages(grid), currentsOf(circuit, currentA)) };
  }

  /** While power flows, one timer waits for the next moment at which something must be done. */
  #armNextStop(): void {
    this.#nextStop?.cancel();
    this.#nextStop = undefined;
    const { powerW } = this.#load;
    if (powerW <= 0) return;
    const untilStep = this.#car === undefined ? Number.POSITIVE_INFINITY : gridWhToNextStep(this.#car);
    const delay = durationOf(Math.min(this.#register.whUntilKept(), untilStep), powerW);
    this.#nextStop = this.#parts.clock.after(Math.min(Math.max(1, Math.ceil(delay)), LONGEST_STRETCH_MS), () => {
      // A new step of the curve is the car's own decision and takes it no time. A reaction under way will see the step.
      this.#change(() => {
        if (this.#reaction === undefined) this.#decide();
      });
    });
  }

  /** Lets the car's mind answer what has changed. While it reacts to an earlier change, it will see the latest at the end. */
  #think(): void {
    const { clock, maxCurrentA } = this.#parts;
    const delay = this.#car === undefined ? undefined : reactionTo(this.#car, this.#offeredA(), maxCurrentA);
    const due = clock.elapsed() + (delay ?? 0);
    if (delay !== undefined && this.#reaction !== undefined && this.#reaction.due <= due) return;
    this.#reaction?.timer.cancel();
    this.#reaction = delay === undefined ? undefined : { due, timer: clock.after(delay, () => this.#react()) };
  }

  #react(): void {
    this.#reaction = undefined;
    this.#change(() => this.#decide());
  }

  #decide(): void {
    if (this.#car !== undefined) this.#car = afterReaction(this.#car, this.#offeredA(), this.maxCurrentA);
  }
}

const nothing: CarSettings = {};

const off: PilotOutput = { kind: 'off' };

const idle = { circuit: { kind: 'open' }, currentA: 0, powerW: 0 } as const;

/** Of the lines asked for, those that there are relays for: three, or those of one phase. */
function switchable(grid: Grid, phases: 1 | 3, lines: Lines): readonly Line[] {
  if (phases === 3) return lines;
  return lines.slice(0, grid.type === 'IT' ? 2 : 1);
}

function sameLines(one: Lines, other: Lines): boolean {
  return one.join() === other.join();
}

function sameOutput(one: PilotOutput, other: PilotOutput): boolean {
  if (one.kind === 'pwm' && other.kind === 'pwm') return one.dutyPercent === other.dutyPercent;
  return one.kind === other.kind;
}

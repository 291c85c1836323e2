/**
 * One connector of a virtual board: relays, lock, pilot and meter on the charger's side, a cable and a car on the other.
 *
 * Guarantees:
 * - current flows only while the relays connect the car, the line has voltage and the car draws; between two changes it is
 *   constant, so energy and battery are counted analytically and nothing polls;
 * - what is broken acts as it would: welded relays do not open and stuck ones do not close, whatever is asked, and are told as they
 *   are; a failed lock does not move; a lost meter gives its last reading; what a sensor sees is told once, and its end;
 * - an idle connector has no timer; one that charges has exactly one (the next step of the charge curve, the full battery,
 *   or the next saving of the register, whichever comes first), beside the short ones of something that is moving.
 */
import type { CableRating, LineCurrents, Lines, MeterReading, PilotOutput, PilotState } from '../../charger/board.ts';
import { currentOfDutyCycle, type PilotVoltages } from '../../charger/control-pilot.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import type { Timer } from '../../clock/clock.ts';
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
  noticing,
  reactionTo,
  snapshotOf,
  stateOf,
  withSettings,
} from './car.ts';
import type { CarModel } from './car-models.ts';
import type { VirtualConnector, VirtualConnectorParts } from './connector-contract.ts';
import { type Circuit, circuitOf, currentsOf, fedPhases, type PerLine, powerOf } from './grid.ts';
import { createRegister, durationOf, type Register } from './meter.ts';
import { causeOn, type PilotLine, stateOn, voltagesOn } from './pilot.ts';
import { readInstruments } from './readings.ts';
import { Relays } from './relays.ts';
import { noCurrents, Sensors } from './sensors.ts';
import {
  has,
  none,
  type ResidualCurrent,
  raisedCauses,
  reportedCauses,
  type Trouble,
  withCause,
  withoutCause,
  withResidualCurrent,
} from './trouble.ts';

const LOCK_TRAVEL_MS = 300;
/** No power is so small that the connector would look away for longer. */
const LONGEST_STRETCH_MS = 24 * 3_600_000;
/** What a cable bears unless the car says otherwise, A. */
const USUAL_CABLE_A = 32;

/** A connector with an empty socket; its register is as the memory has it. */
export function createVirtualConnector(parts: VirtualConnectorParts): VirtualConnector {
  return new SimulatedConnector(parts);
}

interface Load {
  readonly circuit: Circuit;
  /** Per phase, A. */
  readonly currentA: number;
  /** On each line, A. */
  readonly currents: PerLine;
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
  readonly #relays: Relays;
  readonly #sensors: Sensors;
  readonly #lock: Actuator<boolean>;
  #car: Car | undefined;
  #cableA: CableRating = USUAL_CABLE_A;
  /** What was set while there was no car: it holds for the one that comes. */
  #waiting: CarSettings = nothing;
  #output: PilotOutput = off;
  #lastPilot: PilotState = 'A';
  #load: Load = idle;
  #trouble: Trouble = none;
  #lastReading: MeterReading | undefined;
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
    this.#sensors = new Sensors(id, parts.emit);
    this.#relays = new Relays({
      clock,
      grid: parts.grid,
      phases: parts.phases,
      moved: () => this.#change(() => parts.emit({ kind: 'relays', connector: id, lines: this.#relays.lines() })),
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
    return stateOn(this.#pilotLine());
  }

  pilotVoltages(): PilotVoltages {
    return voltagesOn(this.#pilotLine());
  }

  cable(): CableRating | undefined {
    return this.hasLock && this.#car !== undefined ? this.#cableA : undefined;
  }

  testResidualCurrentMonitor(): boolean {
    return !has(this.#trouble, 'residual-current-monitor');
  }

  setPilot(output: PilotOutput): void {
    if (sameOutput(this.#output, output)) return;
    this.#change(() => {
      this.#output = output;
    });
  }

  setRelays(lines: Lines): void {
    this.#relays.order(lines);
  }

  relays(): Lines {
    return this.#relays.lines();
  }

  setLock(locked: boolean): void {
    if (this.hasLock && !this.#parts.jammed() && !has(this.#trouble, 'lock-failure')) this.#lock.moveTo(locked);
  }

  locked(): boolean {
    return this.#lock.position();
  }

  meter(): MeterReading {
    if (this.#lastReading !== undefined) return this.#lastReading;
    const { clock, seed, voltages } = this.#parts;
    const { circuit, currentA } = this.#load;
    this.#count();
    const second = Math.floor(clock.elapsed() / 1000);
    const readings = readInstruments(voltages(), circuit, currentA, { seed, connector: this.id }, second);
    return { energyWh: this.#register.read(), ...readings };
  }

  plugIn(model: CarModel, cableA: CableRating = model.cableA ?? USUAL_CABLE_A): void {
    if (this.#car !== undefined) return;
    this.#change(() => {
      this.#cableA = cableA;
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

  currents(): LineCurrents {
    return this.#load.currents;
  }

  squares(): number {
    const [first, second, third] = this.#load.currents;
    return first ** 2 + second ** 2 + third ** 2;
  }

  raiseCause(cause: FaultCause): void {
    if (has(this.#trouble, cause)) return;
    const reading = cause === 'meter-lost' ? this.meter() : undefined;
    this.#change(() => {
      this.#trouble = withCause(this.#trouble, cause);
      this.#lastReading ??= reading;
      if (cause === 'lock-failure') this.#lock.jumpTo(this.#lock.position());
    });
    this.#relays.suffer(this.#relayTrouble());
  }

  clearCause(cause: FaultCause): boolean {
    if (!has(this.#trouble, cause)) return false;
    this.#change(() => {
      this.#trouble = withoutCause(this.#trouble, cause);
      if (cause === 'meter-lost') this.#lastReading = undefined;
    });
    this.#relays.suffer(this.#relayTrouble());
    return true;
  }

  raisedCauses(): readonly FaultCause[] {
    return raisedCauses(this.#trouble);
  }

  reportedCauses(): readonly FaultCause[] {
    const onPilot = causeOn(this.#pilotLine());
    if (onPilot === undefined) return this.#trouble === none ? noCauses : reportedCauses(this.#trouble);
    return [...reportedCauses(this.#trouble), onPilot];
  }

  setResidualCurrent(current: ResidualCurrent): void {
    this.#change(() => {
      this.#trouble = withResidualCurrent(this.#trouble, current);
    });
  }

  residualCurrent(): ResidualCurrent {
    const { acMa, dcMa } = this.#trouble;
    return { acMa, dcMa };
  }

  mainsChanged(): void {
    this.#change(() => undefined);
  }

  announce(): void {
    this.#sensors.forget();
    this.#tell();
  }

  halt(): void {
    this.#relays.release();
    this.#lock.jumpTo(this.#lock.position());
    this.#change(() => {
      this.#output = off;
      // The car would notice in its own time; here it does at once, so that no timer is left behind.
      this.#decide();
    });
  }

  #pilotLine(): PilotLine {
    return {
      output: this.#output,
      car: this.#car === undefined ? undefined : stateOf(this.#car),
      diode: this.#car?.model.manners?.noDiode !== true && !has(this.#trouble, 'diode-fault'),
      broken: has(this.#trouble, 'pilot-fault'),
    };
  }

  #relayTrouble(): 'none' | 'welded' | 'stuck' {
    if (has(this.#trouble, 'contactor-welded')) return 'welded';
    return has(this.#trouble, 'contactor-stuck') ? 'stuck' : 'none';
  }

  /** What cable and connector bear, A per line. */
  #bearsA(): number {
    return this.hasLock ? Math.min(this.maxCurrentA, this.#cableA) : this.maxCurrentA;
  }

  /** What the pilot offers as the car reads it, A. */
  #offeredA(): number {
    if (has(this.#trouble, 'pilot-fault')) return 0;
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
    this.#notice();
    this.#think();
    const state = this.pilot();
    if (state !== this.#lastPilot) this.#parts.emit({ kind: 'pilot', connector: this.id, state });
    this.#lastPilot = state;
    this.#tell();
    this.#parts.changed();
  }

  /** Lets the sensors tell what they see and have not told. */
  #tell(): void {
    this.#sensors.tellCurrents(this.#load.currents);
    this.#sensors.tellCauses(this.reportedCauses());
  }

  #notice(): void {
    if (this.#car === undefined) return;
    this.#car = noticing(this.#car, {
      offeredA: this.#offeredA(),
      grid: this.#parts.grid.type,
      fedPhases: fedPhases(this.#load.circuit),
      now: this.#parts.clock.elapsed(),
    });
  }

  #loadNow(): Load {
    if (this.#car === undefined) return idle;
    const { grid } = this.#parts;
    const voltages = this.#parts.voltages();
    const circuit = circuitOf(grid, this.#relays.lines(), this.#car.phases, voltages);
    const currentA = circuit.kind === 'open' ? 0 : drawnCurrent(this.#car, this.#offeredA(), this.#bearsA());
    const currents = currentsOf(circuit, currentA);
    return { circuit, currentA, currents, powerW: powerOf(circuit, voltages, currents) };
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
    const { clock } = this.#parts;
    const delay = this.#car === undefined ? undefined : reactionTo(this.#car, this.#offeredA(), this.#bearsA());
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
    if (this.#car !== undefined) this.#car = afterReaction(this.#car, this.#offeredA(), this.#bearsA());
  }
}

const nothing: CarSettings = {};

const off: PilotOutput = { kind: 'off' };

const noCauses: readonly FaultCause[] = [];

const idle: Load = { circuit: { kind: 'open' }, currentA: 0, currents: noCurrents, powerW: 0 };

function sameOutput(one: PilotOutput, other: PilotOutput): boolean {
  if (one.kind === 'pwm' && other.kind === 'pwm') return one.dutyPercent === other.dutyPercent;
  return one.kind === other.kind;
}

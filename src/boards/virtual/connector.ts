/**
 * One connector of a virtual board: relays, lock, pilot and meter on the charger's side, a cable and a car on the other.
 *
 * Guarantees:
 * - current flows only while the relays connect the car and the car draws; between two changes it is constant, so energy
 *   and battery are counted analytically and nothing polls;
 * - an idle connector has no timer; one that charges has exactly one (the next step of the charge curve, the full battery,
 *   or the next saving of the register, whichever comes first), beside the short ones of something that is moving.
 */
import type { BoardConnector, BoardEvent, Grid, Line, Lines, PilotOutput, PilotState } from '../../charger/board.ts';
import { currentOfDutyCycle } from '../../charger/control-pilot.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import { createActuator } from './actuator.ts';
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
import { createRegister, durationOf, type MeterMemory } from './meter.ts';
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

export function createVirtualConnector(parts: VirtualConnectorParts): VirtualConnector {
  const { id, maxCurrentA, phases, hasLock, hasVentilation, grid, clock, emit, changed } = parts;
  const register = createRegister(clock, parts.memory, id);

  let car: Car | undefined;
  /** What was set while there was no car: it holds for the one that comes. */
  let waiting: CarSettings = {};
  let output: PilotOutput = { kind: 'off' };
  let lastPilot: PilotState = 'A';
  let load: { readonly circuit: Circuit; readonly currentA: number; readonly powerW: number } = idle;
  let reaction: { readonly due: number; readonly timer: Timer } | undefined;
  let nextStop: Timer | undefined;

  const relays = createActuator<Lines>({
    clock,
    travelMs: RELAY_TRAVEL_MS,
    position: [],
    same: (one, other) => one.join() === other.join(),
    moved() {
      change(() => emit({ kind: 'relays', connector: id, lines: relays.position() }));
    },
  });
  const lock = createActuator<boolean>({
    clock,
    travelMs: LOCK_TRAVEL_MS,
    position: !hasLock,
    same: (one, other) => one === other,
    moved() {
      emit({ kind: 'lock', connector: id, locked: lock.position() });
      changed();
    },
  });

  const offeredA = () => (output.kind === 'pwm' ? currentOfDutyCycle(output.dutyPercent) : 0);

  /** An empty socket is known by its proximity contact, so it is A whatever the charger itself puts on the pilot. */
  function pilot(): PilotState {
    if (car === undefined) return 'A';
    return output.kind === 'fault' ? 'F' : stateOf(car);
  }

  /** Counts what flowed until now into register and battery. */
  function count(): void {
    const flowedWh = register.count();
    if (car !== undefined) car = charged(car, flowedWh);
  }

  /** Does something that changes the physics, and follows all its consequences. */
  function change(act: () => void): void {
    count();
    act();
    register.keep();
    load = loadNow();
    register.setPower(load.powerW);
    armNextStop();
    think();
    const state = pilot();
    if (state !== lastPilot) emit({ kind: 'pilot', connector: id, state });
    lastPilot = state;
    changed();
  }

  function loadNow(): typeof load {
    if (car === undefined) return idle;
    const circuit = circuitOf(grid, relays.position(), car.phases);
    const currentA = circuit.kind === 'open' ? 0 : drawnCurrent(car, offeredA());
    return { circuit, currentA, powerW: powerOf(circuit, nominalVoltages(grid), currentsOf(circuit, currentA)) };
  }

  /** While power flows, one timer waits for the next moment at which something must be done. */
  function armNextStop(): void {
    nextStop?.cancel();
    nextStop = undefined;
    if (load.powerW <= 0) return;
    const untilStep = car === undefined ? Number.POSITIVE_INFINITY : gridWhToNextStep(car);
    const delay = durationOf(Math.min(register.whUntilKept(), untilStep), load.powerW);
    nextStop = clock.after(Math.min(Math.max(1, Math.ceil(delay)), LONGEST_STRETCH_MS), () => {
      // A new step of the curve is the car's own decision and takes it no time. A reaction under way will see the step.
      change(() => {
        if (reaction === undefined) decide();
      });
    });
  }

  /** Lets the car's mind answer what has changed. While it reacts to an earlier change, it will see the latest at the end. */
  function think(): void {
    const delay = car === undefined ? undefined : reactionTo(car, offeredA(), maxCurrentA);
    const due = clock.elapsed() + (delay ?? 0);
    if (delay !== undefined && reaction !== undefined && reaction.due <= due) return;
    reaction?.timer.cancel();
    reaction = delay === undefined ? undefined : { due, timer: clock.after(delay, react) };
  }

  function react(): void {
    reaction = undefined;
    change(decide);
  }

  function decide(): void {
    if (car !== undefined) car = afterReaction(car, offeredA(), maxCurrentA);
  }

  function plugIn(model: CarModel): void {
    if (car !== undefined) return;
    change(() => {
      car = withSettings(arrivingCar(model), waiting);
      waiting = {};
    });
  }

  function plugOut(): void {
    if (car === undefined) return;
    change(() => {
      car = undefined;
    });
  }

  return {
    id,
    maxCurrentA,
    phases,
    hasLock,
    hasVentilation,
    pilot,
    setPilot(newOutput) {
      if (sameOutput(output, newOutput)) return;
      change(() => {
        output = newOutput;
      });
    },
    setRelays(lines) {
      relays.moveTo(switchable(grid, phases, lines));
    },
    relays: () => relays.position(),
    setLock(locked) {
      if (hasLock && !parts.jammed()) lock.moveTo(locked);
    },
    locked: () => lock.position(),
    meter() {
      count();
      const second = Math.floor(clock.elapsed() / 1000);
      const seed = { seed: parts.seed, connector: id };
      return { energyWh: register.read(), ...readInstruments(grid, load.circuit, load.currentA, seed, second) };
    },
    plugIn,
    plugOut,
    setCar(settings, model) {
      const { state, ...rest } = settings;
      if (state === 'A') plugOut();
      if (car === undefined) waiting = { ...waiting, ...rest };
      if (state !== undefined && state !== 'A') plugIn(model);
      change(() => {
        if (car !== undefined) car = withSettings(car, settings);
      });
    },
    setMeter(energyWh) {
      change(() => register.set(energyWh));
    },
    car() {
      count();
      return snapshotOf(car, load.currentA);
    },
    pilotOutput: () => output,
    squares: () => currentsOf(load.circuit, load.currentA).reduce((sum, currentA) => sum + currentA ** 2, 0),
    halt() {
      relays.jumpTo([]);
      lock.jumpTo(lock.position());
      change(() => {
        output = { kind: 'off' };
        // The car would notice in its own time; here it does at once, so that no timer is left behind.
        decide();
      });
    },
  };
}

const idle = { circuit: { kind: 'open' }, currentA: 0, powerW: 0 } as const;

/** Of the lines asked for, those that there are relays for: three, or those of one phase. */
function switchable(grid: Grid, phases: 1 | 3, lines: Lines): readonly Line[] {
  if (phases === 3) return lines;
  return lines.slice(0, grid.type === 'IT' ? 2 : 1);
}

function sameOutput(one: PilotOutput, other: PilotOutput): boolean {
  if (one.kind === 'pwm' && other.kind === 'pwm') return one.dutyPercent === other.dutyPercent;
  return one.kind === other.kind;
}

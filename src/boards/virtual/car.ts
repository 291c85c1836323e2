/**
 * A simulated car: its battery, its on-board charger, and its mind. Pure: a car is a value, each function tells what it is,
 * does, or becomes.
 *
 * Guarantees:
 * - in its own mind it keeps IEC 61851-1: it closes S2 only while current is offered and it wants energy, never draws
 *   more than was offered, and opens S2 when it is full or the offer is gone; but for the manners that its model names;
 * - driven by hand it does what it is told, whatever its battery says;
 * - whoever drives, it never draws more than its cable bears.
 */
import type { PilotState } from '../../charger/board.ts';
import type { CarModel, Manners } from './car-models.ts';

/** What arrives in the battery of each Wh that leaves the grid. */
export const CHARGING_EFFICIENCY = 0.9;

/** State of charge of a car that was just plugged in, percent. */
const ARRIVAL_SOC = 30;

export interface Car {
  readonly model: CarModel;
  /** What is in the battery, Wh. */
  readonly storedWh: number;
  /** What its on-board charger draws at most, A per phase: the model's, until it is set from outside. */
  readonly maxCurrentA: number;
  /** How many phases it uses. */
  readonly phases: 1 | 2 | 3;
  readonly control: Control;
  readonly memory: Memory;
}

/** What a car with manners of its own keeps in mind until it is unplugged. */
export interface Memory {
  /** Since when it has been offered nothing, ms of the clock's `elapsed`; undefined while it is offered something. */
  readonly quietSince: number | undefined;
  readonly asleep: boolean;
  /** On how many phases it got energy at last; 0: on none yet. */
  readonly fedPhases: 0 | 1 | 2 | 3;
  /** Why it does not charge although it could. */
  readonly trouble: 'three phases of an IT grid' | 'a phase switch' | undefined;
}

/** What reaches the car. */
export interface Surroundings {
  /** What the pilot offers, A. */
  readonly offeredA: number;
  readonly grid: 'TN' | 'IT';
  /** On how many phases the grid reaches it; 0: the relays are open. */
  readonly fedPhases: 0 | 1 | 2 | 3;
  /** The clock's `elapsed`, ms. */
  readonly now: number;
}

/** Who drives the car: its own mind, or a hand that holds the pilot in one state until the plug is pulled. */
export type Control =
  | { readonly kind: 'mind'; readonly stance: Stance }
  | { readonly kind: 'hand'; readonly state: PluggedState };

/** The pilot as a car that is plugged in can show it. */
export type PluggedState = Exclude<PilotState, 'A'>;

/** What the mind has its switch and its on-board charger set to. */
export interface Stance {
  readonly state: 'B' | 'C' | 'D';
  /** What it draws as soon as it is connected to the grid, A per phase. */
  readonly currentA: number;
}

/** What can be set on a car from outside; what is absent stays as it is. */
export interface CarSettings {
  /** Takes the pilot over from the car's mind until the next plug-out. A pulls the plug. */
  readonly state?: PilotState;
  /** What the car draws at most, A per phase. */
  readonly currentA?: number;
  readonly phases?: 1 | 2 | 3;
  /** State of charge, 0..100 percent. */
  readonly soc?: number;
}

/** What the world sees of the car at a connector. */
export type CarSnapshot =
  | { readonly plugged: false; readonly state: 'A' }
  | {
      readonly plugged: true;
      /** The state in which the car holds the pilot; the board sees F instead while the charger itself puts -12 V on it. */
      readonly state: PluggedState;
      /** Name of the model. */
      readonly model: string;
      /** True when the pilot was taken over from the car's mind. */
      readonly manual: boolean;
      /** State of charge, 0..100 percent. */
      readonly soc: number;
      /** What the battery holds when it is full, kWh. */
      readonly batteryKwh: number;
      /** What it draws now, A per phase. */
      readonly drawnA: number;
      /** What it would draw if it were offered enough, A per phase. */
      readonly wantsA: number;
      readonly phases: 1 | 2 | 3;
      /** True when it has fallen asleep; absent for a car that never does. */
      readonly asleep?: boolean;
      /** Why it does not charge although it could; absent when it does, or has another reason. */
      readonly trouble?: string;
    };

/** An offer that was away for so long has woken a sleeping car when it comes back, ms. */
export const WAKING_MS = 3000;

/** A duty cycle and back may lose a hair of the current, A. */
const HAIR_A = 1e-6;

/** S2 is open, nothing is drawn. */
const resting: Stance = { state: 'B', currentA: 0 };

const fresh: Memory = { quietSince: undefined, asleep: false, fedPhases: 0, trouble: undefined };

/** A car of this model, just plugged in. */
export function arrivingCar(model: CarModel): Car {
  const storedWh = capacityWh(model) * (ARRIVAL_SOC / 100);
  const { maxCurrentA, phases } = model;
  return { model, storedWh, maxCurrentA, phases, control: { kind: 'mind', stance: resting }, memory: fresh };
}

/** The car with these settings. State A is no matter of the car: whoever pulls the plug has no car any more. */
export function withSettings(car: Car, settings: CarSettings): Car {
  const { state } = settings;
  return {
    ...car,
    storedWh: settings.soc === undefined ? car.storedWh : capacityWh(car.model) * (settings.soc / 100),
    maxCurrentA: settings.currentA ?? car.maxCurrentA,
    phases: settings.phases ?? car.phases,
    control: state === undefined || state === 'A' ? car.control : { kind: 'hand', state },
  };
}

/** The car after so many Wh from the grid. */
export function charged(car: Car, gridWh: number): Car {
  const storedWh = Math.min(capacityWh(car.model), car.storedWh + gridWh * CHARGING_EFFICIENCY);
  return storedWh === car.storedWh ? car : { ...car, storedWh };
}

/** What the world sees of this car while it draws so many A per phase; undefined is no car. */
export function snapshotOf(car: Car | undefined, drawnA: number): CarSnapshot {
  if (car === undefined) return { plugged: false, state: 'A' };
  return {
    plugged: true,
    state: stateOf(car),
    model: car.model.name,
    manual: car.control.kind === 'hand',
    soc: socOf(car),
    batteryKwh: car.model.batteryKwh,
    drawnA,
    wantsA: wantedCurrent(car),
    phases: car.phases,
    ...(car.model.manners?.sleepsAfterMs === undefined ? {} : { asleep: car.memory.asleep }),
    ...(car.memory.trouble === undefined ? {} : { trouble: car.memory.trouble }),
  };
}

/** The car after it has noticed what reaches it. Only cars with manners keep anything of that in mind. */
export function noticing(car: Car, { offeredA, grid, fedPhases, now }: Surroundings): Car {
  const { manners } = car.model;
  if (manners === undefined || car.control.kind === 'hand') return car;
  let memory = car.memory;
  if (offeredA <= 0 && memory.quietSince === undefined) memory = { ...memory, quietSince: now };
  else if (offeredA > 0 && memory.quietSince !== undefined) {
    const asleep = isAsleepAfter(now - memory.quietSince, memory.asleep, manners.sleepsAfterMs);
    const trouble = memory.trouble === 'a phase switch' ? memory.trouble : undefined;
    memory = { ...memory, quietSince: undefined, asleep, trouble };
  }
  if (fedPhases !== 0) memory = fed(memory, manners, grid, fedPhases);
  return memory === car.memory ? car : { ...car, memory };
}

/** Is it asleep when it was offered nothing for so many ms, and was asleep, or not, when that began? */
function isAsleepAfter(quietMs: number, was: boolean, sleepsAfterMs = Number.POSITIVE_INFINITY): boolean {
  if (quietMs >= sleepsAfterMs) return true;
  return was && quietMs < WAKING_MS;
}

function fed(memory: Memory, manners: Manners, grid: 'TN' | 'IT', fedPhases: 1 | 2 | 3): Memory {
  const before = memory.fedPhases;
  const switched = before !== 0 && before !== fedPhases;
  if (switched && manners.failsOnPhaseSwitch === true) return { ...memory, fedPhases, trouble: 'a phase switch' };
  if (grid === 'IT' && fedPhases === 3 && manners.refusesItThreePhase === true) {
    return memory.trouble === undefined ? { ...memory, fedPhases, trouble: 'three phases of an IT grid' } : memory;
  }
  return switched || before === 0 ? { ...memory, fedPhases } : memory;
}

/** State of charge, 0..100 percent. */
function socOf(car: Car): number {
  return (car.storedWh / capacityWh(car.model)) * 100;
}

/** The state in which the car holds the pilot. */
export function stateOf(car: Car): PluggedState {
  return car.control.kind === 'hand' ? car.control.state : car.control.stance.state;
}

/** What the car would draw if it were offered enough, A per phase. */
export function wantedCurrent(car: Car): number {
  if (car.control.kind === 'hand') return drawsIn(car.control.state) ? car.maxCurrentA : 0;
  if (isFull(car)) return 0;
  return Math.min(car.maxCurrentA, Math.max(car.model.minCurrentA, car.maxCurrentA * fractionAt(car)));
}

/** What the car draws while it is connected to the grid and offered so much, over a cable that bears so much, A per phase. */
export function drawnCurrent(car: Car, offeredA: number, cableA: number): number {
  return car.control.kind === 'hand' ? Math.min(wantedCurrent(car), offeredA, cableA) : car.control.stance.currentA;
}

/**
 * How long the mind needs until it does what it wants, ms, given the offer and what the connector's cable bears, A.
 * Undefined when it does that already, and for a car that has no mind of its own.
 */
export function reactionTo(car: Car, offeredA: number, cableA: number): number | undefined {
  if (car.control.kind === 'hand') return undefined;
  const { stance } = car.control;
  const { reaction } = car.model;
  const wanted = wantedStance(car, offeredA, cableA);
  if (wanted.state !== stance.state) return wanted.state === 'B' ? reaction.stopMs : reaction.startMs;
  if (wanted.currentA === stance.currentA) return undefined;
  return wanted.currentA < stance.currentA ? reaction.downMs : reaction.upMs;
}

/** The car when its mind has done what it wants. A car driven by hand stays as it is. */
export function afterReaction(car: Car, offeredA: number, cableA: number): Car {
  if (car.control.kind === 'hand') return car;
  return { ...car, control: { kind: 'mind', stance: wantedStance(car, offeredA, cableA) } };
}

/** Wh from the grid until the mind may think again: the next step of the charge curve, or full. Infinity when never. */
export function gridWhToNextStep(car: Car): number {
  if (car.control.kind === 'hand' || isFull(car)) return Number.POSITIVE_INFINITY;
  const soc = socOf(car);
  const next = car.model.curve.find((step) => step.fromSoc > soc)?.fromSoc ?? 100;
  const nextWh = Math.min(capacityWh(car.model) * (next / 100), fullWh(car.model));
  return (nextWh - car.storedWh) / CHARGING_EFFICIENCY;
}

function wantedStance(car: Car, offeredA: number, cableA: number): Stance {
  const { minCurrentA, ventilation, manners } = car.model;
  const { asleep, trouble } = car.memory;
  if (isFull(car) || asleep || trouble !== undefined) return resting;
  if (offeredA <= 0) return manners?.ignoresEndOfOffer === true ? stanceOf(car) : resting;
  if (offeredA + HAIR_A < Math.min(minCurrentA, car.maxCurrentA)) return resting;
  return {
    state: ventilation ? 'D' : 'C',
    currentA: Math.min(offeredA * (manners?.overdraw ?? 1), wantedCurrent(car), cableA),
  };
}

function stanceOf({ control }: Car): Stance {
  return control.kind === 'mind' ? control.stance : resting;
}

function capacityWh(model: CarModel): number {
  return model.batteryKwh * 1000;
}

/** What is in the battery when the car has enough, Wh. */
function fullWh(model: CarModel): number {
  return capacityWh(model) * ((model.targetSoc ?? 100) / 100);
}

function isFull(car: Car): boolean {
  return car.storedWh >= fullWh(car.model);
}

function fractionAt(car: Car): number {
  const soc = socOf(car);
  return car.model.curve.findLast((step) => step.fromSoc <= soc)?.fraction ?? 1;
}

function drawsIn(state: PluggedState): boolean {
  return state === 'C' || state === 'D';
}

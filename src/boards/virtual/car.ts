/**
 * A simulated car: its battery, its on-board charger, and its mind. Pure: a car is a value, each function tells what it is,
 * does, or becomes.
 *
 * Guarantees:
 * - in its own mind it keeps IEC 61851-1: it closes S2 only while current is offered and it wants energy, never draws
 *   more than was offered, and opens S2 when it is full or the offer is gone;
 * - driven by hand it does what it is told, whatever its battery says.
 */
import type { PilotState } from '../../charger/board.ts';
import type { CarModel } from './car-models.ts';

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
    };

/** S2 is open, nothing is drawn. */
const resting: Stance = { state: 'B', currentA: 0 };

/** A car of this model, just plugged in. */
export function arrivingCar(model: CarModel): Car {
  const storedWh = capacityWh(model) * (ARRIVAL_SOC / 100);
  const { maxCurrentA, phases } = model;
  return { model, storedWh, maxCurrentA, phases, control: { kind: 'mind', stance: resting } };
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
  };
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

/** What the car draws while it is connected to the grid and offered so much, A per phase. */
export function drawnCurrent(car: Car, offeredA: number): number {
  return car.control.kind === 'hand' ? Math.min(wantedCurrent(car), offeredA) : car.control.stance.currentA;
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
  return (capacityWh(car.model) * (next / 100) - car.storedWh) / CHARGING_EFFICIENCY;
}

function wantedStance(car: Car, offeredA: number, cableA: number): Stance {
  if (offeredA <= 0 || isFull(car)) return resting;
  return {
    state: car.model.ventilation ? 'D' : 'C',
    currentA: Math.min(offeredA, wantedCurrent(car), cableA),
  };
}

function capacityWh(model: CarModel): number {
  return model.batteryKwh * 1000;
}

function isFull(car: Car): boolean {
  return car.storedWh >= capacityWh(car.model);
}

function fractionAt(car: Car): number {
  const soc = socOf(car);
  return car.model.curve.findLast((step) => step.fromSoc <= soc)?.fraction ?? 1;
}

function drawsIn(state: PluggedState): boolean {
  return state === 'C' || state === 'D';
}

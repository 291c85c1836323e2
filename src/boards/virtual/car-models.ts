/**
 * The cars that can be plugged into a virtual board, as data. They are invented; their sizes are those of cars on the road, and
 * their manners are those that charging stations suffer from.
 *
 * Guarantee: every model is complete and consistent (its curve starts at 0 % and rises), held by a test.
 */
import type { CableRating } from '../../charger/board.ts';

export interface CarModel {
  /** Tells the models apart. */
  readonly name: string;
  /** What the battery holds, kWh. */
  readonly batteryKwh: number;
  /** What the on-board charger draws at most, A per phase. */
  readonly maxCurrentA: number;
  /** What it draws at least while it charges, A per phase: a charge curve does not go below it, and a lower offer is not taken. */
  readonly minCurrentA: number;
  /** How many phases the on-board charger uses where it gets them. */
  readonly phases: 1 | 2 | 3;
  /** Does it ask for ventilation (pilot state D instead of C)? */
  readonly ventilation: boolean;
  readonly curve: ChargeCurve;
  readonly reaction: Reaction;
  /** What the cable bears that comes with it, A; 32 when absent. A socket's fixed cable stands in its place. */
  readonly cableA?: CableRating;
  /** At this state of charge it counts as full, percent; 100 when absent. */
  readonly targetSoc?: number;
  /** What it does otherwise than other cars. */
  readonly manners?: Manners;
}

/** Ascending steps of the state of charge, the first at 0 %. A step holds until the next one begins. */
export type ChargeCurve = readonly CurveStep[];

export interface CurveStep {
  /** State of charge at which the step begins, 0..100 percent. */
  readonly fromSoc: number;
  /** How much of `maxCurrentA` the battery takes from there on, 0..1. */
  readonly fraction: number;
}

/** How long the car takes to answer the pilot, ms. IEC 61851-1 gives it 5 s to follow an offer and 3 s to stop. */
export interface Reaction {
  /** From a first offer to closing S2 (B to C). */
  readonly startMs: number;
  /** From the end of the offer to drawing nothing and opening S2 (C to B). */
  readonly stopMs: number;
  /** From a lower offer to drawing less. */
  readonly downMs: number;
  /** From a higher offer to drawing more. */
  readonly upMs: number;
}

/** How a car differs from one that keeps IEC 61851-1 and puts up with everything. */
export interface Manners {
  /**
   * Asleep when it was offered nothing for so long, ms: a new offer does not wake it. What does is that the offer is taken away again
   * (X1 or F) for 3 s and comes back, or a new plug.
   */
  readonly sleepsAfterMs?: number;
  /** Does not charge from three phases of an IT grid: it stops when it gets them, and tries again with the next new offer. */
  readonly refusesItThreePhase?: boolean;
  /** Another number of phases than it began with is an error to it: it stops, until it is unplugged. */
  readonly failsOnPhaseSwitch?: boolean;
  /** Draws so many times what it is offered, as far as its on-board charger and its cable go. Against the standard. */
  readonly overdraw?: number;
  /** Stays in C and draws what it drew when the offer ends. Against the standard. */
  readonly ignoresEndOfOffer?: boolean;
  /** The diode of its pilot circuit is missing. Against the standard. */
  readonly noDiode?: boolean;
}

const brisk: Reaction = { startMs: 1000, stopMs: 500, downMs: 500, upMs: 1500 };
const slow: Reaction = { startMs: 3000, stopMs: 800, downMs: 1000, upMs: 3000 };
/** Wakes its whole electronics up first. */
const sluggish: Reaction = { startMs: 25_000, stopMs: 900, downMs: 2000, upMs: 4000 };

/** A large battery takes all that an AC charger gives until it is nearly full. */
const lateTaper: ChargeCurve = [
  { fromSoc: 0, fraction: 1 },
  { fromSoc: 90, fraction: 0.75 },
  { fromSoc: 97, fraction: 0.4 },
];

/** A small battery is strained by the same current earlier. */
const earlyTaper: ChargeCurve = [
  { fromSoc: 0, fraction: 1 },
  { fromSoc: 75, fraction: 0.7 },
  { fromSoc: 88, fraction: 0.5 },
  { fromSoc: 95, fraction: 0.25 },
];

/** What a model has that says nothing of it. */
export const commonCar = { minCurrentA: 6, ventilation: false, curve: lateTaper, reaction: brisk } as const;

/** All models; the first is the one that comes when nobody says which. */
export const carModels: readonly [CarModel, ...CarModel[]] = [
  { ...commonCar, name: 'compact-11kw', batteryKwh: 58, maxCurrentA: 16, phases: 3 },
  { ...commonCar, name: 'wagon-22kw', batteryKwh: 82, maxCurrentA: 32, phases: 3 },
  { ...commonCar, name: 'city-7kw-single-phase', batteryKwh: 36, maxCurrentA: 32, phases: 1, curve: earlyTaper },
  { ...commonCar, name: 'saloon-7kw-two-phase', batteryKwh: 50, maxCurrentA: 16, phases: 2 },
  {
    ...commonCar,
    name: 'hybrid-4kw-single-phase',
    batteryKwh: 12,
    maxCurrentA: 16,
    phases: 1,
    curve: earlyTaper,
    cableA: 20,
  },
  {
    ...commonCar,
    name: 'van-11kw-ventilated',
    batteryKwh: 68,
    maxCurrentA: 16,
    phases: 3,
    ventilation: true,
    reaction: slow,
  },
  {
    ...commonCar,
    name: 'runabout-22kw-from-10a',
    batteryKwh: 52,
    maxCurrentA: 32,
    minCurrentA: 10,
    phases: 3,
    reaction: slow,
  },
  {
    ...commonCar,
    name: 'crossover-11kw-target-80',
    batteryKwh: 77,
    maxCurrentA: 16,
    phases: 3,
    targetSoc: 80,
    cableA: 20,
  },
  { ...commonCar, name: 'truck-22kw-slow-start', batteryKwh: 130, maxCurrentA: 32, phases: 3, reaction: sluggish },
  {
    ...commonCar,
    name: 'hatchback-11kw-sleeps',
    batteryKwh: 45,
    maxCurrentA: 16,
    phases: 3,
    manners: { sleepsAfterMs: 60_000 },
  },
  {
    ...commonCar,
    name: 'coupe-11kw-no-it-three-phase',
    batteryKwh: 60,
    maxCurrentA: 16,
    phases: 3,
    manners: { refusesItThreePhase: true },
  },
  {
    ...commonCar,
    name: 'roadster-11kw-no-phase-switch',
    batteryKwh: 41,
    maxCurrentA: 16,
    phases: 3,
    manners: { failsOnPhaseSwitch: true },
  },
  {
    ...commonCar,
    name: 'rogue-draws-too-much',
    batteryKwh: 58,
    maxCurrentA: 48,
    phases: 3,
    cableA: 63,
    manners: { overdraw: 1.25 },
  },
  {
    ...commonCar,
    name: 'rogue-stays-in-c',
    batteryKwh: 58,
    maxCurrentA: 16,
    phases: 3,
    manners: { ignoresEndOfOffer: true },
  },
  { ...commonCar, name: 'rogue-no-diode', batteryKwh: 58, maxCurrentA: 16, phases: 3, manners: { noDiode: true } },
];

/** Is it against the standard what this car does? */
export function misbehaves({ manners = {} }: CarModel): boolean {
  return (manners.overdraw ?? 1) > 1 || manners.ignoresEndOfOffer === true || manners.noDiode === true;
}

/** The model of that name, of ours and of `others`. Throws a RangeError that lists the names when there is none. */
export function carModelNamed(name: string, others: readonly CarModel[] = []): CarModel {
  const known = [...carModels, ...others];
  const model = known.find((candidate) => candidate.name === name);
  if (model !== undefined) return model;
  const names = known.map((candidate) => candidate.name).join(', ');
  throw new RangeError(`There is no car model '${name}'. There are: ${names}.`);
}

/**
 * The cars that can be plugged into a virtual board, as data. They are invented; their sizes are those of cars on the road.
 *
 * Guarantee: every model is complete and consistent (its curve starts at 0 % and rises), held by a test.
 */
export interface CarModel {
  /** Tells the models apart. */
  readonly name: string;
  /** What the battery holds, kWh. */
  readonly batteryKwh: number;
  /** What the on-board charger draws at most, A per phase. */
  readonly maxCurrentA: number;
  /** What it draws at least while it charges, A per phase: a charge curve does not go below it. */
  readonly minCurrentA: number;
  /** How many phases the on-board charger uses where it gets them. */
  readonly phases: 1 | 2 | 3;
  /** Does it ask for ventilation (pilot state D instead of C)? */
  readonly ventilation: boolean;
  readonly curve: ChargeCurve;
  readonly reaction: Reaction;
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

const brisk: Reaction = { startMs: 1000, stopMs: 500, downMs: 500, upMs: 1500 };
const slow: Reaction = { startMs: 3000, stopMs: 800, downMs: 1000, upMs: 3000 };

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

const common = { minCurrentA: 6, ventilation: false, curve: lateTaper, reaction: brisk };

/** All models; the first is the one that comes when nobody says which. */
export const carModels: readonly [CarModel, ...CarModel[]] = [
  { ...common, name: 'compact-11kw', batteryKwh: 58, maxCurrentA: 16, phases: 3 },
  { ...common, name: 'wagon-22kw', batteryKwh: 82, maxCurrentA: 32, phases: 3 },
  { ...common, name: 'city-7kw-single-phase', batteryKwh: 36, maxCurrentA: 32, phases: 1, curve: earlyTaper },
  { ...common, name: 'saloon-7kw-two-phase', batteryKwh: 50, maxCurrentA: 16, phases: 2 },
  { ...common, name: 'hybrid-4kw-single-phase', batteryKwh: 12, maxCurrentA: 16, phases: 1, curve: earlyTaper },
  {
    ...common,
    name: 'van-11kw-ventilated',
    batteryKwh: 68,
    maxCurrentA: 16,
    phases: 3,
    ventilation: true,
    reaction: slow,
  },
];

/** The model of that name. Throws a RangeError that lists the names when there is none. */
export function carModelNamed(name: string): CarModel {
  const model = carModels.find((candidate) => candidate.name === name);
  if (model !== undefined) return model;
  const names = carModels.map((candidate) => candidate.name).join(', ');
  throw new RangeError(`There is no car model '${name}'. There are: ${names}.`);
}

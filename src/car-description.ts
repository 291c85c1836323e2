/**
 * A car that somebody describes: in the start-up file's list `cars`, or when it is plugged in over the control API.
 *
 * Guarantees: what a description leaves out is as in the built-in models; one that cannot be a car is refused with the path of every
 * field that is wrong, what was expected there and what stood there.
 */
import { type CarModel, commonCar } from './boards/virtual/car-models.ts';
import type { CableRating } from './charger/board.ts';
import { array, boolean, integer, number, object, optional, type Static, string } from './schema/schema.ts';
import type { Violation } from './schema/validate.ts';

const longestMs = 3_600_000;
const reactionMs = (description: string) =>
  optional(integer({ minimum: 1, maximum: longestMs, description: `${description}, ms.` }));

export const carManners = object({
  sleepsAfterMs: optional(
    integer({
      minimum: 3_000,
      description:
        'Asleep after so long without an offer, ms; woken by 3 s without one after a new one, or by a new plug.',
    }),
  ),
  refusesItThreePhase: optional(boolean({ description: 'Stops when it gets three phases of an IT grid.' })),
  failsOnPhaseSwitch: optional(
    boolean({ description: 'Stops until it is unplugged when the number of its phases changes.' }),
  ),
  overdraw: optional(number({ minimum: 1, maximum: 3, description: 'Draws so many times what it is offered.' })),
  ignoresEndOfOffer: optional(boolean({ description: 'Stays in C and goes on drawing when the offer ends.' })),
  noDiode: optional(boolean({ description: 'The diode of its pilot circuit is missing.' })),
});

export type CarDescription = Static<typeof carDescription>;
export const carDescription = object(
  {
    name: string({ minLength: 1, maxLength: 50 }),
    batteryKwh: number({ minimum: 0.1, maximum: 10_000 }),
    maxCurrentA: number({
      minimum: 6,
      maximum: 80,
      description: 'What the on-board charger draws at most, per phase.',
    }),
    minCurrentA: optional(
      number({
        minimum: 6,
        maximum: 80,
        default: 6,
        description: 'What it draws at least; a lower offer is not taken.',
      }),
    ),
    phases: integer({ minimum: 1, maximum: 3 }),
    ventilation: optional(boolean({ default: false, description: 'Asks for ventilation (D in place of C).' })),
    cableA: optional(integer({ default: 32, description: "The rating of the car's cable: 13, 20, 32 or 63." })),
    targetSoc: optional(
      number({ minimum: 1, maximum: 100, default: 100, description: 'State of charge at which it is full, percent.' }),
    ),
    curve: optional(
      array(
        object({
          fromSoc: number({ minimum: 0, maximum: 100, description: 'Percent at which the step begins.' }),
          fraction: number({
            minimum: 0.01,
            maximum: 1,
            description: 'How much of maxCurrentA the battery takes then.',
          }),
        }),
        { minItems: 1, maxItems: 100, description: 'Ascending steps, the first from 0.' },
      ),
    ),
    reaction: optional(
      object({
        startMs: reactionMs('From a first offer to C'),
        stopMs: reactionMs('From the end of the offer to B'),
        downMs: reactionMs('From a lower offer to drawing less'),
        upMs: reactionMs('From a higher offer to drawing more'),
      }),
    ),
    manners: optional(carManners),
  },
  { title: 'CarDescription' },
);

const cableRatings: readonly number[] = [13, 20, 32, 63] satisfies readonly CableRating[];

export function isCableRating(rating: number): rating is CableRating {
  return cableRatings.includes(rating);
}

/** The violation of a cable that there is none of. */
export function noSuchCable(path: string, rating: number): Violation {
  return { path, kind: 'property', expected: `one of ${cableRatings.join(', ')}`, got: String(rating) };
}

/** The whole car. Presumes that the description fits its schema and has no contradiction. */
export function describedCar({ reaction, cableA, manners, phases, ...rest }: CarDescription): CarModel {
  return {
    ...commonCar,
    ...withoutAbsent(rest),
    phases: phases as CarModel['phases'],
    reaction: { ...commonCar.reaction, ...withoutAbsent(reaction ?? {}) },
    ...(cableA === undefined ? {} : { cableA: cableA as CableRating }),
    ...(manners === undefined ? {} : { manners }),
  };
}

/** What a schema cannot say. `path` is where the description stands. */
export function contradictions(car: CarDescription, path: string): readonly Violation[] {
  const found: Violation[] = [];
  const say = (at: string, expected: string, got: unknown) =>
    found.push({ path: `${path}${at}`, kind: 'property', expected, got: String(got) });
  const { maxCurrentA, minCurrentA = commonCar.minCurrentA, cableA, curve = [] } = car;
  if (minCurrentA > maxCurrentA) say('/minCurrentA', `at most maxCurrentA, ${maxCurrentA}`, minCurrentA);
  if (cableA !== undefined && !isCableRating(cableA)) found.push(noSuchCable(`${path}/cableA`, cableA));
  for (const [index, { fromSoc }] of curve.entries()) {
    const before = curve[index - 1]?.fromSoc;
    if (before === undefined && fromSoc !== 0) say(`/curve/${index}/fromSoc`, '0 in the first step', fromSoc);
    if (before !== undefined && fromSoc <= before) say(`/curve/${index}/fromSoc`, `more than ${before}`, fromSoc);
  }
  return found;
}

/** An absent member may be there as undefined, and would hide a default. */
function withoutAbsent<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

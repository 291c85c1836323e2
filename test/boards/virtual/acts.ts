/** What can happen to the first connector of a bench, at random: cars, cables, offers, relays, voltages. */
import fc from 'fast-check';
import { type CarModel, carModels } from '../../../src/boards/virtual/car-models.ts';
import type { CableRating, Lines } from '../../../src/charger/board.ts';
import type { Bench } from './bench.ts';

export interface PlugInAct {
  readonly kind: 'plugIn';
  readonly model: CarModel;
  readonly cableA: CableRating | undefined;
}

export type WorldAct =
  | PlugInAct
  | { readonly kind: 'plugOut' }
  | { readonly kind: 'offer'; readonly currentA: number | undefined }
  | { readonly kind: 'relays'; readonly lines: Lines }
  | { readonly kind: 'voltages'; readonly voltages: readonly [number, number, number] };

/** What happens, then so many beats of 50 ms, and then a rest in which nothing moves any more. */
export type Act = WorldAct & { readonly beats: number; readonly restMs: number };

/** Cars whose batteries have no steps and no end, and which react on the beat: between two beats nothing changes. */
export const endlessCars: readonly CarModel[] = carModels.map(({ targetSoc: _, ...model }) => ({
  ...model,
  batteryKwh: 1e9,
  curve: [{ fromSoc: 0, fraction: 1 }],
  reaction: { startMs: 1000, stopMs: 500, downMs: 500, upMs: 1500 },
}));

const currentA = fc.oneof(fc.integer({ min: 6, max: 63 }), fc.double({ min: 6, max: 40, noNaN: true }));
const voltage = fc.constantFrom(230, 230, 215, 241.5, 0);

export function anyAct(cars: readonly CarModel[] = carModels): fc.Arbitrary<Act> {
  const what = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('plugIn' as const),
        model: fc.constantFrom(...cars),
        cableA: fc.constantFrom<(CableRating | undefined)[]>(13, 20, 32, 63, undefined),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('plugOut' as const) }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('offer' as const), currentA: fc.option(currentA, { nil: undefined }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('relays' as const),
        lines: fc.constantFrom<Lines[]>([], [1], [2], [1, 2], [2, 3], [3, 1], [1, 2, 3], [2, 3, 1], [3, 1, 2]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('voltages' as const), voltages: fc.tuple(voltage, voltage, voltage) }),
    },
  );
  // By 80 beats all that moves has come to rest.
  const pause = fc.constantFrom({ beats: 3, restMs: 0 }, { beats: 30, restMs: 0 }, { beats: 80, restMs: 600_000 });
  return fc.tuple(what, pause).map(([act, after]) => ({ ...act, ...after }));
}

export function apply({ board, connector, offer }: Bench, act: WorldAct): void {
  switch (act.kind) {
    case 'plugIn':
      board.plugIn(1, act.model, act.cableA);
      break;
    case 'plugOut':
      board.plugOut(1);
      break;
    case 'offer':
      offer(act.currentA);
      break;
    case 'relays':
      connector().setRelays(act.lines);
      break;
    case 'voltages':
      board.setVoltages(act.voltages);
      break;
  }
}

export interface Ratings {
  readonly lock: boolean;
  readonly maxCurrentA: number;
}

/** What connector and cable bear, A. */
export function bearsA({ lock, maxCurrentA }: Ratings, { model, cableA }: PlugInAct): number {
  return lock ? Math.min(maxCurrentA, cableA ?? model.cableA ?? 32) : maxCurrentA;
}

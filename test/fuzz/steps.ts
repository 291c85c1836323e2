/** What can happen to a charge point that is being fuzzed: frames, mostly; and, so that they hit it in every state, time and the world. */
import fc from 'fast-check';
import { brokenCalls, type FuzzCall, fittingCalls } from './calls.ts';
import { type Manner, manners } from './target.ts';
import { heavyTexts, hostileTexts } from './texts.ts';

export type Step =
  /** A CALL; without an id it gets one of its own. */
  | { readonly kind: 'call'; readonly call: FuzzCall; readonly id?: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary'; readonly length: number }
  /** An answer, perhaps late, to the oldest CALL that has none. */
  | { readonly kind: 'answer' }
  /** The last answer once more. */
  | { readonly kind: 'repeat' }
  | { readonly kind: 'manner'; readonly manner: Manner }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'world'; readonly what: Happening };

const happenings = ['plug in', 'plug in', 'swipe', 'swipe', 'plug out', 'break', 'mend', 'cut'] as const;
export type Happening = (typeof happenings)[number];

const id = fc.option(fc.constantFrom('again', 'again and again', ''), { nil: undefined, freq: 12 });
const calls = (call: fc.Arbitrary<FuzzCall>): fc.Arbitrary<Step> =>
  fc.tuple(call, id).map(([one, own]) => ({ kind: 'call', call: one, ...(own === undefined ? {} : { id: own }) }));

export const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 300, arbitrary: calls(fittingCalls) },
  { weight: 100, arbitrary: calls(brokenCalls) },
  { weight: 330, arbitrary: fc.record({ kind: fc.constant('text' as const), text: hostileTexts }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('text' as const), text: heavyTexts }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('binary' as const), length: fc.nat(100_000) }) },
  { weight: 25, arbitrary: fc.constant<Step>({ kind: 'answer' }) },
  { weight: 25, arbitrary: fc.constant<Step>({ kind: 'repeat' }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('manner' as const), manner: fc.constantFrom(...manners) }) },
  {
    weight: 40,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(1, 100, 500, 2_000, 15_000, 61_000),
    }),
  },
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('world' as const), what: fc.constantFrom(...happenings) }) },
);

/** Is it something that comes over the wire? */
export function isFrame({ kind }: Step): boolean {
  return kind === 'call' || kind === 'text' || kind === 'binary' || kind === 'answer' || kind === 'repeat';
}

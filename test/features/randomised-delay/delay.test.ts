/** A connector's randomised delay, as a function of what happens to it (SI 2021/1467, regulation 11). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { PhaseCount } from '../../../src/charger/phases.ts';
import {
  begin,
  bound,
  type Delay,
  differ,
  follow,
  NO_LIMIT,
  override,
  PAUSE,
  pass,
  remainingSeconds,
  type Target,
} from '../../../src/features/randomised-delay/delay.ts';

const amperes = (maxCurrentA: number | undefined, phases?: PhaseCount): Target => ({ maxCurrentA, phases });

const all = amperes(undefined);
const one = (maxCurrentA: number): Target => amperes(maxCurrentA, 1);

/** Two targets, the connector's cap, and whether going from one to the other is a relevant time. */
const differences: readonly (readonly [one: Target, other: Target, capA: number, relevant: boolean])[] = [
  [amperes(16), amperes(16), 32, false],
  [amperes(16), amperes(16.1), 32, true],
  [amperes(6), amperes(6.1), 32, true],
  [amperes(16), amperes(16.09), 32, false],
  [amperes(0), amperes(6), 32, true],
  [all, amperes(16), 32, true],
  // Nothing changes for the car: above what the connector bears, and below what a pilot can say.
  [amperes(40), amperes(50), 32, false],
  [all, amperes(32), 32, false],
  [all, amperes(40), 32, false],
  [amperes(40), amperes(31), 32, true],
  [amperes(20), amperes(16), 13, false],
  [amperes(0), amperes(5.9), 32, false],
  [all, amperes(0), 5, false],
  // The number of phases.
  [amperes(16), one(16), 32, true],
  [amperes(16), amperes(16, 3), 32, false],
  [all, amperes(undefined, 1), 32, true],
  [amperes(0, 3), one(5), 32, false],
];

describe('a relevant time', () => {
  for (const [from, to, capA, relevant] of differences) {
    it(`${relevant ? 'is' : 'is not'} from ${say(from)} to ${say(to)} where ${capA} A is the most`, () => {
      assert.equal(differ(from, to, capA), relevant);
      assert.equal(differ(to, from, capA), relevant);
    });
  }
});

/** One thing that happens, `at` s. */
type Step =
  | { readonly at: number; readonly start: Target; readonly delayed?: false; readonly draw?: number }
  | { readonly at: number; readonly target: Target; readonly draw?: number; readonly capA?: number }
  | { readonly at: number; readonly override: true }
  | { readonly at: number; readonly longest: number }
  | { readonly at: number };

/** A draw that is not foreseen throws, and so does one that is foreseen and does not happen. */
function step(delay: Delay, happens: Step): Delay {
  const now = happens.at * 1000;
  const foreseen = 'draw' in happens && happens.draw !== undefined ? [happens.draw] : [];
  function draw(): number {
    const seconds = foreseen.shift();
    assert.ok(seconds !== undefined, `nothing is to be drawn at ${happens.at} s`);
    return seconds;
  }
  const present = pass(delay, now);
  const next =
    'start' in happens
      ? begin(happens.delayed ?? true, { target: happens.start, capA: 32, now, draw })
      : 'target' in happens
        ? follow(delay, { target: happens.target, capA: happens.capA ?? 32, now, draw })
        : 'override' in happens
          ? override(present)
          : 'longest' in happens
            ? pass(bound(present, happens.longest), now)
            : present;
  assert.deepEqual(foreseen, [], `a delay is to be drawn at ${happens.at} s`);
  return next;
}

function say({ maxCurrentA, phases }: Target): string {
  return `${maxCurrentA ?? 'any'} A${phases === undefined ? '' : ` ${phases}ph`}`;
}

function tell(delay: Delay): string {
  return delay.kind === 'rest'
    ? say(delay.applied)
    : `${say(delay.applied)}, ${say(delay.next)} at ${delay.ends / 1000} s`;
}

const started: readonly Step[] = [{ at: 0, start: amperes(16), draw: 0 }];
const underway: readonly Step[] = [...started, { at: 100, target: amperes(10), draw: 300 }];

/** Each step, and what is applied and waits after it. */
const stories: Readonly<Record<string, readonly (readonly [Step, string])[]>> = {
  'a start waits in a pause': [
    [{ at: 0, start: amperes(16), draw: 40 }, '0 A, 16 A at 40 s'],
    [{ at: 39.999 }, '0 A, 16 A at 40 s'],
    [{ at: 40 }, '16 A'],
  ],
  'a start without a schedule waits too': [
    [{ at: 0, start: all, draw: 40 }, '0 A, any A at 40 s'],
    [{ at: 40 }, 'any A'],
  ],
  'a start that is not to be delayed draws nothing, and the next change does': [
    [{ at: 0, start: amperes(16), delayed: false }, '16 A'],
    [{ at: 10, target: amperes(10), draw: 5 }, '16 A, 10 A at 15 s'],
  ],
  'a start in a pause of the schedule is none; its end is': [
    [{ at: 0, start: amperes(0) }, '0 A'],
    [{ at: 50, target: amperes(16), draw: 60 }, '0 A, 16 A at 110 s'],
    [{ at: 110 }, '16 A'],
  ],
  'a pause waits like any other change': [
    [{ at: 0, start: amperes(16), draw: 0 }, '16 A'],
    [{ at: 10, target: amperes(0), draw: 600 }, '16 A, 0 A at 610 s'],
    [{ at: 610 }, '0 A'],
  ],
  'a draw of 0 is no delay': [
    [{ at: 0, start: amperes(16), draw: 0 }, '16 A'],
    [{ at: 1, target: one(10), draw: 0 }, '10 A 1ph'],
  ],
  'phases wait together with the current': [
    [{ at: 0, start: amperes(16, 3), draw: 0 }, '16 A 3ph'],
    [{ at: 10, target: one(20), draw: 30 }, '16 A 3ph, 20 A 1ph at 40 s'],
    [{ at: 40 }, '20 A 1ph'],
  ],
  'a further change neither draws nor prolongs': [
    [{ at: 0, start: amperes(16), draw: 0 }, '16 A'],
    [{ at: 100, target: amperes(10), draw: 300 }, '16 A, 10 A at 400 s'],
    [{ at: 200, target: one(20) }, '16 A, 20 A 1ph at 400 s'],
    [{ at: 399, target: amperes(0) }, '16 A, 0 A at 400 s'],
    [{ at: 400 }, '0 A'],
  ],
  'the same target again changes nothing': [
    [{ at: 0, start: amperes(16), draw: 100 }, '0 A, 16 A at 100 s'],
    [{ at: 1, target: amperes(16) }, '0 A, 16 A at 100 s'],
    [{ at: 100 }, '16 A'],
    [{ at: 101, target: amperes(16) }, '16 A'],
  ],
  'a target that comes back ends the delay, and the next change draws anew': [
    [{ at: 0, start: amperes(16), draw: 0 }, '16 A'],
    [{ at: 10, target: amperes(10), draw: 300 }, '16 A, 10 A at 310 s'],
    [{ at: 20, target: amperes(16.05) }, '16.05 A'],
    [{ at: 30, target: amperes(10), draw: 500 }, '16.05 A, 10 A at 530 s'],
  ],
  'a start whose schedule begins to pause has nothing to wait for': [
    [{ at: 0, start: amperes(16), draw: 300 }, '0 A, 16 A at 300 s'],
    [{ at: 10, target: amperes(3) }, '3 A'],
  ],
  'what makes no difference is applied at once, also during a delay': [
    [{ at: 0, start: amperes(40), delayed: false }, '40 A'],
    [{ at: 10, target: amperes(50) }, '50 A'],
    [{ at: 20, target: amperes(16), draw: 60 }, '50 A, 16 A at 80 s'],
    [{ at: 30, target: amperes(20), capA: 13 }, '20 A'],
  ],
  'a change when the delay is over and nobody has looked is a relevant time of its own': [
    [{ at: 0, start: amperes(16), draw: 40 }, '0 A, 16 A at 40 s'],
    [{ at: 50, target: amperes(10), draw: 7 }, '16 A, 10 A at 57 s'],
  ],
  'an override ends this delay, not the next': [
    [{ at: 0, start: amperes(16), draw: 40 }, '0 A, 16 A at 40 s'],
    [{ at: 5, override: true }, '16 A'],
    [{ at: 6, override: true }, '16 A'],
    [{ at: 7, target: amperes(10), draw: 40 }, '16 A, 10 A at 47 s'],
  ],
  'a lower maximum counts from the beginning, a higher one prolongs nothing': [
    ...underway.map((each, index): readonly [Step, string] => [each, index === 0 ? '16 A' : '16 A, 10 A at 400 s']),
    [{ at: 120, longest: 1800 }, '16 A, 10 A at 400 s'],
    [{ at: 130, longest: 60 }, '16 A, 10 A at 160 s'],
    [{ at: 140, longest: 600 }, '16 A, 10 A at 160 s'],
    [{ at: 160 }, '10 A'],
    [{ at: 170, longest: 600 }, '10 A'],
  ],
  'a maximum that has passed already, or 0, ends it at once': [
    ...underway.map((each, index): readonly [Step, string] => [each, index === 0 ? '16 A' : '16 A, 10 A at 400 s']),
    [{ at: 200, longest: 100 }, '10 A'],
    [{ at: 210, target: amperes(20), draw: 300 }, '10 A, 20 A at 510 s'],
    [{ at: 210, longest: 0 }, '20 A'],
  ],
};

describe('the randomised delay of a connector', () => {
  for (const [name, story] of Object.entries(stories)) {
    it(name, () => {
      let delay: Delay = { kind: 'rest', applied: NO_LIMIT };
      const told: string[] = [];
      for (const [happens] of story) {
        delay = step(delay, happens);
        told.push(tell(delay));
      }
      assert.deepEqual(
        told,
        story.map(([, expected]) => expected),
      );
    });
  }

  it('tells what is left in whole seconds, rounded up', () => {
    const delay = step({ kind: 'rest', applied: PAUSE }, { at: 0, start: amperes(16), draw: 40 });
    const left = [0, 1, 999, 1000, 39_000, 39_001, 40_000, 50_000].map((now) => remainingSeconds(delay, now));
    assert.deepEqual(left, [40, 40, 40, 39, 1, 1, 0, 0]);
    assert.equal(remainingSeconds(pass(delay, 40_000), 40_000), 0);
  });
});

const anyTarget = fc.record({
  maxCurrentA: fc.constantFrom(undefined, 0, 3, 6, 10, 10.05, 16, 32, 40),
  phases: fc.constantFrom<(PhaseCount | undefined)[]>(undefined, 1, 3),
});

const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('target' as const), target: anyTarget }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 400_000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('override' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('longest' as const), s: fc.integer({ min: 0, max: 600 }) }) },
);

describe('whatever a schedule wants and whenever', () => {
  it('the target is applied after its delay, not before, and never later than the maximum', () => {
    const seen = { delays: 0, waited: 0, overridden: 0, shortened: 0 };
    fc.assert(
      fc.property(
        anyTarget,
        fc.boolean(),
        fc.array(anyStep, { minLength: 5, maxLength: 30, size: 'max' }),
        fc.infiniteStream(fc.noBias(fc.integer({ min: 0, max: 999 }))),
        (first, delayed, steps, chance) => {
          let now = 0;
          let longestS = 600;
          let latest = first;
          /** The delay that is due by this test's own reckoning: since when, until when, and with what applied. */
          let due: { readonly since: number; readonly until: number; readonly old: Target } | undefined;
          let drawn: number[] = [];
          const draw = (): number => {
            const seconds = Math.floor((chance.next().value * (longestS + 1)) / 1000);
            drawn.push(seconds);
            return seconds;
          };
          const wish = (target: Target) => ({ target, capA: 32, now, draw });

          /** The target has come when this was applied. */
          function expect(old: Target): void {
            const relevant = differ(old, latest, 32);
            assert.equal(drawn.length, relevant && due === undefined ? 1 : 0, 'one draw for each relevant time');
            const [seconds] = drawn;
            if (!relevant) due = undefined;
            else if (seconds !== undefined && seconds > 0) due = { since: now, until: now + seconds * 1000, old };
            if (seconds !== undefined && seconds > 0) seen.delays += 1;
            drawn = [];
          }

          let delay = begin(delayed, wish(first));
          expect(delayed ? PAUSE : first);
          check();
          for (const each of steps) {
            if (each.kind === 'wait') {
              now += each.ms;
              if (due !== undefined && now >= due.until) {
                due = undefined;
                seen.waited += 1;
              }
              delay = pass(delay, now);
            } else if (each.kind === 'target') {
              const old = due?.old ?? latest;
              latest = each.target;
              delay = follow(delay, wish(latest));
              expect(old);
            } else if (each.kind === 'override') {
              if (due !== undefined) seen.overridden += 1;
              due = undefined;
              delay = override(delay);
            } else {
              longestS = each.s;
              if (due !== undefined) {
                const until = Math.min(due.until, due.since + longestS * 1000);
                if (until < due.until) seen.shortened += 1;
                due = now >= until ? undefined : { ...due, until };
              }
              delay = pass(bound(delay, longestS), now);
            }
            check();
          }

          function check(): void {
            assert.deepEqual(delay.applied, due === undefined ? latest : due.old, `at ${now} ms`);
            assert.equal(delay.kind, due === undefined ? 'rest' : 'delay');
            if (delay.kind === 'rest') return;
            assert.deepEqual(delay.next, latest);
            assert.equal(delay.ends, due?.until);
            // Whatever the reckoning says.
            assert.ok(now >= delay.began && now < delay.ends && delay.ends <= delay.began + 600_000);
          }
        },
      ),
      { numRuns: 300, seed: 1467 },
    );
    for (const [what, count] of Object.entries(seen)) assert.ok(count > 30, `${what}: ${count}`);
  });

  it('a connector that nothing happens to any more applies its target, and stays so', () => {
    fc.assert(
      fc.property(
        anyTarget,
        fc.array(anyTarget, { minLength: 1 }),
        fc.integer({ min: 0, max: 600 }),
        (first, later, s) => {
          const draw = (): number => s;
          let delay = begin(true, { target: first, capA: 32, now: 0, draw });
          for (const target of later) delay = follow(delay, { target, capA: 32, now: 0, draw });
          assert.deepEqual(pass(delay, s * 1000), { kind: 'rest', applied: later.at(-1) });
          assert.deepEqual(pass(pass(delay, s * 1000), 1e9).applied, later.at(-1));
        },
      ),
      { numRuns: 100, seed: 1467 },
    );
  });
});

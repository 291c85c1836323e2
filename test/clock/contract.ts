/** The contract to which every Clock is held; a clock under test comes with the means to let its time pass. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Clock, Timer } from '../../src/clock/clock.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets `ms` of the clock's time pass and runs what is due in them. */
  advance(ms: number): Promise<void>;
}

export function clockContract(name: string, make: () => ClockUnderTest): void {
  describe(`${name}: the contract of every clock`, () => {
    test('tasks run in the order of their due times, not in that of asking', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      clock.after(30, () => ran.push('third'));
      clock.after(10, () => ran.push('first'));
      clock.after(20, () => ran.push('second'));
      await advance(30);
      assert.deepEqual(ran, ['first', 'second', 'third']);
    });

    test('tasks of the same due time run in the order of asking, also with different delays', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      clock.after(20, () => ran.push('first'));
      await advance(10);
      clock.after(10, () => ran.push('second'));
      clock.after(10, () => ran.push('third'));
      await advance(10);
      assert.deepEqual(ran, ['first', 'second', 'third']);
    });

    test('no task runs before it is due, or inside the call that asked for it', async () => {
      const { clock, advance } = make();
      let ran = false;
      clock.after(10, () => {
        ran = true;
      });
      await advance(9);
      assert.equal(ran, false);
      await advance(1);
      assert.equal(ran, true);
      let inside = true;
      clock.after(0, () => assert.equal(inside, false));
      inside = false;
      await advance(0);
    });

    test('a negative delay counts as 0, and comes after what was due already', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      clock.after(0, () => ran.push('zero'));
      clock.after(-50, () => ran.push('negative'));
      await advance(0);
      assert.deepEqual(ran, ['zero', 'negative']);
    });

    test('a delay that is not a number is refused', () => {
      assert.throws(() => make().clock.after(Number.NaN, () => {}), RangeError);
    });

    test('a cancelled task never runs; cancelling again, or after the run, does nothing', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      const cancelled = clock.after(10, () => ran.push('cancelled'));
      const kept = clock.after(10, () => ran.push('kept'));
      cancelled.cancel();
      cancelled.cancel();
      await advance(10);
      kept.cancel();
      clock.after(10, () => ran.push('later'));
      kept.cancel();
      await advance(10);
      assert.deepEqual(ran, ['kept', 'later']);
    });

    test('a task may cancel one that is due at the same time', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      let second: Timer | undefined;
      clock.after(10, () => {
        ran.push('first');
        second?.cancel();
      });
      second = clock.after(10, () => ran.push('second'));
      await advance(20);
      assert.deepEqual(ran, ['first']);
    });

    test('the promise reactions of a task run before the next task', async () => {
      const { clock, advance } = make();
      const ran: string[] = [];
      clock.after(10, async () => {
        ran.push('first');
        for (let step = 0; step < 20; step++) await null;
        ran.push('its reactions');
      });
      clock.after(10, () => ran.push('second'));
      await advance(10);
      assert.deepEqual(ran, ['first', 'its reactions', 'second']);
    });

    test('a task may ask for the next one, which waits its own time', async () => {
      const { clock, advance } = make();
      const times: number[] = [];
      const begin = clock.elapsed();
      const tick = () => {
        times.push(clock.elapsed() - begin);
        clock.after(10, tick);
      };
      clock.after(10, tick);
      await advance(35);
      assert.deepEqual(times, [10, 20, 30]);
    });

    test('a delay of months is kept', async () => {
      const { clock, advance } = make();
      const months = 100 * 24 * 3_600_000;
      let ran = false;
      clock.after(months, () => {
        ran = true;
      });
      await advance(months - 1);
      assert.equal(ran, false);
      await advance(1);
      assert.equal(ran, true);
    });

    test('an endless delay never ends', async () => {
      const { clock, advance } = make();
      let ran = false;
      clock.after(Number.POSITIVE_INFINITY, () => {
        ran = true;
      });
      await advance(1e12);
      assert.equal(ran, false);
    });

    test('both times grow with the time that passes', async () => {
      const { clock, advance } = make();
      const now = clock.now();
      const elapsed = clock.elapsed();
      await advance(1234);
      assert.deepEqual([clock.now() - now, clock.elapsed() - elapsed], [1234, 1234]);
    });

    test('any mixture of delays and cancellations runs exactly the right tasks, in order and on time', async () => {
      const timer = fc.record({ wait: fc.nat(5), delay: fc.nat(40), cancel: fc.option(fc.nat(30)) });
      await fc.assert(
        fc.asyncProperty(fc.array(timer, { maxLength: 40 }), async (plan) => {
          const { clock, advance } = make();
          const begin = clock.elapsed();
          const ran: (readonly [number, number])[] = [];
          const timers: Timer[] = [];
          let expected: { due: number; index: number }[] = [];
          for (const [index, { wait, delay, cancel }] of plan.entries()) {
            await advance(wait);
            const at = clock.elapsed() - begin;
            timers.push(clock.after(delay, () => ran.push([index, clock.elapsed() - begin])));
            expected.push({ due: at + delay, index });
            if (cancel === null || timers[cancel] === undefined) continue;
            timers[cancel].cancel();
            // Too late for a task that came due while the time passed, before this one was asked for.
            expected = expected.filter((task) => task.index !== cancel || (task.due <= at && cancel < index));
          }
          await advance(100);
          expected.sort((one, other) => one.due - other.due || one.index - other.index);
          assert.deepEqual(
            ran,
            expected.map(({ due, index }) => [index, due]),
          );
        }),
        { numRuns: 100 },
      );
    });
  });
}

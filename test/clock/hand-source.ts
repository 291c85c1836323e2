/** A TimeSource that is moved by hand, with wake-ups of the kind that Node.js gives: no longer than 2^31 - 1 ms. */
import assert from 'node:assert/strict';
import type { TimeSource } from '../../src/clock/system-clock.ts';

export interface HandSource extends TimeSource {
  /** Lets `ms` pass and wakes whoever waits, each when it is due and in a turn of its own. */
  advance(ms: number): Promise<void>;
  /** Moves the computer's clock alone. */
  step(ms: number): void;
  /** The delays of the wake-ups that are asked for at this moment. */
  waits(): readonly number[];
  /** How many wake-ups were ever asked for. */
  asked(): number;
  /** How often somebody was woken. */
  wakeUps(): number;
  /** Makes each wake-up come so many ms too early. */
  hurry(ms: number): void;
}

export function createHandSource(start = 1_000_000): HandSource {
  let wall = start;
  let monotonic = 0;
  let wakeUps = 0;
  let asked = 0;
  let early = 0;
  const waiting = new Set<{ readonly at: number; readonly delay: number; readonly wake: () => void }>();

  function pass(ms: number): void {
    wall += ms;
    monotonic += ms;
  }

  return {
    wall: () => wall,
    monotonic: () => monotonic,
    wait(delay, wake) {
      assert.equal(Number.isInteger(delay) && delay >= 0 && delay < 2 ** 31, true, `a delay of ${delay} ms`);
      asked++;
      const entry = { at: monotonic + Math.max(0, delay - (delay > early ? early : 0)), delay, wake };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    async advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        const next = [...waiting].sort((one, other) => one.at - other.at)[0];
        if (next === undefined || next.at > end) break;
        pass(next.at - monotonic);
        waiting.delete(next);
        wakeUps++;
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      pass(end - monotonic);
    },
    step(ms) {
      wall += ms;
    },
    waits: () => [...waiting].map(({ delay }) => delay),
    asked: () => asked,
    wakeUps: () => wakeUps,
    hurry(ms) {
      early = ms;
    },
  };
}

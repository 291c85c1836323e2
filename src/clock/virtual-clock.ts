/**
 * A Clock for tests and simulation: its time moves when it is told to, and a day passes in milliseconds.
 *
 * Guarantees, besides those of the port:
 * - the same tasks give the same order, run after run, whatever the computer does meanwhile;
 * - a task runs exactly at its due time;
 * - before the first task, and after each one, all promise reactions and microtasks run to their end. Only what hangs on
 *   the world outside (sockets, files, threads) is not waited for;
 * - `now()` is a whole number of ms.
 *
 * An exception from a task rejects the promise of the call that ran it; the clock stays usable.
 */
import type { Clock } from './clock.ts';
import { createTimerHeap, dueTime } from './timer-heap.ts';

/** A clock that is moved by hand. Each call that runs tasks must be awaited before the next one is made. */
export interface VirtualClock extends Clock {
  /** Lets `ms` (at least 0) pass and runs all that is due in that time, in order. */
  advance(ms: number): Promise<void>;
  /** Runs what is due now, and what that makes due now. */
  settle(): Promise<void>;
  /**
   * Lets time pass, task by task, until `condition` holds. It is looked at when all is settled: at the start, after
   * each task, and when `limit` ms have passed. Throws when it does not hold even then.
   */
  runUntil(condition: () => boolean, limit: number): Promise<void>;
  /** Moves `now()` by `ms` (negative: back). `elapsed()` and the timers take no notice. */
  step(ms: number): void;
  /** How many tasks wait. */
  pending(): number;
}

/** A chain of so many tasks, each asked for by the one before it with no delay, is held to be endless. */
const longestChain = 100_000;

/** A clock that stands at `start` (ms since 1970, default 2026-01-01T00:00:00Z). */
export function createVirtualClock(options: { start?: number } = {}): VirtualClock {
  const heap = createTimerHeap();
  let wallOffset = options.start ?? Date.UTC(2026, 0, 1);
  let elapsed = 0;
  let running = false;

  /** Runs the tasks up to `ms` from now, until `enough`; true when it was enough, at the latest at the end. */
  async function run(ms: number, enough: () => boolean): Promise<boolean> {
    if (running) throw new Error('the virtual clock is running already: await one call before making the next');
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`a virtual clock moves by a number of milliseconds from 0, not by ${ms}`);
    }
    running = true;
    try {
      const end = elapsed + ms;
      let chain = 0;
      // Tasks with this sequence number or a later one were asked for by the last link of the chain.
      let link = heap.added();
      await turn();
      while (!enough()) {
        const next = heap.first();
        if (next === undefined || next.due > end) {
          elapsed = end;
          return enough();
        }
        if (next.due > elapsed) {
          chain = 0;
          link = heap.added();
        } else if (next.sequence >= link) {
          chain++;
          link = heap.added();
        }
        if (chain > longestChain) {
          throw new Error(`time stands still: the tasks at ${iso()} ask for one another endlessly`);
        }
        elapsed = next.due;
        heap.take();
        next.run();
        // 1.2 µs. Counting the microtasks instead would cost the certainty that all of them have run.
        await turn();
      }
      return true;
    } finally {
      running = false;
    }
  }

  function now(): number {
    return Math.floor(wallOffset + elapsed);
  }

  function iso(): string {
    return new Date(now()).toISOString();
  }

  return {
    now,
    elapsed: () => elapsed,
    after: (delay, task) => heap.add(dueTime(elapsed, delay), task),
    async advance(ms) {
      await run(ms, never);
    },
    async settle() {
      await run(0, never);
    },
    async runUntil(condition, limit) {
      if (await run(limit, condition)) return;
      throw new Error(
        `the condition did not hold within ${limit} ms of virtual time (it is ${iso()}; ${heap.size()} tasks still wait)`,
      );
    },
    step(ms) {
      wallOffset += ms;
    },
    pending: () => heap.size(),
  };
}

function never(): boolean {
  return false;
}

/** A turn of the event loop: afterwards no microtask is left. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

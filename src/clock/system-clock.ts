/**
 * The Clock of a running process: the computer's own time, or a multiple of it.
 *
 * Guarantees, besides those of the port:
 * - at speed 1 from the start, `now()` is the computer's clock, with its steps; at speed N both times run N times as
 *   fast; a change of speed never makes `now()` jump;
 * - `now()` is a whole number of ms;
 * - every task has a turn of the event loop of its own: the promise reactions of one task run before the next task, as
 *   with the virtual clock, and many due tasks do not starve the sockets;
 * - nothing ticks: the process wakes up for the task that is due next, and for nothing when none waits (then the clock
 *   does not keep the process alive either).
 *
 * One heap with a single timer of Node.js, because Node.js keeps its timers by length of delay and rounds them to ms: two
 * with the same due time may run in the wrong order, none may be longer than 24.8 days, and a change of speed would have
 * to move them all.
 */
import type { Clock } from './clock.ts';
import { createTimerHeap, dueTime } from './timer-heap.ts';

/** The time of a process, which may run faster than the time outside. */
export interface SystemClock extends Clock {
  /** Changes the speed from this moment: a number above 0; 1 is the pace of the world. Throws RangeError. */
  setSpeed(speed: number): void;
}

/** Where a system clock gets its time from; tests put their own in its place. */
export interface TimeSource {
  /** The computer's clock, in ms since 1970. */
  wall(): number;
  /** Monotonic time in ms. */
  monotonic(): number;
  /**
   * Calls `wake` after `delay` ms (at most 2^31 - 1), or in the next turn of the event loop when the delay is 0.
   * The result takes that back.
   */
  wait(delay: number, wake: () => void): () => void;
}

/** The longest delay that a timer of Node.js takes, in ms. */
const longestWait = 2 ** 31 - 1;

const computer: TimeSource = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  wait(delay, wake) {
    if (delay === 0) {
      const immediate = setImmediate(wake);
      return () => clearImmediate(immediate);
    }
    const timeout = setTimeout(wake, delay);
    return () => clearTimeout(timeout);
  },
};

/** Starts a clock whose time runs `speed` times (above 0, default 1) as fast as that of its source. */
export function createSystemClock(options: { speed?: number; source?: TimeSource } = {}): SystemClock {
  const source = options.source ?? computer;
  let speed = positive(options.speed ?? 1);
  // The moment of the last change of speed, as this clock tells it and as its source does.
  let base = { now: source.wall(), elapsed: 0 };
  let real = { now: base.now, elapsed: source.monotonic() };

  /** The wake-up that is asked for: the due time it serves, and how to take it back. */
  let wakeUp: { readonly due: number; readonly cancel: () => void } | undefined;
  const heap = createTimerHeap(disarm);

  function elapsed(): number {
    return base.elapsed + (source.monotonic() - real.elapsed) * speed;
  }

  function now(): number {
    if (speed === 1) return Math.floor(base.now + (source.wall() - real.now));
    return Math.floor(base.now + (source.monotonic() - real.elapsed) * speed);
  }

  function disarm(): void {
    wakeUp?.cancel();
    wakeUp = undefined;
  }

  function arm(): void {
    const next = heap.first();
    if (next === undefined) return;
    // A wake-up that comes too early, because its task was cancelled, costs less than moving it each time.
    if (wakeUp !== undefined && wakeUp.due <= next.due) return;
    disarm();
    const delay = Math.ceil((next.due - elapsed()) / speed);
    wakeUp = { due: next.due, cancel: source.wait(Math.min(Math.max(0, delay), longestWait), wake) };
  }

  function wake(): void {
    wakeUp = undefined;
    try {
      // A timer of Node.js may be up to 1 ms early; then nothing is due yet and the rest is waited for.
      const first = heap.first();
      if (first !== undefined && first.due <= elapsed()) heap.take()?.run();
    } finally {
      arm();
    }
  }

  return {
    now,
    elapsed,
    after(delay, task) {
      const timer = heap.add(dueTime(elapsed(), delay), task);
      arm();
      return timer;
    },
    setSpeed(value) {
      const next = positive(value);
      base = { now: now(), elapsed: elapsed() };
      real = { now: source.wall(), elapsed: source.monotonic() };
      speed = next;
      disarm();
      arm();
    },
  };
}

function positive(speed: number): number {
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new RangeError(`the speed of a clock must be a number above 0, not ${speed}`);
}

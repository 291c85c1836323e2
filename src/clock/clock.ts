/**
 * The Clock port: the only way to know the time or to wait (DESIGN rule 2).
 *
 * Guarantees of every implementation:
 * - tasks run in the order of their due times, tasks of the same due time in the order in which they were asked for;
 * - a task never runs before it is due, never inside the call that asked for it, and never after its timer was cancelled;
 * - any delay is allowed, also one of months.
 */
export interface Clock {
  /** Wall-clock time in ms since 1970-01-01T00:00:00Z. It may step, forwards and backwards. */
  now(): number;
  /** Monotonic time in ms since some fixed moment. It never steps and never falls. Timers follow it. */
  elapsed(): number;
  /** Runs `task` once, `delay` ms from now (a negative delay counts as 0). */
  after(delay: number, task: () => void): Timer;
  /**
   * Hears of every step of `now()` that this clock makes itself, right after it: by how many ms, negative for back. For whoever
   * waits for a moment of the wall clock. Returns how to stop. Absent where nobody could tell: a clock that follows the computer's
   * is stepped by others, unseen, so that who waits long has to look now and then all the same.
   */
  onStep?(listener: (by: number) => void): () => void;
}

/** A task that waits. */
export interface Timer {
  /** Takes the task back; does nothing when it has already run or was cancelled. */
  cancel(): void;
}

/**
 * The tasks that wait, the next one first.
 *
 * Guarantees: tasks leave in the order of their due times, those with the same due time in the order in which they were
 * added; adding, taking and cancelling cost O(log n); a task that was taken or cancelled is not held in memory here.
 * A binary heap in which every task knows its place, so that cancelling frees the memory at once: most timers of a
 * charge point are time-outs that are taken back long before they are due.
 */
import type { Timer } from './clock.ts';

/** A task in the heap. */
export interface WaitingTask extends Timer {
  /** The moment from which it may run, in ms of the clock's `elapsed()`. */
  readonly due: number;
  /** Counts the tasks of this heap in the order in which they were added. */
  readonly sequence: number;
  readonly run: () => void;
}

/** The waiting tasks of one clock. */
export interface TimerHeap {
  /** Adds a task that is due at `due` ms. */
  add(due: number, run: () => void): WaitingTask;
  /** The task that is due next; it stays in the heap. */
  first(): WaitingTask | undefined;
  /** Removes the task that is due next. */
  take(): WaitingTask | undefined;
  size(): number;
  /** How many tasks were ever added: the sequence number of the next one. */
  added(): number;
}

/** A class, because every CALL has one for its time-out: `cancel` is shared, a closure would not be. */
class Entry implements WaitingTask {
  readonly due: number;
  readonly sequence: number;
  readonly run: () => void;
  /** Index in the heap; -1 when the task has left it. */
  place = -1;
  readonly #cancelled: (entry: Entry) => void;

  constructor(due: number, sequence: number, run: () => void, cancelled: (entry: Entry) => void) {
    this.due = due;
    this.sequence = sequence;
    this.run = run;
    this.#cancelled = cancelled;
  }

  cancel(): void {
    if (this.place >= 0) this.#cancelled(this);
  }
}

/** An empty heap. `emptied` is called when a cancellation has removed the last task. */
export function createTimerHeap(emptied: () => void = () => {}): TimerHeap {
  const entries: Entry[] = [];
  let added = 0;

  function put(entry: Entry, place: number): void {
    entries[place] = entry;
    entry.place = place;
  }

  function rise(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || precedes(parent, entry)) break;
      put(parent, place);
      place = above;
    }
    put(entry, place);
  }

  function sink(entry: Entry, from: number): void {
    let place = from;
    for (;;) {
      const left = 2 * place + 1;
      const first = earlier(entries[left], entries[left + 1]);
      if (first === undefined || precedes(entry, first)) break;
      const below = first.place;
      put(first, place);
      place = below;
    }
    put(entry, place);
  }

  function remove(entry: Entry): void {
    const place = entry.place;
    entry.place = -1;
    const last = entries.pop();
    if (last === undefined || last === entry) return;
    // The last task fills the gap; it may belong above or below it.
    sink(last, place);
    if (last.place === place) rise(last, place);
  }

  function cancelled(entry: Entry): void {
    remove(entry);
    if (entries.length === 0) emptied();
  }

  return {
    add(due, run) {
      const entry = new Entry(due, added++, run, cancelled);
      entries.push(entry);
      rise(entry, entries.length - 1);
      return entry;
    },
    first: () => entries[0],
    take() {
      const first = entries[0];
      if (first !== undefined) remove(first);
      return first;
    },
    size: () => entries.length,
    added: () => added,
  };
}

function precedes(one: WaitingTask, other: WaitingTask): boolean {
  return one.due < other.due || (one.due === other.due && one.sequence < other.sequence);
}

function earlier(one: Entry | undefined, other: Entry | undefined): Entry | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return precedes(one, other) ? one : other;
}

/** The due time of a task asked for at `elapsed` with `delay` ms; both clocks read a delay in this way. */
export function dueTime(elapsed: number, delay: number): number {
  if (Number.isNaN(delay)) throw new RangeError('a delay must be a number of milliseconds, not NaN');
  return elapsed + Math.max(0, delay);
}

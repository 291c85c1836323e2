/**
 * Puts the frames of the past and those that come live into one order.
 * Guarantee: while it is closed live frames wait; opened with the past it lets through what was not seen yet of it, then those that
 * waited and are not in it; open it lets everything through.
 */
import type { Frame } from '../shared/frame-book.ts';

type Passing = Omit<Frame, 'number'>;

export interface FrameGate {
  live(frame: Passing): void;
  close(): void;
  open(past: readonly Passing[]): void;
}

/** How many are remembered as seen: more than the API keeps. */
const REMEMBERED = 2_500;

export function createFrameGate(pass: (frame: Passing) => void): FrameGate {
  let waiting: Passing[] | undefined;
  let seen = new Set<string>();

  function key({ at, direction, kind, id, text }: Passing): string {
    return `${at} ${direction} ${kind} ${id} ${text.length}`;
  }

  function admit(frame: Passing): void {
    seen.add(key(frame));
    if (seen.size > REMEMBERED) seen = new Set([...seen].slice(-REMEMBERED / 2));
    pass(frame);
  }

  return {
    live(frame) {
      if (waiting === undefined) admit(frame);
      else waiting.push(frame);
    },
    close() {
      waiting ??= [];
    },
    open(past) {
      const held = waiting ?? [];
      waiting = undefined;
      const before = seen;
      const keys = new Set(past.map(key));
      for (const frame of past.filter((each) => !before.has(key(each)))) admit(frame);
      for (const frame of held.filter((each) => !keys.has(key(each)))) admit(frame);
    },
  };
}

/**
 * The frames that have passed, in order, and which answer belongs to which CALL.
 *
 * Guarantees: the newest `KEPT` are kept; taking one costs the same however many there are, and watchers are told at most once
 * per picture that the browser draws.
 */

export const KEPT = 20_000;

/** How many are let go of at a time. */
const CHUNK = 1_000;

export interface Frame {
  /** Counts from 1. */
  readonly number: number;
  /** ms since 1970. */
  readonly at: number;
  readonly direction: 'in' | 'out';
  /** call, result, error; anything else is malformed. */
  readonly kind: string;
  readonly action?: string | undefined;
  readonly id?: string | undefined;
  readonly latencyMs?: number | undefined;
  readonly complaint?: string | undefined;
  readonly text: string;
}

export interface FrameBook {
  /** Oldest first. The array is the book's own: it grows, and it is another one after frames were let go of. */
  frames(): readonly Frame[];
  /** All that there ever were, in alphabetical order. */
  actions(): readonly string[];
  add(frame: Omit<Frame, 'number'>): void;
  /** The answer of a CALL, or the CALL of an answer. */
  partner(frame: Frame): Frame | undefined;
  clear(): void;
  /** For useSyncExternalStore. */
  subscribe(listener: () => void): () => void;
  /** Another number after each change. */
  version(): number;
}

/** `soon` runs it before the next picture. */
export function createFrameBook(soon: (act: () => void) => void): FrameBook {
  let frames: Frame[] = [];
  let count = 0;
  let version = 0;
  let waiting = false;
  const calls = new Map<string, Frame>();
  const answers = new Map<string, Frame>();
  const listeners = new Set<() => void>();
  let actions: readonly string[] = [];

  function changed(): void {
    if (waiting) return;
    waiting = true;
    soon(() => {
      waiting = false;
      version += 1;
      for (const listener of listeners) listener();
    });
  }

  function letGo(): void {
    for (const frame of frames.slice(0, CHUNK)) {
      const side = sideOf(frame);
      if (side !== undefined && side.of(calls, answers).get(side.key) === frame)
        side.of(calls, answers).delete(side.key);
    }
    frames = frames.slice(CHUNK);
  }

  return {
    frames: () => frames,
    actions: () => actions,
    add(fields) {
      count += 1;
      const frame: Frame = { ...fields, number: count };
      frames.push(frame);
      const { action } = frame;
      if (action !== undefined && !actions.includes(action)) actions = [...actions, action].sort();
      const side = sideOf(frame);
      side?.of(calls, answers).set(side.key, frame);
      if (frames.length > KEPT) letGo();
      changed();
    },
    partner(frame) {
      const side = sideOf(frame);
      if (side === undefined) return undefined;
      return (frame.kind === 'call' ? answers : calls).get(side.key);
    },
    clear() {
      frames = [];
      actions = [];
      calls.clear();
      answers.clear();
      changed();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    version: () => version,
  };
}

interface Side {
  /** The message id, and which side made it. */
  readonly key: string;
  of(calls: Map<string, Frame>, answers: Map<string, Frame>): Map<string, Frame>;
}

function sideOf({ id, kind, direction }: Frame): Side | undefined {
  if (id === undefined) return undefined;
  if (kind === 'call') return { key: `${direction} ${id}`, of: (calls) => calls };
  if (kind !== 'result' && kind !== 'error') return undefined;
  return { key: `${direction === 'in' ? 'out' : 'in'} ${id}`, of: (_, answers) => answers };
}

/**
 * The frames of a twin, as they pass, and the mark from which the next one is looked for.
 *
 * Guarantees: a frame is kept with the moment at which it passed, in order, across resets; the newest 20,000 are kept; a secret
 * is in no text that is shown; `find` sees frames after the mark only, and `take` moves the mark behind the frame.
 */
import { masked } from '../api/masked.ts';
import { frameLine } from '../central/frame-line.ts';
import { parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import type { Twin } from '../twin.ts';
import type { FrameFacts } from './frame-pattern.ts';

/** A frame that has passed. */
export interface SeenFrame extends FrameFacts {
  /** Counts from 1. */
  readonly number: number;
  /** ms since 1970, by the charger's clock. */
  readonly at: number;
  readonly id?: string;
  /** As it was on the wire; the value of a key that can only be written is masked. */
  readonly text: string;
}

export interface FrameLog {
  /** Oldest first. */
  readonly frames: readonly SeenFrame[];
  /** From here on: what has passed is not looked at again. */
  mark(): void;
  /** The first frame after the mark (and after `after`) that fits. */
  find(fits: (frame: SeenFrame) => boolean): SeenFrame | undefined;
  /** Those after the mark. */
  sinceMark(): readonly SeenFrame[];
  /** Moves the mark behind this frame. */
  take(frame: SeenFrame): void;
  /** The newest ones, as lines for people. */
  lastLines(count: number): readonly string[];
  stop(): void;
}

const MOST_FRAMES = 20_000;

export function createFrameLog(twin: Twin): FrameLog {
  const frames: SeenFrame[] = [];
  let count = 0;
  /** The number of the last frame that is not looked at. */
  let marked = 0;
  const stop = twin.observe((event) => {
    if (event.kind !== 'frame') return;
    count += 1;
    frames.push(seen(event.frame, count));
    if (frames.length > MOST_FRAMES) frames.shift();
  });

  function seen(frame: FrameEvent, number: number): SeenFrame {
    const { direction, kind, action, id } = frame;
    return {
      number,
      at: twin.clock.now(),
      direction,
      kind,
      ...(action === undefined ? {} : { action }),
      ...(id === undefined ? {} : { id }),
      payload: payloadOf(frame),
      text: masked(frame, twin.chargePoint().configuration),
    };
  }

  const sinceMark = (): readonly SeenFrame[] => frames.slice(Math.max(0, frames.length - (count - marked)));

  return {
    frames,
    mark() {
      marked = count;
    },
    find: (fits) => sinceMark().find(fits),
    sinceMark,
    take({ number }) {
      marked = Math.max(marked, number);
    },
    lastLines: (most) => frames.slice(-most).map((frame) => lineOf(frame, twin)),
    stop,
  };
}

function payloadOf({ text }: FrameEvent): unknown {
  const frame = parseFrame(text);
  if (frame.kind === 'call' || frame.kind === 'result') return frame.payload;
  if (frame.kind !== 'error') return undefined;
  const { code, description, details } = frame;
  return { code, description, details };
}

/** As the Central System shows it, whose `in` is our `out`. */
function lineOf(frame: SeenFrame, { startUp }: Twin): string {
  return frameLine({
    ...frame,
    kind: frame.kind as FrameEvent['kind'],
    direction: frame.direction === 'out' ? 'in' : 'out',
    chargerId: startUp.identity.chargePointId,
  });
}

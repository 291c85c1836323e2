/** What is inside a frame, for people. Pure; a text that is no JSON is shown as it is. */
import type { Frame } from '../frame-book.ts';

export interface Content {
  /** The payload, in lines. */
  readonly lines: readonly string[];
  /** The payload in one line, for the folded row. */
  readonly brief: string;
}

const BRIEF = 160;
const known = new WeakMap<Frame, Content>();

export function contentOf(frame: Frame): Content {
  const found = known.get(frame);
  if (found !== undefined) return found;
  const content = read(frame.text);
  known.set(frame, content);
  return content;
}

function read(text: string): Content {
  const payload = payloadOf(text);
  if (payload === undefined) return { lines: text.split('\n'), brief: text.slice(0, BRIEF) };
  return { lines: JSON.stringify(payload, null, 2).split('\n'), brief: JSON.stringify(payload).slice(0, BRIEF) };
}

/** Undefined for what is no frame of OCPP-J. */
export function payloadOf(text: string): unknown {
  try {
    const frame: unknown = JSON.parse(text);
    if (!Array.isArray(frame)) return undefined;
    const [type, , ...rest] = frame as readonly unknown[];
    if (type === 2) return rest[1];
    if (type === 3) return rest[0];
    if (type === 4) return { errorCode: rest[0], errorDescription: rest[1], errorDetails: rest[2] };
    return undefined;
  } catch {
    return undefined;
  }
}

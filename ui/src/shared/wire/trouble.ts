/** Frames with which something is wrong: against the schema, malformed, refused, answered by an error. */
import type { Frame } from '../frame-book.ts';

export function hasTrouble({ kind, complaint }: Frame): boolean {
  return complaint !== undefined || (kind !== 'call' && kind !== 'result');
}

/**
 * The frames that are looked for.
 * Guarantee: as long as the filter is the same, only frames that are new are looked at.
 */
import type { Frame, FrameBook } from '../frame-book.ts';
import { hasTrouble } from './trouble.ts';

export interface Filter {
  readonly direction: 'both' | 'in' | 'out';
  /** '' for all. */
  readonly action: string;
  /** Anywhere in the text, in any case. */
  readonly sought: string;
  readonly troubleOnly: boolean;
}

export const everything: Filter = { direction: 'both', action: '', sought: '', troubleOnly: false };

export interface FilteredFrames {
  /** Oldest first, up to the frame of that number. */
  of(filter: Filter, until: number): readonly Frame[];
}

export function createFilteredFrames(book: Pick<FrameBook, 'frames'>): FilteredFrames {
  let last: Filter | undefined;
  let until = 0;
  let seen: readonly Frame[] | undefined;
  let looked = 0;
  let found: Frame[] = [];
  return {
    of(filter, to) {
      const frames = book.frames();
      if (filter !== last || frames !== seen || to < until) {
        found = [];
        looked = 0;
      }
      const fits = tester(filter);
      const before = found.length;
      for (; looked < frames.length; looked += 1) {
        const frame = frames[looked];
        if (frame === undefined || frame.number > to) break;
        if (fits(frame)) found.push(frame);
      }
      last = filter;
      until = to;
      seen = frames;
      if (found.length !== before) found = [...found];
      return found;
    },
  };
}

function tester({ direction, action, sought, troubleOnly }: Filter): (frame: Frame) => boolean {
  const needle = sought.trim().toLowerCase();
  return (frame) =>
    (direction === 'both' || frame.direction === direction) &&
    (action === '' || frame.action === action) &&
    (!troubleOnly || hasTrouble(frame)) &&
    (needle === '' || `${frame.action ?? ''} ${frame.text}`.toLowerCase().includes(needle));
}

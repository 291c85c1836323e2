/**
 * Which rows of a long list are drawn: those that can be seen, and a few more. Pure.
 * Guarantee: every row has a height that is known without drawing it, so the scroll bar never lies.
 */
export const ROW = 30;
export const LINE = 17;
/** Above and below the lines of a row that is unfolded, and for what stands beside them. */
export const UNFOLDED = 50;

const MORE = 8;

export interface Placed {
  /** The rows to draw: from this one, */
  readonly first: number;
  /** to before this one. */
  readonly end: number;
  /** Where each of them begins, px. */
  readonly tops: readonly number[];
  /** Of all rows, px. */
  readonly height: number;
}

/** `unfolded`: the rows that are unfolded, ascending, with the px that each has more than `ROW`. */
export function placed(
  count: number,
  unfolded: readonly { readonly row: number; readonly more: number }[],
  seen: { readonly top: number; readonly height: number },
): Placed {
  const height = count * ROW + unfolded.reduce((sum, { more }) => sum + more, 0);
  const first = Math.max(0, rowAt(unfolded, seen.top) - MORE);
  const end = Math.min(count, rowAt(unfolded, seen.top + seen.height) + MORE + 1);
  return {
    first,
    end,
    tops: Array.from({ length: Math.max(0, end - first) }, (_, index) => topOf(unfolded, first + index)),
    height,
  };
}

export function topOf(unfolded: readonly { readonly row: number; readonly more: number }[], row: number): number {
  let top = row * ROW;
  for (const each of unfolded) if (each.row < row) top += each.more;
  return top;
}

function rowAt(unfolded: readonly { readonly row: number; readonly more: number }[], y: number): number {
  let over = 0;
  for (const { row, more } of unfolded) {
    const top = row * ROW + over;
    if (y < top + ROW) break;
    if (y < top + ROW + more) return row;
    over += more;
  }
  return Math.max(0, Math.floor((y - over) / ROW));
}

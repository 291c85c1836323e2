/**
 * The frames as a list of which only what can be seen is in the document.
 *
 * Guarantees: it follows the newest frame while its end is seen, and stays where it is otherwise; arrow keys go from frame to frame,
 * Enter unfolds; a screen reader hears of each row which one it is of how many.
 */
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Frame, FrameBook } from '../frame-book.ts';
import { FrameRow } from './frame-row.tsx';
import { contentOf } from './frame-text.ts';
import { LINE, placed, ROW, topOf, UNFOLDED } from './window.ts';

export function FrameList(props: {
  readonly frames: readonly Frame[];
  readonly book: FrameBook;
  /** Is the newest what is looked at first? */
  readonly fromEnd: boolean;
  /** Asked for the life of a frame's transaction. */
  readonly showLife: (frame: Frame) => void;
}) {
  const { frames, book, fromEnd, showLife } = props;
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 400 });
  const [follows, follow] = useState(fromEnd);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [active, activate] = useState<number>();

  const unfolded = unfoldedRows(frames, open);
  const { first, end, tops, height } = placed(frames.length, unfolded, seen);
  const activeRow = Math.max(
    0,
    active === undefined ? frames.length - 1 : frames.findIndex(({ number }) => number === active),
  );

  // Rows that are drawn already are not drawn again for functions that do the same.
  const newest = useRef({ frames, unfolded, follows });
  newest.current = { frames, unfolded, follows };

  /** The frame that is to have the focus once it is drawn. */
  const focusOn = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (focusOn.current === undefined) return;
    const row = place.current?.querySelector<HTMLElement>(`[data-number="${focusOn.current}"]`);
    if (row === null || row === undefined) return;
    focusOn.current = undefined;
    row.focus({ preventScroll: true });
  });

  useLayoutEffect(() => {
    const at = place.current;
    if (at !== null && follows) at.scrollTop = height;
  }, [height, follows]);

  useEffect(() => {
    const at = place.current;
    if (at === null) return undefined;
    const watch = new ResizeObserver(() => {
      if (newest.current.follows) at.scrollTop = at.scrollHeight;
      setSeen({ top: at.scrollTop, height: at.clientHeight });
    });
    watch.observe(at);
    return () => watch.disconnect();
  }, []);

  function toggle({ number }: Frame): void {
    setOpen((was) =>
      was.has(number) ? new Set([...was].filter((each) => each !== number)) : new Set([...was, number]),
    );
    activate(number);
  }

  function goTo(wanted: number): void {
    const at = place.current;
    const now = newest.current;
    const row = Math.min(now.frames.length - 1, Math.max(0, wanted));
    const frame = now.frames[row];
    if (at === null || frame === undefined) return;
    const top = topOf(now.unfolded, row);
    if (top < at.scrollTop) at.scrollTop = top;
    else if (top + ROW > at.scrollTop + at.clientHeight) at.scrollTop = top + ROW - at.clientHeight;
    setSeen({ top: at.scrollTop, height: at.clientHeight });
    follow(at.scrollTop + at.clientHeight >= at.scrollHeight - ROW / 2);
    activate(frame.number);
    focusOn.current = frame.number;
  }

  function walk(event: KeyboardEvent): void {
    const page = Math.floor(seen.height / ROW) - 1;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: activeRow + 1,
      ArrowUp: activeRow - 1,
      PageDown: activeRow + page,
      PageUp: activeRow - page,
      Home: 0,
      End: frames.length - 1,
    };
    const row = to[event.key];
    if (row === undefined) return;
    event.preventDefault();
    goTo(row);
  }

  return (
    <div className="frame-list-place">
      {/* biome-ignore lint/a11y/useSemanticElements: rows are placed one by one */}
      <div
        ref={place}
        className="frame-list"
        role="list"
        aria-label="Frames, oldest first"
        // As long as there are few, no longer than they are.
        style={{ maxHeight: height + 2 }}
        onKeyDown={walk}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          setSeen({ top: scrollTop, height: clientHeight });
          follow(scrollTop + clientHeight >= scrollHeight - ROW / 2);
        }}
      >
        <div className="all" role="presentation" style={{ height }}>
          {frames.slice(first, end).map((frame, index) => (
            <FrameRow
              key={frame.number}
              frame={frame}
              partner={book.partner(frame)}
              top={tops[index] ?? 0}
              row={first + index}
              count={frames.length}
              open={open.has(frame.number)}
              reachable={first + index === activeRow}
              toggle={toggle}
              showLife={showLife}
              goTo={(other) => goTo(newest.current.frames.indexOf(other))}
            />
          ))}
        </div>
      </div>
      {!follows && (
        <button
          type="button"
          className="to-newest"
          onClick={() => {
            follow(true);
            activate(undefined);
          }}
        >
          To the newest
        </button>
      )}
    </div>
  );
}

function unfoldedRows(frames: readonly Frame[], open: ReadonlySet<number>): { row: number; more: number }[] {
  if (open.size === 0) return [];
  const found: { row: number; more: number }[] = [];
  for (const [row, frame] of frames.entries()) {
    if (open.has(frame.number)) found.push({ row, more: UNFOLDED + LINE * contentOf(frame).lines.length });
  }
  return found;
}

/**
 * A list whose rows are all of one height, of which only those that can be seen are in the document.
 * Guarantee: a screen reader hears of each row which one it is of how many; the scroll bar never lies.
 */
import {
  type KeyboardEventHandler,
  type ReactNode,
  type RefObject,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

export interface WindowedHandle {
  /** Scrolls the row into sight and gives what can be reached in it the focus. */
  show(row: number): void;
}

/** Drawn above and below what is seen. */
const MORE = 6;

export function Windowed(props: {
  readonly label: string;
  readonly count: number;
  /** px. */
  readonly rowHeight: number;
  /** More rows than this scroll. */
  readonly mostRows: number;
  readonly row: (index: number) => ReactNode;
  readonly onKeyDown?: KeyboardEventHandler;
  readonly handle?: RefObject<WindowedHandle | null>;
}) {
  const { label, count, rowHeight, mostRows, row, onKeyDown, handle } = props;
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = Math.min(count, mostRows) * rowHeight;
  const first = Math.max(0, Math.floor(top / rowHeight) - MORE);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + MORE);

  // A list that has become shorter scrolls back by itself.
  useLayoutEffect(
    () => setTop(Math.min(top, Math.max(0, count * rowHeight - height))),
    [top, count, rowHeight, height],
  );

  useImperativeHandle(
    handle,
    () => ({
      show(wanted) {
        const at = place.current;
        if (at === null) return;
        const from = wanted * rowHeight;
        if (from < at.scrollTop) at.scrollTop = from;
        else if (from + rowHeight > at.scrollTop + height) at.scrollTop = from + rowHeight - height;
        requestAnimationFrame(() =>
          at.querySelector<HTMLElement>(`[data-row="${wanted}"] :is(a, button, input, select)`)?.focus(),
        );
      },
    }),
    [rowHeight, height],
  );

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed one by one
    <div
      ref={place}
      className="windowed"
      role="list"
      aria-label={label}
      style={{ height }}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: count * rowHeight }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index).map((index) => (
          // biome-ignore lint/a11y/useSemanticElements: rows are placed one by one
          <div
            key={index}
            role="listitem"
            data-row={index}
            aria-posinset={index + 1}
            aria-setsize={count}
            style={{ height: rowHeight, transform: `translateY(${index * rowHeight}px)` }}
          >
            {row(index)}
          </div>
        ))}
      </div>
    </div>
  );
}

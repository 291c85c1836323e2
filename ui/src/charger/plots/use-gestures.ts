/**
 * The gestures of the plots: drag to move; wheel to stretch (with Ctrl, or once the plots have the focus), sideways or with Shift to
 * move; keys. Without the focus a wheel goes on scrolling the page.
 */
import { type RefObject, useEffect } from 'react';
import { GUTTER } from './time-plot.tsx';
import { keys, panned, rangeOf, type View, zoomed } from './view.ts';

export function useGestures(options: {
  readonly place: RefObject<HTMLElement | null>;
  readonly change: (act: (view: View) => View) => void;
  readonly now: () => number;
}): void {
  const { place, change, now } = options;
  useEffect(() => {
    const at = place.current;
    if (at === null) return undefined;
    const width = () => Math.max(1, at.clientWidth - 2 * GUTTER);
    const within = (x: number) => Math.min(1, Math.max(0, (x - at.getBoundingClientRect().left - GUTTER) / width()));
    let dragged: number | undefined;

    const gestures = {
      wheel(event: WheelEvent) {
        const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
        const mine = event.ctrlKey || event.metaKey || at.contains(document.activeElement);
        if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
          event.preventDefault();
          change((view) => panned(view, sideways / width(), now()));
        } else if (mine && event.deltaY !== 0) {
          event.preventDefault();
          change((view) => zoomed(view, Math.exp(event.deltaY / 400), within(event.clientX), now()));
        }
      },
      keydown(event: KeyboardEvent) {
        const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (act === undefined) return;
        event.preventDefault();
        change((view) => act(view, now()));
      },
      pointerdown(event: PointerEvent) {
        if (event.button === 0) dragged = event.clientX;
      },
      pointermove(event: PointerEvent) {
        if (dragged === undefined) return;
        if (event.buttons === 0) {
          dragged = undefined;
          return;
        }
        const by = event.clientX - dragged;
        if (Math.abs(by) < 3) return;
        dragged = event.clientX;
        change((view) => ({ ...view, end: rangeOf(view, now()).to - (by * view.span) / width() }));
      },
      pointerup() {
        dragged = undefined;
      },
    };
    const passing = new AbortController();
    for (const [kind, act] of Object.entries(gestures)) {
      at.addEventListener(kind, act as (event: Event) => void, { passive: false, signal: passing.signal });
    }
    return () => passing.abort();
  }, [place, change, now]);
}

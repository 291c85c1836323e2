/** The stretch of time that is looked at: how it is moved and stretched. Pure. Times in s since 1970. */

export interface View {
  /** How much time is seen, s. */
  readonly span: number;
  /** Where it ends; `now`: it goes with the charger's clock, and shows some of what is ahead. */
  readonly end: number | 'now';
}

export const SHORTEST_S = 30;
export const LONGEST_S = 2 * 86_400;

/** How much of what is seen lies ahead, while it goes with the clock. */
const AHEAD = 0.25;

export const spans = [
  { name: '5 min', seconds: 300 },
  { name: '30 min', seconds: 1_800 },
  { name: '3 h', seconds: 10_800 },
  { name: '24 h', seconds: 86_400 },
] as const;

export interface Range {
  readonly from: number;
  readonly to: number;
}

export function rangeOf({ span, end }: View, now: number): Range {
  const to = end === 'now' ? now + span * AHEAD : end;
  return { from: to - span, to };
}

/** Moved by a part of what is seen; 0.1: a tenth of it, ahead. */
export function panned(view: View, part: number, now: number): View {
  return { ...view, end: rangeOf(view, now).to + view.span * part };
}

/** Stretched by a factor around a place in it: 0 is its beginning, 1 its end. Going with the clock it goes on doing so. */
export function zoomed(view: View, factor: number, place: number, now: number): View {
  const span = Math.min(LONGEST_S, Math.max(SHORTEST_S, view.span * factor));
  if (view.end === 'now') return { ...view, span };
  const { from } = rangeOf(view, now);
  return { span, end: from + view.span * place + span * (1 - place) };
}

export function live(view: View): View {
  return { ...view, end: 'now' };
}

/** What keys do. */
export const keys: Readonly<Record<string, (view: View, now: number) => View>> = {
  ArrowLeft: (view, now) => panned(view, -0.1, now),
  ArrowRight: (view, now) => panned(view, 0.1, now),
  PageUp: (view, now) => panned(view, -0.9, now),
  PageDown: (view, now) => panned(view, 0.9, now),
  '+': (view, now) => zoomed(view, 0.7, 0.5, now),
  '=': (view, now) => zoomed(view, 0.7, 0.5, now),
  '-': (view, now) => zoomed(view, 1.4, 0.5, now),
  Home: live,
};

/**
 * Less current when it is hot inside, and none when it is too hot. Pure.
 * Guarantee: a step that was taken is left only when it is 5 °C cooler than where it began, so that nothing flickers.
 */

/** One step of the table. */
export interface DeratingStep {
  /** °C from which on it holds. */
  readonly from: number;
  /** A per line; 0 for no energy, which is the cause `over-temperature`. */
  readonly maxCurrentA: number;
}

/** Ascending (ours: Zaptec says nothing of its own). */
export const deratingSteps: readonly DeratingStep[] = [
  { from: 60, maxCurrentA: 20 },
  { from: 65, maxCurrentA: 10 },
  { from: 70, maxCurrentA: 0 },
];

const HYSTERESIS = 5;

/** The step that holds at this temperature, °C, when `before` held until now; undefined for none. */
export function deratingAt(celsius: number, before: DeratingStep | undefined): DeratingStep | undefined {
  return deratingSteps.findLast(
    ({ from }) => celsius >= (before !== undefined && from <= before.from ? from - HYSTERESIS : from),
  );
}

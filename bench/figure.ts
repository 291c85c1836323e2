/** What the bench measures: figures, each beside what the same thing costs without this program (its floor) and beside its goal. */

export interface Scale {
  /** Fewer repetitions: for a glance, not for a comparison. */
  readonly quick: boolean;
}

/** One line of the table, ready to be read. */
export interface Row {
  readonly name: string;
  readonly ours: string;
  readonly floor: string;
  /** Ours beside the floor: a ratio or a difference. */
  readonly compared: string;
  readonly goal: string;
  readonly met: boolean;
}

export interface Figure {
  /** How `--only` calls it. */
  readonly letter: string;
  /** `folder` is empty, on disk, and the figure's own; it is removed afterwards. */
  measure(scale: Scale, folder: string): Promise<readonly Row[]>;
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError('there is no median of nothing');
  return (low + high) / 2;
}

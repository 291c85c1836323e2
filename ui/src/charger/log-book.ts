/** The newest lines of the charger's log since the page was opened. Pure. */
import type { EventData } from '../../../src/api/schemas.ts';

const KEPT = 500;

export interface LogLine extends EventData<'log'> {
  /** Counts from 1. */
  readonly number: number;
}

/** Newest first. */
export function withLine(lines: readonly LogLine[], told: EventData<'log'>): readonly LogLine[] {
  return [{ ...told, number: (lines[0]?.number ?? 0) + 1 }, ...lines.slice(0, KEPT - 1)];
}

/**
 * What the instruments of one connector have shown, for the plots.
 *
 * Guarantees: points are in order of time, one for each moment; what is told by the API's history and what was seen here since go
 * together, whichever came first; the newest `KEPT` are kept.
 */
import type { Reading } from '../../../src/api/reading.ts';
import type { Connector } from '../../../src/api/schemas.ts';

const KEPT = 12_000;

export interface Point extends Omit<Reading, 'at'> {
  /** s since 1970, by the charger's clock. */
  readonly at: number;
}

export interface Trace {
  readonly points: readonly Point[];
}

export const emptyTrace: Trace = { points: [] };

export function pointOf(reading: Reading): Point {
  return { ...reading, at: Date.parse(reading.at) / 1000 };
}

/** A connector as it was when it was looked at. */
export function pointNow(connector: Connector): Point {
  const { at, meter, offeredCurrentA, limit, profile, phases, temperatureC, ev, transaction } = connector;
  return {
    at: Date.parse(at) / 1000,
    powerW: meter.powerW,
    energyWh: meter.energyWh,
    currentA: meter.currentA,
    offeredCurrentA,
    limit,
    ...(profile === null ? {} : { profile }),
    phases,
    temperatureC,
    ...(ev.soc === undefined ? {} : { soc: ev.soc }),
    ...(transaction === null ? {} : { transaction: transaction.number }),
  };
}

/** With one more, which is the newest. */
export function appended({ points }: Trace, point: Point): Trace {
  const last = points.at(-1);
  // A clock that was set back begins a new trace: what is ahead of now is the schedule's.
  if (last !== undefined && last.at > point.at + 1) return { points: [point] };
  const kept = points.length >= KEPT ? points.slice(KEPT / 10) : points;
  return { points: [...kept, last !== undefined && point.at <= last.at ? { ...point, at: last.at + 0.001 } : point] };
}

/** With what the API tells of the time before. */
export function merged({ points }: Trace, history: readonly Point[]): Trace {
  const byTime = new Map([...history, ...points].map((point) => [point.at, point]));
  return { points: [...byTime.values()].sort((one, other) => one.at - other.at).slice(-KEPT) };
}

/** The points of a stretch of time, the one before it, which holds at its beginning, and the one after it. */
export function within({ points }: Trace, from: number, to: number): readonly Point[] {
  return points.slice(Math.max(0, countUntil(points, from) - 1), countUntil(points, to) + 1);
}

/** The last point at or before a moment. */
export function pointAt({ points }: Trace, at: number): Point | undefined {
  return points[countUntil(points, at) - 1];
}

/** How many points there are at or before a moment. */
function countUntil(points: readonly Point[], at: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

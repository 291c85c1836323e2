/** Trace and schedule as the columns that uPlot draws: one row for each moment, null where a line has nothing to say. Pure. */
import type { AlignedData } from 'uplot';
import type { Point, Trace } from '../trace.ts';
import type { Step } from './schedule.ts';

type Column = (number | null)[];

/** Offered, limit, L1, L2, L3, schedule ahead; A. */
export function currentColumns(points: readonly Point[], steps: readonly Step[], now: number): AlignedData {
  const times: number[] = [];
  const [offered, limit, one, two, three, ahead]: [Column, Column, Column, Column, Column, Column] = [
    [],
    [],
    [],
    [],
    [],
    [],
  ];
  const row = (at: number, values: readonly (number | null)[]) => {
    times.push(at);
    for (const [index, column] of [offered, limit, one, two, three, ahead].entries())
      column.push(values[index] ?? null);
  };
  for (const { at, offeredCurrentA, limit: by, currentA } of points) {
    if (at <= now)
      row(at, [offeredCurrentA, by.maxCurrentA, currentA[0] ?? null, currentA[1] ?? null, currentA[2] ?? null]);
  }
  const last = points.at(-1);
  // What is is so until now.
  if (last !== undefined && last.at < now) {
    row(now, [
      last.offeredCurrentA,
      last.limit.maxCurrentA,
      last.currentA[0] ?? null,
      last.currentA[1] ?? null,
      last.currentA[2] ?? null,
    ]);
  }
  for (const { from, to, limit: most } of steps.filter((step) => step.to > now)) {
    row(Math.max(from, now + 0.001), [null, null, null, null, null, most]);
    row(to - 0.001, [null, null, null, null, null, most]);
  }
  return [times, offered, limit, one, two, three, ahead];
}

/** Where the register stood when each transaction was seen first, Wh. */
export function registersAtStart({ points }: Trace): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  for (const { transaction, energyWh } of points)
    if (transaction !== undefined && !starts.has(transaction)) starts.set(transaction, energyWh);
  return starts;
}

/** Power kW, energy of the session kWh. */
export function powerColumns(points: readonly Point[], starts: ReadonlyMap<number, number>, now: number): AlignedData {
  const times: number[] = [];
  const power: Column = [];
  const energy: Column = [];
  for (const { at, powerW, energyWh, transaction } of extended(points, now)) {
    times.push(at);
    power.push(powerW / 1000);
    energy.push(transaction === undefined ? null : (energyWh - (starts.get(transaction) ?? energyWh)) / 1000);
  }
  return [times, power, energy];
}

/** °C. */
export function temperatureColumns(points: readonly Point[], now: number): AlignedData {
  const shown = extended(points, now);
  return [shown.map(({ at }) => at), shown.map(({ temperatureC }) => temperatureC)];
}

/** What is is so until now. */
function extended(points: readonly Point[], now: number): readonly Point[] {
  const last = points.at(-1);
  return last === undefined || last.at >= now ? points : [...points, { ...last, at: now }];
}

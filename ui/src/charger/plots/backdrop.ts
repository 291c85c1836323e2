/** What lies behind the lines of a plot: the time ahead, the moment now, and whose limit wins. */
import type uPlot from 'uplot';
import type { Point } from '../trace.ts';
import type { Paint } from './time-plot.tsx';

/** The colours of those who limit. */
export const sourceColours: Readonly<Record<Point['limit']['source'], string>> = {
  hardware: '--source-hardware',
  cable: '--source-cable',
  installer: '--source-installer',
  temperature: '--source-temperature',
  schedule: '--source-schedule',
  'load-balancing': '--source-load-balancing',
  'randomised-delay': '--source-delay',
  'phase-cap': '--source-phase-cap',
};

const BAND = 5;

/** `points`: a band at the foot says whose limit wins. */
export function backdrop(now: number, points?: readonly Point[]): Paint {
  return (plot, colour) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const x = plot.valToPos(now, 'x', true);
    ctx.fillStyle = colour('--ahead');
    ctx.fillRect(x, bbox.top, bbox.left + bbox.width - x, bbox.height);
    if (points !== undefined) paintBand(plot, points, now, colour);
    ctx.fillStyle = colour('--accent');
    ctx.fillRect(Math.round(x), bbox.top, devicePixelRatio, bbox.height);
    ctx.restore();
  };
}

function paintBand(plot: uPlot, points: readonly Point[], now: number, colour: (token: string) => string): void {
  const { ctx, bbox } = plot;
  const height = BAND * devicePixelRatio;
  const top = bbox.top + bbox.height - height;
  for (const { from, to, source } of stretches(points, now)) {
    const x = plot.valToPos(from, 'x', true);
    ctx.fillStyle = colour(sourceColours[source]);
    ctx.fillRect(x, top, plot.valToPos(to, 'x', true) - x, height);
  }
}

/** Neighbours of one source are one. */
function stretches(points: readonly Point[], now: number) {
  const found: { from: number; to: number; readonly source: Point['limit']['source'] }[] = [];
  for (const { at, limit } of points) {
    const last = found.at(-1);
    if (last !== undefined) last.to = at;
    if (last?.source !== limit.source) found.push({ from: at, to: now, source: limit.source });
  }
  const last = found.at(-1);
  if (last !== undefined) last.to = now;
  return found;
}

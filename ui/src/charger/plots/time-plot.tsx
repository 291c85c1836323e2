/**
 * One plot over time, drawn by uPlot on a canvas.
 *
 * Guarantees: it is as wide as its place; its time axis is the one that it is given, in UTC; it is made anew only when the theme
 * changes; a place without a size (a hidden tab) is no error.
 */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useStore } from '../../shared/store.ts';
import { themeChanges } from '../../shared/theme.ts';
import { colourReader } from './colours.ts';
import type { Range } from './view.ts';

/** Room for the axes at both sides, so that plots under each other have their times under each other. */
export const GUTTER = 52;

export interface Line {
  readonly name: string;
  /** A token. */
  readonly colour: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Holds its value until the next one. */
  readonly stepped?: boolean;
  readonly filled?: boolean;
  /** By the axis on the right. */
  readonly right?: boolean;
}

export interface Axis {
  readonly unit: string;
  /** What is seen at least. */
  readonly least: readonly [low: number, high: number];
}

export type Paint = (plot: uPlot, colour: (token: string) => string) => void;

export interface TimePlotProps {
  readonly label: string;
  readonly height: number;
  readonly lines: readonly Line[];
  readonly left: Axis;
  readonly right?: Axis;
  readonly data: uPlot.AlignedData;
  readonly range: Range;
  /** Behind the lines. */
  readonly paint: Paint;
  readonly hover: (at: number | undefined) => void;
  /** Does it show the times under it? */
  readonly times: boolean;
}

export function TimePlot(props: TimePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const newest = useRef(props);
  newest.current = props;
  const theme = useStore(themeChanges);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme is another plot
  useEffect(() => {
    const at = place.current;
    if (at === null) return undefined;
    const made = new uPlot(optionsOf(newest, at), newest.current.data, at);
    plot.current = made;
    const watch = new ResizeObserver(() => {
      if (at.clientWidth > 0) made.setSize({ width: at.clientWidth, height: newest.current.height });
    });
    watch.observe(at);
    return () => {
      watch.disconnect();
      made.destroy();
      at.replaceChildren();
    };
  }, [theme]);

  const { data, range, label, height } = props;
  useEffect(() => {
    plot.current?.batch(() => {
      plot.current?.setData(data, false);
      plot.current?.setScale('x', { min: range.from, max: range.to });
    });
  }, [data, range]);

  return <div ref={place} className="plot" role="img" aria-label={label} style={{ height }} />;
}

const MONO = '11px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace';

function optionsOf(newest: { readonly current: TimePlotProps }, at: HTMLElement): uPlot.Options {
  const { height, lines, left, right, times, range } = newest.current;
  const colour = colourReader(at);
  const axis = { stroke: colour('--ink-soft'), font: MONO, ticks: { show: false } };
  const values = (unit: string) => (_: uPlot, ticks: readonly number[]) =>
    ticks.map((tick, index) => (index === ticks.length - 1 ? `${tick} ${unit}` : `${tick}`));
  return {
    width: at.clientWidth || 300,
    height,
    padding: [8, right === undefined ? GUTTER : 0, times ? 0 : 4, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    cursor: { drag: { x: false, y: false }, sync: { key: 'time' }, points: { show: false }, y: false },
    scales: {
      x: { time: true, min: range.from, max: range.to },
      left: { range: within(left) },
      ...(right === undefined ? {} : { right: { range: within(right) } }),
    },
    axes: [
      {
        ...axis,
        show: times,
        size: 26,
        grid: { stroke: colour('--line'), width: 1 },
        values: timeTicks,
      },
      {
        ...axis,
        scale: 'left',
        size: GUTTER,
        grid: { stroke: colour('--line'), width: 1 },
        values: values(left.unit),
      },
      ...(right === undefined
        ? []
        : [
            {
              ...axis,
              scale: 'right',
              side: 1 as const,
              size: GUTTER,
              grid: { show: false },
              values: values(right.unit),
            },
          ]),
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, colour))],
    hooks: {
      drawClear: [(plot) => newest.current.paint(plot, colour)],
      setCursor: [
        ({ cursor: { left: x = -1 }, posToVal }) => newest.current.hover(x < 0 ? undefined : posToVal(x, 'x')),
      ],
    },
  };
}

function seriesOf(
  { name, colour: token, width = 1.5, dash, stepped, filled, right }: Line,
  colour: (token: string) => string,
) {
  const stroke = colour(token);
  const stepper = stepped === true ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    label: name,
    scale: right === true ? 'right' : 'left',
    stroke,
    width,
    points: { show: false },
    spanGaps: false,
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(stepper === undefined ? {} : { paths: stepper }),
    ...(filled === true ? { fill: stroke.replace('rgb(', 'rgba(').replace(')', ', 0.14)') } : {}),
  } satisfies uPlot.Series;
}

function within({ least: [low, high] }: Axis): uPlot.Range.Function {
  return (_, min, max) => [Math.min(low, min ?? low), Math.max(high, (max ?? high) * 1.05)];
}

/** 21:04, and with seconds where they matter; the day where it begins. */
function timeTicks(_: uPlot, ticks: readonly number[]): string[] {
  const fine = (ticks[1] ?? 60) - (ticks[0] ?? 0) < 60;
  return ticks.map((tick) => {
    const text = new Date(tick * 1_000).toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(5, 10) : text.slice(11, fine ? 19 : 16);
  });
}

/**
 * A small plot of values over time, as it fits into a line of text.
 * Guarantee: its newest value, its range and its span stand there as text, too.
 */
import { clockTime, fixed } from '../shared/format.ts';

export interface Trace {
  /** Chooses the colour. */
  readonly name: string;
  /** Ascending in time, ms since 1970. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

const WIDTH = 240;
const HEIGHT = 56;

export function Sparkline(props: {
  readonly title: string;
  readonly unit: string;
  readonly traces: readonly Trace[];
  /** The newest values, for people. */
  readonly now: string;
  readonly fromZero?: boolean;
}) {
  const { title, unit, now, fromZero = false } = props;
  const traces = props.traces.filter(({ points }) => points.length > 0);
  const points = traces.flatMap((trace) => trace.points);
  if (points.length === 0) return null;
  const [from, to] = extent(points.map(({ at }) => at));
  const [lowest, highest] = extent(points.map(({ value }) => value));
  const low = fromZero ? Math.min(0, lowest) : lowest;
  // A little room above, so that a level that is held is seen as one.
  const high = highest > low ? low + (highest - low) * 1.15 : low + 1;
  const x = (at: number) => (to > from ? ((at - from) / (to - from)) * WIDTH : WIDTH / 2);
  const y = (value: number) => HEIGHT - 3 - ((value - low) / (high - low)) * (HEIGHT - 6);
  const range = `${fixed(lowest, 1)} to ${fixed(highest, 1)} ${unit}`;
  return (
    <figure className="sparkline">
      <figcaption>
        <span className="soft">{title}</span> <b>{now}</b> {unit}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${now} ${unit} now, ${range} from ${clockTime(from, false)} to ${clockTime(to, false)}`}
      >
        {traces.map(({ name, points: own }) => (
          <path
            key={name}
            data-trace={name}
            d={own.map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')}
          />
        ))}
        {traces.map(({ name, points: own }) => {
          const last = own.at(-1);
          if (last === undefined) return undefined;
          // Of no length, so that its round ends are a dot, however the drawing is stretched.
          const d = `M${x(last.at)} ${y(last.value)}h0.01`;
          return <path key={name} className="dot" data-trace={name} d={d} />;
        })}
      </svg>
      <p className="soft span" aria-hidden="true">
        <span>{clockTime(from, false)}</span>
        <span>{clockTime(to, false)}</span>
      </p>
    </figure>
  );
}

function extent(values: readonly number[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

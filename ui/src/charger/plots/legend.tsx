/** Which line is which, and in the band at the foot, whose limit wins. */
import type { Point } from '../trace.ts';
import { limitWords } from '../words.ts';
import { sourceColours } from './backdrop.ts';
import type { Line } from './time-plot.tsx';

export function Legend(props: { readonly lines: readonly Line[]; readonly points?: readonly Point[] }) {
  const { lines, points = [] } = props;
  const sources = new Set(points.map(({ limit }) => limit.source));
  return (
    <ul className="legend">
      {lines.map(({ name, colour, dash }) => (
        <li key={name} style={{ '--swatch': `var(${colour})` } as React.CSSProperties} data-dash={dash !== undefined}>
          {name}
        </li>
      ))}
      {[...sources].map((source) => (
        <li
          key={source}
          className="band"
          style={{ '--swatch': `var(${sourceColours[source]})` } as React.CSSProperties}
        >
          <span className="unseen">limited by </span>
          {limitWords[source]}
        </li>
      ))}
    </ul>
  );
}

/** Which line is which, and in the band at the foot, whose limit wins. */
import type { Point } from '../trace.ts';
import { limitWords } from '../words.ts';
import { sourceColours } from './backdrop.ts';
import type { Line } from './time-plot.tsx';
import type { Range } from './view.ts';

export function Legend(props: {
  readonly lines: readonly Line[];
  readonly points?: readonly Point[];
  readonly range?: Range;
}) {
  const { lines, points = [], range } = props;
  const sources = new Set(
    points.filter(({ at }) => range === undefined || at <= range.to).map(({ limit }) => limit.source),
  );
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

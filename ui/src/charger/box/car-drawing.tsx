/** The car at its place, or the empty place: silhouette, and the battery as full as it is. */
import type { Ev } from '../../../../src/api/schemas.ts';
import { fixed } from '../../shared/format.ts';

export function CarDrawing({ ev }: { readonly ev: Ev }) {
  const soc = ev.soc ?? 0;
  return (
    <g className="car" data-here={ev.plugged}>
      <path className="carriage" d={CARRIAGE} />
      <path className="window" d="M338 190c8-20 18-33 30-37h28v37ZM404 153h22c17 3 32 18 42 37h-64Z" />
      <g className="wheels">
        <circle cx="346" cy="262" r="25" />
        <circle cx="466" cy="262" r="25" />
        <circle className="hub" cx="346" cy="262" r="11" />
        <circle className="hub" cx="466" cy="262" r="11" />
      </g>
      <circle className="inlet" cx="305" cy="217" r="6" />
      {ev.plugged && (
        <g className="battery" data-low={soc < 15}>
          <rect x="352" y="203" width="112" height="32" rx="7" />
          <rect className="filling" x="355" y="206" width={(106 * Math.min(soc, 100)) / 100} height="26" rx="4.500" />
          <text x="408" y="226" textAnchor="middle">
            {fixed(soc, 0)} %
          </text>
        </g>
      )}
    </g>
  );
}

const CARRIAGE =
  'M296 236c-4-16-3-31 4-38 8-6 18-7 26-9 9-23 22-43 41-46 20-3 44-3 62 0 23 4 42 24 54 47 14 3 24 7 28 15 5 10 5 24 2 37-1 6-4 9-9 9H305c-5 0-8-9-9-15Z';

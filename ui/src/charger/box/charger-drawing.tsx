/** The box on its wall: body, card reader, LED ring, socket and what is in it. */
import type { Led } from '../../../../src/api/schemas.ts';

export function ChargerDrawing(props: {
  readonly led: Led;
  readonly name: string;
  readonly locked: boolean;
  readonly plugged: boolean;
  readonly trouble: boolean;
}) {
  const { led, name, locked, plugged, trouble } = props;
  return (
    <g>
      <rect className="plate" x="30" y="8" width="160" height="272" rx="30" />
      <rect className="body" x="36" y="14" width="148" height="260" rx="26" />
      <path className="sheen" d="M50 34c0-9 6-14 15-14h90c9 0 15 5 15 14v20c-40-8-80-8-120 0Z" />
      <g className="reader">
        <path d="M104 42a9 9 0 0 1 0 12M110 37a16 16 0 0 1 0 22M98 46.500a3 3 0 0 1 0 3" />
      </g>
      <g className="ring" data-colour={led.colour} data-pulsing={led.pulsing} opacity={0.35 + 0.0065 * led.intensity}>
        <circle className="glow" cx="110" cy="144" r="52" />
        <circle className="light" cx="110" cy="144" r="52" />
      </g>
      <circle className="rim" cx="110" cy="144" r="42" />
      {plugged ? <Plug /> : <Socket />}
      {locked && (
        <g className="bolt">
          <circle cx="147" cy="181" r="12" />
          <path d="M142.500 180v-3a4.500 4.500 0 0 1 9 0v3M141 180h12v8h-12z" />
        </g>
      )}
      {trouble && (
        <g className="trouble">
          <path d="M110 207l12 21H98z" />
          <path d="M110 214v7M110 224.500v.1" />
        </g>
      )}
      <text x="110" y="256" textAnchor="middle">
        {name.length > 14 ? `${name.slice(0, 13)}…` : name}
      </text>
    </g>
  );
}

/** IEC 62196-2, type 2: five round contacts of the line and two of signals, flat on top. */
function Socket() {
  return (
    <g className="socket">
      <path d="M84 123h52a32 32 0 1 1-52 0Z" />
      {contacts.map(([x, y, r]) => (
        <circle key={`${x} ${y}`} cx={110 + x} cy={146 + y} r={r} />
      ))}
    </g>
  );
}

const contacts: readonly (readonly [x: number, y: number, r: number])[] = [
  [-9, -12, 3],
  [9, -12, 3],
  [-18, 1, 4.5],
  [0, 1, 4.5],
  [18, 1, 4.5],
  [-10, 15, 4.5],
  [10, 15, 4.5],
];

function Plug() {
  return (
    <g className="plug">
      <circle cx="110" cy="146" r="33" />
      <path d="M94 158c0-12 6-17 16-17s16 5 16 17l-4 28h-24Z" />
    </g>
  );
}

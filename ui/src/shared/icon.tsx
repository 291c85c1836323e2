/** The icons, as strokes of a 16 by 16 grid. They are ornaments: what they mean stands beside them as text. */
const strokes = {
  sun: 'M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0Z',
  moon: 'M13.5 9.6A6 6 0 1 1 6.4 2.5a4.8 4.8 0 0 0 7.1 7.1Z',
  contrast: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Zm0 0v12M8 5l4-1M8 8h6M8 11l4 1',
  plug: 'M5.5 1.5v4M10.5 1.5v4M3.5 5.5h9v2a4.5 4.5 0 0 1-9 0v-2ZM8 12v3',
  unplug: 'M5.5 1.5v4M10.5 1.5v4M3.5 5.5h9v2a4.5 4.5 0 0 1-9 0v-2ZM8 12v3M2 14 14 2',
  card: 'M1.5 3.5h13v9h-13zM1.5 6.5h13M4 10h3',
  network: 'M2 6a9 9 0 0 1 12 0M4.2 8.7a5.6 5.6 0 0 1 7.6 0M6.4 11.3a2.4 2.4 0 0 1 3.2 0M8 13.6v.1',
  'network-off':
    'M2 6a9 9 0 0 1 12 0M4.2 8.7a5.6 5.6 0 0 1 7.6 0M6.4 11.3a2.4 2.4 0 0 1 3.2 0M8 13.6v.1M2.5 13.5l11-11',
  power: 'M8 1.5v6M4.5 4a5.5 5.5 0 1 0 7 0',
  restart: 'M13.5 8a5.5 5.5 0 1 1-1.8-4.1M13.5 1.5v3h-3',
  warning: 'M8 2 1.5 13.5h13L8 2ZM8 6.5v3.2M8 11.6v.1',
  lock: 'M3.5 7.5h9v6.5h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  open: 'M3.5 7.5h9v6.5h-9zM5.5 7.5V4.6a2.5 2.5 0 0 1 4.9-.7',
  pause: 'M5 3v10M11 3v10',
  stop: 'M4 4h8v8H4z',
  play: 'M4.5 2.5v11l9-5.5-9-5.5Z',
  save: 'M8 1.5v8M4.8 6.5 8 9.7l3.2-3.2M2.5 11.5v2.5h11v-2.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14',
  edit: 'M10.5 2.5l3 3-8 8h-3v-3l8-8Z',
  out: 'M2.5 8h11M9.5 4l4 4-4 4',
  in: 'M13.5 8h-11M6.5 4l-4 4 4 4',
  unfold: 'M4 6l4 4 4-4',
  live: 'M3 3l6 5-6 5V3ZM12.5 3v10',
  back: 'M10 3 5 8l5 5',
  forward: 'M6 3l5 5-5 5',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
} as const;

export type IconName = keyof typeof strokes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}

/**
 * What the LED ring shows, and what that means: one table (DESIGN: decisions the release note leaves open).
 * Guarantee: a situation that comes earlier in the table hides those that come later.
 */
import type { Light } from './board.ts';
import type { ConnectorView } from './connector-view.ts';

/** A connector, as far as the light is concerned. */
export interface Shown extends ConnectorView {
  /** It is kept for somebody, and the light is to say so. */
  readonly showsReservation?: boolean;
  /** The charger has no time for cars: its firmware is being replaced. */
  readonly updating?: boolean;
}

export interface LedRow {
  readonly situation: string;
  readonly colour: Light['colour'];
  readonly pulsing: boolean;
  readonly applies: (connector: Shown) => boolean;
}

export const ledTable: readonly LedRow[] = [
  {
    situation: 'error',
    colour: 'red',
    pulsing: false,
    applies: ({ faults }) => faults.some(({ blocking }) => blocking),
  },
  {
    situation: 'charging',
    colour: 'green',
    pulsing: true,
    applies: ({ lines }) => lines.length > 0,
  },
  {
    situation: 'waiting for power',
    colour: 'yellow',
    pulsing: false,
    applies: ({ session, offeredA }) => session.phase === 'transaction' && offeredA === 0,
  },
  {
    situation: 'updating',
    colour: 'purple',
    pulsing: true,
    applies: ({ session, updating }) => updating === true && session.phase !== 'transaction',
  },
  {
    situation: 'waiting for authorization',
    colour: 'yellow',
    pulsing: true,
    applies: ({ session }) => session.phase === 'plugged',
  },
  {
    situation: 'authorized, waiting for the car',
    colour: 'green',
    pulsing: false,
    applies: ({ session }) => session.phase === 'authorized',
  },
  {
    situation: 'reserved',
    colour: 'white',
    pulsing: true,
    applies: ({ session, showsReservation }) => showsReservation === true && session.phase === 'idle',
  },
  {
    situation: 'car connected, not charging',
    colour: 'blue',
    pulsing: false,
    applies: ({ session }) => session.phase !== 'idle',
  },
  { situation: 'free', colour: 'white', pulsing: false, applies: () => true },
];

/** The row that applies to a charger with these connectors. */
export function ledRow(connectors: readonly Shown[]): LedRow {
  const free: LedRow = { situation: 'off', colour: 'off', pulsing: false, applies: () => true };
  return ledTable.find((row) => connectors.some(row.applies)) ?? free;
}

/** Returns what to call when something has changed: `changed` hears of a light that is another one than before. */
export function lightWatch(
  charger: { led(): LedRow },
  changed: (led: Pick<LedRow, 'situation' | 'colour' | 'pulsing'>) => void,
): () => void {
  let shown = charger.led();
  return () => {
    if (charger.led() === shown) return;
    shown = charger.led();
    const { situation, colour, pulsing } = shown;
    changed({ situation, colour, pulsing });
  };
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fault } from '../../src/charger/board.ts';
import type { ConnectorView } from '../../src/charger/connector-view.ts';
import { ledRow, ledTable, type Shown } from '../../src/charger/led.ts';
import { idle, type Session } from '../../src/charger/session.ts';

const free: ConnectorView = {
  id: 1,
  session: idle,
  pilot: 'A',
  asking: false,
  offeredA: 0,
  lines: [],
  linesWanted: [1, 2, 3],
  phases: 3,
  switchingPhases: false,
  limitUntil: undefined,
  phaseLimit: undefined,
  locked: false,
  faults: [],
  limits: { hardware: 32 },
  limit: { source: 'hardware', maxCurrentA: 32 },
};
const authorization = { idTag: 'FIRST' };
const transaction: Session = { phase: 'transaction', authorization, plugged: true, started: true, withheld: false };
const charging: Partial<ConnectorView> = { session: transaction, pilot: 'C', offeredA: 32, lines: [1, 2, 3] };
const ended: Session = { phase: 'finishing', authorization, plugged: true, held: false };
const broken: Fault = { id: 'f', code: 'GroundFailure', blocking: true };
const warning: Fault = { ...broken, blocking: false };

/** What each situation looks like (DESIGN: colours; user's manual of the charger). */
const shown: readonly (readonly [what: string, view: Partial<Shown>, colour: string, pulsing: boolean])[] = [
  ['nobody is there', {}, 'white', false],
  ['nobody is there and something is odd', { faults: [warning] }, 'white', false],
  ['it is kept for somebody', { showsReservation: true }, 'white', true],
  [
    'the car of another waits where it is kept',
    { showsReservation: true, session: { phase: 'plugged' } },
    'yellow',
    true,
  ],
  ['a blocking fault lasts', { faults: [warning, broken] }, 'red', false],
  ['a blocking fault lasts while the relays are still closed', { ...charging, faults: [broken] }, 'red', false],
  ['a card is missing', { session: { phase: 'plugged' }, pilot: 'B' }, 'yellow', true],
  ['a card did not come in time', { session: { phase: 'timed-out' }, pilot: 'B' }, 'blue', false],
  ['the car is missing', { session: { phase: 'authorized', authorization } }, 'green', false],
  ['the car is served', charging, 'green', true],
  ['the car does not want any', { session: transaction, pilot: 'B', offeredA: 16 }, 'blue', false],
  ['the car is not offered any', { session: transaction, pilot: 'B', offeredA: 0 }, 'yellow', false],
  ['the car still draws what it is not offered any more', { ...charging, offeredA: 0 }, 'green', true],
  [
    'the number of phases is being changed',
    { session: transaction, pilot: 'B', offeredA: 0, switchingPhases: true },
    'yellow',
    false,
  ],
  [
    'the car is served with less because it is hot inside',
    { ...charging, offeredA: 10, limit: { source: 'temperature', maxCurrentA: 10 } },
    'green',
    true,
  ],
  ['the transaction is over', { session: ended, pilot: 'B' }, 'blue', false],
  ['its firmware is replaced', { updating: true, session: ended, pilot: 'B' }, 'purple', true],
  ['a car is still served before its firmware is replaced', { ...charging, updating: true }, 'green', true],
  ['a cable is held', { session: { ...ended, plugged: false, held: true } }, 'blue', false],
];

describe('the LED ring', () => {
  for (const [what, view, colour, pulsing] of shown) {
    it(`${pulsing ? 'pulses' : 'is'} ${colour} when ${what}`, () => {
      const row = ledRow([{ ...free, ...view }]);
      assert.deepEqual([row.colour, row.pulsing], [colour, pulsing]);
    });
  }

  it('shows of several connectors what comes first in its table', () => {
    const views: readonly Shown[] = [
      { ...free, faults: [broken] },
      { ...free, ...charging },
      { ...free, session: transaction },
      { ...free, updating: true },
      { ...free, session: { phase: 'plugged' } },
      { ...free, session: { phase: 'authorized', authorization } },
      { ...free, showsReservation: true },
      { ...free, session: ended },
      free,
    ];
    assert.equal(views.length, ledTable.length);
    for (const [index, view] of views.entries()) {
      assert.equal(ledRow([view]), ledTable[index]);
      assert.equal(ledRow(views.slice(index)), ledTable[index]);
      assert.equal(ledRow(views.slice(index).reverse()), ledTable[index]);
    }
  });

  it('tells each situation by another name, and by another light', () => {
    assert.equal(new Set(ledTable.map(({ situation }) => situation)).size, ledTable.length);
    assert.equal(new Set(ledTable.map(({ colour, pulsing }) => `${colour} ${pulsing}`)).size, ledTable.length);
  });

  it('is off when there is no connector to speak of', () => {
    assert.equal(ledRow([]).colour, 'off');
  });
});

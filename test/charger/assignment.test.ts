import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Place, placeFor, refugeFor, whoseTurn } from '../../src/charger/assignment.ts';
import { type Authorization, idle, type Session } from '../../src/charger/session.ts';

const all = [1, 2, 3];
const card = (idTag: string, within: readonly number[] = all): Authorization => ({ idTag, within });
const waits = (idTag: string, within?: readonly number[]): Session => ({
  phase: 'authorized',
  authorization: card(idTag, within),
});
const plugged: Session = { phase: 'plugged' };
const timedOut: Session = { phase: 'timed-out' };
const ended: Session = { phase: 'finishing', authorization: card('X'), plugged: true, held: false };
const charging: Session = {
  phase: 'transaction',
  authorization: card('X'),
  plugged: true,
  started: true,
  withheld: false,
};

/** Connectors 1, 2, 3 ..., each with what goes on there and its turn. */
function row(...sessions: readonly (readonly [Session, turn?: number, broken?: 'broken'])[]): readonly Place[] {
  return sessions.map(([session, turn = 0, broken], index) => ({
    view: {
      id: index + 1,
      session,
      faults: broken === undefined ? [] : [{ id: 'f', code: 'GroundFailure', blocking: true }],
    },
    turn,
  }));
}
const everywhere = () => true;
const notAt = (closed: number) => (connector: number) => connector !== closed;

describe('the place for a card', () => {
  const at = (places: readonly Place[], within?: readonly number[], admits = everywhere as (id: number) => boolean) =>
    placeFor(card('A', within), places, admits);

  it('is at the car that was plugged in first', () => {
    assert.equal(at(row([plugged, 7], [plugged, 5], [plugged, 6])), 2);
  });

  it('is at a car whose time runs, before one that had its time, before one that is done, before none', () => {
    assert.equal(at(row([ended, 1], [timedOut, 2], [plugged, 3])), 3);
    assert.equal(at(row([idle], [ended, 1], [timedOut, 2])), 3);
    assert.equal(at(row([idle], [charging], [ended])), 3);
  });

  it('is without a car the first that was named', () => {
    assert.equal(at(row([charging], [idle], [idle])), 2);
    assert.equal(at(row([idle], [idle], [idle]), [3, 1]), 3);
  });

  it('is nowhere where all charge, or wait and cannot go elsewhere', () => {
    assert.equal(at(row([charging], [charging], [charging])), undefined);
    assert.equal(at(row([waits('B')], [charging], [waits('C')])), undefined);
    assert.equal(at(row([waits('B', [1])], [idle], [idle]), [1]), undefined);
  });

  it('is one that somebody else leaves who can wait elsewhere', () => {
    assert.equal(at(row([waits('B')], [idle], [charging]), [1]), 1);
    assert.equal(refugeFor(card('B'), row([waits('B')], [idle], [charging]), everywhere), 2);
  });

  it('is never broken, held, out of service, unknown or outside of what was named', () => {
    assert.equal(at(row([plugged, 1, 'broken'], [plugged, 2], [idle])), 2);
    assert.equal(at(row([plugged, 1], [plugged, 2], [idle]), all, notAt(1)), 2);
    assert.equal(at(row([plugged, 1], [plugged, 2], [idle]), [3]), 3);
    assert.equal(at(row([idle], [idle], [idle]), [0, 4, -1]), undefined);
    assert.equal(at(row([idle], [idle], [idle]), []), undefined);
    assert.equal(at(row([{ ...ended, held: true } as Session, 1], [charging], [idle, 0, 'broken'])), undefined);
    assert.equal(at(row([waits('B')], [idle, 0, 'broken'], [idle]), [1], notAt(3)), undefined);
  });
});

describe('the turn, when a car comes', () => {
  const first = (at: number, places: readonly Place[], admits = everywhere as (id: number) => boolean) =>
    whoseTurn(at, places, admits);

  it('is that of the card that came first, wherever it is shown to wait', () => {
    assert.equal(first(3, row([waits('B'), 2], [waits('A'), 1], [idle])), 2);
    assert.equal(first(1, row([waits('B'), 2], [waits('A'), 1], [idle])), 2);
    assert.equal(first(2, row([waits('B'), 2], [waits('A'), 1], [idle])), 2);
  });

  it("is nobody's where nobody waits, or nobody who may charge there", () => {
    assert.equal(first(1, row([idle], [charging], [plugged])), undefined);
    assert.equal(first(1, row([idle], [waits('A', [2, 3]), 1], [idle])), undefined);
    assert.equal(first(1, row([idle], [{ phase: 'authorized', authorization: { idTag: 'A' } }, 1], [idle])), undefined);
    assert.equal(first(1, row([idle, 0, 'broken'], [waits('A'), 1], [idle])), undefined);
    assert.equal(first(1, row([idle], [waits('A'), 1], [idle]), notAt(1)), undefined);
    assert.equal(first(1, row([waits('B'), 2, 'broken'], [waits('A'), 1], [idle])), undefined);
    assert.equal(first(1, row([waits('B'), 2], [waits('A'), 1], [idle]), notAt(1)), undefined);
    assert.equal(first(9, row([waits('A')])), undefined);
  });

  it('is that of a card for this connector alone before that of one that can go elsewhere', () => {
    assert.equal(first(1, row([waits('B', [1]), 2], [waits('A'), 1], [idle])), 1);
    assert.equal(first(1, row([waits('C'), 1], [waits('B', [1, 2]), 2], [idle])), 2);
  });

  it('is that of the card that waits here when it could not take the place of the other', () => {
    assert.equal(first(1, row([waits('B'), 2], [waits('A'), 1, 'broken'], [idle])), 1);
    assert.equal(first(1, row([waits('B'), 2], [waits('A'), 1], [idle]), notAt(2)), 1);
    assert.equal(
      first(1, row([{ phase: 'authorized', authorization: { idTag: 'B' } }, 2], [waits('A'), 1], [idle])),
      1,
    );
    assert.equal(first(1, row([waits('B', [1, 3]), 2], [waits('A', [1, 2]), 1], [idle])), 1);
  });
});

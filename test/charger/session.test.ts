import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Authorization,
  holdsPlug,
  idle,
  isPluggedIn,
  reduce,
  type Session,
  type SessionEvent,
  type SessionRules,
  type StopReason,
  withParent,
} from '../../src/charger/session.ts';

const first: Authorization = { idTag: 'FIRST' };
const second: Authorization = { idTag: 'SECOND', parentIdTag: 'FAMILY' };
const running = {
  phase: 'transaction',
  authorization: first,
  plugged: true,
  started: true,
  withheld: false,
} as const satisfies Session;
const finishing = { phase: 'finishing', authorization: first, plugged: true, held: false } as const satisfies Session;

/** Every state that behaves differently from the others. */
const states = {
  idle,
  plugged: { phase: 'plugged' },
  'timed-out': { phase: 'timed-out' },
  authorized: { phase: 'authorized', authorization: first },
  'authorized anew': { phase: 'authorized', authorization: second },
  begun: { ...running, started: false },
  'begun by the other': { ...running, authorization: second, started: false },
  running,
  'running, withheld': { ...running, withheld: true },
  'begun, withheld': { ...running, started: false, withheld: true },
  'begun, away': { ...running, started: false, plugged: false },
  'begun, ending': { ...running, started: false, ending: { reason: 'Remote' } },
  'begun, lost': { ...running, started: false, plugged: false, ending: { reason: 'EVDisconnected' } },
  away: { ...running, plugged: false },
  'away, withheld': { ...running, plugged: false, withheld: true },
  'away, ending': { ...running, plugged: false, ending: { reason: 'Remote' } },
  ending: { ...running, ending: { reason: 'Remote' } },
  'ending, withheld': { ...running, withheld: true, ending: { reason: 'Remote' } },
  /** The car was unplugged, and that ends it. */
  lost: { ...running, plugged: false, ending: { reason: 'EVDisconnected' } },
  'lost, withheld': { ...running, plugged: false, withheld: true, ending: { reason: 'EVDisconnected' } },
  /** That ends it, and the car was plugged in again before the relays were open. */
  'lost and found': { ...running, ending: { reason: 'EVDisconnected' } },
  invalid: { ...running, ending: { reason: 'DeAuthorized' } },
  'invalid, away': { ...running, plugged: false, ending: { reason: 'DeAuthorized' } },
  'away, ending, withheld': { ...running, plugged: false, withheld: true, ending: { reason: 'Remote' } },
  'lost and found, withheld': { ...running, withheld: true, ending: { reason: 'EVDisconnected' } },
  'invalid, away, withheld': { ...running, plugged: false, withheld: true, ending: { reason: 'DeAuthorized' } },
  'invalid, withheld': { ...running, withheld: true, ending: { reason: 'DeAuthorized' } },
  finishing,
  'finishing, away': { ...finishing, plugged: false },
  held: { ...finishing, held: true },
  'held, away': { ...finishing, plugged: false, held: true },
} as const satisfies Record<string, Session>;
type Name = keyof typeof states;

const events = {
  'plugged-in': { kind: 'plugged-in' },
  'plugged-out': { kind: 'plugged-out' },
  authorized: { kind: 'authorized', authorization: second },
  'timed-out': { kind: 'timed-out' },
  started: { kind: 'started' },
  withheld: { kind: 'withheld' },
  stop: { kind: 'stop', ending: { reason: 'Remote' } },
  'relays-opened': { kind: 'relays-opened' },
  cleared: { kind: 'cleared' },
  released: { kind: 'released' },
} as const satisfies { readonly [K in SessionEvent['kind']]: SessionEvent };

const unlocking: SessionRules = { stopOnEvSideDisconnect: true, unlockOnEvSideDisconnect: true, hasLock: true };
const holding: SessionRules = { ...unlocking, unlockOnEvSideDisconnect: false };
const waiting: SessionRules = { ...unlocking, stopOnEvSideDisconnect: false };

/** What each event makes of each state, by default (S 4.9: stop and unlock); an event that is not listed changes nothing. */
const expected: { readonly [N in Name]?: { readonly [K in keyof typeof events]?: Name } } = {
  // S 6.2 A2: usage starts with a plug or a card, whichever comes first.
  idle: { 'plugged-in': 'plugged', authorized: 'authorized anew' },
  // B1, B6: the plug goes, or nobody shows a card in time.
  plugged: { 'plugged-out': 'idle', authorized: 'begun by the other', 'timed-out': 'timed-out' },
  // F1, F2: the plug goes, or somebody shows a card after all.
  'timed-out': { 'plugged-out': 'idle', authorized: 'begun by the other' },
  // B1: the time is over, or the card is shown again; E4 3.76: back to where it was.
  authorized: { 'plugged-in': 'begun', authorized: 'authorized anew', 'timed-out': 'idle', stop: 'idle' },
  begun: { 'plugged-out': 'begun, lost', started: 'running', withheld: 'begun, withheld', stop: 'begun, ending' },
  running: { 'plugged-out': 'lost', withheld: 'running, withheld', stop: 'ending' },
  'running, withheld': { 'plugged-out': 'lost, withheld', stop: 'ending, withheld' },
  // The car was away when the key was changed: it has gone before.
  away: { 'plugged-in': 'running', 'plugged-out': 'lost', withheld: 'away, withheld', stop: 'away, ending' },
  // C6: once it ends, only the relays matter, and the first reason stays.
  ending: { 'plugged-out': 'away, ending', withheld: 'ending, withheld', 'relays-opened': 'finishing' },
  'away, ending': { 'plugged-in': 'ending', withheld: 'away, ending, withheld', 'relays-opened': 'finishing, away' },
  lost: { 'plugged-in': 'lost and found', withheld: 'lost, withheld', 'relays-opened': 'finishing, away' },
  'lost and found': { 'plugged-out': 'lost', withheld: 'lost and found, withheld', 'relays-opened': 'finishing' },
  // E4 3.5: the cable is held until the owner comes, wherever the car is.
  invalid: { 'plugged-out': 'invalid, away', withheld: 'invalid, withheld', 'relays-opened': 'held' },
  'invalid, away': { 'plugged-in': 'invalid', withheld: 'invalid, away, withheld', 'relays-opened': 'held, away' },
  // F1, F2.
  finishing: { 'plugged-out': 'idle', authorized: 'begun by the other' },
  'finishing, away': { 'plugged-in': 'finishing', 'plugged-out': 'idle', cleared: 'idle' },
  held: { 'plugged-out': 'held, away', released: 'finishing' },
  'held, away': { 'plugged-in': 'held', released: 'finishing, away' },
};

/** Where the keys, or a fixed cable, make another thing of it (S 4.9, S 4.10). */
const exceptions: readonly (readonly [what: string, SessionRules, Name, keyof typeof events, Name])[] = [
  ['a transaction that waits for its car', waiting, 'running', 'plugged-out', 'away'],
  ['a transaction that has not drawn anything and waits', waiting, 'begun', 'plugged-out', 'begun, away'],
  ['a transaction whose car is away already', waiting, 'away', 'plugged-out', 'away'],
  ['a cable that is left in the socket, to be held', holding, 'lost', 'relays-opened', 'held, away'],
  ['a car that came back before its cable was held', holding, 'lost and found', 'relays-opened', 'finishing'],
  ['a transaction that ends while its car is away', holding, 'away, ending', 'relays-opened', 'finishing, away'],
  ['a fixed cable, that nobody left', { ...holding, hasLock: false }, 'lost', 'relays-opened', 'finishing, away'],
  ['a fixed cable of an invalid id', { ...holding, hasLock: false }, 'invalid', 'relays-opened', 'finishing'],
];

function nameOf(session: Session): string {
  const found = Object.entries(states).find(([, state]) => JSON.stringify(state) === JSON.stringify(session));
  return found?.[0] ?? JSON.stringify(session);
}

describe('a session', () => {
  for (const [name, row] of Object.entries(expected) as [Name, Partial<Record<string, Name>>][]) {
    for (const [kind, event] of Object.entries(events)) {
      const next = row[kind];
      if (next === undefined) {
        it(`that is ${name} takes no notice of ${kind}`, () => {
          assert.equal(reduce(states[name], event, unlocking), states[name]);
        });
      } else {
        it(`that is ${name} becomes ${next} by ${kind}`, () => {
          assert.deepEqual(nameOf(reduce(states[name], event, unlocking)), next);
        });
      }
    }
  }

  for (const [what, rules, name, kind, next] of exceptions) {
    it(`that is ${name} is ${next} after ${kind}, when it is ${what}`, () => {
      assert.equal(nameOf(reduce(states[name], events[kind], rules)), next);
    });
  }

  it('keeps the reason for which it is ended first', () => {
    const again = reduce(states.ending, { kind: 'stop', ending: { reason: 'Local', idTag: 'FIRST' } }, unlocking);
    assert.equal(again, states.ending);
  });

  it('holds the plug during the transaction, and after it as long as it is held', () => {
    const holds = (Object.keys(states) as Name[]).filter((name) => holdsPlug(states[name]));
    const transactions = (Object.keys(states) as Name[]).filter((name) => states[name].phase === 'transaction');
    assert.deepEqual(holds, [...transactions, 'held', 'held, away']);
  });
});

const reasons: readonly StopReason[] = ['Local', 'Remote', 'DeAuthorized', 'EVDisconnected', 'UnlockCommand'];
const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.constantFrom(...Object.values(events)),
  fc.constantFrom<SessionEvent[]>({ kind: 'authorized', authorization: first }),
  fc.constantFrom(...reasons).map((reason): SessionEvent => ({ kind: 'stop', ending: { reason } })),
);
const anyRules: fc.Arbitrary<SessionRules> = fc.record({
  stopOnEvSideDisconnect: fc.boolean(),
  unlockOnEvSideDisconnect: fc.boolean(),
  hasLock: fc.boolean(),
});
/** Events and the rules that hold when they come; they may change between two events. */
const history = fc.array(fc.tuple(anyEvent, anyRules), { maxLength: 40, size: 'max' });

describe('whatever happens to a session', () => {
  it('it begins a transaction only with a plug and a card, ends it only by open relays, and knows whether a plug is in', () => {
    const phases = new Set<Session['phase']>();
    fc.assert(
      fc.property(history, (happenings) => {
        let session: Session = idle;
        let plugged = false;
        let carded = false;
        for (const [event, rules] of happenings) {
          const before: Session = session;
          if (event.kind === 'plugged-in') plugged = true;
          if (event.kind === 'plugged-out') plugged = false;
          carded = before.phase === 'authorized' || event.kind === 'authorized';
          session = reduce(before, event, rules);
          phases.add(session.phase);

          assert.equal(isPluggedIn(session), plugged, `after ${event.kind}`);
          if (session.phase === 'transaction' && before.phase !== 'transaction') {
            assert.ok(plugged && carded, 'begun without plug or card');
            assert.equal(session.ending, undefined);
          }
          if (before.phase === 'transaction' && session.phase !== 'transaction') {
            assert.equal(event.kind, 'relays-opened');
            assert.notEqual(before.ending, undefined);
            assert.equal(session.phase, 'finishing');
          }
          if (before.phase === 'transaction' && session.phase === 'transaction') {
            assert.equal(session.authorization, before.authorization);
            assert.ok(session.started || !before.started, 'started is not taken back');
            assert.ok(session.withheld || !before.withheld, 'withheld is not taken back');
            if (before.ending !== undefined) assert.equal(session.ending, before.ending);
          }
          // An authorization is taken over even when it says the same as the one before.
          if (session !== before && event.kind !== 'authorized') {
            assert.notDeepEqual(session, before, `${event.kind} changed nothing`);
          }
        }
      }),
      { numRuns: 1000 },
    );
    assert.equal(phases.size, 6, `only ${[...phases].join(', ')} came up`);
  });

  it('its next state depends on its arguments alone, which stay as they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(states)), anyEvent, anyRules, (session: Session, event, rules) => {
        const before = JSON.stringify([session, event, rules]);
        assert.deepEqual(reduce(session, event, rules), reduce(session, event, rules));
        assert.equal(JSON.stringify([session, event, rules]), before);
      }),
    );
  });
});

describe('a parent that becomes known', () => {
  it('belongs to the card that has begun the visit, and changes nothing else', () => {
    for (const session of Object.values(states) as readonly Session[]) {
      const after = withParent(session, 'FAMILY');
      if (!('authorization' in session)) assert.equal(after, session);
      else assert.deepEqual(after, { ...session, authorization: { ...session.authorization, parentIdTag: 'FAMILY' } });
      assert.equal(withParent(after, 'FAMILY'), after);
    }
  });
});

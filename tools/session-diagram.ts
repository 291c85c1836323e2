/**
 * The diagram of a visit to a connector, made by asking `reduce` what becomes of each state by each event under all settings: it
 * cannot show an edge that is not there, nor miss one.
 */
import {
  idle,
  isPluggedIn,
  reduce,
  type Session,
  type SessionEvent,
  type SessionRules,
} from '../src/charger/session.ts';

const authorization = { idTag: 'CARD' };

const events: readonly SessionEvent[] = [
  { kind: 'plugged-in' },
  { kind: 'plugged-out' },
  { kind: 'authorized', authorization },
  { kind: 'timed-out' },
  { kind: 'withheld' },
  { kind: 'stop', ending: { reason: 'Remote' } },
  { kind: 'stop', ending: { reason: 'DeAuthorized' } },
  { kind: 'relays-opened' },
  { kind: 'cleared' },
  { kind: 'released' },
];

const settings: readonly SessionRules[] = [true, false].flatMap((stopOnEvSideDisconnect) =>
  [true, false].flatMap((unlockOnEvSideDisconnect) =>
    [true, false].map((hasLock) => ({ stopOnEvSideDisconnect, unlockOnEvSideDisconnect, hasLock })),
  ),
);

/** What the diagram tells apart: the phase, and within it what the plug, the lock and the relays are waited for. */
function nameOf(session: Session): string {
  switch (session.phase) {
    case 'transaction':
      if (session.ending !== undefined) return 'ending, relays still closed';
      if (session.withheld)
        return session.plugged ? 'transaction without energy' : 'transaction without energy, car away';
      return session.plugged ? 'transaction' : 'transaction, car away';
    case 'finishing':
      if (session.held) return 'cable held for its owner';
      return session.plugged ? 'finishing' : 'finishing, plug out';
    case 'timed-out':
      return 'plugged, no card in time';
    default:
      return session.phase;
  }
}

/** No plug comes that is there already, and none leaves that is not. */
function canHappen(event: SessionEvent, session: Session): boolean {
  if (event.kind === 'plugged-in') return !isPluggedIn(session);
  return event.kind !== 'plugged-out' || isPluggedIn(session);
}

/** A mermaid state diagram of all that can come about from nobody being there. */
export function sessionDiagram(): string {
  const edges = new Set<string>();
  const known = new Map<string, Session>();
  const waiting: Session[] = [idle];
  for (let session = waiting.shift(); session !== undefined; session = waiting.shift()) {
    const key = JSON.stringify(session);
    if (known.has(key)) continue;
    known.set(key, session);
    for (const event of events.filter((one) => canHappen(one, session))) {
      for (const rules of settings) {
        const next = reduce(session, event, rules);
        if (next === session) continue;
        waiting.push(next);
        if (nameOf(next) !== nameOf(session)) edges.add(`${idOf(session)} --> ${idOf(next)}: ${event.kind}`);
      }
    }
  }
  const names = new Map([...known.values()].map((session) => [idOf(session), nameOf(session)]));
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...[...names].map(([id, name]) => `  state "${name}" as ${id}`),
    '  [*] --> idle',
    ...[...edges].map((edge) => `  ${edge}`),
    '```',
  ].join('\n');
}

function idOf(session: Session): string {
  return nameOf(session).replaceAll(/[^a-z]+/g, '_');
}

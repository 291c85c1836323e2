/**
 * A visit to one connector, from the first plug or card to the last: a pure table of states and events.
 *
 * Guarantees:
 * - a transaction begins only when a car is connected and somebody was authorized, whichever came first (S 2.2);
 * - it ends only after the relays are open, so its last register is the last energy that it can have drawn;
 * - an event that means nothing in a state changes nothing;
 * - nobody's time, hardware or store is touched here: `reduce` is a function of its arguments.
 */

/** Who may charge, as decided by whoever checks cards. */
export interface Authorization {
  readonly idTag: string;
  /** Cards with the same parent belong together (S 3.10). */
  readonly parentIdTag?: string;
  /** The connectors that it is good for; without them, the one where it was given. */
  readonly within?: readonly number[];
  /** Which request from afar it came with, if it came with one: for those who remember what else that asked for. */
  readonly request?: number;
}

/** Why a transaction ends. The names are those of OCPP's Reason (S 7.36). */
export type StopReason =
  | 'DeAuthorized'
  | 'EmergencyStop'
  | 'EVDisconnected'
  | 'HardReset'
  | 'Local'
  | 'Other'
  | 'PowerLoss'
  | 'Reboot'
  | 'Remote'
  | 'SoftReset'
  | 'UnlockCommand';

/** Why, and by whose card, a transaction is being ended. */
export interface Ending {
  readonly reason: StopReason;
  readonly idTag?: string;
}

export type Session =
  /** Nobody is here. */
  | { readonly phase: 'idle' }
  /** A car is connected and nobody was authorized; the time for that runs. */
  | { readonly phase: 'plugged' }
  /** A car is connected, and nobody was authorized in time. */
  | { readonly phase: 'timed-out' }
  /** Somebody was authorized, and the car is missing; the time for that runs. */
  | { readonly phase: 'authorized'; readonly authorization: Authorization }
  | Transaction
  /** The transaction is over and the place not yet free: the plug is still in, or `held` by the lock until its owner comes. */
  | {
      readonly phase: 'finishing';
      readonly authorization: Authorization;
      readonly plugged: boolean;
      readonly held: boolean;
    };

export interface Transaction {
  readonly phase: 'transaction';
  readonly authorization: Authorization;
  readonly plugged: boolean;
  /** The relays have been closed at least once, or the car was kept waiting, or has had its time to ask. */
  readonly started: boolean;
  /** No energy for this one (S 3.5.4: the id turned out to be invalid). */
  readonly withheld: boolean;
  /** Set while the transaction waits for the relays to open. */
  readonly ending?: Ending;
}

export type SessionEvent =
  | { readonly kind: 'plugged-in' }
  | { readonly kind: 'plugged-out' }
  | { readonly kind: 'authorized'; readonly authorization: Authorization }
  /** ConnectionTimeOut has passed. */
  | { readonly kind: 'timed-out' }
  /** The relays are closed, the car is kept waiting, or its time to ask is over. */
  | { readonly kind: 'started' }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'stop'; readonly ending: Ending }
  | { readonly kind: 'relays-opened' }
  /** Nothing is left to do for anybody. */
  | { readonly kind: 'cleared' }
  /** The owner has shown the card: the lock may let go. */
  | { readonly kind: 'released' };

/** What the reducer must know of the charger's settings. */
export interface SessionRules {
  /** S 4.9: is a transaction over when the car is unplugged, or does it wait for the car to come back? */
  readonly stopOnEvSideDisconnect: boolean;
  /** S 4.9: does the lock let go of a cable whose car was unplugged? */
  readonly unlockOnEvSideDisconnect: boolean;
  /** Is there a lock at all? A fixed cable is nobody's, and is held for nobody (S 4.9, C1). */
  readonly hasLock: boolean;
}

export const idle: Session = { phase: 'idle' };

type Rows = {
  readonly [P in Session['phase']]: {
    readonly [K in SessionEvent['kind']]?: (
      session: Extract<Session, { phase: P }>,
      event: Extract<SessionEvent, { kind: K }>,
      rules: SessionRules,
    ) => Session;
  };
};

const table: Rows = {
  idle: {
    'plugged-in': () => ({ phase: 'plugged' }),
    authorized: (_, { authorization }) => ({ phase: 'authorized', authorization }),
  },
  plugged: {
    'plugged-out': () => idle,
    authorized: (_, { authorization }) => begin(authorization),
    'timed-out': () => ({ phase: 'timed-out' }),
  },
  'timed-out': {
    'plugged-out': () => idle,
    authorized: (_, { authorization }) => begin(authorization),
  },
  authorized: {
    'plugged-in': ({ authorization }) => begin(authorization),
    authorized: (_, { authorization }) => ({ phase: 'authorized', authorization }),
    'timed-out': () => idle,
    stop: () => idle,
  },
  transaction: {
    'plugged-in': (session) => withPlug(session, true),
    'plugged-out': (session, _, { stopOnEvSideDisconnect }) =>
      stopOnEvSideDisconnect && session.ending === undefined
        ? { ...session, plugged: false, ending: { reason: 'EVDisconnected' } }
        : withPlug(session, false),
    started: (session) => (session.started ? session : { ...session, started: true }),
    withheld: (session) => (session.withheld ? session : { ...session, withheld: true }),
    stop: (session, { ending }) => (session.ending === undefined ? { ...session, ending } : session),
    'relays-opened': (session, _, rules) => {
      const { authorization, plugged, ending } = session;
      return ending === undefined
        ? session
        : { phase: 'finishing', authorization, plugged, held: isHeld(ending, plugged, rules) };
    },
  },
  finishing: {
    'plugged-in': (session) => withPlug(session, true),
    'plugged-out': (session) => (session.held ? withPlug(session, false) : idle),
    // F2: somebody, perhaps the same person, charges again without unplugging.
    authorized: (session, { authorization }) => (session.held || !session.plugged ? session : begin(authorization)),
    released: (session) => (session.held ? { ...session, held: false } : session),
    cleared: (session) => (session.held || session.plugged ? session : idle),
  },
};

/** The next state. The same object comes back when nothing changes. */
export function reduce(session: Session, event: SessionEvent, rules: SessionRules): Session {
  const row = table[session.phase][event.kind] as
    | ((session: Session, event: SessionEvent, rules: SessionRules) => Session)
    | undefined;
  return row === undefined ? session : row(session, event, rules);
}

/** Is a car connected, as far as the session knows? */
export function isPluggedIn(session: Session): boolean {
  return (
    session.phase === 'plugged' || session.phase === 'timed-out' || ('plugged' in session && session.plugged === true)
  );
}

/** Does the lock have to hold the plug? While energy may flow, and as long as its owner is waited for (S 4.9, E4 3.5). */
export function holdsPlug(session: Session): boolean {
  return session.phase === 'transaction' || (session.phase === 'finishing' && session.held);
}

/** The same visit, after it has become known to whose family its card belongs (S 3.10). */
export function withParent(session: Session, parentIdTag: string): Session {
  if (!('authorization' in session) || session.authorization.parentIdTag === parentIdTag) return session;
  return { ...session, authorization: { ...session.authorization, parentIdTag } };
}

function begin(authorization: Authorization): Session {
  return { phase: 'transaction', authorization, plugged: true, started: false, withheld: false };
}

function withPlug<S extends { readonly plugged: boolean }>(session: S, plugged: boolean): S {
  return session.plugged === plugged ? session : { ...session, plugged };
}

/** E4 3.5: the cable of somebody whose id turned out invalid stays locked. S 4.9: so does one left in the socket, if the owner of the charger wants it so. */
function isHeld({ reason }: Ending, plugged: boolean, rules: SessionRules): boolean {
  if (!rules.hasLock) return false;
  return reason === 'DeAuthorized' || (reason === 'EVDisconnected' && !plugged && !rules.unlockOnEvSideDisconnect);
}

/**
 * The electrical machine: board events in, pilot, relays, lock and LED out. No OCPP in it.
 *
 * Guarantees:
 * - relays close only in pilot state C (or D, where ventilated) while current is offered, and current is offered only to a
 *   transaction that may have it, without a blocking fault, under the lowest of all limits;
 * - when the offer ends, a car gets 6 s to stop drawing; then, and at once when the car leaves C, the relays open;
 * - a transaction is told to the listener before any energy can flow, and its end after none can; a listener that throws at
 *   the start prevents the transaction: nothing has happened then; one that throws at the end is told it again, until it does not;
 * - before `start` and after `stop` nothing moves, whoever asks: by then the hardware is somebody else's, or nobody's;
 * - which car begins with which card, where there are several, is decided in assignment.ts and nowhere else;
 * - everything that it shows is derived from the state at that moment.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import { placeFor, refugeFor, whoseTurn } from './assignment.ts';
import type { Board, BoardConnector, BoardEvent, Fault, Lines, PilotOutput } from './board.ts';
import { type ConnectorView, isPermitted } from './connector-view.ts';
import type { Charger, ChargerListener, ChargerRules } from './contract.ts';
import { dutyCycleOfCurrent, isPlugged } from './control-pilot.ts';
import { type LedRow, ledRow } from './led.ts';
import { effectiveLimit, type Limits, offerUnder } from './limits.ts';
import { holdsPlug, idle, reduce, type Session, type SessionEvent, type SessionRules, withParent } from './session.ts';

export type { Charger, ChargerListener, ChargerRules } from './contract.ts';

/** IEC 61851-1 table A.6: a car that keeps drawing after the offer has ended is cut off after this long, ms. */
const FORCED_OPENING_MS = 6_000;

/** A car that has not asked for energy this long after the first offer does not want any, ms (ours; a car needs a few seconds). */
const STARTING_MS = 10_000;

/** After how long the end of a transaction is told again to a listener that could not take it, ms (ours). */
const RETELLING_MS = 10_000;

const started: SessionEvent = { kind: 'started' };
const relaysOpened: SessionEvent = { kind: 'relays-opened' };
const cleared: SessionEvent = { kind: 'cleared' };

interface Connector {
  readonly board: BoardConnector;
  session: Session;
  faults: readonly Fault[];
  limits: Limits;
  offeredA: number;
  /** ConnectionTimeOut, or the time that a car has to ask for energy. */
  sessionTimer: Timer | undefined;
  wait: Wait;
  openingTimer: Timer | undefined;
}

/** Of a car without card, or of a card without car. */
interface Wait {
  /** Who came earlier has a lower one. */
  readonly turn: number;
  /** When it is over, `clock.elapsed()`; undefined for no bound. */
  readonly until: number | undefined;
}

const noWait: Wait = { turn: 0, until: undefined };

export function createCharger(options: {
  readonly board: Board;
  readonly clock: Clock;
  readonly rules: ChargerRules;
}): Charger {
  const { board, clock, rules } = options;
  const connectors = new Map<number, Connector>(
    board.connectors.map((hardware) => [
      hardware.id,
      {
        board: hardware,
        session: idle,
        faults: [],
        limits: { hardware: hardware.maxCurrentA },
        offeredA: 0,
        sessionTimer: undefined,
        wait: noWait,
        openingTimer: undefined,
      },
    ]),
  );
  let chargerFaults: readonly Fault[] = [];
  let listener: ChargerListener | undefined;
  let led: LedRow | undefined;
  let turns = 0;

  const sessionRules = ({ board: { hasLock } }: Connector): SessionRules => ({
    stopOnEvSideDisconnect: rules.stopOnEvSideDisconnect(),
    unlockOnEvSideDisconnect: rules.unlockOnEvSideDisconnect(),
    hasLock,
  });

  function find(id: number): Connector {
    const connector = connectors.get(id);
    if (connector === undefined) throw new RangeError(`there is no connector ${id}`);
    return connector;
  }

  function view(connector: Connector): ConnectorView {
    const { session, offeredA, limits, board: hardware } = connector;
    const pilot = hardware.pilot();
    return {
      id: hardware.id,
      session,
      pilot,
      asking: pilot === 'C' || (pilot === 'D' && hardware.hasVentilation),
      offeredA,
      lines: hardware.relays(),
      locked: hardware.locked(),
      faults: [...chargerFaults, ...connector.faults],
      limits,
      limit: effectiveLimit(limits),
    };
  }

  /** Moves a session on, tells whom it concerns in the order that the guarantees ask for, and acts. */
  function dispatch(connector: Connector, event: SessionEvent): void {
    if (listener === undefined) return;
    const before = connector.session;
    const after = reduce(before, event, sessionRules(connector));
    if (after === before) return;
    const { id } = connector.board;
    if (before.phase !== 'transaction' && after.phase === 'transaction') {
      try {
        listener?.transactionStarted(id, after.authorization, connector.board.meter());
      } catch (error) {
        // Nothing has happened but that the plug is in: then the card has to be shown again.
        if (event.kind === 'plugged-in') {
          connector.session = idle;
          dispatch(connector, event);
        }
        throw error;
      }
    }
    if (before.phase === 'transaction' && after.phase !== 'transaction' && before.ending !== undefined) {
      try {
        listener?.transactionStopped(id, before.ending, connector.board.meter());
      } catch (error) {
        connector.sessionTimer?.cancel();
        connector.sessionTimer = clock.after(RETELLING_MS, () => guarded(() => dispatch(connector, event)));
        listener?.failed(error);
        return;
      }
    }
    connector.session = after;
    if (before.phase !== after.phase) armSessionTimer(connector);
    drive(connector);
    const driven = connector.session;
    // Who has to take a cable out of a socket is told so; a fixed one leaves nothing to do (S 4.9, C1), nor does an end that is not one yet.
    const lasts = driven.phase === 'finishing' && connector.board.hasLock;
    if (lasts) tell(connector);
    const next = consequence(connector);
    if (next !== undefined) dispatch(connector, next);
    if (!lasts && connector.session === driven) tell(connector);
  }

  /** What a state leads to by itself. */
  function consequence({ session, board: hardware }: Connector): SessionEvent | undefined {
    if (session.phase === 'finishing') return cleared;
    const over = session.phase === 'transaction' && session.ending !== undefined && hardware.relays().length === 0;
    return over ? relaysOpened : undefined;
  }

  /** Nothing that goes wrong on one event may keep the next from being handled. */
  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      listener?.failed(error);
    }
  }

  function armSessionTimer(connector: Connector): void {
    connector.sessionTimer?.cancel();
    connector.sessionTimer = undefined;
    const { phase } = connector.session;
    if (phase === 'plugged' || phase === 'authorized') {
      const timeout = rules.connectionTimeoutMs();
      turns += 1;
      connector.wait = { turn: turns, until: timeout > 0 ? clock.elapsed() + timeout : undefined };
      armWait(connector);
    } else if (phase === 'transaction') {
      connector.sessionTimer = clock.after(STARTING_MS, () => guarded(() => dispatch(connector, { kind: 'started' })));
    }
  }

  function armWait(connector: Connector): void {
    connector.sessionTimer?.cancel();
    const { until } = connector.wait;
    connector.sessionTimer =
      until === undefined
        ? undefined
        : clock.after(until - clock.elapsed(), () => guarded(() => dispatch(connector, { kind: 'timed-out' })));
  }

  const places = () =>
    [...connectors.values()].map((connector) => ({ view: view(connector), turn: connector.wait.turn }));

  /** Two connectors without a car exchange who waits there for one: with his turn, and with what is left of his time. */
  function exchange(one: Connector, other: Connector): void {
    if (listener === undefined) return;
    [one.session, other.session] = [other.session, one.session];
    [one.wait, other.wait] = [other.wait, one.wait];
    for (const connector of [one, other]) {
      if (connector.session.phase === 'authorized') armWait(connector);
      else connector.sessionTimer?.cancel();
      act(connector);
    }
  }

  /** A car comes where none was: who waits longest for one, here or elsewhere, may have it. */
  function welcome(connector: Connector): void {
    const { phase } = connector.session;
    if (phase !== 'idle' && phase !== 'authorized') return;
    const from = whoseTurn(connector.board.id, places(), rules.admits);
    if (from === undefined) {
      // Nothing begins where it could not be begun now.
      if (phase === 'authorized' && !giveWay(connector)) dispatch(connector, { kind: 'timed-out' });
    } else if (from !== connector.board.id) exchange(find(from), connector);
  }

  /** Who waits here for a car goes on waiting elsewhere, if he may. */
  function giveWay(connector: Connector): boolean {
    const { session } = connector;
    if (session.phase !== 'authorized') return false;
    const refuge = refugeFor(session.authorization, places(), rules.admits);
    if (refuge !== undefined) exchange(connector, find(refuge));
    return refuge !== undefined;
  }

  /** Makes the hardware follow the state, and tells that something changed. */
  function act(connector: Connector): void {
    drive(connector);
    tell(connector);
  }

  function tell(connector: Connector): void {
    show();
    guarded(() => listener?.changed(view(connector)));
  }

  function drive(connector: Connector): void {
    if (listener === undefined) return;
    const { board: hardware, session } = connector;
    const now = view(connector);
    const offer = isPermitted(now) ? offerUnder(now.limit) : 0;
    if (offer !== connector.offeredA) {
      connector.offeredA = offer;
      hardware.setPilot(pilotOutput(offer));
    }
    actOnRelays(connector, offer > 0, now);
    if (hardware.hasLock && hardware.locked() !== holdsPlug(session)) hardware.setLock(holdsPlug(session));
    // Once it has been served or kept waiting, a car that does not draw is a suspended one (S 4.9: no way back to Preparing).
    if (offer === 0 || now.lines.length > 0) connector.session = reduce(session, started, sessionRules(connector));
  }

  function actOnRelays(connector: Connector, offering: boolean, { asking, lines, faults }: ConnectorView): void {
    const { board: hardware } = connector;
    if (asking && offering) {
      connector.openingTimer?.cancel();
      connector.openingTimer = undefined;
      hardware.setRelays(linesFor(hardware));
    } else if (!asking || faults.some(({ blocking }) => blocking)) {
      connector.openingTimer?.cancel();
      connector.openingTimer = undefined;
      hardware.setRelays([]);
    } else if (lines.length > 0 && connector.openingTimer === undefined) {
      connector.openingTimer = clock.after(FORCED_OPENING_MS, () => {
        connector.openingTimer = undefined;
        hardware.setRelays([]);
      });
    } else if (lines.length === 0) {
      // The relays may have been told to close a moment ago.
      hardware.setRelays([]);
    }
  }

  /** Every phase that the installation and the relays bring. */
  function linesFor(hardware: BoardConnector): Lines {
    if (hardware.phases === 3 && board.grid.phases === 3) return [1, 2, 3];
    return board.grid.type === 'IT' ? [1, 2] : [1];
  }

  function show(): void {
    if (listener === undefined) return;
    const next = ledRow([...connectors.values()].map(view));
    if (next === led) return;
    led = next;
    board.setLed({ colour: next.colour, pulsing: next.pulsing, intensity: rules.lightIntensity() });
  }

  const handlers: { readonly [K in BoardEvent['kind']]: (event: Extract<BoardEvent, { kind: K }>) => void } = {
    token: ({ idTag, connectors: near }) => listener?.token(idTag, near),
    cause: () => undefined,
    current: () => undefined,
    temperature: () => undefined,
    fault: ({ connector, fault, present }) => handleFault(connector, fault, present),
    // What is wanted of the lock may have changed while its motor ran.
    lock: ({ connector }) => act(find(connector)),
    pilot({ connector: id, state }) {
      const connector = find(id);
      const { session } = connector;
      // In E and F the pilot says nothing of the car.
      if (state !== 'E' && state !== 'F') {
        if (isPlugged(state)) welcome(connector);
        dispatch(connector, { kind: isPlugged(state) ? 'plugged-in' : 'plugged-out' });
      }
      // The session may not care, but what the relays do depends on the pilot alone.
      if (connector.session === session) act(connector);
    },
    relays({ connector: id }) {
      const connector = find(id);
      const { session } = connector;
      // The event may be older than the relays' present truth.
      if (connector.board.relays().length === 0) dispatch(connector, relaysOpened);
      if (connector.session === session) act(connector);
    },
  };

  function handle(event: BoardEvent): void {
    (handlers[event.kind] as (event: BoardEvent) => void)(event);
  }

  function handleFault(id: number, fault: Fault, present: boolean): void {
    const change = (faults: readonly Fault[]) => [
      ...faults.filter((known) => known.id !== fault.id),
      ...(present ? [fault] : []),
    ];
    if (id === 0) {
      chargerFaults = change(chargerFaults);
      for (const connector of connectors.values()) act(connector);
    } else {
      const connector = find(id);
      connector.faults = change(connector.faults);
      act(connector);
    }
  }

  return {
    board,
    connectors: [...connectors.keys()],
    start(to) {
      listener = to;
      board.start((event) => guarded(() => handle(event)));
      show();
      for (const connector of connectors.values()) {
        if (isPlugged(connector.board.pilot())) dispatch(connector, { kind: 'plugged-in' });
        // The lock stands as it stood when the power went.
        else act(connector);
      }
    },
    stop() {
      listener = undefined;
      for (const { sessionTimer, openingTimer } of connectors.values()) {
        sessionTimer?.cancel();
        openingTimer?.cancel();
      }
      board.stop();
    },
    view: (id) => view(find(id)),
    faults: () => chargerFaults,
    meter: (id) => find(id).board.meter(),
    led: () => led ?? ledRow([]),
    placeFor: (authorization) => placeFor(authorization, places(), rules.admits),
    authorize: (id, authorization) => dispatch(find(id), { kind: 'authorized', authorization }),
    giveWay: (id) => giveWay(find(id)),
    belongs(id, parentIdTag) {
      const connector = find(id);
      connector.session = withParent(connector.session, parentIdTag);
    },
    end: (id, ending) => dispatch(find(id), { kind: 'stop', ending }),
    withhold: (id) => dispatch(find(id), { kind: 'withheld' }),
    release: (id) => dispatch(find(id), { kind: 'released' }),
    hasLock: (id) => find(id).board.hasLock,
    unlock(id) {
      const connector = find(id);
      dispatch(connector, { kind: 'stop', ending: { reason: 'UnlockCommand' } });
      dispatch(connector, { kind: 'released' });
      if (listener !== undefined && connector.session.phase !== 'transaction') connector.board.setLock(false);
    },
    signal(what) {
      if (listener !== undefined) board.blink(what === 'accepted' ? 'green' : 'red', rules.blinkRepeat());
    },
    rulesChanged() {
      led = undefined;
      show();
    },
    setLimit(id, source, maxCurrentA) {
      const connector = find(id);
      const { [source]: _, ...others } = connector.limits;
      connector.limits = maxCurrentA === undefined ? others : { ...others, [source]: maxCurrentA };
      act(connector);
    },
  };
}

function pilotOutput(offeredA: number): PilotOutput {
  const dutyPercent = dutyCycleOfCurrent(offeredA);
  return dutyPercent === undefined ? { kind: 'off' } : { kind: 'pwm', dutyPercent };
}

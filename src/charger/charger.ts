/**
 * The electrical machine: board events in, pilot, relays, lock and LED out. No OCPP in it.
 *
 * Guarantees:
 * - what the hardware is told to do follows from session, faults and limits, in connector-drive.ts and nowhere else;
 * - a transaction is told to the listener before any energy can flow, and its end after none can; a listener that throws at
 *   the start prevents the transaction: nothing has happened then; one that throws at the end is told it again, until it does not;
 * - before `start` and after `stop` nothing moves, whoever asks: by then the hardware is somebody else's, or nobody's;
 * - which car begins with which card, where there are several, is decided in assignment.ts and nowhere else;
 * - everything that it shows is derived from the state at that moment.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import { placeFor, refugeFor, whoseTurn } from './assignment.ts';
import type { Board, BoardConnector, BoardEvent, Fault } from './board.ts';
import { ConnectorDrive, type LimitChange } from './connector-drive.ts';
import type { ConnectorView } from './connector-view.ts';
import type { Charger, ChargerListener, ChargerRules } from './contract.ts';
import { isPlugged } from './control-pilot.ts';
import { type DeratingStep, deratingAt } from './derating.ts';
import { type FaultCause, faultCauses } from './fault-causes.ts';
import { afterUnplugging, faultOfCause, type HeldFaults, isPresent, withFault, withoutCause } from './held-faults.ts';
import { type LedRow, ledRow, type Shown } from './led.ts';
import {
  idle,
  isPluggedIn,
  reduce,
  type Session,
  type SessionEvent,
  type SessionRules,
  withParent,
} from './session.ts';

export type { Charger, ChargerListener, ChargerRules } from './contract.ts';

/** A car that has not asked for energy this long after the first offer does not want any, ms (ours; a car needs a few seconds). */
const STARTING_MS = 10_000;

/** After how long the end of a transaction is told again to a listener that could not take it, ms (ours). */
const RETELLING_MS = 10_000;

const started: SessionEvent = { kind: 'started' };
const relaysOpened: SessionEvent = { kind: 'relays-opened' };
const cleared: SessionEvent = { kind: 'cleared' };

interface Connector {
  readonly drive: ConnectorDrive;
  session: Session;
  /** ConnectionTimeOut, or the time that a car has to ask for energy. */
  sessionTimer: Timer | undefined;
  wait: Wait;
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
  const connectors = new Map<number, Connector>(board.connectors.map((hardware) => [hardware.id, fresh(hardware)]));
  let chargerFaults: HeldFaults = [];
  let derating: DeratingStep | undefined;
  let listener: ChargerListener | undefined;
  let led: LedRow | undefined;
  let turns = 0;

  function fresh(hardware: BoardConnector): Connector {
    const { id } = hardware;
    const drive = new ConnectorDrive({
      hardware,
      grid: board.grid,
      clock,
      rules,
      chargerFaults: () => chargerFaults,
      changed: () => guarded(() => act(find(id))),
      detected: (cause, present) => guarded(() => handleCause(id, cause, present)),
    });
    return { drive, session: idle, sessionTimer: undefined, wait: noWait };
  }

  const sessionRules = ({ drive: { letsGo } }: Connector): SessionRules => ({
    stopOnEvSideDisconnect: rules.stopOnEvSideDisconnect(),
    unlockOnEvSideDisconnect: rules.unlockOnEvSideDisconnect(),
    hasLock: letsGo,
  });

  function find(id: number): Connector {
    const connector = connectors.get(id);
    if (connector === undefined) throw new RangeError(`there is no connector ${id}`);
    return connector;
  }

  const view = ({ drive, session }: Connector): ConnectorView => drive.view(session);

  function shown(connector: Connector): Shown {
    const updating = rules.updating();
    const showsReservation = rules.showsReservation(connector.drive.hardware.id);
    return updating || showsReservation ? { ...view(connector), updating, showsReservation } : view(connector);
  }

  /** Moves a session on, tells whom it concerns in the order that the guarantees ask for, and acts. */
  function dispatch(connector: Connector, event: SessionEvent): void {
    if (listener === undefined) return;
    const before = connector.session;
    const after = reduce(before, event, sessionRules(connector));
    if (after === before) return;
    const { hardware } = connector.drive;
    if (before.phase !== 'transaction' && after.phase === 'transaction') {
      try {
        listener?.transactionStarted(hardware.id, after.authorization, hardware.meter());
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
        listener?.transactionStopped(hardware.id, before.ending, hardware.meter());
      } catch (error) {
        connector.sessionTimer?.cancel();
        connector.sessionTimer = clock.after(RETELLING_MS, () => guarded(() => dispatch(connector, event)));
        listener?.failed(error);
        return;
      }
    }
    connector.session = after;
    if (before.phase !== after.phase) armSessionTimer(connector);
    follow(connector);
    const driven = connector.session;
    // Who has to take a cable out of a socket is told so; a fixed one leaves nothing to do (S 4.9, C1), nor does an end that is not one yet.
    const lasts = driven.phase === 'finishing' && connector.drive.letsGo;
    if (lasts) tell(connector);
    const next = consequence(connector);
    if (next !== undefined) dispatch(connector, next);
    if (!lasts && connector.session === driven) tell(connector);
  }

  /** What a state leads to by itself. */
  function consequence({ session, drive }: Connector): SessionEvent | undefined {
    if (session.phase === 'finishing') return cleared;
    return session.phase === 'transaction' && session.ending !== undefined && drive.isOver ? relaysOpened : undefined;
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
    const from = whoseTurn(connector.drive.hardware.id, places(), rules.admits);
    if (from === undefined) {
      // Nothing begins where it could not be begun now.
      if (phase === 'authorized' && !giveWay(connector)) dispatch(connector, { kind: 'timed-out' });
    } else if (from !== connector.drive.hardware.id) exchange(find(from), connector);
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
    follow(connector);
    tell(connector);
  }

  function tell(connector: Connector): void {
    show();
    guarded(() => listener?.changed(view(connector)));
  }

  function follow(connector: Connector): void {
    if (listener === undefined) return;
    const { drive } = connector;
    drive.follow(connector.session);
    const { offeredA, lines, switchingPhases } = view(connector);
    // Once it has been served or kept waiting, a car that does not draw is a suspended one (S 4.9: no way back to Preparing).
    if ((offeredA === 0 && !switchingPhases) || lines.length > 0) {
      connector.session = reduce(connector.session, started, sessionRules(connector));
    }
  }

  function show(): void {
    if (listener === undefined) return;
    const next = ledRow([...connectors.values()].map(shown));
    if (next === led) return;
    led = next;
    board.setLed({ colour: next.colour, pulsing: next.pulsing, intensity: rules.lightIntensity() });
  }

  const handlers: { readonly [K in BoardEvent['kind']]: (event: Extract<BoardEvent, { kind: K }>) => void } = {
    token: ({ idTag, connectors: near }) => listener?.token(idTag, near),
    fault: ({ connector, fault, present }) => handleFault(connector, fault, present),
    cause: ({ connector, cause, present }) => handleCause(connector, cause, present),
    // What is wanted of the lock may have changed while its motor ran.
    lock: ({ connector }) => act(find(connector)),
    current({ connector: id, currents }) {
      const connector = find(id);
      connector.drive.currentsChanged(currents);
      connector.drive.follow(connector.session);
    },
    temperature: ({ celsius }) => handleTemperature(celsius),
    pilot({ connector: id, state }) {
      const connector = find(id);
      const { session, drive } = connector;
      // In E and F the pilot says nothing of the car.
      if (state !== 'E' && state !== 'F') {
        if (isPlugged(state)) {
          if (!isPluggedIn(session)) drive.plugged();
          welcome(connector);
        } else drive.unplugged();
        dispatch(connector, { kind: isPlugged(state) ? 'plugged-in' : 'plugged-out' });
      }
      // The session may not care, but what the relays do depends on the pilot alone.
      if (connector.session === session) act(connector);
    },
    relays({ connector: id }) {
      const connector = find(id);
      const { session } = connector;
      // The event may be older than the relays' present truth.
      if (connector.drive.isOver) dispatch(connector, relaysOpened);
      if (connector.session === session) act(connector);
    },
  };

  function handle(event: BoardEvent): void {
    (handlers[event.kind] as (event: BoardEvent) => void)(event);
  }

  /** Changes what is wrong with a connector, or (0) with the charger, and acts. */
  function changeFaults(id: number, change: (held: HeldFaults) => HeldFaults): void {
    if (id === 0) {
      chargerFaults = change(chargerFaults);
      for (const connector of connectors.values()) act(connector);
      return;
    }
    const connector = find(id);
    const { drive } = connector;
    const changed = change(drive.faults);
    // What lasts until the car has left does not wait for the next one.
    drive.faults = isPlugged(drive.hardware.pilot()) ? changed : afterUnplugging(changed);
    act(connector);
    // A transaction whose relays will never open is over all the same.
    const next = consequence(connector);
    if (next !== undefined) dispatch(connector, next);
  }

  function handleFault(id: number, fault: Fault, present: boolean): void {
    changeFaults(id, (held) => (present ? withFault(held, fault) : withoutCause(held, fault.id)));
  }

  function handleCause(id: number, cause: FaultCause, present: boolean): void {
    if (isPresent(id === 0 ? chargerFaults : find(id).drive.faults, cause) === present) return;
    const { recovery } = faultCauses[cause];
    changeFaults(id, (held) => (present ? withFault(held, faultOfCause(cause), recovery) : withoutCause(held, cause)));
    guarded(() => listener?.cause(id, cause, present));
  }

  function handleTemperature(celsius: number): void {
    const next = deratingAt(celsius, derating);
    if (next === derating) return;
    const wasTooHot = derating?.maxCurrentA === 0;
    derating = next;
    for (const connector of connectors.values()) {
      connector.drive.setLimit({ source: 'temperature', maxCurrentA: next?.maxCurrentA });
      act(connector);
    }
    const tooHot = next?.maxCurrentA === 0;
    if (tooHot !== wasTooHot) handleCause(0, 'over-temperature', tooHot);
  }

  function setLimits(id: number, changes: readonly LimitChange[]): void {
    const connector = find(id);
    for (const change of changes) connector.drive.setLimit(change);
    act(connector);
  }

  return {
    board,
    connectors: [...connectors.keys()],
    start(to) {
      listener = to;
      board.start((event) => guarded(() => handle(event)));
      show();
      for (const connector of connectors.values()) {
        if (isPlugged(connector.drive.hardware.pilot())) {
          connector.drive.plugged();
          dispatch(connector, { kind: 'plugged-in' });
        }
        // The lock stands as it stood when the power went.
        else act(connector);
      }
      handleTemperature(board.temperature());
    },
    stop() {
      listener = undefined;
      for (const { sessionTimer, drive } of connectors.values()) {
        sessionTimer?.cancel();
        drive.stop();
      }
      board.stop();
    },
    view: (id) => view(find(id)),
    faults: () => chargerFaults.map(({ fault }) => fault),
    meter: (id) => find(id).drive.hardware.meter(),
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
    hasLock: (id) => find(id).drive.letsGo,
    unlock(id) {
      const connector = find(id);
      dispatch(connector, { kind: 'stop', ending: { reason: 'UnlockCommand' } });
      dispatch(connector, { kind: 'released' });
      if (listener !== undefined && connector.session.phase !== 'transaction') connector.drive.hardware.setLock(false);
    },
    signal(what) {
      if (listener !== undefined) board.blink(what === 'accepted' ? 'green' : 'red', rules.blinkRepeat());
    },
    rulesChanged() {
      led = undefined;
      for (const connector of connectors.values()) act(connector);
    },
    setCause: handleCause,
    setLimit: (id, source, maxCurrentA, details = {}) => setLimits(id, [{ source, maxCurrentA, ...details }]),
    setLimits,
  };
}

/**
 * One charger, as the Central System has it: its connection, what it said, and what can be said to it.
 *
 * Guarantees:
 * - it has at most one connection: a new one of the same identity takes over, and the old one is closed and heard no more;
 * - every CALL to it ends with an Outcome; every CALL from it is recorded, checked and answered;
 * - an answer goes out on the connection that its CALL came by, or not at all;
 * - what it keeps is bounded by `keep`.
 */
import type { Clock } from '../clock/clock.ts';
import type { Socket, SocketListener } from '../link/transport.ts';
import { type Log, silentLog } from '../log/log.ts';
import {
  actions,
  type CentralSystemAction,
  type ChargePointAction,
  type Confirmation,
  type Request,
} from '../ocpp16/actions.ts';
import type { Random } from '../random/random.ts';
import { parseFrame } from '../rpc/frame.ts';
import type { Outcome } from '../rpc/outcome.ts';
import { createRpc, type FrameEvent, type Rpc } from '../rpc/rpc.ts';
import { validate } from '../schema/validate.ts';
import type { Proof } from './admission.ts';
import { type CallOrigin, createAnswering } from './answering.ts';
import type { CentralCharger, CentralEvent, Keep, ReceivedCall } from './central-charger.ts';
import { type CentralFrame, centralFrame } from './central-frame.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { type BootPolicy, createChargerState, serialNumberOf } from './charger-state.ts';
import type { ComplaintBook, Finding } from './complaints.ts';
import { createHandlers } from './handlers.ts';
import type { IdTags } from './id-tags.ts';
import type { Interceptors } from './interceptors.ts';
import { createMessageIds } from './message-ids.ts';
import { createRing } from './ring.ts';
import { createSentCalls } from './sent-calls.ts';
import type { Ledger } from './transactions.ts';

/** What all chargers of a Central System share. */
export interface ChargerServices {
  readonly clock: Clock;
  /** The network's time, for time-outs and late answers. */
  readonly networkClock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly idTags: IdTags;
  readonly ledger: Ledger;
  readonly book: ComplaintBook;
  readonly interceptors: Interceptors;
  readonly bootPolicy: () => BootPolicy;
  readonly refusesConcurrent: boolean;
  readonly servesStrangers: boolean;
  readonly callTimeoutMs: number;
  readonly keep: Keep;
  readonly observe: (event: CentralEvent) => void;
  /** The charger has taken a new AuthorizationKey (OCPP-J 6.2.2). */
  readonly keyChanged: (chargerId: string, key: string) => void;
  /** Signs for chargers; absent: nobody does. */
  readonly authority: CertificateAuthority | undefined;
  /** A connection with this proof stands. */
  readonly entered: (chargerId: string, proof: Proof) => void;
}

/** A charger, and the way in for its connections. */
export interface ChargerEntry {
  readonly charger: CentralCharger;
  /** For a connection that has agreed on a subprotocol. */
  readonly attach: (socket: Socket, proof: Proof) => SocketListener;
  /** What it has told of its serial number. */
  readonly serialNumber: () => string | undefined;
  readonly complain: (finding: Finding) => void;
}

interface Connection {
  readonly socket: Socket;
  readonly rpc: Rpc;
  open: boolean;
  /** Who waits for an answer to a text of theirs. */
  readonly waiting: ((text: string | undefined) => void)[];
}

export function createCharger(id: string, services: ChargerServices): ChargerEntry {
  const { clock, networkClock, log, ledger, observe, keep } = services;
  const state = createChargerState(id);
  const frames = createRing<CentralFrame>(keep.frames);
  const received = createRing<ReceivedCall>(keep.received);
  const messageIds = createMessageIds(keep.messageIds);
  let ownPolicy: BootPolicy | undefined;
  let current: Connection | undefined;
  let connections = 0;
  /** The message that is being looked at. */
  let about: { readonly action?: string; readonly messageId?: string } = {};

  function complain(findings: readonly Finding[]): void {
    for (const finding of findings) {
      const complaint = services.book.enter({ ...finding, ...about, chargerId: id, at: clock.now() });
      observe({ kind: 'complaint', complaint });
    }
  }

  const sentCalls = createSentCalls(state, (key) => services.keyChanged(id, key));
  const handlers = createHandlers({
    clock,
    state,
    idTags: services.idTags,
    ledger,
    refusesConcurrent: services.refusesConcurrent,
    bootPolicy: () => ownPolicy ?? services.bootPolicy(),
    log,
    authority: services.authority,
    complain,
    deliver: (certificateChain) => void deliver(certificateChain),
    changed: (transaction) => observe({ kind: 'transaction', transaction }),
    booted: (boot) => observe({ kind: 'boot', chargerId: id, boot }),
    told: (connector) => observe({ kind: 'status', chargerId: id, connector }),
  });

  function routerFor(connection: () => Connection) {
    const origin = (): CallOrigin => ({
      messageId: about.messageId ?? '',
      send: (text) => send(connection(), text),
      terminate: () => connection().socket.terminate(),
    });
    return createAnswering({
      clock: networkClock,
      log,
      state,
      handlers,
      interceptors: services.interceptors,
      servesStrangers: services.servesStrangers,
      complain,
      received: (action, payload) => {
        received.add({ action, payload, messageId: about.messageId ?? '', at: clock.now() });
      },
      origin,
    });
  }

  function send(connection: Connection, text: string): boolean {
    if (connection.open) connection.socket.send(text);
    return connection.open;
  }

  /** Every frame comes by here, before anything is done about it. */
  function frame(event: FrameEvent, connection: Connection): void {
    const kept = centralFrame(event, id, clock.now());
    frames.add(kept);
    observe({ kind: 'frame', frame: kept });
    if (event.direction === 'out') return;
    about = {
      ...(event.action === undefined ? {} : { action: event.action }),
      ...(event.id === undefined ? {} : { messageId: event.id }),
    };
    if (event.kind === 'call') {
      if (messageIds.note(event.id ?? '', event.text) === 'reused') {
        complain([
          { kind: 'reused-message-id', message: `the message id ${event.id} was used before, with other content` },
        ]);
      }
      return;
    }
    const answered = event.kind === 'result' || event.kind === 'error' || event.kind === 'broken-answer';
    if (answered && event.action === undefined) {
      const waiting = connection.waiting.shift();
      if (waiting !== undefined) {
        waiting(event.text);
        return;
      }
    }
    if (event.complaint === undefined) return;
    const kind = !answered ? 'broken-frame' : event.action === undefined ? 'stray-answer' : 'broken-answer';
    complain([{ kind, message: event.complaint }]);
  }

  /** Nothing comes or goes on it any more. */
  function retire(connection: Connection): void {
    connection.open = false;
    connection.rpc.down();
    for (const end of connection.waiting.splice(0)) end(undefined);
  }

  function attach(socket: Socket, proof: Proof): SocketListener {
    const connection: Connection = {
      socket,
      open: false,
      waiting: [],
      rpc: createRpc({
        clock: networkClock,
        random: services.random,
        // Whatever it would say is said by the complaints.
        log: silentLog,
        router: routerFor(() => connection),
        send: (text) => send(connection, text),
        timeoutMs: () => services.callTimeoutMs,
        observe: (event) => frame(event, connection),
      }),
    };
    return {
      opened() {
        const before = current;
        current = connection;
        if (before !== undefined) {
          log.info(`${id}: a new connection takes the place of the old one`, { charger: id });
          retire(before);
          before.socket.close(1000, 'another connection of the same identity has taken over');
        }
        connections += 1;
        connection.open = true;
        state.connectedAt = clock.now();
        state.bootAllowedFrom = Number.NEGATIVE_INFINITY;
        // Statuses may have been missed while there was no connection.
        state.followed.clear();
        state.progress.missed();
        state.proof = proof;
        services.entered(id, proof);
        log.info(`${id} is connected, security profile ${proof.profile}`, { charger: id });
        connection.rpc.up();
        observe({ kind: 'connected', chargerId: id });
      },
      message(text) {
        if (!connection.open) return;
        state.lastSeen = clock.now();
        const registration = state.registration;
        connection.rpc.receive(text);
        about = {};
        if (state.registration !== registration) {
          observe({ kind: 'registration', chargerId: id, registration: state.registration });
        }
      },
      binary(length) {
        if (!connection.open) return;
        connection.rpc.receiveBinary(length);
        about = {};
      },
      pong: () => undefined,
      closed(ending) {
        if (!connection.open) return;
        retire(connection);
        current = undefined;
        state.connectedAt = undefined;
        const reason = `${ending.reason}${ending.kind === 'closed' ? ` (${ending.code})` : ''}`.trim();
        log.info(`${id} is gone: ${reason}`, { charger: id });
        observe({ kind: 'disconnected', chargerId: id, reason });
      },
    };
  }

  async function call<A extends CentralSystemAction>(
    action: A,
    payload: Request<A>,
  ): Promise<Outcome<Confirmation<A>>> {
    if (current === undefined) return { kind: 'unreachable' };
    sentCalls.sending(action, payload);
    const outcome: Outcome<Confirmation<A>> = await current.rpc.call(action, payload);
    if (outcome.kind === 'timeout' && state.registration !== 'Rejected') {
      about = { action };
      complain([{ kind: 'unanswered', message: `${action} was not answered within ${outcome.afterMs / 1000} s` }]);
      about = {};
    }
    sentCalls.ended(action, payload, outcome);
    return outcome;
  }

  async function deliver(certificateChain: string): Promise<void> {
    const outcome = await call('CertificateSigned', { certificateChain });
    if (outcome.kind !== 'confirmed' || outcome.payload.status === 'Accepted') return;
    about = { action: 'CertificateSigned' };
    complain([{ kind: 'refused-certificate', message: 'it does not take the certificate that it has asked for' }]);
    about = {};
  }

  const charger: CentralCharger = {
    id,
    get connected() {
      return current !== undefined;
    },
    get connectedSince() {
      return state.connectedAt;
    },
    get connections() {
      return connections;
    },
    get registration() {
      return state.registration;
    },
    get boot() {
      return state.boot;
    },
    get securityProfile() {
      return current === undefined ? undefined : state.proof.profile;
    },
    get lastSeen() {
      return state.lastSeen;
    },
    get connectors() {
      return [...state.connectors.values()].sort((one, other) => one.connectorId - other.connectorId);
    },
    get transactions() {
      return ledger.of(id);
    },
    received: received.items,
    frames: frames.items,
    get complaints() {
      return services.book.complaints.filter(({ chargerId }) => chargerId === id);
    },
    status: (connectorId) => state.connectors.get(connectorId)?.status,
    requests<A extends ChargePointAction>(action: A) {
      return received.items
        .filter((call) => call.action === action)
        .map(({ payload }) => payload)
        .filter((payload): payload is Request<A> => validate(actions[action].request, payload).length === 0);
    },
    call,
    exchange(text) {
      const connection = current;
      if (connection === undefined) return Promise.resolve(undefined);
      return new Promise((resolve) => {
        const answered = (answer: string | undefined): void => {
          timer.cancel();
          resolve(answer);
        };
        const timer = networkClock.after(services.callTimeoutMs, () => {
          connection.waiting.splice(connection.waiting.indexOf(answered), 1);
          resolve(undefined);
        });
        connection.waiting.push(answered);
        const { kind, ...parts } = parseFrame(text);
        frame({ direction: 'out', kind, text, ...('action' in parts ? { action: parts.action } : {}) }, connection);
        send(connection, text);
      });
    },
    setBootPolicy(policy) {
      ownPolicy = policy;
    },
    intercept: (action, interceptor, options) => services.interceptors.add(id, action, interceptor, options),
    disconnect: (code = 1000, reason = '') => current?.socket.close(code, reason),
    terminate: () => current?.socket.terminate(),
  };
  return { charger, attach, complain: (finding) => complain([finding]), serialNumber: () => serialNumberOf(state) };
}

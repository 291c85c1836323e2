/**
 * A small Central System: a tool, a demo and the other side of our tests; not a product. Read this first.
 *
 * It knows nothing of sockets: `acceptor` is fed by the network in memory or by the server (server.ts).
 *
 * Guarantees:
 * - everything that a charge point may send is answered, whatever else is wrong; what is wrong is complained about;
 * - a charger without a common subprotocol is connected and closed at once (OCPP-J 3.2); one that is not admitted gets the HTTP
 *   status that says why;
 * - what it keeps is bounded, but for running transactions.
 */
import type { Clock } from '../clock/clock.ts';
import { type Acceptor, accept, refuse } from '../link/acceptor.ts';
import { LinkError } from '../link/identity.ts';
import { SUBPROTOCOL } from '../link/link.ts';
import type { Socket, SocketListener } from '../link/transport.ts';
import type { Log } from '../log/log.ts';
import type { ChargePointAction } from '../ocpp16/actions.ts';
import type { Random } from '../random/random.ts';
import { createDoor, type ListedCharger, type SecurityProfile } from './admission.ts';
import type { CentralCharger, CentralEvent, Keep } from './central-charger.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { type ChargerEntry, createCharger } from './charger.ts';
import type { BootPolicy } from './charger-state.ts';
import { type Complaint, createComplaintBook, type Finding } from './complaints.ts';
import type { IdTags } from './id-tags.ts';
import { createInterceptors, type Interception, type InterceptOptions, type Interceptor } from './interceptors.ts';
import { createLedger, type Transaction } from './transactions.ts';

export interface CentralSystemOptions {
  /** How BootNotifications are answered; Accepted with 300 s unless told otherwise. */
  readonly boot?: BootPolicy;
  /**
   * A charger that has never sent a BootNotification to this Central System: `refuse` (OCPP-J errata 3.10; the default), or
   * `serve`, because this Central System may have been restarted, and a charger that only reconnects sends none (OCPP-J 5.4).
   */
  readonly strangers?: 'refuse' | 'serve';
  /** A tag that begins a second transaction while its first is running: `refuse` with ConcurrentTx (the default), or `allow`. */
  readonly concurrentTransactions?: 'refuse' | 'allow';
  /** How long to wait for the answer to a CALL, ms; 30,000 unless told otherwise. */
  readonly callTimeoutMs?: number;
  /** The number of the first transaction, from 1. */
  readonly firstTransactionId?: number;
  /** Only these identities are let in; absent: anybody. Keys that are none throw LinkError. */
  readonly chargers?: Readonly<Record<string, ListedCharger>>;
  /** The least that is asked of each charger, unless the list says otherwise (WP A00); 0 unless told otherwise. */
  readonly securityProfile?: SecurityProfile;
  /** Of all chargers without one of their own; it is asked for from profile 1 on. A key that is none throws LinkError. */
  readonly authorizationKey?: string;
  /** Signs for chargers (SignCertificate), and says which of their certificates are to be believed. Absent: none, and none. */
  readonly authority?: CertificateAuthority;
  /** A charger has taken this AuthorizationKey, which is the one that counts from now on. */
  readonly keyTaken?: (chargerId: string, authorizationKey: string) => void;
  /** How much is kept. */
  readonly keep?: Partial<Keep> & {
    /** Complaints about all chargers. */
    readonly complaints?: number;
    /** Ended transactions of each charger. */
    readonly transactions?: number;
  };
  /** Hears of everything, as it happens; `observe` of the Central System lets others listen, too. */
  readonly observe?: (event: CentralEvent) => void;
}

export interface CentralSystem {
  /** The chargers' time. */
  readonly clock: Clock;
  /** The network's time. */
  readonly networkClock: Clock;
  /** What its servers ask about each newcomer. */
  readonly acceptor: Acceptor;
  /** The charger of this identity, also before it has ever come. */
  charger(id: string): CentralCharger;
  /** The charger of this identity, when it has ever come. */
  find(id: string): CentralCharger | undefined;
  /** The chargers that have ever come, in the order in which they did. */
  chargers(): readonly CentralCharger[];
  /** Of all chargers, by number. */
  transactions(): readonly Transaction[];
  /** The newest ones, oldest first. */
  readonly complaints: readonly Complaint[];
  readonly idTags: IdTags;
  /** Hears of everything, as it happens; returns how to stop. */
  observe(listener: (event: CentralEvent) => void): () => void;
  /** Answers CALLs of this action, from any charger, in place of the usual handler. See scripted-answer.ts. */
  intercept<A extends ChargePointAction>(
    action: A,
    interceptor: Interceptor<A>,
    options?: InterceptOptions,
  ): Interception;
  /** How BootNotifications of chargers without a policy of their own are answered, from the next one on. */
  setBootPolicy(policy: BootPolicy): void;
  /**
   * The key that this charger has to present from its next connection on; undefined: none, and it may come with any security
   * profile again. Throws LinkError.
   */
  setAuthorizationKey(chargerId: string, authorizationKey: string | undefined): void;
  /**
   * The key of this charger, as if it had taken it: it counts where a key is asked for, or shown, and asks for nothing by itself.
   * Throws LinkError.
   */
  knowAuthorizationKey(chargerId: string, authorizationKey: string): void;
  /** Closes all connections politely. */
  disconnectAll(code?: number, reason?: string): void;
}

const defaultKeep = { frames: 500, received: 10_000, messageIds: 1000, complaints: 1000, transactions: 1000 };

export function createCentralSystem(parts: {
  readonly clock: Clock;
  /** The network's time, when the chargers' own runs faster; `clock` otherwise. */
  readonly networkClock?: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly idTags: IdTags;
  readonly options?: CentralSystemOptions;
}): CentralSystem {
  const { clock, networkClock = clock, random, log, idTags, options = {} } = parts;
  const listeners = new Set(options.observe === undefined ? [] : [options.observe]);
  const observe = (event: CentralEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const keep = { ...defaultKeep, ...options.keep };
  const door = createDoor({
    listed: options.chargers,
    securityProfile: options.securityProfile,
    authorizationKey: options.authorizationKey,
    clients: options.authority,
    now: () => clock.now(),
    serialNumberOf: (identity) => entries.get(identity)?.serialNumber(),
  });
  const interceptors = createInterceptors();
  const book = createComplaintBook(log, keep.complaints);
  const ledger = createLedger({ firstTransactionId: options.firstTransactionId ?? 1, keepEnded: keep.transactions });
  const entries = new Map<string, ChargerEntry>();
  let bootPolicy: BootPolicy = options.boot ?? { status: 'Accepted', interval: 300 };

  function entryOf(id: string): ChargerEntry {
    const known = entries.get(id);
    if (known !== undefined) return known;
    const entry = createCharger(id, {
      clock,
      networkClock,
      random,
      log,
      idTags,
      ledger,
      book,
      interceptors,
      bootPolicy: () => bootPolicy,
      refusesConcurrent: options.concurrentTransactions !== 'allow',
      servesStrangers: options.strangers === 'serve',
      callTimeoutMs: options.callTimeoutMs ?? 30_000,
      keep,
      observe,
      keyChanged,
      authority: options.authority,
      entered: door.entered,
    });
    entries.set(id, entry);
    return entry;
  }

  /** OCPP-J 6.2.2: who has taken a new key is not let in with the old one. */
  function keyChanged(chargerId: string, key: string): void {
    try {
      door.learnKey(chargerId, key);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      log.warn(`${chargerId} has taken an AuthorizationKey that is none; the old one stays in force`);
      return;
    }
    try {
      options.keyTaken?.(chargerId, key);
    } catch (error) {
      log.error(`the new AuthorizationKey of ${chargerId} could not be kept`, { error: String(error) });
    }
  }

  /** Of who has never been here, anybody could fill the book. */
  function complainOfKnown({ identity, kind, message }: Finding & { readonly identity: string }): void {
    const entry = entries.get(identity);
    if (entry !== undefined && entry.charger.connections > 0) entry.complain({ kind, message });
  }

  /** OCPP-J 3.2: the handshake is completed, and the connection closed at once. */
  function turnAway(id: string, offered: readonly string[]) {
    return (socket: Socket): SocketListener => ({
      opened() {
        const message = `it offers ${offered.length === 0 ? 'no subprotocol' : offered.join(', ')}, not ${SUBPROTOCOL}`;
        entryOf(id).complain({ kind: 'no-subprotocol', message });
        socket.close(1002, `this Central System speaks ${SUBPROTOCOL}`);
      },
      message: () => undefined,
      binary: () => undefined,
      pong: () => undefined,
      closed: () => undefined,
    });
  }

  const present = (): readonly CentralCharger[] =>
    [...entries.values()].map(({ charger }) => charger).filter(({ connections }) => connections > 0);

  return {
    clock,
    networkClock,
    acceptor(request) {
      const admission = door.judge(request);
      if (admission.kind === 'refused') {
        log.warn(`refused a connection with ${admission.status}: ${admission.because}`);
        if (admission.finding !== undefined) complainOfKnown(admission.finding);
        return refuse(admission.status);
      }
      const { identity, proof } = admission;
      if (!request.protocols.includes(SUBPROTOCOL)) return accept('', turnAway(identity, request.protocols));
      return accept(SUBPROTOCOL, (socket) => entryOf(identity).attach(socket, proof));
    },
    charger: (id) => entryOf(id).charger,
    find(id) {
      const charger = entries.get(id)?.charger;
      return charger !== undefined && charger.connections > 0 ? charger : undefined;
    },
    chargers: present,
    transactions: ledger.all,
    complaints: book.complaints,
    idTags,
    observe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    intercept: (action, interceptor, interceptOptions) =>
      interceptors.add(undefined, action, interceptor, interceptOptions),
    setBootPolicy(policy) {
      bootPolicy = policy;
    },
    setAuthorizationKey: door.setKey,
    knowAuthorizationKey: door.learnKey,
    disconnectAll(code = 1001, reason = 'the Central System is going away') {
      for (const charger of present()) charger.disconnect(code, reason);
    },
  };
}

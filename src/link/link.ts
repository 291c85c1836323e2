/**
 * The connection to the Central System: when to dial, whether to stay, when to give up. It knows no sockets and no OCPP messages.
 *
 * Guarantees:
 * - at most one socket at any time; what an earlier socket still says is ignored;
 * - while online it always comes back: whatever ends a connection or an attempt, also ourselves, leads to another attempt,
 *   without end, after the back-off (OCPP-J errata 3.4); only an `up` resets the back-off, or `goOnline`;
 * - offline holds as soon as `goOffline` returns: the socket is terminated, nothing is dialled, no timer runs;
 * - the listener hears `up` and `down` in turns, `message` and `binary` only in between;
 * - a complaint that repeats itself is one warning; the repeats are for debugging;
 * - neither the log nor the state shows the query of a URL, which may be a secret;
 * - one timer at most: the wait, or while connected the pings.
 */
import type { Timer } from '../clock/clock.ts';
import { backoff } from './backoff.ts';
import { type Attempted, complaint, loss } from './complaint.ts';
import { authorizationHeader, connectionUrl, LinkError, shownUrl } from './identity.ts';
import type { Link, LinkListener, LinkOptions, LinkSettings, LinkState } from './link-contract.ts';
import { duty, heard, type PingSchedule, type PingSettings, pinged, startPings, wakeAt } from './ping-schedule.ts';
import type { Secured } from './tls.ts';
import type { Ending, Socket, SocketListener, Target } from './transport.ts';

export type * from './link-contract.ts';

/** The one subprotocol that we speak (OCPP-J 3.1.2). */
export const SUBPROTOCOL = 'ocpp1.6';

/** From a polite close of our own to the next dial, ms: time for the other side to close too, and to take a new key in. */
export const RECONNECT_PAUSE_MS = 1000;

/** A link that is offline. */
export function createLink(options: LinkOptions): Link {
  return new CentralSystemLink(options);
}

/** The opening handshake that the settings ask for; throws `LinkError`. */
export function targetFrom(settings: LinkSettings): Target {
  const { endpoint, identity, authorizationKey, handshakeTimeoutMs, tls } = settings;
  const url = connectionUrl(endpoint, identity);
  return {
    url,
    tls: url.startsWith('wss:') ? tls?.() : undefined,
    protocols: [SUBPROTOCOL],
    headers: authorizationKey === undefined ? {} : { Authorization: authorizationHeader(identity, authorizationKey) },
    handshakeTimeout: handshakeTimeoutMs,
  };
}

const OFFLINE: LinkState = { kind: 'offline' };

/** How many different complaints are remembered, so that a chatty server cannot fill the memory. */
const REMEMBERED_COMPLAINTS = 16;

/** Owns the socket and the timer. A class, because a fleet has thousands: methods are shared, closures would not be. */
class CentralSystemLink implements Link {
  readonly #options: LinkOptions;
  readonly #wake = () => this.#onTimer();
  #state: LinkState = OFFLINE;
  /** The dial or connection of `#state`. */
  #current: Dial | undefined;
  /** A connection that we closed politely and that has not ended yet; it is terminated before the next dial. */
  #leaving: Dial | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #stopped = false;
  #pingSettings: PingSettings = { pingIntervalMs: 0, pongTimeoutMs: 0 };
  #pings: PingSchedule = startPings(this.#pingSettings, 0);
  #complaints: Set<string> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  state(): LinkState {
    return this.#state;
  }

  goOnline(): void {
    if (this.#stopped || this.#current !== undefined) return;
    this.#failures = 0;
    this.#dial();
  }

  goOffline(): void {
    if (this.#state.kind === 'offline') return;
    const wasUp = this.#state.kind === 'connected';
    this.#rest();
    this.#drop();
    this.#options.log.info('offline: no connection is kept or tried');
    if (wasUp) this.#options.listener.down('offline');
  }

  reconnect(reason: string): void {
    const was = this.#state;
    if (was.kind === 'offline') return;
    const pause =
      was.kind === 'waiting' ? Math.min(RECONNECT_PAUSE_MS, this.#remaining(was.until)) : RECONNECT_PAUSE_MS;
    if (was.kind === 'connected') this.#leave(1000, reason);
    else if (was.kind === 'connecting') this.#drop();
    this.#wait(pause, reason);
    this.#options.log.info(`connecting anew: ${reason}`);
    if (was.kind === 'connected') this.#options.listener.down(reason);
  }

  settingsChanged(): void {
    if (this.#state.kind === 'connected') this.#startPings();
  }

  send(text: string): boolean {
    if (this.#state.kind !== 'connected' || this.#current === undefined) return false;
    this.#current.socket?.send(text);
    return true;
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const was = this.#state;
    this.#rest();
    if (was.kind === 'connected') this.#leave(1001, 'the charge point stops');
    else if (was.kind === 'connecting') this.#drop();
    if (was.kind === 'connected') this.#options.listener.down('stopped');
  }

  /** A dial's socket has opened. */
  opened(dial: Dial, protocol: string, secured: Secured | undefined): void {
    if (dial !== this.#current || this.#state.kind !== 'connecting') return;
    const { clock, log, listener } = this.#options;
    if (protocol !== SUBPROTOCOL) {
      const offered = protocol === '' ? 'no subprotocol' : `the subprotocol ${JSON.stringify(protocol)}`;
      const reason = `the server at ${dial.attempted.url} agreed on ${offered}, not on ${SUBPROTOCOL}: is this the OCPP 1.6 JSON address?`;
      this.#leave(1002, `${SUBPROTOCOL} only`);
      this.#fail(reason, { kind: 'closed', code: 1002, reason });
      return;
    }
    this.#state = { kind: 'connected', since: clock.now(), url: dial.attempted.url };
    this.#failures = 0;
    this.#complaints = undefined;
    this.#startPings();
    log.info(`connected to ${dial.attempted.url}`);
    listener.up(secured);
  }

  /** A dial's socket is no more. */
  closed(dial: Dial, ending: Ending): void {
    if (dial === this.#leaving) this.#leaving = undefined;
    if (dial !== this.#current) return;
    this.#current = undefined;
    if (this.#state.kind === 'connected') this.#lose(loss(ending));
    else this.#fail(complaint(ending, dial.attempted), ending);
  }

  /** Something came in; false when it came from a socket that does not count any more. */
  hears(dial: Dial): boolean {
    if (dial !== this.#current || this.#state.kind !== 'connected') return false;
    this.#pings = heard(this.#pings);
    return true;
  }

  get listener(): LinkListener {
    return this.#options.listener;
  }

  #dial(): void {
    const { settings, transport } = this.#options;
    this.#rest();
    this.#drop();
    const now = settings();
    let target: Target;
    try {
      target = targetFrom(now);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      this.#fail(error.message, { kind: 'failed', reason: error.message });
      return;
    }
    const url = shownUrl(target.url);
    const attempted = { url, identity: now.identity, withKey: now.authorizationKey !== undefined };
    const dial = new Dial(this, attempted);
    this.#current = dial;
    this.#pingSettings = now;
    this.#state = { kind: 'connecting', attempt: this.#failures + 1, url };
    this.#options.log.debug(`dialling ${url}`, { attempt: this.#failures + 1 });
    dial.socket = transport.dial(target, dial);
  }

  /** An attempt came to nothing. */
  #fail(sentence: string, ending: Ending): void {
    const wait = this.#backOff(sentence);
    const details = { attempt: this.#failures, nextAttemptInMs: wait };
    this.#complaints ??= new Set();
    if (this.#complaints.has(sentence) || this.#complaints.size >= REMEMBERED_COMPLAINTS) {
      this.#options.log.debug(sentence, details);
    } else {
      this.#complaints.add(sentence);
      this.#options.log.warn(sentence, details);
    }
    this.#options.listener.refused(ending);
  }

  /** A connection was lost. */
  #lose(why: string): void {
    const wait = this.#backOff(why);
    this.#options.log.warn(`lost the connection to the Central System: ${why}`, { nextAttemptInMs: wait });
    this.#options.listener.down(why);
  }

  #backOff(because: string): number {
    this.#failures += 1;
    const wait = backoff(this.#options.settings().backoff, this.#failures, this.#options.random);
    this.#wait(wait, because);
    return wait;
  }

  #wait(delay: number, because: string): void {
    this.#state = { kind: 'waiting', attempt: this.#failures, until: this.#options.clock.elapsed() + delay, because };
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(delay, this.#wake);
  }

  /** No more waiting and pinging. */
  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#state = OFFLINE;
  }

  /** Whatever socket there is goes without a word. */
  #drop(): void {
    const sockets = [this.#current?.socket, this.#leaving?.socket];
    this.#current = undefined;
    this.#leaving = undefined;
    for (const socket of sockets) socket?.terminate();
  }

  /** The connection goes politely; it does not count any more. */
  #leave(code: number, reason: string): void {
    this.#leaving = this.#current;
    this.#current = undefined;
    this.#leaving?.socket?.close(code, reason);
  }

  #startPings(): void {
    const { settings, clock } = this.#options;
    const { pingIntervalMs, pongTimeoutMs } = settings();
    this.#pingSettings = { pingIntervalMs, pongTimeoutMs };
    this.#pings = startPings(this.#pingSettings, clock.elapsed());
    this.#armPings();
  }

  #armPings(): void {
    const at = wakeAt(this.#pings);
    this.#timer?.cancel();
    this.#timer = at === Infinity ? undefined : this.#options.clock.after(this.#remaining(at), this.#wake);
  }

  #onTimer(): void {
    this.#timer = undefined;
    if (this.#state.kind === 'waiting') this.#dial();
    else if (this.#state.kind === 'connected') this.#mindPings();
  }

  #mindPings(): void {
    const now = this.#options.clock.elapsed();
    const due = duty(this.#pings, now);
    if (due === 'give-up') {
      // Our own terminate must never pass for an intended end: the loss is settled here, not when `closed` comes.
      this.#drop();
      this.#lose(`nothing was heard within ${this.#pingSettings.pongTimeoutMs} ms of a ping`);
      return;
    }
    if (due === 'ping') {
      this.#pings = pinged(this.#pings, this.#pingSettings, now);
      this.#current?.socket?.ping();
    }
    this.#armPings();
  }

  #remaining(until: number): number {
    return Math.max(0, until - this.#options.clock.elapsed());
  }
}

/** One dial and what became of it. It tells the link who speaks, so that a former socket is not taken for the present one. */
class Dial implements SocketListener {
  readonly attempted: Attempted;
  socket: Socket | undefined;
  readonly #link: CentralSystemLink;

  constructor(link: CentralSystemLink, attempted: Attempted) {
    this.#link = link;
    this.attempted = attempted;
  }

  opened(protocol: string, secured?: Secured): void {
    this.#link.opened(this, protocol, secured);
  }

  message(text: string): void {
    if (this.#link.hears(this)) this.#link.listener.message(text);
  }

  binary(length: number): void {
    if (this.#link.hears(this)) this.#link.listener.binary(length);
  }

  pong(): void {
    this.#link.hears(this);
  }

  closed(ending: Ending): void {
    this.#link.closed(this, ending);
  }
}

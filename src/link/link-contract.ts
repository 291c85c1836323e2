/**
 * What the rest of a charge point sees of its connection to the Central System. `link.ts` makes one and keeps its promises.
 */
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import type { Random } from '../random/random.ts';
import type { BackoffSettings } from './backoff.ts';
import type { PingSettings } from './ping-schedule.ts';
import type { Secured, TlsSettings } from './tls.ts';
import type { Ending, Transport } from './transport.ts';

/** Read anew at every dial; the ping settings also at `settingsChanged`. */
export interface LinkSettings extends PingSettings {
  /** ws:// or wss:// URL of the Central System, without the identity. */
  readonly endpoint: string;
  /** The charge point identity, not encoded. */
  readonly identity: string;
  /** The bytes of AuthorizationKey; sent as HTTP Basic when present (security profiles 1 and 2). */
  readonly authorizationKey?: Uint8Array | undefined;
  /** How to speak TLS; asked at each dial to a wss:// URL. Throws `LinkError` when what it takes is missing. */
  readonly tls?: (() => TlsSettings) | undefined;
  /** ms. */
  readonly handshakeTimeoutMs: number;
  readonly backoff: BackoffSettings;
}

export interface LinkListener {
  /** The Central System is there and speaks OCPP 1.6; `secured` is there when it had to show who it is. */
  up(secured?: Secured): void;
  /** It is gone; `why` is for people. */
  down(why: string): void;
  message(text: string): void;
  /** `length` in bytes. */
  binary(length: number): void;
  /** An attempt came to nothing, and the next one is already waited for. */
  refused(ending: Ending): void;
}

/** `attempt` counts the failures since the last success, a lost connection being the first; the dial after failure n is n + 1. */
export type LinkState =
  | { readonly kind: 'offline' }
  | { readonly kind: 'connecting'; readonly attempt: number; readonly url: string }
  /** `until` in `clock.elapsed()` ms; attempt 0: we closed the connection ourselves. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly until: number; readonly because: string }
  /** `since` in `clock.now()` ms. */
  | { readonly kind: 'connected'; readonly since: number; readonly url: string };

export interface Link {
  /** Dials at once, with no back-off left over; does nothing when connected or dialling. A new link is offline. */
  goOnline(): void;
  /** Drops the connection without a word and keeps still until `goOnline`. */
  goOffline(): void;
  /** For a changed key, address or profile: closes politely and dials again soon. Does nothing while offline. */
  reconnect(reason: string): void;
  /** WebSocketPingInterval or the time-out changed: they hold from now on. */
  settingsChanged(): void;
  /** True when the text was handed to an open connection. */
  send(text: string): boolean;
  state(): LinkState;
  /** Closes politely, for good. */
  stop(): void;
}

export interface LinkOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: () => LinkSettings;
  readonly listener: LinkListener;
  readonly log: Log;
}

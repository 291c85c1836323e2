/**
 * The Transport port: one attempt to reach a WebSocket server. `link.ts` decides when and whither to dial; a transport only does it.
 *
 * Guarantees of every implementation, held by one conformance suite:
 * - after `dial` the listener hears `opened` at most once, and `closed` exactly once, as the last thing; never inside the `dial` call;
 * - `dial` never throws: whatever is wrong with the target comes as `closed`;
 * - messages arrive in order, only between `opened` and `closed`;
 * - after `terminate` nothing but `closed` is heard, and nothing leaves any more;
 * - any method may be called at any time; one that makes no sense at the moment (send before `opened`, anything after
 *   `closed`) does nothing;
 * - with a server that is not who it should be nothing but the TLS handshake is exchanged: no header, no credentials.
 */
import type { Secured, TlsFault, TlsSettings } from './tls.ts';

export interface Transport {
  dial(target: Target, listener: SocketListener): Socket;
}

/** Where to, and with what in the opening handshake. */
export interface Target {
  /** The whole URL, with the percent-encoded charge point identity at its end (OCPP-J 3.1.1). */
  readonly url: string;
  /** Values of Sec-WebSocket-Protocol, best first. */
  readonly protocols: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Give the handshake up after so many ms. */
  readonly handshakeTimeout: number;
  /** With a wss:// URL; absent is the same as no verification and no certificate of our own. */
  readonly tls?: TlsSettings | undefined;
}

export interface SocketListener {
  /**
   * The handshake succeeded; `protocol` is what the server answered, '' for none. Whether it will do is the listener's affair.
   * `secured` is there when it was to be verified who the server is.
   */
  opened(protocol: string, secured?: Secured): void;
  message(text: string): void;
  /** A binary message came; OCPP-J has none. `length` in bytes. */
  binary(length: number): void;
  pong(): void;
  closed(ending: Ending): void;
}

/** Why a socket is no more. */
export type Ending =
  /** The server answered the handshake with an HTTP status instead of an upgrade. */
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** TLS failed, on either side; `reason` says what it was about. */
  | { readonly kind: 'insecure'; readonly fault: TlsFault; readonly reason: string }
  /** The handshake, or the network below, failed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A close frame, from either side, or 1006 for none (a lost connection, or our own `terminate`). */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Closes politely; what was sent before still arrives. Before `opened` it is a `terminate`. */
  close(code: number, reason: string): void;
  /** Drops the connection without a word; `closed` follows. */
  terminate(): void;
}

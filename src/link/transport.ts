/**
 * The Transport port: one attempt to reach a WebSocket server. `link.ts` decides when and whither to dial; a transport only does it.
 *
 * Guarantees of every implementation:
 * - after `dial` the listener hears `opened` at most once, and `closed` exactly once, as the last thing; never inside the `dial` call;
 * - messages arrive in order, only between `opened` and `closed`;
 * - after `terminate` nothing but `closed` is heard.
 */
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
}

export interface SocketListener {
  /** The handshake succeeded; `protocol` is the subprotocol that the server chose, '' for none. */
  opened(protocol: string): void;
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
  /** The handshake, or the network below, failed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** A close frame, from either side, or 1006 for none. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Closes politely. */
  close(code: number, reason: string): void;
  /** Drops the connection without a word; `closed` follows. */
  terminate(): void;
}

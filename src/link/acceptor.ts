/**
 * The other side of a Transport: how a WebSocket server, real or in memory, asks its owner what to do with a newcomer.
 *
 * Guarantees of every implementation: the acceptor is asked once per handshake, before anything is answered; the listener that
 * `attach` returned then hears `opened`, and everything else as SocketListener and Socket promise.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket, SocketListener } from './transport.ts';

/** What a client asks for in its opening handshake. */
export interface OpeningRequest {
  /** The whole URL that was dialled, the identity still percent-encoded. */
  readonly url: string;
  /** Values of Sec-WebSocket-Protocol, best first. */
  readonly protocols: readonly string[];
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: the connection below is not encrypted. */
  readonly tls?: ProvedByTls;
}

/** What TLS has proved of the client. */
export interface ProvedByTls {
  /** PEM, its own certificate first, whose private key it has. Absent: none was shown. */
  readonly clientChain?: string | undefined;
  /**
   * TLS itself has found a way to one of the server's roots, perhaps over certificates that `clientChain` does not have: on its side of
   * a connection, Node.js tells of the first one only.
   */
  readonly verified?: boolean;
}

export type Verdict =
  | {
      readonly kind: 'accept';
      /** The subprotocol agreed on, '' for none. */
      readonly protocol: string;
      /** Takes the server's end of the connection and returns who listens to it. */
      readonly attach: (socket: Socket) => SocketListener;
    }
  /** Answer with this HTTP status. */
  | { readonly kind: 'refuse'; readonly status: number; readonly reason: string };

export type Acceptor = (request: OpeningRequest) => Verdict;

/** Lets the newcomer in. */
export function accept(protocol: string, attach: (socket: Socket) => SocketListener): Verdict {
  return { kind: 'accept', protocol, attach };
}

/** Turns it away: 404 for an unknown identity (OCPP-J errata 3.4), 401 for wrong credentials (A00.FR.203). */
export function refuse(status: number, reason: string = STATUS_CODES[status] ?? ''): Verdict {
  return { kind: 'refuse', status, reason };
}

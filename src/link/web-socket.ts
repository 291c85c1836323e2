/**
 * The Transport port over real sockets, by the npm package `ws`.
 *
 * Guarantees, beyond those of the port: no compression and no redirects; text that is not UTF-8 and messages longer than
 * `maxPayload` end the connection (1007, 1009), and so does a server that does not read: no more than `maxBacklog` waits for it. An idle connection costs one small object above a bare `ws` socket: its
 * handlers are shared by all, and it holds no buffers.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { createHandshakes, type Handshake } from './tls-socket.ts';
import type { Ending, Socket, SocketListener, Target, Transport } from './transport.ts';

export interface WebSocketTransportOptions {
  /** The longest message that is taken, bytes; 1 MiB unless told otherwise. */
  readonly maxPayload?: number;
  /** How much may wait for a server that does not read what it is sent, bytes; 4 MiB unless told otherwise. */
  readonly maxBacklog?: number;
}

/** How long a polite close waits for the other side, ms. */
const CLOSE_TIMEOUT_MS = 5000;

/** What a close frame has room for, bytes (RFC 6455, 5.5: 125 with the code's two). */
const MAX_CLOSE_REASON_BYTES = 123;

/** A transport for any number of links. */
export function createWebSocketTransport({
  maxPayload = 1_048_576,
  maxBacklog = 4_194_304,
}: WebSocketTransportOptions = {}): Transport {
  const handshakes = createHandshakes();
  return {
    dial: (target, listener) => {
      try {
        const handshake = /^wss:/i.test(target.url) ? handshakes(target.tls ?? {}) : undefined;
        return new Connection(target, listener, { maxPayload, maxBacklog, handshake });
      } catch (error) {
        // `ws` and `http` throw at once for a URL or header that they cannot send.
        queueMicrotask(() => listener.closed({ kind: 'failed', reason: reasonOf(error) }));
        return deadSocket;
      }
    },
  };
}

interface Means {
  readonly maxPayload: number;
  readonly maxBacklog: number;
  /** Of TLS. */
  readonly handshake: Handshake | undefined;
}

class Connection implements Socket {
  readonly listener: SocketListener;
  readonly #wire: Wire;
  readonly #maxBacklog: number;
  /** The server's Sec-WebSocket-Protocol. */
  protocol = '';
  /** What is known about the end before it comes. */
  ending: Ending | undefined;
  terminated = false;
  /** Of TLS, until the connection stands. */
  handshake: Handshake | undefined;

  constructor(target: Target, listener: SocketListener, means: Means) {
    this.listener = listener;
    this.handshake = means.handshake;
    this.#maxBacklog = means.maxBacklog;
    this.#wire = new Wire(target, this, means);
  }

  send(text: string): void {
    if (this.#wire.readyState === WebSocket.OPEN) this.#wire.send(text);
    this.#mindBacklog();
  }

  /** Whoever sends and does not read makes us keep our answers; of pongs `ws` keeps a few only. */
  #mindBacklog(): void {
    if (this.#wire.bufferedAmount <= this.#maxBacklog) return;
    this.ending ??= {
      kind: 'failed',
      reason: `the server does not read: ${this.#wire.bufferedAmount} bytes wait for it`,
    };
    this.#wire.terminate();
  }

  ping(): void {
    if (this.#wire.readyState === WebSocket.OPEN) this.#wire.ping();
  }

  close(code: number, reason: string): void {
    if (this.#wire.readyState === WebSocket.CONNECTING) this.terminate();
    else this.#wire.close(code, shortened(reason));
  }

  terminate(): void {
    this.terminated = true;
    this.#wire.terminate();
  }
}

/** The `ws` socket, which knows its Connection, so that all sockets can share their handlers. */
class Wire extends WebSocket {
  readonly connection: Connection;

  constructor(target: Target, connection: Connection, { maxPayload, handshake }: Means) {
    const options = {
      // The subprotocols go as a plain header and the answer is taken in `onUpgrade`: `ws` itself would fail the handshake
      // on a server that agrees to none, and the operator would not learn why (OCPP-J 3.2).
      headers:
        target.protocols.length === 0
          ? target.headers
          : { ...target.headers, 'Sec-WebSocket-Protocol': target.protocols.join(', ') },
      perMessageDeflate: false,
      followRedirects: false,
      skipUTF8Validation: false,
      handshakeTimeout: target.handshakeTimeout,
      closeTimeout: CLOSE_TIMEOUT_MS,
      maxPayload,
      ...(handshake === undefined ? {} : { createConnection: handshake.connect }),
    };
    super(target.url, options);
    this.connection = connection;
    this.on('upgrade', onUpgrade);
    this.on('unexpected-response', onRefusal);
    this.on('open', onOpen);
    this.on('message', onMessage);
    this.on('pong', onPong);
    this.on('error', onError);
    this.on('close', onClose);
  }
}

function connectionOf(wire: WebSocket): Connection {
  return (wire as Wire).connection;
}

function onUpgrade(this: WebSocket, response: IncomingMessage): void {
  connectionOf(this).protocol = response.headers['sec-websocket-protocol'] ?? '';
  delete response.headers['sec-websocket-protocol'];
}

function onRefusal(this: WebSocket, _request: ClientRequest, response: IncomingMessage): void {
  const status = response.statusCode ?? 0;
  connectionOf(this).ending ??= { kind: 'refused', status, reason: response.statusMessage ?? '' };
  this.terminate();
}

function onOpen(this: WebSocket): void {
  const connection = connectionOf(this);
  const secured = connection.handshake?.secured();
  connection.handshake = undefined;
  connection.listener.opened(connection.protocol, secured);
}

function onMessage(this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
  const { listener, terminated } = connectionOf(this);
  // With ws's default binary type every message is one Buffer.
  if (terminated || !Buffer.isBuffer(data)) return;
  if (isBinary) listener.binary(data.length);
  else listener.message(data.toString('utf8'));
}

function onPong(this: WebSocket): void {
  const { listener, terminated } = connectionOf(this);
  if (!terminated) listener.pong();
}

/** Close codes of what `ws` finds wrong with incoming frames; any other of its complaints is a protocol error. */
const violations: Readonly<Record<string, number>> = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
};

function onError(this: WebSocket, error: Error & { code?: string }): void {
  const connection = connectionOf(this);
  const { code = '' } = error;
  if (connection.terminated) return;
  if (code.startsWith('WS_ERR_')) {
    connection.ending ??= { kind: 'closed', code: violations[code] ?? 1002, reason: error.message };
    return;
  }
  const fault = connection.handshake?.fault(error);
  const reason = reasonOf(error);
  connection.ending ??= fault === undefined ? { kind: 'failed', reason } : { kind: 'insecure', fault, reason };
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  const { listener, ending } = connectionOf(this);
  listener.closed(ending ?? { kind: 'closed', code, reason: reason.toString('utf8') });
}

/** The cause in words. A host with several addresses fails with one error for each of them. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join('; ');
  const text = error instanceof Error ? error.message : String(error);
  // Of OpenSSL's lines: the sentence, without numbers and places in its source.
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/.exec(text)?.[1] ?? text;
}

function shortened(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_CLOSE_REASON_BYTES) return reason;
  // A character that is cut in two is dropped.
  return Buffer.from(reason)
    .subarray(0, MAX_CLOSE_REASON_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}

const deadSocket: Socket = {
  send: () => undefined,
  ping: () => undefined,
  close: () => undefined,
  terminate: () => undefined,
};

/**
 * The server's side of the Transport port over real sockets, by the npm package `ws`: an Acceptor on an HTTP server.
 *
 * Guarantees: those of acceptor.ts and of Socket and SocketListener; no compression; messages longer than `maxPayload` and text
 * that is not UTF-8 end their connection; `close` resolves when no connection is left, politely ended if its client plays along.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocket, WebSocketServer } from 'ws';
import type { Acceptor, ProvedByTls, Verdict } from '../link/acceptor.ts';
import { peerChain } from '../link/tls-peer.ts';

/** The longest message that is taken, bytes. */
const MAX_PAYLOAD = 1_048_576;

/** How long a polite close waits for the other side, ms. */
const CLOSE_TIMEOUT_MS = 2000;

export interface WebSocketServing {
  /** Refuses newcomers and closes all connections. */
  close(): Promise<void>;
}

/** Takes all WebSocket handshakes that come to `http`, whatever their path. */
export function serveWebSockets(http: Server, acceptor: Acceptor): WebSocketServing {
  let closing = false;
  /** What the acceptor agreed on for the handshake that is being answered. */
  let agreed = '';
  // Of the options of `ws`, the compiler's types do not know closeTimeout yet.
  const options = {
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: () => (agreed === '' ? false : agreed),
  } as const;
  const server = new WebSocketServer(options);

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Before `ws` takes the socket over, an error of it is nobody's.
    socket.on('error', () => socket.destroy());
    if (closing) {
      turnAway(socket, 503, 'Service Unavailable');
      return;
    }
    const headers = headersOf(request);
    const tls = provedBy(request.socket);
    const verdict = acceptor({
      url: `${tls === undefined ? 'ws' : 'wss'}://${headers.host ?? 'unknown'}${request.url ?? '/'}`,
      protocols: (headers['sec-websocket-protocol'] ?? '').split(/ *, */).filter((name) => name !== ''),
      headers,
      ...(tls === undefined ? {} : { tls }),
    });
    if (verdict.kind === 'refuse') {
      turnAway(socket, verdict.status, verdict.reason);
      return;
    }
    agreed = verdict.protocol;
    server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, verdict));
  }

  http.on('upgrade', upgrade);
  return {
    async close() {
      closing = true;
      const open = [...server.clients];
      const gone = open.map((webSocket) => new Promise<void>((resolve) => webSocket.once('close', () => resolve())));
      for (const webSocket of open) webSocket.close(1001, 'the Central System is going away');
      await Promise.all(gone);
      http.off('upgrade', upgrade);
    },
  };
}

/** What TLS says of who came; undefined without TLS. */
function provedBy(socket: Duplex): ProvedByTls | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const chain = peerChain(socket);
  return chain === '' ? {} : { clientChain: chain, verified: socket.authorized };
}

/** Ties a listener to its socket, and opens it. */
function serve(webSocket: WebSocket, verdict: Extract<Verdict, { kind: 'accept' }>): void {
  let terminated = false;
  const open = () => webSocket.readyState === WebSocket.OPEN;
  const listener = verdict.attach({
    send: (text) => {
      if (open()) webSocket.send(text);
    },
    ping: () => {
      if (open()) webSocket.ping();
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => {
      terminated = true;
      webSocket.terminate();
    },
  });
  webSocket.on('message', (data, isBinary) => {
    // With ws's default binary type every message is one Buffer.
    if (terminated || !Buffer.isBuffer(data)) return;
    if (isBinary) listener.binary(data.length);
    else listener.message(data.toString('utf8'));
  });
  webSocket.on('pong', () => {
    if (!terminated) listener.pong();
  });
  // `close` follows, with the code that fits the error.
  webSocket.on('error', () => undefined);
  webSocket.on('close', (code, reason) => listener.closed({ kind: 'closed', code, reason: reason.toString('utf8') }));
  listener.opened(verdict.protocol);
}

/** Each header once, its name in lower case. */
function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function turnAway(socket: Duplex, status: number, reason: string): void {
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="ocpp"\r\n' : '';
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`);
}

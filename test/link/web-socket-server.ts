/** A real WebSocket server on a free port of this machine, driven by an Acceptor. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Acceptor } from '../../src/link/acceptor.ts';
import type { Socket, SocketListener } from '../../src/link/transport.ts';

export interface RealServer {
  /** ws://127.0.0.1:port */
  readonly origin: string;
  /** The open server-side sockets, below OCPP and below our ports. */
  readonly raw: ReadonlySet<WebSocket>;
  /** The path and headers of the last handshake, as HTTP saw them. */
  lastRequest(): IncomingMessage;
  /** Ends everything; resolves when no connection is left. */
  close(): Promise<void>;
}

export async function createRealServer(acceptor: Acceptor): Promise<RealServer> {
  const http = createServer((_request, response) => response.writeHead(426).end());
  const tcp = new Set<NetSocket>();
  http.on('connection', (socket) => {
    tcp.add(socket);
    socket.on('close', () => tcp.delete(socket));
  });
  const raw = new Set<WebSocket>();
  let last: IncomingMessage | undefined;
  let chosen = '';
  const upgrader = new WebSocketServer({ noServer: true, handleProtocols: () => (chosen === '' ? false : chosen) });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    last = request;
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) if (typeof value === 'string') headers[name] = value;
    const protocols = (headers['sec-websocket-protocol'] ?? '').split(/ *, */).filter((name) => name !== '');
    const verdict = acceptor({ url: `ws://${headers.host}${request.url}`, protocols, headers });
    if (verdict.kind === 'refuse') {
      socket.end(`HTTP/1.1 ${verdict.status} ${verdict.reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    chosen = verdict.protocol;
    upgrader.handleUpgrade(request, socket, head, (webSocket) => {
      raw.add(webSocket);
      webSocket.on('close', () => raw.delete(webSocket));
      const listener = verdict.attach(adapt(webSocket));
      relay(webSocket, listener);
      listener.opened(verdict.protocol);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;

  return {
    origin: `ws://127.0.0.1:${port}`,
    raw,
    lastRequest() {
      if (last === undefined) throw new Error('nobody has come yet');
      return last;
    },
    async close() {
      const gone = [...raw].map((webSocket) => new Promise((resolve) => webSocket.on('close', resolve)));
      for (const webSocket of raw) webSocket.terminate();
      for (const socket of tcp) socket.destroy();
      await Promise.all(gone);
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function adapt(webSocket: WebSocket): Socket {
  const open = () => webSocket.readyState === webSocket.OPEN;
  return {
    send: (text) => {
      if (open()) webSocket.send(text);
    },
    ping: () => {
      if (open()) webSocket.ping();
    },
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  };
}

function relay(webSocket: WebSocket, listener: SocketListener): void {
  webSocket.on('message', (data, isBinary) => {
    if (!Buffer.isBuffer(data)) return;
    if (isBinary) listener.binary(data.length);
    else listener.message(data.toString('utf8'));
  });
  webSocket.on('pong', () => listener.pong());
  webSocket.on('error', () => undefined);
  webSocket.on('close', (code, reason) => listener.closed({ kind: 'closed', code, reason: reason.toString('utf8') }));
}

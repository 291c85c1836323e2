/**
 * The server at the other end of everything that the bench measures, in a process of its own: as little of a Central System as
 * a charge point needs to be at ease, the same for the floor.
 *
 * It accepts every charge point, and tells the bench its URL, and each connection's first message as soon as it is there.
 */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { tell, whenAsked } from './parent.ts';

export interface PeerListens {
  readonly url: string;
}

export interface FirstMessage {
  /** The last part of the connection's path. */
  readonly identity: string;
}

const currentTime = '2026-01-01T00:00:00.000Z';

/** What a CALL is answered with; `{}` for any other. */
const answers: Readonly<Record<string, object>> = {
  BootNotification: { status: 'Accepted', currentTime, interval: 300 },
  Heartbeat: { currentTime },
};

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  backlog: 2_048,
  perMessageDeflate: false,
  handleProtocols: () => 'ocpp1.6',
});

server.on('connection', (socket, request) => {
  const identity = request.url?.split('/').at(-1) ?? '';
  socket.once('message', () => tell({ identity } satisfies FirstMessage));
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const [, id, action] = JSON.parse(String(data)) as [2, string, string];
    socket.send(JSON.stringify([3, id, answers[action] ?? {}]));
  });
});

server.on('listening', () => {
  const { port } = server.address() as AddressInfo;
  tell({ url: `ws://127.0.0.1:${port}/ocpp` } satisfies PeerListens);
});

whenAsked(async () => undefined);

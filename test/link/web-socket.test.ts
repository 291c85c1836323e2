import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket as NetSocket, type Server } from 'node:net';
import { describe, it } from 'node:test';
import { type Acceptor, accept, refuse } from '../../src/link/acceptor.ts';
import { authorizationHeader, connectionUrl } from '../../src/link/identity.ts';
import type { Socket } from '../../src/link/transport.ts';
import { createWebSocketTransport, type WebSocketTransportOptions } from '../../src/link/web-socket.ts';
import { createBell, createRecorder } from './recorder.ts';
import { describeTransport, type Ground } from './transport-conformance.ts';
import { createRealServer } from './web-socket-server.ts';

describeTransport('the ws transport', realGround);

async function realGround(acceptor: Acceptor): Promise<Ground> {
  const server = await createRealServer(acceptor);
  const bell = createBell();
  let silent: TcpServer | undefined;
  return {
    transport: createWebSocketTransport(),
    origin: server.origin,
    nobody: `${await vacantOrigin()}/ocpp/CP1`,
    async silentUrl() {
      silent = await tcpServer(() => undefined);
      return `${silent.origin}/ocpp/CP1`;
    },
    until: bell.until,
    changed: bell.ring,
    sendBinary: (length) => only([...server.raw]).send(new Uint8Array(length)),
    breakOff: () => only([...server.raw]).terminate(),
    async close() {
      await silent?.close();
      await server.close();
    },
  };
}

function only<T>(all: readonly T[]): T {
  const [first] = all;
  assert.ok(first !== undefined && all.length === 1);
  return first;
}

interface TcpServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** A server that speaks whatever `talk` says. */
async function tcpServer(talk: (socket: NetSocket) => void): Promise<TcpServer> {
  const sockets = new Set<NetSocket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `ws://127.0.0.1:${port}`,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** An address at which something listened a moment ago. */
async function vacantOrigin(): Promise<string> {
  const server = await tcpServer(() => undefined);
  await server.close();
  return server.origin;
}

const target = { protocols: ['ocpp1.6'], headers: {}, handshakeTimeout: 5000 };

/** A client and a server that are connected. */
async function connected(options: WebSocketTransportOptions = {}) {
  const bell = createBell();
  const server = createRecorder(bell.ring);
  const client = createRecorder(bell.ring);
  const ends: Socket[] = [];
  const real = await createRealServer(() =>
    accept('ocpp1.6', (socket) => {
      ends.push(socket);
      return server;
    }),
  );
  const url = `${real.origin}/ocpp/CP1`;
  const socket = createWebSocketTransport(options).dial({ ...target, url }, client);
  await bell.until(() => client.heard.length > 0 && server.heard.length > 0);
  return { real, server, client, socket, serverSocket: only(ends), raw: only([...real.raw]), until: bell.until };
}

/** The ending of one dial. */
async function endingOf(url: string, headers: Readonly<Record<string, string>> = {}) {
  const bell = createBell();
  const client = createRecorder(bell.ring);
  createWebSocketTransport().dial({ ...target, url, headers }, client);
  assert.deepEqual(client.heard, []);
  await bell.until(() => client.endings.length > 0);
  assert.equal(client.heard.length, 1);
  return only(client.endings);
}

describe('the ws transport', { timeout: 20_000 }, () => {
  it('shows the server the encoded identity and the Basic credentials', async () => {
    const server = await createRealServer(() => refuse(404));
    const key = Buffer.from('0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF', 'hex');
    const url = connectionUrl(`${server.origin}/ocpp`, 'RDAM 123/ü%');
    const ending = await endingOf(url, { Authorization: authorizationHeader('AL1000', key) });
    const { url: path, headers } = server.lastRequest();
    assert.equal(path, '/ocpp/RDAM%20123%2F%C3%BC%25');
    assert.equal(headers.authorization, 'Basic QUwxMDAwOgABAgMEBQYH////////////////');
    assert.equal(headers['sec-websocket-protocol'], 'ocpp1.6');
    assert.equal(headers['sec-websocket-extensions'], undefined, 'no compression is offered');
    assert.deepEqual(ending, { kind: 'refused', status: 404, reason: 'Not Found' });
    await server.close();
  });

  it('does not follow redirects', async () => {
    const server = await tcpServer((socket) => {
      socket.end('HTTP/1.1 301 Moved Permanently\r\nLocation: ws://127.0.0.1/\r\nContent-Length: 0\r\n\r\n');
    });
    assert.deepEqual(await endingOf(server.origin), { kind: 'refused', status: 301, reason: 'Moved Permanently' });
    await server.close();
  });

  it('takes an answer that is no HTTP for a failure', async () => {
    const server = await tcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    assert.equal((await endingOf(server.origin)).kind, 'failed');
    await server.close();
  });

  it('takes a server that hangs up during the handshake for a failure', async () => {
    const server = await tcpServer((socket) => socket.destroy());
    const ending = await endingOf(server.origin);
    assert.ok(ending.kind === 'failed' && /hang up|ECONNRESET/.test(ending.reason), JSON.stringify(ending));
    await server.close();
  });

  it('names the cause for each address of a host with several', async () => {
    const { port } = new URL(await vacantOrigin());
    const ending = await endingOf(`ws://localhost:${port}/`);
    assert.ok(ending.kind === 'failed' && /ECONNREFUSED/.test(ending.reason), JSON.stringify(ending));
  });

  it('takes a header that HTTP cannot carry for a failure', async () => {
    const ending = await endingOf('ws://127.0.0.1:1/', { Authorization: 'Basic\nx' });
    assert.ok(ending.kind === 'failed' && /Authorization/.test(ending.reason), JSON.stringify(ending));
  });

  it('ends the connection on a message longer than allowed, with 1009', async () => {
    const { real, client, server, raw, until } = await connected({ maxPayload: 100 });
    raw.send('x'.repeat(100));
    await until(() => client.heard.length === 2);
    raw.send('x'.repeat(101));
    await until(() => client.endings.length > 0 && server.endings.length > 0);
    const ending = only(client.endings);
    assert.ok(ending.kind === 'closed' && ending.code === 1009, JSON.stringify(ending));
    assert.equal(client.heard.length, 3);
    assert.equal(server.heard.at(-1), 'closed closed 1009');
    await real.close();
  });

  it('leaves a server that does not read what it is sent', async () => {
    const { real, client, socket, raw, until } = await connected({ maxBacklog: 100_000 });
    raw.pause();
    // The system's own buffers take some megabytes before anything waits here.
    for (let sent = 0; client.endings.length === 0 && sent < 1000; sent += 1) {
      socket.send('x'.repeat(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => client.endings.length > 0);
    const ending = only(client.endings);
    assert.ok(ending.kind === 'failed' && /does not read/.test(ending.reason), JSON.stringify(ending));
    await real.close();
  });

  it('leaves a server that asks with pings and does not read the pongs', async () => {
    const { real, client, raw, until } = await connected();
    raw.pause();
    for (let sent = 0; client.endings.length === 0 && sent < 100_000; sent += 1) {
      raw.ping('x'.repeat(125));
      if (sent % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => client.endings.length > 0);
    assert.deepEqual(only(client.endings), { kind: 'closed', code: 1006, reason: '' });
    await real.close();
  });

  it('takes messages of up to 1 MiB unless told otherwise', async () => {
    const { real, client, raw, until } = await connected();
    raw.send('x'.repeat(1_048_576));
    await until(() => client.heard.length === 2);
    raw.send('x'.repeat(1_048_577));
    await until(() => client.endings.length > 0);
    const ending = only(client.endings);
    assert.ok(ending.kind === 'closed' && ending.code === 1009);
    await real.close();
  });

  it('ends the connection on text that is not UTF-8, with 1007', async () => {
    const { real, client, raw, until } = await connected();
    raw.send(Buffer.from([0xff, 0xfe]), { binary: false });
    await until(() => client.endings.length > 0);
    const ending = only(client.endings);
    assert.ok(ending.kind === 'closed' && ending.code === 1007, JSON.stringify(ending));
    await real.close();
  });

  it('joins a message that came in fragments', async () => {
    const { real, client, raw, until } = await connected();
    raw.send('[3,"1",', { fin: false });
    raw.send('{}]');
    await until(() => client.heard.length > 1);
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'message [3,"1",{}]']);
    await real.close();
  });

  it('shortens a close reason to what a frame can carry, at a whole character', async () => {
    const { real, server, socket, until } = await connected();
    socket.close(1000, 'ä'.repeat(100));
    await until(() => server.endings.length > 0);
    assert.deepEqual(only(server.endings), { kind: 'closed', code: 1000, reason: 'ä'.repeat(61) });
    await real.close();
  });

  it('hears 1006 when the server vanishes', async () => {
    const { real, client, until } = await connected();
    await real.close();
    await until(() => client.endings.length > 0);
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'closed closed 1006']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { type Acceptor, accept, refuse } from '../../src/link/acceptor.ts';
import { createLoopbackNetwork, type LoopbackConnection, type LoopbackOptions } from '../../src/link/loopback.ts';
import type { Socket } from '../../src/link/transport.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createRecorder } from './recorder.ts';
import { describeTransport, type Ground } from './transport-conformance.ts';

for (const latencyMs of [0, 20, [1, 50]] as const) {
  describeTransport(`the loopback network with a latency of ${latencyMs} ms`, (acceptor) =>
    Promise.resolve(loopbackGround(acceptor, latencyMs)),
  );
}

function loopbackGround(acceptor: Acceptor, latencyMs: number | readonly [number, number]): Ground {
  const clock = createVirtualClock();
  const network = createLoopbackNetwork({ clock, random: createSeededRandom(1), latencyMs });
  network.listen('ws://central', acceptor);
  return {
    transport: network.transport,
    origin: 'ws://central',
    nobody: 'ws://elsewhere/ocpp/CP1',
    silentUrl() {
      network.failDials('unanswered');
      return Promise.resolve('ws://central/ocpp/CP1');
    },
    until: (condition) => clock.runUntil(condition, 60_000),
    changed: () => undefined,
    sendBinary: (length) => only(network.connections()).sendBinary('client', length),
    breakOff: () => only(network.connections()).cut(),
    async close() {
      for (const connection of network.connections()) connection.cut();
      await clock.advance(60_000);
      assert.deepEqual(network.connections(), []);
      assert.equal(clock.pending(), 0);
    },
  };
}

function only<T>(all: readonly T[]): T {
  const [first] = all;
  assert.ok(first !== undefined && all.length === 1);
  return first;
}

/** A client that is connected to a server. */
async function connected(options: Partial<LoopbackOptions> = {}) {
  const clock = createVirtualClock();
  const network = createLoopbackNetwork({ clock, ...options });
  const ends: Socket[] = [];
  const server = createRecorder();
  const client = createRecorder();
  network.listen('ws://central/ocpp', () =>
    accept('ocpp1.6', (socket) => {
      ends.push(socket);
      return server;
    }),
  );
  const target = { url: 'ws://central/ocpp/CP1', protocols: ['ocpp1.6'], headers: {}, handshakeTimeout: 5000 };
  const clientSocket = network.transport.dial(target, client);
  await clock.runUntil(() => client.heard.length > 0, 1000);
  const connection: LoopbackConnection = only(network.connections());
  return { clock, network, connection, server, client, clientSocket, serverSocket: only(ends), target };
}

describe('the loopback network', () => {
  it('takes the latency in each direction', async () => {
    const { clock, clientSocket, server, client } = await connected({ latencyMs: 30 });
    assert.equal(clock.elapsed(), 60);
    clientSocket.ping();
    clientSocket.send('x');
    await clock.advance(29);
    assert.deepEqual(server.heard, ['opened ocpp1.6']);
    await clock.advance(1);
    assert.deepEqual(server.heard, ['opened ocpp1.6', 'message x']);
    await clock.advance(30);
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'pong']);
  });

  it('asks the acceptor of the longest prefix, at whole path segments', async () => {
    const clock = createVirtualClock();
    const network = createLoopbackNetwork({ clock });
    network.listen('ws://central', () => refuse(410));
    const inner = network.listen('ws://central/ocpp/', () => refuse(411));
    const dial = async (url: string) => {
      const recorder = createRecorder();
      network.transport.dial({ url, protocols: [], headers: {}, handshakeTimeout: 1000 }, recorder);
      await clock.settle();
      const ending = only(recorder.endings);
      return ending.kind === 'refused' ? ending.status : ending.kind;
    };
    assert.equal(await dial('ws://central/ocpp/CP1'), 411);
    assert.equal(await dial('ws://central/ocpp?x=1'), 411);
    assert.equal(await dial('ws://central/ocppx'), 410);
    assert.equal(await dial('ws://central.example/ocpp'), 'failed');
    inner.close();
    assert.equal(await dial('ws://central/ocpp/CP1'), 410);
  });

  it('refuses two acceptors for one prefix', () => {
    const network = createLoopbackNetwork({ clock: createVirtualClock() });
    network.listen('ws://central/ocpp', () => refuse(404));
    assert.throws(
      () => network.listen('ws://central/ocpp/', () => refuse(404)),
      /listens at ws:\/\/central\/ocpp already/,
    );
  });

  it('gives header names in lower case, as a real server does', async () => {
    const clock = createVirtualClock();
    const network = createLoopbackNetwork({ clock });
    const seen: unknown[] = [];
    network.listen('ws://central', ({ headers }) => {
      seen.push(headers);
      return refuse(401);
    });
    const target = {
      url: 'ws://central/a',
      protocols: [],
      headers: { Authorization: 'Basic eA==' },
      handshakeTimeout: 9,
    };
    network.transport.dial(target, createRecorder());
    await clock.settle();
    assert.deepEqual(seen, [{ authorization: 'Basic eA==' }]);
  });

  it('tells both ends when a connection is cut, and loses what is on its way', async () => {
    const { clock, connection, network, clientSocket, client, server } = await connected({ latencyMs: 30 });
    clientSocket.send('lost');
    connection.cut();
    await clock.settle();
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'closed closed 1006']);
    assert.deepEqual(server.heard, ['opened ocpp1.6', 'closed closed 1006']);
    assert.deepEqual(network.connections(), []);
    await clock.advance(1000);
    assert.equal(server.heard.length, 2);
  });

  it('lets everything vanish on a half-open connection, also pings, pongs and closes', async () => {
    const { clock, connection, network, clientSocket, serverSocket, client, server } = await connected({
      latencyMs: 30,
    });
    clientSocket.send('on its way');
    connection.halfOpen();
    clientSocket.send('x');
    clientSocket.ping();
    serverSocket.ping();
    await clock.advance(3_600_000);
    clientSocket.terminate();
    await clock.advance(3_600_000);
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'closed closed 1006']);
    assert.deepEqual(server.heard, ['opened ocpp1.6']);
    assert.equal(network.connections().length, 1, 'the server still believes in it');
    serverSocket.terminate();
    await clock.settle();
    assert.deepEqual(network.connections(), []);
  });

  it('ends a polite close that nobody answers with 1006', async () => {
    const { clock, connection, clientSocket, client } = await connected();
    connection.halfOpen();
    clientSocket.close(1000, 'bye');
    await clock.advance(4999);
    assert.equal(client.endings.length, 0);
    await clock.advance(1);
    assert.deepEqual(client.heard, ['opened ocpp1.6', 'closed closed 1006']);
  });

  it('lets both ends close at the same time', async () => {
    const { clock, clientSocket, serverSocket, client, server } = await connected({ latencyMs: 30 });
    clientSocket.close(1000, 'client');
    serverSocket.close(1001, 'server');
    await clock.advance(30);
    assert.deepEqual(client.heard.at(-1), 'closed closed 1001 server');
    assert.deepEqual(server.heard.at(-1), 'closed closed 1000 client');
    assert.equal(clock.pending(), 0);
  });

  it('refuses new dials on command, and leaves the old connections alone', async () => {
    const { clock, network, target, clientSocket, server } = await connected();
    network.failDials('refused');
    const second = createRecorder();
    network.transport.dial(target, second);
    await clock.settle();
    assert.deepEqual(second.heard, ['closed failed']);
    network.failDials(undefined);
    const third = createRecorder();
    network.transport.dial(target, third);
    clientSocket.send('still here');
    await clock.settle();
    assert.deepEqual(third.heard, ['opened ocpp1.6']);
    assert.ok(server.heard.includes('message still here'));
  });

  it('tells the server when the client gave the handshake up in the meantime', async () => {
    const clock = createVirtualClock();
    const network = createLoopbackNetwork({ clock, latencyMs: 100 });
    const server = createRecorder();
    const client = createRecorder();
    network.listen('ws://central', () => accept('', () => server));
    network.transport.dial({ url: 'ws://central/a', protocols: [], headers: {}, handshakeTimeout: 150 }, client);
    await clock.advance(1000);
    assert.deepEqual(client.heard, ['closed failed']);
    assert.deepEqual(server.heard, ['opened ', 'closed closed 1006']);
    assert.deepEqual(network.connections(), []);
  });

  it('loses, delays and doubles single messages on command, and keeps their order', async () => {
    const { clock, network, clientSocket, server } = await connected({ latencyMs: 10 });
    const fates: Record<string, readonly number[]> = { lose: [], delay: [500], double: [0, 0] };
    const asked: string[] = [];
    network.interfere(({ url, to, text }) => {
      asked.push(`${url} ${to} ${text}`);
      return fates[text] ?? [0];
    });
    for (const text of ['a', 'lose', 'delay', 'double', 'b']) clientSocket.send(text);
    await clock.advance(10);
    assert.deepEqual(server.heard, ['opened ocpp1.6', 'message a']);
    await clock.advance(500);
    assert.deepEqual(server.heard.slice(2), ['message delay', 'message double', 'message double', 'message b']);
    assert.deepEqual(asked[0], 'ws://central/ocpp/CP1 server a');
    network.interfere(undefined);
    clientSocket.send('lose');
    await clock.advance(10);
    assert.equal(server.heard.at(-1), 'message lose');
  });

  it('needs chance for a range of latencies', () => {
    assert.throws(() => createLoopbackNetwork({ clock: createVirtualClock(), latencyMs: [1, 2] }), /needs a Random/);
  });
});

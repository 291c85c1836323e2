/** What a caller, or many of them, can make the API keep. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { MOST_WAITING } from '../../src/api/routes/central-system-routes.ts';
import { createServer, LONGEST_REQUEST_MS, MOST_CONNECTIONS } from '../../src/api/server.ts';
import { silentLog } from '../../src/log/log.ts';
import { MOST_READERS } from '../../src/web/audience.ts';
import { createWorld, type World } from './api-world.ts';

const options = { timeout: 20_000 };

async function connected(t: TestContext, { api }: World): Promise<Socket> {
  const socket = connect(api.port, '127.0.0.1').on('error', () => undefined);
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test('there are so many readers of /events, and one more is told so', options, async (t) => {
  const world = await createWorld(t);
  const readers = await Promise.all(Array.from({ length: MOST_READERS }, world.watch));
  const refused = await world.ask('GET', '/events');
  assert.deepEqual([refused.status, refused.body.type], [503, 'urn:pilotwire:problem:too-many']);
  const [first] = readers;
  const left = once(first?.response ?? assert.fail(), 'close');
  first?.close();
  await left;
  // The server hears of it after the client.
  let another = await world.watch();
  while (another.status !== 200) another = await world.watch();
});

test('so many wait for the Central System, and one more is told so', options, async (t) => {
  const world = await createWorld(t);
  world.answers.delete('DataTransfer');
  const body = { vendorId: 'acme' };
  const asking = Array.from({ length: MOST_WAITING + 1 }, () => world.ask('POST', '/data-transfer', { body }));
  const first = await Promise.race(asking);
  assert.deepEqual([first.status, first.body.type], [503, 'urn:pilotwire:problem:too-many']);
  await world.ask('PUT', '/network', { body: { online: false } });
  const statuses = (await Promise.all(asking)).map(({ body: { type } }) => type);
  assert.equal(statuses.filter((type) => type === 'urn:pilotwire:problem:too-many').length, 1);
});

test('so many connections are kept, and one more is closed', options, async (t) => {
  const world = await createWorld(t);
  const idle = await Promise.all(Array.from({ length: MOST_CONNECTIONS }, () => connected(t, world)));
  const surplus = connect(world.api.port, '127.0.0.1').on('error', () => undefined);
  await once(surplus, 'close');
  const [first] = idle;
  first?.end();
  await once(first?.resume() ?? assert.fail(), 'close');
  assert.equal((await world.ask('GET', '/health')).status, 200);
});

test('a caller that takes too long for its request is not waited for', async () => {
  const { server } = createServer({ routes: [], guard: () => undefined, log: silentLog });
  assert.deepEqual([server.requestTimeout, server.headersTimeout], [LONGEST_REQUEST_MS, LONGEST_REQUEST_MS]);
});

test('headers beyond what Node.js takes, and paths beyond what is known, are refused', options, async (t) => {
  const world = await createWorld(t);
  const socket = await connected(t, world);
  socket.write(`GET /status HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1\.1 431 /);
  assert.equal((await world.ask('GET', `/connectors/${'1'.repeat(5_000)}`)).status, 400);
});

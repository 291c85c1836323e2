import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { startApi } from '../../src/api/api.ts';
import { silentLog } from '../../src/log/log.ts';
import { createWorld } from './api-world.ts';

test('it says where it listens', async (t) => {
  const { api } = await createWorld(t, { started: false });
  assert.ok(api.port > 0);
  assert.equal(api.url, `http://127.0.0.1:${api.port}`);
});

test('it listens on the IPv6 loopback too, with or without brackets', async (t) => {
  for (const host of ['::1', '[::1]']) {
    const { api } = await createWorld(t, { started: false, host });
    assert.equal(api.url, `http://[::1]:${api.port}`);
    assert.equal((await fetch(`${api.url}/health`)).status, 200);
  }
});

test('it refuses to listen beyond this machine without a token', async (t) => {
  const { twin } = await createWorld(t, { started: false });
  await assert.rejects(startApi({ twin, host: '0.0.0.0', port: 0, log: silentLog }), /without a token/);
});

test('a port that is taken is told with the address', async (t) => {
  const { twin } = await createWorld(t, { started: false });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const { port } = other.address() as { port: number };
  await assert.rejects(startApi({ twin, host: '127.0.0.1', port, log: silentLog }), (error: NodeJS.ErrnoException) => {
    assert.ok(error.message.includes(`127.0.0.1:${port}: something listens there already`));
    return error.code === 'EADDRINUSE';
  });
});

test('after close nothing listens any more, and the twin goes on unwatched', async (t) => {
  const world = await createWorld(t);
  await world.api.close();
  await assert.rejects(fetch(`${world.api.url}/health`));
  const before = world.clock.pending();
  world.twin.board.plugIn(1);
  await world.clock.advance(1_000);
  assert.equal(world.twin.chargePoint().status(1), 'Preparing');
  assert.ok(world.clock.pending() <= before + 1);
});

test('close does not wait for a call that waits for the Central System', async (t) => {
  const world = await createWorld(t);
  world.answers.delete('DataTransfer');
  const asked = world.ask('POST', '/data-transfer', { body: { vendorId: 'acme' } });
  const broken = assert.rejects(asked);
  while (world.received('DataTransfer').length === 0) await world.clock.settle();
  await world.api.close();
  await broken;
});

test('it can be closed twice', async (t) => {
  const world = await createWorld(t);
  await world.api.close();
  await world.api.close();
});

test('with a log that nobody can listen to, the other events come all the same', { timeout: 20_000 }, async (t) => {
  const world = await createWorld(t);
  const api = await startApi({ twin: world.twin, host: '127.0.0.1', port: 0, log: silentLog });
  t.after(() => api.close());
  const response = await fetch(`${api.url}/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('event: hello')) text += (await reader?.read())?.value;
  await reader?.cancel();
});

test('the wait for the next dial is told in the time of the network', async (t) => {
  const world = await createWorld(t, { started: false });
  const networkClock = { ...world.clock, elapsed: () => world.clock.elapsed() + 1_000_000 };
  const api = await startApi({ twin: world.twin, host: '127.0.0.1', port: 0, log: silentLog, networkClock });
  t.after(() => api.close());
  world.network.failDials('refused');
  world.twin.start();
  await world.clock.advance(1_000);
  const { link } = (await (await fetch(`${api.url}/status`)).json()) as { link: { nextAttemptInMs: number } };
  assert.equal(link.nextAttemptInMs, 0);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDisciplinedClock } from '../../src/clock/disciplined-clock.ts';
import { createNtpClient } from '../../src/clock/ntp-client.ts';
import { createNtpDiscipline } from '../../src/clock/ntp-discipline.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createLoopbackNtp, type LoopbackServer } from '../support/loopback-ntp.ts';
import { createWorld } from './api-world.ts';

const charging = async (world: Awaited<ReturnType<typeof createWorld>>) => {
  await world.ask('POST', '/connectors/1/plug-in');
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(10_000);
};

test('health is answered before the charge point has even started', async (t) => {
  const world = await createWorld(t, { started: false });
  const answer = await world.ask('GET', '/health');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { status: 'ok' });
});

test('a HEAD request is a health check too', async (t) => {
  const world = await createWorld(t, { started: false });
  const { status } = await fetch(`${world.api.url}/health`, { method: 'HEAD' });
  assert.equal(status, 200);
});

test('the status of a charge point that has not started tells that nothing was heard yet', async (t) => {
  const world = await createWorld(t, { started: false });
  const { body } = await world.ask('GET', '/status');
  assert.equal(body.registration, 'unknown');
  assert.deepEqual(body.link, { state: 'offline' });
  assert.equal(body.uptimeS, 0);
});

test('the status shows who the charger is, its link, its registration, its connectors and its LED', async (t) => {
  const world = await createWorld(t, { file: { identity: { chargePointId: 'cp1', vendor: 'Acme' } } });
  const { body } = await world.ask('GET', '/status');
  assert.equal(body.chargePointId, 'cp1');
  assert.equal(body.model, 'zaptec-pro');
  assert.equal(body.identity.vendor, 'Acme');
  assert.equal(body.identity.model, 'Zaptec Pro');
  assert.equal(body.firmwareVersion, '7.5.4.0');
  assert.equal(body.status, 'Available');
  assert.equal(body.online, true);
  assert.deepEqual(body.link, { state: 'connected', url: 'ws://central/ocpp/cp1', since: '2026-01-01T00:00:00.000Z' });
  assert.equal(body.registration, 'Accepted');
  assert.deepEqual(body.led, { situation: 'free', colour: 'white', pulsing: false, intensity: 100 });
  assert.equal(body.queueLength, 0);
  assert.deepEqual(body.clock, { now: '2026-01-01T00:00:01.000Z', speed: 1, source: 'system' });
  assert.equal(body.uptimeS, 1);
  assert.deepEqual(
    body.connectors.map(({ id, status }: { id: number; status: string }) => [id, status]),
    [[1, 'Available']],
  );
});

test('the status tells by whom the clock is set, and how well', async (t) => {
  const server: LoopbackServer = { silent: true, offsetMs: 250 };
  const world = await createWorld(t, {
    file: { clock: { source: 'ntp', servers: ['time.example'] } },
    time(base) {
      const clock = createDisciplinedClock(base);
      const client = createNtpClient({
        servers: [{ name: 'time.example', host: 'time.example', port: 123 }],
        clock,
        random: createSeededRandom(2),
        log: silentLog,
        datagrams: createLoopbackNtp(base, { 'time.example': server }),
      });
      return { clock, discipline: createNtpDiscipline({ clock, client, log: silentLog }) };
    },
  });
  const clock = async () => (await world.ask('GET', '/status')).body.clock;
  assert.deepEqual(await clock(), { now: '2026-01-01T00:00:01.000Z', speed: 1, source: 'ntp', synchronised: false });
  server.silent = false;
  await world.clock.advance(9_000);
  assert.deepEqual(await clock(), {
    now: '2026-01-01T00:00:10.250Z',
    speed: 1,
    source: 'ntp',
    synchronised: true,
    lastSynchronisedAt: '2026-01-01T00:00:06.260Z',
    offsetMs: 250,
    server: 'time.example',
    stratum: 2,
    delayMs: 10,
  });
});

test('the status tells why the link waits and how long it still does', async (t) => {
  const world = await createWorld(t, { started: false });
  world.network.failDials('refused');
  world.twin.start();
  await world.clock.advance(1_000);
  const first = (await world.ask('GET', '/status')).body.link;
  assert.equal(first.state, 'waiting');
  assert.equal(first.attempt, 1);
  assert.match(first.because, /central/);
  await world.clock.advance(500);
  assert.equal((await world.ask('GET', '/status')).body.link.nextAttemptInMs, first.nextAttemptInMs - 500);
});

test('a link that is dialling says whither', async (t) => {
  const world = await createWorld(t, { started: false });
  world.network.failDials('unanswered');
  world.twin.start();
  await world.clock.advance(1_000);
  const { link } = (await world.ask('GET', '/status')).body;
  assert.deepEqual(link, { state: 'connecting', attempt: 1, url: 'ws://central/ocpp/cp1' });
});

test('the configuration has every key, with its value and what it means', async (t) => {
  const world = await createWorld(t, { started: false, file: { configuration: { HeartbeatInterval: '120' } } });
  const { body } = await world.ask('GET', '/configuration');
  const keys = world.twin.chargePoint().configuration.keys();
  assert.deepEqual(
    body.map(({ key }: { key: string }) => key),
    keys.map(({ key }) => key.name),
  );
  const heartbeat = body.find(({ key }: { key: string }) => key === 'HeartbeatInterval');
  assert.equal(heartbeat.value, '120');
  assert.equal(heartbeat.default, '86400');
  assert.equal(heartbeat.changed, true);
  assert.equal(heartbeat.unit, 's');
  assert.equal(heartbeat.accessibility, 'RW');
  assert.equal(heartbeat.readonly, false);
  assert.equal(heartbeat.type, 'integer');
  const readOnly = body.find(({ key }: { key: string }) => key === 'StopTransactionOnEVSideDisconnect');
  assert.deepEqual([readOnly.accessibility, readOnly.readonly, readOnly.changed], ['R', true, false]);
});

test('a card starts a transaction, and the transactions show it', async (t) => {
  const world = await createWorld(t);
  assert.deepEqual((await world.ask('GET', '/transactions')).body, {
    transactions: [],
    queue: { length: 0, next: null },
  });
  await charging(world);
  const { body } = await world.ask('GET', '/transactions');
  assert.equal(body.transactions.length, 1);
  const [transaction] = body.transactions;
  assert.equal(transaction.number, 1);
  assert.equal(transaction.connectorId, 1);
  assert.equal(transaction.idTag, '04A1B2C3');
  assert.equal(transaction.transactionId, 4711);
  assert.equal(transaction.state, 'running');
});

test('what is to be told of a transaction waits in the queue while the Central System is away', async (t) => {
  const world = await createWorld(t);
  await charging(world);
  await world.ask('PUT', '/network', { body: { online: false } });
  await world.ask('POST', '/connectors/1/plug-out');
  await world.clock.advance(1_000);
  const { body } = await world.ask('GET', '/transactions');
  const [transaction] = body.transactions;
  assert.equal(transaction.state, 'ended');
  assert.equal(transaction.reason, 'EVDisconnected');
  assert.ok(transaction.meterStop >= transaction.meterStart);
  assert.deepEqual(body.queue, { length: 1, next: { kind: 'stop', transaction: 1, attempts: 0 } });
  assert.equal((await world.ask('GET', '/status')).body.queueLength, 1);
});

test('a message that has failed says when it is sent again', async (t) => {
  const world = await createWorld(t);
  world.answers.set('StartTransaction', new Error('InternalError'));
  await charging(world);
  const { next } = (await world.ask('GET', '/transactions')).body.queue;
  assert.equal(next.attempts, 1);
  assert.match(next.notBefore, /^2026-01-01T00:01:/);
});

test('a swipe is taken at once, whatever the Central System does', async (t) => {
  const world = await createWorld(t);
  world.answers.delete('Authorize');
  const answer = await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD', connectorIds: [1] } });
  assert.equal(answer.status, 202);
  assert.deepEqual(answer.body, { idTag: 'CARD', connectorIds: [1] });
  await world.clock.settle();
  assert.deepEqual(world.received('Authorize'), [{ idTag: 'CARD' }]);
});

test('a card without an identifier, with one that is too long, or for no connector is refused and not read', async (t) => {
  const world = await createWorld(t);
  for (const [body, path] of [
    [{ idTag: '' }, '/idTag'],
    [{ idTag: 'A'.repeat(21) }, '/idTag'],
    [{}, '/idTag'],
    [{ idTag: 'A', connectorIds: [] }, '/connectorIds'],
    [{ idTag: 'A', connectorIds: [1, 2] }, '/connectorIds/1'],
    [{ idTag: 'A', connectorId: 1 }, '/connectorId'],
  ] as const) {
    const answer = await world.ask('POST', '/rfid/swipe', { body });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.violations[0].path, path);
  }
  await world.clock.advance(1_000);
  assert.deepEqual(world.received('Authorize'), []);
});

test('a connector that is not there is named together with those that are', async (t) => {
  const world = await createWorld(t);
  const { body } = await world.ask('POST', '/rfid/swipe', { body: { idTag: 'A', connectorIds: [7] } });
  assert.deepEqual(body.violations, [
    { path: '/connectorIds/0', expected: 'a connector of this charger: 1', got: '7' },
  ]);
});

test('offline holds as soon as the call returns', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('PUT', '/network', { body: { online: false } });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { online: false, link: { state: 'offline' }, registration: 'Accepted' });
  assert.equal(world.twin.chargePoint().link.state().kind, 'offline');
  await world.clock.advance(600_000);
  assert.equal((await world.ask('GET', '/status')).body.link.state, 'offline');
});

test('online connects at once, with no back-off left over', async (t) => {
  const world = await createWorld(t, { started: false });
  world.network.failDials('refused');
  world.twin.start();
  await world.clock.advance(1_000);
  await world.ask('PUT', '/network', { body: { online: false } });
  world.network.failDials(undefined);
  const answer = await world.ask('PUT', '/network', { body: { online: true } });
  assert.equal(answer.body.link.state, 'connecting');
  await world.clock.settle();
  assert.equal((await world.ask('GET', '/status')).body.link.state, 'connected');
});

test('the network is on or off and nothing else', async (t) => {
  const world = await createWorld(t);
  for (const body of [{}, { online: 'no' }, { online: false, forever: true }, []]) {
    assert.equal((await world.ask('PUT', '/network', { body })).status, 400);
  }
  assert.equal(world.twin.online(), true);
});

for (const type of ['soft', 'hard'] as const) {
  test(`a ${type} reboot ends the transaction, tells it as Reboot (S 7.36), and starts the charge point anew`, async (t) => {
    const world = await createWorld(t);
    await charging(world);
    const before = world.twin.chargePoint();
    const answer = await world.ask('POST', '/reboot', { body: { type } });
    assert.equal(answer.status, 202);
    assert.deepEqual(answer.body, { type });
    await world.clock.advance(10_000);
    assert.notEqual(world.twin.chargePoint(), before);
    const [stop] = world.received('StopTransaction') as { reason: string }[];
    assert.equal(stop?.reason, 'Reboot');
    assert.equal(world.received('BootNotification').length, 2);
    assert.equal((await world.ask('GET', '/status')).body.registration, 'Accepted');
  });
}

test('the charger is asked for its status while it is off between two lives', async (t) => {
  const world = await createWorld(t, { file: { reset: { delayMs: 60_000 } } });
  await world.ask('POST', '/reboot', { body: { type: 'hard' } });
  await world.clock.advance(10_000);
  const { status, body } = await world.ask('GET', '/status');
  assert.equal(status, 200);
  assert.equal(body.link.state, 'offline');
});

test('a reboot of no kind is refused', async (t) => {
  const world = await createWorld(t);
  for (const body of [{}, { type: 'Soft' }, { type: 'soft', now: true }]) {
    assert.equal((await world.ask('POST', '/reboot', { body })).status, 400);
  }
  await world.clock.advance(10_000);
  assert.equal(world.received('BootNotification').length, 1);
});

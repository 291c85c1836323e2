import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { GATHERING_MS, MOST_WAITING_BYTES } from '../../src/api/event-hub.ts';
import { HEARTBEAT_MS } from '../../src/web/audience.ts';
import { createWorld, type Reader, type World } from './api-world.ts';

const options = { timeout: 20_000 };

/** A reader that has been greeted. */
async function greeted(world: World): Promise<Reader> {
  const reader = await world.watch();
  await reader.next('hello');
  return reader;
}

test('the first event is hello with the whole status', options, async (t) => {
  const world = await createWorld(t);
  const reader = await world.watch();
  assert.equal(reader.status, 200);
  assert.match(reader.headers['content-type'] ?? '', /^text\/event-stream/);
  const hello = await reader.next('hello');
  assert.deepEqual(hello.data, (await world.ask('GET', '/status')).body);
});

test('a plug-in is seen as a status and as a connector with its car', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  await world.ask('POST', '/connectors/1/plug-in');
  await world.clock.advance(GATHERING_MS);
  assert.deepEqual((await reader.next('status')).data, { connector: 1, status: 'Preparing' });
  const { data } = await reader.next('connector');
  assert.equal(data.ev.state, 'B');
  assert.equal(data.status, 'Preparing');
});

test('the changes of one moment are one event', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  for (let energyWh = 0; energyWh < 50; energyWh += 1) world.twin.board.setMeter(1, energyWh);
  await world.clock.advance(GATHERING_MS);
  assert.equal((await reader.next('connector')).data.meter.energyWh, 49);
  world.twin.board.setMeter(1, 1_000);
  await world.clock.advance(GATHERING_MS);
  assert.equal((await reader.next('connector')).data.meter.energyWh, 1_000);
});

test('the meter of a charging car is told as it runs', options, async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: 'CARD' } });
  await world.clock.advance(60_000);
  const reader = await greeted(world);
  await world.clock.advance(600_000);
  let last = 0;
  for (let n = 0; n < 20; n += 1) {
    const { energyWh } = (await reader.next('connector')).data.meter;
    assert.ok(energyWh > last, `${energyWh} Wh after ${last} Wh`);
    last = energyWh;
  }
});

test('frames are told in both directions, with their latency', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  const asked = world.ask('POST', '/data-transfer', { body: { vendorId: 'acme' } });
  await world.until(asked);
  const out = (await reader.next('frame')).data;
  assert.deepEqual([out.direction, out.kind, out.action], ['out', 'call', 'DataTransfer']);
  assert.deepEqual(JSON.parse(out.text), [2, out.id, 'DataTransfer', { vendorId: 'acme' }]);
  const back = (await reader.next('frame')).data;
  assert.deepEqual([back.direction, back.kind, back.action, back.id], ['in', 'result', 'DataTransfer', out.id]);
  assert.equal(back.latencyMs, 0);
});

test('a frame that breaks the rules is told with the complaint', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  world.say('{"not":"ocpp"}');
  await world.clock.settle();
  const { data } = await reader.next('frame');
  assert.equal(data.text, '{"not":"ocpp"}');
  assert.match(data.complaint, /array/);
});

test('the password of the connection is not shown', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  world.say('[2,"7","ChangeConfiguration",{"key":"AuthorizationKey","value":"0123456789abcdef0123"}]');
  await world.clock.settle();
  const { data } = await reader.next('frame');
  assert.deepEqual(JSON.parse(data.text)[3], { key: 'AuthorizationKey', value: '…' });
});

test('the uplink is told when it is switched, also when there was no connection', options, async (t) => {
  const world = await createWorld(t, { started: false });
  world.network.failDials('unanswered');
  world.twin.start();
  const reader = await greeted(world);
  await world.ask('PUT', '/network', { body: { online: false } });
  const { data } = await reader.next('link');
  assert.deepEqual(data, { online: false, link: { state: 'offline' }, registration: 'unknown' });
});

test('the connection and the registration are told as they come', options, async (t) => {
  const world = await createWorld(t, { started: false });
  const reader = await greeted(world);
  world.twin.start();
  await world.clock.advance(1_000);
  assert.equal((await reader.next('link')).data.link.state, 'connected');
  assert.deepEqual((await reader.next('registration')).data, { registration: 'Accepted' });
});

test('the LED is told with what it means', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  await world.ask('POST', '/connectors/1/plug-in');
  await world.clock.advance(GATHERING_MS);
  assert.deepEqual((await reader.next('led')).data, {
    situation: 'waiting for authorization',
    colour: 'yellow',
    pulsing: true,
    intensity: 100,
  });
});

test('log lines are told, with their details', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  world.log.info('hello there', { connector: 1 });
  assert.deepEqual((await reader.next('log')).data, {
    at: '2026-01-01T00:00:01.000Z',
    level: 'info',
    message: 'hello there',
    details: { connector: 1 },
  });
  world.log.debug('and again');
  assert.ok(!('details' in (await reader.next('log')).data));
});

test('a charge point that is off is told, and a restarted one greeted anew', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  const before = world.twin.chargePoint();
  await world.ask('POST', '/reboot', { body: { type: 'hard' } });
  await world.clock.runUntil(() => world.twin.chargePoint() !== before, 10_000);
  const restarted = new Date(world.clock.now()).toISOString();
  await world.clock.advance(10_000);
  assert.equal((await reader.next('hello')).data.powered, false);
  const { data } = await reader.next('hello');
  assert.equal(data.powered, true);
  assert.ok(data.clock.now >= restarted);
  assert.equal(data.registration, 'unknown');
  assert.equal((await reader.next('link')).data.link.state, 'connected');
  assert.deepEqual((await reader.next('registration')).data, { registration: 'Accepted' });
  assert.ok(!reader.waiting().some(({ kind }) => kind === 'hello'));
});

test('a charge point that was restarted without a network is greeted anew too', options, async (t) => {
  const world = await createWorld(t);
  await world.ask('PUT', '/network', { body: { online: false } });
  const reader = await greeted(world);
  await world.ask('POST', '/reboot', { body: { type: 'soft' } });
  await world.clock.advance(10_000);
  assert.equal((await reader.next('hello')).data.powered, false);
  const { data } = await reader.next('hello');
  assert.deepEqual([data.powered, data.online, data.registration], [true, false, 'unknown']);
});

test('each of many readers hears everything', options, async (t) => {
  const world = await createWorld(t);
  const readers = await Promise.all(Array.from({ length: 10 }, () => greeted(world)));
  world.log.info('one');
  world.log.info('two');
  for (const reader of readers) {
    assert.equal((await reader.next('log')).data.message, 'one');
    assert.equal((await reader.next('log')).data.message, 'two');
  }
});

test('a silent stream is kept alive by comments', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  for (let n = 0; n < 3; n += 1) {
    await world.clock.advance(HEARTBEAT_MS);
    assert.equal(await reader.comment(), 'still here');
  }
});

test('without a reader nothing is watched and no timer runs', options, async (t) => {
  const world = await createWorld(t);
  const before = world.clock.pending();
  const reader = await greeted(world);
  assert.equal(world.clock.pending(), before + 1);
  reader.close();
  await reader.ended;
  // The server hears of it in its own time.
  while (world.clock.pending() > before) await world.clock.settle();
  world.twin.board.setMeter(1, 5);
  await world.clock.settle();
  assert.equal(world.clock.pending(), before);
});

test('a reader that does not read is cut off, and the others go on', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  const before = world.clock.pending();
  const lazy = connect(world.api.port, '127.0.0.1');
  lazy.on('error', () => undefined);
  lazy.pause();
  lazy.write('GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const cutOff = () => world.complaints.some((line) => /too slow/.test(line));
  // The system's own buffers take some megabytes before anything waits here.
  const most = 1_000;
  let lines = 0;
  while (!cutOff() && lines < most) {
    lines += 1;
    world.log.info('x'.repeat(100_000));
    assert.equal((await reader.next('log')).data.message.length, 100_000);
    await world.clock.settle();
  }
  assert.ok(cutOff(), `${most} lines of 100 kB were kept for a reader that does not read`);
  const [, waiting] = /"waitingBytes":(\d+)/.exec(world.complaints.join('\n')) ?? [];
  assert.ok(Number(waiting) < MOST_WAITING_BYTES + 200_000);
  world.log.info('still there?');
  while ((await reader.next('log')).data.message !== 'still there?');
  assert.equal(world.clock.pending(), before);
  lazy.destroy();
});

test('at the end the streams are closed, not cut off', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  world.log.info('the last words');
  await world.api.close();
  assert.equal(await reader.ended, true);
  assert.equal(reader.waiting().at(-1)?.data.message, 'the last words');
});

test('a change that cannot be read is a warning and ends nothing', options, async (t) => {
  const world = await createWorld(t);
  const reader = await greeted(world);
  const temperature = t.mock.method(world.twin.board, 'temperature', () => {
    throw new Error('no sensor');
  });
  world.twin.board.setMeter(1, 5);
  await world.clock.advance(GATHERING_MS);
  assert.match(world.complaints.join('\n'), /no sensor/);
  temperature.mock.restore();
  world.twin.board.setMeter(1, 6);
  await world.clock.advance(GATHERING_MS);
  assert.equal((await reader.next('connector')).data.meter.energyWh, 6);
});

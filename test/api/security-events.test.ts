import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isStartEvent } from '../support/start-events.ts';
import { createWorld, type World } from './api-world.ts';

/** What the Central System was told of, but for the start itself. */
const toldSinceStart = ({ received }: World): readonly unknown[] =>
  received('SecurityEventNotification').filter((event) => !isStartEvent(event as { type: string }));

test('a critical security event is told to the Central System, with the time at which it was raised', async (t) => {
  const world = await createWorld(t);
  const body = { type: 'TamperDetectionActivated', techInfo: 'the cover is open' };
  const answer = await world.ask('POST', '/security-events', { body });
  assert.equal(answer.status, 202);
  assert.deepEqual(answer.body, { ...body, critical: true });
  const timestamp = new Date(world.clock.now()).toISOString();
  await world.clock.advance(1_000);
  assert.deepEqual(toldSinceStart(world), [{ ...body, timestamp }]);
});

test('it is answered while offline, and told afterwards', async (t) => {
  const world = await createWorld(t);
  await world.ask('PUT', '/network', { body: { online: false } });
  const answer = await world.ask('POST', '/security-events', { body: { type: 'SettingSystemTime' } });
  assert.deepEqual([answer.status, answer.body], [202, { type: 'SettingSystemTime', critical: true }]);
  const timestamp = new Date(world.clock.now()).toISOString();
  await world.clock.advance(600_000);
  await world.ask('PUT', '/network', { body: { online: true } });
  await world.clock.advance(1_000);
  assert.deepEqual(toldSinceStart(world), [{ type: 'SettingSystemTime', timestamp }]);
});

test('an event that is not critical is not told', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('POST', '/security-events', { body: { type: 'InvalidMessages' } });
  assert.deepEqual([answer.status, answer.body], [202, { type: 'InvalidMessages', critical: false }]);
  await world.clock.advance(1_000);
  assert.deepEqual(toldSinceStart(world), []);
});

test("the vendor's own events are critical, also when they are called like something that every object has", async (t) => {
  const world = await createWorld(t);
  for (const type of ['AcmeDoorOpened', 'constructor', 'memoryexhaustion']) {
    const answer = await world.ask('POST', '/security-events', { body: { type } });
    assert.equal(answer.body.critical, true, type);
  }
  await world.clock.advance(1_000);
  assert.deepEqual(
    toldSinceStart(world).map((payload) => (payload as { type: string }).type),
    ['AcmeDoorOpened', 'constructor', 'memoryexhaustion'],
  );
});

test('what OCPP has no room for is refused, with what is wrong', async (t) => {
  const world = await createWorld(t);
  for (const [body, path] of [
    [{}, '/type'],
    [{ type: '' }, '/type'],
    [{ type: 'T'.repeat(51) }, '/type'],
    [{ type: 7 }, '/type'],
    [{ type: 'T', techInfo: 'i'.repeat(256) }, '/techInfo'],
    [{ type: 'T', techinfo: 'i' }, '/techinfo'],
    [[], ''],
  ] as const) {
    const answer = await world.ask('POST', '/security-events', { body });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.violations[0].path, path);
  }
  await world.clock.advance(1_000);
  assert.deepEqual(toldSinceStart(world), []);
});

test('the longest that there can be is told as it is, whatever its characters', async (t) => {
  const world = await createWorld(t);
  const body = { type: '🔌'.repeat(50), techInfo: `${'⚡'.repeat(254)}🔌` };
  assert.equal((await world.ask('POST', '/security-events', { body })).status, 202);
  await world.clock.advance(1_000);
  const [told] = toldSinceStart(world) as { type: string; techInfo: string }[];
  assert.deepEqual([told?.type, told?.techInfo], [body.type, body.techInfo]);
});

test('the security log has every event, oldest first, whether the Central System was told or not', async (t) => {
  const world = await createWorld(t);
  const start = {
    type: 'StartupOfTheDevice',
    timestamp: '2026-01-01T00:00:00.000Z',
    critical: true,
    techInfo: 'power on',
  };
  assert.deepEqual((await world.ask('GET', '/security-log')).body, [start]);
  const timestamp = new Date(world.clock.now()).toISOString();
  await world.ask('POST', '/security-events', { body: { type: 'InvalidMessages', techInfo: 'no JSON' } });
  await world.ask('POST', '/security-events', { body: { type: 'SettingSystemTime' } });
  const answer = await world.ask('GET', '/security-log');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, [
    start,
    { type: 'InvalidMessages', timestamp, critical: false, techInfo: 'no JSON' },
    { type: 'SettingSystemTime', timestamp, critical: true },
  ]);
});

test('a reboot that was asked for here is told as one', async (t) => {
  const world = await createWorld(t);
  assert.equal((await world.ask('POST', '/reboot', { body: { type: 'soft' } })).status, 202);
  await world.clock.advance(10_000);
  const [, restart, ...more] = world.received('SecurityEventNotification') as { type: string; techInfo: string }[];
  assert.deepEqual([restart?.type, restart?.techInfo], ['ResetOrReboot', 'Soft reset by the charge point itself']);
  assert.deepEqual(more, []);
});

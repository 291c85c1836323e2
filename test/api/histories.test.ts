import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEPT_FRAMES } from '../../src/api/frame-history.ts';
import type { Reading } from '../../src/api/reading.ts';
import { createWorld } from './api-world.ts';

test('the frames since the start are told to who comes later, as events would have told them', async (t) => {
  const world = await createWorld(t);
  const { body } = await world.ask('GET', '/frames');
  assert.deepEqual(
    body.slice(0, 2).map(({ direction, kind, action }: Record<string, string>) => `${direction} ${kind} ${action}`),
    ['out call BootNotification', 'in result BootNotification'],
  );
  const reader = await world.watch();
  await world.until(world.ask('POST', '/data-transfer', { body: { vendorId: 'acme' } }));
  const told = [(await reader.next('frame')).data, (await reader.next('frame')).data];
  assert.deepEqual((await world.ask('GET', '/frames')).body.slice(-2), told);
});

test('the newest frames are kept, and a password is not among them', async (t) => {
  const world = await createWorld(t);
  world.say('[2,"c1","ChangeConfiguration",{"key":"AuthorizationKey","value":"a password of 24 letters"}]');
  await world.clock.settle();
  assert.doesNotMatch((await world.ask('GET', '/frames')).text, /24 letters/);
  for (let n = 0; n < KEPT_FRAMES; n += 1) world.say(`[2,"n${n}","ClearCache",{}]`);
  await world.clock.settle();
  const { body } = await world.ask('GET', '/frames');
  assert.equal(body.length, KEPT_FRAMES);
  assert.equal(body.at(-1).id, `n${KEPT_FRAMES - 1}`);
});

test('readings tell a charge from before its beginning, each change of the offer among them', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/connectors/1/plug-in', { body: { car: 'wagon-22kw' } });
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(600_000);
  await world.ask('PUT', '/connectors/1/limits/installer', { body: { maxCurrentA: 10 } });
  await world.clock.advance(10_000);
  const readings: Reading[] = (await world.ask('GET', '/connectors/1/readings')).body;
  assert.equal(readings[0]?.offeredCurrentA, 0);
  const offers = readings.map(({ offeredCurrentA }) => offeredCurrentA);
  assert.ok(offers.includes(32) && offers.at(-1) === 10, offers.join(' '));
  assert.equal(readings.at(-1)?.limit.source, 'installer');
  assert.ok(readings.length > 20, `${readings.length} readings of 3.7 kWh`);
  const register = readings.map(({ energyWh }) => energyWh);
  assert.deepEqual(
    register,
    register.toSorted((one, other) => one - other),
  );
  assert.equal(readings.at(-1)?.transaction, 1);
});

test('of what flows alone the first and the last of each second are kept', async (t) => {
  const world = await createWorld(t);
  const before = (await world.ask('GET', '/connectors/1/readings')).body.length;
  for (let energyWh = 0; energyWh < 50; energyWh += 1) {
    world.twin.board.setMeter(1, energyWh);
    await world.clock.advance(10);
  }
  const readings: Reading[] = (await world.ask('GET', '/connectors/1/readings')).body.slice(before);
  assert.ok(readings.length <= 2, `${readings.length} readings`);
  assert.equal(readings.at(-1)?.energyWh, 49);
});

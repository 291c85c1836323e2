import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, type World } from './api-world.ts';

async function charging(world: World): Promise<void> {
  await world.ask('POST', '/connectors/1/plug-in');
  await world.clock.advance(1_000);
  await world.ask('POST', '/rfid/swipe', { body: { idTag: '04A1B2C3' } });
  await world.clock.advance(60_000);
}

test('a power cut ends everything that flows at once, and tells nothing', async (t) => {
  const world = await createWorld(t);
  await charging(world);
  assert.equal((await world.ask('GET', '/connectors/1')).body.status, 'Charging');
  const answer = await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  assert.equal(answer.status, 202);
  const { body } = await world.ask('GET', '/status');
  assert.equal(body.powered, false);
  assert.equal(body.led.colour, 'off');
  assert.equal(body.link.state, 'offline');
  assert.deepEqual(body.connectors[0].currentA, [0, 0, 0]);
  assert.deepEqual(body.connectors[0].relays, []);
  assert.equal(body.connectors[0].ev.plugged, true);
  await world.clock.advance(29_000);
  assert.deepEqual(world.received('StopTransaction'), []);
});

test('when the power comes back the transaction is ended as PowerLoss, with the register of before', async (t) => {
  const world = await createWorld(t);
  await charging(world);
  await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  await world.clock.advance(35_000);
  const { body } = await world.ask('GET', '/status');
  assert.equal(body.powered, true);
  assert.equal(body.registration, 'Accepted');
  const [stop] = world.received('StopTransaction') as readonly { readonly reason: string }[];
  assert.equal(stop?.reason, 'PowerLoss');
  assert.equal(world.received('BootNotification').length, 2);
});

test('a second cut begins the time anew', async (t) => {
  const world = await createWorld(t);
  await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  await world.clock.advance(20_000);
  await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  await world.clock.advance(20_000);
  assert.equal((await world.ask('GET', '/status')).body.powered, false);
  await world.clock.advance(10_000);
  assert.equal((await world.ask('GET', '/status')).body.powered, true);
});

test('a cut while it is off for a reset keeps it off', async (t) => {
  const world = await createWorld(t, { file: { reset: { delayMs: 5_000 } } });
  await world.ask('POST', '/reboot', { body: { type: 'hard' } });
  await world.clock.advance(1_000);
  assert.equal((await world.ask('GET', '/status')).body.powered, false);
  await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  await world.clock.advance(20_000);
  assert.equal((await world.ask('GET', '/status')).body.powered, false);
  await world.clock.advance(11_000);
  assert.equal((await world.ask('GET', '/status')).body.powered, true);
});

test('readers of events are told that it is off, and greeted once when it is on again', async (t) => {
  const world = await createWorld(t);
  const reader = await world.watch();
  await reader.next('hello');
  await world.ask('POST', '/power-cut', { body: { seconds: 30 } });
  assert.equal((await reader.next('hello')).data.powered, false);
  await world.clock.advance(31_000);
  assert.equal((await reader.next('hello')).data.powered, true);
  await reader.next('registration');
  assert.deepEqual(
    reader.waiting().filter(({ kind }) => kind === 'hello'),
    [],
  );
});

test('a time that cannot be is refused', async (t) => {
  const world = await createWorld(t);
  for (const seconds of [-1, 'long', undefined]) {
    assert.equal((await world.ask('POST', '/power-cut', { body: { seconds } })).status, 400);
  }
  assert.equal((await world.ask('GET', '/status')).body.powered, true);
});

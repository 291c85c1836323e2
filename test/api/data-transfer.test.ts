import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from './api-world.ts';

const body = { vendorId: 'acme', messageId: 'ping', data: '{"a":1}' };

test('DataTransfer is sent as it was asked for, and the answer of the Central System comes back', async (t) => {
  const world = await createWorld(t);
  const answer = await world.until(world.ask('POST', '/data-transfer', { body }));
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { status: 'Accepted', data: 'pong' });
  assert.deepEqual(world.received('DataTransfer'), [body]);
});

test('an answer without data has none, and a refusal by status is an answer', async (t) => {
  const world = await createWorld(t);
  world.answers.set('DataTransfer', { status: 'UnknownVendorId' });
  const answer = await world.until(world.ask('POST', '/data-transfer', { body: { vendorId: 'acme' } }));
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { status: 'UnknownVendorId' });
});

test('members of the answer that OCPP does not have are left out', async (t) => {
  const world = await createWorld(t);
  world.answers.set('DataTransfer', { status: 'Accepted', extra: 1 });
  const answer = await world.until(world.ask('POST', '/data-transfer', { body }));
  assert.deepEqual(answer.body, { status: 'Accepted' });
});

test('without a vendor there is nothing to send', async (t) => {
  const world = await createWorld(t);
  for (const wrong of [{}, { vendorId: '' }, { vendorId: 'a', data: { b: 1 } }, { vendorId: 'a'.repeat(256) }]) {
    assert.equal((await world.ask('POST', '/data-transfer', { body: wrong })).status, 400);
  }
  assert.deepEqual(world.received('DataTransfer'), []);
});

test('503 when the network is off', async (t) => {
  const world = await createWorld(t);
  await world.ask('PUT', '/network', { body: { online: false } });
  const answer = await world.ask('POST', '/data-transfer', { body });
  assert.equal(answer.status, 503);
  assert.equal(answer.body.type, 'urn:pilotwire:problem:central-system-unreachable');
});

test('503 when the connection is lost while the answer is waited for', async (t) => {
  const world = await createWorld(t);
  world.answers.delete('DataTransfer');
  const asked = world.ask('POST', '/data-transfer', { body });
  const got = (async () => {
    while (world.received('DataTransfer').length === 0) await world.clock.settle();
  })();
  await got;
  for (const connection of world.network.connections()) connection.cut();
  assert.equal((await world.until(asked)).status, 503);
});

test('503 when the Central System has not accepted the charge point', async (t) => {
  const world = await createWorld(t, { started: false });
  world.answers.set('BootNotification', { status: 'Pending', currentTime: '2026-01-01T00:00:00Z', interval: 300 });
  world.twin.start();
  await world.clock.advance(1_000);
  const answer = await world.ask('POST', '/data-transfer', { body });
  assert.equal(answer.status, 503);
  assert.equal(answer.body.type, 'urn:pilotwire:problem:not-registered');
  assert.deepEqual(world.received('DataTransfer'), []);
});

test('502 when the Central System refuses, with its code', async (t) => {
  const world = await createWorld(t);
  world.answers.set('DataTransfer', new Error('NotImplemented'));
  const answer = await world.until(world.ask('POST', '/data-transfer', { body }));
  assert.equal(answer.status, 502);
  assert.match(answer.body.detail, /NotImplemented/);
});

test('502 when what it answers is no answer', async (t) => {
  const world = await createWorld(t);
  world.answers.set('DataTransfer', { status: 'Perhaps' });
  const answer = await world.until(world.ask('POST', '/data-transfer', { body }));
  assert.equal(answer.status, 502);
});

test('504 when it does not answer within MessageTimeout', async (t) => {
  const world = await createWorld(t, { file: { configuration: { MessageTimeout: '7' } } });
  world.answers.delete('DataTransfer');
  const asked = world.ask('POST', '/data-transfer', { body });
  while (world.received('DataTransfer').length === 0) await world.clock.settle();
  await world.clock.advance(7_000);
  const answer = await asked;
  assert.equal(answer.status, 504);
  assert.match(answer.body.detail, /7 s/);
});

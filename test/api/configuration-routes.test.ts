import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, type World } from './api-world.ts';

const keyOf = async (world: World, name: string) =>
  (await world.ask('GET', '/configuration')).body.find(({ key }: { readonly key: string }) => key === name);

test('a key is changed as the Central System would, and its name is compared without regard to case', async (t) => {
  const world = await createWorld(t);
  const { status, body } = await world.ask('PUT', '/configuration/connectiontimeout', { body: { value: ' 45 ' } });
  assert.equal(status, 200);
  assert.equal(body.status, 'Accepted');
  assert.equal(body.configurationKey.key, 'ConnectionTimeOut');
  assert.equal(body.configurationKey.value, '45');
  assert.equal(body.configurationKey.changed, true);
  assert.deepEqual(await keyOf(world, 'ConnectionTimeOut'), body.configurationKey);
});

test('a change outlives a power cut', async (t) => {
  const world = await createWorld(t);
  await world.ask('PUT', '/configuration/ConnectionTimeOut', { body: { value: '45' } });
  await world.ask('POST', '/power-cut', { body: { seconds: 1 } });
  await world.clock.advance(2_000);
  assert.equal((await keyOf(world, 'ConnectionTimeOut')).value, '45');
});

test('a key that can only be read is refused, and stays', async (t) => {
  const world = await createWorld(t);
  const before = await keyOf(world, 'NumberOfConnectors');
  const { status, body } = await world.ask('PUT', '/configuration/NumberOfConnectors', { body: { value: '7' } });
  assert.equal(status, 409);
  assert.match(body.type, /read-only-key$/);
  assert.match(body.detail, /NumberOfConnectors can only be read/);
  assert.deepEqual(await keyOf(world, 'NumberOfConnectors'), before);
});

test('a value out of range is refused with what was expected, and nothing changes', async (t) => {
  const world = await createWorld(t);
  const before = await keyOf(world, 'ConnectionTimeOut');
  for (const value of ['-1', 'soon', '']) {
    const { status, body } = await world.ask('PUT', '/configuration/ConnectionTimeOut', { body: { value } });
    assert.equal(status, 400, value);
    assert.match(body.detail, /ConnectionTimeOut expects a whole number from .+, got/);
  }
  assert.deepEqual(await keyOf(world, 'ConnectionTimeOut'), before);
});

test('a key that can only be written can be written, and nothing tells its value', async (t) => {
  const world = await createWorld(t, { file: { model: 'reference' } });
  const secret = 'a password of 24 letters';
  const { status, text, body } = await world.ask('PUT', '/configuration/AuthorizationKey', { body: { value: secret } });
  assert.equal(status, 200);
  assert.equal(body.configurationKey.accessibility, 'W');
  assert.ok(!text.includes(secret));
  assert.ok(!(await world.ask('GET', '/configuration')).text.includes(secret));
  const refused = await world.ask('PUT', '/configuration/AuthorizationKey', { body: { value: 'short' } });
  assert.equal(refused.status, 400);
  assert.ok(!refused.text.includes('short'), refused.text);
});

test('a key that there is not is 404, a body without a value 400', async (t) => {
  const world = await createWorld(t);
  assert.equal((await world.ask('PUT', '/configuration/Nonsense', { body: { value: '1' } })).status, 404);
  const { status, body } = await world.ask('PUT', '/configuration/ConnectionTimeOut', { body: { value: 45 } });
  assert.equal(status, 400);
  assert.equal(body.violations[0].path, '/value');
});

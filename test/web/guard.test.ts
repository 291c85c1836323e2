import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard as create, type Guard, isLoopback } from '../../src/web/guard.ts';
import { createWorld } from '../api/api-world.ts';

const local = { host: '127.0.0.1:8080' };

function createGuard(of: { readonly host: string; readonly token?: string }): Guard {
  return create({ name: 'control API', power: 'operate the charger', ...of });
}

test('loopback is what only this machine reaches', () => {
  for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '::1']) assert.ok(isLoopback(host), host);
  for (const host of [
    '0.0.0.0',
    '::',
    '192.168.1.2',
    'example.org',
    'localhost.example.org',
    '127.0.0.1.example.org',
    '',
  ])
    assert.ok(!isLoopback(host), host);
});

test('beyond this machine nothing is listened on without a token, and the error says what to do', () => {
  assert.throws(() => createGuard({ host: '0.0.0.0' }), /may not listen on 0\.0\.0\.0 without a token.*127\.0\.0\.1/);
  assert.doesNotThrow(() => createGuard({ host: '0.0.0.0', token: 'secret' }));
});

test('an empty token is none', () => {
  assert.throws(() => createGuard({ host: '127.0.0.1', token: '' }), /token.*is empty/);
});

test('on loopback only names of this machine are answered', () => {
  const guard = createGuard({ host: '127.0.0.1' });
  for (const host of ['localhost', 'localhost:8080', 'LocalHost:1', '127.0.0.1', '127.0.0.1:80', '[::1]', '[::1]:8080'])
    assert.equal(guard({ host }, false), undefined);
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    'localhost:80@evil.example',
    '127.0.0.1.evil.example:8080',
    '169.254.1.1',
    '[::2]',
    '',
  ]) {
    assert.equal(guard({ host }, false)?.because, 'foreign-host', host);
  }
  assert.equal(guard({}, false)?.because, 'foreign-host');
});

test('health is no exception for a foreign host', () => {
  assert.equal(createGuard({ host: '::1' })({ host: 'evil.example' }, true)?.because, 'foreign-host');
});

test('beyond this machine any name will do, for the token decides', () => {
  const guard = createGuard({ host: '0.0.0.0', token: 'secret' });
  assert.equal(guard({ host: 'charger.example:8080', authorization: 'Bearer secret' }, false), undefined);
});

test('a page of another origin may not ask, one of the same origin may', () => {
  const guard = createGuard({ host: '127.0.0.1' });
  assert.equal(guard({ ...local, origin: 'http://127.0.0.1:8080' }, false), undefined);
  assert.equal(guard({ host: 'LOCALHOST:80', origin: 'http://localhost' }, false), undefined);
  for (const origin of [
    'http://evil.example',
    'http://127.0.0.1:8081',
    'http://localhost:8080',
    'null',
    '',
    'http://127.0.0.1:8080.evil.example',
  ]) {
    assert.equal(guard({ ...local, origin }, false)?.because, 'foreign-origin', origin);
  }
});

test('a token is asked for by all but what needs none', () => {
  const guard = createGuard({ host: '127.0.0.1', token: 's3cret-Tökén' });
  assert.equal(guard(local, true), undefined);
  assert.equal(guard({ ...local, authorization: 'Bearer s3cret-Tökén' }, false), undefined);
  assert.equal(guard({ ...local, authorization: 'bearer  s3cret-Tökén ' }, false), undefined);
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer s3cret',
    'Bearer s3cret-Tökén2',
    'Basic s3cret-Tökén',
    's3cret-Tökén',
    'Bearer s3cret-Tökén extra',
  ]) {
    const headers = authorization === undefined ? local : { ...local, authorization };
    assert.equal(guard(headers, false)?.because, 'unauthorized', String(authorization));
  }
});

test('with a token every call but health and the page is 401 without it, also one that there is not', async (t) => {
  const world = await createWorld(t, { token: 'secret' });
  const bare = { headers: { authorization: 'none' } };
  assert.equal((await world.ask('GET', '/health', bare)).status, 200);
  for (const path of ['/status', '/events', '/metrics', '/openapi.json', '/security-events', '/nowhere']) {
    const { status, headers, body } = await world.ask('GET', path, bare);
    assert.equal(status, 401, path);
    assert.equal(headers['www-authenticate'], 'Bearer');
    assert.match(body.detail, /Authorization: Bearer/);
  }
  assert.equal((await world.ask('PUT', '/network', { ...bare, body: { online: false } })).status, 401);
  assert.equal(world.twin.online(), true);
});

test('with the token everything is as it is without', async (t) => {
  const world = await createWorld(t, { token: 'secret' });
  assert.equal((await world.ask('GET', '/status')).status, 200);
  const reader = await world.watch();
  assert.equal((await reader.next('hello')).data.chargePointId, 'cp1');
});

test('a foreign host or origin is 403 and nothing is done', async (t) => {
  const world = await createWorld(t);
  for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }]) {
    const answer = await world.ask('PUT', '/network', { body: { online: false }, headers });
    assert.equal(answer.status, 403);
  }
  assert.equal(world.twin.online(), true);
});

test('nobody is told that other origins may read', async (t) => {
  const world = await createWorld(t);
  for (const method of ['GET', 'OPTIONS']) {
    const { headers } = await world.ask(method, '/status', { headers: { origin: world.api.url } });
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control')),
      [],
    );
  }
});

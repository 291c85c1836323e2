import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from './api-world.ts';

test('a call that there is not is 404 and says where the calls are', async (t) => {
  const world = await createWorld(t);
  const { status, body, headers } = await world.ask('GET', '/charger');
  assert.equal(status, 404);
  assert.match(headers['content-type'] ?? '', /^application\/problem\+json/);
  assert.deepEqual(body, {
    type: 'urn:pilotwire:problem:unknown-call',
    title: 'There is no such call',
    status: 404,
    detail: 'There is no GET /charger. GET /openapi.json tells all calls.',
  });
});

test('a call that is nearly right is told what is meant', async (t) => {
  const world = await createWorld(t);
  const { body } = await world.ask('GET', '/connector/1');
  assert.match(body.detail, /Did you mean GET \/connectors or GET \/connectors\/\{id\}/);
});

test('the wrong method is 405 with those that are right', async (t) => {
  const world = await createWorld(t);
  const one = await world.ask('GET', '/network');
  assert.equal(one.status, 405);
  assert.equal(one.headers.allow, 'PUT');
  assert.match(one.body.detail, /takes PUT, not GET/);
  assert.equal((await world.ask('POST', '/connectors/1/ev', { body: {} })).status, 405);
  assert.equal((await world.ask('DELETE', '/status?now')).headers.allow, 'GET');
});

test('a body that is not JSON is 400 with what the parser says', async (t) => {
  const world = await createWorld(t);
  for (const body of ['{', '{"online":false,}', 'online=false', '\u0000']) {
    const answer = await world.ask('PUT', '/network', { body });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.type, 'urn:pilotwire:problem:malformed-json');
  }
  assert.equal(world.twin.online(), true);
});

test('a body that does not call itself JSON is 415, and the header that is missing is named', async (t) => {
  const world = await createWorld(t);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ]) {
    const answer = await world.ask('PUT', '/network', { body: '{"online":false}', headers: { 'content-type': type } });
    assert.equal(answer.status, 415, type);
    assert.match(answer.body.detail, /Content-Type: application\/json/);
  }
  assert.equal(world.twin.online(), true);
});

test('JSON may name its character set', async (t) => {
  const world = await createWorld(t);
  const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
  assert.equal((await world.ask('PUT', '/network', { body: { online: false }, headers })).status, 200);
});

test('a body beyond the limit is 413', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('POST', '/data-transfer', { body: { vendorId: 'a', data: 'x'.repeat(300_000) } });
  assert.equal(answer.status, 413);
  assert.match(answer.body.detail, /262144 bytes/);
});

test('every violation of a body is told, with path, expectation and what was there', async (t) => {
  const world = await createWorld(t);
  const { body } = await world.ask('PUT', '/connectors/1/ev', { body: { state: 'Z', soc: 'full' } });
  assert.deepEqual(body.violations, [
    { path: '/state', expected: 'one of A, B, C, D, E, F', got: '"Z"' },
    { path: '/soc', expected: 'a number', got: '"full"' },
  ]);
  assert.equal(body.detail, 'The body: /state: expected one of A, B, C, D, E, F, got "Z" (and 1 more).');
});

test('a member called __proto__ is a member that nobody knows', async (t) => {
  const world = await createWorld(t);
  const answer = await world.ask('PUT', '/network', { body: '{"online":false,"__proto__":{"x":1}}' });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.violations[0].path, '/__proto__');
});

test('a path that cannot be decoded is a problem, not a failure', async (t) => {
  const world = await createWorld(t);
  const before = world.complaints.length;
  const answer = await world.ask('DELETE', '/connectors/1/errors/%E0%A4%A');
  assert.equal(answer.status, 400);
  assert.deepEqual(world.complaints.slice(before), []);
});

test('what is broken inside is told in the log, and the caller learns no more than that', async (t) => {
  const world = await createWorld(t);
  t.mock.method(world.twin.board, 'temperature', () => {
    throw new Error('the sensor at 0xC0FFEE is gone');
  });
  const answer = await world.ask('GET', '/status');
  assert.equal(answer.status, 500);
  assert.doesNotMatch(answer.text, /C0FFEE/);
  assert.match(world.complaints.join('\n'), /C0FFEE/);
});

test('nothing may be cached or taken for something else', async (t) => {
  const world = await createWorld(t);
  for (const path of ['/status', '/nowhere', '/metrics', '/']) {
    const { headers } = await world.ask('GET', path);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
  }
});

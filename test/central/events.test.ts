/** What the Central System tells as it happens, who may hear it, and what may be changed by HTTP. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CentralEventData } from '../../src/central/event-hub.ts';
import { GATHERING_MS } from '../../src/central/event-hub.ts';
import { sendableActions } from '../../src/central/send-call.ts';
import { type CentralServerOptions, startCentralServer } from '../../src/central/server.ts';
import type { ActionView, IdTagsView } from '../../src/central/views.ts';
import { silentLog } from '../../src/log/log.ts';
import { actions } from '../../src/ocpp16/actions.ts';
import { HEARTBEAT_MS } from '../../src/web/audience.ts';
import { type CentralWorld, createCentralWorld, status } from './central-world.ts';

interface Reader {
  /** The next event of this kind; what comes before it is passed over. */
  next<K extends keyof CentralEventData>(kind: K): Promise<CentralEventData[K]>;
  /** The next text that is no event. */
  comment(): Promise<string>;
}

interface Served extends CentralWorld {
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  read(path: string): Promise<Reader>;
}

async function serve(t: TestContext, options: Partial<CentralServerOptions> = {}): Promise<Served> {
  const world = createCentralWorld();
  const server = await startCentralServer({ central: world.central, log: silentLog, port: 0, ...options });
  t.after(() => server.close());
  return {
    ...world,
    ask: (method, path, body, headers = {}) =>
      fetch(`${server.httpUrl}${path}`, {
        method,
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async read(path) {
      const response = await fetch(`${server.httpUrl}${path}`);
      assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
      const blocks = blocksOf(response);
      return {
        async next(kind) {
          for (;;) {
            const { value = '' } = await blocks.next();
            const [, told, data] = /^event: (\S+)\ndata: (.*)$/.exec(value) ?? [];
            if (told === kind) return JSON.parse(data ?? '');
          }
        },
        async comment() {
          for (;;) {
            const { value = '' } = await blocks.next();
            if (value.startsWith(':')) return value;
          }
        },
      };
    },
  };
}

async function* blocksOf(response: Response): AsyncGenerator<string, undefined> {
  let rest = '';
  assert.ok(response.body !== null);
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    yield* blocks;
  }
  throw new Error('the stream has ended');
}

test('the greeting tells all chargers, and a charger that comes or changes is told in one event', async (t) => {
  const { join, clock, read } = await serve(t, { pageOf: (id) => (id === 'CP1' ? 'http://127.0.0.1:1' : undefined) });
  const first = await join('CP1');
  const reader = await read('/events');
  const hello = await reader.next('hello');
  assert.equal(hello.now, '2026-01-01T00:00:00.000Z');
  assert.deepEqual(
    hello.chargers.map(({ id, connected, registration, vendor, page }) => [id, connected, registration, vendor, page]),
    [['CP1', true, 'Accepted', 'Zaptec', 'http://127.0.0.1:1']],
  );
  assert.equal(hello.charger, undefined);

  await first.ask('StatusNotification', status(1, 'Available'));
  await first.ask('StatusNotification', status(1, 'Preparing'));
  await clock.advance(GATHERING_MS);
  const changed = await reader.next('charger');
  assert.deepEqual(
    changed.connectors.map(({ connectorId, status: is }) => [connectorId, is]),
    [[1, 'Preparing']],
  );
  await join('CP2');
  await clock.advance(GATHERING_MS);
  assert.equal((await reader.next('charger')).id, 'CP2');
  first.socket.terminate();
  await clock.advance(GATHERING_MS);
  const { id, connected } = await reader.next('charger');
  assert.deepEqual([id, connected], ['CP1', false]);
});

test('frames, transactions and complaints are told one by one', async (t) => {
  const { join, read, time } = await serve(t);
  const charger = await join('CP1');
  await charger.ask('StatusNotification', status(1, 'Available'));
  const reader = await read('/events');
  await reader.next('hello');
  const { transactionId } = await charger.ask('StartTransaction', {
    connectorId: 1,
    idTag: '04A1B2C3',
    meterStart: 0,
    timestamp: time(),
  });
  const frame = await reader.next('frame');
  assert.deepEqual([frame.chargerId, frame.direction, frame.action], ['CP1', 'in', 'StartTransaction']);
  const oddity = await reader.next('complaint');
  assert.deepEqual([oddity.kind, oddity.rule], ['start-without-preparing', 'S 4.9']);
  assert.equal((await reader.next('transaction')).transactionId, transactionId);
});

test('of a chosen charger the past comes with the greeting, and of the others only their state', async (t) => {
  const { join, read, clock, central } = await serve(t);
  const chosen = await join('CP 1');
  const other = await join('CP2');
  const reader = await read('/events?of=CP%201');
  const { charger } = await reader.next('hello');
  assert.equal(charger?.id, 'CP 1');
  assert.deepEqual(
    charger?.frames.map(({ direction, action }) => [direction, action]),
    [
      ['in', 'BootNotification'],
      ['out', 'BootNotification'],
    ],
  );
  await other.ask('Heartbeat', {});
  await other.ask('StatusNotification', status(1, 'Available'));
  await clock.advance(GATHERING_MS);
  assert.equal((await reader.next('charger')).id, 'CP2');
  await chosen.ask('Heartbeat', {});
  assert.equal((await reader.next('frame')).chargerId, 'CP 1');

  const unknown = await read('/events?of=');
  const hello = await unknown.next('hello');
  assert.equal(hello.charger, undefined);
  assert.equal(hello.chargers.length, central.chargers().length);
});

test('no secret of a frame is shown', async (t) => {
  const { join, read, clock, central, ask } = await serve(t);
  await join('CP1');
  const reader = await read('/events');
  await reader.next('hello');
  const charger = central.charger('CP1');
  void charger.call('UpdateFirmware', {
    location: 'ftp://user:hunter2@files/fw.bin?key=hunter2',
    retrieveDate: '2026-01-01T00:00:00Z',
  });
  await clock.settle();
  const told = [(await reader.next('frame')).text, await (await ask('GET', '/chargers/CP1/frames')).text()].join();
  assert.ok(told.includes('files/fw.bin'));
  assert.ok(!told.includes('hunter2'));
});

test('a reader to whom nothing happens hears every 15 s that all is well', async (t) => {
  const { read, clock } = await serve(t);
  const reader = await read('/events');
  await reader.next('hello');
  await clock.advance(HEARTBEAT_MS);
  assert.match(await reader.comment(), /still here/);
});

test('every action that can be sent is told with the schemas of its form and its answer', async (t) => {
  const { ask } = await serve(t);
  const told = (await (await ask('GET', '/actions')).json()) as ActionView[];
  assert.deepEqual(told.map(({ action }) => action).sort(), sendableActions);
  for (const { action, summary, profile, request, confirmation } of told) {
    assert.match(summary, /^[A-Z].*\.$/, action);
    assert.deepEqual(
      [profile, request, confirmation],
      [
        actions[action].profile,
        JSON.parse(JSON.stringify(actions[action].request)),
        JSON.parse(JSON.stringify(actions[action].confirmation)),
      ],
    );
  }
});

test('id tags can be listed, changed and taken away, and whoever reads hears of it', async (t) => {
  const { ask, read, central, clock } = await serve(t);
  const reader = await read('/events?of=');
  const before = (await reader.next('hello')).idTags;
  assert.equal(before.unknown, 'Invalid');
  assert.deepEqual(before.idTags.slice(0, 2), [
    { idTag: '04A1B2C3', status: 'Accepted' },
    { idTag: '04D4E5F6', status: 'Blocked' },
  ]);
  const changed = await ask('PUT', '/id-tags/04a1b2c3', {
    status: 'Accepted',
    parentIdTag: 'FAMILY',
    expiryDate: '2025-12-31T00:00:00Z',
  });
  assert.equal(changed.status, 200);
  assert.deepEqual((await reader.next('id-tags')).idTags[0], {
    idTag: '04A1B2C3',
    status: 'Expired',
    parentIdTag: 'FAMILY',
    expiryDate: '2025-12-31T00:00:00.000Z',
  });
  assert.equal(central.idTags.lookUp('04A1B2C3', clock.now()).status, 'Expired');
  assert.equal((await ask('DELETE', '/id-tags/04A1B2C3')).status, 200);
  const listed = (await (await ask('GET', '/id-tags')).json()) as IdTagsView;
  assert.ok(!listed.idTags.some(({ idTag }) => idTag === '04A1B2C3'));
});

test('an id tag that is none, or a status that it cannot have, changes nothing', async (t) => {
  const { ask, central } = await serve(t);
  const before = central.idTags.list();
  for (const [path, body] of [
    [`/id-tags/${'X'.repeat(21)}`, { status: 'Accepted' }],
    ['/id-tags/NEW', { status: 'ConcurrentTx' }],
    ['/id-tags/NEW', { status: 'Accepted', expiryDate: 'tomorrow' }],
  ] as const) {
    const answer = await ask('PUT', path, body);
    assert.equal(answer.status, 400, path);
    const { type, violations } = (await answer.json()) as { type: string; violations: unknown[] };
    assert.match(type, /bad-request$/);
    assert.equal(violations.length, 1);
  }
  const away = await ask('DELETE', '/id-tags/NEW');
  assert.deepEqual(
    [away.status, ((await away.json()) as { type: string }).type],
    [404, 'urn:pilotwire:problem:unknown-id-tag'],
  );
  assert.deepEqual(central.idTags.list(), before);
});

test('with a token nothing but the page and /health is served without it', async (t) => {
  const { ask } = await serve(t, { token: 'secret' });
  for (const path of ['/', '/icon.svg', '/health', '/scripts/nothing.js'])
    assert.notEqual((await ask('GET', path)).status, 401, path);
  for (const path of ['/chargers', '/events', '/actions', '/id-tags', '/transactions', '/nowhere']) {
    const answer = await ask('GET', path);
    assert.equal(answer.status, 401, path);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    assert.match(((await answer.json()) as { detail: string }).detail, /Authorization: Bearer/);
  }
  assert.equal((await ask('GET', '/chargers', undefined, { authorization: 'Bearer secret' })).status, 200);
});

test('a page of another site gets nothing, and beyond this machine nothing is served without a token', async (t) => {
  const { ask, central } = await serve(t);
  const answer = await ask('GET', '/chargers', undefined, { origin: 'http://evil.example' });
  assert.equal(answer.status, 403);
  assert.match(((await answer.json()) as { type: string }).type, /foreign-origin$/);
  const open = startCentralServer({ central, log: silentLog, port: 0, host: '0.0.0.0' });
  await assert.rejects(open, /may not listen on 0\.0\.0\.0 without a token/);
});

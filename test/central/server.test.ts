/** The server over real sockets, on a free port. What it serves is tested in memory by the other files here. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { type CentralSystem, createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { type CentralServer, startCentralServer } from '../../src/central/server.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';
import { createWebSocketTransport } from '../../src/link/web-socket.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import type { Outcome } from '../../src/rpc/outcome.ts';
import { createRouter } from '../../src/rpc/router.ts';
import { createRpc, type Rpc } from '../../src/rpc/rpc.ts';
import { formatDateTime } from '../../src/schema/date-time.ts';
import { boot } from './central-world.ts';

interface JsonAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

describe('the server', () => {
  let central: CentralSystem;
  let server: CentralServer;
  /** Only sockets are real. */
  const clock = createVirtualClock();
  let sent: (action: string) => void = () => undefined;

  before(async () => {
    central = createCentralSystem({
      clock,
      random: createSystemRandom(),
      log: silentLog,
      idTags: createIdTags({ idTags: { '04A1B2C3': 'Accepted' } }),
      options: {
        observe(event) {
          if (event.kind === 'frame' && event.frame.direction === 'out') sent(event.frame.action ?? '');
        },
      },
    });
    central.setAuthorizationKey('LOCKED', 'a password of 16 or more');
    server = await startCentralServer({ central, log: silentLog, port: 0 });
  });

  after(async () => {
    await server.close();
  });

  async function http(path: string, init?: RequestInit): Promise<JsonAnswer> {
    const response = await fetch(`${server.httpUrl}${path}`, init);
    const type = response.headers.get('content-type');
    return { status: response.status, type, body: await response.json() };
  }

  function post(path: string, body: unknown): Promise<JsonAnswer> {
    return http(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** A bare charger over a real socket, which accepts Reset, refuses ClearCache and does not answer GetConfiguration. */
  async function connect(id: string): Promise<{ rpc: Rpc; closed: Promise<number> }> {
    let rpc: Rpc | undefined;
    let close: (code: number) => void = () => undefined;
    const closed = new Promise<number>((resolve) => {
      close = resolve;
    });
    const ready = await new Promise<Rpc>((resolve, reject) => {
      const socket = createWebSocketTransport().dial(
        {
          url: `${server.url}/${encodeURIComponent(id)}`,
          protocols: ['ocpp1.6'],
          headers: {},
          handshakeTimeout: 10_000,
        },
        {
          opened() {
            const up = createRpc({
              clock,
              random: createSystemRandom(),
              log: silentLog,
              router: createRouter(
                {
                  Reset: () => ({ reply: { status: 'Accepted' } }),
                  ClearCache: () => ({ refuse: 'InternalError', description: 'out of order' }),
                  GetConfiguration: () => new Promise(() => undefined),
                  GetLocalListVersion: () => ({ reply: { version: 1 } as never }),
                },
                'ByKind',
              ),
              send: (text) => {
                socket.send(text);
                return true;
              },
              timeoutMs: () => 10_000,
            });
            rpc = up;
            up.up();
            resolve(up);
          },
          message: (text) => rpc?.receive(text),
          binary: () => undefined,
          pong: () => undefined,
          closed(ending) {
            rpc?.down();
            close(ending.kind === 'closed' ? ending.code : 0);
            reject(new Error(ending.reason));
          },
        },
      );
    });
    return { rpc: ready, closed };
  }

  test('serves its page and what that loads, from nowhere else', async () => {
    const page = await fetch(`${server.httpUrl}/`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/);
    const parts = [...(await page.text()).matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, part]) => part);
    assert.ok(parts.length >= 3, 'npm run page builds it');
    for (const part of parts) {
      const { status, headers } = await fetch(`${server.httpUrl}/${part}`);
      assert.equal(status, 200, part);
      assert.match(headers.get('content-type') ?? '', /^(text\/(javascript|css)|image\/svg)/);
    }
    assert.equal((await http('/scripts/nothing.js')).status, 404);
  });

  test('takes chargers in, and tells of them by HTTP', async () => {
    const { rpc } = await connect('RDAM 123');
    const booted: Outcome<{ status: string }> = await rpc.call('BootNotification', boot);
    assert.equal(booted.kind === 'confirmed' && booted.payload.status, 'Accepted');
    await rpc.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
    await rpc.call('StartTransaction', {
      connectorId: 1,
      idTag: '04A1B2C3',
      meterStart: 0,
      timestamp: formatDateTime(clock.now()),
    });

    const { status, body } = await http('/chargers/RDAM%20123');
    assert.equal(status, 200);
    const charger = body as Record<string, unknown> & { connectors: { status: string }[]; transactions: unknown[] };
    assert.equal(charger.id, 'RDAM 123');
    assert.equal(charger.registration, 'Accepted');
    assert.deepEqual(charger.boot, boot);
    assert.equal(charger.connectors[0]?.status, 'Preparing');
    assert.equal(charger.transactions.length, 1);

    const list = (await http('/chargers')).body as { id: string; runningTransactions: number[] }[];
    assert.deepEqual(list.find(({ id }) => id === 'RDAM 123')?.runningTransactions, [1]);
    const transactions = (await http('/transactions')).body as { transactionId: number; state: { kind: string } }[];
    assert.deepEqual(
      transactions.map(({ state }) => state.kind),
      ['running'],
    );
    const frames = (await http('/chargers/RDAM%20123/frames')).body as { action: string; direction: string }[];
    assert.deepEqual(
      frames.slice(0, 2).map(({ action, direction }) => [action, direction]),
      [
        ['BootNotification', 'in'],
        ['BootNotification', 'out'],
      ],
    );
    assert.equal(((await http('/health')).body as { status: string }).status, 'ok');
  });

  test('sends CALLs that are asked for by HTTP, and tells every way in which they end', async () => {
    await connect('CP1');
    const call = (body: unknown) => post('/chargers/CP1/calls', body);
    const confirmed = await call({ action: 'Reset', payload: { type: 'Soft' } });
    assert.equal(confirmed.status, 200);
    assert.deepEqual(confirmed.body, { outcome: 'confirmed', payload: { status: 'Accepted' }, latencyMs: 0 });

    const problems: readonly (readonly [body: unknown, status: number, type: string, detail: RegExp])[] = [
      [{ action: 'ClearCache' }, 502, 'call-error', /InternalError: out of order/],
      [{ action: 'GetLocalListVersion' }, 502, 'invalid-answer', /listVersion/],
      [{ action: 'reset' }, 400, 'unknown-action', /do you mean Reset\?/],
      [{ action: 'Heartbeat' }, 400, 'wrong-direction', /charge points only/],
      [{ action: 'Reset', payload: {} }, 422, 'invalid-payload', /payload of Reset/],
      [{ payload: {} }, 400, 'bad-request', /the body is to be/],
      ['{', 400, 'bad-request', /./],
    ];
    for (const [body, status, kind, detail] of problems) {
      const answer = await call(body);
      const problem = answer.body as { type: string; title: string; status: number; detail: string };
      assert.equal(answer.status, status, JSON.stringify(body));
      assert.match(answer.type ?? '', /^application\/problem\+json/);
      assert.equal(problem.type, `urn:pilotwire:problem:${kind}`);
      assert.equal(problem.status, status);
      assert.match(problem.detail, detail);
      assert.ok(problem.title.length > 0);
    }
    const refused = (await call({ action: 'ClearCache' })).body as { code: string; description: string };
    assert.deepEqual([refused.code, refused.description], ['InternalError', 'out of order']);
    const invalid = (await call({ action: 'Reset', payload: { type: 'Warm' } })).body as { violations: unknown[] };
    assert.deepEqual(invalid.violations, [
      { path: '/type', kind: 'property', expected: 'one of Hard, Soft', got: '"Warm"' },
    ]);
  });

  test('tells that a charger does not answer in time', async () => {
    await connect('MUTE');
    const asked = new Promise<string>((resolve) => {
      sent = resolve;
    });
    const answer = post('/chargers/MUTE/calls', { action: 'GetConfiguration' });
    assert.equal(await asked, 'GetConfiguration');
    await clock.advance(30_000);
    const { status, body } = await answer;
    assert.equal(status, 504);
    assert.equal((body as { detail: string }).detail, 'GetConfiguration was not answered within 30 s');
  });

  test('tells that a charger is unknown, or away, and that there is nothing at a path', async () => {
    for (const path of ['/chargers/NOBODY', '/chargers/NOBODY/frames', '/nowhere']) {
      const { status, type } = await http(path);
      assert.equal(status, 404);
      assert.match(type ?? '', /^application\/problem\+json/);
    }
    assert.equal((await post('/chargers/NOBODY/calls', { action: 'ClearCache' })).status, 404);
    const { closed } = await connect('AWAY');
    central.charger('AWAY').disconnect(1000, 'bye');
    assert.equal(await closed, 1000);
    const away = await post('/chargers/AWAY/calls', { action: 'ClearCache' });
    assert.equal(away.status, 409);
    assert.equal((away.body as { type: string }).type, 'urn:pilotwire:problem:not-connected');
  });

  test('tells complaints by HTTP', async () => {
    const { rpc } = await connect('EARLY');
    await rpc.call('Heartbeat', {});
    const complaints = (await http('/complaints')).body as { chargerId: string; kind: string; at: string }[];
    const complaint = complaints.find(({ chargerId }) => chargerId === 'EARLY');
    assert.equal(complaint?.kind, 'before-accepted');
    assert.match(complaint?.at ?? '', /^20\d\d-.*Z$/);
  });

  test('answers a handshake without the right credentials with 401 and what it wants', async () => {
    const { status, challenge } = await new Promise<{ status: number | undefined; challenge: unknown }>(
      (resolve, reject) => {
        const upgrade = request(`${server.httpUrl}/ocpp/LOCKED`, {
          headers: {
            Connection: 'Upgrade',
            Upgrade: 'websocket',
            'Sec-WebSocket-Version': '13',
            'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
            'Sec-WebSocket-Protocol': 'ocpp1.6',
          },
        });
        upgrade.on('response', (response) => {
          response.resume();
          resolve({ status: response.statusCode, challenge: response.headers['www-authenticate'] });
        });
        upgrade.on('error', reject);
        upgrade.end();
      },
    );
    assert.equal(status, 401);
    assert.equal(challenge, 'Basic realm="ocpp"');
  });

  test('completes a handshake without a common subprotocol without one, and closes', async () => {
    const socket = new WebSocket(`${server.url.replace('/ocpp', '/any/other/path')}/CP1`);
    const code = await new Promise<number>((resolve, reject) => {
      socket.on('close', resolve);
      socket.on('error', reject);
    });
    assert.equal(socket.protocol, '');
    assert.equal(code, 1002);
  });

  test('closes its connections and its port', async () => {
    const own = await startCentralServer({ central, log: silentLog, port: 0 });
    const socket = new WebSocket(`${own.url}/CP9`, ['ocpp1.6']);
    await new Promise<void>((resolve, reject) => {
      socket.on('open', () => resolve());
      socket.on('error', reject);
    });
    const closed = new Promise<number>((resolve) => {
      socket.on('close', resolve);
    });
    await own.close();
    assert.equal(await closed, 1001);
    await assert.rejects(fetch(`${own.httpUrl}/health`));
  });

  test('says so when its port is taken', async () => {
    await assert.rejects(startCentralServer({ central, log: silentLog, port: server.port }), /EADDRINUSE/);
  });
});

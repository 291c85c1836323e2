/** The server over real TLS sockets. What security profiles mean is tested in memory, in security-profiles.test.ts. */
import assert from 'node:assert/strict';
import { get } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type ConnectionOptions, connect } from 'node:tls';
import { type CentralSystem, createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { type CentralServer, startCentralServer } from '../../src/central/server.ts';
import { createAuthority } from '../../src/certificates/authority.ts';
import { createPki } from '../../src/certificates/pki.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { authorizationHeader, parseAuthorizationKey } from '../../src/link/identity.ts';
import type { ClientIdentity } from '../../src/link/tls.ts';
import type { Ending } from '../../src/link/transport.ts';
import { createWebSocketTransport } from '../../src/link/web-socket.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

const KEY = 'a password of 16 or more';
const OPERATOR = 'My CPO';

describe('the server with TLS', () => {
  const clock = createSystemClock();
  const random = createSystemRandom();
  const options = { random, now: () => clock.now() };
  const pki = createPki(options, { hosts: ['localhost', '127.0.0.1'], organization: OPERATOR });
  const transport = createWebSocketTransport();
  let central: CentralSystem;
  let server: CentralServer;

  before(async () => {
    const { certificate } = pki.root;
    central = createCentralSystem({
      clock,
      random,
      log: silentLog,
      idTags: createIdTags({ idTags: {} }),
      options: {
        authorizationKey: KEY,
        authority: { roots: [certificate], organization: OPERATOR, sign: (request) => pki.intermediate.sign(request) },
      },
    });
    const tls = { identities: pki.servers, clientRoots: [certificate] };
    server = await startCentralServer({ central, log: silentLog, port: 0, tls });
  });
  after(() => server.close());

  /** The profile that it is let in with, or how it ends. */
  function come(id: string, shown: { scheme: 'ws' | 'wss'; key?: string; client?: ClientIdentity }) {
    return new Promise<number | Ending | undefined>((resolve) => {
      const verification = { roots: [pki.root.certificate], verifiesHost: true, now: () => clock.now() };
      const socket = transport.dial(
        {
          url: `${shown.scheme}://127.0.0.1:${server.port}/ocpp/${id}`,
          protocols: ['ocpp1.6'],
          headers:
            shown.key === undefined ? {} : { Authorization: authorizationHeader(id, parseAuthorizationKey(shown.key)) },
          handshakeTimeout: 20_000,
          tls: { verification, client: shown.client },
        },
        {
          opened() {
            resolve(central.charger(id).securityProfile);
            socket.terminate();
          },
          message: () => undefined,
          binary: () => undefined,
          pong: () => undefined,
          closed: resolve,
        },
      );
    });
  }

  test('takes every profile on one port', async () => {
    const client = pki.intermediate.client({ commonName: 'ZPR000001', organization: OPERATOR });
    assert.equal(await come('CP0', { scheme: 'ws' }), 0);
    assert.equal(await come('CP1', { scheme: 'ws', key: KEY }), 1);
    assert.equal(await come('CP2', { scheme: 'wss', key: KEY }), 2);
    assert.equal(await come('CP3', { scheme: 'wss', client }), 3);
  });

  test('believes certificates below an intermediate that only the charger has', async () => {
    const other = pki.root.intermediate({ commonName: 'Other CA', organization: OPERATOR });
    const client = other.client({ commonName: 'ZPR000005', organization: OPERATOR });
    assert.equal(await come('CP5', { scheme: 'wss', client }), 3);
  });

  test('answers a certificate that it does not believe with 401', async () => {
    const strangers = createAuthority(options, { commonName: 'Stranger', organization: OPERATOR });
    const client = strangers.client({ commonName: 'ZPR000004', organization: OPERATOR });
    assert.deepEqual(await come('CP4', { scheme: 'wss', client }), {
      kind: 'refused',
      status: 401,
      reason: 'Unauthorized',
    });
  });

  /** What is agreed on, or the error. */
  function agree(asked: ConnectionOptions): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect({ port: server.port, host: '127.0.0.1', ca: pki.root.certificate, ...asked }, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  }

  for (const [cipher, standardName] of [
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
    ['AES128-GCM-SHA256', 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
    ['AES256-GCM-SHA384', 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  ] as const) {
    test(`speaks ${standardName} (WP A00.FR.317)`, async () => {
      assert.equal(await agree({ maxVersion: 'TLSv1.2', ciphers: cipher }), `TLSv1.2 ${standardName}`);
    });
  }

  test('speaks TLS 1.3, and neither other suites nor TLS 1.1', async () => {
    assert.match(await agree({}), /^TLSv1\.3 TLS_AES_/);
    assert.match(await agree({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }), /^ERR_SSL/);
    assert.match(
      await agree({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
      /^ERR_SSL/,
    );
  });

  test('answers HTTP on the same port with TLS and without', async () => {
    assert.equal((await fetch(`${server.httpUrl}/health`)).status, 200);
    const status = await new Promise((resolve, reject) => {
      get({ port: server.port, host: '127.0.0.1', path: '/health', ca: pki.root.certificate }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    assert.equal(status, 200);
  });

  test('closes also what has never said anything', async () => {
    const tls = { identities: pki.servers, clientRoots: [] };
    const other = await startCentralServer({ central, log: silentLog, port: 0, tls });
    const silent = connectPlain({ port: other.port, host: '127.0.0.1' });
    await new Promise<void>((resolve) => silent.on('connect', () => resolve()));
    const gone = new Promise<void>((resolve) => silent.on('close', () => resolve()));
    silent.on('error', () => undefined);
    await other.close();
    await gone;
    await assert.rejects(startCentralServer({ central, log: silentLog, port: server.port, tls }), /EADDRINUSE/);
  });
});

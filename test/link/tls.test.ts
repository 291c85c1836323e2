/** TLS over real sockets: who is connected to, who is not, and by which name, event and sentence the operator learns why. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { eventsOf } from '../../src/features/security-profile/failures.ts';
import { complaint } from '../../src/link/complaint.ts';
import { authorizationHeader, parseAuthorizationKey } from '../../src/link/identity.ts';
import type { TlsFault, TlsSettings } from '../../src/link/tls.ts';
import type { Ending } from '../../src/link/transport.ts';
import { createWebSocketTransport } from '../../src/link/web-socket.ts';
import { createBell, createRecorder } from './recorder.ts';
import {
  authority,
  createTlsServer,
  good,
  HOST,
  now,
  ofNobody,
  ownCertificate,
  rsa,
  strangeCertificate,
  stranger,
  type TlsServer,
} from './tls-servers.ts';

const verification = { roots: [authority.certificate], verifiesHost: true, now };
const transport = createWebSocketTransport();
const authorization = authorizationHeader('CP1', parseAuthorizationKey('0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF'));

type Outcome =
  | { readonly kind: 'opened'; readonly root: string | undefined }
  | { readonly kind: 'ended'; readonly ending: Ending };

/** What one dial comes to. */
async function dial(url: string, tls: TlsSettings = { verification }): Promise<Outcome> {
  const bell = createBell();
  let opened: Outcome | undefined;
  const recorder = createRecorder(bell.ring);
  const headers = { Authorization: authorization };
  const socket = transport.dial(
    { url, protocols: [], headers, handshakeTimeout: 5000, tls },
    {
      ...recorder,
      opened(protocol, secured) {
        opened = { kind: 'opened', root: secured?.root };
        recorder.opened(protocol);
      },
    },
  );
  await bell.until(() => recorder.heard.length > 0);
  socket.terminate();
  await bell.until(() => recorder.endings.length > 0);
  const [ending] = recorder.endings;
  assert.ok(ending !== undefined);
  return opened ?? { kind: 'ended', ending };
}

async function withServer<T>(
  chain: { readonly chain: string; readonly privateKey: string },
  more: ServerOptions,
  work: (server: TlsServer) => Promise<T>,
): Promise<T> {
  const server = await createTlsServer(chain, more);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

const oldTls: ServerOptions = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
const otherSuite: ServerOptions = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' };
const asksFor: ServerOptions = { requestCert: true, rejectUnauthorized: true, ca: [authority.certificate] };
const HOUR_MS = 3_600_000;

describe('TLS over real sockets', { timeout: 20_000 }, () => {
  const connects: readonly (readonly [what: string, chain: typeof good, more: ServerOptions, suite: RegExp])[] = [
    ['a server of TLS 1.3', good, {}, /^TLSv1.3 TLS_AES_256_GCM_SHA384$/],
    ['a server of TLS 1.2', good, { maxVersion: 'TLSv1.2' }, /^TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_(128|256)_GCM_SHA/],
    ['a server with an RSA key', rsa, { maxVersion: 'TLSv1.2' }, /^TLSv1.2 TLS_RSA_WITH_AES_(128|256)_GCM_SHA/],
    [
      'a server whose certificate is below another authority',
      authority.intermediate({ commonName: 'Below' }).server(HOST),
      {},
      /^TLSv1.3/,
    ],
  ];
  for (const [what, chain, more, suite] of connects) {
    it(`connects to ${what}, with Basic credentials, and tells the root`, async () => {
      await withServer(chain, more, async (server) => {
        const outcome = await dial(server.origin);
        assert.ok(outcome.kind === 'opened' && /^[0-9A-F:]{95}$/.test(outcome.root ?? ''), JSON.stringify(outcome));
        assert.deepEqual(server.requests, [authorization]);
        assert.match(server.agreed[0] ?? '', suite);
      });
    });
  }

  const problem = (name: Extract<TlsFault, { kind: 'server certificate' }>['problem']): TlsFault => ({
    kind: 'server certificate',
    problem: name,
  });
  const refusals: readonly {
    readonly what: string;
    readonly chain?: typeof good;
    readonly more?: ServerOptions;
    readonly tls?: TlsSettings;
    readonly fault: TlsFault;
    readonly events: readonly string[];
    readonly says: RegExp;
  }[] = [
    {
      what: 'a server below an unknown root',
      chain: stranger.server(HOST),
      fault: problem('unknown issuer'),
      events: ['InvalidCentralSystemCertificate'],
      says: /its issuer O=Tests, CN=Stranger is not known; install the root/,
    },
    {
      what: 'a server whose certificate is over',
      chain: authority.server(HOST, { notBefore: now() - 2 * HOUR_MS, notAfter: now() - HOUR_MS }),
      fault: problem('expired'),
      events: ['InvalidCentralSystemCertificate'],
      says: /it was valid until .*; give it a new one, or set the clock/,
    },
    {
      what: 'a server whose certificate begins later',
      chain: authority.server(HOST, { notBefore: now() + HOUR_MS }),
      fault: problem('not valid yet'),
      events: ['InvalidCentralSystemCertificate'],
      says: /it is valid from .* on; set the clock/,
    },
    {
      what: 'a server whose certificate is over by the time of the charger',
      tls: { verification: { ...verification, now: () => now() + 400 * 24 * HOUR_MS } },
      fault: problem('expired'),
      events: ['InvalidCentralSystemCertificate'],
      says: /it was valid until/,
    },
    {
      what: 'a server with the certificate of another host',
      chain: authority.server('elsewhere.example'),
      fault: problem('wrong host'),
      events: ['InvalidCentralSystemCertificate', 'CentralSystemFailedToAuthenticate'],
      says: /it is for elsewhere.example; set the URL to the name that it is for/,
    },
    {
      what: 'a server that has signed its certificate itself',
      chain: ofNobody,
      fault: problem('self-signed'),
      events: ['InvalidCentralSystemCertificate'],
      says: /it has signed itself and is not trusted; give it a certificate that an installed root has signed/,
    },
    {
      what: 'a server with the certificate of a charge point',
      chain: authority.client({ commonName: HOST }, { alternativeNames: [HOST] }),
      fault: problem('not for servers'),
      events: ['InvalidCentralSystemCertificate'],
      says: /it is not for servers; give it a certificate whose extended key usage is serverAuth/,
    },
    {
      what: 'a server of TLS 1.1',
      more: oldTls,
      fault: { kind: 'tls version' },
      events: ['InvalidTLSVersion'],
      says: /speaks no TLS that charge point CP1 may use .*: it needs TLS 1.2 or 1.3/,
    },
    {
      what: 'a server with another cipher suite of TLS 1.2',
      more: otherSuite,
      fault: { kind: 'cipher suite' },
      events: ['InvalidTLSCipherSuite'],
      says: /has no cipher suite in common/,
    },
    {
      what: 'a server with another cipher suite of TLS 1.3',
      more: { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
      fault: { kind: 'cipher suite' },
      events: ['InvalidTLSCipherSuite'],
      says: /has no cipher suite in common/,
    },
    ...(['TLSv1.2', 'TLSv1.3'] as const).flatMap((maxVersion) => [
      {
        what: `a ${maxVersion} server that wants a certificate and gets none`,
        more: { ...asksFor, maxVersion },
        fault: { kind: 'client certificate', presented: false } as const,
        events: ['FailedToAuthenticateAtCentralSystem'],
        says: /wants a certificate of charge point CP1 .*: it expects SecurityProfile 3/,
      },
      {
        what: `a ${maxVersion} server that gets a certificate of a stranger`,
        more: { ...asksFor, maxVersion },
        tls: { verification, client: strangeCertificate },
        fault: { kind: 'client certificate', presented: true } as const,
        events: ['FailedToAuthenticateAtCentralSystem'],
        says: /does not take the certificate of charge point CP1/,
      },
    ]),
  ];
  for (const { what, chain = good, more = {}, tls = { verification }, fault, events, says } of refusals) {
    it(`does not connect to ${what}, sends it nothing, and says why`, async () => {
      await withServer(chain, more, async (server) => {
        const outcome = await dial(server.origin, tls);
        assert.ok(outcome.kind === 'ended' && outcome.ending.kind === 'insecure', JSON.stringify(outcome));
        const { ending } = outcome;
        assert.deepEqual(ending.fault, fault, ending.reason);
        assert.deepEqual(eventsOf(ending), events);
        const sentence = complaint(ending, { url: server.origin, identity: 'CP1', withKey: true });
        assert.match(sentence, says);
        assert.doesNotMatch(sentence, /:error:|\.c:/);
        await server.alone();
        assert.deepEqual(server.requests, [], 'no header has come through');
      });
    });
  }

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`shows a ${maxVersion} server that asks for it the certificate`, async () => {
      await withServer(good, { ...asksFor, maxVersion }, async (server) => {
        const outcome = await dial(server.origin, { verification, client: ownCertificate });
        assert.equal(outcome.kind, 'opened', JSON.stringify(outcome));
      });
    });
  }

  it('takes the certificate of another host where its name does not count, but no unknown root', async () => {
    const nameless = { verification: { ...verification, verifiesHost: false } };
    await withServer(authority.server('elsewhere.example'), {}, async (server) => {
      assert.equal((await dial(server.origin, nameless)).kind, 'opened');
    });
    await withServer(stranger.server('elsewhere.example'), {}, async (server) => {
      assert.equal((await dial(server.origin, nameless)).kind, 'ended');
    });
  });

  it('takes any certificate where nothing is to be verified, but no old TLS', async () => {
    for (const chain of [stranger.server(HOST), ofNobody, authority.server('elsewhere.example')]) {
      await withServer(chain, {}, async (server) => {
        assert.deepEqual(await dial(server.origin, {}), { kind: 'opened', root: undefined });
        assert.deepEqual(server.requests, [authorization]);
      });
    }
    await withServer(good, oldTls, async (server) => {
      assert.equal((await dial(server.origin, {})).kind, 'ended');
    });
  });

  it('takes a server by a root that is none of its own making, when that is the one installed', async () => {
    const below = authority.intermediate({ commonName: 'Below' });
    await withServer(below.server(HOST), {}, async (server) => {
      const roots = [below.certificate];
      assert.equal((await dial(server.origin, { verification: { ...verification, roots } })).kind, 'opened');
    });
  });

  it('notices a server that speaks no TLS at all', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    const outcome = await dial(`wss://${HOST}:${(server.address() as AddressInfo).port}`);
    server.closeAllConnections();
    server.close();
    assert.ok(outcome.kind === 'ended' && outcome.ending.kind === 'insecure', JSON.stringify(outcome));
    assert.deepEqual(outcome.ending.fault, { kind: 'no tls' });
    assert.match(complaint(outcome.ending, { url: 'wss://x/', identity: 'CP1', withKey: false }), /speaks no TLS/);
  });
});

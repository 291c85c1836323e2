/** Security profiles 2 and 3 on a whole charger: who is trusted, what is presented, and the events about that (WP A00, A02). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoopbackTls } from '../../src/link/loopback.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';
import { confirmed, getCertificate, install, presented, serialOf } from './certificate-acts.ts';
import {
  authority,
  DAY_MS,
  KEY,
  listenSecurely,
  NOW,
  secureStart,
  seeds,
  serverChain,
  stranger,
} from './security-acts.ts';

async function started(profile: number, tls: Partial<LoopbackTls> = {}, more: WorldOptions = {}): Promise<World> {
  const world = await createWorld(secureStart(profile, more));
  listenSecurely(world, tls);
  world.twin().start();
  await world.seconds(2);
  return world;
}

const clientRoots = [authority.certificate];

describe('a charger under security profile 2', () => {
  it('connects over wss://, whatever the URL says, with its AuthorizationKey and without a certificate', async () => {
    const world = await started(2, {}, { file: { csms: { url: 'ws://central/ocpp' } } });
    world.central.setAuthorizationKey('CP001', KEY);
    world.charger.disconnect();
    await world.seconds(30);
    assert.equal(world.charger.connections, 2);
    const state = world.chargePoint().link.state();
    assert.equal(state.kind === 'connected' && state.url, 'wss://central/ocpp/CP001');
    world.assertNoComplaints();
    const strict = await started(2, { clientRoots });
    assert.equal(strict.charger.connections, 0);
    assert.deepEqual(strict.securityEvents, ['FailedToAuthenticateAtCentralSystem: certificate required']);
  });

  const wrong: readonly (readonly [what: string, tls: Partial<LoopbackTls>, events: readonly string[]])[] = [
    [
      'an unknown root',
      { chain: serverChain({}, 'central', stranger) },
      ['InvalidCentralSystemCertificate: CN=central: its issuer O=Tests, CN=Stranger is not known'],
    ],
    [
      'a certificate that is over',
      { chain: serverChain({ notBefore: NOW - DAY_MS, notAfter: NOW - 1000 }) },
      ['InvalidCentralSystemCertificate: CN=central: it was valid until 2025-12-31T23:59:59.000Z'],
    ],
    [
      'the certificate of another host',
      { chain: serverChain({}, 'elsewhere') },
      [
        'InvalidCentralSystemCertificate: CN=elsewhere: it is for elsewhere',
        'CentralSystemFailedToAuthenticate: CN=elsewhere: it is for elsewhere',
      ],
    ],
    ['an old TLS', { lacks: 'tls version' }, ['InvalidTLSVersion: the server has no tls version of ours']],
    [
      'other cipher suites',
      { lacks: 'cipher suite' },
      ['InvalidTLSCipherSuite: the server has no cipher suite of ours'],
    ],
  ];
  for (const [what, tls, events] of wrong) {
    it(`does not connect to a server with ${what}: one event for many attempts, and another after it has worked`, async () => {
      const world = await createWorld(secureStart(2));
      const bad = listenSecurely(world, tls);
      world.twin().start();
      await world.seconds(600);
      assert.equal(world.charger.connections, 0);
      assert.deepEqual(world.securityEvents, events);
      bad.close();
      const good = listenSecurely(world);
      await world.seconds(200);
      assert.equal(world.charger.connections, 1);
      good.close();
      listenSecurely(world, tls);
      world.charger.disconnect();
      await world.seconds(600);
      assert.deepEqual(world.securityEvents, [...events, ...events]);
    });
  }

  it('raises another event when the reason is another', async () => {
    const world = await createWorld(secureStart(2));
    const first = listenSecurely(world, { lacks: 'tls version' });
    world.twin().start();
    await world.seconds(100);
    first.close();
    listenSecurely(world, { lacks: 'cipher suite' });
    await world.seconds(300);
    assert.deepEqual(
      world.securityEvents.map((event) => event.split(':')[0]),
      ['InvalidTLSVersion', 'InvalidTLSCipherSuite'],
    );
  });

  it('is told when nothing at the address speaks TLS', async () => {
    const world = await createWorld(secureStart(2));
    world.network.listen('wss://central/ocpp', world.central.acceptor);
    world.twin().start();
    await world.seconds(60);
    assert.deepEqual(world.securityEvents, ['CentralSystemFailedToAuthenticate: wrong version number']);
    assert.equal(world.charger.connections, 0);
  });

  it('takes another host when VerifyCsmsCommonName, or csms.verifyHostname of the start-up file, is false', async () => {
    const tls = { chain: serverChain({}, 'elsewhere') };
    const csms = { url: 'wss://central/ocpp', verifyHostname: false };
    assert.equal((await started(2, tls, { file: { csms } })).charger.connections, 1);
    const configuration = { VerifyCsmsCommonName: 'false' };
    const world = await started(2, tls, { configuration });
    assert.equal(world.charger.connections, 1);
    assert.equal(await world.configure('VerifyCsmsCommonName', 'true'), 'Accepted');
    world.charger.disconnect();
    await world.seconds(100);
    assert.equal(world.charger.connections, 1, 'from the next connection on');
  });

  it('says what is missing when there is no root, and dials nobody', async () => {
    const world = await started(2, {}, { certificates: {} });
    await world.seconds(60);
    assert.equal(world.charger.connections, 0);
    assert.match(world.warnings.join('\n'), /SecurityProfile 2 needs a root .* certificates.csmsRootFile/);
  });

  it('does not let go of the root that the connection relies on', async () => {
    const world = await started(2);
    const { certificateHashData: [hash] = [] } = await confirmed(world, 'GetInstalledCertificateIds', {
      certificateType: 'CentralSystemRootCertificate',
    });
    assert.ok(hash !== undefined);
    assert.equal((await confirmed(world, 'DeleteCertificate', { certificateHashData: hash })).status, 'Failed');
  });
});

describe('a charger under security profile 3', () => {
  const cpo = { CpoName: 'Tests' };

  it('shows its certificate, and no AuthorizationKey', async () => {
    const world = await started(3, { clientRoots });
    assert.equal(world.charger.connections, 1);
    world.assertNoComplaints();
  });

  it('is told once by an event when its certificate is not taken', async () => {
    const world = await started(3, { clientRoots: [stranger.certificate] });
    await world.seconds(600);
    assert.equal(world.charger.connections, 0);
    assert.equal(world.securityEvents.length, 1);
    assert.match(world.securityEvents[0] ?? '', /^FailedToAuthenticateAtCentralSystem: .*CN=Root/);
  });

  it('says what is missing when it has no certificate', async () => {
    const world = await started(3, {}, { certificates: seeds.root });
    await world.seconds(60);
    assert.equal(world.charger.connections, 0);
    assert.match(world.warnings.join('\n'), /SecurityProfile 3 needs a valid certificate of the charge point/);
  });

  it('goes over to a new certificate at once, over a new connection', async () => {
    const world = await started(3, { clientRoots }, { configuration: cpo });
    const old = presented(world);
    await getCertificate(world, authority);
    assert.notEqual(presented(world), old);
    await world.seconds(10);
    assert.equal(world.charger.connections, 2);
    assert.ok(world.securityEvents.includes('ReconfigurationOfSecurityParameters: CertificateSigned'));
    assert.ok(serialOf(world).startsWith('ZPR'));
  });

  it('goes back to the former certificate when the new one is not taken, and stays with it', async () => {
    const world = await createWorld(secureStart(3, { configuration: cpo }));
    const servers = [listenSecurely(world, { clientRoots })];
    world.twin().start();
    await world.seconds(2);
    const old = presented(world);
    // A second root, which the charger trusts and the server does not ask for.
    assert.equal(await install(world, stranger.certificate), 'Accepted');
    await getCertificate(world, stranger);
    assert.notEqual(presented(world), old);
    await world.seconds(60);
    assert.deepEqual([presented(world), world.charger.connections], [old, 2]);
    assert.ok(world.securityEvents.some((event) => event.startsWith('FailedToAuthenticateAtCentralSystem')));
    world.powerCut();
    await world.powerOn();
    await world.seconds(5);
    assert.deepEqual([presented(world), world.charger.connections], [old, 3]);
    for (const server of servers) server.close();
  });
});

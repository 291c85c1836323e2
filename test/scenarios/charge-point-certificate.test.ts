/** The charge point's own certificate: asked for, delivered, presented, renewed (WP A02, A03). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, hangUp, late, reply, silence } from '../../src/central/scripted-answer.ts';
import { selfSigned } from '../../src/certificates/authority.ts';
import { isOfKey, makeKey } from '../../src/certificates/key-pair.ts';
import { makeSigningRequest, readSigningRequest } from '../../src/certificates/signing-request.ts';
import { AHEAD_MS } from '../../src/features/certificates/certificates.ts';
import { KEPT_MS } from '../../src/features/certificates/own-chains.ts';
import { MOST_ATTEMPTS, PATIENCE_MS, RETRY_MS } from '../../src/features/certificates/signing.ts';
import { options as authorityOptions, one, several } from '../certificates/authorities.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';
import {
  authorityOf,
  chainFor,
  DAY_S,
  extended,
  getCertificate,
  install,
  presented,
  requests,
  serialOf,
  signed,
  watchEvents,
} from './certificate-acts.ts';
import { modelNames } from './sent.ts';
import { moments } from './timeline.ts';

const DAY_MS = DAY_S * 1000;
const accepted = reply({ status: 'Accepted' } as const);
const rejected = reply({ status: 'Rejected' } as const);

/** Nothing else happens, so that months pass quickly. */
const quiet = { ClockAlignedDataInterval: '0', WebSocketPingInterval: '0' };

/** A charger that knows its operator and trusts an authority. */
async function ready({ configuration = { CpoName: 'Operator' }, ...options }: WorldOptions = {}) {
  const world = await createWorld({
    central: { boot: { status: 'Accepted', interval: 10 * DAY_S } },
    configuration: { ...quiet, ...configuration },
    ...options,
  });
  const authority = authorityOf(world);
  assert.equal(await install(world, authority.certificate), 'Accepted');
  return { world, authority };
}

/** One whose certificate is on its way. */
async function asked(options: WorldOptions = {}) {
  const made = await ready(options);
  made.world.charger.intercept('SignCertificate', accepted);
  assert.equal(await extended(made.world, 'SignChargePointCertificate'), 'Accepted');
  return made;
}

const keysOnDisk = (world: World): number =>
  [...world.files.files.values()].filter(({ content }) => Buffer.from(content).includes('PRIVATE KEY')).length;

describe('a certificate that is asked for', () => {
  for (const model of modelNames) {
    it(`by a ${model} has CN, O and key of the charge point, and is presented once it is there`, async () => {
      const { world, authority } = await asked({ model });
      const request = readSigningRequest(requests(world)[0] ?? '');
      assert.ok(request.ok);
      assert.equal(request.value.subject.commonName, serialOf(world));
      assert.equal(request.value.subject.organization, 'Operator');
      assert.equal(presented(world), undefined);
      const chain = chainFor(world, authority);
      assert.equal(await signed(world, chain), 'Accepted');
      const { certificates } = world.chargePoint();
      const identity = certificates.presented();
      assert.equal(identity?.chain, chain);
      assert.ok(isOfKey(one(chain), identity?.privateKey ?? ''));
      assert.equal(keysOnDisk(world), 1);
      world.assertNoComplaints();
    });
  }

  it('has a new key each time', async () => {
    const { world } = await asked();
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    const [first, second] = requests(world).map(readSigningRequest);
    assert.ok(first?.ok && second?.ok);
    assert.notDeepEqual(first.value.publicKey, second.value.publicKey);
    assert.equal(keysOnDisk(world), 1, 'the one before is thrown away');
  });

  it('is asked for only when CpoName is set, and one at a time', async () => {
    const { world } = await ready({ configuration: {} });
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Rejected');
    assert.equal(await world.configure('CpoName', 'x'.repeat(65)), 'Rejected');
    assert.equal(await world.configure('CpoName', 'Operator'), 'Accepted');
    world.charger.intercept('SignCertificate', late(10_000, accepted));
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Rejected', 'one is on its way');
    await world.seconds(11);
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
  });

  it('is sent while the charge point is Pending, when that was asked for', async () => {
    const world = await createWorld({
      configuration: { CpoName: 'Operator' },
      central: { boot: { status: 'Pending', interval: 3600 } },
    });
    world.charger.intercept('SignCertificate', accepted);
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    assert.equal(requests(world).length, 1);
  });

  it('may come before the confirmation of its request', async () => {
    const { world, authority } = await ready();
    world.charger.intercept('SignCertificate', late(5_000, accepted));
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
    await world.seconds(PATIENCE_MS / 1000 + 10);
    assert.notEqual(presented(world), undefined);
    assert.deepEqual(world.warnings, []);
  });

  it('comes with the authorities above it, of which the root is not presented', async () => {
    const { world, authority } = await asked();
    const below = authority.intermediate({ commonName: 'Below' });
    const [own, between] = several(chainFor(world, below));
    assert.equal(await signed(world, own.pem + authority.certificate + (between?.pem ?? '')), 'Accepted');
    assert.equal(world.chargePoint().certificates.presented()?.chain, own.pem + between?.pem);
  });

  it('is presented as soon as it is valid, and the one before until then', async () => {
    const { world, authority } = await asked();
    const first = one(await getCertificate(world, authority));
    const second = one(await getCertificate(world, authority, { notBefore: world.clock.now() + 10_000 }));
    assert.equal(presented(world), first.fingerprint);
    await world.seconds(9);
    assert.equal(presented(world), first.fingerprint);
    await world.seconds(1);
    assert.equal(presented(world), second.fingerprint);
  });

  it('is not delivered twice', async () => {
    const { world, authority } = await asked();
    const chain = chainFor(world, authority);
    assert.equal(await signed(world, chain), 'Accepted');
    assert.equal(await signed(world, chain), 'Rejected');
    assert.notEqual(presented(world), undefined);
  });

  const wrong: Readonly<Record<string, readonly [(of: Awaited<ReturnType<typeof asked>>) => string, RegExp]>> = {
    'no PEM': [() => 'MIIB', /^expected PEM with a CERTIFICATE, got no PEM$/],
    'of another key': [
      ({ world, authority }) => authority.client({ commonName: serialOf(world), organization: 'Operator' }).chain,
      /^it is not of the key that was made for it$/,
    ],
    'one that has signed itself': [
      ({ world }) => selfSigned(authorityOptions, { commonName: serialOf(world) }, 'client').chain,
      /^it is not of the key that was made for it$/,
    ],
    over: [
      ({ world, authority }) => chainFor(world, authority, { notBefore: 0, notAfter: world.clock.now() - 1000 }),
      /: it was valid until 2025-12-31T23:59:59.000Z$/,
    ],
    'of an authority that is not trusted': [
      ({ world }) => chainFor(world, authorityOf(world, 'Stranger')),
      /: its issuer O=Tests, CN=Stranger is not known$/,
    ],
    'of an intermediate that does not come along': [
      ({ world, authority }) => several(chainFor(world, authority.intermediate({ commonName: 'Below' })))[0].pem,
      /: its issuer CN=Below is not known$/,
    ],
    'of an intermediate that is over': [
      ({ world, authority }) =>
        chainFor(
          world,
          authority.intermediate({ commonName: 'Old' }, { notBefore: 0, notAfter: world.clock.now() - 1000 }),
        ),
      /^CN=Old: it was valid until/,
    ],
  };

  for (const [what, [make, why]] of Object.entries(wrong)) {
    it(`is Rejected as ${what}, which is an event, and the right one is still welcome`, async () => {
      const made = await asked();
      const { world, authority } = made;
      const events = watchEvents(world);
      assert.equal(await signed(world, make(made)), 'Rejected');
      assert.equal(events.length, 1);
      const [type, reason] = events[0]?.split(/: (.*)/) ?? [];
      assert.equal(type, 'InvalidChargePointCertificate');
      assert.match(reason ?? '', why);
      assert.equal(presented(world), undefined);
      assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
    });
  }

  for (const [what, name, why] of [
    ['CN', { commonName: 'SOMEBODY', organization: 'Operator' }, /expected CN \w+, got SOMEBODY/],
    ['O', { commonName: '', organization: 'Other' }, /expected O Operator, got Other/],
  ] as const) {
    it(`is Rejected with another ${what} than was asked for`, async () => {
      const { world, authority } = await asked();
      const events = watchEvents(world);
      // An authority that signs the key with a name of its own liking: the key is taken from the disk, as a thief would.
      const [key = ''] = [...world.files.files].flatMap(([path, { content }]) =>
        path.includes('pending') ? [Buffer.from(content).toString()] : [],
      );
      const commonName = name.commonName || serialOf(world);
      const chain = authority.sign(makeSigningRequest(key, { ...name, commonName }));
      assert.equal(await signed(world, chain.ok ? chain.value : ''), 'Rejected');
      assert.match(events[0] ?? '', why);
    });
  }

  it('is Rejected when it is longer than CertificateSignedMaxChainSize', async () => {
    const { world, authority } = await asked({
      configuration: { CpoName: 'Operator', CertificateSignedMaxChainSize: '500' },
    });
    assert.equal(await signed(world, chainFor(world, authority)), 'Rejected');
    assert.deepEqual(await world.key('CertificateSignedMaxChainSize'), { value: '500', readonly: true });
  });

  it('is Rejected where the disk has no room, and can come again', async () => {
    const { world, authority } = await asked();
    world.files.capacity = 0;
    assert.equal(await signed(world, chainFor(world, authority)), 'Rejected');
    assert.equal(presented(world), undefined);
    world.files.capacity = Number.POSITIVE_INFINITY;
    assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
  });

  it('leaves no private key in any frame, warning or configuration key', async () => {
    const { world, authority } = await asked();
    await signed(world, chainFor(world, authority));
    const told = JSON.stringify([
      world.charger.frames,
      world.warnings,
      world.events,
      world.chargePoint().configuration.keys(),
    ]);
    assert.ok(!told.includes('PRIVATE KEY'));
    const index = world.files.files.get('certificates/index.json')?.content ?? new Uint8Array();
    assert.ok(!Buffer.from(index).includes('PRIVATE KEY'));
    for (const [path, { mode }] of world.files.files) assert.equal(mode, 0o600, path);
  });
});

describe('a request that is not answered as it should be', () => {
  const waits = (world: World) => {
    const at = moments(world, 'SignCertificate');
    return at.slice(1).map((each, index) => each - (at[index] ?? 0));
  };
  const RETRY_S = RETRY_MS / 1000;
  const doubling = [1, 2, 4, 8].map((factor) => factor * RETRY_S);

  it('but Rejected is repeated ever more seldom, with the same key, and then given up', async () => {
    const { world } = await ready();
    world.charger.intercept('SignCertificate', rejected);
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    await world.seconds(3 * 3600);
    assert.deepEqual(waits(world), doubling);
    const keys = requests(world).map((csr) => {
      const read = readSigningRequest(csr);
      return read.ok && Buffer.from(read.value.publicKey).toString('hex');
    });
    assert.equal(new Set(keys).size, 1);
    assert.equal(keys.length, MOST_ATTEMPTS);
    assert.equal(keysOnDisk(world), 0);
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted', 'a trigger begins anew');
  });

  it('but with an error, too', async () => {
    const { world } = await ready();
    world.charger.intercept('SignCertificate', callError('InternalError'));
    await extended(world, 'SignChargePointCertificate');
    await world.seconds(3 * 3600);
    assert.deepEqual(waits(world), doubling);
  });

  it('but never, too: the time that was waited for an answer comes on top', async () => {
    const { world } = await ready({ configuration: { CpoName: 'Operator', MessageTimeout: '20' } });
    world.charger.intercept('SignCertificate', silence);
    await extended(world, 'SignChargePointCertificate');
    await world.seconds(3 * 3600);
    assert.deepEqual(
      waits(world),
      doubling.map((wait) => wait + 20),
    );
  });

  it('because nobody knows the message is given up at once', async () => {
    for (const code of ['NotImplemented', 'NotSupported']) {
      const { world } = await ready();
      world.charger.intercept('SignCertificate', callError(code));
      await extended(world, 'SignChargePointCertificate');
      await world.seconds(3 * 3600);
      assert.equal(requests(world).length, 1);
      assert.equal(keysOnDisk(world), 0);
    }
  });

  it('because the connection broke is repeated when there is one again, and that is no attempt', async () => {
    const { world } = await ready();
    world.charger.intercept('SignCertificate', hangUp, { times: 8 });
    await extended(world, 'SignChargePointCertificate');
    await world.seconds(3 * 3600);
    assert.equal(requests(world).length, 8 + MOST_ATTEMPTS, 'the Central System of the tests rejects');
  });

  it('is repeated after a power cut, with the same key', async () => {
    const { world, authority } = await ready();
    world.charger.intercept('SignCertificate', silence, { times: 1 });
    await extended(world, 'SignChargePointCertificate');
    world.powerCut();
    await world.seconds(3600);
    world.charger.intercept('SignCertificate', accepted);
    await world.powerOn();
    assert.equal(requests(world).length, 2);
    const [first, second] = requests(world).map(readSigningRequest);
    assert.ok(first?.ok && second?.ok);
    assert.deepEqual(first.value.publicKey, second.value.publicKey);
    assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
  });

  it('by its certificate is not repeated, and the certificate is welcome whenever it comes', async () => {
    const { world, authority } = await asked();
    await world.seconds(5 * DAY_S);
    assert.equal(requests(world).length, 1);
    assert.ok(world.warnings.some((line) => line.includes('has not come')));
    world.powerCut();
    await world.powerOn();
    assert.equal(requests(world).length, 1);
    assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
  });

  it('because the disk has no room for a key is none', async () => {
    const { world } = await ready();
    world.files.capacity = 0;
    assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
    await world.seconds(3600);
    assert.equal(requests(world).length, 0);
    assert.ok(world.warnings.some((line) => line.includes('its key could not be stored')));
  });
});

describe('a certificate that is soon over', () => {
  const shortly = (world: World, days: number) => ({ notAfter: world.clock.now() + AHEAD_MS + days * DAY_MS });

  it('is asked for anew a month before', async () => {
    const { world, authority } = await ready();
    const first = one(await getCertificate(world, authority, shortly(world, 3)));
    world.charger.intercept('SignCertificate', accepted);
    await world.seconds(2.9 * DAY_S);
    assert.equal(requests(world).length, 1);
    await world.seconds(0.2 * DAY_S);
    assert.equal(requests(world).length, 2);
    assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
    assert.notEqual(presented(world), first.fingerprint);
    await world.seconds(20 * DAY_S);
    assert.equal(requests(world).length, 2, 'the new one is valid for long');
    world.assertNoComplaints();
  });

  it('is asked for anew at the next start, when the power was off meanwhile', async () => {
    const { world, authority } = await ready();
    await getCertificate(world, authority, shortly(world, 3));
    world.charger.intercept('SignCertificate', accepted);
    world.powerCut();
    await world.seconds(10 * DAY_S);
    await world.powerOn();
    assert.equal(requests(world).length, 2);
  });

  it('is asked for each day when none comes', async () => {
    const { world, authority } = await ready();
    await getCertificate(world, authority, shortly(world, 0));
    world.charger.intercept('SignCertificate', accepted);
    await world.seconds(4.5 * DAY_S);
    assert.equal(requests(world).length, 5);
  });

  it('is asked for each day when it is Rejected', async () => {
    const { world, authority } = await ready();
    await getCertificate(world, authority, shortly(world, 0));
    world.charger.intercept('SignCertificate', rejected);
    await world.seconds(2.5 * DAY_S);
    assert.equal(requests(world).length, 1 + 2 * MOST_ATTEMPTS);
  });

  it('cannot be asked for when CpoName has gone, which is told to whoever reads the log', async () => {
    const { world, authority } = await ready();
    await getCertificate(world, authority, shortly(world, 0));
    assert.equal(await world.configure('CpoName', ''), 'Accepted');
    await world.seconds(2 * DAY_S);
    assert.equal(requests(world).length, 1);
    assert.ok(world.warnings.some((line) => line.includes('CpoName is not set')));
  });

  it('is no affair of a charger that has none', async () => {
    const { world } = await ready();
    await world.seconds(3 * DAY_S);
    assert.equal(requests(world).length, 0);
  });
});

describe('a new certificate', () => {
  it('that does not work gives way to the one before it', async () => {
    const { world, authority } = await asked();
    const first = one(await getCertificate(world, authority)).fingerprint;
    const { certificates } = world.chargePoint();
    certificates.worked({ presented: first });
    await world.seconds(1);
    const second = one(await getCertificate(world, authority, { notBefore: world.clock.now() })).fingerprint;
    assert.equal(presented(world), second);
    assert.equal(certificates.failed(second), true);
    assert.equal(presented(world), first);
    assert.equal(certificates.failed(first), false, 'what has worked is not doubted');
    world.powerCut();
    await world.powerOn();
    assert.equal(presented(world), first);
  });

  it('that has worked is not doubted, and the only one has nothing to give way to', async () => {
    const { world, authority } = await asked();
    const only = one(await getCertificate(world, authority)).fingerprint;
    const { certificates } = world.chargePoint();
    assert.equal(certificates.failed(only), false);
    assert.equal(presented(world), only);
    certificates.worked({ presented: only });
    assert.equal(certificates.failed(only), false);
    assert.equal(certificates.failed('AB:CD'), false);
    assert.equal(presented(world), only);
  });

  it('replaces the one before it, which is kept for a month after it has worked', async () => {
    const { world, authority } = await asked();
    const first = one(await getCertificate(world, authority)).fingerprint;
    await world.seconds(1);
    const second = one(await getCertificate(world, authority, { notBefore: world.clock.now() })).fingerprint;
    const { certificates } = world.chargePoint();
    certificates.worked({ presented: first });
    await world.seconds(2 * (KEPT_MS / 1000));
    assert.equal(keysOnDisk(world), 2, 'the new one has not worked yet');
    certificates.worked({ presented: second });
    await world.seconds(KEPT_MS / 1000 - DAY_S);
    assert.equal(keysOnDisk(world), 2);
    await world.seconds(3 * DAY_S);
    assert.equal(keysOnDisk(world), 1);
    assert.equal(presented(world), second);
  });

  it('is one of a few: those that never worked do not pile up', async () => {
    const { world, authority } = await asked();
    for (let nth = 0; nth < 12; nth += 1) {
      await world.seconds(1);
      await getCertificate(world, authority, { notBefore: world.clock.now() });
    }
    assert.ok(keysOnDisk(world) <= 5, String(keysOnDisk(world)));
    assert.notEqual(presented(world), undefined);
    assert.notEqual(makeKey(), '');
  });
});

/** The roots that the Central System installs, lists and deletes (WP M03, M04, M05). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type HashName, hashData, hashNames } from '../../src/certificates/hash-data.ts';
import { one } from '../certificates/authorities.ts';
import { createWorld, type World } from '../support/world.ts';
import {
  authorityOf,
  DAY_S,
  extended,
  getCertificate,
  install,
  installed,
  ofCentralSystem,
  remove,
  signed,
  watchEvents,
} from './certificate-acts.ts';
import { modelNames } from './sent.ts';

const ofManufacturer = 'ManufacturerRootCertificate';

/** Of a root that has signed itself. */
const hashesOf = (pem: string, hash: HashName = 'SHA256') => hashData(hash, one(pem), one(pem));

const DAY_MS = DAY_S * 1000;

const certificateFiles = ({ files }: World): readonly string[] =>
  [...files.files.keys()].filter((path) => path.startsWith('certificates/'));

describe('a root certificate', () => {
  for (const model of modelNames) {
    it(`of a ${model} is installed, listed by its hashes and deleted by them`, async () => {
      const world = await createWorld({ model });
      const { certificate } = authorityOf(world);
      assert.deepEqual(await installed(world), []);
      assert.equal(await install(world, certificate), 'Accepted');
      assert.deepEqual(await installed(world), [hashesOf(certificate)]);
      assert.deepEqual(await installed(world, ofManufacturer), []);
      assert.equal(await remove(world, hashesOf(certificate)), 'Accepted');
      assert.deepEqual(await installed(world), []);
      assert.equal(await remove(world, hashesOf(certificate)), 'NotFound');
      world.assertNoComplaints();
    });
  }

  it('is there after a power cut, and what was deleted is not', async () => {
    const world = await createWorld();
    const [kept, gone] = [authorityOf(world, 'Kept').certificate, authorityOf(world, 'Gone').certificate];
    for (const each of [kept, gone]) assert.equal(await install(world, each), 'Accepted');
    assert.equal(await remove(world, hashesOf(gone)), 'Accepted');
    world.powerCut();
    await world.powerOn();
    assert.deepEqual(await installed(world), [hashesOf(kept)]);
    assert.deepEqual(world.chargePoint().certificates.trusted(), [kept]);
  });

  it('comes with whatever line ends, and means the same twice', async () => {
    const world = await createWorld();
    const { certificate } = authorityOf(world);
    for (const text of [
      certificate,
      certificate.replaceAll('\n', '\r\n'),
      certificate.replaceAll('\n', '\\n'),
      `subject=Root\n${certificate}\nthe end`,
    ]) {
      assert.equal(await install(world, text), 'Accepted');
    }
    assert.equal((await installed(world)).length, 1);
  });

  it('can be for both uses, and is deleted from both', async () => {
    const world = await createWorld();
    const { certificate } = authorityOf(world);
    assert.equal(await install(world, certificate), 'Accepted');
    assert.equal(await install(world, certificate, ofManufacturer), 'Accepted');
    assert.deepEqual(await installed(world, ofManufacturer), [hashesOf(certificate)]);
    assert.equal(await remove(world, hashesOf(certificate)), 'Accepted');
    assert.deepEqual([...(await installed(world)), ...(await installed(world, ofManufacturer))], []);
  });

  it('is known by each hash, whatever the case of its digits', async () => {
    for (const hash of hashNames) {
      const world = await createWorld();
      const { certificate } = authorityOf(world);
      assert.equal(await install(world, certificate), 'Accepted');
      const { issuerKeyHash, serialNumber, ...rest } = hashesOf(certificate, hash);
      const wrong = { ...rest, issuerKeyHash: '00'.repeat(32), serialNumber };
      assert.equal(await remove(world, wrong), 'NotFound');
      const loud = { ...rest, issuerKeyHash: issuerKeyHash.toUpperCase(), serialNumber: serialNumber.toLowerCase() };
      assert.equal(await remove(world, loud), 'Accepted', hash);
    }
  });

  it('that another has signed is identified by that one, also when that one is deleted', async () => {
    const world = await createWorld();
    const root = authorityOf(world);
    const below = root.intermediate({ commonName: 'Below' });
    assert.equal(await install(world, below.certificate), 'Rejected');
    assert.equal(await install(world, root.certificate), 'Accepted');
    assert.equal(await install(world, below.certificate), 'Accepted');
    const hashes = hashData('SHA256', one(below.certificate), one(root.certificate));
    assert.deepEqual(await installed(world), [hashesOf(root.certificate), hashes]);
    assert.equal(await remove(world, hashesOf(root.certificate)), 'Accepted');
    assert.deepEqual(await installed(world), [hashes]);
    assert.equal(await remove(world, hashes), 'Accepted');
  });

  const wrong: Readonly<Record<string, readonly [(world: World) => string, string]>> = {
    'no PEM': [() => 'MIIB', 'expected PEM with a CERTIFICATE, got no PEM'],
    'two certificates': [
      (world) => authorityOf(world, 'One').certificate + authorityOf(world, 'Other').certificate,
      'expected one certificate, got 2',
    ],
    'one that is over': [
      (world) => authorityOf(world, 'Old', { notBefore: 0, notAfter: world.clock.now() - DAY_MS }).certificate,
      'it was valid until 2025-12-31T00:00:00.000Z',
    ],
    'one that may not sign': [(world) => authorityOf(world).server('central').chain, 'it may not sign others'],
    'one whose issuer is not there': [
      (world) => authorityOf(world).intermediate({ commonName: 'Below' }).certificate,
      'its issuer O=Tests, CN=Root is not installed',
    ],
  };

  for (const [what, [make, why]] of Object.entries(wrong)) {
    it(`is Rejected as ${what}, which is an event when it is of the Central System, and changes nothing`, async () => {
      const world = await createWorld();
      const events = watchEvents(world);
      assert.equal(await install(world, make(world), ofManufacturer), 'Rejected');
      assert.deepEqual(events, []);
      assert.equal(await install(world, make(world)), 'Rejected');
      assert.deepEqual(events, [`InvalidCentralSystemCertificate: ${why}`]);
      assert.deepEqual([...(await installed(world)), ...(await installed(world, ofManufacturer))], []);
      assert.equal(certificateFiles(world).length, 0);
    });
  }

  it('that is for tomorrow can be installed today', async () => {
    const world = await createWorld();
    const early = authorityOf(world, 'Early', { notBefore: world.clock.now() + DAY_MS });
    assert.equal(await install(world, early.certificate), 'Accepted');
  });

  it('finds no place when CertificateStoreMaxLength are there, which is no event', async () => {
    const world = await createWorld({ configuration: { CertificateStoreMaxLength: '2' } });
    const events = watchEvents(world);
    const [first, second, third] = ['1', '22', '333'].map((name) => authorityOf(world, name).certificate);
    assert.equal(await install(world, first ?? ''), 'Accepted');
    assert.equal(await install(world, second ?? '', ofManufacturer), 'Accepted');
    assert.equal(await install(world, third ?? ''), 'Rejected');
    assert.equal(await install(world, first ?? ''), 'Accepted', 'it is there');
    assert.equal(await remove(world, hashesOf(second ?? '')), 'Accepted');
    assert.equal(await install(world, third ?? ''), 'Accepted');
    assert.deepEqual(
      events.filter((event) => event.startsWith('Invalid')),
      [],
    );
    assert.deepEqual(await world.key('CertificateStoreMaxLength'), { value: '2', readonly: true });
  });

  it('Fails where the disk has no room, and nothing is changed', async () => {
    const world = await createWorld();
    const root = authorityOf(world);
    world.files.capacity = 2000;
    assert.equal(await install(world, root.certificate), 'Failed');
    assert.deepEqual(await installed(world), []);
    assert.equal(certificateFiles(world).length, 0, 'nothing half done is left');
    world.files.capacity = Number.POSITIVE_INFINITY;
    assert.equal(await install(world, root.certificate), 'Accepted');
    world.files.capacity = 0;
    assert.deepEqual(await installed(world), [hashesOf(root.certificate)]);
  });

  it('that the connection relies on is not deleted, until it does not any more', async () => {
    const world = await createWorld();
    const [used, other] = [authorityOf(world, 'Used').certificate, authorityOf(world, 'Other').certificate];
    for (const each of [used, other]) await install(world, each);
    world.chargePoint().certificates.worked({ root: one(used).fingerprint });
    assert.equal(await remove(world, hashesOf(used)), 'Failed');
    assert.equal(await remove(world, hashesOf(other)), 'Accepted');
    world.chargePoint().certificates.down();
    assert.equal(await remove(world, hashesOf(used)), 'Accepted');
  });

  it("is deleted, but never the charge point's own certificate", async () => {
    const world = await createWorld({ configuration: { CpoName: 'Operator' } });
    const root = authorityOf(world);
    await install(world, root.certificate);
    const own = one(await getCertificate(world, root));
    assert.equal(await remove(world, hashData('SHA512', own, one(root.certificate))), 'Failed');
    assert.notEqual(world.chargePoint().certificates.presented(), undefined);
  });
});

describe('AdditionalRootCertificateCheck', () => {
  const checked = { configuration: { AdditionalRootCertificateCheck: 'true' } };

  it('takes the first root, and then only one that the present one has signed', async () => {
    const world = await createWorld(checked);
    const events = watchEvents(world);
    const first = authorityOf(world, 'First');
    assert.equal(await install(world, first.certificate), 'Accepted');
    assert.equal(await install(world, authorityOf(world, 'Stranger').certificate), 'Rejected');
    assert.deepEqual(events, [
      'ReconfigurationOfSecurityParameters: InstallCertificate',
      'InvalidCentralSystemCertificate: the present root O=Tests, CN=First has not signed it',
    ]);
    assert.equal(await install(world, authorityOf(world, 'Maker').certificate, ofManufacturer), 'Accepted');
    const second = first.intermediate({ commonName: 'Second' });
    assert.equal(await install(world, second.certificate), 'Accepted');
    assert.equal(await install(world, first.intermediate({ commonName: 'Another' }).certificate), 'Rejected');
    assert.equal(await install(world, second.intermediate({ commonName: 'Third' }).certificate), 'Accepted');
    assert.deepEqual(await world.key('AdditionalRootCertificateCheck'), { value: 'true', readonly: true });
  });

  it('keeps the old root as the fallback until a connection with the new one has worked', async () => {
    const world = await createWorld(checked);
    const first = authorityOf(world, 'First');
    const second = first.intermediate({ commonName: 'Second' });
    await install(world, first.certificate);
    await install(world, second.certificate);
    const { certificates } = world.chargePoint();
    assert.deepEqual(certificates.trusted(), [second.certificate, first.certificate]);
    certificates.worked({ root: one(first.certificate).fingerprint });
    assert.equal((await installed(world)).length, 2, 'the new one has not worked: it is the fallback that did');
    world.powerCut();
    await world.powerOn();
    world.chargePoint().certificates.worked({ root: one(second.certificate).fingerprint });
    assert.deepEqual(world.chargePoint().certificates.trusted(), [second.certificate]);
  });

  it('switched off, roots live side by side', async () => {
    const world = await createWorld();
    const [one_, other] = [authorityOf(world, 'One'), authorityOf(world, 'Other')];
    for (const { certificate } of [one_, other]) assert.equal(await install(world, certificate), 'Accepted');
    world.chargePoint().certificates.worked({ root: one(other.certificate).fingerprint });
    assert.equal((await installed(world)).length, 2);
  });
});

describe('ExtendedTriggerMessage', () => {
  for (const model of modelNames) {
    it(`of a ${model} brings what TriggerMessage does, and is NotImplemented for what the model does not have`, async () => {
      const world = await createWorld({ model });
      const from = world.charger.received.length;
      assert.equal(await extended(world, 'Heartbeat'), 'Accepted');
      assert.equal(await extended(world, 'StatusNotification', 1), 'Accepted');
      assert.equal(await extended(world, 'MeterValues'), 'Accepted');
      assert.equal(await extended(world, 'BootNotification'), 'Rejected');
      assert.equal(await extended(world, 'StatusNotification', 7), 'Rejected');
      assert.equal(await extended(world, 'SignChargePointCertificate'), 'Rejected', 'CpoName is not set');
      const all = model === 'reference';
      for (const message of ['LogStatusNotification', 'FirmwareStatusNotification'] as const)
        assert.equal(await extended(world, message), all ? 'Accepted' : 'NotImplemented');
      await world.seconds(1);
      assert.deepEqual(
        world.charger.received.slice(from).map(({ action }) => action),
        [
          'Heartbeat',
          'StatusNotification',
          'MeterValues',
          ...(all ? ['LogStatusNotification', 'SignedFirmwareStatusNotification'] : []),
        ],
      );
      world.assertNoComplaints();
    });
  }
});

describe('a certificate that nobody has asked for', () => {
  it('is Rejected, and an event', async () => {
    const world = await createWorld();
    const root = authorityOf(world);
    await install(world, root.certificate, ofCentralSystem);
    const events = watchEvents(world);
    assert.equal(await signed(world, root.client({ commonName: 'CP001' }).chain), 'Rejected');
    assert.deepEqual(events, ['InvalidChargePointCertificate: no certificate is waited for']);
  });
});

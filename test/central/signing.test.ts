import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { late } from '../../src/central/scripted-answer.ts';
import { readCertificates } from '../../src/certificates/certificate.ts';
import { verifyChain } from '../../src/certificates/chain.ts';
import { isOfKey, makeKey } from '../../src/certificates/key-pair.ts';
import { makeSigningRequest } from '../../src/certificates/signing-request.ts';
import type { Handlers } from '../../src/rpc/router.ts';
import { authorityOf, intermediate, NOW, OPERATOR, root } from './authorities.ts';
import { boot, createCentralWorld } from './central-world.ts';

const SERIAL = 'ZPR000001';
const name = { commonName: SERIAL, organization: OPERATOR };
const privateKey = makeKey();
const request = makeSigningRequest(privateKey, name);

/** A charger that has told its serial number and takes every certificate. */
async function createSigningWorld(options: Parameters<typeof createCentralWorld>[0] = {}, answer = 'Accepted') {
  const world = createCentralWorld({ authority: authorityOf(intermediate), strangers: 'serve', ...options });
  const delivered: string[] = [];
  const handlers: Handlers = {
    CertificateSigned({ certificateChain }) {
      delivered.push(certificateChain);
      return { reply: { status: answer as 'Accepted' } };
    },
  };
  const charger = await world.dial('CP1', {}, handlers);
  const introduce = () => charger.ask('BootNotification', { ...boot, chargePointSerialNumber: SERIAL });
  return { ...world, charger, delivered, introduce };
}

describe('SignCertificate', () => {
  test('is Accepted, and CertificateSigned delivers the whole chain', async () => {
    const { charger, delivered, introduce, clock, complaints } = await createSigningWorld();
    await introduce();
    assert.deepEqual(await charger.ask('SignCertificate', { csr: request }), { status: 'Accepted' });
    await clock.settle();
    const read = readCertificates(delivered[0] ?? '');
    assert.ok(read.ok);
    const [own, ...others] = read.value;
    assert.ok(own !== undefined && isOfKey(own, privateKey));
    assert.equal(own.subject.commonName, SERIAL);
    assert.equal(others.length, 1);
    const rootCertificate = readCertificates(root.certificate);
    assert.ok(rootCertificate.ok);
    assert.equal(verifyChain(own, { others, trusted: rootCertificate.value, at: NOW }).kind, 'trusted');
    assert.deepEqual(complaints(), []);
  });

  const small = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  const wrong: readonly (readonly [what: string, csr: string, why: RegExp])[] = [
    ['that is none', 'x', /expected PEM/],
    [
      'for another serial number',
      makeSigningRequest(privateKey, { ...name, commonName: 'ZPR000002' }),
      /CN of the request is "ZPR000002"/,
    ],
    ['for another operator', makeSigningRequest(privateKey, { ...name, organization: 'Other' }), /change its CpoName/],
    ['without an operator', makeSigningRequest(privateKey, { commonName: SERIAL }), /O of the request is absent/],
    ['with a weak key', makeSigningRequest(small, name), /1024 bits/],
  ];
  for (const [what, csr, why] of wrong) {
    test(`${what} is Rejected, and complained about`, async () => {
      const { charger, delivered, introduce, clock, central, complaints } = await createSigningWorld();
      await introduce();
      assert.deepEqual(await charger.ask('SignCertificate', { csr }), { status: 'Rejected' });
      await clock.settle();
      assert.deepEqual(complaints(), ['signing-request']);
      assert.match(central.complaints[0]?.message ?? '', why);
      assert.deepEqual(delivered, []);
    });
  }

  test('is Rejected while nobody knows the serial number', async () => {
    const { charger, central } = await createSigningWorld();
    assert.deepEqual(await charger.ask('SignCertificate', { csr: request }), { status: 'Rejected' });
    assert.match(central.complaints[0]?.message ?? '', /its serial number is not known here/);
  });

  test('is Rejected without a word where there is no authority', async () => {
    const { join, complaints } = createCentralWorld();
    assert.deepEqual(await (await join('CP1')).ask('SignCertificate', { csr: request }), { status: 'Rejected' });
    assert.deepEqual(complaints(), []);
  });

  test('whose certificate the charger does not take is complained about', async () => {
    const { charger, introduce, clock, complaints } = await createSigningWorld({}, 'Rejected');
    await introduce();
    await charger.ask('SignCertificate', { csr: request });
    await clock.settle();
    assert.deepEqual(complaints(), ['refused-certificate']);
  });

  test('delivers after a usual answer that comes late, too', async () => {
    const { charger, delivered, introduce, clock, central } = await createSigningWorld();
    await introduce();
    central.intercept('SignCertificate', ({ usual }) => late(5000, usual()));
    const asked = charger.ask('SignCertificate', { csr: request });
    assert.deepEqual(delivered, []);
    await asked;
    await clock.settle();
    assert.equal(delivered.length, 1);
  });
});

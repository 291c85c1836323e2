/** Facts and hashes of certificates, against the real openssl. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readCertificate, readCertificates } from '../../src/certificates/certificate.ts';
import { hashData, hashNames, sameHashData } from '../../src/certificates/hash-data.ts';
import { makeKey } from '../../src/certificates/key-pair.ts';
import { weaknessOf } from '../../src/certificates/rules.ts';
import { DAY_MS, NOW, one, options, root, several } from './authorities.ts';
import { file, openssl, place } from './openssl.ts';

/** What `openssl ocsp` would ask about. */
function ofOpenssl(hash: string, certificate: string, issuer: string) {
  const text = openssl(
    'ocsp',
    `-${hash.toLowerCase()}`,
    '-issuer',
    file('issuer.pem', issuer),
    '-cert',
    file('certificate.pem', certificate),
    '-req_text',
  ).replace(/\\\n/g, '');
  const found = (name: string): string => new RegExp(`${name}: ([0-9A-F]+)`).exec(text)?.[1] ?? '';
  return {
    hashAlgorithm: hash,
    issuerNameHash: found('Issuer Name Hash').toLowerCase(),
    issuerKeyHash: found('Issuer Key Hash').toLowerCase(),
    serialNumber: found('Serial Number').replace(/^0+(?=.)/, ''),
  };
}

function assertSameHashes(certificate: string, issuer: string): void {
  for (const hash of hashNames) {
    assert.deepEqual(hashData(hash, one(certificate), one(issuer)), ofOpenssl(hash, certificate, issuer));
  }
}

/** A self-signed certificate that openssl made. */
function made(subject: string, key: readonly string[], ...more: string[]): string {
  openssl(
    'req',
    '-x509',
    ...key,
    '-nodes',
    '-keyout',
    place('key.pem'),
    '-out',
    place('made.pem'),
    '-subj',
    subject,
    ...more,
  );
  return readFileSync(place('made.pem'), 'utf8');
}

/** One of a size that passes, made once: it takes long. */
const RSA = ['-key', file('rsa.pem', makeKey('RSA 2048'))];

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

describe('the hashes that identify a certificate are those of openssl', () => {
  for (const keyKind of ['EC P-256', 'RSA 2048'] as const) {
    it(`for ${keyKind}: a root, an intermediate and a certificate below it`, () => {
      const top = root('Root', { keyKind });
      const intermediate = top.intermediate({ commonName: 'Intermediate' }, { keyKind });
      const [leaf] = several(intermediate.client({ commonName: 'ZPR080000', organization: 'Operator' }).chain);
      assertSameHashes(top.certificate, top.certificate);
      assertSameHashes(intermediate.certificate, top.certificate);
      assertSameHashes(leaf.pem, intermediate.certificate);
    });
  }

  for (const [kind, subject, more] of [
    ['PrintableString, UTF8String and IA5String', '/C=NO/O=Å Ø/CN=Root/emailAddress=a@example.org/DC=org', ['-utf8']],
    ['several attributes in one set', '/O=Operator/CN=Root+serialNumber=7', ['-multivalue-rdn']],
    ['BMPString', '/CN=Rööt', ['-utf8', '-nameopt', 'utf8', '-config', 'BMP']],
    ['a serial number of 4095', '/CN=Root', ['-set_serial', '4095']],
    ['a serial number with the highest bit', '/CN=Root', ['-set_serial', '0xFF00000000000001']],
    ['the serial number 1', '/CN=Root', ['-set_serial', '1']],
  ] as const) {
    it(`for names and numbers as others write them: ${kind}`, () => {
      const configuration = file('bmp.cnf', '[req]\nstring_mask=MASK:0x800\ndistinguished_name=dn\n[dn]\n');
      const parameters = more.map((each) => (each === 'BMP' ? configuration : each));
      const pem = made(subject, EC, ...parameters);
      assertSameHashes(pem, pem);
    });
  }

  it('and compare as numbers do', () => {
    const certificate = one(root().certificate);
    const data = hashData('SHA256', certificate, certificate);
    const loud = {
      ...data,
      issuerNameHash: data.issuerNameHash.toUpperCase(),
      serialNumber: `00${data.serialNumber.toLowerCase()}`,
    };
    assert.ok(sameHashData(data, loud));
    assert.ok(!sameHashData(data, { ...data, serialNumber: `${data.serialNumber}0` }));
    assert.ok(!sameHashData(data, hashData('SHA384', certificate, certificate)));
    assert.equal(one(made('/CN=Root', EC, '-set_serial', '4095')).serialNumber, 'FFF');
  });
});

describe('the facts of a certificate', () => {
  it('are those that it was made with', () => {
    const top = root();
    const below = top.intermediate({ commonName: 'Below' }, { pathLength: 0, notAfter: NOW + DAY_MS });
    const [leaf] = several(below.client({ commonName: 'ZPR080000', organization: 'Operator' }).chain);
    assert.equal(leaf.subject.commonName, 'ZPR080000');
    assert.equal(leaf.subject.organization, 'Operator');
    assert.equal(leaf.subject.text, 'O=Operator, CN=ZPR080000');
    assert.equal(leaf.issuer.text, 'CN=Below');
    assert.equal(leaf.notBefore, NOW - 3_600_000);
    assert.deepEqual([leaf.authority, leaf.selfSigned, leaf.signatureHash], [undefined, false, 'SHA256']);
    assert.deepEqual(leaf.key, { type: 'ec', bits: 256 });
    const intermediate = one(below.certificate);
    assert.deepEqual([intermediate.authority, intermediate.notAfter], [{ pathLength: 0 }, NOW + DAY_MS]);
    const authority = one(top.certificate);
    assert.deepEqual([authority.authority, authority.selfSigned], [{ pathLength: undefined }, true]);
    const print = openssl('x509', '-in', file('root.pem', top.certificate), '-noout', '-fingerprint', '-sha256');
    assert.equal(print.trim().split('=')[1], authority.fingerprint);
  });

  it('are read from chains, and one is one', () => {
    const chain = root().intermediate({ commonName: 'Below' }).server('central.example').chain;
    const read = readCertificates(chain);
    assert.deepEqual(read.ok && read.value.map(({ subject }) => subject.commonName), ['central.example', 'Below']);
    assert.deepEqual(readCertificate(chain), { ok: false, why: 'expected one certificate, got 2' });
  });

  it('are not had of what is no certificate, and the sentence says so', () => {
    const pem = root().certificate;
    const broken = pem.replace(/\n(.)/, (_, first) => `\n${first === 'A' ? 'B' : 'A'}`);
    const read = readCertificates(broken);
    assert.ok(!read.ok && read.why.startsWith('this is no X.509 certificate ('), JSON.stringify(read));
    const cut = readCertificates(pem.replace(/\n[^-]{64}\n/, '\n'));
    assert.ok(!cut.ok && cut.why.startsWith('this is no X.509 certificate ('), JSON.stringify(cut));
  });
});

describe('the rules for certificates', () => {
  for (const [what, key, more, expected] of [
    ['RSA 2048', RSA, [], undefined],
    ['RSA 1024', ['-newkey', 'rsa:1024'], [], 'its key has 1024 bits; 2048 are the least for rsa'],
    ['P-224', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp224r1'], [], undefined],
    [
      'P-192',
      ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime192v1'],
      [],
      'its key has 192 bits; 224 are the least for ec',
    ],
    ['P-521', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp521r1'], ['-sha512'], undefined],
    ['Ed25519', ['-newkey', 'ed25519'], [], undefined],
    ['SHA-1', EC, ['-sha1'], 'it is signed over SHA1; SHA256 is the least'],
    ['RSA-PSS over SHA-256', RSA, ['-sigopt', 'rsa_padding_mode:pss', '-sha256'], undefined],
    ['RSA-PSS over SHA-384', RSA, ['-sigopt', 'rsa_padding_mode:pss', '-sha384'], undefined],
    [
      'RSA-PSS over SHA-1',
      RSA,
      ['-sigopt', 'rsa_padding_mode:pss', '-sha1'],
      'it is signed over SHA1; SHA256 is the least',
    ],
    ['SHA3', RSA, ['-sha3-256'], 'it is signed over a hash that is not known; SHA256 is the least'],
    ['the serial number 0', EC, ['-set_serial', '0'], 'it has no serial number'],
  ] as const) {
    it(`${expected === undefined ? 'let pass' : 'refuse'} ${what}`, () => {
      assert.equal(weaknessOf(one(made('/CN=Root', key, ...more))), expected);
    });
  }

  it('refuse what is over before it begins', () => {
    const pem = root('Root', { notBefore: NOW, notAfter: NOW - DAY_MS }).certificate;
    assert.equal(weaknessOf(one(pem)), 'it is over before it begins');
    assert.equal(options.now(), NOW);
  });
});

/** Keys that are made here, and the requests for their certificates, as openssl sees them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOfKey, makeKey } from '../../src/certificates/key-pair.ts';
import { makeSigningRequest, readSigningRequest } from '../../src/certificates/signing-request.ts';
import { root, several } from './authorities.ts';
import { file, openssl } from './openssl.ts';

const name = { commonName: 'ZPR080000', organization: 'Øst & Vest, "Lading" AS' };

describe('a signing request', () => {
  for (const kind of ['EC P-256', 'RSA 2048'] as const) {
    it(`for ${kind} is one for openssl, with O, CN and the key`, () => {
      const key = makeKey(kind);
      const request = makeSigningRequest(key, name);
      assert.ok(request.length <= 5500);
      const text = openssl(
        'req',
        '-in',
        file('request.pem', request),
        '-verify',
        '-noout',
        '-text',
        '-nameopt',
        'utf8,sep_comma_plus',
      );
      assert.match(text, /verify OK/);
      assert.match(text, kind === 'EC P-256' ? /ASN1 OID: prime256v1/ : /Public-Key: \(2048 bit\)/);
      assert.match(text, /CN=ZPR080000/);
      assert.match(text, /O=Øst & Vest/);
      const publicKey = openssl('req', '-in', file('request.pem', request), '-noout', '-pubkey');
      assert.equal(publicKey, openssl('pkey', '-in', file('key.pem', key), '-pubout'));
      openssl('pkey', '-in', file('key.pem', key), '-check', '-noout');
    });

    it(`for ${kind} becomes a certificate of that key, with that name`, () => {
      const key = makeKey(kind);
      const authority = root('Root', { keyKind: kind }).intermediate({ commonName: 'Below' }, { keyKind: kind });
      const signed = authority.sign(makeSigningRequest(key, name));
      assert.ok(signed.ok);
      const [certificate, issuer] = several(signed.value);
      assert.equal(certificate.subject.organization, name.organization);
      assert.equal(certificate.subject.commonName, name.commonName);
      assert.equal(issuer?.subject.commonName, 'Below');
      assert.ok(isOfKey(certificate, key));
      assert.ok(!isOfKey(certificate, makeKey()));
      assert.ok(!isOfKey(certificate, 'no key'));
    });
  }

  it('that is not signed with its own key, or is none, is refused with a sentence', () => {
    const request = makeSigningRequest(makeKey(), name);
    const der = Buffer.from(request.split('-----')[2] ?? '', 'base64');
    const broken = (at: number): string => {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ 1;
      return `-----BEGIN CERTIFICATE REQUEST-----\n${changed.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
    };
    // In the name, and in the signature.
    for (const at of [der.indexOf('ZPR080000'), der.length - 1])
      assert.deepEqual(readSigningRequest(broken(at)), {
        ok: false,
        why: 'the request is not signed with its own key',
      });
    const none = readSigningRequest(broken(0));
    assert.ok(!none.ok && none.why.startsWith('this is no signing request ('), JSON.stringify(none));
    assert.deepEqual(readSigningRequest(request + request), { ok: false, why: 'expected one request, got 2' });
    assert.deepEqual(root().sign('hello'), { ok: false, why: 'expected PEM with a CERTIFICATE REQUEST, got no PEM' });
  });

  it('of each key is another', () => {
    assert.notEqual(makeKey(), makeKey());
  });
});

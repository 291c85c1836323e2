/** Which certificates are trusted: as this code sees it, and as openssl does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Authority, createAuthority, openAuthority, selfSigned } from '../../src/certificates/authority.ts';
import { type Trust, verifyChain } from '../../src/certificates/chain.ts';
import { DAY_MS, NOW, one, options, root, several } from './authorities.ts';
import { file, tryOpenssl } from './openssl.ts';

const top = root();
const below = top.intermediate({ commonName: 'Below' });
const client = { commonName: 'ZPR080000', organization: 'Operator' };

interface Question {
  readonly chain: string;
  readonly trusted?: readonly string[];
  readonly at?: number;
}

function ask({ chain, trusted = [top.certificate], at = NOW }: Question): Trust {
  const [leaf, ...others] = several(chain);
  return verifyChain(leaf, { others, trusted: trusted.map(one), at });
}

/** What openssl says of the same. */
function opensslTrusts({ chain, trusted = [top.certificate], at = NOW }: Question): boolean {
  const [leaf, ...others] = several(chain);
  return tryOpenssl(
    'verify',
    '-partial_chain',
    '-attime',
    String(at / 1000),
    '-CAfile',
    file('trusted.pem', trusted.join('')),
    ...(others.length === 0 ? [] : ['-untrusted', file('others.pem', others.map(({ pem }) => pem).join(''))]),
    file('leaf.pem', leaf.pem),
  ).ok;
}

const impostor = createAuthority(options, { commonName: 'Root', organization: 'Tests' });
const noAuthority = below.client({ commonName: 'Below', organization: 'Nobody' });
/** One that a mere client has signed, as if it were an authority. */
const fromClient = (): string => {
  const [certificate] = several(noAuthority.chain);
  const forger = createForger(certificate.pem, noAuthority.privateKey, noAuthority.chain);
  return forger.client(client).chain;
};
const createForger = (certificate: string, privateKey: string, chain: string): Authority =>
  openAuthority(options, { certificate, privateKey, chain });
const other = root('Other');
const narrow = top.intermediate({ commonName: 'Narrow' }, { pathLength: 0 });
const tooDeep = narrow.intermediate({ commonName: 'Too deep' });
const old = top.intermediate({ commonName: 'Old' }, { notBefore: NOW - 20 * DAY_MS, notAfter: NOW - DAY_MS });

const questions: Readonly<Record<string, Question & { readonly kind: Trust['kind']; readonly why?: string }>> = {
  'a certificate that the root has signed': { kind: 'trusted', chain: top.client(client).chain },
  'one of an intermediate that is sent along': { kind: 'trusted', chain: below.client(client).chain },
  'one of an intermediate that is trusted itself': {
    kind: 'trusted',
    chain: several(below.client(client).chain)[0].pem,
    trusted: [below.certificate],
  },
  'one of an intermediate that is kept back': {
    kind: 'unknown issuer',
    chain: several(below.client(client).chain)[0].pem,
    why: 'O=Operator, CN=ZPR080000: its issuer CN=Below is not known',
  },
  'one of a root that is not trusted': {
    kind: 'unknown issuer',
    chain: other.client(client).chain,
    why: 'O=Operator, CN=ZPR080000: its issuer O=Tests, CN=Other is not known',
  },
  'one of a root with the same name and another key': { kind: 'wrong signature', chain: impostor.client(client).chain },
  'one that has signed itself': {
    kind: 'unknown issuer',
    chain: selfSigned(options, client, 'client').chain,
    why: 'O=Operator, CN=ZPR080000: it has signed itself and is not trusted',
  },
  'one that has signed itself, with its root sent along': {
    kind: 'unknown issuer',
    chain: other.client(client).chain + other.certificate,
  },
  'one that is over': {
    kind: 'expired',
    chain: top.client(client, { notBefore: NOW - 9 * DAY_MS, notAfter: NOW - DAY_MS }).chain,
    why: 'O=Operator, CN=ZPR080000: it was valid until 2025-12-31T00:00:00.000Z',
  },
  'one that is for tomorrow': {
    kind: 'not valid yet',
    chain: top.client(client, { notBefore: NOW + DAY_MS }).chain,
    why: 'O=Operator, CN=ZPR080000: it is valid from 2026-01-02T00:00:00.000Z on',
  },
  'one of an intermediate that is over': {
    kind: 'expired',
    chain: old.client(client, { notBefore: NOW - DAY_MS }).chain,
    why: 'CN=Old: it was valid until 2025-12-31T00:00:00.000Z',
  },
  'one of a root that is over': {
    kind: 'expired',
    chain: top.client(client, { notAfter: NOW + 9000 * DAY_MS }).chain,
    at: NOW + 8000 * DAY_MS,
  },
  'one that a mere client has signed': { kind: 'issuer is no authority', chain: fromClient() },
  'one below more authorities than may be': {
    kind: 'path too long',
    chain: tooDeep.client(client).chain,
    why: 'CN=Narrow: 1 authorities stand below it; 0 may',
  },
  'a root itself': { kind: 'trusted', chain: top.certificate },
};

describe('a certificate is trusted when a way leads to a root', () => {
  for (const [what, question] of Object.entries(questions)) {
    it(`${what}: ${question.kind}`, () => {
      const trust = ask(question);
      assert.equal(trust.kind, question.kind, JSON.stringify(trust.kind === 'trusted' ? '' : trust.why));
      if (question.why !== undefined) assert.equal(trust.kind !== 'trusted' && trust.why, question.why);
      assert.equal(opensslTrusts(question), question.kind === 'trusted', 'openssl sees it likewise');
    });
  }

  it('and the way is told, from the certificate to the root', () => {
    const trust = ask({ chain: below.client(client).chain });
    assert.ok(trust.kind === 'trusted');
    assert.deepEqual(
      trust.path.map(({ subject }) => subject.commonName),
      ['ZPR080000', 'Below', 'Root'],
    );
  });

  it('whatever else is sent along, in any order', () => {
    const deep = below.intermediate({ commonName: 'Deep' });
    const [leaf, ...way] = several(deep.client(client).chain);
    const noise = [old, narrow, impostor, root('Other')].map(({ certificate }) => one(certificate));
    fc.assert(
      fc.property(fc.shuffledSubarray([...way, ...noise]), (others) => {
        const trust = verifyChain(leaf, { others, trusted: [one(top.certificate)], at: NOW });
        assert.equal(
          trust.kind === 'trusted',
          way.every((each) => others.includes(each)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('and one changed bit is one too many', () => {
    const [leaf] = several(below.client(client).chain);
    const der = Buffer.from(leaf.pem.split('-----')[2] ?? '', 'base64');
    // The last byte is of the signature.
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const forged = one(`-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`);
    const trust = verifyChain(forged, { others: [one(below.certificate)], trusted: [one(top.certificate)], at: NOW });
    assert.equal(trust.kind, 'wrong signature');
  });

  it('and many of the same name cost no more than their square', () => {
    const crowd = Array.from({ length: 12 }, () => one(root('Below').certificate));
    const [leaf] = several(root('Below').client(client).chain);
    const trust = verifyChain(leaf, { others: crowd, trusted: [one(top.certificate)], at: NOW });
    assert.notEqual(trust.kind, 'trusted');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createAuthority } from '../../src/certificates/authority.ts';
import { inspectAtOnce } from '../../src/firmware/inspection.ts';
import { packFirmware, readHeader } from '../../src/firmware/package.ts';
import { checkSignature, signPackage, trustedSigner } from '../../src/firmware/signature.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';

const NOW = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 86_400_000;
const authority = { random: createSeededRandom(3), now: () => NOW };
const root = createAuthority(authority, { commonName: 'Root' });
const below = root.intermediate({ commonName: 'Below' });
const content = packFirmware({ model: 'reference', version: '1.2.3', payload: new Uint8Array([1, 2, 3]) });

/** Is it right? */
function holds(file: Uint8Array, signature: string, signingCertificate: string): boolean {
  const check = checkSignature({ signature, signingCertificate });
  check.add(file.subarray(0, 5));
  check.add(file.subarray(5));
  return check.isRight();
}

describe('a firmware package', () => {
  it('is read as it was made, whatever is in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.stringMatching(/^[!-~]{1,50}$/), (payload, version) => {
        const read = inspectAtOnce(packFirmware({ model: 'reference', version, payload }), 'reference');
        assert.ok(read.ok, JSON.stringify(read));
        assert.deepEqual([read.value.version, read.value.length], [version, payload.length]);
      }),
      { numRuns: 200 },
    );
  });

  it('of which one byte differs is refused, unless only its header says something else that is possible', () => {
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = content.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        const read = inspectAtOnce(changed, 'reference');
        // The version is what the header says: the signature is there for that.
        assert.ok(
          !read.ok || read.value.version !== '1.2.3' || JSON.stringify(read.value) === JSON.stringify(header()),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is not made with a version that a charger could not tell', () => {
    for (const version of ['', 'a b', 'x'.repeat(51), 'é']) {
      assert.throws(() => packFirmware({ model: 'reference', version, payload: new Uint8Array() }), TypeError);
    }
  });

  it('tells what is wrong with something else', () => {
    for (const [text, why] of [
      ['nothing', /does not begin with a line/],
      ['nothing\n', /not JSON/],
      ['{}\n', /expected the format/],
      ['null\n', /expected the format/],
      ['{"firmware":1,"model":"x","version":"1","length":-1}\n', /no length/],
    ] as const) {
      const read = readHeader(Buffer.from(text));
      assert.ok(!read.ok);
      assert.match(read.why, why);
    }
  });
});

describe('the signature of a package', () => {
  for (const keyKind of ['EC P-256', 'RSA 2048'] as const) {
    it(`with a key of the kind ${keyKind} is right for this file and this key alone`, () => {
      const signer = root.client({ commonName: 'Signer' }, { keyKind });
      const other = root.client({ commonName: 'Other' }, { keyKind });
      const signature = signPackage(content, signer.privateKey);
      assert.ok(signature.length <= 800);
      assert.equal(holds(content, signature, signer.chain), true);
      assert.equal(holds(content.subarray(1), signature, signer.chain), false);
      assert.equal(holds(content, signature, other.chain), false);
      for (const wrong of ['', '????', signature.slice(4)]) assert.equal(holds(content, wrong, signer.chain), false);
      assert.equal(holds(content, signature, 'no certificate'), false);
    });
  }

  it('counts when there is a way from its certificate to a root, at that time', () => {
    const signer = below.client({ commonName: 'Signer' });
    const judge = (roots: readonly string[], at = NOW, chain = signer.chain) => trustedSigner(chain, { roots, at });
    assert.equal(judge([root.certificate]).ok, true);
    assert.equal(judge([createAuthority(authority, { commonName: 'Root' }).certificate, root.certificate]).ok, true);
    const [alone = ''] = signer.chain.split(/(?<=-----END CERTIFICATE-----\n)/);
    for (const refused of [
      judge([]),
      judge([createAuthority(authority, { commonName: 'Root' }).certificate]),
      judge([root.certificate], NOW + 3 * YEAR_MS),
      judge([root.certificate], NOW, alone),
      judge(['no certificate']),
    ]) {
      assert.equal(refused.ok, false);
    }
  });
});

function header() {
  const read = readHeader(content);
  assert.ok(read.ok);
  return read.value.header;
}

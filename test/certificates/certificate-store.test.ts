/** The certificate store on its own: its index, its seeds, its files on a real disk. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CertificateStoreError, type OwnChain } from '../../src/certificates/certificate-index.ts';
import { openCertificateStore } from '../../src/certificates/certificate-store.ts';
import { makeKey } from '../../src/certificates/key-pair.ts';
import { type Seeds, seedCertificates } from '../../src/certificates/seed.ts';
import { needlessAt, presentedAt } from '../../src/features/certificates/own-chains.ts';
import { createDiskFiles } from '../../src/files/disk.ts';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { type Log, silentLog } from '../../src/log/log.ts';
import { one, root, several } from './authorities.ts';

const log = silentLog;
const top = root();
const own = top.intermediate({ commonName: 'Below' }).client({ commonName: 'ZPR080000', organization: 'Operator' });

describe('the certificate store', () => {
  it('lies on a real disk for this user alone, and is the same when it is opened again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pilotwire-certificates-'));
    try {
      const store = openCertificateStore({ files: createDiskFiles(folder), log });
      store.addRoot('central system', one(top.certificate), one(top.certificate));
      store.addChain(several(own.chain), own.privateKey, several(own.chain)[1]);
      store.setPending(makeKey());
      const paths = readdirSync(folder, { recursive: true, withFileTypes: true });
      const modes = paths
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => (statSync(join(parentPath, name)).mode & 0o777).toString(8));
      assert.deepEqual(modes, ['600', '600', '600', '600']);
      const again = openCertificateStore({ files: createDiskFiles(folder), log });
      assert.deepEqual(again.roots(), store.roots());
      assert.deepEqual(again.chains(), store.chains());
      assert.equal(again.pendingKey(), store.pendingKey());
      const [chain] = again.chains();
      assert.deepEqual(chain && again.identity(chain), own);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('writes nothing as long as there is nothing to write', () => {
    const disk = createFilesDisk();
    openCertificateStore({ files: createMemoryFiles(disk), log });
    assert.equal(disk.files.size, 0);
  });

  it('refuses an index that it has not written, and says what to do', () => {
    for (const text of ['', '{', '{"version":2}', '[]']) {
      const files = createMemoryFiles();
      files.write('certificates/index.json', text);
      assert.throws(
        () => openCertificateStore({ files, log }),
        (error) => error instanceof CertificateStoreError && /restore it, or remove the folder/.test(error.message),
      );
    }
  });

  it('removes what no index names, such as the key of a change that the power cut short', () => {
    const disk = createFilesDisk();
    const files = createMemoryFiles(disk);
    files.write('certificates/pending/left-over.pem', makeKey());
    openCertificateStore({ files, log });
    assert.equal(disk.files.size, 0);
  });

  it('does without a file that somebody has taken away', () => {
    const files = createMemoryFiles();
    const store = openCertificateStore({ files, log });
    store.addRoot('central system', one(top.certificate), one(top.certificate));
    store.addChain(several(own.chain), own.privateKey, undefined);
    const [[present], [chain]] = [store.roots(), store.chains()];
    assert.ok(present !== undefined && chain !== undefined);
    files.remove(present.file);
    files.remove(chain.file);
    assert.equal(store.pem(present), undefined);
    assert.equal(store.identity(chain), undefined);
  });
});

describe('the certificates of the start-up file', () => {
  const seeds: Seeds = {
    centralSystemRoots: `${top.certificate}${root('Second').certificate}`,
    manufacturerRoots: root('Maker').certificate,
    own,
  };

  it('are copied at the first start, and never again', () => {
    const files = createMemoryFiles();
    const store = openCertificateStore({ files, log });
    assert.equal(seedCertificates(store, seeds, log), true);
    assert.deepEqual(
      store.roots().map(({ use, subject }) => `${use}: ${subject}`),
      ['central system: O=Tests, CN=Root', 'central system: O=Tests, CN=Second', 'manufacturer: O=Tests, CN=Maker'],
    );
    assert.equal(store.chains().length, 1);
    store.removeRoots(store.roots());
    const again = openCertificateStore({ files, log });
    assert.equal(seedCertificates(again, seeds, log), false);
    assert.deepEqual(again.roots(), []);
  });

  it('that are none are skipped, each by itself, with a line that says why', () => {
    const lines: string[] = [];
    const loud: Log = { ...silentLog, warn: (line) => void lines.push(line) };
    const store = openCertificateStore({ files: createMemoryFiles(), log });
    const below = top.intermediate({ commonName: 'Below' }).certificate;
    const odd = { centralSystemRoots: below, manufacturerRoots: 'hello', own: { ...own, privateKey: makeKey() } };
    assert.equal(seedCertificates(store, odd, loud), false);
    assert.deepEqual([...store.roots(), ...store.chains()], []);
    assert.equal(store.seeded(), false, 'the next start may find what this one did not');
    assert.deepEqual(lines, [
      'start-up file: CN=Below is skipped: its issuer is not there',
      'start-up file: the root of the manufacturer is skipped: expected PEM with a CERTIFICATE, got no PEM',
      'start-up file: the certificate of the charge point is skipped: the private key is not its own',
    ]);
  });

  it('are found in whatever order and form: an RSA key of the old kind, the root along with the rest', () => {
    const { privateKey, chain } = top.client({ commonName: 'ZPR080000' }, { keyKind: 'RSA 2048' });
    const old = createPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
    const store = openCertificateStore({ files: createMemoryFiles(), log });
    const mixed = { chain: top.certificate + chain, privateKey: `${chain}\n${old}` };
    assert.equal(seedCertificates(store, { own: mixed }, log), true);
    const [kept] = store.chains();
    assert.deepEqual(kept && store.identity(kept), { chain, privateKey });
  });

  it('are copied together or not at all', () => {
    const disk = createFilesDisk(3000);
    const files = createMemoryFiles(disk);
    const store = openCertificateStore({ files, log });
    assert.throws(() => seedCertificates(store, seeds, log), { name: 'FilesError' });
    assert.equal(disk.files.size, 0);
    assert.equal(store.seeded(), false);
    disk.capacity = Number.POSITIVE_INFINITY;
    assert.equal(seedCertificates(store, seeds, log), true);
    assert.equal(store.roots().length, 3);
  });
});

describe('the certificate that is presented', () => {
  const chain = fc.record({
    notBefore: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 0, max: 20 }),
    workedAt: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    refused: fc.boolean(),
  });
  const chains = fc.array(chain, { maxLength: 7 }).map((all) =>
    all.map(
      ({ notBefore, length, workedAt, refused }, index): OwnChain => ({
        file: `${index}`,
        fingerprint: `${index}`,
        subject: '',
        hashes: [],
        notBefore,
        notAfter: notBefore + length,
        ...(workedAt === undefined ? {} : { workedAt }),
        ...(refused ? { refused } : {}),
      }),
    ),
  );

  it('is a valid one, none of the valid ones is better, and it is never needless', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 40 }), (all, at) => {
        const valid = all.filter(({ notBefore, notAfter }) => notBefore <= at && at <= notAfter);
        const best = presentedAt(all, at);
        assert.equal(best === undefined, valid.length === 0);
        if (best === undefined) return;
        assert.ok(valid.includes(best));
        for (const other of valid) {
          const better = best.refused === true ? other.refused !== true : false;
          const newer = other.refused === best.refused && other.notBefore > best.notBefore;
          assert.ok(!better && !newer);
        }
        const needless = needlessAt(all, at);
        assert.ok(!needless.includes(best));
        assert.equal(
          presentedAt(
            all.filter((each) => !needless.includes(each)),
            at,
          ),
          best,
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** The certificate files of a start-up file, on a real disk: copied once, and never written to. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openCertificateStore } from '../../src/certificates/certificate-store.ts';
import { copyCertificates } from '../../src/cli/certificate-files.ts';
import { createFilesDisk, createMemoryFiles } from '../../src/files/memory.ts';
import { type Log, silentLog } from '../../src/log/log.ts';
import { readStartUpFile, type StartUpFile } from '../../src/start-up-file.ts';
import { root } from '../certificates/authorities.ts';

const top = root();
const own = top.intermediate({ commonName: 'Below' }).client({ commonName: 'ZPR080000' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pilotwire-seeds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function copy(certificates: StartUpFile['certificates'] & object, files = createMemoryFiles()) {
  const lines: string[] = [];
  const log: Log = { ...silentLog, warn: (line) => void lines.push(line) };
  const file = readStartUpFile({
    identity: { chargePointId: 'CP001' },
    csms: { url: 'ws://127.0.0.1/ocpp' },
    certificates,
  });
  assert.ok(file.ok, JSON.stringify(file));
  copyCertificates(files, file.startUp, log);
  const store = openCertificateStore({ files, log: silentLog });
  return { files, lines, ignored: file.startUp.ignored, roots: store.roots(), chains: store.chains() };
}

describe('the certificate files of the start-up file', () => {
  it('are copied at the first start; later ones neither read nor write them', () => {
    const csmsRootFile = put('root.pem', top.certificate);
    put('client.crt', own.chain);
    put('client.key', own.privateKey);
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const { files, lines, roots, chains } = copy({
      csmsRootFile,
      manufacturerRootFile: csmsRootFile,
      clientDir: folder,
    });
    assert.deepEqual(lines, []);
    assert.deepEqual(
      roots.map(({ use }) => use),
      ['central system', 'manufacturer'],
    );
    assert.equal(chains.length, 1);
    assert.deepEqual(
      readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8')),
      before,
    );
    put('root.pem', root('Other').certificate);
    assert.deepEqual(copy({ csmsRootFile }, files).roots, roots);
  });

  it('that are not there, or half there, are skipped with a line, and the next start looks again', () => {
    const missing = join(folder, 'missing.pem');
    put('client.crt', own.chain);
    const { files, lines, roots, chains } = copy({ csmsRootFile: missing, clientDir: folder });
    assert.deepEqual([...roots, ...chains], []);
    assert.match(lines[0] ?? '', /missing\.pem is skipped: ENOENT/);
    assert.match(lines[1] ?? '', /is skipped: expected a certificate \(.pem or .crt\) and its private key \(.key\)$/);
    put('missing.pem', top.certificate);
    assert.equal(copy({ csmsRootFile: missing }, files).roots.length, 1);
  });

  it('of ISO 15118 are passed over, and that is said', () => {
    const { ignored, lines } = copy({ v2gRootFile: 'v2g.pem', moRootFile: 'mo.pem' });
    assert.deepEqual(ignored, ['certificates.v2gRootFile', 'certificates.moRootFile']);
    assert.deepEqual(lines, []);
  });

  it('cost nothing when there are none', () => {
    const disk = createFilesDisk();
    copy({}, createMemoryFiles(disk));
    assert.equal(disk.files.size, 0);
  });
});

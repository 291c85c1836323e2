import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readCertificateFiles } from '../../src/cli/read-certificates.ts';
import { silentLog } from '../../src/log/log.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';

describe('the certificate files of the start-up file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pilotwire-'));
  after(() => rmSync(folder, { recursive: true }));
  const clientDir = join(folder, 'client');
  mkdirSync(clientDir);
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it('are read, and nothing is done with them', () => {
    write('client/cp.crt', 'the chain');
    write('client/cp.key', 'the key');
    const csmsRootFile = write('root.pem', 'the root');
    const manufacturerRootFile = write('maker.pem', 'the maker');
    assert.deepEqual(readCertificateFiles({ csmsRootFile, manufacturerRootFile, clientDir }, silentLog), {
      centralSystemRoots: 'the root',
      manufacturerRoots: 'the maker',
      own: { chain: 'the chain', privateKey: 'the key' },
    });
    assert.equal(readCertificateFiles({}, silentLog), undefined);
  });

  it('are skipped with a line in the log when they are not there', () => {
    const lines: string[] = [];
    const log = { ...silentLog, warn: (line: string) => void lines.push(line) };
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    assert.deepEqual(readCertificateFiles({ csmsRootFile: join(folder, 'none.pem'), clientDir: empty }, log), {});
    assert.deepEqual(readCertificateFiles({ clientDir: join(folder, 'nowhere') }, log), {});
    assert.match(lines.join('\n'), /csmsRootFile is skipped: ENOENT.*none\.pem[\s\S]*empty has no file[\s\S]*nowhere/);
  });

  it('have their names in what the start-up file says, beside what nothing acts on', () => {
    const read = readStartUpFile({
      identity: { chargePointId: 'CP1' },
      csms: { url: 'wss://central', verifyHostname: false },
      certificates: { csmsRootFile: 'a.pem', v2gRootFile: 'b.pem' },
    });
    assert.ok(read.ok);
    assert.equal(read.startUp.certificateFiles.csmsRootFile, 'a.pem');
    assert.deepEqual(read.startUp.configuration, { VerifyCsmsCommonName: 'false' });
    assert.deepEqual(read.startUp.ignored, ['certificates.v2gRootFile']);
  });
});

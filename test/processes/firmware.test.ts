/** Firmware by the command line, a real HTTP server and real processes, one of which is killed while it writes a slot. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAuthority } from '../../src/certificates/authority.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import type { PackageSignature } from '../../src/firmware/signature.ts';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { startHttpFileServer } from '../support/http-file-server.ts';
import { createPlace, main } from './place.ts';

const clock = createSystemClock();
const manufacturer = createAuthority({ random: createSystemRandom(), now: () => clock.now() }, { commonName: 'Maker' });
const signer = manufacturer.client({ commonName: 'Firmware', organization: 'Maker' });

describe('a charge point process', () => {
  it('that is killed while it installs goes on afterwards; what is staged it installs at its next start', async () => {
    const place = await createPlace({ more: ['--model', 'reference'] });
    const server = await startHttpFileServer();
    try {
      const path = (name: string): string => join(place.folder, name);
      const version = (): string | undefined => place.charger.requests('BootNotification').at(-1)?.firmwareVersion;
      writeFileSync(path('key.pem'), signer.privateKey);
      writeFileSync(path('signer.pem'), signer.chain);
      // Long enough that a kill finds it at work.
      writeFileSync(path('payload'), Buffer.alloc(4_000_000, 7));
      const pack = (name: string, of: string): void => {
        const keys = ['--key', path('key.pem'), '--certificate', path('signer.pem')];
        const what = ['--version', of, '--model', 'reference', '--payload', path('payload')];
        execFileSync(process.execPath, [main, 'firmware', 'pack', '--out', path(name), ...keys, ...what]);
      };
      pack('first', '2.0.0');
      server.files.set('/first', readFileSync(path('first')));
      const signed = JSON.parse(readFileSync(path('first.signature.json'), 'utf8')) as PackageSignature;

      const first = await place.start();
      await place.happens(() => place.charger.status(1) === 'Available');
      assert.equal(version(), '0.1.0');
      await place.charger.call('InstallCertificate', {
        certificateType: 'ManufacturerRootCertificate',
        certificate: manufacturer.certificate,
      });
      const told = (): readonly string[] =>
        place.charger.requests('SignedFirmwareStatusNotification').map(({ status }) => status);
      const answer = await place.charger.call('SignedUpdateFirmware', {
        requestId: 1,
        firmware: {
          location: `http://127.0.0.1:${server.port}/first`,
          retrieveDateTime: formatDateTime(clock.now()),
          ...signed,
        },
      });
      assert.deepEqual(answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
      await place.happens(() => told().includes('Installing'));
      first.process.kill('SIGKILL');
      await first.ended;
      assert.ok(!told().includes('InstallRebooting'), 'it was killed in time');

      const second = await place.start();
      await place.happens(() => told().includes('Installed'));
      assert.equal(version(), '2.0.0');

      pack('second', '2.0.1');
      execFileSync(process.execPath, [main, 'firmware', 'stage', path('second'), '--data-dir', place.folder]);
      second.process.kill('SIGTERM');
      assert.equal(await second.ended, 0);
      await place.start();
      await place.happens(() => version() === '2.0.1');
      assert.deepEqual(
        place.charger.complaints.map(({ message }) => message),
        [],
      );
    } finally {
      await place.close();
      await server.close();
    }
  });

  it('is not given what nobody has signed whom it trusts: the command says why, and ends with 2', async () => {
    const place = await createPlace();
    try {
      writeFileSync(join(place.folder, 'key.pem'), signer.privateKey);
      writeFileSync(join(place.folder, 'signer.pem'), signer.chain);
      const out = join(place.folder, 'package');
      const keys = ['--key', join(place.folder, 'key.pem'), '--certificate', join(place.folder, 'signer.pem')];
      execFileSync(process.execPath, [main, 'firmware', 'pack', '--out', out, '--version', '1.0.0', ...keys]);
      const stage = () =>
        execFileSync(process.execPath, [main, 'firmware', 'stage', out, '--data-dir', place.folder], { stdio: 'pipe' });
      assert.throws(stage, (error: { status: number; stderr: Buffer }) => {
        assert.equal(error.status, 2);
        assert.match(String(error.stderr), /no root certificate of the manufacturer is installed/);
        return true;
      });
    } finally {
      await place.close();
    }
  });
});

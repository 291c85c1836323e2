/** `pilotwire pki`, `pilotwire central` and `pilotwire run`, each a process of its own, from security profile 0 to 3. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { main } from './place.ts';

describe('the commands', () => {
  it('walk a charger from profile 0 to 3, take its log, and restart it with its certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pilotwire-walk-'));
    const children: ChildProcess[] = [];
    /** Everything that the Central System has printed. */
    const said: string[] = [];
    let look = (): void => undefined;

    function start(...options: readonly string[]): ChildProcess {
      const child = spawn(process.execPath, [main, ...options], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
      children.push(child);
      return child;
    }

    function listen({ stdout, stderr }: ChildProcess): void {
      for (const input of [stdout, stderr]) {
        assert.ok(input !== null);
        createInterface({ input }).on('line', (line) => {
          said.push(line);
          look();
        });
      }
    }

    /** The first line like this, from the `from`th on; the test runner's own time limit is the bound. */
    function hears(what: RegExp, from = 0): Promise<string> {
      return new Promise((resolve) => {
        look = () => {
          const line = said.slice(from).find((each) => what.test(each));
          if (line !== undefined) resolve(line);
        };
        look();
      });
    }

    try {
      execFileSync(process.execPath, [main, 'pki', 'init'], { cwd: folder });
      const central = start('central', '--tls-dir', 'pki', '--port', '0', '--files', 'files');
      listen(central);
      const [, url = '', httpUrl] = /chargers: (\S+) .* HTTP: (\S+)/.exec(await hears(/^chargers:/)) ?? [];
      const charger = () =>
        start('run', '--csms', url, '--id', 'ZPR123456', '--model', 'reference', '--port', '0', '--data-dir', 'data');
      const first = charger();
      await hears(/StatusNotification connectorId=1/);

      const type = async (line: string, answer: RegExp): Promise<void> => {
        const from = said.length;
        central.stdin?.write(`ZPR123456 ${line}\n`);
        await hears(answer, from);
      };
      const accepted = /^ZPR123456 \w+: \{"status":"Accepted"/;
      const raise = async (profile: number): Promise<void> => {
        await type(`ChangeConfiguration {key: SecurityProfile, value: "${profile}"}`, accepted);
        await hears(new RegExp(`is connected, security profile ${profile}`));
      };

      await type('ChangeConfiguration {key: AuthorizationKey, value: a password of 16 or more}', accepted);
      await raise(1);
      await type(
        'InstallCertificate {certificateType: CentralSystemRootCertificate, certificate: file:pki/root.pem}',
        accepted,
      );
      await raise(2);
      await type('ChangeConfiguration {key: CpoName, value: My CPO}', accepted);
      await type('ExtendedTriggerMessage {requestedMessage: SignChargePointCertificate}', accepted);
      await hears(/→ CertificateSigned ✓ status=Accepted/);
      await raise(3);
      await type(`GetLog {logType: SecurityLog, requestId: 1, log: {remoteLocation: "${httpUrl}/uploads/"}}`, accepted);
      await hears(/LogStatusNotification status=Uploaded/);
      assert.equal(readdirSync(join(folder, 'files/uploads')).length, 1);

      first.kill('SIGKILL');
      await once(first, 'exit');
      const from = said.length;
      charger();
      await hears(/is connected, security profile 3/, from);
      await type('GetConfiguration {key: [SecurityProfile]}', /"value":"3"/);
      const complaints = await (await fetch(`${httpUrl}/complaints`)).json();
      assert.deepEqual(complaints, []);
      assert.ok(!said.some((line) => line.includes('a password of 16')));
    } finally {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The scenarios that we ship: all in memory, one over a real WebSocket, by the real command. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { startCentralServer } from '../../src/central/server.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { readScenario } from '../../src/play/scenario.ts';
import { stepLines } from '../../src/play/text-report.ts';
import { playInMemory } from '../../src/play/theatre.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';

const root = join(import.meta.dirname, '../..');
const scenarios = join(root, 'scenarios');
const folder = mkdtempSync(join(tmpdir(), 'pilotwire-play-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function command(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'src/cli/main.ts'), 'play', ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('the scenarios that we ship', () => {
  const files = readdirSync(scenarios).sort();

  it('are ten at least', () => assert.ok(files.length >= 10));

  for (const file of files) {
    it(`${file} passes, and the Central System has nothing to complain about`, async () => {
      const read = readScenario(readFileSync(join(scenarios, file), 'utf8'));
      assert.ok(read.ok, JSON.stringify(read));
      const result = await playInMemory(read.scenario);
      assert.ok(result.passed, result.steps.flatMap(stepLines).join('\n'));
      assert.deepEqual(result.complaints, []);
    });
  }
});

describe('pilotwire play', () => {
  it('plays against a Central System over a real WebSocket, and writes its report', async () => {
    const clock = createSystemClock();
    const random = createSystemRandom();
    const idTags = createIdTags({ idTags: {}, unknown: 'Accepted' });
    const central = createCentralSystem({ clock, random, log: silentLog, idTags });
    const server = await startCentralServer({ central, log: silentLog, port: 0 });
    const report = join(folder, 'report.xml');
    const first = join(scenarios, 'first-charge.yaml');
    try {
      const args = ['--csms', server.url, '--id', 'CP 7', '--speed', '2000', '--report', report];
      const { code, stdout, stderr } = await command(first, ...args);
      assert.equal(code, 0, stdout + stderr);
      assert.match(stdout, /^First charge \(.*first-charge.yaml\)\n {2}✓ expect \{ action: BootNotification/);
      assert.match(stdout, /passed: 15 passed, 0 failed, 0 skipped/);
      assert.deepEqual(
        central.charger('CP 7').transactions.map(({ state }) => state.kind),
        ['stopped'],
      );
      assert.match(
        readFileSync(report, 'utf8'),
        /<testsuites name="pilotwire play" tests="15" failures="0" skipped="0">/,
      );
    } finally {
      await server.close();
    }
  });

  it('ends with 1 when a step fails, plays the others all the same, and reports on all', async () => {
    const failing = join(folder, 'failing.yaml');
    const passing = join(folder, 'passing.yaml');
    const report = join(folder, 'both.xml');
    writeFileSync(failing, 'name: fails\nsteps: [{ expect: { action: StopTransaction, within: 1 } }, offline]\n');
    writeFileSync(passing, 'name: passes\nsteps: [{ wait-until: { registration: Accepted } }]\n');
    const { code, stdout, stderr } = await command(failing, passing, '--report', report);
    assert.equal(code, 1);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /✗ expect .*\n +waited 1 s for StopTransaction.*\n[\s\S]*FAILED: 0 passed, 1 failed, 1 skipped[\s\S]*passed: 1 passed/,
    );
    assert.match(readFileSync(report, 'utf8'), /tests="3" failures="1" skipped="1"/);
  });

  it('ends with 2 for a file that is wrong, and plays none', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'name: wrong\nsteps: [{ swipe: { card: A } }]\n');
    const { code, stdout, stderr } = await command(join(scenarios, 'first-charge.yaml'), wrong);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(
      stderr,
      /wrong\.yaml cannot be played:\n {2}\/steps\/0\/swipe\/idTag: expected a value.*\n {2}\/steps\/0\/swipe\/card: /,
    );
    const missing = await command(join(folder, 'missing.yaml'));
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /missing\.yaml cannot be read/);
  });
});

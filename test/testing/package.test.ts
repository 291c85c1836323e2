/** The published package, as its users have it: built, installed beside the example, imported by its name. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const tsc = join(root, 'node_modules/typescript/bin/tsc');

describe('the package, built and installed', () => {
  let folder = '';
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pilotwire-package-'));
    const installed = join(folder, 'node_modules/pilotwire');
    const packageFile = join(root, 'package.json');
    await run(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')]);
    cpSync(packageFile, join(installed, 'package.json'));
    cpSync(join(root, 'examples'), join(folder, 'example'), { recursive: true });
    const { dependencies } = JSON.parse(await readFile(packageFile, 'utf8'));
    for (const name of [...Object.keys(dependencies), '@types/node', '@types/ws', 'undici-types']) {
      mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['example'] }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tests a Central System of a few lines and runs in a program of one’s own, as the examples show', async () => {
    // The runner that runs this would take another one for a part of itself.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', 'example/**/*.test.ts'], { cwd: folder, env });
    assert.match(stdout, /pass 4/);
    assert.match(stdout, /fail 0/);
  });

  it('is embedded as the documentation says', async () => {
    const page = await readFile(join(root, 'docs/embedding.md'), 'utf8');
    assert.ok(page.includes(await readFile(join(root, 'examples/embedding/charger.ts'), 'utf8')));
  });

  it('has types that the examples are checked against', async () => {
    await run(process.execPath, [tsc, '--noEmit', '-p', folder]);
    writeFileSync(
      join(folder, 'example/wrong.ts'),
      `import { startCharger } from 'pilotwire/testing';
       await using charger = await startCharger({ csms: 'ws://nowhere', model: 'unheard-of' });
       const { payload } = await charger.nextFrame('StartTransaction');
       payload.meterStart.toUpperCase();`,
    );
    await assert.rejects(run(process.execPath, [tsc, '--noEmit', '-p', folder]), ({ stdout }: { stdout: string }) => {
      assert.match(stdout, /wrong\.ts\(2,.*unheard-of/);
      assert.match(stdout, /wrong\.ts\(4,.*toUpperCase/);
      return true;
    });
  });
});

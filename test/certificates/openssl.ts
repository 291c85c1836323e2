/** The real openssl, in a folder of its own that is removed when the test file is done. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'pilotwire-openssl-'));
after(() => rmSync(folder, { recursive: true }));

/** Writes a file for openssl; returns its path. */
export function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The path of a file that openssl is to write. */
export const place = (name: string): string => join(folder, name);

/** Both outputs of a run, whether it went well or not. */
export function tryOpenssl(...parameters: string[]): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr, error } = spawnSync('openssl', parameters, { encoding: 'utf8' });
  assert.equal(error, undefined, 'openssl can be run');
  return { ok: status === 0, output: `${stdout}${stderr}` };
}

/** The outputs of a run that has to go well. */
export function openssl(...parameters: string[]): string {
  const { ok, output } = tryOpenssl(...parameters);
  assert.ok(ok, output);
  return output;
}

/** What is said of a start-up file that cannot be used: enough to mend it, and no password that stands in it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readStartUp } from '../../src/cli/read-start-up.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'pilotwire-test-'));
after(() => rmSync(folder, { recursive: true }));

async function complaint(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, content);
  let said = '';
  await assert.rejects(readStartUp({ config: file }), (error) => {
    assert.ok(error instanceof UsageError);
    said = error.message;
    return true;
  });
  assert.doesNotMatch(said, /hunter2|4711081547110815/);
  return said;
}

const complete = { identity: { chargePointId: 'cp1' }, csms: { url: 'ws://central/ocpp' } };

describe('a start-up file that cannot be used', () => {
  for (const [what, more, expected] of [
    [
      'a URL with a password and another scheme',
      { csms: { url: 'http://u:hunter2@host' } },
      '/csms/url: expected a ws',
    ],
    ['a URL that is none', { csms: { url: 'ws://u:hunter2/hunter2@host' } }, '/csms/url: expected an absolute URI'],
    ['a token that is too short', { api: { token: 'hunter2' } }, '/api/token: expected at least 16 characters'],
    [
      'a key that is no text',
      { configuration: { AuthorizationKey: 4711081547110815 } },
      '/configuration/AuthorizationKey: expected a string, got a value that is not shown',
    ],
    ['a password where none is known', { csms: { ...complete.csms, pw: 'hunter2' } }, '/csms/pw: expected no member'],
    ['a member that nobody knows', { hush: ['hunter2'], HUSH: 'hunter2' }, '/HUSH: expected no member'],
  ] as const) {
    it(`because of ${what} is told the place, and not what stands there`, async () => {
      const said = await complaint('file.json', JSON.stringify({ ...complete, ...more }));
      assert.ok(said.includes(expected), said);
    });
  }

  it('is still told a value that is no secret', async () => {
    const said = await complaint(
      'file.json',
      JSON.stringify({ ...complete, configuration: { HeartbeatInterval: 300 } }),
    );
    assert.ok(said.includes('/configuration/HeartbeatInterval: expected a string, got 300'), said);
  });

  it('because it cannot be parsed is not quoted', async () => {
    await complaint('broken.json', '{"configuration": {"AuthorizationKey": hunter2}}');
    await complaint('broken.json', '{"configuration": {"AuthorizationKey": "hunter2"');
    const said = await complaint('broken.yaml', 'configuration:\n  AuthorizationKey: "hunter2\n  a: b: c\n');
    assert.match(said, /line \d/);
  });
});

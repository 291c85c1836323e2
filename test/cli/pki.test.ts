/** `pilotwire pki`, and who reads the folder that it makes. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readCertificates } from '../../src/certificates/certificate.ts';
import { verifyChain } from '../../src/certificates/chain.ts';
import { isOfKey } from '../../src/certificates/key-pair.ts';
import { readCentralSecurity } from '../../src/cli/central-security.ts';
import { copyCertificates } from '../../src/cli/certificate-files.ts';
import { openPasswordFile } from '../../src/cli/password-file.ts';
import { authorityOptions, pkiClient, pkiInit } from '../../src/cli/pki.ts';
import { readCentralPki } from '../../src/cli/pki-folder.ts';
import { createMemoryFiles } from '../../src/files/memory.ts';
import type { Log } from '../../src/log/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'pilotwire-pki-'));
const dir = join(folder, 'pki');
after(() => rmSync(folder, { recursive: true, force: true }));

/** What it prints. */
function printed(work: () => void): string {
  const lines: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = (text) => lines.push(String(text)) > 0;
  try {
    work();
  } finally {
    process.stdout.write = write;
  }
  return lines.join('');
}

function certificatesIn(path: string) {
  const read = readCertificates(readFileSync(path, 'utf8'));
  assert.ok(read.ok);
  return read.value;
}

describe('pki', () => {
  let said = '';
  before(() => {
    said = printed(() => pkiInit({ dir, host: ['csms.example.com', '192.0.2.1'], organization: 'My CPO' }));
  });

  test('init makes two hierarchies that hold', () => {
    const at = authorityOptions().now();
    for (const [file, root] of [
      ['server.pem', 'root.pem'],
      ['server-rsa.pem', 'root.pem'],
      ['firmware-signing.pem', 'manufacturer-root.pem'],
    ] as const) {
      const [own, ...others] = certificatesIn(join(dir, file));
      assert.ok(own !== undefined);
      const trusted = certificatesIn(join(dir, root));
      assert.equal(verifyChain(own, { others, trusted, at }).kind, 'trusted', file);
      assert.ok(isOfKey(own, readFileSync(join(dir, file.replace('.pem', '.key')), 'utf8')), file);
    }
    const [server] = certificatesIn(join(dir, 'server.pem'));
    assert.equal(server?.subject.commonName, 'csms.example.com');
    const { x509 } = server?.source ?? {};
    assert.ok(x509?.checkHost('csms.example.com') !== undefined && x509.checkIP('192.0.2.1') !== undefined);
    assert.equal(certificatesIn(join(dir, 'server-rsa.pem'))[0]?.key.type, 'rsa');
  });

  test('keeps private keys for this user alone, and says what is where', () => {
    for (const name of readdirSync(dir)) {
      const mode = statSync(join(dir, name)).mode & 0o777;
      assert.equal(mode & (name.endsWith('.key') ? 0o077 : 0o022), 0, name);
    }
    for (const line of [/root\.pem +what chargers trust/, /pilotwire central --tls-dir/, /pilotwire pki client --dir/])
      assert.match(said, line);
    assert.doesNotMatch(said, /BEGIN/);
  });

  test('overwrites nothing, and makes nothing where one file is in the way', () => {
    const before = readFileSync(join(dir, 'root.pem'), 'utf8');
    assert.throws(
      () => pkiInit({ dir, organization: 'Another' }),
      /root\.pem is there already, and nothing was written/,
    );
    assert.equal(readFileSync(join(dir, 'root.pem'), 'utf8'), before);
    const other = mkdtempSync(join(folder, 'other-'));
    writeFileSync(join(other, 'server.key'), 'mine');
    assert.throws(() => pkiInit({ dir: other, organization: 'Another' }), /server\.key is there already/);
    assert.deepEqual(readdirSync(other), ['server.key']);
  });

  const mistakes: readonly (readonly [host: readonly string[], organization: string, message: RegExp])[] = [
    [['wss://central'], 'CPO', /--host expects a host name or an IP address, without scheme and port/],
    [['localhost:9000'], 'CPO', /--host expects/],
    [[''], 'CPO', /--host expects/],
    [[], 'CPO', /--host expects a name/],
    [['localhost'], '', /--organization expects/],
    [['localhost'], 'x'.repeat(65), /--organization expects/],
  ];
  for (const [host, organization, message] of mistakes) {
    test(`init says what is wrong with ${JSON.stringify(host)} and ${JSON.stringify(organization.slice(0, 9))}`, () => {
      const nowhere = join(folder, 'nowhere');
      assert.throws(() => pkiInit({ dir: nowhere, host, organization }), message);
      assert.throws(() => statSync(nowhere), /ENOENT/);
    });
  }

  test('client makes what the start-up file takes', () => {
    const text = printed(() => pkiClient({ dir, serial: 'ZPR123456' }));
    const clientDir = join(dir, 'chargers', 'ZPR123456');
    assert.ok(text.includes(`clientDir: ${clientDir}`));
    const files = createMemoryFiles();
    const lines: string[] = [];
    const note = (message: string) => void lines.push(message);
    const log: Log = { debug: note, info: () => undefined, warn: note, error: note };
    copyCertificates(files, { certificates: { csmsRootFile: join(dir, 'root.pem'), clientDir } }, log);
    assert.deepEqual(lines, []);
    assert.equal(files.list('certificates/charge-point').length, 1);
    assert.equal(files.list('certificates/central-system').length, 1);
    assert.throws(() => pkiClient({ dir, serial: 'ZPR123456' }), /is there already/);
  });

  test('client says what the Central System will refuse, and what cannot be', () => {
    assert.match(
      printed(() => pkiClient({ dir, serial: 'ZPR000002', organization: 'Other' })),
      /will refuse it: it wants O=My CPO \(WP A00\.FR\.404\)/,
    );
    for (const serial of ['', '../ZPR1', 'a b', 'x'.repeat(26)])
      assert.throws(() => pkiClient({ dir, serial }), /--serial expects/);
    assert.throws(
      () => pkiClient({ dir: join(folder, 'nowhere'), serial: 'X' }),
      /pilotwire pki init makes such a folder/,
    );
  });

  test('is read by the Central System, which refuses a key that is not of its certificate', () => {
    const { servers, organization, host } = readCentralPki(dir, authorityOptions());
    assert.deepEqual([servers.length, organization, host], [2, 'My CPO', 'csms.example.com']);
    const broken = join(folder, 'broken');
    printed(() => pkiInit({ dir: broken, organization: 'My CPO' }));
    writeFileSync(join(broken, 'server.key'), readFileSync(join(broken, 'root.key')));
    assert.throws(
      () => readCentralPki(broken, authorityOptions()),
      /server\.key is not the private key of .*server\.pem/,
    );
  });
});

describe('the security of the Central System', () => {
  const read = (options: Parameters<typeof readCentralSecurity>[0]) => readCentralSecurity(options, authorityOptions());
  const PASSWORD = 'a password of 16 or more';

  test('asks for profile 1 where there are passwords, and for what it is told to', async () => {
    assert.equal((await read({})).central.securityProfile, 0);
    assert.equal((await read({ password: PASSWORD })).central.securityProfile, 1);
    assert.equal((await read({ password: PASSWORD, securityProfile: 0 })).central.securityProfile, 0);
    const { central, tls, host } = await read({ tlsDir: dir, securityProfile: 3 });
    assert.deepEqual([central.securityProfile, tls?.identities.length, host], [3, 2, 'csms.example.com']);
  });

  test('that would let nobody in is refused', async () => {
    await assert.rejects(read({ securityProfile: 2, password: PASSWORD }), /needs --tls-dir/);
    await assert.rejects(read({ securityProfile: 3 }), /needs --tls-dir/);
    await assert.rejects(read({ securityProfile: 1 }), /needs --password or --passwords/);
    await assert.rejects(read({ tlsDir: dir, securityProfile: 2 }), /needs --password or --passwords/);
    await assert.rejects(read({ password: 'short' }), /^UsageError: --password: an AuthorizationKey is/);
    await assert.rejects(read({ tlsDir: folder }), /cannot be read/);
  });

  test('keeps new passwords in its file, for this user alone, with what else stands in it', () => {
    const path = join(folder, 'passwords.yaml');
    openPasswordFile(path).remember('CP001', '0'.repeat(32));
    assert.deepEqual(openPasswordFile(path).passwords, { CP001: '0'.repeat(32) });
    assert.equal(statSync(path).mode & 0o777, 0o600);
    writeFileSync(path, `# ours\nCP001: 12345678901234567890\n"RDAM 123": "${PASSWORD}"\n`);
    const file = openPasswordFile(path);
    assert.deepEqual(file.passwords, { CP001: '12345678901234567890', 'RDAM 123': PASSWORD });
    file.remember('CP002', 'yes, another password');
    file.remember('CP001', 'FF'.repeat(20));
    assert.equal(
      readFileSync(path, 'utf8'),
      `# ours\nCP001: ${'FF'.repeat(20)}\n"RDAM 123": "${PASSWORD}"\nCP002: yes, another password\n`,
    );
  });

  test('refuses a file of passwords that is wrong', () => {
    const path = join(folder, 'wrong.yaml');
    for (const [text, message] of [
      ['CP001: short', /the one of CP001 is none; an AuthorizationKey is/],
      ['CP001: {a: b}', /the one of CP001 is none/],
      ['- CP001', /expected lines like CP001: password/],
      ['CP001: "', /wrong\.yaml: /],
    ] as const) {
      writeFileSync(path, text);
      assert.throws(() => openPasswordFile(path), message);
    }
  });
});

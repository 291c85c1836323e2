/**
 * `pilotwire pki`: certificates to try security with, in a folder: for the Central System, for chargers, for firmware.
 *
 * Guarantee: nothing is overwritten; what is wrong with an option is said before anything is made. For trying things out: the root's
 * private key lies beside everything else, which no operator would have.
 */
import { join } from 'node:path';
import type { AuthorityOptions } from '../certificates/authority.ts';
import { isAddress } from '../certificates/issue.ts';
import { createPki } from '../certificates/pki.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { chargerFolder, pkiFiles, readIntermediate, writePairs, writePki } from './pki-folder.ts';
import { UsageError } from './usage-error.ts';

export interface PkiInitOptions {
  readonly dir: string;
  readonly host?: readonly string[];
  readonly organization: string;
}

export interface PkiClientOptions {
  readonly dir: string;
  readonly serial: string;
  readonly organization?: string;
}

/** Under which names this machine is reached by itself. */
const LOCAL_HOSTS = ['localhost', '127.0.0.1'] as const;

/** Most of what an X.509 name has room for, characters (RFC 5280, appendix A). */
const LONGEST_NAME = 64;

export function authorityOptions(): AuthorityOptions {
  const clock = createSystemClock();
  return { random: createSystemRandom(), now: () => clock.now() };
}

export function pkiInit({ dir, host = LOCAL_HOSTS, organization }: PkiInitOptions): void {
  const [first, ...others] = host;
  if (first === undefined) throw new UsageError('--host expects a name or an address');
  for (const each of host) checkHost(each);
  checkName('--organization', organization, LONGEST_NAME - ' Root'.length);
  writePki(dir, createPki(authorityOptions(), { hosts: [first, ...others], organization }));
  const at = (file: string): string => join(dir, file);
  print([
    `${dir} is ready: certificates for ${host.join(', ')}, operator "${organization}"`,
    '',
    ...aligned([
      [at(pkiFiles.root.certificate), 'what chargers trust: certificates.csmsRootFile, or InstallCertificate'],
      [at(pkiFiles.intermediate.certificate), 'below it: signs for Central System and chargers'],
      [at(pkiFiles.server.certificate), 'the Central System, ECDSA'],
      [at(pkiFiles.serverRsa.certificate), 'the Central System, RSA'],
      [
        at(pkiFiles.manufacturerRoot.certificate),
        'what chargers trust for firmware: certificates.manufacturerRootFile',
      ],
      [at(pkiFiles.firmwareSigning.certificate), 'below it: signs firmware'],
    ]),
    '',
    'Beside each .pem lies its private key (.key), for you alone. Next:',
    '',
    `  pilotwire central --tls-dir ${quoted(dir)}`,
    `  pilotwire pki client --dir ${quoted(dir)} --serial ZPR123456`,
  ]);
}

export function pkiClient({ dir, serial, organization }: PkiClientOptions): void {
  if (!/^\w[\w.-]{0,24}$/.test(serial))
    throw new UsageError(`--serial expects 1 to 25 letters, digits, dots and dashes, got ${JSON.stringify(serial)}`);
  const { authority, organization: operator } = readIntermediate(dir, authorityOptions());
  const name = organization ?? operator;
  if (name !== undefined) checkName('--organization', name, LONGEST_NAME);
  const folder = join(dir, chargerFolder(serial));
  const identity = authority.client({ commonName: serial, organization: name });
  writePairs(folder, [[{ certificate: 'chain.pem', key: 'private.key' }, identity]]);
  print([
    `${folder} is ready: chain.pem (CN=${serial}, O=${name ?? ''}) and private.key, for you alone`,
    ...(name === operator
      ? []
      : [`The Central System that uses ${dir} will refuse it: it wants O=${operator ?? ''} (WP A00.FR.404).`]),
    '',
    "In the charger's start-up file:",
    '',
    '  configuration:',
    "    SecurityProfile: '3'",
    `    CpoName: ${JSON.stringify(name ?? '')}`,
    '  certificates:',
    `    csmsRootFile: ${quoted(join(dir, pkiFiles.root.certificate))}`,
    `    clientDir: ${quoted(folder)}`,
  ]);
}

function checkHost(host: string): void {
  const plain = isAddress(host)
    ? /^[\d.]+$|^[\da-f:.]+$/i
    : /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i;
  if (host.length > LONGEST_NAME || !plain.test(host))
    throw new UsageError(
      `--host expects a host name or an IP address, without scheme and port, got ${JSON.stringify(host)}`,
    );
}

function checkName(option: string, name: string, most: number): void {
  if (!/^\P{Cc}+$/u.test(name) || name.length > most)
    throw new UsageError(`${option} expects 1 to ${most} characters, got ${JSON.stringify(name)}`);
}

/** In two columns. */
function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}

function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/**
 * The folder that `pilotwire pki` makes, and who reads it: which file holds what, in one table.
 *
 * Guarantees: private keys are for this user alone (0600); nothing is written when any of the files is there already.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Authority, type AuthorityOptions, type Identity, openAuthority } from '../certificates/authority.ts';
import { readCertificate, readCertificates } from '../certificates/certificate.ts';
import { isOfKey } from '../certificates/key-pair.ts';
import type { Pki } from '../certificates/pki.ts';
import { UsageError } from './usage-error.ts';

/** A certificate with what stands above it, and its private key. */
export interface PairFiles {
  readonly certificate: string;
  readonly key: string;
}

const pair = (name: string): PairFiles => ({ certificate: `${name}.pem`, key: `${name}.key` });

/** What lies where. */
export const pkiFiles = {
  root: pair('root'),
  intermediate: pair('intermediate'),
  server: pair('server'),
  serverRsa: pair('server-rsa'),
  manufacturerRoot: pair('manufacturer-root'),
  firmwareSigning: pair('firmware-signing'),
} as const satisfies Readonly<Record<string, PairFiles>>;

/** Where the certificate of one charger lies: a folder that the start-up file's `certificates.clientDir` takes. */
export function chargerFolder(serialNumber: string): string {
  return join('chargers', serialNumber);
}

/** What a Central System needs of the folder. */
export interface CentralPki {
  /** PEM. */
  readonly root: string;
  readonly intermediate: Authority;
  readonly servers: readonly Identity[];
  /** O of the intermediate. */
  readonly organization: string | undefined;
  /** The name in the server's certificate. */
  readonly host: string | undefined;
}

/** Throws UsageError when any of the files is there. */
export function writePki(folder: string, pki: Pki): void {
  const [ecdsa, rsa] = pki.servers;
  const bare = ({ certificate, privateKey }: Authority): Identity => ({ chain: certificate, privateKey });
  writePairs(folder, [
    [pkiFiles.root, bare(pki.root)],
    [pkiFiles.intermediate, bare(pki.intermediate)],
    [pkiFiles.server, ecdsa],
    [pkiFiles.serverRsa, rsa],
    [pkiFiles.manufacturerRoot, bare(pki.manufacturerRoot)],
    [pkiFiles.firmwareSigning, pki.firmwareSigner],
  ]);
}

/** Throws UsageError when any of the files is there. */
export function writePairs(folder: string, pairs: readonly (readonly [files: PairFiles, identity: Identity])[]): void {
  const contents = pairs.flatMap(([{ certificate, key }, { chain, privateKey }]) => [
    { path: join(folder, certificate), content: chain, mode: 0o644 },
    { path: join(folder, key), content: privateKey, mode: 0o600 },
  ]);
  const there = contents.find(({ path }) => existsSync(path));
  if (there !== undefined)
    throw new UsageError(
      `${there.path} is there already, and nothing was written: choose another folder, or remove it`,
    );
  try {
    for (const { path, content, mode } of contents) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, content, { mode, flag: 'wx' });
    }
  } catch (error) {
    throw new UsageError(`${folder} cannot be written to: ${(error as Error).message}`);
  }
}

/** The one who signs for Central System and chargers. Throws UsageError for a folder that is none of ours. */
export function readIntermediate(folder: string, options: AuthorityOptions) {
  const { chain, privateKey } = readPair(folder, pkiFiles.intermediate);
  const read = readCertificate(chain);
  if (!read.ok) throw new UsageError(`${join(folder, pkiFiles.intermediate.certificate)}: ${read.why}`);
  return {
    authority: openAuthority(options, { certificate: chain, privateKey, chain }),
    organization: read.value.subject.organization,
  };
}

/** Throws UsageError for a folder that is none of ours. */
export function readCentralPki(folder: string, options: AuthorityOptions): CentralPki {
  const { authority, organization } = readIntermediate(folder, options);
  const servers = [readPair(folder, pkiFiles.server)];
  // Who brings certificates of his own may have one only.
  if (existsSync(join(folder, pkiFiles.serverRsa.certificate))) servers.push(readPair(folder, pkiFiles.serverRsa));
  const read = readCertificates(servers[0]?.chain ?? '');
  return {
    root: readText(join(folder, pkiFiles.root.certificate)),
    intermediate: authority,
    servers,
    organization,
    host: read.ok ? read.value[0]?.subject.commonName : undefined,
  };
}

function readPair(folder: string, { certificate, key }: PairFiles): Identity {
  const chain = readText(join(folder, certificate));
  const privateKey = readText(join(folder, key));
  const read = readCertificates(chain);
  if (!read.ok) throw new UsageError(`${join(folder, certificate)}: ${read.why}`);
  if (read.value[0] === undefined || !isOfKey(read.value[0], privateKey))
    throw new UsageError(`${join(folder, key)} is not the private key of ${join(folder, certificate)}`);
  return { chain, privateKey };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read (${(error as Error).message}): pilotwire pki init makes such a folder`,
    );
  }
}

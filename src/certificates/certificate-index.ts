/**
 * The list of what a charge point has of certificates, as it is on disk: certificates/index.json.
 *
 * Guarantee: it says enough for a start without looking into a single certificate. It names no private key, only files that have one.
 */
import type { Files } from '../files/files.ts';
import type { HashData } from './hash-data.ts';

/** What a root is for. */
export type RootUse = 'central system' | 'manufacturer';

/** A certificate that others are trusted for. */
export interface Root {
  readonly use: RootUse;
  readonly file: string;
  readonly fingerprint: string;
  /** For people. */
  readonly subject: string;
  /** ms since 1970. */
  readonly notAfter: number;
  /** One for each hash. */
  readonly hashes: readonly HashData[];
}

/** A certificate of this charge point, with the chain above it and its private key. */
export interface OwnChain {
  /** Private key and chain, PEM. */
  readonly file: string;
  readonly fingerprint: string;
  readonly subject: string;
  /** ms since 1970. */
  readonly notBefore: number;
  /** ms since 1970. */
  readonly notAfter: number;
  readonly hashes: readonly HashData[];
  /** A connection with it worked for the first time then, ms since 1970. */
  readonly workedAt?: number;
  /** The Central System did not take it. */
  readonly refused?: true;
}

/** A private key that waits for its certificate. */
export interface PendingKey {
  /** Private key, PEM. */
  readonly file: string;
  /** The Central System has accepted the request then, ms since 1970. */
  readonly acceptedAt?: number;
}

export interface CertificateIndex {
  readonly version: 1;
  /** The certificates of the start-up file have been copied. */
  readonly seeded: boolean;
  /** The latest last. */
  readonly roots: readonly Root[];
  /** The latest last. */
  readonly own: readonly OwnChain[];
  readonly pending?: PendingKey;
}

export const emptyIndex: CertificateIndex = { version: 1, seeded: false, roots: [], own: [] };

const INDEX_FILE = 'certificates/index.json';

/** Throws CertificateStoreError for one that nobody here has written. */
export function readIndex(files: Pick<Files, 'read'>): CertificateIndex {
  const content = files.read(INDEX_FILE);
  if (content === undefined) return emptyIndex;
  try {
    const index = JSON.parse(Buffer.from(content).toString()) as CertificateIndex;
    if (index.version === 1 && Array.isArray(index.roots) && Array.isArray(index.own)) return index;
  } catch {
    // It is no JSON, which is the same to whoever has to mend it.
  }
  throw new CertificateStoreError(
    `${INDEX_FILE} in the data directory is not what a charge point writes; restore it, or remove the folder certificates to begin without`,
  );
}

export function writeIndex(files: Files, index: CertificateIndex): void {
  files.write(INDEX_FILE, `${JSON.stringify(index, undefined, 2)}\n`);
}

/** Certificates that cannot be used; the message says why, and what to do about it. */
export class CertificateStoreError extends Error {
  override readonly name = 'CertificateStoreError';
}

/** The roots of one use, PEM, as they are on disk. Throws CertificateStoreError and FilesError. */
export function rootsOnDisk(files: Pick<Files, 'read'>, use: RootUse): readonly string[] {
  const roots = readIndex(files).roots.filter((root) => root.use === use);
  return roots.flatMap(({ file }) => Buffer.from(files.read(file) ?? '').toString() || []);
}

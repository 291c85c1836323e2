/**
 * The certificates of one charge point, in files below certificates/: roots, its own chains with their keys, a key that waits.
 *
 * Guarantees:
 * - each change happens wholly or not at all, and has happened for good when its function returns, whenever the power goes: what is new
 *   is written beside what there is, one rename of the index makes it true, and what no index names is removed;
 * - a private key is in one file that only this user can read, and leaves it only by `identity` and `pendingKey`;
 * - what cannot be stored throws FilesError, and nothing has changed.
 */
import { createHash } from 'node:crypto';
import type { Files } from '../files/files.ts';
import type { Log } from '../log/log.ts';
import type { Certificate } from './certificate.ts';
import {
  type CertificateIndex,
  type OwnChain,
  type PendingKey,
  type Root,
  type RootUse,
  readIndex,
  writeIndex,
} from './certificate-index.ts';
import { type HashData, hashData, hashNames } from './hash-data.ts';
import { publicKeyOf } from './key-pair.ts';

/** What the charge point shows who it is with. Both PEM. */
export interface OwnIdentity {
  /** The certificate, and those of the authorities above it, without the root. */
  readonly chain: string;
  readonly privateKey: string;
}

export interface CertificateStore {
  /** Of one use or of all; the latest last. */
  roots(use?: RootUse): readonly Root[];
  /** PEM of a root; undefined when its file has been taken away. */
  pem(root: Root): string | undefined;
  /** Does nothing when it is there for that use. `issuer` has signed it: itself, or another. */
  addRoot(use: RootUse, certificate: Certificate, issuer: Certificate): void;
  removeRoots(roots: readonly Root[]): void;
  /** The latest last. */
  chains(): readonly OwnChain[];
  identity(chain: OwnChain): OwnIdentity | undefined;
  /** The charge point's own certificate first; the key that waits is this one's if it is the same, and waits no more. */
  addChain(chain: readonly [Certificate, ...Certificate[]], privateKey: string, issuer: Certificate | undefined): void;
  /** Takes the place of the one with its fingerprint. */
  updateChain(chain: OwnChain): void;
  removeChains(chains: readonly OwnChain[]): void;
  pending(): PendingKey | undefined;
  /** PEM of the private key that waits. */
  pendingKey(): string | undefined;
  /** In the place of one that may wait. */
  setPending(privateKey: string): void;
  /** The Central System will see to it. */
  pendingAccepted(at: number): void;
  removePending(): void;
  /** True once `seed` has been called. */
  seeded(): boolean;
  /** Takes all changes that `work` makes together: one of them is on disk when all are. */
  seed(work: () => void): void;
}

const folders = {
  'central system': 'certificates/central-system',
  manufacturer: 'certificates/manufacturer',
  own: 'certificates/charge-point',
  pending: 'certificates/pending',
} as const;

/** Throws CertificateStoreError when the index is not one. */
export function openCertificateStore({ files, log }: { readonly files: Files; readonly log: Log }): CertificateStore {
  let index = readIndex(files);
  /** Changes that are not told the disk yet. */
  let together: CertificateIndex | undefined;
  removeStrays();

  /** Whatever no index names: the rest of a change that the power has cut short, or that this one has made needless. */
  function removeStrays(): void {
    const named = new Set(filesOf(index));
    try {
      for (const folder of Object.values(folders)) {
        for (const name of files.list(folder)) {
          if (!named.has(`${folder}/${name}`)) files.remove(`${folder}/${name}`);
        }
      }
    } catch (error) {
      log.error('a certificate file that is of no more use could not be removed', { error: String(error) });
    }
  }

  /** What is to be from now on; `file` is new. */
  function become(next: CertificateIndex, file?: string, content = ''): void {
    if (together !== undefined) {
      if (file !== undefined) files.write(file, content);
      together = next;
      return;
    }
    try {
      if (file !== undefined) files.write(file, content);
      writeIndex(files, next);
      index = next;
    } finally {
      removeStrays();
    }
  }

  const now = (): CertificateIndex => together ?? index;

  function text(file: string): string | undefined {
    const content = files.read(file);
    if (content === undefined) log.error(`the certificate file ${file} is not there any more`);
    return content === undefined ? undefined : Buffer.from(content).toString();
  }

  /** The index without the key that waits, when it is this file or any. */
  function withoutPending(file?: string): CertificateIndex {
    const { pending, ...rest } = now();
    return file === undefined || pending?.file === file ? rest : now();
  }

  return {
    roots: (use) => now().roots.filter((root) => use === undefined || root.use === use),
    pem: ({ file }) => text(file),
    addRoot(use, certificate, issuer) {
      const { roots } = now();
      const { fingerprint, subject, notAfter, pem } = certificate;
      if (roots.some((root) => root.use === use && root.fingerprint === fingerprint)) return;
      const file = `${folders[use]}/${fileName(fingerprint)}`;
      const hashes = hashesOf(certificate, issuer);
      const root = { use, file, fingerprint, subject: subject.text, notAfter, hashes };
      become({ ...now(), roots: [...roots, root] }, file, pem);
    },
    removeRoots(gone) {
      const files = gone.map(({ file }) => file);
      become({ ...now(), roots: now().roots.filter(({ file }) => !files.includes(file)) });
    },
    chains: () => now().own,
    identity({ file }) {
      const content = text(file);
      const at = content?.indexOf('-----BEGIN CERTIFICATE-----') ?? -1;
      return content === undefined || at < 0
        ? undefined
        : { privateKey: content.slice(0, at), chain: content.slice(at) };
    },
    addChain(chain, privateKey, issuer) {
      const [{ fingerprint, subject, notBefore, notAfter }] = chain;
      const file = `${folders.own}/${fileName(fingerprint)}`;
      const hashes = issuer === undefined ? [] : hashesOf(chain[0], issuer);
      const own = { file, fingerprint, subject: subject.text, notBefore, notAfter, hashes };
      const others = now().own.filter((other) => other.fingerprint !== fingerprint);
      const rest = withoutPending(pendingFile(privateKey));
      become({ ...rest, own: [...others, own] }, file, privateKey + chain.map(({ pem }) => pem).join(''));
    },
    updateChain(chain) {
      become({ ...now(), own: now().own.map((other) => (other.fingerprint === chain.fingerprint ? chain : other)) });
    },
    removeChains(gone) {
      const files = gone.map(({ file }) => file);
      become({ ...now(), own: now().own.filter(({ file }) => !files.includes(file)) });
    },
    pending: () => now().pending,
    pendingKey() {
      const { pending } = now();
      return pending && text(pending.file);
    },
    setPending(privateKey) {
      const file = pendingFile(privateKey);
      become({ ...now(), pending: { file } }, file, privateKey);
    },
    pendingAccepted(at) {
      const { pending } = now();
      if (pending !== undefined) become({ ...now(), pending: { ...pending, acceptedAt: at } });
    },
    removePending() {
      if (now().pending !== undefined) become(withoutPending());
    },
    seeded: () => now().seeded,
    seed(work) {
      together = { ...index, seeded: true };
      try {
        work();
        const next = together;
        together = undefined;
        become(next);
      } finally {
        together = undefined;
        removeStrays();
      }
    },
  };
}

function filesOf({ roots, own, pending }: CertificateIndex): readonly string[] {
  return [...roots, ...own, ...(pending === undefined ? [] : [pending])].map(({ file }) => file);
}

function hashesOf(certificate: Certificate, issuer: Certificate): readonly HashData[] {
  return hashNames.map((name) => hashData(name, certificate, issuer));
}

function fileName(fingerprint: string): string {
  return `${fingerprint.replaceAll(':', '').toLowerCase()}.pem`;
}

/** Another one for each key, so that a new one never lies over an old one. */
function pendingFile(privateKey: string): string {
  return `${folders.pending}/${createHash('sha256').update(publicKeyOf(privateKey)).digest('hex')}.pem`;
}

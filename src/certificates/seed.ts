/**
 * The certificates that the start-up file names: copied at the first start that finds some, and never again.
 *
 * Guarantees: they are copied together, on disk when this returns; what is no certificate, or too weak, is skipped with a log line and
 * keeps nothing else out; from then on only the Central System changes what there is, also when it has removed all of it.
 */
import type { Log } from '../log/log.ts';
import { type Certificate, readCertificates } from './certificate.ts';
import type { RootUse } from './certificate-index.ts';
import type { CertificateStore, OwnIdentity } from './certificate-store.ts';
import { issuerAmong } from './chain.ts';
import { isOfKey, plainKey } from './key-pair.ts';
import { weaknessOf } from './rules.ts';

/** PEM texts; each may hold several certificates. */
export interface Seeds {
  readonly centralSystemRoots?: string;
  readonly manufacturerRoots?: string;
  /** The charge point's own certificate and those above it, in any order. */
  readonly own?: OwnIdentity;
}

/** True when something has been copied now. */
export function seedCertificates(store: CertificateStore, seeds: Seeds, log: Log): boolean {
  if (store.seeded()) return false;
  const skip = (what: string, why: string): void => log.warn(`start-up file: ${what} is skipped: ${why}`);
  const roots = [
    ...rootsIn('central system', seeds.centralSystemRoots, skip),
    ...rootsIn('manufacturer', seeds.manufacturerRoots, skip),
  ];
  const own = seeds.own && ownIn(seeds.own, skip);
  if (roots.length === 0 && own === undefined) return false;
  store.seed(() => {
    for (const { use, certificate, issuer } of roots) store.addRoot(use, certificate, issuer);
    if (own !== undefined) store.addChain(own.chain, own.privateKey, own.issuer);
  });
  return true;
}

type Skip = (what: string, why: string) => void;

function rootsIn(use: RootUse, text: string | undefined, skip: Skip) {
  const certificates = text === undefined ? [] : strongIn(text, `the root of the ${use}`, skip);
  return certificates.flatMap((certificate) => {
    const issuer = issuerAmong(certificate, certificates);
    if (issuer === undefined) skip(certificate.subject.text, 'its issuer is not there');
    return issuer === undefined ? [] : [{ use, certificate, issuer }];
  });
}

function ownIn({ chain: text, privateKey }: OwnIdentity, skip: Skip) {
  const what = 'the certificate of the charge point';
  const certificates = strongIn(text, what, skip);
  if (certificates.length === 0) return undefined;
  const key = plainKey(privateKey);
  const own = certificates.find((certificate) => key !== undefined && isOfKey(certificate, key));
  if (key === undefined) skip(what, 'its private key is none, or has a password');
  else if (own === undefined) skip(what, 'the private key is not its own');
  else {
    const issuer = issuerAmong(own, certificates);
    const above = certificates.filter((certificate) => certificate !== own && !certificate.selfSigned);
    const chain: readonly [Certificate, ...Certificate[]] = [own, ...above];
    return { chain, privateKey: key, issuer };
  }
  return undefined;
}

/** The certificates of a text that are strong enough. */
function strongIn(text: string, what: string, skip: Skip): readonly Certificate[] {
  const read = readCertificates(text);
  if (!read.ok) {
    skip(what, read.why);
    return [];
  }
  return read.value.filter((certificate) => {
    const why = weaknessOf(certificate);
    if (why !== undefined) skip(`${certificate.subject.text} in ${what}`, why);
    return why === undefined;
  });
}

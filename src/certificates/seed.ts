/**
 * The certificates that the start-up file names: copied at the first start, and never again (control API: certificates).
 *
 * Guarantees: they are copied together, on disk when this returns; what is no certificate, or too weak, is skipped with a log line and
 * keeps nothing else out; from then on only the Central System changes what there is, also when it has removed all of it.
 */
import type { Log } from '../log/log.ts';
import { type Certificate, readCertificates } from './certificate.ts';
import type { RootUse } from './certificate-index.ts';
import type { CertificateStore, OwnIdentity } from './certificate-store.ts';
import { issuerAmong } from './chain.ts';
import { isOfKey } from './key-pair.ts';
import { weaknessOf } from './rules.ts';

/** PEM texts; each may hold several certificates. */
export interface Seeds {
  readonly centralSystemRoots?: string;
  readonly manufacturerRoots?: string;
  /** The charge point's own: its certificate first, then those above it. */
  readonly own?: OwnIdentity;
}

/** True when this was the first start. */
export function seedCertificates(store: CertificateStore, seeds: Seeds, log: Log): boolean {
  if (store.seeded()) return false;
  store.seed(() => {
    seedRoots('central system', seeds.centralSystemRoots);
    seedRoots('manufacturer', seeds.manufacturerRoots);
    if (seeds.own !== undefined) seedOwn(seeds.own);
  });
  return true;

  function read(text: string, whose: string): readonly Certificate[] {
    const certificates = readCertificates(text);
    if (!certificates.ok) {
      log.warn(`start-up file: the certificates of the ${whose} are skipped: ${certificates.why}`);
      return [];
    }
    return certificates.value.filter((certificate) => {
      const why = weaknessOf(certificate);
      if (why !== undefined)
        log.warn(`start-up file: the certificate ${certificate.subject.text} of the ${whose} is skipped: ${why}`);
      return why === undefined;
    });
  }

  function seedRoots(use: RootUse, text: string | undefined): void {
    const certificates = text === undefined ? [] : read(text, use);
    for (const certificate of certificates) {
      const issuer = issuerAmong(certificate, [certificate, ...certificates]);
      if (issuer !== undefined) store.addRoot(use, certificate, issuer);
      else log.warn(`start-up file: ${certificate.subject.text} is skipped: its issuer is not there`);
    }
  }

  function seedOwn({ chain, privateKey }: OwnIdentity): void {
    const [own, ...others] = read(chain, 'charge point');
    if (own === undefined) return;
    if (isOfKey(own, privateKey)) store.addChain([own, ...others], privateKey, issuerAmong(own, [own, ...others]));
    else log.warn('start-up file: the certificate of the charge point is skipped: the private key is not its own');
  }
}

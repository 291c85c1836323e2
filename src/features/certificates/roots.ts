/**
 * The roots that the charge point trusts others for (WP M03, M04, M05): what is installed, installing, deleting.
 *
 * Guarantees:
 * - what is Accepted is on disk before it is answered; what is refused, or finds no room there, changes nothing;
 * - the root that the present connection relies on is never deleted (WP M04.FR.06), nor is any certificate of the charge point's own;
 * - with AdditionalRootCertificateCheck a root that was replaced stays as the fallback until a connection with its successor has worked
 *   (WP M05.FR.11 to 13).
 */
import { type Certificate, readCertificate } from '../../certificates/certificate.ts';
import type { Root, RootUse } from '../../certificates/certificate-index.ts';
import type { CertificateStore } from '../../certificates/certificate-store.ts';
import { issuerAmong } from '../../certificates/chain.ts';
import { sameHashData } from '../../certificates/hash-data.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { CertificateUse } from '../../ocpp16/security-enumerations.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { refusalOf } from './installation.ts';
import { AdditionalRootCertificateCheck, CertificateStoreMaxLength } from './keys.ts';
import type { RaiseCertificateEvent } from './raise.ts';

const uses: Readonly<Record<CertificateUse, RootUse>> = {
  CentralSystemRootCertificate: 'central system',
  ManufacturerRootCertificate: 'manufacturer',
};

export interface RootFeature {
  readonly handlers: Handlers;
  /** PEM of the roots that the Central System may have, the latest first. */
  trusted(): readonly string[];
  /** A connection stands that relies on the root with this fingerprint; undefined: on none, or there is none. */
  relyOn(fingerprint: string | undefined): void;
}

export function createRoots(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: CertificateStore;
  readonly configuration: Configuration;
  readonly raise: RaiseCertificateEvent;
}): RootFeature {
  const { clock, log, store, configuration, raise } = options;
  let inUse: string | undefined;

  const certificateOf = (root: Root): Certificate | undefined => {
    const pem = store.pem(root);
    const read = pem === undefined ? undefined : readCertificate(pem);
    return read?.ok ? read.value : undefined;
  };

  function install(
    use: RootUse,
    text: string,
  ): { readonly status: 'Accepted' | 'Rejected' | 'Failed'; why?: string; invalid?: boolean } {
    const circumstances = {
      use,
      maxRoots: configuration.value(CertificateStoreMaxLength),
      additionalCheck: configuration.value(AdditionalRootCertificateCheck),
      at: clock.now(),
    };
    const read = readCertificate(text);
    if (!read.ok) return { status: 'Rejected', why: read.why, invalid: true };
    const certificate = read.value;
    const same = ({ fingerprint }: Root): boolean => fingerprint === certificate.fingerprint;
    if (store.roots(use).some(same)) return { status: 'Accepted' };
    const latest = store.roots('central system').at(-1);
    const installed = store.roots().flatMap((root) => certificateOf(root) ?? []);
    const current = latest && certificateOf(latest);
    const refusal = refusalOf(certificate, { ...circumstances, installed, current });
    if (refusal !== undefined) return { status: 'Rejected', ...refusal };
    const issuer = issuerAmong(certificate, [certificate, ...installed]) ?? certificate;
    try {
      store.addRoot(use, certificate, issuer);
    } catch (error) {
      return { status: 'Failed', why: String(error) };
    }
    log.info(`installed a root of the ${use}: ${certificate.subject.text}`);
    return { status: 'Accepted' };
  }

  return {
    trusted: () =>
      store
        .roots('central system')
        .toReversed()
        .flatMap((root) => store.pem(root) ?? []),
    relyOn(fingerprint) {
      inUse = fingerprint;
      const roots = store.roots('central system');
      const newest = roots.at(-1);
      const worked = newest !== undefined && newest.fingerprint === fingerprint;
      if (!worked || roots.length === 1 || !configuration.value(AdditionalRootCertificateCheck)) return;
      try {
        store.removeRoots(roots.slice(0, -1));
        log.info(`the root ${newest.subject} has worked; what it replaced is removed`);
      } catch (error) {
        log.error('a root that was replaced could not be removed', { error: String(error) });
      }
    },
    handlers: {
      GetInstalledCertificateIds({ certificateType }) {
        const certificateHashData = store
          .roots(uses[certificateType])
          .flatMap(({ hashes }) => hashes.filter(({ hashAlgorithm }) => hashAlgorithm === 'SHA256'));
        return {
          reply:
            certificateHashData.length === 0 ? { status: 'NotFound' } : { status: 'Accepted', certificateHashData },
        };
      },
      InstallCertificate({ certificateType, certificate }) {
        const { status, why, invalid } = install(uses[certificateType], certificate);
        if (why !== undefined) log.warn(`InstallCertificate ${status}: ${why}`);
        const event = invalid === true && certificateType === 'CentralSystemRootCertificate';
        return {
          reply: { status },
          after: event ? () => raise('InvalidCentralSystemCertificate', why) : undefined,
        };
      },
      DeleteCertificate({ certificateHashData }) {
        const means = ({ hashes }: Pick<Root, 'hashes'>): boolean =>
          hashes.some((each) => sameHashData(each, certificateHashData));
        const found = store.roots().filter(means);
        if (found.length === 0) return { reply: { status: store.chains().some(means) ? 'Failed' : 'NotFound' } };
        if (found.some(({ use, fingerprint }) => use === 'central system' && fingerprint === inUse)) {
          log.warn('DeleteCertificate Failed: the connection relies on this root');
          return { reply: { status: 'Failed' } };
        }
        try {
          store.removeRoots(found);
        } catch (error) {
          log.error('DeleteCertificate Failed', { error: String(error) });
          return { reply: { status: 'Failed' } };
        }
        for (const { use, subject } of found) log.info(`deleted a root of the ${use}: ${subject}`);
        return { reply: { status: 'Accepted' } };
      },
    },
  };
}

/**
 * The certificates of the charge point (WP A02, A03, M03 to M05): what it trusts, what it shows, and getting a new one in time.
 *
 * Guarantees:
 * - a certificate that CertificateSigned delivers is Accepted only when it is the one that was asked for, and is on disk, with its key,
 *   before the answer; any other is Rejected and the event InvalidChargePointCertificate;
 * - a month before the present certificate is over a new one is asked for: looked at once a day, and whenever the Central System accepts
 *   the charge point;
 * - `renewed` is called when another certificate is to be presented than before: at once, or when its first moment comes.
 */
import { type Certificate, readCertificate } from '../../certificates/certificate.ts';
import type { CertificateStore } from '../../certificates/certificate-store.ts';
import type { MakeKey } from '../../certificates/key-pair.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { CertificateSignedMaxChainSize, CpoName } from './keys.ts';
import { createOwnChains, type Presented, presentedAt } from './own-chains.ts';
import type { RaiseCertificateEvent } from './raise.ts';
import { createRoots } from './roots.ts';
import { judge } from './signed.ts';
import { createSigning } from './signing.ts';

const DAY_MS = 24 * 3_600_000;

/** So long before the end of a certificate the next one is asked for, ms (WP A03: one month). */
export const AHEAD_MS = 30 * DAY_MS;

/** What the link needs to know of certificates, and tells of them. */
export interface LinkCertificates {
  /** PEM of the roots that the Central System may have, the latest first. A root need not have signed itself. */
  trusted(): readonly string[];
  /** What to present now (security profile 3); undefined when no certificate is valid. */
  presented(): Presented | undefined;
  /** A connection stands: with this certificate presented, if any, and the Central System's leading to this root, if known. */
  worked(how: { readonly presented?: string | undefined; readonly root?: string | undefined }): void;
  /** The Central System refused the certificate with this fingerprint. True: dial again, another is presented. */
  failed(fingerprint: string): boolean;
  /** The connection is no more. */
  down(): void;
}

export interface CertificateFeature {
  readonly handlers: Handlers;
  readonly link: LinkCertificates;
  /** Can a certificate be asked for now (ExtendedTriggerMessage)? */
  mayAskNow(): boolean;
  askNow(): Promise<void>;
  /** The Central System has accepted the charge point. */
  accepted(): void;
  stop(): void;
}

export function createCertificates(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: CertificateStore;
  readonly configuration: Configuration;
  readonly call: Call;
  /** For what a trigger has asked for. */
  readonly triggered: Call;
  /** CN of its certificate. */
  readonly serialNumber: string;
  readonly raise: RaiseCertificateEvent;
  readonly renewed: () => void;
  readonly makeKey?: MakeKey;
}): CertificateFeature {
  const { clock, log, store, configuration, serialNumber, raise } = options;
  const roots = createRoots(options);
  const own = createOwnChains({ now: () => clock.now(), log, store });
  const signing = createSigning({
    ...options,
    name() {
      const organization = configuration.value(CpoName);
      return organization === '' ? undefined : { commonName: serialNumber, organization };
    },
  });
  let next: Timer | undefined;
  let present = presentedNow()?.fingerprint;

  function presentedNow() {
    return presentedAt(store.chains(), clock.now());
  }

  /** Looks at what there is, and comes back when something will have changed. */
  function review(): void {
    own.tidy();
    const chain = presentedNow();
    if (chain?.fingerprint !== present) {
      present = chain?.fingerprint;
      if (chain !== undefined) options.renewed();
    }
    const now = clock.now();
    const begins = store.chains().flatMap(({ notBefore }) => (notBefore > now ? [notBefore - now] : []));
    next?.cancel();
    if (store.chains().length > 0) next = clock.after(Math.min(DAY_MS, ...begins), look);
  }

  /** The day's look: is it time for a new certificate? */
  function look(): void {
    review();
    const chains = store.chains();
    if (chains.length === 0 || signing.underway()) return;
    if (Math.max(...chains.map(({ notAfter }) => notAfter)) - clock.now() > AHEAD_MS) return;
    if (signing.possible()) void signing.ask(options.call);
    else
      log.warn('the certificate of the charge point is soon over, and CpoName is not set: no new one can be asked for');
  }

  function keep(text: string): string | undefined {
    const expected = {
      serialNumber,
      organization: configuration.value(CpoName),
      maxLength: configuration.value(CertificateSignedMaxChainSize),
      at: clock.now(),
    };
    const privateKey = store.pendingKey();
    if (privateKey === undefined) return 'no certificate is waited for';
    const judgement = judge(text, { ...expected, privateKey, roots: rootsOfCentralSystem() });
    if (!judgement.ok) return judgement.why;
    store.addChain(judgement.chain, privateKey, judgement.issuer);
    log.info(`a new certificate of the charge point: ${judgement.chain[0].subject.text}`);
    return undefined;
  }

  function rootsOfCentralSystem(): readonly Certificate[] {
    return roots.trusted().flatMap((pem) => {
      const read = readCertificate(pem);
      return read.ok ? [read.value] : [];
    });
  }

  return {
    handlers: {
      ...roots.handlers,
      CertificateSigned({ certificateChain }) {
        let why: string | undefined;
        try {
          why = keep(certificateChain);
        } catch (error) {
          log.error('CertificateSigned Rejected: the certificate could not be stored', { error: String(error) });
          return { reply: { status: 'Rejected' } };
        }
        if (why === undefined) {
          signing.settled();
          return { reply: { status: 'Accepted' }, after: review };
        }
        const reason = why;
        log.warn(`CertificateSigned Rejected: ${reason}`);
        return { reply: { status: 'Rejected' }, after: () => raise('InvalidChargePointCertificate', reason) };
      },
    },
    link: {
      trusted: roots.trusted,
      presented: own.presented,
      worked({ presented, root }) {
        if (presented !== undefined) own.worked(presented);
        roots.relyOn(root);
      },
      failed(fingerprint) {
        const other = own.failed(fingerprint);
        present = presentedNow()?.fingerprint;
        return other;
      },
      down: () => roots.relyOn(undefined),
    },
    mayAskNow: signing.possible,
    askNow: () => signing.ask(options.triggered),
    accepted() {
      signing.resume();
      look();
    },
    stop() {
      next?.cancel();
      signing.stop();
    },
  };
}

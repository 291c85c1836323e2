/**
 * Which of its own certificates the charge point presents (WP A02.FR.08 to 10), and what a connection says of it.
 *
 * Guarantees: it is the valid one that begins last; one that the Central System did not take gives way to the one before it, at once and
 * for as long as there is another; one that has worked is not doubted any more; what its successor has replaced is kept for a month.
 */
import type { OwnChain } from '../../certificates/certificate-index.ts';
import type { CertificateStore, OwnIdentity } from '../../certificates/certificate-store.ts';
import type { Log } from '../../log/log.ts';

/** How long one that was replaced is kept, ms (WP A02.FR.10: about a month). */
export const KEPT_MS = 30 * 24 * 3_600_000;

/** So many at most (ours): those that never worked are no reason to fill a disk. */
const MOST_CHAINS = 5;

/** The one to present now; undefined when none is valid. */
export function presentedAt(chains: readonly OwnChain[], at: number): OwnChain | undefined {
  // The later one of two that begin together.
  return chains
    .filter(({ notBefore, notAfter }) => notBefore <= at && at <= notAfter)
    .toReversed()
    .sort((a, b) => Number(a.refused ?? false) - Number(b.refused ?? false) || b.notBefore - a.notBefore)[0];
}

/** Those that are of no use any more. */
export function needlessAt(chains: readonly OwnChain[], at: number): readonly OwnChain[] {
  const presented = presentedAt(chains, at);
  if (presented === undefined) return [];
  const { workedAt } = presented;
  const replaced = workedAt !== undefined && at - workedAt > KEPT_MS;
  const old = chains.filter((chain) => chain !== presented && chain.notBefore <= presented.notBefore);
  return replaced ? old : old.slice(0, Math.max(0, chains.length - MOST_CHAINS));
}

/** An identity with the name by which the link speaks of it. */
export interface Presented extends OwnIdentity {
  readonly fingerprint: string;
}

export interface OwnChains {
  presented(): Presented | undefined;
  /** A connection with it stands. */
  worked(fingerprint: string): void;
  /** The Central System did not take it. True when another is presented from now on. */
  failed(fingerprint: string): boolean;
  /** Removes what is needless. */
  tidy(): void;
}

export function createOwnChains(options: {
  readonly now: () => number;
  readonly log: Log;
  readonly store: CertificateStore;
}): OwnChains {
  const { now, log, store } = options;
  const find = (fingerprint: string): OwnChain | undefined =>
    store.chains().find((chain) => chain.fingerprint === fingerprint);

  /** What the disk has no room for is not worth a connection. */
  function keep(work: () => void): void {
    try {
      work();
    } catch (error) {
      log.error('what has become of a certificate could not be stored', { error: String(error) });
    }
  }

  return {
    presented() {
      const chain = presentedAt(store.chains(), now());
      const identity = chain && store.identity(chain);
      return chain && identity && { ...identity, fingerprint: chain.fingerprint };
    },
    worked(fingerprint) {
      const chain = find(fingerprint);
      if (chain === undefined || chain.workedAt !== undefined) return;
      const { refused: _, ...rest } = chain;
      keep(() => store.updateChain({ ...rest, workedAt: now() }));
    },
    failed(fingerprint) {
      const chain = find(fingerprint);
      if (chain === undefined || chain.workedAt !== undefined || chain.refused === true) return false;
      keep(() => store.updateChain({ ...chain, refused: true }));
      const next = presentedAt(store.chains(), now());
      const other = next !== undefined && next.fingerprint !== fingerprint;
      log.warn(`the certificate ${chain.subject} did not work${other ? '; the one before it is presented again' : ''}`);
      return other;
    },
    tidy() {
      const needless = needlessAt(store.chains(), now());
      if (needless.length > 0) keep(() => store.removeChains(needless));
    },
  };
}

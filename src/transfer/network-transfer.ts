/**
 * The Transfer port on a real network: HTTP, HTTPS, FTP and FTPS.
 *
 * Guarantees, beside those of the port: no transfer reaches a forbidden address (see address-guard.ts), by whatever name or
 * redirect; an encrypted one trusts the authorities of the system and the installed ones; what a scheme needs is loaded when it is
 * used first.
 */
import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock/clock.ts';
import { createAddressGuard, type OwnAddress } from './address-guard.ts';
import { type Location, readLocation } from './location.ts';
import { createPatience, type Limits, type Patience, usualLimits } from './patience.ts';
import { Forbidden, type Resolve, resolveBySystem } from './reach.ts';
import type { Surroundings } from './surroundings.ts';
import type { Failure, Transfer } from './transfer.ts';

/** Throws TypeError when something in `allow` is neither an address nor a network. */
export function createNetworkTransfer(options: {
  /** The network's time. */
  readonly clock: Clock;
  /** Addresses or networks (10.0.0.0/8) that may be reached although they are link-local or this charger's own. */
  readonly allow?: readonly string[];
  /** Where this process listens: no transfer goes there. */
  readonly own?: () => readonly OwnAddress[];
  /** Authorities to trust beside those of the system, PEM. */
  readonly roots?: () => readonly string[];
  readonly limits?: Limits;
  readonly resolve?: Resolve;
}): Transfer {
  const { clock, roots = () => [], limits = usualLimits, resolve = resolveBySystem, own = () => [] } = options;
  const guard = createAddressGuard({ allow: options.allow ?? [], own, interfaces: ownInterfaces });
  const surroundings: Surroundings = {
    guard,
    resolve,
    async trusted() {
      if (roots().length === 0) return undefined;
      const { getCACertificates } = await import('node:tls');
      return [...getCACertificates('default'), ...roots()];
    },
  };

  async function transfer<O>(
    url: string,
    signal: AbortSignal | undefined,
    work: (location: Location, patience: Patience) => Promise<O>,
  ): Promise<O | Failure> {
    const location = readLocation(url);
    if ('kind' in location) return location;
    const patience = createPatience(clock, limits, signal);
    try {
      const outcome = await (patience.signal.aborted ? undefined : work(location, patience));
      return outcome ?? patience.failure() ?? unreachable(undefined);
    } catch (error) {
      return patience.failure() ?? unreachable(error);
    } finally {
      patience.end();
    }
  }

  return {
    upload: (upload) =>
      transfer(upload.url, upload.signal, async (location, patience) => {
        if (isWeb(location)) {
          const { uploadByHttp } = await import('./http.ts');
          return uploadByHttp(upload, location, patience, surroundings);
        }
        const { uploadByFtp } = await import('./ftp.ts');
        return uploadByFtp(upload, location, patience, surroundings);
      }),
    download: (download) =>
      transfer(download.url, download.signal, async (location, patience) => {
        if (isWeb(location)) {
          const { downloadByHttp } = await import('./http.ts');
          return downloadByHttp(download, location, patience, surroundings);
        }
        const { downloadByFtp } = await import('./ftp.ts');
        return downloadByFtp(download, location, patience, surroundings);
      }),
  };
}

function isWeb({ scheme }: Location): boolean {
  return scheme === 'http' || scheme === 'https';
}

function unreachable(error: unknown): Failure {
  if (error instanceof Forbidden) return { kind: 'refused', because: 'permission', reason: error.message };
  const reason = error instanceof AggregateError ? error.errors[0] : error;
  return { kind: 'unreachable', reason: reason instanceof Error ? reason.message : String(reason) };
}

function ownInterfaces(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
}

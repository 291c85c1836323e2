/**
 * From a security profile to what the link does (WP 1): scheme, HTTP Basic, TLS.
 *
 * Guarantees: profiles 2 and 3 use wss:// and verify the server, whatever the URL and the model say; the AuthorizationKey goes out with
 * 1 and 2 only, the certificate with 3 only.
 */
import { LinkError, parseAuthorizationKey } from '../../link/identity.ts';
import type { LinkSettings } from '../../link/link.ts';
import type { TlsSettings } from '../../link/tls.ts';
import type { Presented } from '../certificates/own-chains.ts';

interface ProfileMeans {
  readonly basic: boolean;
  readonly secure: boolean;
  readonly certificate: boolean;
}

export const profiles: readonly [ProfileMeans, ProfileMeans, ProfileMeans, ProfileMeans] = [
  { basic: false, secure: false, certificate: false },
  { basic: true, secure: false, certificate: false },
  { basic: true, secure: true, certificate: false },
  { basic: false, secure: true, certificate: true },
];

export function meansOf(profile: number): ProfileMeans {
  return profiles[profile] ?? profiles[0];
}

export interface AccessOptions {
  readonly profile: number;
  /** The text of AuthorizationKey, '' for none. */
  readonly key: string;
  /** Of the start-up file. */
  readonly endpoint: string;
  /** Does the model verify servers under profiles 0 and 1, too (RN-X3)? */
  readonly verifiesServer: boolean;
  readonly verifiesHost: boolean;
  readonly now: () => number;
  readonly trusted: () => readonly string[];
  readonly presented: () => Presented | undefined;
}

export function accessOf(options: AccessOptions): Pick<LinkSettings, 'endpoint' | 'authorizationKey' | 'tls'> {
  const { profile, key, endpoint } = options;
  const { basic, secure } = meansOf(profile);
  return {
    endpoint: secure ? endpoint.replace(/^ws:/i, 'wss:') : endpoint,
    authorizationKey: basic && key !== '' ? parseAuthorizationKey(key) : undefined,
    tls: () => tlsOf(options),
  };
}

function tlsOf(options: AccessOptions): TlsSettings {
  const { profile, verifiesServer, verifiesHost, now } = options;
  const { secure, certificate } = meansOf(profile);
  if (!secure && !verifiesServer) return {};
  const roots = options.trusted();
  if (roots.length === 0) throw new LinkError(withoutRoot(profile));
  const client = certificate ? options.presented() : undefined;
  if (certificate && client === undefined)
    throw new LinkError(
      'SecurityProfile 3 needs a valid certificate of the charge point: name one in certificates.clientDir, or go back to another profile in the start-up file',
    );
  return { verification: { roots, verifiesHost, now }, client };
}

function withoutRoot(profile: number): string {
  const way = 'name the root that it is below in certificates.csmsRootFile';
  return meansOf(profile).secure
    ? `SecurityProfile ${profile} needs a root to verify the Central System by, and none is installed: ${way}`
    : `the Central System is at a wss:// URL, and no root is installed to verify it by: ${way}, or set quirks.verifiesServer to false`;
}

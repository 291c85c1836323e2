/**
 * TLS as the link knows it: what is asked of a connection, what one that stands can tell, and why one did not come about.
 *
 * Guarantee: whatever transport plays TLS, sockets or memory, the same cause has the same name here.
 */

/** How to speak TLS with a wss:// URL (WP A00.FR.307 to 324). TLS 1.2 is the least, whatever stands here. */
export interface TlsSettings {
  /** Absent: the server may be anybody (RN-X3). */
  readonly verification?: Verification | undefined;
  /** The charge point's own certificate (security profile 3). */
  readonly client?: ClientIdentity | undefined;
}

/** How the server proves who it is. */
export interface Verification {
  /** PEM; one of them has to vouch for it. */
  readonly roots: readonly string[];
  /** Must its certificate name the host of the URL (WP A00.FR.308)? */
  readonly verifiesHost: boolean;
  /** The charger's own time, by which certificates are valid or not, ms since 1970. */
  readonly now: () => number;
}

/** Both PEM. */
export interface ClientIdentity {
  /** The certificate, and those of the authorities above it. */
  readonly chain: string;
  readonly privateKey: string;
}

/** What a connection that stands has proved. */
export interface Secured {
  /** The fingerprint of the root that vouches for the server; absent when nobody asked. */
  readonly root?: string | undefined;
}

/** Why TLS came to nothing. */
export type TlsFault =
  | { readonly kind: 'server certificate'; readonly problem: ServerCertificateProblem }
  /** The server did not take ours, or wants one and got none. */
  | { readonly kind: 'client certificate'; readonly presented: boolean }
  /** No TLS from 1.2 on. */
  | { readonly kind: 'tls version' }
  /** None of the cipher suites of the white paper. */
  | { readonly kind: 'cipher suite' }
  /** What answers does not speak TLS at all. */
  | { readonly kind: 'no tls' };

export type ServerCertificateProblem =
  | 'unknown issuer'
  | 'self-signed'
  | 'wrong signature'
  | 'expired'
  | 'not valid yet'
  | 'too weak'
  | 'wrong host'
  | 'not for servers'
  /** It, or one above it, cannot be what it is used for. */
  | 'unusable';

/** The cipher suites, as OpenSSL calls them: the four of the white paper (WP A00.FR.317) and those of TLS 1.3. */
export const CIPHER_SUITES: readonly string[] = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

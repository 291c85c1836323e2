/**
 * What a TLS handshake failed of, read from what OpenSSL says.
 *
 * Guarantees: pure; what is not known for certain is no fault of TLS but a connection that failed.
 */
import type { TlsFault } from './tls.ts';

/** How far the handshake had come. */
export interface Progress {
  /** Version and cipher suite are agreed on, and the server has shown its certificate. */
  readonly agreed: boolean;
  /** A certificate of ours was there for the server. */
  readonly presented: boolean;
}

/** By the number of the alert that the server sent (RFC 8446, 6; RFC 5246, 7.2). */
const alerts: Readonly<Record<number, (progress: Progress) => TlsFault>> = {
  // handshake_failure: in TLS 1.2 also for a client that has no certificate.
  40: (progress) => (progress.agreed ? ours(progress) : { kind: 'cipher suite' }),
  // bad_certificate, unsupported_certificate, certificate_revoked, certificate_expired, certificate_unknown
  42: ours,
  43: ours,
  44: ours,
  45: ours,
  46: ours,
  // unknown_ca, access_denied, decrypt_error
  48: ours,
  49: ours,
  51: ours,
  // protocol_version, insufficient_security, certificate_required
  70: () => ({ kind: 'tls version' }),
  71: () => ({ kind: 'cipher suite' }),
  116: ours,
};

/** Words of OpenSSL's own complaints about what the server does. */
const complaints: readonly (readonly [words: RegExp, fault: TlsFault])[] = [
  [/wrong version number|packet length too long|http request|not ssl/i, { kind: 'no tls' }],
  [/unsupported protocol|version too low|inappropriate fallback/i, { kind: 'tls version' }],
  [/no ciphers available|(unknown|wrong) cipher returned|no shared cipher/i, { kind: 'cipher suite' }],
  [/(ee|ca) (key|md) too (small|weak)|dh key too small/i, { kind: 'server certificate', problem: 'too weak' }],
];

const hungUp = /ECONNRESET|hang up|socket disconnected/;

/** `text`: code and message of the error. Undefined: it is no fault of TLS. */
export function tlsFault(text: string, progress: Progress): TlsFault | undefined {
  const alert = /SSL alert number (\d+)/.exec(text)?.[1];
  if (alert !== undefined) return alerts[Number(alert)]?.(progress);
  const fault = complaints.find(([words]) => words.test(text))?.[1];
  if (fault !== undefined) return fault;
  // Servers that look at the certificate only after the handshake, as those of Node.js, hang up without an alert.
  return progress.agreed && progress.presented && hungUp.test(text) ? ours(progress) : undefined;
}

function ours({ presented }: Progress): TlsFault {
  return { kind: 'client certificate', presented };
}

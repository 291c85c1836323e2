/**
 * What an operator reads when a connection attempt came to nothing, or a connection was lost.
 *
 * Guarantees: pure; a complaint about an attempt names the URL and says what to look at; none shows a key.
 */
import type { ServerCertificateProblem, TlsFault } from './tls.ts';
import type { Ending } from './transport.ts';

/** What was tried. */
export interface Attempted {
  readonly url: string;
  readonly identity: string;
  /** Were credentials sent? */
  readonly withKey: boolean;
}

/** The sentence for an attempt that ended so. */
export function complaint(ending: Ending, attempted: Attempted): string {
  switch (ending.kind) {
    case 'refused':
      return refusal(ending.status, ending.reason, attempted);
    case 'insecure':
      return insecurity(ending.fault, ending.reason, attempted);
    case 'failed':
      return failure(ending.reason, attempted);
    case 'closed':
      return `the Central System at ${attempted.url} hung up during the handshake${ending.reason === '' ? '' : ` (${ending.reason})`}`;
  }
}

/** How a connection that stood was lost. */
export function loss(ending: Ending): string {
  switch (ending.kind) {
    case 'closed':
      return ending.code === 1006
        ? 'it broke off without a close frame'
        : `it was closed with code ${ending.code}${ending.reason === '' ? '' : ` (${ending.reason})`}`;
    case 'insecure':
    case 'failed':
      return ending.reason;
    case 'refused':
      return `HTTP ${ending.status}`;
  }
}

const refusals: Readonly<Record<number, (attempted: Attempted) => string>> = {
  401: ({ identity, url, withKey }) =>
    withKey
      ? `the Central System does not accept the credentials of charge point ${identity} at ${url} (HTTP 401): AuthorizationKey must be the same on both sides`
      : `the Central System asks charge point ${identity} for credentials at ${url} (HTTP 401): set AuthorizationKey and a SecurityProfile that sends it`,
  403: ({ identity, url }) =>
    `the Central System forbids charge point ${identity} to connect at ${url} (HTTP 403): see whether it is allowed or blocked there, and which security profile it expects`,
  404: ({ identity, url }) =>
    `the Central System does not know charge point ${identity} at URL ${url} (HTTP 404): add it there, or correct the address`,
  426: ({ url }) =>
    `the server at ${url} wants another kind of connection (HTTP 426): is this the OCPP 1.6 JSON address?`,
  429: ({ url }) => `the Central System at ${url} is asked too often (HTTP 429)`,
  503: ({ url }) => `the Central System at ${url} is not available at the moment (HTTP 503)`,
};

function refusal(status: number, reason: string, attempted: Attempted): string {
  const known = refusals[status];
  if (known !== undefined) return known(attempted);
  const answer = `HTTP ${status}${reason === '' ? '' : ` ${reason}`}`;
  if (status >= 300 && status < 400) {
    return `the server at ${attempted.url} points elsewhere (${answer}), and redirects are not followed: set the new address`;
  }
  return `the server at ${attempted.url} answered charge point ${attempted.identity} with ${answer} instead of opening a WebSocket`;
}

/** What to do about a server that is not who it should be. */
const remedies: Readonly<Record<ServerCertificateProblem, string>> = {
  'unknown issuer': 'install the root that has signed it (certificates.csmsRootFile, or InstallCertificate)',
  'self-signed': 'give it a certificate that an installed root has signed, or install it as a root, if it is one',
  'wrong signature': 'somebody pretends to be it, or a root of that name was replaced: see which is installed',
  expired: 'give it a new one, or set the clock of the charge point',
  'not valid yet': 'set the clock of the charge point, if it is behind',
  'too weak': 'give it a certificate as the white paper wants it: RSA 2048 or EC 224 bits, SHA-256, a serial number',
  'wrong host':
    'set the URL to the name that it is for, give it a certificate for this one, or set VerifyCsmsCommonName to false',
  'not for servers': 'give it a certificate whose extended key usage is serverAuth',
  unusable: 'give it another one',
};

function insecurity(fault: TlsFault, reason: string, { url, identity }: Attempted): string {
  switch (fault.kind) {
    case 'server certificate':
      return `charge point ${identity} does not trust the Central System at ${url}: ${reason}; ${remedies[fault.problem]}`;
    case 'client certificate':
      return fault.presented
        ? `the Central System at ${url} does not take the certificate of charge point ${identity} (${reason}): see which authority it trusts, and that the certificate names this charge point`
        : `the Central System at ${url} wants a certificate of charge point ${identity} (${reason}): it expects SecurityProfile 3`;
    case 'tls version':
      return `the Central System at ${url} speaks no TLS that charge point ${identity} may use (${reason}): it needs TLS 1.2 or 1.3`;
    case 'cipher suite':
      return `the Central System at ${url} has no cipher suite in common with charge point ${identity} (${reason}): it needs one of those of the security white paper`;
    case 'no tls':
      return `what answers charge point ${identity} at ${url} speaks no TLS (${reason}): is the port right, or should the URL begin with ws://`;
  }
}

/** A word within the reason, and the sentence's middle; the first that fits. */
const failures: readonly (readonly [word: RegExp, meaning: string])[] = [
  [/ECONNREFUSED/, 'nothing listens there: is the Central System running, and the port right'],
  [/ENOTFOUND|EAI_AGAIN/, 'the host name cannot be resolved: is it spelt right, and does DNS work'],
  [/EHOSTUNREACH|ENETUNREACH|ENETDOWN/, 'there is no way to that host: is the network up'],
  [/ETIMEDOUT|timed out/, 'it does not answer in time: is a firewall in between'],
  [/ECONNRESET|EPIPE|hang up/, 'it hung up during the handshake: does it expect TLS, or none'],
];

function failure(reason: string, { url, identity }: Attempted): string {
  const meaning = failures.find(([word]) => word.test(reason))?.[1];
  const cause = meaning === undefined ? reason : `${meaning}? (${reason})`;
  return `charge point ${identity} cannot reach the Central System at ${url}: ${cause}`;
}

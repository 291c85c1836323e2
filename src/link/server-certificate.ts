/**
 * Is the server who it should be? What its certificates say, the roots that are installed, and the charger's own time decide (WP
 * A00.FR.307 to 309).
 *
 * Guarantees: pure; a server that is trusted leads to an installed root, over certificates that are valid by that time and strong
 * enough, with a certificate for servers that names the host, where that is asked for. The system's own roots count for nothing.
 */
import { type Certificate, readCertificates } from '../certificates/certificate.ts';
import { type Distrust, verifyChain } from '../certificates/chain.ts';
import { isAddress } from '../certificates/issue.ts';
import type { Secured, ServerCertificateProblem, Verification } from './tls.ts';

export type Judgement =
  | { readonly ok: true; readonly secured: Secured }
  | {
      readonly ok: false;
      readonly problem: ServerCertificateProblem;
      /** A sentence about the certificate that is to blame. */
      readonly why: string;
    };

/** id-kp-serverAuth and anyExtendedKeyUsage (RFC 5280, 4.2.1.12). */
const serverUsages: readonly string[] = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

const problems: Readonly<Record<Distrust, ServerCertificateProblem>> = {
  'not valid yet': 'not valid yet',
  expired: 'expired',
  'too weak': 'too weak',
  'unknown issuer': 'unknown issuer',
  'wrong signature': 'wrong signature',
  'issuer is no authority': 'unusable',
  'path too long': 'unusable',
};

/** `chain`: PEM of what the server shows, its own certificate first. `host`: of the URL, a name or an address. */
export function judgeServer(chain: string, host: string, { roots, verifiesHost, now }: Verification): Judgement {
  const shown = readCertificates(chain);
  if (!shown.ok) return refused('unusable', shown.why);
  const [own, ...others] = shown.value;
  if (own === undefined) return refused('unusable', 'it shows no certificate');
  const trust = verifyChain(own, { others, trusted: roots.flatMap(readRoot), at: now() });
  if (trust.kind !== 'trusted') {
    const alone = trust.kind === 'unknown issuer' && trust.certificate === own && own.selfSigned;
    return refused(alone ? 'self-signed' : problems[trust.kind], trust.why);
  }
  // For Node.js these are the extended usages. Without any it may be used for everything.
  const usages = own.source.x509.keyUsage as readonly string[] | undefined;
  if (usages?.some((usage) => serverUsages.includes(usage)) === false)
    return refused('not for servers', `${own.subject.text}: it is not for servers`);
  if (verifiesHost && !names(own, host)) return refused('wrong host', `${own.subject.text}: ${namesOf(own)}`);
  return { ok: true, secured: { root: trust.path.at(-1)?.fingerprint } };
}

/** WP A00.FR.308: by CN, or by an alternative name (511); wildcards do not count, as with libocpp. */
function names({ source: { x509 } }: Certificate, host: string): boolean {
  const byName = x509.checkHost(host, { subject: 'always', wildcards: false }) !== undefined;
  return byName || (isAddress(host) && x509.checkIP(host) !== undefined);
}

function namesOf({ source: { x509 }, subject }: Certificate): string {
  const alternatives = x509.subjectAltName === undefined ? '' : ` and ${x509.subjectAltName}`;
  return `it is for ${subject.commonName ?? 'nobody'}${alternatives}`;
}

function readRoot(pem: string): readonly Certificate[] {
  const read = readCertificates(pem);
  return read.ok ? read.value : [];
}

function refused(problem: ServerCertificateProblem, why: string): Judgement {
  return { ok: false, problem, why };
}

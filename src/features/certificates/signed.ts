/**
 * Is what CertificateSigned delivers the certificate that was asked for (WP A02.FR.06)? One function, and it changes nothing.
 *
 * Guarantee: what passes belongs to the key that waits, names this charge point and who operates it, is valid now or will be, and a way
 * leads from it to a root of the Central System.
 */
import { type Certificate, readCertificates } from '../../certificates/certificate.ts';
import { issuerAmong, verifyChain } from '../../certificates/chain.ts';
import { isOfKey } from '../../certificates/key-pair.ts';

export interface Expected {
  /** Of the key that waits, PEM. */
  readonly privateKey: string;
  readonly serialNumber: string;
  /** CpoName; '' when it is not set any more. */
  readonly organization: string;
  readonly roots: readonly Certificate[];
  readonly maxLength: number;
  /** ms since 1970. */
  readonly at: number;
}

export type Judgement =
  | {
      readonly ok: true;
      /** The certificate and those above it, without the root. */
      readonly chain: readonly [Certificate, ...Certificate[]];
      readonly issuer: Certificate | undefined;
    }
  | { readonly ok: false; readonly why: string };

export function judge(text: string, expected: Expected): Judgement {
  const { privateKey, serialNumber, organization, roots, maxLength, at } = expected;
  const wrong = (why: string): Judgement => ({ ok: false, why });
  if (text.length > maxLength) return wrong(`${text.length} characters; CertificateSignedMaxChainSize is ${maxLength}`);
  const read = readCertificates(text);
  if (!read.ok) return wrong(read.why);
  const [own, ...others] = read.value;
  if (own === undefined || !isOfKey(own, privateKey)) return wrong('it is not of the key that was made for it');
  const { commonName, organization: owner } = own.subject;
  if (commonName !== serialNumber) return wrong(`expected CN ${serialNumber}, got ${commonName ?? 'none'}`);
  if (organization !== '' && owner !== organization) return wrong(`expected O ${organization}, got ${owner ?? 'none'}`);
  // One that is for later (WP A02.FR.08) is judged by its first moment.
  const trust = verifyChain(own, { others, trusted: roots, at: Math.max(at, own.notBefore) });
  if (trust.kind !== 'trusted') return wrong(trust.why);
  const above = trust.path.slice(1).filter(({ selfSigned }) => !selfSigned);
  return { ok: true, chain: [own, ...above], issuer: issuerAmong(own, trust.path) };
}

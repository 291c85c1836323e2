/**
 * Is there a way from a certificate over others to one that is trusted (RFC 5280, 6)?
 *
 * Guarantees: on a way that is found every signature is right, every certificate is valid at that moment and strong enough, and all
 * but the first may sign others, at that distance; where there is none, the answer says what failed on the way that led furthest.
 * The effort is bounded by the square of the number of certificates.
 */
import type { Certificate } from './certificate.ts';
import { weaknessOf } from './rules.ts';

export type Trust =
  /** The certificate first, the trusted one last. */
  | { readonly kind: 'trusted'; readonly path: readonly Certificate[] }
  | {
      readonly kind: Distrust;
      /** The one that is to blame. */
      readonly certificate: Certificate;
      /** A sentence. */
      readonly why: string;
    };

export type Distrust =
  | 'not valid yet'
  | 'expired'
  | 'too weak'
  /** Nobody here has signed it. */
  | 'unknown issuer'
  /** Who is named as its issuer has not signed it. */
  | 'wrong signature'
  | 'issuer is no authority'
  | 'path too long';

interface Circumstances {
  /** What was sent along; in any order. */
  readonly others: readonly Certificate[];
  readonly trusted: readonly Certificate[];
  /** ms since 1970. */
  readonly at: number;
}

/** What a certificate can be itself. */
export function unfit(certificate: Certificate, at: number): Exclude<Trust, { readonly kind: 'trusted' }> | undefined {
  const { subject, notBefore, notAfter } = certificate;
  const blame = (kind: Distrust, why: string) => ({ kind, certificate, why: `${subject.text}: ${why}` });
  if (at < notBefore) return blame('not valid yet', `it is valid from ${iso(notBefore)} on`);
  if (at > notAfter) return blame('expired', `it was valid until ${iso(notAfter)}`);
  const weakness = weaknessOf(certificate);
  return weakness === undefined ? undefined : blame('too weak', weakness);
}

export function verifyChain(certificate: Certificate, { others, trusted, at }: Circumstances): Trust {
  const isTrusted = ({ fingerprint }: Certificate): boolean => trusted.some((root) => root.fingerprint === fingerprint);
  let furthest: { readonly steps: number; readonly trust: Trust } | undefined;
  const fail = (steps: number, trust: Trust): void => {
    if (furthest === undefined || steps > furthest.steps) furthest = { steps, trust };
  };
  // Shortest ways first, each certificate once: a longer way to it can do nothing that the shorter one cannot.
  const seen = new Set([certificate.fingerprint]);
  const ways: (readonly Certificate[])[] = [[certificate]];
  for (const way of ways) {
    const last = way.at(-1);
    if (last === undefined) continue;
    const wrong = unfit(last, at);
    if (wrong !== undefined) {
      fail(way.length * 3, wrong);
      continue;
    }
    if (isTrusted(last)) return { kind: 'trusted', path: way };
    const issuers = [...trusted, ...others].filter((each) => each !== last && isNamedIssuer(last, each));
    if (issuers.length === 0)
      fail(way.length * 3 + 1, {
        kind: 'unknown issuer',
        certificate: last,
        why: `${last.subject.text}: ${last.selfSigned ? 'it has signed itself and is not trusted' : `its issuer ${last.issuer.text} is not known`}`,
      });
    for (const issuer of issuers) {
      const wrongIssuer = unable(issuer, way);
      if (wrongIssuer !== undefined) fail(way.length * 3 + 2, wrongIssuer);
      else if (!seen.has(issuer.fingerprint)) {
        seen.add(issuer.fingerprint);
        ways.push([...way, issuer]);
      }
    }
  }
  return (
    furthest?.trust ?? {
      kind: 'unknown issuer',
      certificate,
      why: `${certificate.subject.text}: nobody vouches for it`,
    }
  );
}

/** Which of these has signed the certificate; undefined when none has. */
export function issuerAmong(certificate: Certificate, others: readonly Certificate[]): Certificate | undefined {
  return others.find(
    (each) => isNamedIssuer(certificate, each) && certificate.source.x509.verify(each.source.publicKey),
  );
}

/** Does the one name the other as its issuer? OpenSSL knows names that differ in their bytes only. */
function isNamedIssuer({ source }: Certificate, { source: issuer }: Certificate): boolean {
  return Buffer.compare(source.issuerName, issuer.subjectName) === 0 || source.x509.checkIssued(issuer.x509);
}

/** Why this one cannot have signed the last one of the way. */
function unable(issuer: Certificate, way: readonly Certificate[]): Trust | undefined {
  const last = way.at(-1);
  const blame = (kind: Distrust, why: string): Trust => ({
    kind,
    certificate: issuer,
    why: `${issuer.subject.text}: ${why}`,
  });
  if (issuer.authority === undefined) return blame('issuer is no authority', 'it may not sign others');
  // RFC 5280, 4.2.1.9: those that have issued themselves and the last one do not count.
  const between = way.slice(1).filter(({ subject, issuer: by }) => subject.text !== by.text).length;
  const { pathLength } = issuer.authority;
  if (pathLength !== undefined && between > pathLength)
    return blame('path too long', `${between} authorities stand below it; ${pathLength} may`);
  if (last?.source.x509.verify(issuer.source.publicKey) !== true)
    return blame('wrong signature', `it has not signed ${last?.subject.text}`);
  return undefined;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

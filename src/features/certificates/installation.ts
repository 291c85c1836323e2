/**
 * Which InstallCertificate is Rejected, and why (WP M05): one table of rules, the first that is broken is the answer.
 *
 * Guarantee: a certificate that breaks none can be trusted from now on without making the charge point weaker than the white paper
 * allows, and can be listed and deleted by its hashes. Nothing here changes anything.
 */
import type { Certificate } from '../../certificates/certificate.ts';
import type { RootUse } from '../../certificates/certificate-index.ts';
import { issuerAmong } from '../../certificates/chain.ts';
import { weaknessOf } from '../../certificates/rules.ts';

export interface Circumstances {
  readonly use: RootUse;
  /** What is installed, of both uses. */
  readonly installed: readonly Certificate[];
  /** The root of the Central System that holds now: the latest. */
  readonly current: Certificate | undefined;
  readonly maxRoots: number;
  readonly additionalCheck: boolean;
  /** ms since 1970. */
  readonly at: number;
}

export interface Refusal {
  /** It is the certificate that is wrong, not the place that it was to have. */
  readonly invalid: boolean;
  readonly why: string;
}

interface Rule {
  readonly invalid: boolean;
  readonly broken: (certificate: Certificate, circumstances: Circumstances) => string | undefined;
}

const rules: readonly Rule[] = [
  { invalid: true, broken: (certificate) => weaknessOf(certificate) },
  {
    // One that is for later may come early: the clock may be wrong, and the Central System's next root is no secret.
    invalid: true,
    broken: ({ notAfter }, { at }) =>
      at > notAfter ? `it was valid until ${new Date(notAfter).toISOString()}` : undefined,
  },
  {
    invalid: true,
    broken: ({ authority }) => (authority === undefined ? 'it may not sign others' : undefined),
  },
  {
    // Without it there is no issuerKeyHash to know it by (WP CertificateHashDataType).
    invalid: true,
    broken: (certificate, { installed }) =>
      issuerAmong(certificate, [certificate, ...installed]) === undefined
        ? `its issuer ${certificate.issuer.text} is not installed`
        : undefined,
  },
  {
    // WP M05.FR.10.
    invalid: true,
    broken: (certificate, { use, current, additionalCheck }) =>
      additionalCheck && use === 'central system' && current !== undefined && !issuerAmong(certificate, [current])
        ? `the present root ${current.subject.text} has not signed it`
        : undefined,
  },
  {
    invalid: false,
    broken: (_, { installed, maxRoots }) =>
      installed.length >= maxRoots
        ? `${installed.length} are installed; CertificateStoreMaxLength is ${maxRoots}`
        : undefined,
  },
];

/** Why this certificate is not installed; undefined when it can be. */
export function refusalOf(certificate: Certificate, circumstances: Circumstances): Refusal | undefined {
  for (const { invalid, broken } of rules) {
    const why = broken(certificate, circumstances);
    if (why !== undefined) return { invalid, why };
  }
  return undefined;
}

/**
 * What every certificate must be that this charge point keeps or relies on (WP A00.FR.5xx): one table of rules.
 *
 * Guarantee: a certificate that breaks none is strong enough for the white paper, whatever it is for.
 */
import type { Certificate } from './certificate.ts';

interface Rule {
  readonly source: string;
  /** What is wrong, or undefined. */
  readonly broken: (certificate: Certificate) => string | undefined;
}

/** Bits, by the type of the key. */
const smallest: Readonly<Record<string, number>> = { rsa: 2048, 'rsa-pss': 2048, dsa: 2048, ec: 224 };

/** Types whose size is given. */
const always: readonly string[] = ['ed25519', 'ed448'];

const strong: readonly (string | undefined)[] = ['SHA256', 'SHA384', 'SHA512'];

export const rules: readonly Rule[] = [
  {
    source: 'WP A00.FR.5xx: RSA and DSA 2048 bits, elliptic curves 224',
    broken({ key: { type, bits = 0 } }) {
      if (always.includes(type)) return undefined;
      const least = smallest[type];
      if (least === undefined) return `keys of the type ${type} are not taken`;
      return bits < least ? `its key has ${bits} bits; ${least} are the least for ${type}` : undefined;
    },
  },
  {
    source: 'WP A00.FR.5xx: SHA-256',
    broken: ({ signatureHash }) =>
      strong.includes(signatureHash)
        ? undefined
        : `it is signed over ${signatureHash ?? 'a hash that is not known'}; SHA256 is the least`,
  },
  {
    source: 'WP A00.FR.5xx: a serial number',
    broken: ({ serialNumber }) => (/^0*$/.test(serialNumber) ? 'it has no serial number' : undefined),
  },
  {
    source: 'X.509',
    broken: ({ notBefore, notAfter }) => (notAfter <= notBefore ? 'it is over before it begins' : undefined),
  },
];

/** Why this certificate does not do; undefined when it does. */
export function weaknessOf(certificate: Certificate): string | undefined {
  for (const { broken } of rules) {
    const why = broken(certificate);
    if (why !== undefined) return why;
  }
  return undefined;
}

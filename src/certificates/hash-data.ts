/**
 * What identifies a certificate in OCPP's messages, made as OCSP makes it (RFC 6960; WP CertificateHashDataType).
 *
 * Guarantee: for a certificate and its issuer the values are those that `openssl ocsp` puts into its request.
 */
import { createHash } from 'node:crypto';
import type { Certificate } from './certificate.ts';

export const hashNames = ['SHA256', 'SHA384', 'SHA512'] as const;
export type HashName = (typeof hashNames)[number];

export interface HashData {
  readonly hashAlgorithm: HashName;
  /** Over the DER of the issuer's distinguished name; hexadecimal. */
  readonly issuerNameHash: string;
  /** Over the bits of the issuer's public key; hexadecimal. */
  readonly issuerKeyHash: string;
  /** Hexadecimal, without leading zeros. */
  readonly serialNumber: string;
}

/** `issuer` is the certificate itself where it has signed itself. */
export function hashData(hashAlgorithm: HashName, certificate: Certificate, issuer: Certificate): HashData {
  const hash = (bytes: Uint8Array): string => createHash(hashAlgorithm).update(bytes).digest('hex');
  return {
    hashAlgorithm,
    issuerNameHash: hash(certificate.source.issuerName),
    issuerKeyHash: hash(issuer.source.publicKeyBits),
    serialNumber: certificate.serialNumber,
  };
}

/** Do both name the same certificate? Hexadecimal digits have no case, and leading zeros say nothing. */
export function sameHashData(one: HashData, other: HashData): boolean {
  const digits = (text: string): string => text.toUpperCase().replace(/^0+(?=.)/, '');
  return (
    one.hashAlgorithm === other.hashAlgorithm &&
    one.issuerNameHash.toUpperCase() === other.issuerNameHash.toUpperCase() &&
    one.issuerKeyHash.toUpperCase() === other.issuerKeyHash.toUpperCase() &&
    digits(one.serialNumber) === digits(other.serialNumber)
  );
}

/**
 * Signatures as certificates and signing requests have them: the algorithm that goes with a key, and the bits.
 *
 * Guarantee: SHA-256 over the DER, with ECDSA or RSA PKCS #1 v1.5, whichever the key is for. (The white paper would rather see RSA-PSS;
 * too few authorities read it in a signing request.)
 */
import { createPrivateKey, sign as signBytes } from 'node:crypto';
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { asn1 } from './asn1.ts';

const algorithms: Readonly<Record<string, { readonly algorithm: string; readonly parameters?: null }>> = {
  ec: { algorithm: '1.2.840.10045.4.3.2' },
  rsa: { algorithm: '1.2.840.113549.1.1.11', parameters: null },
};

/** Of a private key, PEM. Throws for a key that is neither EC nor RSA. */
export function signatureAlgorithm(privateKey: string): AlgorithmIdentifier {
  const { asymmetricKeyType: type = 'unknown' } = createPrivateKey(privateKey);
  const algorithm = algorithms[type];
  if (algorithm === undefined) throw new TypeError(`expected an EC or RSA key to sign with, got one of type ${type}`);
  return new (asn1().AlgorithmIdentifier)(algorithm);
}

export function sign(content: Uint8Array, privateKey: string): ArrayBuffer {
  return Uint8Array.from(signBytes('sha256', content, privateKey)).buffer;
}

/**
 * Key pairs that are made on this device (WP A02.FR.05: the private key never leaves it), and whose certificate is whose.
 *
 * Guarantee: a private key is handed on as PEM only (PKCS#8), to the certificate store and to TLS; no message and no log has it.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { Certificate } from './certificate.ts';

/** RSA takes some 100 ms to make; a curve is there at once. */
export type KeyKind = 'EC P-256' | 'RSA 2048';

/** A new private key, PEM. */
export type MakeKey = (kind?: KeyKind) => string;

const makers: Readonly<Record<KeyKind, () => string>> = {
  'EC P-256': () =>
    generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey,
  'RSA 2048': () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    }).privateKey,
};

export const makeKey: MakeKey = (kind = 'EC P-256') => makers[kind]();

/** Is this the certificate of that private key (PEM)? False also for a text that is no private key. */
export function isOfKey(certificate: Certificate, privateKey: string): boolean {
  try {
    return certificate.source.x509.checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}

/** DER of the public key (SubjectPublicKeyInfo) that belongs to a private one (PEM). */
export function publicKeyOf(privateKey: string): Uint8Array {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}

/** A private key of whatever PEM form as PKCS#8; undefined for what is none, or is encrypted. */
export function plainKey(text: string): string | undefined {
  try {
    return createPrivateKey(text).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}

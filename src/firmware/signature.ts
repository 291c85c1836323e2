/**
 * The signature of a firmware package (WP L01.FR.04): over the whole file, detached, with SHA-256.
 *
 * Guarantee: how a signature is made follows from the type of the key alone, in one table for both sides; a signature of another kind,
 * of another file or of another key is never right, and none makes `isRight` throw. RSA is PSS only: the white paper has no other.
 */
import { constants, createPrivateKey, createVerify, type KeyObject, sign } from 'node:crypto';
import { type Certificate, readCertificates } from '../certificates/certificate.ts';
import { verifyChain } from '../certificates/chain.ts';
import type { Read } from '../certificates/pem.ts';

/** What lies beside a package: the two fields of SignedUpdateFirmware. */
export interface PackageSignature {
  /** Base64, at most 800 characters. */
  readonly signature: string;
  /** PEM: the certificate that the signature is by, and behind it those of the authorities below the root. */
  readonly signingCertificate: string;
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING } as const;

/** How each type of key signs. An elliptic curve signs with ECDSA: the white paper's ECSchnorr has found nobody who implements it. */
const ways: Readonly<Record<string, { readonly padding?: number; readonly saltLength?: number }>> = {
  rsa: { ...PSS, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
  'rsa-pss': { ...PSS, saltLength: constants.RSA_PSS_SALTLEN_AUTO },
  ec: {},
};

/** Base64. Throws TypeError for a private key (PEM) that is neither RSA nor of an elliptic curve. */
export function signPackage(content: Uint8Array, privateKey: string): string {
  const key = createPrivateKey(privateKey);
  const way = wayOf(key);
  if (way === undefined) throw new TypeError(`expected an RSA or EC key, got one of type ${key.asymmetricKeyType}`);
  // The salt is as long as the hash: what every other implementation expects.
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return sign('sha256', content, { key, ...way, ...(way.saltLength === undefined ? {} : { saltLength }) }).toString(
    'base64',
  );
}

/** A signature that is being held against a file, piece by piece. */
export interface SignatureCheck {
  add(piece: Uint8Array): void;
  /** After the last piece: was this file signed with the key of its signing certificate? */
  isRight(): boolean;
}

/** Whether its certificate is to be trusted is another question: see `trustedSigner`. */
export function checkSignature({ signature, signingCertificate }: PackageSignature): SignatureCheck {
  const read = readCertificates(signingCertificate);
  const key = read.ok ? read.value[0]?.source.publicKey : undefined;
  const way = key && wayOf(key);
  const verification = createVerify('sha256');
  return {
    add: (piece) => void verification.update(piece),
    isRight() {
      try {
        return key !== undefined && way !== undefined && verification.verify({ key, ...way }, signature, 'base64');
      } catch {
        return false;
      }
    },
  };
}

/** The certificate that has signed, when there is a way from it to one of the manufacturer's roots (PEM). `at`: ms since 1970. */
export function trustedSigner(
  signingCertificate: string,
  { roots, at }: { readonly roots: readonly string[]; readonly at: number },
): Read<Certificate> {
  if (roots.length === 0) return { ok: false, why: 'no root certificate of the manufacturer is installed' };
  const read = readCertificates(signingCertificate);
  if (!read.ok) return read;
  const [signer, ...others] = read.value;
  if (signer === undefined) return { ok: false, why: 'there is no certificate' };
  if (wayOf(signer.source.publicKey) === undefined)
    return { ok: false, why: `its key is of the type ${signer.key.type}; firmware is signed with RSA or EC keys` };
  const trusted = roots.flatMap((root) => {
    const certificates = readCertificates(root);
    return certificates.ok ? certificates.value : [];
  });
  const trust = verifyChain(signer, { others, trusted, at });
  return trust.kind === 'trusted' ? { ok: true, value: signer } : { ok: false, why: trust.why };
}

function wayOf({ asymmetricKeyType: type }: KeyObject): (typeof ways)[string] | undefined {
  return type !== undefined && Object.hasOwn(ways, type) ? ways[type] : undefined;
}

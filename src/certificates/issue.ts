/**
 * One certificate, made and signed: what an authority does, without deciding what is sensible.
 *
 * Guarantee: what comes out is X.509 version 3 with its extensions as RFC 5280 asks for them: basic constraints and key usage critical,
 * key identifiers of subject and issuer.
 */
import { createHash } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { writePem } from './pem.ts';
import { sign, signatureAlgorithm } from './sign.ts';

export type Purpose = 'authority' | 'server' | 'client';

export interface Issuance {
  /** DER of the distinguished name. */
  readonly subject: Uint8Array;
  /** DER (SubjectPublicKeyInfo). */
  readonly publicKey: Uint8Array;
  /** The signer's name and public key, both DER; its own for a certificate that signs itself. */
  readonly issuer: { readonly name: Uint8Array; readonly publicKey: Uint8Array };
  /** The signer's, PEM. */
  readonly privateKey: string;
  /** 16 bytes or fewer, the first from 1 to 127. */
  readonly serialNumber: Uint8Array;
  /** ms since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly purpose: Purpose;
  /** Of an authority: how many others may stand between it and the last certificate. */
  readonly pathLength?: number | undefined;
  /** Host names and IP addresses beside the name (WP A00.FR.511: only where CN is not enough). */
  readonly alternativeNames?: readonly string[];
}

const { digitalSignature, keyEncipherment, keyCertSign, cRLSign } = KeyUsageFlags;

const usages: Readonly<Record<Purpose, { readonly bits: number; readonly extended?: string }>> = {
  authority: { bits: keyCertSign | cRLSign },
  server: { bits: digitalSignature | keyEncipherment, extended: id_kp_serverAuth },
  client: { bits: digitalSignature, extended: id_kp_clientAuth },
};

/** PEM. */
export function issue(issuance: Issuance): string {
  const algorithm = signatureAlgorithm(issuance.privateKey);
  const subjectPublicKeyInfo = AsnConvert.parse(issuance.publicKey, SubjectPublicKeyInfo);
  const content = new TBSCertificate({
    version: Version.v3,
    serialNumber: Uint8Array.from(issuance.serialNumber).buffer,
    signature: algorithm,
    issuer: AsnConvert.parse(issuance.issuer.name, Name),
    validity: new Validity({ notBefore: new Date(issuance.notBefore), notAfter: new Date(issuance.notAfter) }),
    subject: AsnConvert.parse(issuance.subject, Name),
    subjectPublicKeyInfo,
    extensions: new Extensions(extensionsOf(issuance)),
  });
  const certificate = new Certificate({
    tbsCertificate: content,
    signatureAlgorithm: algorithm,
    signatureValue: sign(AsnConvert.serialize(content), issuance.privateKey),
  });
  return writePem(new Uint8Array(AsnConvert.serialize(certificate)), 'CERTIFICATE');
}

function extensionsOf({ purpose, pathLength, publicKey, issuer, alternativeNames = [] }: Issuance): Extension[] {
  const { bits, extended } = usages[purpose];
  const constraints = new BasicConstraints({
    cA: purpose === 'authority',
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  return [
    extension(id_ce_basicConstraints, constraints, true),
    extension(id_ce_keyUsage, new KeyUsage(bits), true),
    ...(extended === undefined ? [] : [extension(id_ce_extKeyUsage, new ExtendedKeyUsage([extended]))]),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuer.publicKey)) }),
    ),
    ...(alternativeNames.length === 0
      ? []
      : [extension(id_ce_subjectAltName, new SubjectAlternativeName(alternativeNames.map(generalName)))]),
  ];
}

function extension(extnID: string, value: unknown, critical = false): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** RFC 7093, 2, method 1: of the bits of the key the leftmost 160 bits of SHA-256. */
function keyIdentifier(publicKey: Uint8Array): ArrayBuffer {
  const { subjectPublicKey } = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
  return Uint8Array.from(createHash('sha256').update(new Uint8Array(subjectPublicKey)).digest().subarray(0, 20)).buffer;
}

function generalName(name: string): GeneralName {
  return new GeneralName(isAddress(name) ? { iPAddress: name } : { dNSName: name });
}

/** An IP address, not a name: no name is all digits and dots, and none has a colon. */
export function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}

/**
 * One certificate, made and signed: what an authority does, without deciding what is sensible.
 *
 * Guarantee: what comes out is X.509 version 3 with its extensions as RFC 5280 asks for them: basic constraints and key usage critical,
 * key identifiers of subject and issuer.
 */
import { createHash } from 'node:crypto';
import type { Extension, GeneralName } from '@peculiar/asn1-x509';
import { asn1, encode } from './asn1.ts';
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

type Usage = 'digitalSignature' | 'keyEncipherment' | 'keyCertSign' | 'cRLSign';

const usages: Readonly<Record<Purpose, readonly Usage[]>> = {
  authority: ['keyCertSign', 'cRLSign'],
  server: ['digitalSignature', 'keyEncipherment'],
  client: ['digitalSignature'],
};

/** id-kp-serverAuth and id-kp-clientAuth. */
const extendedUsages: Readonly<Partial<Record<Purpose, string>>> = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
};

/** PEM. */
export function issue(issuance: Issuance): string {
  const { AsnConvert, Certificate, Extensions, Name, SubjectPublicKeyInfo, TBSCertificate, Validity, Version } = asn1();
  const algorithm = signatureAlgorithm(issuance.privateKey);
  const content = new TBSCertificate({
    version: Version.v3,
    serialNumber: Uint8Array.from(issuance.serialNumber).buffer,
    signature: algorithm,
    issuer: AsnConvert.parse(issuance.issuer.name, Name),
    validity: new Validity({ notBefore: new Date(issuance.notBefore), notAfter: new Date(issuance.notAfter) }),
    subject: AsnConvert.parse(issuance.subject, Name),
    subjectPublicKeyInfo: AsnConvert.parse(issuance.publicKey, SubjectPublicKeyInfo),
    extensions: new Extensions(extensionsOf(issuance)),
  });
  const certificate = new Certificate({
    tbsCertificate: content,
    signatureAlgorithm: algorithm,
    signatureValue: sign(encode(content), issuance.privateKey),
  });
  return writePem(encode(certificate), 'CERTIFICATE');
}

function extensionsOf({ purpose, pathLength, publicKey, issuer, alternativeNames = [] }: Issuance): Extension[] {
  const schemas = asn1();
  const constraints = new schemas.BasicConstraints({
    cA: purpose === 'authority',
    ...(pathLength === undefined ? {} : { pathLenConstraint: pathLength }),
  });
  const usage = new schemas.KeyUsage(usages[purpose].reduce((bits, each) => bits | schemas.KeyUsageFlags[each], 0));
  const own = new schemas.SubjectKeyIdentifier(keyIdentifier(publicKey));
  const above = new schemas.AuthorityKeyIdentifier({
    keyIdentifier: new schemas.KeyIdentifier(keyIdentifier(issuer.publicKey)),
  });
  const extended = extendedUsages[purpose];
  return [
    extension(schemas.id_ce_basicConstraints, constraints, true),
    extension(schemas.id_ce_keyUsage, usage, true),
    ...(extended === undefined ? [] : [extension(schemas.id_ce_extKeyUsage, new schemas.ExtendedKeyUsage([extended]))]),
    extension(schemas.id_ce_subjectKeyIdentifier, own),
    extension(schemas.id_ce_authorityKeyIdentifier, above),
    ...(alternativeNames.length === 0
      ? []
      : [
          extension(
            schemas.id_ce_subjectAltName,
            new schemas.SubjectAlternativeName(alternativeNames.map(generalName)),
          ),
        ]),
  ];
}

function extension(extnID: string, value: unknown, critical = false): Extension {
  const { AsnConvert, Extension, OctetString } = asn1();
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** RFC 7093, 2, method 1: of the bits of the key the leftmost 160 bits of SHA-256. */
function keyIdentifier(publicKey: Uint8Array): ArrayBuffer {
  const { AsnConvert, SubjectPublicKeyInfo } = asn1();
  const { subjectPublicKey } = AsnConvert.parse(publicKey, SubjectPublicKeyInfo);
  return Uint8Array.from(createHash('sha256').update(new Uint8Array(subjectPublicKey)).digest().subarray(0, 20)).buffer;
}

function generalName(name: string): GeneralName {
  return new (asn1().GeneralName)(isAddress(name) ? { iPAddress: name } : { dNSName: name });
}

/** An IP address, not a name: no name is all digits and dots, and none has a colon. */
export function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}

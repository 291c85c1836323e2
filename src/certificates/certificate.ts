/**
 * An X.509 certificate as facts: whose it is, who signed it, for how long, with what key.
 *
 * Guarantees: what comes out was parsed as a whole, by OpenSSL and as ASN.1; whatever cannot be is refused with a sentence. Nothing is
 * said of whether it is to be trusted: chain.ts does that, and rules.ts whether it is strong enough.
 */
import { type KeyObject, X509Certificate } from 'node:crypto';
import type { TBSCertificate } from '@peculiar/asn1-x509';
import { asn1, encode } from './asn1.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';
import { type Read, readPem, writePem } from './pem.ts';
import { signatureHash } from './signature-hash.ts';

export interface Certificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Hexadecimal, capital letters, without leading zeros. */
  readonly serialNumber: string;
  /** ms since 1970. */
  readonly notBefore: number;
  /** ms since 1970. */
  readonly notAfter: number;
  readonly key: KeyFacts;
  /** What the signature was made over with: `SHA256`; undefined for an algorithm that is not known here. */
  readonly signatureHash: string | undefined;
  /** It may sign others; `pathLength`: so many certificates of authorities may stand between it and the last one. */
  readonly authority: { readonly pathLength: number | undefined } | undefined;
  /** Signed with its own key. */
  readonly selfSigned: boolean;
  /** SHA-256 over the whole, as Node.js and openssl write it: `AB:CD:…`. */
  readonly fingerprint: string;
  readonly pem: string;
  /** For those who verify signatures and make hashes. */
  readonly source: CertificateSource;
}

export interface KeyFacts {
  /** As Node.js calls it: `rsa`, `ec`, `ed25519`. */
  readonly type: string;
  /** The size by which strength is judged; undefined where the type says it all. */
  readonly bits: number | undefined;
}

export interface CertificateSource {
  readonly x509: X509Certificate;
  readonly publicKey: KeyObject;
  /** DER of the issuer's distinguished name. */
  readonly issuerName: Uint8Array;
  /** DER of the own distinguished name. */
  readonly subjectName: Uint8Array;
  /** The bits of the public key, without tag, length and the count of unused bits. */
  readonly publicKeyBits: Uint8Array;
}

/** All certificates of a PEM text, in its order: one at least. */
export function readCertificates(text: string): Read<readonly Certificate[]> {
  const blocks = readPem(text, 'CERTIFICATE');
  if (!blocks.ok) return blocks;
  const certificates: Certificate[] = [];
  for (const der of blocks.value) {
    const certificate = parse(der);
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
  }
  return { ok: true, value: certificates };
}

/** The one certificate of a PEM text. */
export function readCertificate(text: string): Read<Certificate> {
  const certificates = readCertificates(text);
  if (!certificates.ok) return certificates;
  const [only, ...others] = certificates.value;
  return only === undefined || others.length > 0
    ? { ok: false, why: `expected one certificate, got ${certificates.value.length}` }
    : { ok: true, value: only };
}

function parse(der: Uint8Array): Read<Certificate> {
  const { AsnConvert, Certificate: CertificateSchema } = asn1();
  try {
    const x509 = new X509Certificate(der);
    const { tbsCertificate, signatureAlgorithm } = AsnConvert.parse(der, CertificateSchema);
    const { publicKey } = x509;
    const issuerName = encode(tbsCertificate.issuer);
    const subjectName = encode(tbsCertificate.subject);
    return {
      ok: true,
      value: {
        subject: readName(tbsCertificate.subject),
        issuer: readName(tbsCertificate.issuer),
        serialNumber: Buffer.from(tbsCertificate.serialNumber)
          .toString('hex')
          .toUpperCase()
          .replace(/^0+(?=.)/, ''),
        notBefore: tbsCertificate.validity.notBefore.getTime().getTime(),
        notAfter: tbsCertificate.validity.notAfter.getTime().getTime(),
        key: keyFacts(publicKey),
        signatureHash: signatureHash(signatureAlgorithm),
        authority: authorityOf(tbsCertificate),
        selfSigned: Buffer.compare(issuerName, subjectName) === 0 && x509.verify(publicKey),
        fingerprint: x509.fingerprint256,
        pem: writePem(der, 'CERTIFICATE'),
        source: {
          x509,
          publicKey,
          issuerName,
          subjectName,
          publicKeyBits: new Uint8Array(tbsCertificate.subjectPublicKeyInfo.subjectPublicKey),
        },
      },
    };
  } catch (error) {
    return { ok: false, why: `this is no X.509 certificate (${error instanceof Error ? error.message : error})` };
  }
}

function keyFacts({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyFacts {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  // Every curve has its size in its name: prime256v1, secp384r1, brainpoolP512r1.
  const ofCurve = namedCurve === undefined ? undefined : Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0);
  return { type: asymmetricKeyType ?? 'unknown', bits: modulusLength ?? ofCurve };
}

/** RFC 5280, 4.2.1.3 and 4.2.1.9: both extensions have to allow it, key usage only where it is there. */
function authorityOf({ extensions }: TBSCertificate): Certificate['authority'] {
  const { AsnConvert, BasicConstraints, KeyUsage, KeyUsageFlags, id_ce_basicConstraints, id_ce_keyUsage } = asn1();
  const content = (id: string) => extensions?.find(({ extnID }) => extnID === id)?.extnValue;
  const constraints = content(id_ce_basicConstraints);
  if (constraints === undefined) return undefined;
  const { cA, pathLenConstraint } = AsnConvert.parse(constraints, BasicConstraints);
  const usage = content(id_ce_keyUsage);
  const signs = usage === undefined || (AsnConvert.parse(usage, KeyUsage).toNumber() & KeyUsageFlags.keyCertSign) !== 0;
  return cA && signs ? { pathLength: pathLenConstraint } : undefined;
}

/**
 * Signing requests (PKCS#10, RFC 2986): what a charge point sends with SignCertificate, and what an authority reads.
 *
 * Guarantees: a request is signed with the key that it is about, so that nobody asks in another's name; one that is read has proved it.
 */
import { createPublicKey, verify } from 'node:crypto';
import { asn1, encode } from './asn1.ts';
import { type DistinguishedName, makeName, type NameParts, readName } from './distinguished-name.ts';
import { publicKeyOf } from './key-pair.ts';
import { type Read, readPem, writePem } from './pem.ts';
import { sign, signatureAlgorithm } from './sign.ts';

export interface SigningRequest {
  readonly subject: DistinguishedName;
  /** DER (SubjectPublicKeyInfo). */
  readonly publicKey: Uint8Array;
  /** DER of the name, as it was asked for. */
  readonly name: Uint8Array;
}

/** PEM of a request for a certificate with this name, for this private key (PEM). */
export function makeSigningRequest(privateKey: string, name: NameParts): string {
  const { AsnConvert, Attributes, CertificationRequest, CertificationRequestInfo, SubjectPublicKeyInfo } = asn1();
  const info = new CertificationRequestInfo({
    version: 0,
    subject: makeName(name),
    subjectPKInfo: AsnConvert.parse(publicKeyOf(privateKey), SubjectPublicKeyInfo),
    attributes: new Attributes(),
  });
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: signatureAlgorithm(privateKey),
    signature: sign(encode(info), privateKey),
  });
  return writePem(encode(request), 'CERTIFICATE REQUEST');
}

/** What a request (PEM) asks for, when it is signed with its own key over SHA-256. */
export function readSigningRequest(text: string): Read<SigningRequest> {
  const blocks = readPem(text, 'CERTIFICATE REQUEST');
  if (!blocks.ok) return blocks;
  const [der, ...others] = blocks.value;
  if (der === undefined || others.length > 0)
    return { ok: false, why: `expected one request, got ${blocks.value.length}` };
  const { AsnConvert, CertificationRequest } = asn1();
  try {
    const request = AsnConvert.parse(der, CertificationRequest);
    const { subject, subjectPKInfo } = request.certificationRequestInfo;
    const publicKey = encode(subjectPKInfo);
    const raw = request.certificationRequestInfoRaw;
    const signed = raw === undefined ? encode(request.certificationRequestInfo) : new Uint8Array(raw);
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    if (!verify('sha256', signed, key, new Uint8Array(request.signature)))
      return { ok: false, why: 'the request is not signed with its own key' };
    return {
      ok: true,
      value: { subject: readName(subject), publicKey, name: encode(subject) },
    };
  } catch (error) {
    return { ok: false, why: `this is no signing request (${error instanceof Error ? error.message : error})` };
  }
}

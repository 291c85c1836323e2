/**
 * Which hash a signature was made over, by the algorithm that a certificate names.
 *
 * Guarantee: an algorithm that is not in the table has no name here, so that nobody takes it for a strong one.
 */
import type { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { asn1 } from './asn1.ts';

const byAlgorithm: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA1',
  '1.2.840.113549.1.1.14': 'SHA224',
  '1.2.840.113549.1.1.11': 'SHA256',
  '1.2.840.113549.1.1.12': 'SHA384',
  '1.2.840.113549.1.1.13': 'SHA512',
  '1.2.840.10045.4.1': 'SHA1',
  '1.2.840.10045.4.3.1': 'SHA224',
  '1.2.840.10045.4.3.2': 'SHA256',
  '1.2.840.10045.4.3.3': 'SHA384',
  '1.2.840.10045.4.3.4': 'SHA512',
  '2.16.840.1.101.3.4.3.2': 'SHA256',
  // Ed25519 brings its own.
  '1.3.101.112': 'SHA512',
};

const RSA_PSS = '1.2.840.113549.1.1.10';

const SHA1 = '1.3.14.3.2.26';

const hashes: Readonly<Record<string, string>> = {
  [SHA1]: 'SHA1',
  '2.16.840.1.101.3.4.2.1': 'SHA256',
  '2.16.840.1.101.3.4.2.2': 'SHA384',
  '2.16.840.1.101.3.4.2.3': 'SHA512',
};

export function signatureHash({ algorithm, parameters }: AlgorithmIdentifier): string | undefined {
  if (algorithm !== RSA_PSS) return byAlgorithm[algorithm];
  return hashes[pssHash(parameters ?? undefined) ?? SHA1];
}

/** The object identifier of the hash in RSASSA-PSS-params (RFC 4055); undefined where none is named, which means SHA-1. */
function pssHash(parameters: ArrayBuffer | undefined): string | undefined {
  if (parameters === undefined) return undefined;
  const { AlgorithmIdentifier, AsnConvert, AsnProp, AsnPropTypes } = asn1();
  class PssParameters {
    hashAlgorithm?: AlgorithmIdentifier;
    maskGenAlgorithm?: ArrayBuffer;
    saltLength?: number;
    trailerField?: number;
  }
  AsnProp({ type: AlgorithmIdentifier, context: 0, optional: true })(PssParameters.prototype, 'hashAlgorithm');
  AsnProp({ type: AsnPropTypes.Any, context: 1, optional: true })(PssParameters.prototype, 'maskGenAlgorithm');
  AsnProp({ type: AsnPropTypes.Integer, context: 2, optional: true })(PssParameters.prototype, 'saltLength');
  AsnProp({ type: AsnPropTypes.Integer, context: 3, optional: true })(PssParameters.prototype, 'trailerField');
  return AsnConvert.parse(parameters, PssParameters).hashAlgorithm?.algorithm;
}

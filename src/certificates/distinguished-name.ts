/**
 * Distinguished names (X.501) as a charge point needs them: CN, O, a line for people, and the way back to ASN.1.
 *
 * Guarantee: a name that is written and read again has the same CN and O.
 */
import type { Name, RelativeDistinguishedName } from '@peculiar/asn1-x509';
import { asn1, encode } from './asn1.ts';

export interface DistinguishedName {
  /** CN, the last one where there are several. */
  readonly commonName: string | undefined;
  /** O, the last one where there are several. */
  readonly organization: string | undefined;
  /** `O=Zaptec, CN=ZPR080000`; an attribute without a short name by its object identifier. */
  readonly text: string;
}

/** What a name is made of here. */
export interface NameParts {
  readonly commonName: string;
  readonly organization?: string | undefined;
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';

const shortNames: Readonly<Record<string, string>> = {
  [COMMON_NAME]: 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  [ORGANIZATION]: 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

export function readName(name: Name): DistinguishedName {
  const attributes = name.flatMap((set) => set.map(({ type, value }) => ({ type, text: value.toString() })));
  const last = (wanted: string): string | undefined => attributes.findLast(({ type }) => type === wanted)?.text;
  return {
    commonName: last(COMMON_NAME),
    organization: last(ORGANIZATION),
    text: attributes.map(({ type, text }) => `${shortNames[type] ?? type}=${text}`).join(', '),
  };
}

export function makeName({ commonName, organization }: NameParts): Name {
  const { Name } = asn1();
  return new Name([
    ...(organization === undefined ? [] : [attribute(ORGANIZATION, organization)]),
    attribute(COMMON_NAME, commonName),
  ]);
}

/** DER. */
export function encodeName(parts: NameParts): Uint8Array {
  return encode(makeName(parts));
}

function attribute(type: string, utf8String: string): RelativeDistinguishedName {
  const { AttributeTypeAndValue, AttributeValue, RelativeDistinguishedName } = asn1();
  return new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String }) }),
  ]);
}

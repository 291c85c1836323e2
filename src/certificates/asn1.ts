/**
 * The ASN.1 schemas of X.509 and PKCS#10, loaded when the first certificate is looked at.
 *
 * Guarantees: a charge point without certificates does not pay for them (80 ms of the 200 in which it is to speak); one that has some
 * does not wait either: loading is synchronous, so that a message is answered in the same turn whether it is the first or not, and a
 * life under the virtual clock is the same each time.
 */
import { createRequire } from 'node:module';
import type * as Csr from '@peculiar/asn1-csr';
import type * as Schema from '@peculiar/asn1-schema';
import type * as X509 from '@peculiar/asn1-x509';

const load = createRequire(import.meta.url);

type Schemas = Omit<typeof Schema, 'default'> & Omit<typeof X509, 'default'> & Omit<typeof Csr, 'default'>;

let loaded: Schemas | undefined;

export function asn1(): Schemas {
  loaded ??= {
    ...(load('@peculiar/asn1-schema') as typeof Schema),
    ...(load('@peculiar/asn1-x509') as typeof X509),
    ...(load('@peculiar/asn1-csr') as typeof Csr),
  };
  return loaded;
}

/** DER of a value with a schema. */
export function encode(value: unknown): Uint8Array {
  return new Uint8Array(asn1().AsnConvert.serialize(value));
}

/**
 * The certificates of a charge point, in the shape in which the API shows them.
 * Guarantee: neither a key nor the name of a file is told.
 */
import type { HashData } from '../certificates/hash-data.ts';
import type { HeldCertificates } from '../features/certificates/certificates.ts';
import { formatDateTime } from '../ocpp16/date-time.ts';
import { array, boolean, enumeration, object, optional, type Static, string } from '../schema/schema.ts';
import { nullable } from './json-schema.ts';

const moment = string({ format: 'date-time' });
const common = {
  subject: string(),
  fingerprint: string({ description: 'SHA-256 over the whole.' }),
  notAfter: moment,
  serialNumber: string({ description: 'Hexadecimal.' }),
};

export type CertificatesShown = Static<typeof certificates>;
export const certificates = object(
  {
    roots: array(
      object({ use: enumeration(['central system', 'manufacturer']), ...common }, { title: 'RootCertificate' }),
    ),
    own: array(
      object(
        {
          ...common,
          notBefore: moment,
          presented: boolean({ description: 'Is it the one to present now?' }),
          workedAt: optional(string({ format: 'date-time', description: 'A connection with it worked first then.' })),
          refused: boolean({ description: 'The Central System did not take it.' }),
        },
        { title: 'OwnCertificate' },
      ),
    ),
    pending: nullable(
      object({ acceptedAt: optional(moment) }, { description: 'A key waits for its certificate; null: none does.' }),
    ),
  },
  { title: 'Certificates' },
);

export function certificatesOf({ roots, own, presented, pending }: HeldCertificates): CertificatesShown {
  return {
    roots: roots.map(({ use, ...root }) => ({ use, ...commonOf(root) })),
    own: own.map((chain) => ({
      ...commonOf(chain),
      notBefore: formatDateTime(chain.notBefore),
      presented: chain === presented,
      ...(chain.workedAt === undefined ? {} : { workedAt: formatDateTime(chain.workedAt) }),
      refused: chain.refused === true,
    })),
    pending:
      pending === undefined
        ? null
        : pending.acceptedAt === undefined
          ? {}
          : { acceptedAt: formatDateTime(pending.acceptedAt) },
  };
}

function commonOf(certificate: {
  readonly subject: string;
  readonly fingerprint: string;
  readonly notAfter: number;
  readonly hashes: readonly HashData[];
}) {
  const { subject, fingerprint, notAfter, hashes } = certificate;
  return { subject, fingerprint, notAfter: formatDateTime(notAfter), serialNumber: hashes[0]?.serialNumber ?? '' };
}

/** Who signs for Central Systems and chargers, under the virtual clock: made once for all tests of a file. */
import type { CertificateAuthority } from '../../src/central/certificate-authority.ts';
import { type Authority, createAuthority } from '../../src/certificates/authority.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';

/** Where the virtual clock begins. */
export const NOW = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;
export const OPERATOR = 'My CPO';

const options = { random: createSeededRandom(5), now: () => NOW };

export const root = createAuthority(options, { commonName: 'Root', organization: OPERATOR });
export const intermediate = root.intermediate({ commonName: 'CA', organization: OPERATOR });
/** One of whom nobody knows. */
export const stranger = createAuthority(options, { commonName: 'Stranger', organization: OPERATOR });

/** As a Central System has it. */
export const authorityOf = (of: Authority): CertificateAuthority => ({
  roots: [root.certificate],
  organization: OPERATOR,
  sign: (request) => of.sign(request),
});

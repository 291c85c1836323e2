/** Authorities for tests: chance that repeats, and the time of the virtual clock. */
import assert from 'node:assert/strict';
import { createAuthority, type Wishes } from '../../src/certificates/authority.ts';
import { type Certificate, readCertificate, readCertificates } from '../../src/certificates/certificate.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';

/** 2026-01-01, where the virtual clock stands. */
export const NOW = Date.UTC(2026, 0, 1);
export const DAY_MS = 86_400_000;

export const options = { random: createSeededRandom(1), now: () => NOW };

export const root = (name = 'Root', wishes?: Wishes) =>
  createAuthority(options, { commonName: name, organization: 'Tests' }, wishes);

/** The only certificate of a text. */
export function one(pem: string): Certificate {
  const read = readCertificate(pem);
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

/** The certificates of a text. */
export function several(pem: string): readonly [Certificate, ...Certificate[]] {
  const read = readCertificates(pem);
  assert.ok(read.ok, JSON.stringify(read));
  const [first, ...others] = read.value;
  assert.ok(first !== undefined);
  return [first, ...others];
}

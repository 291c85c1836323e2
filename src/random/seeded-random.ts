/**
 * Chance that repeats itself: the same seed gives the same numbers and UUIDs, on every computer and in every release.
 *
 * Guarantees: streams with different seeds or labels are independent; a fork depends on the seed and on the labels that
 * lead to it, not on how much its parent was used, so that a new consumer with a label of its own disturbs no other.
 * Not for secrets. Two streams of the same seed give the same UUIDs: take another seed or label after a restart.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, of PractRand); SHA-256 turns seeds and labels into its state.
 */
import { createHash } from 'node:crypto';
import { fraction } from './fraction.ts';
import type { Random } from './random.ts';

/** A repeatable source of chance that can be divided. */
export interface SeededRandom extends Random {
  /** The stream of that label: always the same one, starting at its beginning. */
  fork(label: string): SeededRandom;
}

/** The stream of a seed: any finite number. Throws RangeError. */
export function createSeededRandom(seed: number): SeededRandom {
  if (!Number.isFinite(seed)) throw new RangeError(`a seed must be a finite number, not ${seed}`);
  // Adding 0 turns -0 into 0.
  return stream(digest(String(seed + 0)));
}

function digest(...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The stream whose identity is `identity`, 32 bytes. */
function stream(identity: Buffer): SeededRandom {
  const word = sfc32(identity);
  return {
    next() {
      const high = word();
      return fraction(high, word());
    },
    uuid: () => uuid(word(), word(), word(), word()),
    fork: (label) => stream(digest(identity, label)),
  };
}

/** A generator of words of 32 bits. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readInt32LE(0);
  let b = seed.readInt32LE(4);
  let c = seed.readInt32LE(8);
  let counter = 1;

  function word(): number {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  }

  for (let round = 0; round < 12; round++) word();
  return word;
}

/** A UUID of version 4 (RFC 9562) from four words. */
function uuid(one: number, two: number, three: number, four: number): string {
  const version = ((two & 0xffff0fff) | 0x4000) >>> 0;
  const variant = ((three & 0x3fffffff) | 0x80000000) >>> 0;
  const digits = [one, version, variant, four].map((word) => word.toString(16).padStart(8, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

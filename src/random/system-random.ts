/** Chance from the operating system's cryptographic generator: nobody can foretell it, and no UUID comes twice. */
import { getRandomValues, randomUUID } from 'node:crypto';
import { fraction } from './fraction.ts';
import type { Random } from './random.ts';

/** The source of chance of a running process. */
export function createSystemRandom(): Random {
  const words = new Uint32Array(2);
  return {
    next() {
      getRandomValues(words);
      return fraction(words[0] ?? 0, words[1] ?? 0);
    },
    uuid: () => randomUUID(),
  };
}

/** Chance as a player uses it. Guarantee: each throw takes from its own stream, so the same seed throws the same. */
import type { Random } from '../../src/random/random.ts';

export interface Dice {
  /** True with this probability, 0..1. */
  chance(probability: number): boolean;
  /** From `least` (included) to `most` (excluded). */
  between(least: number, most: number): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** How long until something happens that comes once in `mean` on average. */
  wait(mean: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of any items; undefined of none. */
  any<T>(items: readonly T[]): T | undefined;
}

export function createDice(random: Random): Dice {
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  return {
    chance: (probability) => random.next() < probability,
    between: (least, most) => least + random.next() * (most - least),
    whole,
    wait: (mean) => -Math.log(1 - random.next()) * mean,
    pick: (items) => items[whole(0, items.length - 1)] ?? items[0],
    any: (items) => items[whole(0, items.length - 1)],
  };
}

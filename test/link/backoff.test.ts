import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BackoffSettings, backoff, LONGEST_WAIT_MS } from '../../src/link/backoff.ts';
import type { Random } from '../../src/random/random.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';

const settings: BackoffSettings = { minimumMs: 3000, randomRangeMs: 10_000, repeatTimes: 3 };

const always = (number: number): Random => ({ next: () => number, uuid: () => '' });
const never = always(0);
const utmost = always(1 - Number.EPSILON);

describe('the back-off', () => {
  it('is at least the minimum, doubled so often, and then flat', () => {
    const waits = [1, 2, 3, 4, 5, 6, 1_000_000].map((attempt) => backoff(settings, attempt, never));
    assert.deepEqual(waits, [3000, 6000, 12_000, 24_000, 24_000, 24_000, 24_000]);
  });

  it('is at most the minimum and all chance, doubled so often, and then flat', () => {
    const waits = [1, 2, 3, 4, 5, 1_000_000].map((attempt) => backoff(settings, attempt, utmost));
    assert.deepEqual(waits, [13_000, 36_000, 82_000, 174_000, 174_000, 174_000]);
  });

  it('never doubles when the repeat times are 0', () => {
    assert.equal(backoff({ ...settings, repeatTimes: 0 }, 50, never), 3000);
  });

  it('differs from try to try also when it is flat', () => {
    const random = createSeededRandom(7);
    const waits = new Set(Array.from({ length: 50 }, (_, index) => backoff(settings, 10 + index, random)));
    assert.ok(waits.size > 40);
  });

  it('spreads the first waits of many charge points over the whole range', () => {
    const seconds = new Set(
      Array.from({ length: 1000 }, (_, seed) => Math.floor(backoff(settings, 1, createSeededRandom(seed)) / 1000)),
    );
    assert.deepEqual(
      [...seconds].sort((a, b) => a - b),
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    );
  });

  it('stays between the bounds for whatever settings, attempt and chance', () => {
    const times = fc.nat(10_000_000);
    fc.assert(
      fc.property(
        times,
        times,
        fc.nat(10_000),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer(),
        (minimumMs, randomRangeMs, repeatTimes, attempt, seed) => {
          const wait = backoff({ minimumMs, randomRangeMs, repeatTimes }, attempt, createSeededRandom(seed));
          const factor = 2 ** Math.min(attempt - 1, repeatTimes, 40);
          assert.ok(Number.isInteger(wait));
          assert.ok(wait >= Math.min(minimumMs * factor, LONGEST_WAIT_MS), `${wait} is too short`);
          assert.ok(
            wait <= Math.min(minimumMs * factor + randomRangeMs * (2 * factor - 1), LONGEST_WAIT_MS) + 1,
            `${wait} is too long`,
          );
        },
      ),
    );
  });

  it('keeps to a minimum that is longer than the longest wait', () => {
    assert.equal(backoff({ ...settings, minimumMs: 2 * LONGEST_WAIT_MS }, 9, utmost), 2 * LONGEST_WAIT_MS);
  });
});

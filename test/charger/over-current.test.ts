import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isWithinOffer, OverCurrentWatch } from '../../src/charger/over-current.ts';
import { createVirtualClock } from '../../src/clock/virtual-clock.ts';

function createWatch() {
  const clock = createVirtualClock();
  const found: number[] = [];
  const watch = new OverCurrentWatch(clock, () => found.push(clock.elapsed()));
  return { clock, watch, found };
}

describe('a car within its offer', () => {
  for (const [offeredA, mostA] of [
    [16, 18.15],
    [6, 7.15],
    [0, 0.55],
  ] as const) {
    it(`of ${offeredA} A draws up to ${mostA} A on each line`, () => {
      const most = mostA - 1e-9;
      assert.ok(isWithinOffer([most, most, most], offeredA));
      for (const currents of [
        [mostA + 0.01, 0, 0],
        [0, mostA + 0.01, 0],
        [0, 0, mostA + 0.01],
      ] as const) {
        assert.ok(!isWithinOffer(currents, offeredA));
      }
    });
  }
});

describe('the soft over-current protection', () => {
  it('reports a car that draws too much for 7 s without a break, once', async () => {
    const { clock, watch, found } = createWatch();
    watch.follow([20, 0, 0], 16);
    await clock.advance(6_999);
    watch.follow([25, 20, 0], 16);
    assert.deepEqual(found, []);
    await clock.advance(1);
    watch.follow([25, 20, 0], 16);
    await clock.advance(3_600_000);
    assert.deepEqual([found, clock.pending()], [[7_000], 0]);
  });

  it('counts anew after a break, and reports the next time', async () => {
    const { clock, watch, found } = createWatch();
    watch.follow([20, 0, 0], 16);
    await clock.advance(6_999);
    watch.follow([16, 0, 0], 16);
    await clock.advance(1);
    watch.follow([20, 0, 0], 16);
    await clock.advance(7_000);
    watch.follow([16, 0, 0], 16);
    watch.follow([20, 0, 0], 16);
    await clock.advance(7_000);
    assert.deepEqual(found, [14_000, 21_000]);
  });

  it('counts from the moment at which a lower offer made the current too much', async () => {
    const { clock, watch, found } = createWatch();
    watch.follow([32, 32, 32], 32);
    await clock.advance(100_000);
    watch.follow([32, 32, 32], 16);
    await clock.advance(60_000);
    assert.deepEqual(found, [107_000]);
  });

  it('hears what is told of the very moment before it accuses anybody', async () => {
    const { clock, watch, found } = createWatch();
    watch.follow([20, 0, 0], 16);
    clock.after(7_000, () => watch.follow([16, 0, 0], 16));
    await clock.advance(60_000);
    assert.deepEqual(found, []);
  });

  it('never accuses a car that follows each offer within 5 s', async () => {
    const offers = fc.array(fc.tuple(fc.constantFrom(0, 6, 10, 16, 32), fc.integer({ min: 0, max: 4_999 })), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(offers, async (sequence) => {
        const { clock, watch, found } = createWatch();
        let drawnA = 0;
        for (const [offeredA, reactionMs] of sequence) {
          // From one offer to the next at least 5 s pass.
          watch.follow([drawnA, drawnA, 0], offeredA);
          await clock.advance(reactionMs);
          drawnA = offeredA;
          watch.follow([drawnA, drawnA, 0], offeredA);
          await clock.advance(5_000 - reactionMs);
        }
        assert.deepEqual(found, []);
      }),
      { numRuns: 100 },
    );
  });

  it('leaves no timer when everything stops', async () => {
    const { clock, watch } = createWatch();
    watch.follow([20, 0, 0], 16);
    watch.stop();
    await clock.settle();
    assert.equal(clock.pending(), 0);
  });
});

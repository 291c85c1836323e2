import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Candidate,
  makeRoom,
  roundsOutlived,
  roundsUntil,
  type Worth,
  worths,
} from '../../../src/features/transactions/thinning.ts';

/** So many of a kind, numbered from 1; positions go on from `after`. */
function series(worth: Worth, count: number, after = 0): readonly Candidate[] {
  return Array.from({ length: count }, (_, index) => ({ position: after + index + 1, worth, nth: index + 1 }));
}

/** What dropping the 1st, the 3rd, the 5th … leaves after so many rounds, done one by one. */
function afterRounds(count: number, rounds: number): readonly number[] {
  let left = Array.from({ length: count }, (_, index) => index + 1);
  for (let round = 0; round < rounds; round += 1) left = left.filter((_, index) => index % 2 === 1);
  return left;
}

describe('a round of thinning', () => {
  it('is what dropping the 1st, the 3rd, the 5th … of those that are left would be', () => {
    for (let rounds = 0; rounds < 8; rounds += 1) {
      const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
      assert.deepEqual(
        numbers.filter((nth) => roundsOutlived(nth) >= rounds),
        afterRounds(200, rounds),
      );
    }
    assert.deepEqual([1, 2, 12, 2 ** 30, 999_999_999].map(roundsOutlived), [0, 1, 2, 30, 0]);
  });

  it('is followed by others only until there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), fc.nat(40), (rounds, room) => {
        const needed = roundsUntil(room, rounds);
        const left = (after: number) => rounds.filter((own) => own >= after).length;
        assert.ok(left(needed) <= room);
        assert.ok(needed === 0 || left(needed - 1) > room);
      }),
    );
  });
});

describe('making room', () => {
  it('takes those outside of transactions first, and no others as long as they are enough', () => {
    const candidates = [...series('intermediate', 8), ...series('outside', 4, 8), ...series('boundary', 2, 12)];
    assert.deepEqual(makeRoom(candidates, 'intermediate', 1), [9, 11]);
    assert.deepEqual(makeRoom(candidates, 'intermediate', 4), [9, 11, 10, 12]);
    assert.deepEqual(makeRoom(candidates, 'intermediate', 5), [9, 11, 10, 12, 1, 3, 5, 7]);
  });

  it('takes the ends of transactions last, and only for others of their kind', () => {
    const candidates = [...series('boundary', 2), ...series('intermediate', 2, 2)];
    assert.deepEqual(makeRoom(candidates, 'boundary', 3), [3, 4, 1]);
    assert.deepEqual(makeRoom(candidates, 'intermediate', 3), []);
    assert.deepEqual(makeRoom(series('intermediate', 9), 'outside', 1), []);
  });

  it('drops nothing when there would be no room all the same', () => {
    assert.deepEqual(makeRoom(series('intermediate', 5), 'intermediate', 6), []);
    assert.deepEqual(makeRoom([], 'boundary', 1), []);
  });

  it('treats series alike that take turns', () => {
    const turns = Array.from({ length: 20 }, (_, index) => ({
      position: index,
      worth: 'intermediate' as const,
      nth: Math.floor(index / 2) + 1,
    }));
    const gone = makeRoom(turns, 'intermediate', 1);
    assert.equal(gone.filter((position) => position % 2 === 0).length, 5);
    assert.equal(gone.filter((position) => position % 2 === 1).length, 5);
  });

  it('keeps a series even that is thinned again and again while it grows', () => {
    const bound = 100;
    let queue: readonly Candidate[] = [];
    for (let nth = 1; nth <= 5_000; nth += 1) {
      if (queue.length === bound) {
        const gone = new Set(makeRoom(queue, 'intermediate', 1));
        assert.ok(gone.size >= bound / 4, 'a good part at once');
        queue = queue.filter(({ position }) => !gone.has(position));
      }
      queue = [...queue, { position: nth, worth: 'intermediate', nth }];
    }
    const gaps = new Set(queue.map(({ nth }, index) => nth - (queue[index - 1]?.nth ?? 0)));
    assert.ok(queue.length > bound / 3);
    assert.ok(Math.max(...gaps) <= 128, `gaps of ${[...gaps]}`);
  });

  it('takes by value, whatever there is', () => {
    const candidate = fc.record({ worth: fc.constantFrom(...worths), nth: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(
        fc.array(candidate, { maxLength: 60 }),
        fc.constantFrom(...worths),
        fc.integer({ min: 1, max: 70 }),
        (made, worth, needed) => {
          const candidates = made.map((each, position) => ({ ...each, position }));
          const gone = makeRoom(candidates, worth, needed);
          const may = candidates.filter((each) => worths.indexOf(each.worth) <= worths.indexOf(worth));
          assert.equal(new Set(gone).size, gone.length);
          assert.equal(gone.length >= needed, may.length >= needed);
          if (gone.length === 0) return;
          const taken = may.filter(({ position }) => gone.includes(position));
          assert.equal(taken.length, gone.length);
          const dearest = Math.max(...taken.map((each) => worths.indexOf(each.worth)));
          for (const each of may) {
            if (worths.indexOf(each.worth) < dearest) assert.ok(gone.includes(each.position), 'the cheaper go first');
          }
        },
      ),
    );
  });
});

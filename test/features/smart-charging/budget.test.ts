import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../../src/charger/board.ts';
import { type Cap, type Claim, type Shares, shareOut } from '../../../src/features/smart-charging/budget.ts';
import { offersNow } from '../../../src/features/smart-charging/budget-transition.ts';

const all: readonly Line[] = [1, 2, 3];

/** A three-phase car that asks for 32 A, but for what is said otherwise. */
type Wish = Partial<Omit<Claim, 'connector'>>;

/** On connectors 1, 2, 3 ... in the order in which they began. */
function claimsOf(wishes: readonly Wish[]): readonly Claim[] {
  return wishes.map((wish, index) => ({
    connector: index + 1,
    wantsA: 32,
    lines: all,
    asking: true,
    minimumA: 6,
    offeredA: 0,
    ...wish,
  }));
}

function under(currentA: number, phases: Cap['phases'] = 3): Cap {
  return { currentA, phases };
}

const full: Wish = { asking: false };
const examples: readonly (readonly [what: string, cap: Cap | undefined, wishes: readonly Wish[], shares: number[]])[] =
  [
    ['nobody', under(20), [], []],
    ['no cap', undefined, [{}, { wantsA: 16.07 }, { wantsA: 5 }, full], [32, 16, 0, 32]],
    ['one car that wants less', under(20), [{ wantsA: 16 }], [16]],
    ['one car that wants more', under(20), [{}], [20]],
    ['a cap to the hundredth', under(13.39), [{}], [13.3]],
    ['a cap that arithmetic has lost a hair of', under(16.1 - 1e-12), [{}], [16.1]],
    ['a cap of nothing', under(0), [{}, full], [0, 0]],

    ['two who want 16 A each', under(20), [{ wantsA: 16 }, { wantsA: 16 }], [10, 10]],
    ['one who wants little', under(20), [{ wantsA: 6 }, {}], [6, 14]],
    ['one who wants nothing that can be offered', under(20), [{ wantsA: 5.9 }, {}], [0, 20]],
    ['thirds, rounded down', under(20), [{}, {}, {}], [6.6, 6.6, 6.6]],
    ['a want below the third', under(20), [{}, { wantsA: 6.4 }, {}], [6.8, 6.4, 6.8]],

    ['three under 17 A: the last pauses', under(17), [{}, {}, {}], [8.5, 8.5, 0]],
    ['three under 18 A', under(18), [{}, {}, {}], [6, 6, 6]],
    ['two under 11.9 A: the last pauses', under(11.9), [{}, {}], [11.9, 0]],
    ['less than can be offered', under(5.9), [{}, { wantsA: 5 }], [0, 0]],
    ['who wants too little, and does not count', under(12), [{ wantsA: 5 }, {}, {}], [0, 6, 6]],

    ['one-phase cars on different lines', under(16), [{ lines: [1] }, { lines: [2] }, { lines: [3] }], [16, 16, 16]],
    ['one-phase cars on one line', under(16), [{ lines: [1] }, { lines: [2] }, { lines: [1] }], [8, 16, 8]],
    ['a one-phase car beside a three-phase one', under(16), [{}, { lines: [2] }], [8, 8]],
    ['a line that others leave free', under(16), [{ wantsA: 10 }, { lines: [2] }, { lines: [3] }], [8, 8, 8]],
    [
      'the busiest line decides',
      under(20),
      [{}, { lines: [2] }, { lines: [2] }, { lines: [3] }],
      [6.6, 6.6, 6.6, 13.4],
    ],
    ['pairs of an IT grid', under(20), [{ lines: [1, 2] }, { lines: [2, 3] }, { lines: [3] }], [10, 10, 10]],
    ['a later car on a line with room', under(11), [{ lines: [1] }, {}, { lines: [2] }], [11, 0, 11]],
    ['a line that is not known yet', under(16), [{ lines: [] }, { lines: [3] }], [8, 8]],

    ['one phase', under(20, 1), [{}, {}], [10, 10]],
    ['one phase, whatever the line', under(20, 1), [{ lines: [1] }, { lines: [2] }], [10, 10]],
    ['one phase for three', under(17, 1), [{ lines: [1] }, { lines: [2] }, { lines: [3] }], [8.5, 8.5, 0]],

    ['a full car holds 6 A', under(32), [full, {}], [6, 26]],
    ['a full car has what is left over', under(32), [full, { wantsA: 10 }], [22, 10]],
    ['a full car has no crumb of what the others have to share', under(18.5), [full, {}, {}], [6, 6.2, 6.2]],
    ['full cars share what is left over', under(32), [full, { wantsA: 10 }, { asking: false, wantsA: 8 }], [14, 10, 8]],
    ['a full car pauses first', under(17), [full, {}, {}], [0, 8.5, 8.5]],
    ['of full cars the last pauses first', under(17), [full, full, {}], [6, 0, 11]],
    ['full cars on other lines', under(16), [{ lines: [1], asking: false }, { lines: [2] }], [16, 16]],

    ['a minimum', under(20), [{ minimumA: 12 }, {}], [12, 8]],
    ['minima that just fit', under(20), [{ minimumA: 12 }, { minimumA: 8 }], [12, 8]],
    ['minima that do not fit', under(20), [{ minimumA: 12 }, { minimumA: 8.1 }], [10, 10]],
    ['a minimum that the others reach', under(30), [{ minimumA: 8 }, {}, {}], [10, 10, 10]],
    ['a minimum beyond the want', under(20), [{ minimumA: 16, wantsA: 7 }, {}], [7, 13]],
    ['a minimum below what can be offered', under(12), [{ minimumA: 0 }, { minimumA: 12 }], [6, 6]],
    ['a minimum of a full car', under(20), [{ asking: false, minimumA: 10 }, {}], [6, 14]],
    [
      'minima that do not fit on another line',
      under(16),
      [{ lines: [1], minimumA: 10 }, { lines: [1], minimumA: 10 }, { lines: [2], minimumA: 10 }, { lines: [2] }],
      [8, 8, 10, 6],
    ],
  ];

describe('the shares of a budget', () => {
  for (const [what, cap, wishes, shares] of examples) {
    it(`are ${shares.join(' / ')} A for ${what}`, () => {
      const claims = claimsOf(wishes);
      assert.deepEqual(
        [...shareOut(cap, claims)],
        shares.map((share, index) => [index + 1, share]),
      );
    });
  }

  it('never come to more than the cap on any line', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      for (const line of all) assert.ok(sumOn(line, cap, claims, shares) <= cap.currentA + HAIR_A);
    });
  });

  it('are a pause, or at least 6 A and not more than is wanted, in tenths', () => {
    check(({ cap, claims }) => {
      for (const [connector, share] of shareOut(cap, claims)) {
        const { wantsA } = claimOf(claims, connector);
        assert.ok(share === 0 || (share >= 6 && share <= wantsA + HAIR_A), `${share} A of ${wantsA} A`);
        assert.equal(share, Math.round(share * 10) / 10);
      }
    });
  });

  it('are a pause only where those who go before leave no 6 A', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      const row = [...claims.filter(({ asking }) => asking), ...claims.filter(({ asking }) => !asking)];
      for (const [index, claim] of row.entries()) {
        const before = row.slice(0, index).filter(({ connector }) => shareOf(shares, connector) > 0);
        const room = linesOf(cap, claim).every(
          (line) =>
            6 * (before.filter((each) => linesOf(cap, each).includes(line)).length + 1) <= cap.currentA + HAIR_A,
        );
        assert.equal(shareOf(shares, claim.connector) > 0, room && claim.wantsA >= 6);
      }
    });
  });

  it('cannot be more for anybody but at the cost of somebody who has as little', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      const served = claims.filter(({ connector }) => shareOf(shares, connector) > 0);
      const isShort = ({ connector, wantsA }: Claim) => shareOf(shares, connector) <= wantsA - 0.1 + HAIR_A;
      for (const claim of served.filter(isShort)) {
        const share = shareOf(shares, claim.connector);
        // There is a line that is full, down to a tenth for each who is short, and on which nobody has more without a right to it.
        const bound = linesOf(cap, claim).some((line) => {
          const there = served.filter((each) => linesOf(cap, each).includes(line));
          const free = Math.floor(cap.currentA * 10 + HAIR_A) / 10 - sumOn(line, cap, claims, shares);
          const fair = there.every((each) => {
            const theirs = shareOf(shares, each.connector);
            const owed = claim.asking && !each.asking ? 6 : Math.max(6, Math.min(each.minimumA, each.wantsA));
            return theirs <= share || theirs <= owed || (!claim.asking && each.asking);
          });
          const equals = there.filter(
            (each) => isShort(each) && (!claim.asking || (each.asking && shareOf(shares, each.connector) <= share)),
          );
          return fair && free < 0.1 * equals.length - HAIR_A;
        });
        assert.ok(bound, `connector ${claim.connector} could have more than ${share} A`);
      }
    });
  });

  it('are equal for equal cars, or the later one pauses', () => {
    check(({ cap, claims }) => {
      const [first] = claims;
      if (first === undefined) return;
      const twin = { ...first, connector: 99 };
      const shares = shareOut(cap, [...claims, twin]);
      const [earlier, later] = [shareOf(shares, first.connector), shareOf(shares, twin.connector)];
      assert.ok(later === earlier || later === 0, `${earlier} A and ${later} A`);
    });
  });

  it('are at least the minima where all have room for theirs', () => {
    check(({ cap, claims }) => {
      const asking = claims.filter((claim) => claim.asking && claim.wantsA >= 6);
      const minima = new Map(asking.map((each) => [each.connector, Math.min(each.minimumA, each.wantsA)]));
      if (!all.every((line) => sumOn(line, cap, asking, minima) <= cap.currentA)) return;
      const shares = shareOut(cap, asking);
      for (const [connector, minimum] of minima) assert.ok(shareOf(shares, connector) > minimum - 0.1 - HAIR_A);
    });
  });

  it('are the same when asked again, and know nothing of the present offers', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      const silent = claims.map((claim) => ({ ...claim, offeredA: 0 }));
      assert.deepEqual(shareOut(cap, silent), shares);
    });
  });
});

const transitions: readonly (readonly [
  what: string,
  cap: Cap | undefined,
  wishes: readonly (Wish & { shareA: number })[],
  rounds: readonly (readonly number[])[],
])[] = [
  ['nobody offers anything yet', under(20), [{ shareA: 10 }, { shareA: 10 }], [[10, 10]]],
  [
    'a second car comes: the first goes down, then the second begins',
    under(20),
    [{ offeredA: 20, shareA: 10 }, { shareA: 10 }],
    [
      [10, 0],
      [10, 10],
    ],
  ],
  [
    'the second may begin with what is free',
    under(20),
    [{ offeredA: 13, shareA: 10 }, { shareA: 10 }],
    [
      [10, 7],
      [10, 10],
    ],
  ],
  [
    'one rises into what another gives up',
    under(20),
    [
      { offeredA: 12, shareA: 6 },
      { offeredA: 8, shareA: 14 },
    ],
    [
      [6, 8],
      [6, 14],
    ],
  ],
  [
    'two rise, and each leaves the other its share',
    under(32),
    [
      { offeredA: 16, shareA: 10 },
      { offeredA: 8, shareA: 11 },
      { offeredA: 6, shareA: 11 },
    ],
    [
      [10, 8, 6],
      [10, 11, 11],
    ],
  ],
  [
    'the cap was lowered: nobody rises as long as the offers exceed it',
    under(14),
    [
      { offeredA: 20, shareA: 7 },
      { offeredA: 6, shareA: 7 },
    ],
    [
      [7, 6],
      [7, 7],
    ],
  ],
  [
    'other lines are no matter',
    under(20),
    [
      { offeredA: 20, shareA: 8, lines: [1] },
      { shareA: 20, lines: [2] },
    ],
    [[8, 20]],
  ],
  [
    'under one phase they are',
    under(20, 1),
    [
      { offeredA: 20, shareA: 8, lines: [1] },
      { shareA: 12, lines: [2] },
    ],
    [
      [8, 0],
      [8, 12],
    ],
  ],
  ['no cap', undefined, [{ offeredA: 20, shareA: 8 }, { shareA: 32 }], [[8, 32]]],
  ['what is free is rounded down', under(20), [{ offeredA: 13.74, shareA: 10 }, { shareA: 10 }], [[10, 6.2]]],
];

describe('the offers on the way to the shares', () => {
  for (const [what, cap, wishes, rounds] of transitions) {
    it(`are ${rounds.map((offers) => offers.join(' / ')).join(', then ')} A: ${what}`, () => {
      const shares: Shares = new Map(wishes.map(({ shareA }, index) => [index + 1, shareA]));
      let claims = claimsOf(wishes.map(({ shareA, ...wish }) => wish));
      for (const offers of rounds) {
        const now = offersNow(cap, claims, shares);
        assert.deepEqual([...now.values()], offers);
        claims = followed(claims, now);
      }
    });
  }

  it('goes to 0 without a share', () => {
    assert.deepEqual([...offersNow(under(20), claimsOf([{ offeredA: 16 }]), new Map())], [[1, 0]]);
  });

  it('reach the shares once those who come down have done so, and stay there', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      const first = followed(claims, offersNow(cap, claims, shares));
      const second = offersNow(cap, first, shares);
      assert.deepEqual(second, shares);
      assert.deepEqual(offersNow(cap, followed(first, second), shares), shares);
    });
  });

  it('never exceed the cap, nor what was offered where that did, whoever follows first', () => {
    fc.assert(
      fc.property(
        situations,
        fc.array(fc.array(fc.boolean(), { maxLength: 8 }), { maxLength: 6 }),
        (situation, rounds) => {
          const { cap } = situation;
          const shares = shareOut(cap, situation.claims);
          let { claims } = situation;
          for (const follows of rounds) {
            const now = offersNow(cap, claims, shares);
            // Only some pilots have changed by the next time that it is asked.
            const next = followed(claims, now, (index) => follows[index] ?? false);
            for (const line of all) {
              const before = sumOn(line, cap, claims, offersOf(claims));
              const after = sumOn(line, cap, next, offersOf(next));
              assert.ok(after <= Math.max(cap.currentA, before) + HAIR_A, `${before} A -> ${after} A on line ${line}`);
            }
            claims = next;
          }
        },
      ),
    );
  });

  it('are 0, or at least 6 A, and lie between what is offered and the share', () => {
    check(({ cap, claims }) => {
      const shares = shareOut(cap, claims);
      for (const [connector, offerA] of offersNow(cap, claims, shares)) {
        const { offeredA } = claimOf(claims, connector);
        const share = shareOf(shares, connector);
        assert.ok(offerA === 0 || offerA >= 6);
        assert.ok(offerA <= share && offerA > Math.min(share, offeredA) - 0.1 - HAIR_A);
      }
    });
  });
});

/** What sums of tenths lose at most. */
const HAIR_A = 1e-6;

interface Situation {
  readonly cap: Cap;
  readonly claims: readonly Claim[];
}

const currents = (max: number) =>
  fc.oneof(
    fc.integer({ min: 0, max }),
    fc.integer({ min: 0, max: max * 10 }).map((tenths) => tenths / 10),
    fc.integer({ min: 0, max: max * 1000 }).map((milliamperes) => milliamperes / 1000),
  );

const situations: fc.Arbitrary<Situation> = fc.record({
  cap: fc.record({ currentA: currents(100), phases: fc.constantFrom(1, 3) }),
  claims: fc
    .array(
      fc.record({
        wantsA: fc.oneof(fc.constantFrom(6, 16, 32), currents(40)),
        lines: fc.constantFrom<readonly Line[]>([1], [2], [3], [1, 2], [2, 3], all, [3, 1, 2]),
        asking: fc.boolean(),
        minimumA: fc.oneof(
          fc.constant(6),
          currents(20).map((currentA) => Math.max(6, currentA)),
        ),
        offeredA: fc.oneof(
          fc.constant(0),
          currents(40).map((currentA) => Math.max(6, currentA)),
        ),
      }),
      { maxLength: 8 },
    )
    .map(claimsOf),
});

function check(predicate: (situation: Situation) => void): void {
  fc.assert(fc.property(situations, predicate), { numRuns: 400 });
}

function linesOf(cap: Cap, { lines }: Claim): readonly Line[] {
  return cap.phases === 1 ? [1] : lines;
}

function sumOn(line: Line, cap: Cap, claims: readonly Claim[], currentsA: Shares): number {
  return claims
    .filter((claim) => linesOf(cap, claim).includes(line))
    .reduce((sum, { connector }) => sum + shareOf(currentsA, connector), 0);
}

function shareOf(shares: Shares, connector: number): number {
  const share = shares.get(connector);
  assert.ok(share !== undefined, `connector ${connector} has no share`);
  return share;
}

function claimOf(claims: readonly Claim[], connector: number): Claim {
  const claim = claims.find((each) => each.connector === connector);
  assert.ok(claim !== undefined);
  return claim;
}

function offersOf(claims: readonly Claim[]): Shares {
  return new Map(claims.map(({ connector, offeredA }) => [connector, offeredA]));
}

/** The pilots have followed: all, or those that are named by their place. */
function followed(
  claims: readonly Claim[],
  offers: Shares,
  follows: (index: number) => boolean = () => true,
): readonly Claim[] {
  return claims.map((claim, index) =>
    follows(index) ? { ...claim, offeredA: shareOf(offers, claim.connector) } : claim,
  );
}

/** A power cut right before or after any write of a life with reservations (S 5.13; DESIGN rule 3). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutAt } from '../../src/store/faulty.ts';
import { CARD, OTHER_CARD } from '../support/world.ts';
import { cancel, reserveNow } from './acts.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

/** Who holds the connector, as the Central System has to think: more than one when an answer was lost. */
type Holder = { readonly idTag: string; readonly reservationId: number } | undefined;

/** What of the life came about, and what may be reserved after it. */
interface Played {
  readonly whole: boolean;
  readonly holders: readonly Holder[];
}

const first = { idTag: OTHER_CARD, reservationId: 4 };
const second = { idTag: CARD, reservationId: 4 };
const third = { idTag: CARD, reservationId: 0 };

async function play(world: MortalWorld): Promise<Played> {
  let holders: readonly Holder[] = [undefined];
  /** Asks for something that leads to this holder. */
  const ask = async (asked: Promise<string>, holder: Holder): Promise<void> => {
    const answer = await asked;
    assert.ok(answer === 'Accepted' || !world.alive(), answer);
    holders = answer === 'Accepted' ? [holder] : [...holders, holder];
  };
  const steps: readonly (() => Promise<void> | void)[] = [
    () => ask(reserveNow(world, first), first),
    () => ask(reserveNow(world, second), second),
    () => world.twin().board.plugIn(1),
    () => world.twin().board.swipe(CARD),
    () => {
      // The start that used it up was told: it is over. What of it was on disk without having been told is seen afterwards.
      if (world.charger.requests('StartTransaction').length > 0) holders = [undefined];
    },
    () => world.twin().board.swipe(CARD),
    () => world.twin().board.plugOut(1),
    () => ask(reserveNow(world, third), third),
    () => ask(cancel(world, third.reservationId), undefined),
    () => ask(reserveNow(world, third), third),
  ];
  for (const step of steps) {
    if (!world.alive()) return { whole: false, holders };
    await step();
    await world.seconds(5);
  }
  return { whole: world.alive(), holders };
}

/** Who holds the connector in truth: by who may charge there, and under which id. */
async function holderOf(world: MortalWorld): Promise<Holder> {
  const reserved = world.charger.status(1) === 'Reserved';
  const before = world.charger.requests('StartTransaction').length;
  world.twin().board.plugIn(1);
  for (const idTag of [OTHER_CARD, CARD]) {
    world.twin().board.swipe(idTag);
    await world.seconds(10);
    const begun = world.charger.requests('StartTransaction')[before];
    if (begun === undefined) continue;
    assert.equal(begun.reservationId !== undefined, reserved, 'the status tells the truth');
    return begun.reservationId === undefined ? undefined : { idTag, reservationId: begun.reservationId };
  }
  throw assert.fail('nobody can charge any more');
}

describe('a power cut in a life with reservations', () => {
  for (const when of ['before', 'after'] as const) {
    it(`J23: right ${when} any write keeps what was answered, and ends no reservation without its transaction`, async () => {
      const outcomes = new Set<string>();
      let write = 0;
      for (let over = false; !over; ) {
        write += 1;
        const about = `cut ${when} write ${write}`;
        const world = createMortalWorld();
        await world.powerOn(cutAt(write, when));
        const { whole, holders } = await play(world);
        over = whole;
        await world.seconds(5);
        await world.powerOn();
        await world.seconds(60);
        const used = world.charger.requests('StartTransaction').filter(({ reservationId }) => reservationId === 4);
        assert.ok(new Set(used.map(({ timestamp }) => timestamp)).size <= 1, `${about}: used once`);
        const holder = await holderOf(world);
        outcomes.add(JSON.stringify(holder ?? null));
        const possible = used.length > 0 ? [...holders, undefined] : holders;
        assert.ok(
          possible.some((each) => JSON.stringify(each) === JSON.stringify(holder)),
          `${about}: ${JSON.stringify(holder)} holds it, not ${JSON.stringify(possible)}`,
        );
        // A start that is on the disk and its reservation are never there both, nor gone both.
        if (used.length > 0) assert.notDeepEqual(holder, second, `${about}: it is used up`);
        assert.deepEqual(
          world.charger.complaints.filter(({ weight }) => weight === 'fault').map(({ message }) => message),
          [],
          about,
        );
      }
      assert.ok(write > 20, String(write));
      assert.deepEqual([...outcomes].sort(), [first, second, third, null].map((each) => JSON.stringify(each)).sort());
    });
  }
});

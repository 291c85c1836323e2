/** An update of the local list happens as a whole or not at all, whatever befalls the disk or the power (S 3.5.2, 5.15). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cutAt } from '../../src/store/faulty.ts';
import { CARD } from '../support/world.ts';
import { acceptedOffline, accepts, entries, sendDifferential, sendFull, version } from './lists.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';

const cards = ['A', 'B', 'C', 'D', CARD];

/** A charger that has been told of a list, has a card in its cache that the next update names, and now lives with this plan. */
async function createListed(plan?: Parameters<MortalWorld['powerOn']>[0]): Promise<MortalWorld> {
  const world = createMortalWorld();
  await world.powerOn();
  assert.equal(await sendFull(world, 5, entries({ A: 'Accepted', B: 'Accepted' })), 'Accepted');
  assert.equal(await accepts(world, CARD), true);
  await world.powerOn(plan);
  await world.seconds(10);
  return world;
}

const before = { version: 5, cards: ['A', 'B', CARD] };

const updates = {
  full: {
    send: (world: MortalWorld) => sendFull(world, 6, entries({ C: 'Accepted', D: 'Accepted', [CARD]: 'Blocked' })),
    after: { version: 6, cards: ['C', 'D'] },
  },
  differential: {
    send: (world: MortalWorld) =>
      sendDifferential(world, 6, entries({ A: undefined, B: 'Invalid', C: 'Accepted', [CARD]: 'Blocked' })),
    after: { version: 6, cards: ['C'] },
  },
  'full and empty': {
    send: (world: MortalWorld) => sendFull(world, 6),
    after: { version: 0, cards: [CARD] },
  },
} as const;

async function state(world: MortalWorld) {
  return { version: await version(world), cards: await acceptedOffline(world, cards) };
}

for (const [what, { send, after }] of Object.entries(updates)) {
  describe(`an update that is ${what}`, () => {
    for (const when of ['before', 'after'] as const) {
      it(`J24: is there or is not, when the power goes right ${when} any of its writes`, async () => {
        const idle = (await createListed()).writes();
        const found = new Set<number>();
        for (let write = idle + 1; ; write += 1) {
          const world = await createListed(cutAt(write, when));
          assert.ok(world.alive(), 'it lives until the update');
          const answer = await send(world);
          if (world.alive()) {
            assert.equal(answer, 'Accepted');
            assert.deepEqual(await state(world), after);
            assert.ok(write > idle + 1);
            break;
          }
          assert.equal(answer, 'unreachable');
          await world.powerOn();
          await world.seconds(10);
          const now = await state(world);
          assert.deepEqual(now, now.version === before.version ? before : after, `cut ${when} write ${write}`);
          found.add(now.version);
        }
        assert.deepEqual(found, new Set(when === 'before' ? [before.version] : [before.version, after.version]));
      });
    }

    it('fails on a disk that is full at any of its writes, changes nothing, and can be sent again', async () => {
      const idle = (await createListed()).writes();
      let failures = 0;
      for (let full = idle + 1; ; full += 1) {
        const world = await createListed(({ number }) => (number === full ? 'disk full' : undefined));
        const answer = await send(world);
        if (answer === 'Accepted') break;
        assert.equal(answer, 'Failed');
        failures += 1;
        assert.ok(world.errors.some((line) => line.includes('local list')));
        assert.deepEqual(await state(world), before, `full at write ${full}`);
        assert.equal(await send(world), 'Accepted');
        assert.deepEqual(await state(world), after);
      }
      assert.ok(failures > 1, String(failures));
    });
  });
}

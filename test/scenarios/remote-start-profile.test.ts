/** RemoteStartTransaction with a charging profile (S 5.11, 5.16.2; E4 3.41, 3.42). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late } from '../../src/central/scripted-answer.ts';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';
import { cutAt } from '../../src/store/faulty.ts';
import { BLOCKED_CARD, CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { createMortalWorld } from './mortal-world.ts';
import {
  chargePointMax,
  clearProfile,
  composite,
  installedIds,
  offeredA,
  setProfile,
  tx,
  txDefault,
} from './profiles.ts';
import { modelNames, remoteStart } from './sent.ts';
import { begun, createTriple, plugIn, plugOut, swipe } from './several-connectors.ts';

/** The most that the pilot of a connector has offered since, A. */
function watchOffers(world: World, connector = 1): () => number {
  let most = 0;
  world.twin().board.observe((id) => {
    if (id === connector) most = Math.max(most, offeredA(world, connector));
  });
  return () => most;
}

/** So many profiles that have nothing to do with it, with ids from 100 on. */
async function crowd(world: World, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const about = { chargingProfileId: 100 + index, stackLevel: index % 9 };
    const max = index >= 18;
    const profile = max ? chargePointMax(32, about) : txDefault(32, about);
    assert.equal(await setProfile(world, profile, !max && index >= 9 ? 1 : 0), 'Accepted');
  }
}

const idOf = ({ charger }: World): number => charger.transactions.at(-1)?.transactionId ?? Number.NaN;

for (const model of modelNames) {
  describe(`a remote start with a charging profile, of a ${model}`, () => {
    for (const AuthorizeRemoteTxRequests of ['true', 'false']) {
      it(`limits its transaction from the first ampere (AuthorizeRemoteTxRequests ${AuthorizeRemoteTxRequests})`, async () => {
        for (const carFirst of [true, false]) {
          const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests } });
          await setProfile(world, txDefault(20, { chargingProfileId: 9 }));
          const most = watchOffers(world);
          if (carFirst) world.twin().board.plugIn(1);
          await world.seconds(5);
          assert.equal(
            await remoteStart(
              world,
              CARD,
              1,
              tx([
                [0, 8],
                [60, 10],
              ]),
            ),
            'Accepted',
          );
          await world.seconds(5);
          if (!carFirst) {
            assert.deepEqual(installedIds(world), [9], 'there is no transaction yet');
            world.twin().board.plugIn(1);
          }
          await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
          assert.equal(most(), 8);
          assert.deepEqual(installedIds(world), [9, 1]);
          await world.seconds(60);
          assert.equal(offeredA(world), 10);
          assert.equal(most(), 10);
          world.twin().board.plugOut(1);
          await world.seconds(10);
          assert.deepEqual(installedIds(world), [9]);
          await world.charge();
          assert.equal(offeredA(world), 20);
          world.assertNoComplaints();
        }
      });
    }

    it('may begin with a pause', async () => {
      const world = await createWorld({ model });
      const most = watchOffers(world);
      world.twin().board.plugIn(1);
      await remoteStart(
        world,
        CARD,
        1,
        tx([
          [0, 0],
          [60, 10],
        ]),
      );
      await world.seconds(30);
      assert.deepEqual([world.charger.status(1), most()], ['SuspendedEVSE', 0]);
      await world.seconds(60);
      assert.deepEqual([world.charger.status(1), most()], ['Charging', 10]);
    });

    it('has its profile replaced by one with that transactionId and the same stackLevel, and stacked with another (E4 3.42)', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await remoteStart(world, CARD, 1, tx(10, { stackLevel: 2 }));
      await world.seconds(10);
      const transactionId = idOf(world);
      // Below, above for a while, and in its place.
      assert.equal(await setProfile(world, tx(20, { chargingProfileId: 2, transactionId })), 'Accepted');
      await world.seconds(6);
      assert.deepEqual([installedIds(world), offeredA(world)], [[1, 2], 10]);
      const above = tx(8, { chargingProfileId: 3, stackLevel: 3, duration: 120, transactionId });
      assert.equal(await setProfile(world, above), 'Accepted');
      await world.seconds(6);
      assert.deepEqual([installedIds(world), offeredA(world)], [[1, 2, 3], 8]);
      assert.equal(await setProfile(world, tx(12, { chargingProfileId: 4, stackLevel: 2, transactionId })), 'Accepted');
      assert.deepEqual([installedIds(world), offeredA(world)], [[2, 3, 4], 8]);
      await world.seconds(120);
      assert.equal(offeredA(world), 12);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(installedIds(world), []);
    });

    const wrong: Readonly<Record<string, readonly [ChargingProfile, why: string]>> = {
      'that is no TxProfile': [
        txDefault(10),
        'chargingProfilePurpose: expected TxProfile with a remote start, got TxDefaultProfile',
      ],
      'for the whole charger': [
        chargePointMax(10),
        'chargingProfilePurpose: expected TxProfile with a remote start, got ChargePointMaxProfile',
      ],
      'that has a transactionId': [
        tx(10, { transactionId: 1 }),
        'transactionId: expected none for a transaction that is yet to begin, got 1',
      ],
      'of too high a level': [
        tx(10, { stackLevel: 9 }),
        'stackLevel: expected 0 to 8 (ChargeProfileMaxStackLevel), got 9',
      ],
      'whose first period begins later': [tx([[1, 10]]), 'chargingSchedulePeriod/0/startPeriod: expected 0, got 1'],
      'without a period': [
        tx([]),
        'chargingSchedulePeriod: expected 1 to 32 periods (ChargingScheduleMaxPeriods), got 0',
      ],
    };
    for (const [what, [profile, why]] of Object.entries(wrong)) {
      it(`is refused with one ${what}, and nothing begins`, async () => {
        const world = await createWorld({ model });
        await setProfile(world, txDefault(16));
        world.twin().board.plugIn(1);
        await world.seconds(2);
        const told = world.charger.received.length;
        assert.equal(await remoteStart(world, CARD, 1, profile), 'Rejected');
        assert.deepEqual(world.warnings, [`remote start for ${CARD} is refused: its charging profile: ${why}`]);
        await world.seconds(10);
        assert.deepEqual([world.charger.received.length, installedIds(world)], [told, [1]]);
        // Without it, it may.
        assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      });
    }

    it('is refused when there is no room for it, and counts while it waits', async () => {
      const world = await createWorld({ model });
      await crowd(world, 23);
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Accepted');
      await world.seconds(1);
      const another = chargePointMax(32, { chargingProfileId: 200, stackLevel: 8 });
      assert.equal(await setProfile(world, another), 'Rejected');
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.equal(offeredA(world), 10);
      assert.equal(installedIds(world).length, 24);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.equal(await setProfile(world, another), 'Accepted');
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Rejected');
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
    });

    it('leaves nothing when no car comes in time', async () => {
      const world = await createWorld({ model });
      await crowd(world, 23);
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Accepted');
      await world.seconds(31);
      assert.equal(world.charger.status(1), 'Available');
      assert.equal(await setProfile(world, chargePointMax(32, { chargingProfileId: 200, stackLevel: 8 })), 'Accepted');
      await clearProfile(world);
      await world.charge();
      assert.deepEqual([installedIds(world), offeredA(world)], [[], 32]);
    });

    it('leaves nothing when another takes the place, and has its own', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Accepted');
      await world.seconds(2);
      assert.equal(await remoteStart(world, OTHER_CARD, 1, tx(16, { chargingProfileId: 2 })), 'Accepted');
      await world.seconds(2);
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.deepEqual([installedIds(world), offeredA(world)], [[2], 16]);
      assert.equal(world.charger.transactions[0]?.idTag, OTHER_CARD);
    });

    it('leaves nothing when the same card asks again without one', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Accepted');
      await world.seconds(2);
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await world.seconds(2);
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.deepEqual([installedIds(world), offeredA(world)], [[], 32]);
    });

    it('leaves nothing when the card may not charge', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'true' } });
      world.twin().board.plugIn(1);
      await world.seconds(2);
      assert.equal(await remoteStart(world, BLOCKED_CARD, 1, tx(10)), 'Accepted');
      await world.seconds(10);
      assert.equal(world.charger.transactions.length, 0);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.deepEqual([installedIds(world), offeredA(world)], [[], 32]);
    });

    it('leaves nothing when somebody else charges before the answer comes', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'true' } });
      world.twin().board.plugIn(1);
      await world.seconds(2);
      world.charger.intercept('Authorize', ({ usual }) => late(5000, usual()), { times: 1 });
      assert.equal(await remoteStart(world, OTHER_CARD, 1, tx(10)), 'Accepted');
      await world.seconds(1);
      world.twin().board.swipe(CARD);
      await world.seconds(20);
      const [{ idTag = '' } = {}, ...others] = world.charger.transactions;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [installedIds(world), offeredA(world)],
        idTag === CARD ? [[], 32] : [[1], 10],
        'the profile goes with its own card alone',
      );
    });

    it('leaves nothing over a power cut', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD, 1, tx(10)), 'Accepted');
      await world.seconds(2);
      world.powerCut();
      await world.powerOn();
      await world.charge();
      assert.deepEqual([installedIds(world), offeredA(world)], [[], 32]);
    });

    it('is limited by ChargePointMaxProfile as well', async () => {
      const world = await createWorld({ model });
      await setProfile(world, chargePointMax(12, { chargingProfileId: 9 }));
      const most = watchOffers(world);
      world.twin().board.plugIn(1);
      await remoteStart(world, CARD, 1, tx(20));
      await world.seconds(10);
      assert.equal(most(), 12);
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 12 A x 3']);
    });
  });
}

describe('a remote start with a charging profile that names no connector', () => {
  it('limits wherever its car comes, and nobody else', async () => {
    const world = await createTriple();
    const most = [1, 2, 3].map((connector) => watchOffers(world, connector));
    assert.equal(await remoteStart(world, 'ANNA', undefined, tx(10, { chargingProfileId: 1 })), 'Accepted');
    await swipe(world, 'BERND');
    assert.equal(await remoteStart(world, 'CARLA', undefined, tx(16, { chargingProfileId: 3 })), 'Accepted');
    await world.seconds(1);
    for (const connector of [3, 1, 2]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 1', 'CARLA on 2']);
    await world.seconds(10);
    assert.deepEqual(
      most.map((each) => each()),
      [32, 16, 10],
    );
    for (const connector of [3, 1, 2]) await plugOut(world, connector);
    assert.deepEqual(installedIds(world), []);
    world.assertNoComplaints();
  });

  it('goes with its card when that has to wait elsewhere', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA', undefined, tx(10, { chargingProfileId: 1 })), 'Accepted');
    assert.equal(await remoteStart(world, 'BERND', 1, tx(16, { chargingProfileId: 2 })), 'Accepted');
    await world.seconds(1);
    await plugIn(world, 2);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 2', 'BERND on 1']);
    await world.seconds(6);
    assert.deepEqual([offeredA(world, 1), offeredA(world, 2)], [16, 10]);
  });

  it('and two at once while both are asked about never make more profiles than there may be', async () => {
    const world = await createTriple({ configuration: { AuthorizeRemoteTxRequests: 'true' } });
    await crowd(world, 23);
    const answers = ['ANNA', 'BERND', 'CARLA'].map((idTag, index) =>
      world.charger.call('RemoteStartTransaction', { idTag, chargingProfile: tx(10, { chargingProfileId: index }) }),
    );
    await world.seconds(5);
    const statuses = (await Promise.all(answers)).map((each) => each.kind === 'confirmed' && each.payload.status);
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    await world.seconds(5);
    assert.ok(installedIds(world).length <= 24, `${installedIds(world).length} profiles`);
    // Who was accepted charges, and under its profile.
    const accepted = statuses.filter((status) => status === 'Accepted').length;
    assert.equal(begun(world).length, accepted);
    for (const connector of [1, 2, 3].slice(0, accepted)) assert.equal(offeredA(world, connector), 10);
  });
});

describe('a remote start with a charging profile that takes the place of one on the disk', () => {
  for (const fault of ['disk full', 'cut before', 'cut after'] as const) {
    it(`never charges without either (${fault} at any write)`, async () => {
      const prepare = async (plan?: Parameters<ReturnType<typeof createMortalWorld>['powerOn']>[0]) => {
        const world = createMortalWorld({ AuthorizeRemoteTxRequests: 'false', ClockAlignedDataInterval: '0' });
        await world.powerOn();
        // Of the same id.
        assert.equal(await setProfile(world, txDefault(16)), 'Accepted');
        await world.powerOn(plan, ({ board }) => board.plugIn(1));
        await world.seconds(10);
        return world;
      };
      const idle = (await prepare()).writes();
      let most = 0;
      let write = idle + 1;
      for (; ; write += 1) {
        const world = await prepare(
          fault === 'disk full'
            ? ({ number }) => (number === write ? 'disk full' : undefined)
            : cutAt(write, fault === 'cut before' ? 'before' : 'after'),
        );
        world.twin().board.observe(() => {
          if (world.alive()) most = Math.max(most, offeredA(world));
        });
        void world.charger.call('RemoteStartTransaction', { idTag: CARD, connectorId: 1, chargingProfile: tx(10) });
        await world.seconds(60);
        assert.ok(most <= 16, `${most} A, with ${fault} at write ${write}`);
        const charges = world.alive() && world.charger.transactions.length > 0;
        if (charges) assert.ok(offeredA(world) === 10 || offeredA(world) === 0);
        if (world.writes() < write) break;
      }
      assert.ok(write > idle + 5);
    });
  }
});

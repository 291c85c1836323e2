/** Charging profiles without a connection (S 3.13.6), and with a wall clock that is set. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, createWorld } from '../support/world.ts';
import { chargePointMax, clearProfile, offeredA, setProfile, tx, txDefault } from './profiles.ts';
import { modelNames } from './sent.ts';

const IGNORED = 'IgnoredProfilePurposesOffline';

for (const model of modelNames) {
  describe(`a ${model} without a connection`, () => {
    it('keeps to the TxProfile of its transaction, and to the changes in it', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await setProfile(
        world,
        tx([
          [0, 16],
          [120, 10],
          [180, 8],
        ]),
      );
      await world.seconds(30);
      world.twin().setOnline(false);
      assert.equal(offeredA(world), 16);
      await world.seconds(100);
      assert.equal(offeredA(world), 10);
      await world.seconds(60);
      assert.equal(offeredA(world), 8);
      world.twin().setOnline(true);
      await world.seconds(60);
      assert.equal(offeredA(world), 8);
      // It ends with the transaction, there as well.
      world.twin().setOnline(false);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(world.chargePoint().smartCharging.installed(), []);
    });

    it('keeps to what is installed when a transaction begins', async () => {
      const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
      await setProfile(world, txDefault(20));
      await setProfile(world, chargePointMax(18, { chargingProfileId: 2 }));
      world.powerCut();
      world.network.failDials('refused');
      await world.powerOn();
      world.twin().board.plugIn(1);
      world.twin().board.swipe('WHOEVER');
      await world.seconds(10);
      assert.equal(offeredA(world), 18);
    });

    it('ignores the purposes that it is told to ignore, and only then', async () => {
      for (const [ignored, offline] of [
        ['', 16],
        ['TxProfile', 20],
        ['TxProfile,TxDefaultProfile', 25],
        ['ChargePointMaxProfile', 16],
        ['TxProfile,TxDefaultProfile,ChargePointMaxProfile', 32],
      ] as const) {
        const world = await createWorld({ model });
        assert.equal(await world.configure(IGNORED, ignored), 'Accepted');
        await setProfile(world, chargePointMax(25, { chargingProfileId: 1 }));
        await setProfile(world, txDefault(20, { chargingProfileId: 2 }));
        await world.charge();
        await setProfile(world, tx(16, { chargingProfileId: 3 }));
        await world.seconds(6);
        assert.equal(offeredA(world), 16);
        world.twin().setOnline(false);
        await world.seconds(6);
        assert.equal(offeredA(world), offline, ignored);
        world.twin().setOnline(true);
        await world.seconds(60);
        assert.equal(offeredA(world), 16);
      }
    });

    it('refuses to ignore what is no purpose', async () => {
      const world = await createWorld({ model });
      for (const wrong of ['TxDefault', 'TxProfile,x', 'all']) {
        assert.equal(await world.configure(IGNORED, wrong), 'Rejected');
      }
      assert.equal((await world.key(IGNORED))?.value, '');
    });

    it('no more ignores a purpose once the Central System has accepted it', async () => {
      const world = await createWorld({
        model,
        configuration: { [IGNORED]: 'TxDefaultProfile', AllowOfflineTxForUnknownId: 'true' },
      });
      await setProfile(world, txDefault(20));
      world.powerCut();
      world.network.failDials('refused');
      await world.powerOn();
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(offeredA(world), 32);
      world.network.failDials(undefined);
      await world.clock.runUntil(() => world.chargePoint().registration() === 'Accepted', 600_000);
      await world.seconds(6);
      assert.equal(offeredA(world), 20);
    });
  });

  describe(`a ${model} whose wall clock is set`, () => {
    it('follows it with profiles that name times, within a minute', async () => {
      const world = await createWorld({ model });
      await setProfile(
        world,
        txDefault([
          [0, 16],
          [7200, 10],
        ]),
      );
      await world.charge();
      await world.seconds(10);
      world.clock.step(7_200_000);
      await world.seconds(60);
      assert.equal(offeredA(world), 10);
      world.clock.step(-7_200_000);
      await world.seconds(60);
      assert.equal(offeredA(world), 16);
    });

    it('follows it back to profiles whose time was over', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(10, { validTo: '2026-01-01T01:00:00Z' }));
      await world.charge();
      await world.seconds(10);
      world.clock.step(7_200_000);
      await world.seconds(60);
      assert.equal(offeredA(world), 32);
      world.clock.step(-7_200_000);
      await world.seconds(60);
      assert.equal(offeredA(world), 10);
    });

    it('goes on with a Relative schedule as if nothing had happened', async () => {
      for (const ms of [7_200_000, -7_200_000]) {
        const world = await createWorld({ model });
        await world.charge();
        await setProfile(
          world,
          tx([
            [0, 16],
            [300, 10],
            [600, 8],
          ]),
        );
        await world.seconds(60);
        world.clock.step(ms);
        await world.seconds(120);
        assert.equal(offeredA(world), 16);
        await world.seconds(180);
        assert.equal(offeredA(world), 10);
        await world.seconds(300);
        assert.equal(offeredA(world), 8);
        await clearProfile(world);
        await setProfile(
          world,
          tx([
            [0, 16],
            [600, 9],
          ]),
        );
        await world.seconds(6);
        assert.equal(offeredA(world), 9);
      }
    });
  });
}

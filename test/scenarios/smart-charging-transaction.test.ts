/** Charging profiles and the transaction that they are for: which one, how long, and what changes meanwhile (S 3.13.1, 5.16.2; E4 3.8). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late, reply } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
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
import { modelNames } from './sent.ts';
import { createTriple, plugIn, plugOut, swipe } from './several-connectors.ts';

const idOf = ({ charger }: World): number => charger.transactions.at(-1)?.transactionId ?? Number.NaN;

/** A pilot changes its offer every 5 s at the most. */
async function steady(world: World): Promise<number> {
  await world.seconds(6);
  return offeredA(world);
}

for (const model of modelNames) {
  describe(`a TxProfile of a ${model}`, () => {
    it('holds at once, goes before the TxDefaultProfile, and is gone with its transaction', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await world.charge();
      assert.equal(await steady(world), 20);
      assert.equal(await setProfile(world, tx(25, { chargingProfileId: 2 })), 'Accepted');
      assert.equal(offeredA(world), 25);
      // The same car stays, and somebody begins anew.
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(world.charger.requests('StopTransaction').length, 1);
      assert.deepEqual(installedIds(world), [1]);
      world.twin().board.swipe(CARD);
      assert.equal(await steady(world), 20);
      assert.equal(world.charger.transactions.length, 2);
      assert.equal(await clearProfile(world, { id: 2 }), 'Unknown');
      world.assertNoComplaints();
    });

    it('may name its transaction', async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await setProfile(world, tx(20, { transactionId: idOf(world) + 1 })), 'Rejected');
      assert.equal(await setProfile(world, tx(20, { transactionId: idOf(world) })), 'Accepted');
      assert.equal(await steady(world), 20);
      const first = idOf(world);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.equal(await setProfile(world, tx(10, { transactionId: first })), 'Rejected');
      await world.charge();
      assert.equal(await setProfile(world, tx(10, { transactionId: first })), 'Rejected');
      assert.equal(await steady(world), 32);
      assert.deepEqual(installedIds(world), []);
    });

    it('may come before its transaction has an id; then no id is the right one', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('StartTransaction', ({ usual }) => late(20_000, usual()));
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      assert.equal(await setProfile(world, tx(20, { transactionId: 1 })), 'Rejected');
      assert.equal(await setProfile(world, tx(20)), 'Accepted');
      assert.equal(await steady(world), 20);
      await world.seconds(20);
      assert.equal(await setProfile(world, tx(10, { transactionId: idOf(world) })), 'Accepted');
      assert.equal(await steady(world), 10);
    });

    it('is Rejected as soon as the transaction is over, with the car still there', async () => {
      const world = await createWorld({ model });
      await world.charge();
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(await setProfile(world, tx(10)), 'Rejected');
    });

    it('ends with a transaction that the charger ends, too', async () => {
      const world = await createWorld({ model });
      for (const end of [
        () => world.twin().board.plugOut(1),
        () => void world.charger.call('RemoteStopTransaction', { transactionId: idOf(world) }),
        () => void world.charger.call('UnlockConnector', { connectorId: 1 }),
        () => void world.charger.call('Reset', { type: 'Soft' }),
        () => void world.charger.call('Reset', { type: 'Hard' }),
      ]) {
        await world.charge();
        assert.equal(await setProfile(world, tx(10)), 'Accepted');
        assert.deepEqual(installedIds(world), [1]);
        end();
        await world.seconds(30);
        assert.deepEqual(installedIds(world), []);
        world.twin().board.plugOut(1);
        await world.seconds(30);
      }
      assert.equal(world.charger.requests('StopTransaction').length, 5);
    });

    it('of a gap, or of no time, leaves the TxDefaultProfile', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await world.charge();
      await setProfile(world, tx(10, { chargingProfileId: 2, duration: 0 }));
      assert.equal(await steady(world), 20);
      await setProfile(world, tx(10, { chargingProfileId: 2, validTo: '2026-01-01T00:01:00Z' }));
      assert.equal(await steady(world), 10);
      await world.seconds(60);
      assert.equal(offeredA(world), 20);
    });
  });

  describe(`a TxDefaultProfile of a ${model}, during a transaction (E4 3.8)`, () => {
    it('is followed at once when it is set, updated and taken away', async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await steady(world), 32);
      assert.equal(await setProfile(world, txDefault(20)), 'Accepted');
      assert.equal(offeredA(world), 20);
      await world.seconds(6);
      assert.equal(await setProfile(world, txDefault(12)), 'Accepted');
      assert.equal(offeredA(world), 12);
      await world.seconds(6);
      // For this connector alone: it takes the place of the other.
      assert.equal(await setProfile(world, txDefault(25, { chargingProfileId: 2 }), 1), 'Accepted');
      assert.equal(offeredA(world), 25);
      await world.seconds(6);
      assert.equal(await clearProfile(world, { connectorId: 1 }), 'Accepted');
      assert.equal(offeredA(world), 12);
      await world.seconds(6);
      assert.equal(await clearProfile(world), 'Accepted');
      assert.equal(offeredA(world), 32);
      assert.equal(world.charger.transactions.length, 1);
      world.assertNoComplaints();
    });

    it('does not matter beside a TxProfile, until that is taken away', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await setProfile(world, tx(20, { chargingProfileId: 2 }));
      assert.equal(await steady(world), 20);
      await setProfile(world, txDefault(6, { stackLevel: 8 }));
      assert.equal(await steady(world), 20);
      assert.equal(await clearProfile(world, { chargingProfilePurpose: 'TxProfile' }), 'Accepted');
      assert.equal(offeredA(world), 6);
    });

    it('waits for nothing but the 5 s that a car is given to follow the offer before', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(10);
      await setProfile(world, txDefault(20));
      await world.seconds(2);
      await setProfile(world, txDefault(10));
      assert.equal(offeredA(world), 20);
      await world.clock.runUntil(() => offeredA(world) === 10, 3000);
      // A pause waits for nothing at all.
      await setProfile(world, txDefault(0));
      assert.equal(offeredA(world), 0);
    });
  });

  describe(`ids of the Central System's, on a ${model}`, () => {
    it('mean the new transaction, when it gives the id of an old one again', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('StartTransaction', () => reply({ transactionId: 1, idTagInfo: { status: 'Accepted' } }));
      for (const limit of [20, 10]) {
        await world.charge();
        assert.equal(await steady(world), 32);
        assert.equal(await setProfile(world, tx(limit, { transactionId: 1 })), 'Accepted');
        assert.equal(await steady(world), limit);
        world.twin().board.plugOut(1);
        await world.seconds(10);
        assert.deepEqual(installedIds(world), []);
      }
    });

    it('may be used again for another profile: the old one is gone', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await world.charge();
      await setProfile(world, tx(25));
      assert.equal(await steady(world), 25);
      assert.deepEqual(installedIds(world), [1]);
      await clearProfile(world, { id: 1 });
      assert.equal(await steady(world), 32);
    });
  });
}

describe('a transaction on one of several connectors', () => {
  it('has its own TxProfile', async () => {
    const world = await createTriple();
    for (const [index, card] of ['ANNA', 'BERND'].entries()) {
      await swipe(world, card, [index + 1]);
      await plugIn(world, index + 1);
    }
    assert.equal(await setProfile(world, tx(20, { chargingProfileId: 1 }), 1), 'Accepted');
    assert.equal(await setProfile(world, tx(10, { chargingProfileId: 2 }), 2), 'Accepted');
    await world.seconds(6);
    assert.deepEqual([offeredA(world, 1), offeredA(world, 2)], [20, 10]);
    await plugOut(world, 1);
    assert.deepEqual(installedIds(world), [2]);
    assert.equal(offeredA(world, 2), 10);
    // Those of another connector are not this one's.
    const [one = 0, other = 0] = world.charger.transactions.map(({ transactionId }) => transactionId ?? 0);
    assert.equal(await setProfile(world, tx(8, { chargingProfileId: 3, transactionId: one }), 2), 'Rejected');
    assert.equal(await setProfile(world, tx(8, { chargingProfileId: 3, transactionId: other }), 1), 'Rejected');
    assert.equal(await setProfile(world, tx(8, { chargingProfileId: 3, transactionId: other }), 2), 'Accepted');
  });

  it('is found by its connector, when the Central System gives the same id to two', async () => {
    const world = await createTriple();
    world.charger.intercept('StartTransaction', () => reply({ transactionId: 7, idTagInfo: { status: 'Accepted' } }));
    for (const [index, card] of ['ANNA', 'BERND'].entries()) {
      await swipe(world, card, [index + 1]);
      await plugIn(world, index + 1);
    }
    for (const connector of [1, 2]) {
      const profile = tx(10 * connector, { chargingProfileId: connector, transactionId: 7 });
      assert.equal(await setProfile(world, profile, connector), 'Accepted');
    }
    await world.seconds(6);
    assert.deepEqual([offeredA(world, 1), offeredA(world, 2)], [10, 20]);
  });

  it('has the TxDefaultProfile of its connector, or else the one for all', async () => {
    const world = await createTriple();
    await setProfile(world, txDefault(20, { chargingProfileId: 1 }));
    await setProfile(world, txDefault(10, { chargingProfileId: 2 }), 2);
    await setProfile(world, txDefault(25, { chargingProfileId: 3, stackLevel: 1, duration: 3600 }), 3);
    for (const [index, card] of ['ANNA', 'BERND', 'CARLA'].entries()) {
      await swipe(world, card, [index + 1]);
      await plugIn(world, index + 1);
    }
    assert.deepEqual(
      [1, 2, 3].map((connector) => offeredA(world, connector)),
      [20, 10, 25],
    );
    await world.seconds(3600);
    assert.equal(offeredA(world, 3), 20);
  });

  it('never has more of a ChargePointMaxProfile than the others leave', async () => {
    const world = await createTriple();
    await setProfile(world, chargePointMax(40));
    let most = 0;
    world.twin().board.observe(() => {
      most = Math.max(most, offeredA(world, 1) + offeredA(world, 2) + offeredA(world, 3));
    });
    for (const [index, card] of ['ANNA', 'BERND', 'CARLA'].entries()) {
      await swipe(world, card, [index + 1]);
      await plugIn(world, index + 1);
      await world.seconds(60);
    }
    const offers = [1, 2, 3].map((connector) => offeredA(world, connector));
    assert.deepEqual(offers, [13.3, 13.3, 13.3]);
    assert.ok(most <= 40, `${most} A`);
    await plugOut(world, 2);
    await world.seconds(60);
    assert.deepEqual(
      [1, 2, 3].map((connector) => offeredA(world, connector)),
      [20, 0, 20],
    );
    assert.ok(most <= 40, `${most} A`);
    assert.deepEqual(await composite(world, { connectorId: 1, duration: 60 }), ['0: 40 A x 3']);
  });
});

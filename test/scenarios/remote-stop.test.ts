/** RemoteStopTransaction on a whole charger (S 5.12; E4 3.33). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, OTHER_CARD } from '../support/world.ts';
import { count, isLocked, modelNames, remoteStart, remoteStop, wire } from './sent.ts';

for (const model of modelNames) {
  describe(`a remote stop of a ${model}`, () => {
    it('is answered before anything happens, ends the transaction, and unlocks', async () => {
      const world = await createWorld({ model, central: { firstTransactionId: 4711 } });
      await world.charge();
      await world.seconds(610);
      assert.equal(isLocked(world), true);
      const from = world.charger.frames.length;
      assert.equal(await remoteStop(world, 4711), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(wire(world, from).slice(0, 2), [
        '> call RemoteStopTransaction',
        '< result RemoteStopTransaction',
      ]);
      assert.deepEqual(
        wire(world, from)
          .slice(2)
          .filter((line) => line.startsWith('<'))
          .toSorted(),
        ['< call StatusNotification', '< call StopTransaction'],
      );
      const [stop, ...others] = world.charger.requests('StopTransaction');
      assert.deepEqual(others, []);
      assert.deepEqual([stop?.transactionId, stop?.reason, stop?.idTag], [4711, 'Remote', undefined]);
      assert.equal(stop?.meterStop, world.twin().board.connectors[0]?.meter().energyWh);
      assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Finishing']);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('of another transaction is refused, and this one goes on', async () => {
      const world = await createWorld({ model, central: { firstTransactionId: 4711 } });
      await world.charge();
      for (const id of [4710, 4712, 1, 0, -1]) assert.equal(await remoteStop(world, id), 'Rejected');
      await world.seconds(60);
      assert.deepEqual([world.charger.status(1), count(world, 'StopTransaction')], ['Charging', 0]);
      world.assertNoComplaints();
    });

    it('of a transaction that is over is refused', async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await remoteStop(world, 1), 'Accepted');
      await world.seconds(10);
      assert.equal(await remoteStop(world, 1), 'Rejected');
      assert.equal(count(world, 'StopTransaction'), 1);
      world.assertNoComplaints();
    });

    it('of a transaction whose number has not come yet is refused; when it has come, it is taken up', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('StartTransaction', ({ usual }) => late(20_000, usual()));
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      assert.equal(count(world, 'StartTransaction'), 1);
      assert.equal(await remoteStop(world, 1), 'Rejected');
      assert.equal(await remoteStop(world, -1), 'Rejected');
      await world.seconds(20);
      assert.equal(await remoteStop(world, 1), 'Accepted');
      await world.seconds(10);
      assert.equal(count(world, 'StopTransaction'), 1);
      world.assertNoComplaints();
    });

    it('ends a transaction that began at the reader, and one whose car pauses', async () => {
      const world = await createWorld({ model });
      await world.charge(OTHER_CARD);
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(30);
      assert.equal(world.charger.status(1), 'SuspendedEV');
      assert.equal(await remoteStop(world, 1), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['Remote'],
      );
      assert.equal(world.charger.status(1), 'Finishing');
      world.assertNoComplaints();
    });

    it('that is repeated ends the transaction once', async () => {
      const world = await createWorld({ model });
      await world.charge();
      const first = world.charger.call('RemoteStopTransaction', { transactionId: 1 });
      const second = world.charger.call('RemoteStopTransaction', { transactionId: 1 });
      await world.seconds(10);
      assert.equal((await first).kind, 'confirmed');
      assert.equal((await second).kind, 'confirmed');
      assert.equal(count(world, 'StopTransaction'), 1);
      world.assertNoComplaints();
    });
  });
}

describe('a remote stop of a charger with two connectors', () => {
  it('ends the transaction that is named, and no other', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } });
    for (const [connector, card] of [
      [1, CARD],
      [2, OTHER_CARD],
    ] as const) {
      world.twin().board.plugIn(connector);
      assert.equal(await remoteStart(world, card, connector), 'Accepted');
      await world.seconds(5);
    }
    assert.equal(await remoteStop(world, 2), 'Accepted');
    await world.seconds(10);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Charging', 'Finishing']);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ transactionId }) => transactionId),
      [2],
    );
    world.assertNoComplaints();
  });
});

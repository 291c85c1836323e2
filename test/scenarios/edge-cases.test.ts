/** Cases that users have suffered from (wishes J), where no other scenario holds them in full. docs/edge-cases.md lists all of them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, reply } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, FATHER, MOTHER, OTHER_CARD } from '../support/world.ts';
import { count, modelNames, remoteStart, remoteStop } from './sent.ts';
import { calls } from './timeline.ts';

for (const model of modelNames) {
  describe(`a StopTransaction of a ${model} that is repeated`, () => {
    it('J4: is still that of its transaction and its card when it is confirmed, also after a power cut in between', async () => {
      for (const cut of [false, true]) {
        const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '0' } });
        await world.charge(MOTHER);
        world.charger.intercept('StopTransaction', callError('InternalError'), { times: 2 });
        // Asked first, it leaves the first two to the one above.
        world.charger.intercept(
          'StopTransaction',
          ({ request }) =>
            world.charger.requests('StopTransaction').length === 3
              ? reply({ idTagInfo: { status: request.idTag === FATHER ? 'Blocked' : 'Accepted' } })
              : undefined,
          { times: 1 },
        );
        world.twin().board.swipe(FATHER);
        await world.seconds(10);
        world.twin().board.plugOut(1);
        await world.seconds(5);
        // Another visit begins before the stop of the first is told.
        world.twin().board.plugIn(1);
        world.twin().board.swipe(OTHER_CARD);
        await world.seconds(20);
        if (cut) {
          world.powerCut();
          await world.powerOn();
        }
        await world.seconds(300);
        const stops = calls(world, ['StopTransaction']).slice(0, 3);
        assert.equal(new Set(stops.map(({ messageId, payload }) => JSON.stringify([messageId, payload]))).size, 1);
        assert.deepEqual(
          world.charger.requests('StartTransaction').map(({ idTag }) => idTag),
          [MOTHER, OTHER_CARD],
        );
        assert.equal(world.charger.requests('StopTransaction')[0]?.transactionId, 1);
        // Who ended it is blocked, nobody else.
        world.twin().setOnline(false);
        const statuses: string[] = [];
        for (const card of [FATHER, MOTHER, OTHER_CARD]) {
          world.twin().board.plugOut(1);
          await world.seconds(10);
          world.twin().board.swipe(card);
          await world.seconds(2);
          statuses.push(world.chargePoint().charger.view(1).session.phase);
          world.twin().board.swipe(card);
          await world.seconds(2);
        }
        assert.deepEqual(statuses, ['idle', 'authorized', 'authorized']);
        world.twin().setOnline(true);
        await world.seconds(60);
        assert.equal(world.chargePoint().records.queueLength(), 0);
        assert.deepEqual(world.chargePoint().records.all(), []);
      }
    });
  });

  describe(`connector 0 of a ${model}`, () => {
    it('J22: is the charger where that has a meaning, and no connector where it has none', async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await remoteStart(world, OTHER_CARD, 0), 'Rejected');
      const unlock = world.charger.call('UnlockConnector', { connectorId: 0 });
      await world.seconds(15);
      assert.deepEqual(await unlock, { kind: 'confirmed', payload: { status: 'NotSupported' } });
      assert.equal(world.charger.status(1), 'Charging', 'nothing was done to anybody');

      const change = async (type: 'Inoperative' | 'Operative') => {
        const outcome = world.charger.call('ChangeAvailability', { connectorId: 0, type });
        await world.clock.settle();
        const answer = await outcome;
        return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
      };
      assert.equal(await change('Inoperative'), 'Scheduled');
      await world.seconds(2000);
      assert.equal(world.charger.status(1), 'Charging');
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Unavailable');
      world.powerCut();
      await world.powerOn();
      assert.deepEqual([0, 1].map(world.charger.status), ['Unavailable', 'Unavailable']);
      assert.equal(await change('Operative'), 'Accepted');
      assert.deepEqual([0, 1].map(world.charger.status), ['Available', 'Available']);
      // The charger has no meter and no transactions of its own (E4 3.16).
      assert.ok(count(world, 'MeterValues') > 0);
      assert.ok(world.charger.requests('MeterValues').every(({ connectorId }) => connectorId === 1));
      assert.ok(world.charger.requests('StartTransaction').every(({ connectorId }) => connectorId === 1));
      const allowed = new Set(['Available', 'Unavailable', 'Faulted']);
      assert.ok(world.statuses(0).every((status) => allowed.has(status)));
      world.assertNoComplaints();
    });
  });

  describe(`a remote stop and a remote start of a ${model} with the plug in`, () => {
    it('J26: stays Finishing in between, for as long as it takes, and begins another transaction without unplugging', async () => {
      const world = await createWorld({ model });
      await world.charge();
      for (const transactionId of [1, 2, 3]) {
        await world.seconds(100);
        assert.equal(await remoteStop(world, transactionId), 'Accepted');
        await world.seconds(900);
        assert.equal(world.charger.status(1), 'Finishing');
        assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
        await world.seconds(10);
        assert.equal(world.charger.status(1), 'Charging');
      }
      const round = ['Finishing', 'Preparing', 'Charging'];
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', ...round, ...round, ...round]);
      assert.deepEqual(
        world.charger.transactions.map(({ state }) => state.kind === 'stopped' && state.reason),
        ['Remote', 'Remote', 'Remote', false],
      );
      world.assertNoComplaints();
    });
  });
}

/** ConnectionTimeOut on a whole charger: the wait for the second of card and plug (S 9.1.6; S 4.9 B1, B6, F1, F2; E4 3.76, 3.87). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late } from '../../src/central/scripted-answer.ts';
import { BLOCKED_CARD, CARD, createWorld, OTHER_CARD } from '../support/world.ts';
import { count, isLocked, modelNames, remoteStart } from './sent.ts';

for (const model of modelNames) {
  describe(`the wait for the plug, of a ${model}`, () => {
    it('ends after the time: the connector is Available again, and no transaction was ever told', async () => {
      const world = await createWorld({ model, configuration: { ConnectionTimeOut: '12' } });
      await world.seconds(100);
      world.twin().board.swipe(CARD);
      await world.seconds(60);
      assert.deepEqual(
        world.charger
          .requests('StatusNotification')
          .filter(({ connectorId }) => connectorId === 1)
          .map(({ status, timestamp, info }) => [status, timestamp?.slice(11, 19), info]),
        [
          ['Available', '00:00:00', undefined],
          ['Preparing', '00:01:40', undefined],
          ['Available', '00:01:52', undefined],
        ],
      );
      assert.deepEqual([count(world, 'StartTransaction'), count(world, 'StopTransaction')], [0, 0]);
      world.assertNoComplaints();
    });

    it('once over, is not taken up by a plug: the card must be shown again', async () => {
      const world = await createWorld({ model });
      world.twin().board.swipe(CARD);
      await world.seconds(31);
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.deepEqual([world.charger.status(1), count(world, 'StartTransaction')], ['Preparing', 0]);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.deepEqual([world.charger.status(1), count(world, 'StartTransaction')], ['Charging', 1]);
      world.assertNoComplaints();
    });

    it('ends with the plug, in the last moment too, and leaves the transaction alone', async () => {
      const world = await createWorld({ model });
      world.twin().board.swipe(CARD);
      await world.clock.advance(29_999);
      world.twin().board.plugIn(1);
      await world.seconds(3600);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    });

    it('ends when the same card is shown again; another card that may charge does not end it', async () => {
      const world = await createWorld({ model });
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      world.twin().board.swipe(OTHER_CARD);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Preparing');
      world.twin().board.swipe(CARD);
      await world.seconds(1);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Available']);
      assert.equal(count(world, 'StartTransaction'), 0);
      world.assertNoComplaints();
    });

    it('is not made longer by a second remote start', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(20);
      assert.equal(await remoteStart(world, OTHER_CARD), 'Accepted');
      await world.clock.advance(9_999);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('is told neither as Preparing nor as Available when the card may not charge', async () => {
      const world = await createWorld({ model });
      world.twin().board.swipe(BLOCKED_CARD);
      await world.seconds(60);
      assert.deepEqual(world.statuses(), ['Available']);
      assert.equal(count(world, 'Authorize'), 1);
      world.assertNoComplaints();
    });
  });

  describe(`the wait for the card, of a ${model}`, () => {
    it('ends after the time: Finishing says that something is to be done, and the cable is free', async () => {
      const world = await createWorld({ model, configuration: { ConnectionTimeOut: '12' } });
      world.twin().board.plugIn(1);
      await world.seconds(60);
      const last = world.charger.requests('StatusNotification').at(-1);
      assert.deepEqual(
        [last?.status, last?.errorCode, last?.info, last?.timestamp?.slice(11, 19)],
        ['Finishing', 'NoError', 'ConnectionTimeOut', '00:00:12'],
      );
      assert.equal(isLocked(world), false);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing', 'Available']);
      assert.equal(count(world, 'StartTransaction'), 0);
      world.assertNoComplaints();
    });

    it('once over, is taken up by a card', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(3600);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing', 'Preparing', 'Charging']);
      assert.equal(count(world, 'StartTransaction'), 1);
      world.assertNoComplaints();
    });

    it('begins anew with each plug', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(20);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      world.twin().board.plugIn(1);
      await world.clock.advance(29_999);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Available', 'Preparing']);
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Finishing');
      world.assertNoComplaints();
    });

    it('is not ended, nor made longer, by a card that may not charge', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(15);
      world.twin().board.swipe(BLOCKED_CARD);
      await world.clock.advance(14_999);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Finishing');
      world.assertNoComplaints();
    });

    it('that is over before the Central System has answered does not keep the card from charging', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('Authorize', ({ usual }) => late(10_000, usual()));
      world.twin().board.plugIn(1);
      await world.seconds(25);
      world.twin().board.swipe(CARD);
      await world.seconds(20);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    });
  });

  describe(`ConnectionTimeOut of a ${model}`, () => {
    it('of 0 is no bound, neither for the plug nor for the card', async () => {
      const world = await createWorld({ model });
      assert.equal(await world.configure('ConnectionTimeOut', '0'), 'Accepted');
      world.twin().board.swipe(CARD);
      await world.seconds(7 * 86_400);
      assert.equal(world.charger.status(1), 'Preparing');
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Charging');
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      world.twin().board.plugIn(1);
      await world.seconds(7 * 86_400);
      assert.equal(world.charger.status(1), 'Preparing');
      world.assertNoComplaints();
    });

    it('that is changed holds for the next wait; the one that runs keeps its time', async () => {
      const world = await createWorld({ model });
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(await world.configure('ConnectionTimeOut', '60'), 'Accepted');
      await world.seconds(20);
      assert.equal(world.charger.status(1), 'Available');
      world.twin().board.swipe(CARD);
      await world.seconds(59);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.seconds(1);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('does not run while a transaction does, nor after it', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(600);
      world.twin().board.swipe(CARD);
      await world.seconds(600);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'Finishing']);
      assert.equal(world.charger.requests('StatusNotification').at(-1)?.info, undefined);
      world.assertNoComplaints();
    });
  });
}

/** RemoteStartTransaction on a whole charger (S 5.11; E4 3.32). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late, silence } from '../../src/central/scripted-answer.ts';
import { MOST_UNDECIDED } from '../../src/features/remote-start/remote-start.ts';
import { BLOCKED_CARD, CARD, createWorld, OTHER_CARD } from '../support/world.ts';
import { actionsSent, count, isLocked, modelNames, remoteStart, remoteStop, wire } from './sent.ts';

for (const model of modelNames) {
  describe(`a remote start of a ${model}`, () => {
    it('with a car that waits is answered before anything happens, then authorized, then begun', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(5);
      const from = world.charger.frames.length;
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await world.seconds(5);
      assert.deepEqual(wire(world, from).slice(0, 6), [
        '> call RemoteStartTransaction',
        '< result RemoteStartTransaction',
        '< call Authorize',
        '> result Authorize',
        '< call StartTransaction',
        '> result StartTransaction',
      ]);
      assert.equal(world.charger.requests('StartTransaction')[0]?.idTag, CARD);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    });

    it('with a car that waits, and no question asked, is still answered before anything happens', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'false' } });
      world.twin().board.plugIn(1);
      await world.seconds(5);
      const from = world.charger.frames.length;
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      assert.deepEqual(wire(world, from), [
        '> call RemoteStartTransaction',
        '< result RemoteStartTransaction',
        '< call StartTransaction',
        '> result StartTransaction',
      ]);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Charging');
      world.assertNoComplaints();
    });

    it('without a car waits for one, as after a card', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      assert.equal(world.charger.status(1), 'Preparing');
      await world.seconds(29);
      assert.equal(count(world, 'StartTransaction'), 0);
      world.twin().board.plugIn(1);
      await world.seconds(5);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging']);
      assert.equal(world.charger.requests('StartTransaction')[0]?.idTag, CARD);
      world.assertNoComplaints();
    });

    it('without a car is over after ConnectionTimeOut, and a plug that comes later begins nothing', async () => {
      const world = await createWorld({ model });
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.clock.advance(29_999);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.clock.advance(1);
      assert.equal(world.charger.status(1), 'Available');
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.deepEqual([world.charger.status(1), count(world, 'StartTransaction')], ['Preparing', 0]);
      world.assertNoComplaints();
    });

    it('without a connector begins on the only one', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(5);
      assert.equal(world.charger.requests('StartTransaction')[0]?.connectorId, 1);
      world.assertNoComplaints();
    });

    it('on a connector that does not exist is refused, and nothing happens', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(5);
      for (const connector of [2, 0, -1, 1000]) assert.equal(await remoteStart(world, CARD, connector), 'Rejected');
      await world.seconds(5);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
      assert.equal(count(world, 'Authorize'), 0);
      world.assertNoComplaints();
    });

    it('while a transaction runs is refused, for the same card as for another', async () => {
      const world = await createWorld({ model });
      await world.charge();
      for (const connector of [1, undefined]) {
        for (const card of [CARD, OTHER_CARD]) assert.equal(await remoteStart(world, card, connector), 'Rejected');
      }
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'SuspendedEV');
      assert.equal(await remoteStart(world, OTHER_CARD), 'Rejected');
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [1, 1]);
      assert.equal(count(world, 'StopTransaction'), 0);
      world.assertNoComplaints();
    });

    it('J26: in Finishing begins another transaction without unplugging', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(60);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(await remoteStart(world, OTHER_CARD, 1), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'Finishing', 'Preparing', 'Charging']);
      assert.deepEqual(
        world.charger.requests('StartTransaction').map(({ idTag }) => idTag),
        [CARD, OTHER_CARD],
      );
      world.assertNoComplaints();
    });

    it('after the time for the card is over begins all the same', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    });

    it('is refused while the cable is held for its owner', async () => {
      const world = await createWorld({ model, configuration: { UnlockConnectorOnEVSideDisconnect: 'false' } });
      await world.charge();
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.equal(isLocked(world), true);
      assert.equal(await remoteStart(world, OTHER_CARD), 'Rejected');
      assert.equal(await remoteStart(world, CARD), 'Rejected');
      await world.seconds(10);
      assert.equal(count(world, 'StartTransaction'), 1);
      world.assertNoComplaints();
    });

    it('is refused while something is broken, and taken up when it is mended', async () => {
      const world = await createWorld({ model });
      world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
      await world.seconds(1);
      assert.equal(await remoteStart(world, CARD, 1), 'Rejected');
      world.twin().board.clearFault(1, 'rcd');
      await world.seconds(1);
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      world.assertNoComplaints();
    });

    it('before acceptance is refused, and so is a remote stop', async () => {
      const world = await createWorld({ model, central: { boot: { status: 'Pending', interval: 60 } } });
      world.twin().board.plugIn(1);
      await world.seconds(5);
      const from = world.charger.frames.length;
      assert.equal(await remoteStart(world, CARD, 1), 'Rejected');
      assert.equal(await remoteStart(world, CARD), 'Rejected');
      assert.equal(await remoteStop(world, 1), 'Rejected');
      await world.seconds(20);
      assert.deepEqual(wire(world, from), [
        '> call RemoteStartTransaction',
        '< result RemoteStartTransaction',
        '> call RemoteStartTransaction',
        '< result RemoteStartTransaction',
        '> call RemoteStopTransaction',
        '< result RemoteStopTransaction',
      ]);
      assert.equal(world.chargePoint().transactions.running(1), undefined);

      world.central.setBootPolicy({ status: 'Accepted', interval: 300 });
      await world.seconds(60);
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Charging');
      world.assertNoComplaints();
    });

    it('with a profile for the transaction begins it', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      await world.seconds(5);
      const outcome = world.charger.call('RemoteStartTransaction', {
        idTag: CARD,
        connectorId: 1,
        chargingProfile: {
          chargingProfileId: 1,
          stackLevel: 0,
          chargingProfilePurpose: 'TxProfile',
          chargingProfileKind: 'Relative',
          chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
        },
      });
      await world.seconds(5);
      assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } });
      assert.equal(world.charger.status(1), 'Charging');
      world.assertNoComplaints();
    });

    it('is ended by the same card at the reader', async () => {
      const world = await createWorld({ model });
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(60);
      world.twin().board.swipe(CARD.toLowerCase());
      await world.seconds(10);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['Local'],
      );
      assert.equal(count(world, 'Authorize'), 1);
    });
  });

  describe(`AuthorizeRemoteTxRequests of a ${model}`, () => {
    it('true asks as for a card: who may not charge is not served, though the request was taken up', async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('AuthorizeRemoteTxRequests'), { value: 'true', readonly: false });
      world.twin().board.plugIn(1);
      await world.seconds(1);
      assert.equal(await remoteStart(world, BLOCKED_CARD, 1), 'Accepted');
      await world.seconds(20);
      assert.deepEqual(actionsSent(world).slice(-2), ['StatusNotification', 'Authorize']);
      assert.equal(count(world, 'StartTransaction'), 0);
      assert.equal(world.charger.status(1), 'Preparing');
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await world.seconds(5);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [2, 1]);
      world.assertNoComplaints();
    });

    it('true lets no more than so many starts wait for a Central System that does not answer', async () => {
      const world = await createWorld({ model });
      const silent = world.charger.intercept('Authorize', silence);
      for (let nth = 0; nth < MOST_UNDECIDED; nth += 1) assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      assert.equal(await remoteStart(world, CARD, 1), 'Rejected');
      silent.remove();
      await world.seconds(31);
      assert.equal(count(world, 'Authorize'), MOST_UNDECIDED);
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Charging');
    });

    it('true does not ask for a card that is known, while LocalPreAuthorize is on', async () => {
      for (const [value, asked] of [
        ['true', 1],
        ['false', 2],
      ] as const) {
        const world = await createWorld({ model, configuration: { LocalPreAuthorize: value } });
        for (const start of [1, 2]) {
          assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
          world.twin().board.plugIn(1);
          await world.seconds(10);
          assert.equal(await remoteStop(world, start), 'Accepted');
          await world.seconds(10);
          world.twin().board.plugOut(1);
          await world.seconds(10);
        }
        assert.deepEqual([count(world, 'Authorize'), count(world, 'StopTransaction')], [asked, 2]);
        world.assertNoComplaints();
      }
    });

    it('true without an answer is decided as for a card while offline: a stranger is not served', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('Authorize', silence);
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(90);
      assert.deepEqual([count(world, 'Authorize'), count(world, 'StartTransaction')], [1, 0]);
      assert.equal(world.charger.status(1), 'Finishing');
    });

    it('true with an answer that comes when the car has left and the time is not over waits for the next car', async () => {
      const world = await createWorld({ model });
      world.charger.intercept('Authorize', ({ usual }) => late(10_000, usual()));
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, CARD), 'Accepted');
      await world.seconds(5);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Available', 'Preparing']);
      world.twin().board.plugIn(1);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Charging');
      world.assertNoComplaints();
    });

    it('false starts at once, whoever it is; what the Central System then says of the card ends it', async () => {
      const world = await createWorld({ model });
      assert.equal(await world.configure('AuthorizeRemoteTxRequests', 'false'), 'Accepted');
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, BLOCKED_CARD, 1), 'Accepted');
      await world.seconds(20);
      assert.equal(count(world, 'Authorize'), 0);
      assert.deepEqual(
        world.charger.requests('StartTransaction').map(({ idTag }) => idTag),
        [BLOCKED_CARD],
      );
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['DeAuthorized'],
      );
      world.assertNoComplaints();
    });
  });
}

describe('a remote start of a charger with two connectors', () => {
  const twoConnectors = { model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } } as const;

  it('without a connector goes where a car waits, then where one may come, then nowhere', async () => {
    const world = await createWorld(twoConnectors);
    world.twin().board.plugIn(2);
    await world.seconds(5);
    assert.equal(await remoteStart(world, CARD), 'Accepted');
    await world.seconds(5);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Available', 'Charging']);
    assert.equal(await remoteStart(world, OTHER_CARD), 'Accepted');
    await world.seconds(5);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Preparing', 'Charging']);
    world.twin().board.plugIn(1);
    await world.seconds(5);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Charging', 'Charging']);
    assert.equal(await remoteStart(world, 'MOTHER'), 'Rejected');
    world.assertNoComplaints();
  });

  it('on the connector that is named leaves the other alone', async () => {
    const world = await createWorld(twoConnectors);
    world.twin().board.plugIn(1);
    await world.seconds(5);
    assert.equal(await remoteStart(world, CARD, 2), 'Accepted');
    await world.seconds(5);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Preparing', 'Preparing']);
    assert.equal(count(world, 'StartTransaction'), 0);
    world.twin().board.plugIn(2);
    await world.seconds(5);
    assert.deepEqual([world.charger.status(1), world.charger.status(2)], ['Preparing', 'Charging']);
    world.assertNoComplaints();
  });
});

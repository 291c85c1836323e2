/** ReserveNow and CancelReservation on a whole charger (S 5.13, 5.1, 4.9; wishes E2, F4). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError } from '../../src/central/scripted-answer.ts';
import type { Fault } from '../../src/charger/board.ts';
import { StoreError } from '../../src/store/store.ts';
import { BLOCKED_CARD, CARD, createWorld, FATHER, MOTHER, OTHER_CARD, type World } from '../support/world.ts';
import { cancel, changeAvailability, reserveNow } from './acts.ts';
import { actionsSent, count, modelNames, remoteStart } from './sent.ts';
import { begun, createTriple, plugIn, plugOut, statuses, swipe } from './several-connectors.ts';

const ground: Fault = { id: 'ground', code: 'GroundFailure', blocking: true };

const reservationIds = ({ charger }: World) =>
  charger.requests('StartTransaction').map(({ reservationId }) => reservationId);

for (const model of modelNames) {
  describe(`a reserved ${model}`, () => {
    it('is on disk when it is answered, and told after the answer', async () => {
      const world = await createWorld({ model });
      const from = world.charger.frames.length;
      assert.equal(await reserveNow(world, { idTag: CARD }), 'Accepted');
      assert.deepEqual(
        world.charger.frames.slice(from).map(({ kind, action }) => `${kind} ${action}`),
        ['call ReserveNow', 'result ReserveNow', 'call StatusNotification', 'result StatusNotification'],
      );
      assert.equal(world.charger.status(1), 'Reserved');
      world.assertNoComplaints();
    });

    it('serves its card, under its reservationId, also when that is 0, and is free again then', async () => {
      for (const reservationId of [0, 7, -1]) {
        const world = await createWorld({ model });
        assert.equal(await reserveNow(world, { idTag: CARD.toLowerCase(), reservationId }), 'Accepted');
        await swipe(world, CARD);
        assert.equal(world.charger.status(1), 'Preparing');
        await plugIn(world, 1);
        assert.deepEqual(reservationIds(world), [reservationId]);
        assert.deepEqual(world.statuses(), ['Available', 'Reserved', 'Preparing', 'Charging']);
        assert.equal(await cancel(world, reservationId), 'Rejected');
        await swipe(world, CARD);
        await plugOut(world, 1);
        await swipe(world, OTHER_CARD);
        await plugIn(world, 1);
        assert.deepEqual(reservationIds(world), [reservationId, undefined]);
        world.assertNoComplaints();
      }
    });

    it('serves nobody else, by card or by request, before or after the plug', async () => {
      const world = await createWorld({ model });
      assert.equal(await reserveNow(world, { idTag: CARD }), 'Accepted');
      await swipe(world, OTHER_CARD);
      assert.equal(await remoteStart(world, OTHER_CARD, 1), 'Rejected');
      assert.equal(await remoteStart(world, OTHER_CARD), 'Rejected');
      await plugIn(world, 1);
      await swipe(world, OTHER_CARD);
      assert.equal(await remoteStart(world, OTHER_CARD, 1), 'Rejected');
      await world.seconds(100);
      assert.deepEqual(begun(world), []);
      // Neither the strange car nor the strange card is its identity (G2).
      assert.deepEqual(world.statuses(), ['Available', 'Reserved']);
      await plugOut(world, 1);
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await plugIn(world, 1);
      assert.deepEqual(begun(world), [`${CARD} on 1`]);
      assert.deepEqual(reservationIds(world), [0]);
      world.assertNoComplaints();
    });

    it('is not taken from its card, which waits for its car, by the request of another', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD });
      await swipe(world, CARD);
      assert.equal(await remoteStart(world, OTHER_CARD, 1), 'Rejected');
      await plugIn(world, 1);
      assert.deepEqual(begun(world), [`${CARD} on 1`]);
    });

    it('is reserved still when its card has come and no car, for the transaction alone ends it', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD });
      await swipe(world, CARD);
      await world.seconds(40);
      assert.deepEqual(world.statuses(), ['Available', 'Reserved', 'Preparing', 'Available', 'Reserved']);
      await swipe(world, OTHER_CARD);
      await plugIn(world, 1);
      assert.deepEqual(begun(world), []);
      await swipe(world, CARD);
      assert.deepEqual(reservationIds(world), [0]);
      world.assertNoComplaints();
    });

    it('J23: serves a card of the parent, known from the cache or from Authorize, by card or by request', async () => {
      for (const known of [false, true]) {
        for (const authorize of ['true', 'false']) {
          const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: authorize } });
          if (known) {
            await world.charge(FATHER);
            await swipe(world, FATHER);
            await plugOut(world, 1);
          }
          const before = count(world, 'StartTransaction');
          assert.equal(await reserveNow(world, { idTag: MOTHER, parentIdTag: 'family' }), 'Accepted');
          assert.equal(await remoteStart(world, FATHER, 1), 'Accepted');
          await plugIn(world, 1);
          assert.deepEqual(reservationIds(world).slice(before), [0]);
          world.assertNoComplaints();
        }
      }
    });

    it('J23: of a parent begins nothing for a stranger, whatever the request was answered', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'false' } });
      assert.equal(await reserveNow(world, { idTag: MOTHER, parentIdTag: 'FAMILY' }), 'Accepted');
      await plugIn(world, 1);
      for (const stranger of [CARD, BLOCKED_CARD, 'FAMILY', 'NOBODY']) {
        await remoteStart(world, stranger, 1);
        await swipe(world, stranger);
      }
      assert.deepEqual(begun(world), []);
      assert.equal(await remoteStart(world, CARD, 1), 'Rejected');
      await swipe(world, FATHER);
      assert.deepEqual(begun(world), [`${FATHER} on 1`]);
      world.assertNoComplaints();
    });

    it('J23: expires at its expiryDate, and lets in who waits there', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD, seconds: 600 });
      await plugIn(world, 1);
      await world.seconds(590);
      await swipe(world, OTHER_CARD);
      assert.deepEqual(begun(world), []);
      const moment = new Date(Date.UTC(2026, 0, 1) + 600_000).toISOString();
      await world.seconds(10);
      const [last] = world.charger.requests('StatusNotification').slice(-1);
      assert.deepEqual([last?.status, last?.timestamp], ['Finishing', moment]);
      assert.equal(await cancel(world, 0), 'Rejected');
      await swipe(world, OTHER_CARD);
      assert.deepEqual(reservationIds(world), [undefined]);
      world.assertNoComplaints();
    });

    it('J23: refuses an expiryDate that is over', async () => {
      const world = await createWorld({ model });
      for (const seconds of [-3600, 0]) {
        assert.equal(await reserveNow(world, { idTag: CARD, seconds }), 'Rejected');
      }
      assert.deepEqual(world.statuses(), ['Available']);
    });

    it('keeps to the wall clock when that is set, in either direction', async () => {
      const forward = await createWorld({ model });
      await reserveNow(forward, { idTag: CARD, seconds: 3600 });
      forward.clock.step(3600_000);
      // Nobody is kept out any more, and it is told within a minute.
      assert.equal(await cancel(forward, 0), 'Rejected');
      await forward.seconds(60);
      assert.equal(forward.charger.status(1), 'Available');

      const back = await createWorld({ model });
      await reserveNow(back, { idTag: CARD, seconds: 3600 });
      back.clock.step(-1800_000);
      await back.seconds(5399);
      assert.equal(back.charger.status(1), 'Reserved');
      await back.seconds(1);
      assert.equal(back.charger.status(1), 'Available');
    });

    it('that was over once is over for good, also when the clock is set back', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD, seconds: 3600 });
      world.clock.step(3600_000);
      await swipe(world, OTHER_CARD);
      assert.equal(world.charger.status(1), 'Preparing');
      world.clock.step(-3600_000);
      await plugIn(world, 1);
      assert.deepEqual(begun(world), [`${OTHER_CARD} on 1`]);
      assert.equal(await cancel(world, 0), 'Rejected');
    });

    it('is free for all when it is cancelled, also while its card waits', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD, reservationId: 3 });
      assert.equal(await cancel(world, 0), 'Rejected');
      assert.equal(await cancel(world, 3), 'Accepted');
      assert.equal(await cancel(world, 3), 'Rejected');
      assert.deepEqual(world.statuses(), ['Available', 'Reserved', 'Available']);
      await reserveNow(world, { idTag: CARD, reservationId: 3 });
      await swipe(world, CARD);
      assert.equal(await cancel(world, 3), 'Accepted');
      await plugIn(world, 1);
      // Who was let in stays in, without a reservation.
      assert.deepEqual(begun(world), [`${CARD} on 1`]);
      assert.deepEqual(reservationIds(world), [undefined]);
      world.assertNoComplaints();
    });

    it('J23: is replaced by one with the same id; a replacement that is refused leaves the old one as it was', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD, reservationId: 5 });
      assert.equal(await reserveNow(world, { idTag: CARD, reservationId: 6 }), 'Occupied');
      // The car of another there keeps nobody from changing what is reserved.
      await plugIn(world, 1);
      assert.equal(await reserveNow(world, { idTag: OTHER_CARD, reservationId: 5, seconds: 60 }), 'Accepted');
      assert.equal(await reserveNow(world, { idTag: CARD, reservationId: 5, seconds: -1 }), 'Rejected');
      assert.equal(await reserveNow(world, { idTag: CARD, reservationId: 5, connectorId: 9 }), 'Rejected');
      await swipe(world, CARD);
      assert.deepEqual(begun(world), []);
      await swipe(world, OTHER_CARD);
      assert.deepEqual(reservationIds(world), [5]);
      assert.equal(await reserveNow(world, { idTag: CARD, reservationId: 5 }), 'Occupied');
      assert.deepEqual(world.statuses(), ['Available', 'Reserved', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    });

    it('is answered by what its connector is', async () => {
      const world = await createWorld({ model });
      const asked = () => reserveNow(world, { idTag: CARD });
      for (const connectorId of [-1, 2, 99]) {
        assert.equal(await reserveNow(world, { idTag: CARD, connectorId }), 'Rejected');
      }
      await plugIn(world, 1);
      assert.equal(await asked(), 'Occupied');
      await swipe(world, OTHER_CARD);
      assert.equal(await asked(), 'Occupied');
      await swipe(world, OTHER_CARD);
      assert.equal(await asked(), 'Occupied');
      await plugOut(world, 1);
      await swipe(world, OTHER_CARD);
      assert.equal(await asked(), 'Occupied');
      await swipe(world, OTHER_CARD);
      await changeAvailability(world, 1, 'Inoperative');
      assert.equal(await asked(), 'Unavailable');
      world.twin().board.raiseFault(1, ground);
      assert.equal(await asked(), 'Faulted');
      await changeAvailability(world, 1, 'Operative');
      assert.equal(await asked(), 'Faulted');
      world.twin().board.clearFault(1, ground.id);
      assert.equal(await asked(), 'Accepted');
      world.assertNoComplaints();
    });

    it('is reserved no more when it breaks or goes out of service, and is told so in one step', async () => {
      for (const where of [0, 1]) {
        const broken = await createWorld({ model });
        await reserveNow(broken, { idTag: CARD });
        broken.twin().board.raiseFault(where, ground);
        await broken.seconds(1);
        const told = model === 'reference' ? 'Faulted' : 'Available';
        assert.deepEqual(broken.statuses(), ['Available', 'Reserved', told]);
        broken.twin().board.clearFault(where, ground.id);
        assert.equal(await cancel(broken, 0), 'Rejected');
        assert.equal(broken.charger.status(1), 'Available');

        const closed = await createWorld({ model });
        await reserveNow(closed, { idTag: CARD });
        assert.equal(await changeAvailability(closed, where, 'Inoperative'), 'Accepted');
        assert.equal(await changeAvailability(closed, where, 'Operative'), 'Accepted');
        assert.deepEqual(closed.statuses(), ['Available', 'Reserved', 'Unavailable', 'Available']);
        assert.equal(await cancel(closed, 0), 'Rejected');
        closed.assertNoComplaints();
      }
    });

    it('is reserved still after a reset and after a power cut, until its expiryDate', async () => {
      const world = await createWorld({ model });
      await reserveNow(world, { idTag: CARD, seconds: 600 });
      await plugIn(world, 1);
      world.chargePoint().reset('Hard');
      await world.seconds(60);
      assert.equal(count(world, 'BootNotification'), 2);
      assert.equal(world.charger.status(1), 'Reserved');
      await swipe(world, OTHER_CARD);
      assert.deepEqual(begun(world), []);
      world.powerCut();
      await world.seconds(60);
      await world.powerOn();
      assert.equal(world.charger.status(1), 'Reserved');
      world.powerCut();
      await world.seconds(600);
      await world.powerOn();
      assert.equal(world.charger.status(1), 'Available');
      assert.equal(await cancel(world, 0), 'Rejected');
      world.assertNoComplaints();
    });

    it('serves its card without a connection, and tells its reservationId later', async () => {
      const world = await createWorld({ model });
      await world.charge(CARD);
      await swipe(world, CARD);
      await plugOut(world, 1);
      await reserveNow(world, { idTag: CARD });
      world.twin().setOnline(false);
      await plugIn(world, 1);
      await swipe(world, OTHER_CARD);
      await swipe(world, CARD);
      await world.seconds(60);
      world.twin().setOnline(true);
      await world.seconds(60);
      assert.deepEqual(begun(world), [`${CARD} on 1`, `${CARD} on 1`]);
      assert.deepEqual(reservationIds(world), [undefined, 0]);
      world.assertNoComplaints();
    });
  });
}

describe('a reservation that the disk has no room for', () => {
  it('is not accepted, and one that it cannot cancel holds', async () => {
    let full = false;
    const world = await createWorld({
      model: 'reference',
      database: (database) => ({
        ...database,
        open(id) {
          const store = database.open(id);
          const guarded =
            <A extends unknown[], R>(write: (...args: A) => R) =>
            (...args: A): R => {
              if (full) throw new StoreError('no room');
              return write(...args);
            };
          return {
            transaction: (work) => store.transaction(work),
            collection<V>(name: string) {
              const records = store.collection<V>(name);
              if (name !== 'reservations') return records;
              return { ...records, put: guarded(records.put), delete: guarded(records.delete) };
            },
          };
        },
      }),
    });
    full = true;
    assert.equal(await reserveNow(world, { idTag: CARD }), 'refused');
    assert.equal(world.charger.status(1), 'Available');
    full = false;
    assert.equal(await reserveNow(world, { idTag: CARD }), 'Accepted');
    full = true;
    assert.equal(await cancel(world, 0), 'refused');
    assert.equal(await reserveNow(world, { idTag: OTHER_CARD }), 'refused');
    await plugIn(world, 1);
    await swipe(world, OTHER_CARD);
    // The transaction of its card would end it, and cannot.
    await swipe(world, CARD);
    assert.deepEqual(begun(world), []);
    assert.equal(world.charger.status(1), 'Reserved');
    full = false;
    await swipe(world, CARD);
    assert.deepEqual(reservationIds(world), [0]);
  });
});

describe('reservations of several connectors', () => {
  it('are each for their own card, which goes to its own connector from any reader', async () => {
    const world = await createTriple();
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 2, reservationId: 1 }), 'Accepted');
    assert.equal(await reserveNow(world, { idTag: 'BERND', connectorId: 3, reservationId: 2 }), 'Accepted');
    assert.deepEqual(statuses(world), ['Available', 'Reserved', 'Reserved']);
    // The car of a stranger waits for a card; it is not ANNA's.
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    await plugIn(world, 2);
    await swipe(world, 'CARLA');
    assert.deepEqual(begun(world), ['ANNA on 2', 'CARLA on 1']);
    assert.equal(await remoteStart(world, 'BERND'), 'Accepted');
    await plugIn(world, 3);
    assert.deepEqual(begun(world).slice(2), ['BERND on 3']);
    assert.deepEqual(reservationIds(world), [1, undefined, 2]);
    world.assertNoComplaints();
  });

  it('move to another connector under the same id', async () => {
    const world = await createTriple();
    await reserveNow(world, { idTag: 'ANNA', connectorId: 1 });
    await plugIn(world, 3);
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 3 }), 'Occupied');
    assert.deepEqual(statuses(world).slice(0, 2), ['Reserved', 'Available']);
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 2 }), 'Accepted');
    assert.deepEqual(statuses(world).slice(0, 2), ['Available', 'Reserved']);
    world.assertNoComplaints();
  });

  it('let one of a family begin at its own, beside what another has begun', async () => {
    const world = await createTriple();
    await swipe(world, MOTHER, [1]);
    await plugIn(world, 1);
    await reserveNow(world, { idTag: FATHER, connectorId: 2 });
    await swipe(world, FATHER);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), [`${MOTHER} on 1`, `${FATHER} on 2`]);
    assert.equal(count(world, 'StopTransaction'), 0);
  });

  it('J23: of connector 0 keep one free for the card, wherever its car comes, and show it when it is the last', async () => {
    const world = await createTriple();
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 0, reservationId: 9 }), 'Accepted');
    assert.deepEqual(statuses(world), ['Available', 'Available', 'Available']);
    await plugIn(world, 1);
    await swipe(world, 'BERND');
    await plugIn(world, 2);
    assert.deepEqual(statuses(world), ['Charging', 'Preparing', 'Reserved']);
    assert.equal(await reserveNow(world, { idTag: 'CARLA', connectorId: 3, reservationId: 10 }), 'Occupied');
    assert.equal(await reserveNow(world, { idTag: 'CARLA', connectorId: 0, reservationId: 10 }), 'Occupied');
    await swipe(world, 'CARLA');
    await plugIn(world, 3);
    // No connector is free beside: nobody but ANNA begins, whose car may be either.
    await swipe(world, 'DORA');
    assert.deepEqual(begun(world), ['BERND on 1', 'CARLA on 2']);
    await swipe(world, 'ANNA');
    assert.deepEqual(begun(world).slice(2), ['ANNA on 3']);
    assert.deepEqual(reservationIds(world), [undefined, undefined, 9]);
    world.assertNoComplaints();
  });

  it('J23: of connector 0 are over with the start of the transaction, and free what they kept', async () => {
    const world = await createTriple();
    await reserveNow(world, { idTag: MOTHER, parentIdTag: 'FAMILY', connectorId: 0 });
    await plugIn(world, 1);
    await swipe(world, 'BERND');
    await plugIn(world, 2);
    assert.deepEqual(statuses(world), ['Charging', 'Preparing', 'Reserved']);
    await swipe(world, FATHER);
    assert.deepEqual(begun(world).slice(1), [`${FATHER} on 2`]);
    assert.deepEqual(reservationIds(world), [undefined, 0]);
    assert.deepEqual(statuses(world), ['Charging', 'Charging', 'Available']);
    world.assertNoComplaints();
  });

  it('J22: of connector 0 hold until no connector is left that could serve', async () => {
    const world = await createTriple();
    await reserveNow(world, { idTag: 'ANNA', connectorId: 0 });
    world.twin().board.raiseFault(1, ground);
    await changeAvailability(world, 2, 'Inoperative');
    assert.deepEqual(statuses(world), ['Faulted', 'Unavailable', 'Reserved']);
    await changeAvailability(world, 3, 'Inoperative');
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 0 }), 'Faulted');
    await changeAvailability(world, 3, 'Operative');
    assert.equal(await cancel(world, 0), 'Rejected');
    assert.equal(world.charger.status(3), 'Available');
    world.assertNoComplaints();
  });

  it('of connector 0 are refused where the key says so, and are those of the connector where there is one', async () => {
    const without = await createWorld({ configuration: { ReserveConnectorZeroSupported: 'false' } });
    assert.equal(await reserveNow(without, { idTag: CARD, connectorId: 0 }), 'Rejected');
    assert.equal(await reserveNow(without, { idTag: CARD }), 'Accepted');
    const world = await createWorld();
    assert.equal(await reserveNow(world, { idTag: CARD, connectorId: 0 }), 'Accepted');
    await plugIn(world, 1);
    assert.deepEqual(world.statuses(), ['Available', 'Reserved']);
    assert.deepEqual(world.statuses(0), ['Available']);
    assert.equal(await reserveNow(world, { idTag: OTHER_CARD, reservationId: 1 }), 'Occupied');
    await swipe(world, OTHER_CARD);
    await swipe(world, CARD);
    assert.deepEqual(reservationIds(world), [0]);
  });

  it('do not take a place from somebody who was let in before', async () => {
    const world = await createTriple();
    await swipe(world, 'BERND');
    assert.equal(await reserveNow(world, { idTag: 'ANNA', connectorId: 0 }), 'Accepted');
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['BERND on 3']);
    await swipe(world, 'ANNA');
    await swipe(world, 'CARLA');
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Charging']);
    world.assertNoComplaints();
  });
});

describe('an Authorize that fails at a reserved connector', () => {
  it('lets nobody in but its card', async () => {
    const world = await createWorld();
    await reserveNow(world, { idTag: MOTHER, parentIdTag: 'FAMILY' });
    world.charger.intercept('Authorize', callError('InternalError'), { times: 1 });
    await plugIn(world, 1);
    await swipe(world, FATHER);
    assert.deepEqual(begun(world), []);
    assert.ok(actionsSent(world).includes('Authorize'));
    await swipe(world, FATHER);
    assert.deepEqual(begun(world), [`${FATHER} on 1`]);
  });
});

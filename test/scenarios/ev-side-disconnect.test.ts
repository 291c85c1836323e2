/** The cable pulled at the car while a transaction runs, on a whole charger (S 4.9, 4.10; E4 3.79, 3.83). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, createWorld, FATHER, MOTHER, OTHER_CARD, type World } from '../support/world.ts';
import { count, isLocked, modelNames, remoteStart, remoteStop, sentMeterValues } from './sent.ts';

const EV_SIDE = 'EV side disconnected';

/** `status, info` of connector 1, in the order in which it was told. */
function story(world: World): readonly string[] {
  return world.charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 1)
    .map(({ status, errorCode, info }) =>
      [status, ...(errorCode === 'NoError' ? [] : [errorCode]), ...(info === undefined ? [] : [info])].join(', '),
    );
}

const untilCharging = ['Available', 'Preparing', 'Charging'];

for (const model of modelNames) {
  describe(`the cable pulled at the car of a ${model}, with both keys true`, () => {
    it('ends the transaction, says why, and frees cable and connector', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(605);
      const { board } = world.twin();
      board.plugOut(1);
      const register = board.connectors[0]?.meter().energyWh;
      await world.seconds(60);
      assert.deepEqual(story(world), [...untilCharging, `Finishing, ${EV_SIDE}`, 'Available']);
      const [stop, ...others] = world.charger.requests('StopTransaction');
      assert.deepEqual(others, []);
      assert.deepEqual([stop?.reason, stop?.idTag, stop?.meterStop], ['EVDisconnected', undefined, register]);
      assert.deepEqual(
        [isLocked(world), board.connectors[0]?.relays(), board.connectors[0]?.meter().energyWh],
        [false, [], register],
      );
      world.assertNoComplaints();
    });

    it('ends the transaction also while the car pauses', async () => {
      const world = await createWorld({ model });
      await world.charge();
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(60);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(story(world), [...untilCharging, 'SuspendedEV', `Finishing, ${EV_SIDE}`, 'Available']);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['EVDisconnected'],
      );
      world.assertNoComplaints();
    });

    it('after the card has ended the transaction is no reason any more', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(60);
      world.twin().board.swipe(CARD);
      await world.clock.advance(10);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason, idTag }) => [reason, idTag]),
        [['Local', CARD]],
      );
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('while offline is told afterwards, with the time and the register of the moment', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(600);
      world.twin().setOnline(false);
      await world.seconds(60);
      world.twin().board.plugOut(1);
      await world.seconds(1);
      const pulled = world.clock.now();
      const register = world.twin().board.connectors[0]?.meter().energyWh;
      await world.seconds(3600);
      world.twin().setOnline(true);
      await world.seconds(60);
      const [stop] = world.charger.requests('StopTransaction');
      assert.deepEqual([stop?.reason, stop?.meterStop], ['EVDisconnected', register]);
      const since = pulled - Date.parse(stop?.timestamp ?? '');
      assert.ok(since > 0 && since <= 1000, String(since));
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('leaves room for the next car at once', async () => {
      const world = await createWorld({ model });
      await world.charge();
      world.twin().board.plugOut(1);
      await world.seconds(1);
      await world.charge(OTHER_CARD);
      assert.deepEqual(
        world.charger.requests('StartTransaction').map(({ idTag }) => idTag),
        [CARD, OTHER_CARD],
      );
      world.assertNoComplaints();
    });
  });

  describe(`the cable pulled at the car of a ${model}, with UnlockConnectorOnEVSideDisconnect false`, () => {
    const held = { UnlockConnectorOnEVSideDisconnect: 'false' };

    it('stays in the charger until its owner comes; a stranger, a remote start and another car change nothing', async () => {
      const world = await createWorld({ model, configuration: held });
      await world.charge(MOTHER);
      await world.seconds(60);
      world.twin().board.plugOut(1);
      await world.seconds(60);
      assert.deepEqual(story(world), [...untilCharging, `Finishing, ${EV_SIDE}`]);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['EVDisconnected'],
      );
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(await remoteStart(world, CARD), 'Rejected');
      world.twin().board.plugIn(1);
      await world.seconds(10);
      assert.deepEqual([isLocked(world), count(world, 'StartTransaction')], [true, 1]);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual([isLocked(world), world.charger.status(1)], [true, 'Finishing']);
      world.twin().board.swipe(MOTHER);
      await world.seconds(10);
      assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Available']);
      assert.equal(count(world, 'StartTransaction'), 1);
      world.assertNoComplaints();
    });

    it('is given to a card of the same family', async () => {
      const world = await createWorld({ model, configuration: held });
      await world.charge(MOTHER);
      await world.seconds(60);
      world.twin().board.plugOut(1);
      await world.seconds(60);
      world.twin().board.swipe(FATHER);
      await world.seconds(10);
      assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Available']);
      world.assertNoComplaints();
    });

    it('is free at once when the transaction was ended before the cable was pulled', async () => {
      const world = await createWorld({ model, configuration: held });
      await world.charge();
      await world.seconds(60);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(isLocked(world), false);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it('is held by what the key says when the cable is pulled, not when the transaction began', async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await world.configure('UnlockConnectorOnEVSideDisconnect', 'false'), 'Accepted');
      world.twin().board.plugOut(1);
      await world.seconds(60);
      assert.deepEqual([isLocked(world), world.charger.status(1)], [true, 'Finishing']);
      world.assertNoComplaints();
    });

    it('is held for nobody where the cable is fixed to the charger', async () => {
      const world = await createWorld({ model, configuration: held, file: { connectors: [{ id: 1, lock: false }] } });
      await world.charge();
      world.twin().board.plugOut(1);
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'Available');
      assert.equal(count(world, 'StopTransaction'), 1);
      world.assertNoComplaints();
    });
  });
}

describe('the cable pulled at the car of a reference, with StopTransactionOnEVSideDisconnect false', () => {
  const patient = { StopTransactionOnEVSideDisconnect: 'false' };

  for (const unlock of ['true', 'false']) {
    it(`leaves the transaction running and the cable locked, whatever the other key says (${unlock})`, async () => {
      const world = await createWorld({
        model: 'reference',
        configuration: { ...patient, UnlockConnectorOnEVSideDisconnect: unlock },
      });
      await world.charge();
      await world.seconds(600);
      world.twin().board.plugOut(1);
      const register = world.twin().board.connectors[0]?.meter().energyWh;
      const before = sentMeterValues(world, 'Sample.Periodic').length;
      await world.seconds(3600);
      assert.deepEqual(story(world), [...untilCharging, `SuspendedEV, ${EV_SIDE}`]);
      assert.deepEqual([isLocked(world), count(world, 'StopTransaction')], [true, 0]);
      const away = sentMeterValues(world, 'Sample.Periodic').slice(before);
      assert.equal(away.length, 60);
      assert.ok(away.every(({ transactionId }) => transactionId === 1));
      assert.equal(world.twin().board.connectors[0]?.meter().energyWh, register);
      world.assertNoComplaints();
    });
  }

  it('goes on when the cable is back in the car, as often as that happens, in the same transaction', async () => {
    const world = await createWorld({ model: 'reference', configuration: patient });
    await world.charge();
    for (let times = 0; times < 3; times += 1) {
      await world.seconds(60);
      world.twin().board.plugOut(1);
      await world.seconds(60);
      world.twin().board.plugIn(1);
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'Charging');
    }
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    const [stop] = world.charger.requests('StopTransaction');
    assert.deepEqual([stop?.reason, stop?.idTag, stop?.transactionId], ['Local', CARD, 1]);
    // Six minutes of 11 kW, less the seconds that a car takes to begin.
    assert.ok((stop?.meterStop ?? 0) > 1080 && (stop?.meterStop ?? 0) < 1115, String(stop?.meterStop));
    assert.equal(count(world, 'StartTransaction'), 1);
    world.assertNoComplaints();
  });

  it('is over when the owner shows the card while the car is away; a stranger does not end it', async () => {
    const world = await createWorld({ model: 'reference', configuration: patient });
    await world.charge();
    world.twin().board.plugOut(1);
    await world.seconds(60);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(10);
    assert.deepEqual([isLocked(world), count(world, 'StopTransaction')], [true, 0]);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason, idTag }) => [reason, idTag]),
      [['Local', CARD]],
    );
    assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Available']);
    world.assertNoComplaints();
  });

  it('is over when the Central System stops it while the car is away', async () => {
    const world = await createWorld({ model: 'reference', configuration: patient });
    await world.charge();
    world.twin().board.plugOut(1);
    await world.seconds(60);
    assert.equal(await remoteStop(world, 1), 'Accepted');
    await world.seconds(10);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason }) => reason),
      ['Remote'],
    );
    assert.deepEqual([isLocked(world), world.charger.status(1)], [false, 'Available']);
    world.assertNoComplaints();
  });

  it('acts by what the key says when the cable is pulled', async () => {
    const world = await createWorld({ model: 'reference' });
    await world.charge();
    assert.equal(await world.configure('StopTransactionOnEVSideDisconnect', 'false'), 'Accepted');
    world.twin().board.plugOut(1);
    await world.seconds(10);
    assert.equal(world.charger.status(1), 'SuspendedEV');
    world.twin().board.plugIn(1);
    await world.seconds(10);
    assert.equal(await world.configure('StopTransactionOnEVSideDisconnect', 'true'), 'Accepted');
    world.twin().board.plugOut(1);
    await world.seconds(10);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason }) => reason),
      ['EVDisconnected'],
    );
    assert.equal(world.charger.status(1), 'Available');
    world.assertNoComplaints();
  });

  it('has no say about a fixed cable: the key is false and can only be read (E4 3.83)', async () => {
    const world = await createWorld({ file: { connectors: [{ id: 1, lock: false }] } });
    assert.deepEqual(await world.key('UnlockConnectorOnEVSideDisconnect'), { value: 'false', readonly: true });
    assert.equal(await world.configure('UnlockConnectorOnEVSideDisconnect', 'true'), 'Rejected');
    await world.charge();
    world.twin().board.plugOut(1);
    await world.seconds(10);
    assert.equal(world.charger.status(1), 'Available');
    world.assertNoComplaints();
  });
});

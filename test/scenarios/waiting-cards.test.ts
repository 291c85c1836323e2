/** Cards before cars, where there are several connectors: the next car is charged, wherever it is plugged in. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import { createFaultyDatabase } from '../../src/store/faulty.ts';
import { BLOCKED_CARD, createWorld, type World } from '../support/world.ts';
import { modelNames } from './sent.ts';
import { begun, createTriple, ended, plugIn, plugOut, statuses, swipe } from './several-connectors.ts';

async function changeAvailability(world: World, connectorId: number, type: AvailabilityType): Promise<void> {
  void world.charger.call('ChangeAvailability', { connectorId, type });
  await world.seconds(1);
}

describe('a card that waits for a car', () => {
  it('begins wherever the next car is plugged in; the connector that seemed to wait for it is free again', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    assert.deepEqual(statuses(world), ['Preparing', 'Available', 'Available']);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['ANNA on 3']);
    assert.deepEqual(world.statuses(1), ['Available', 'Preparing', 'Available']);
    assert.deepEqual(world.statuses(3), ['Available', 'Preparing', 'Charging']);
    world.assertNoComplaints();
  });

  it('begins once: the second car waits for a card of its own', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    for (const connector of [2, 1, 3]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['ANNA on 2']);
    assert.deepEqual(statuses(world), ['Preparing', 'Charging', 'Preparing']);
    world.assertNoComplaints();
  });

  it('has its time from the card on, wherever it is shown to wait', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    await world.seconds(10);
    await swipe(world, 'CARLA', [1]);
    // Anna has given way to Carla.
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Preparing']);
    await world.seconds(14);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await world.seconds(2);
    assert.deepEqual(statuses(world), ['Preparing', 'Available', 'Available']);
    await world.seconds(12);
    assert.deepEqual(statuses(world), ['Available', 'Available', 'Available']);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), []);
    world.assertNoComplaints();
  });

  it('is taken back by the same card, wherever it is shown to wait', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await changeAvailability(world, 1, 'Inoperative');
    await swipe(world, 'ANNA');
    assert.deepEqual(statuses(world), ['Unavailable', 'Available', 'Available']);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    world.assertNoComplaints();
  });

  it('that may not charge waits nowhere', async () => {
    const world = await createTriple();
    await swipe(world, BLOCKED_CARD);
    await plugIn(world, 2);
    assert.deepEqual(statuses(world), ['Available', 'Preparing', 'Available']);
    assert.deepEqual(begun(world), []);
  });

  it('begins where it was shown to wait although its connector is the last', async () => {
    const world = await createTriple();
    for (const connector of [1, 2]) {
      await plugIn(world, connector);
      await swipe(world, connector === 1 ? 'ANNA' : 'BERND');
    }
    await swipe(world, 'CARLA');
    await swipe(world, 'DORA');
    assert.deepEqual(statuses(world), ['Charging', 'Charging', 'Preparing']);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['ANNA on 1', 'BERND on 2', 'CARLA on 3']);
    world.assertNoComplaints();
  });

  it('does not begin where the transaction of another waits for its car to come back', async () => {
    const world = await createTriple({ configuration: { StopTransactionOnEVSideDisconnect: 'false' } });
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    await plugOut(world, 1);
    await swipe(world, 'BERND');
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 1']);
    assert.deepEqual(statuses(world), ['Charging', 'Preparing', 'Available']);
    world.assertNoComplaints();
  });

  it('has to be shown again when its transaction could not be stored', async () => {
    let full = false;
    const world = await createWorld({
      model: 'reference',
      file: { connectors: [{ id: 1 }, { id: 2 }] },
      database: (database) => createFaultyDatabase(database, () => (full ? 'disk full' : undefined)),
    });
    await swipe(world, 'MOTHER');
    full = true;
    await plugIn(world, 2);
    full = false;
    assert.deepEqual([1, 2].map(world.charger.status), ['Available', 'Preparing']);
    assert.deepEqual(begun(world), []);
    await swipe(world, 'MOTHER');
    assert.deepEqual(begun(world), ['MOTHER on 2']);
  });
});

describe('several cards that wait for cars', () => {
  it('begin in the order in which they came, whatever the order of the connectors', async () => {
    for (const connectors of [
      [1, 2, 3],
      [1, 3, 2],
      [2, 1, 3],
      [2, 3, 1],
      [3, 1, 2],
      [3, 2, 1],
    ]) {
      const world = await createTriple();
      for (const card of ['ANNA', 'BERND', 'CARLA']) await swipe(world, card);
      assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Preparing']);
      for (const connector of connectors) await plugIn(world, connector);
      assert.deepEqual(
        begun(world),
        ['ANNA', 'BERND', 'CARLA'].map((card, index) => `${card} on ${connectors[index]}`),
      );
      for (const connector of connectors)
        assert.deepEqual(world.statuses(connector), ['Available', 'Preparing', 'Charging']);
      world.assertNoComplaints();
    }
  });

  it('are no more than the connectors: another card has no place', async () => {
    const world = await createTriple();
    for (const card of ['ANNA', 'BERND', 'CARLA', 'DORA']) await swipe(world, card);
    for (const connector of [3, 2, 1]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 2', 'CARLA on 1']);
    world.assertNoComplaints();
  });

  it('keep their own times when they change places', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await world.seconds(20);
    await swipe(world, 'BERND');
    // Anna, who came first, begins on the connector that was shown to wait for Bernd; he waits on hers.
    await plugIn(world, 2);
    assert.deepEqual(statuses(world), ['Preparing', 'Charging', 'Available']);
    await world.seconds(20);
    assert.deepEqual(statuses(world), ['Preparing', 'Charging', 'Available']);
    await world.seconds(10);
    assert.deepEqual(statuses(world), ['Available', 'Charging', 'Available']);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 2']);
    world.assertNoComplaints();
  });

  it('make room for the next one when the time of one is over', async () => {
    const world = await createTriple();
    for (const card of ['ANNA', 'BERND', 'CARLA']) {
      await swipe(world, card);
      await world.seconds(6);
    }
    await world.seconds(8);
    await swipe(world, 'DORA');
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['BERND on 1', 'CARLA on 2', 'DORA on 3']);
    world.assertNoComplaints();
  });
});

describe('a card for one connector', () => {
  it('waits for a car there and nowhere else', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA', [2]);
    assert.deepEqual(statuses(world), ['Available', 'Preparing', 'Available']);
    await plugIn(world, 1);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), []);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), ['ANNA on 2']);
    world.assertNoComplaints();
  });

  it('goes before one for any that came earlier, which then waits on', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND', [2]);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), ['BERND on 2']);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['BERND on 2', 'ANNA on 3']);
    world.assertNoComplaints();
  });

  it('where one for any is shown to wait takes its place, and that one waits elsewhere', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND', [1]);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await plugIn(world, 1);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['BERND on 1', 'ANNA on 3']);
    world.assertNoComplaints();
  });

  it('where another for that one waits has no place', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA', [1]);
    await swipe(world, 'BERND', [1]);
    assert.deepEqual(statuses(world), ['Preparing', 'Available', 'Available']);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 1']);
    world.assertNoComplaints();
  });

  it('shown again at a reader for another connector waits there, and only there', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await swipe(world, 'ANNA', [3]);
    assert.deepEqual(statuses(world), ['Available', 'Available', 'Preparing']);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), []);
    world.assertNoComplaints();
  });
});

describe('a waiting card and a connector that cannot serve', () => {
  it('that is broken: begins nothing there, and begins at the next car elsewhere', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    world.twin().board.raiseFault(2, { id: 'rcd', code: 'GroundFailure', blocking: true });
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['ANNA on 3']);
    assert.deepEqual(statuses(world), ['Available', 'Faulted', 'Charging']);
    world.assertNoComplaints();
  });

  it('that breaks while it is shown to wait there: begins elsewhere', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
    await plugIn(world, 2);
    assert.deepEqual(begun(world), ['ANNA on 2']);
    world.assertNoComplaints();
  });

  it('that breaks while it is shown to wait there, and is the one where the car comes: waits elsewhere', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
    await plugIn(world, 1);
    assert.deepEqual(begun(world), []);
    assert.deepEqual(statuses(world), ['Faulted', 'Preparing', 'Available']);
    await plugIn(world, 3);
    assert.deepEqual(begun(world), ['ANNA on 3']);
    world.assertNoComplaints();
  });

  it('that breaks, and is the only one: begins nothing, also when it is mended; the card has to be shown again', async () => {
    for (const model of modelNames) {
      const world = await createWorld({ model });
      await swipe(world, 'MOTHER');
      world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
      await plugIn(world, 1);
      world.twin().board.clearFault(1, 'rcd');
      await world.seconds(2);
      assert.deepEqual([begun(world), world.charger.status(1)], [[], 'Preparing']);
      await swipe(world, 'MOTHER');
      assert.deepEqual(begun(world), ['MOTHER on 1']);
      world.assertNoComplaints();
    }
  });

  it('that is out of service: begins nothing there', async () => {
    const world = await createTriple();
    await changeAvailability(world, 2, 'Inoperative');
    await swipe(world, 'ANNA');
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    assert.deepEqual(statuses(world), ['Preparing', 'Unavailable', 'Available']);
    world.assertNoComplaints();
  });

  it('that goes out of service while it is shown to wait there: waits elsewhere, with what is left of its time', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    await world.seconds(10);
    await changeAvailability(world, 1, 'Inoperative');
    assert.deepEqual(statuses(world), ['Unavailable', 'Preparing', 'Available']);
    await world.seconds(18);
    assert.deepEqual(statuses(world), ['Unavailable', 'Available', 'Available']);
    world.assertNoComplaints();
  });

  it('that is the only one it is for: is sent away', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA', [1]);
    await changeAvailability(world, 1, 'Inoperative');
    assert.deepEqual(statuses(world), ['Unavailable', 'Available', 'Available']);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    world.assertNoComplaints();
  });

  it('that holds the cable of somebody else: begins nothing there', async () => {
    const world = await createTriple({ configuration: { UnlockConnectorOnEVSideDisconnect: 'false' } });
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    await plugOut(world, 1);
    await world.seconds(10);
    await swipe(world, 'BERND');
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 1']);
    assert.deepEqual(ended(world), ['ANNA on 1: EVDisconnected']);
    assert.deepEqual(statuses(world), ['Finishing', 'Preparing', 'Available']);
    world.assertNoComplaints();
  });
});

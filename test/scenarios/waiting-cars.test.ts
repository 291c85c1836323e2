/** Cars before cards, where there are several connectors: first come, first served. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OTHER_CARD } from '../support/world.ts';
import { remoteStart } from './sent.ts';
import { begun, createTriple, ended, plugIn, plugOut, statuses, swipe } from './several-connectors.ts';

describe('cars that wait', () => {
  it('are served in the order in which they were plugged in', async () => {
    const world = await createTriple();
    for (const connector of [3, 1, 2]) await plugIn(world, connector);
    for (const card of ['ANNA', 'BERND', 'CARLA', 'DORA']) await swipe(world, card);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 1', 'CARLA on 2']);
    assert.deepEqual(statuses(world), ['Charging', 'Charging', 'Charging']);
    world.assertNoComplaints();
  });

  it('are served in that order by remote starts as well', async () => {
    const world = await createTriple();
    for (const connector of [2, 3, 1]) await plugIn(world, connector);
    assert.equal(await remoteStart(world, 'ANNA'), 'Accepted');
    await swipe(world, 'BERND');
    assert.equal(await remoteStart(world, 'CARLA'), 'Accepted');
    assert.equal(await remoteStart(world, 'DORA'), 'Rejected');
    await world.seconds(2);
    assert.deepEqual(begun(world), ['ANNA on 2', 'BERND on 3', 'CARLA on 1']);
    world.assertNoComplaints();
  });

  it('lose their place in the row when they leave', async () => {
    const world = await createTriple();
    for (const connector of [2, 1]) await plugIn(world, connector);
    await plugOut(world, 2);
    await plugIn(world, 2);
    await swipe(world, 'ANNA');
    assert.deepEqual(begun(world), ['ANNA on 1']);
  });

  it('come before those that nobody came for in time, and those before a car that is done', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    await swipe(world, 'ANNA');
    await plugIn(world, 2);
    await world.seconds(40);
    await plugIn(world, 3);
    assert.deepEqual(statuses(world), ['Finishing', 'Finishing', 'Preparing']);
    for (const card of ['BERND', 'CARLA', 'DORA']) await swipe(world, card);
    assert.deepEqual(begun(world).slice(1), ['BERND on 3', 'CARLA on 2', 'DORA on 1']);
    world.assertNoComplaints();
  });

  it('are served where the reader or the request says, whoever came earlier', async () => {
    const world = await createTriple();
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    await swipe(world, 'ANNA', [3]);
    assert.equal(await remoteStart(world, 'BERND', 2), 'Accepted');
    await world.seconds(2);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 2']);
    assert.deepEqual(statuses(world), ['Preparing', 'Charging', 'Charging']);
    world.assertNoComplaints();
  });

  it('at a connector that is broken or out of service are passed over', async () => {
    const world = await createTriple();
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
    void world.charger.call('ChangeAvailability', { connectorId: 2, type: 'Inoperative' });
    await world.seconds(1);
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    assert.deepEqual(begun(world), ['ANNA on 3']);
    assert.deepEqual(statuses(world), ['Faulted', 'Unavailable', 'Charging']);
    world.assertNoComplaints();
  });
});

describe('a card that was used before', () => {
  it('ends what runs, and begins nothing at the car with which it was done', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    await swipe(world, 'ANNA');
    await plugIn(world, 2);
    await swipe(world, 'ANNA');
    assert.deepEqual(statuses(world), ['Finishing', 'Charging', 'Available']);
    await swipe(world, 'ANNA');
    await world.seconds(5);
    assert.deepEqual(begun(world), ['ANNA on 1', 'ANNA on 2']);
    assert.deepEqual(ended(world), ['ANNA on 1: Local', 'ANNA on 2: Local']);
    world.assertNoComplaints();
  });

  it('ends its own while another car waits: it is the family that begins there', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'MOTHER');
    await plugIn(world, 2);
    await swipe(world, 'MOTHER');
    await world.seconds(5);
    assert.deepEqual(ended(world), ['MOTHER on 1: Local']);
    assert.deepEqual(begun(world), ['MOTHER on 1']);
    world.assertNoComplaints();
  });
});

describe('two cards of one family', () => {
  it('charge two cars: the second card begins where a car waits, and ends nothing', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'MOTHER');
    await plugIn(world, 2);
    await swipe(world, 'FATHER');
    assert.deepEqual(begun(world), ['MOTHER on 1', 'FATHER on 2']);
    assert.deepEqual(ended(world), []);
    await swipe(world, 'FATHER');
    await world.seconds(5);
    assert.deepEqual(ended(world), ['FATHER on 2: Local']);
    world.assertNoComplaints();
  });

  it('are one where no other car waits: the second card ends what the first began', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'MOTHER');
    await swipe(world, 'FATHER');
    await world.seconds(5);
    assert.deepEqual(ended(world), ['MOTHER on 1: Local']);
    world.assertNoComplaints();
  });

  it('are one where the only other car waits at a broken connector, or at one of which this reader knows nothing', async () => {
    const world = await createTriple();
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    world.twin().board.raiseFault(2, { id: 'rcd', code: 'GroundFailure', blocking: true });
    await swipe(world, 'MOTHER', [1]);
    await swipe(world, 'FATHER', [1, 2]);
    await world.seconds(5);
    assert.deepEqual(ended(world), ['MOTHER on 1: Local']);
    world.assertNoComplaints();
  });

  it('of which one is not accepted begin and end nothing', async () => {
    const world = await createTriple();
    world.central.idTags.set('FATHER', { status: 'Blocked', parentIdTag: 'FAMILY' });
    await plugIn(world, 1);
    await swipe(world, 'MOTHER');
    await plugIn(world, 2);
    await swipe(world, 'FATHER');
    assert.deepEqual([begun(world), ended(world)], [['MOTHER on 1'], []]);
  });

  it('wait for two cars, where two can come', async () => {
    const world = await createTriple();
    await swipe(world, 'MOTHER');
    await swipe(world, 'FATHER');
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await plugIn(world, 3);
    await plugIn(world, 1);
    await swipe(world, OTHER_CARD);
    assert.deepEqual(begun(world), ['MOTHER on 3', 'FATHER on 1']);
    world.assertNoComplaints();
  });
});

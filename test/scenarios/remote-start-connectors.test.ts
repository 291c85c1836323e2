/** RemoteStartTransaction with and without a connector, where there are several (S 5.11), and the keys that say what it means. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { remoteStart } from './sent.ts';
import { begun, createTriple, plugIn, statuses, swipe } from './several-connectors.ts';

describe('a remote start that names no connector', () => {
  it('begins wherever the next car is plugged in, in turn with cards', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA'), 'Accepted');
    await swipe(world, 'BERND');
    assert.equal(await remoteStart(world, 'CARLA'), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Preparing']);
    for (const connector of [3, 1, 2]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 1', 'CARLA on 2']);
    world.assertNoComplaints();
  });

  it('is refused where others wait for all cars that can come', async () => {
    const world = await createTriple();
    for (const card of ['ANNA', 'BERND', 'CARLA']) await swipe(world, card);
    assert.equal(await remoteStart(world, 'DORA'), 'Rejected');
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    assert.deepEqual(begun(world), ['ANNA on 1', 'BERND on 2', 'CARLA on 3']);
    world.assertNoComplaints();
  });

  it('that is sent again while the card waits is the same wait', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA'), 'Accepted');
    await world.seconds(20);
    assert.equal(await remoteStart(world, 'anna'), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(statuses(world), ['Preparing', 'Available', 'Available']);
    await world.seconds(10);
    assert.deepEqual(statuses(world), ['Available', 'Available', 'Available']);
    world.assertNoComplaints();
  });

  it('two at once wait for two cars, although each was asked about first', async () => {
    const world = await createTriple();
    void world.charger.call('RemoteStartTransaction', { idTag: 'ANNA' });
    void world.charger.call('RemoteStartTransaction', { idTag: 'BERND' });
    await world.seconds(2);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await plugIn(world, 2);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 2', 'BERND on 1']);
    world.assertNoComplaints();
  });

  it('and one that names the connector where it is shown to wait both find their cars', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA'), 'Accepted');
    assert.equal(await remoteStart(world, 'BERND', 1), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await plugIn(world, 3);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 1']);
    world.assertNoComplaints();
  });
});

describe('a remote start that names a connector', () => {
  it('waits for a car there and nowhere else', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA', 2), 'Accepted');
    await plugIn(world, 1);
    assert.deepEqual(begun(world), []);
    await plugIn(world, 2);
    assert.deepEqual(begun(world), ['ANNA on 2']);
    world.assertNoComplaints();
  });

  it('takes over from one that was sent for the same connector', async () => {
    const world = await createTriple();
    assert.equal(await remoteStart(world, 'ANNA', 2), 'Accepted');
    assert.equal(await remoteStart(world, 'BERND', 2), 'Accepted');
    await plugIn(world, 2);
    assert.deepEqual(begun(world), ['BERND on 2']);
    world.assertNoComplaints();
  });

  it('of a card that waits for any car binds it', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA');
    assert.equal(await remoteStart(world, 'ANNA', 1), 'Accepted');
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    assert.deepEqual(world.statuses(1), ['Available', 'Preparing']);
    assert.equal(await remoteStart(world, 'ANNA', 3), 'Accepted');
    await plugIn(world, 3);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 3', 'ANNA on 1']);
    world.assertNoComplaints();
  });
});

describe('RejectRemoteStartTransactionWithoutConnectorId', () => {
  it('refuses a remote start that names no connector, and no other', async () => {
    const world = await createTriple();
    assert.equal(await world.configure('RejectRemoteStartTransactionWithoutConnectorId', 'true'), 'Accepted');
    await plugIn(world, 1);
    assert.equal(await remoteStart(world, 'ANNA'), 'Rejected');
    await world.seconds(5);
    assert.deepEqual(begun(world), []);
    assert.equal(await remoteStart(world, 'ANNA', 1), 'Accepted');
    await world.seconds(5);
    assert.deepEqual(begun(world), ['ANNA on 1']);
    world.assertNoComplaints();
  });

  it('goes before RemoteStartTransactionWithoutConnectorIdFindFirst, and both are off by default', async () => {
    const world = await createTriple();
    for (const key of [
      'RejectRemoteStartTransactionWithoutConnectorId',
      'RemoteStartTransactionWithoutConnectorIdFindFirst',
    ]) {
      assert.deepEqual(await world.key(key), { value: 'false', readonly: false });
      assert.equal(await world.configure(key, 'true'), 'Accepted');
    }
    assert.equal(await remoteStart(world, 'ANNA'), 'Rejected');
  });
});

describe('RemoteStartTransactionWithoutConnectorIdFindFirst', () => {
  it('binds the start to the connector that is free first', async () => {
    const world = await createTriple({
      configuration: { RemoteStartTransactionWithoutConnectorIdFindFirst: 'true' },
    });
    assert.equal(await remoteStart(world, 'ANNA'), 'Accepted');
    await plugIn(world, 2);
    assert.deepEqual(begun(world), []);
    assert.deepEqual(statuses(world), ['Preparing', 'Preparing', 'Available']);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), ['ANNA on 1']);
    // The car on 2 was there first.
    assert.equal(await remoteStart(world, 'BERND'), 'Accepted');
    await world.seconds(2);
    assert.deepEqual(begun(world), ['ANNA on 1', 'BERND on 2']);
    world.assertNoComplaints();
  });
});

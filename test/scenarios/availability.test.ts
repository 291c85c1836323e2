import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, type World } from '../support/world.ts';

async function change(world: World, connectorId: number, type: AvailabilityType): Promise<string> {
  const outcome = world.charger.call('ChangeAvailability', { connectorId, type });
  await world.seconds(1);
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

describe('ChangeAvailability', () => {
  it('takes a free connector out of service and puts it back', async () => {
    const world = await createWorld();
    assert.equal(await change(world, 1, 'Inoperative'), 'Accepted');
    assert.equal(await change(world, 1, 'Inoperative'), 'Accepted');
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(20);
    assert.equal(world.charger.requests('StartTransaction').length, 0);
    assert.equal(world.twin().board.connectors[0]?.meter().energyWh, 0);
    assert.equal(await change(world, 1, 'Operative'), 'Accepted');
    assert.deepEqual(world.statuses(), ['Available', 'Unavailable', 'Preparing']);
    world.twin().board.swipe(CARD);
    await world.seconds(20);
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });

  it('answers Scheduled while a transaction runs, and holds when it is over', async () => {
    const world = await createWorld();
    await world.charge();
    assert.equal(await change(world, 1, 'Inoperative'), 'Scheduled');
    await world.seconds(600);
    assert.equal(world.charger.status(1), 'Charging');
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.equal(world.charger.status(1), 'Unavailable');
    assert.equal(world.statuses().includes('Available', 1), false);
    world.assertNoComplaints();
  });

  it('J21: is still to come after a power cut that ends the transaction', async () => {
    const world = await createWorld();
    await world.charge();
    assert.equal(await change(world, 1, 'Inoperative'), 'Scheduled');
    world.powerCut();
    await world.powerOn();
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'PowerLoss');
    assert.equal(world.charger.status(1), 'Unavailable');
    world.assertNoComplaints();
  });

  it('J22: of the whole charger holds for its connectors, whatever they themselves are', async () => {
    const world = await createWorld({
      model: 'reference',
      file: { connectors: [{ id: 1 }, { id: 2 }] },
    });
    assert.equal(await change(world, 0, 'Inoperative'), 'Accepted');
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Unavailable', 'Unavailable', 'Unavailable']);
    assert.equal(await change(world, 2, 'Inoperative'), 'Accepted');
    assert.equal(await change(world, 1, 'Operative'), 'Accepted');
    assert.equal(world.charger.status(1), 'Unavailable');
    assert.equal(await change(world, 0, 'Operative'), 'Accepted');
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Available', 'Available', 'Unavailable']);
    world.assertNoComplaints();
  });

  it('goes by legal steps from every place where a car may be', async () => {
    for (const prepare of [
      async (world: World) => world.twin().board.plugIn(1),
      async (world: World) => world.twin().board.swipe(CARD),
      async (world: World) => {
        world.twin().board.plugIn(1);
        await world.seconds(40);
      },
      async (world: World) => {
        await world.charge();
        world.twin().board.swipe(CARD);
        await world.seconds(5);
      },
    ]) {
      const world = await createWorld();
      await prepare(world);
      await world.seconds(5);
      await change(world, 1, 'Inoperative');
      await change(world, 1, 'Operative');
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    }
  });

  it('is Rejected for a connector that does not exist', async () => {
    const world = await createWorld();
    assert.equal(await change(world, 2, 'Inoperative'), 'Rejected');
    assert.equal(await change(world, -1, 'Inoperative'), 'Rejected');
    assert.deepEqual(world.statuses(), ['Available']);
  });
});

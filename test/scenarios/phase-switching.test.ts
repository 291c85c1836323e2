/** Switching phases while something else happens (wishes J18), as the Central System sees it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld, type World } from '../support/world.ts';

async function threePhases(model: 'zaptec-pro' | 'reference' = 'reference'): Promise<World> {
  const world = await createWorld({ model });
  await world.charge();
  await world.seconds(60);
  return world;
}

/** From now on one phase, 16 A. */
const switchDown = (world: World) => world.chargePoint().charger.setLimit(1, 'schedule', 16, { phases: 1 });
const linesOf = (world: World) => world.twin().board.connectors[0]?.relays();

function told(world: World, from: number): readonly string[] {
  return world.charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 1)
    .slice(from)
    .map(({ status, info }) => (info === undefined ? status : `${status} ${info}`));
}

describe('switching phases', () => {
  it('J18: while the car pauses is told as what it is, and the car goes on with one phase', async () => {
    const world = await threePhases();
    world.twin().board.setCar(1, { state: 'B' });
    await world.seconds(10);
    const from = world.statuses().length;
    switchDown(world);
    await world.seconds(5);
    world.twin().board.setCar(1, { state: 'C', currentA: 16 });
    await world.seconds(20);
    assert.deepEqual(told(world, from), ['SuspendedEVSE SwitchingPhases', 'Charging']);
    assert.deepEqual(linesOf(world), [1]);
    world.assertNoComplaints();
  });

  it('J18: and unplugging meanwhile ends the transaction, and the next car begins with what is wanted then', async () => {
    const world = await threePhases();
    switchDown(world);
    await world.seconds(5);
    world.twin().board.plugOut(1);
    await world.seconds(60);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'EVDisconnected');
    assert.deepEqual(world.statuses().slice(-3), ['SuspendedEVSE', 'Finishing', 'Available']);
    world.chargePoint().charger.setLimit(1, 'schedule', undefined);
    await world.charge();
    assert.deepEqual(linesOf(world), [1, 2, 3]);
    world.assertNoComplaints();
  });

  it('J18: and ending the transaction meanwhile ends it at once', async () => {
    const world = await threePhases();
    switchDown(world);
    await world.seconds(5);
    world.chargePoint().charger.end(1, { reason: 'Remote' });
    await world.seconds(1);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Remote');
    await world.seconds(60);
    assert.deepEqual([world.charger.status(1), linesOf(world)], ['Finishing', []]);
  });

  it('J18: while the limit is a pause is no reason of its own to wait', async () => {
    const world = await threePhases();
    const from = world.statuses().length;
    world.chargePoint().charger.setLimit(1, 'schedule', 0, { phases: 1 });
    await world.seconds(60);
    world.chargePoint().charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await world.seconds(10);
    assert.deepEqual(told(world, from), ['SuspendedEVSE', 'SuspendedEV', 'Charging']);
    assert.deepEqual(linesOf(world), [1]);
  });

  it('J18: and a fault meanwhile is told as the fault, and charging goes on with one phase', async () => {
    const world = await threePhases();
    const from = world.statuses().length;
    switchDown(world);
    await world.seconds(5);
    world.chargePoint().charger.setCause(0, 'under-voltage', true);
    await world.seconds(60);
    world.chargePoint().charger.setCause(0, 'under-voltage', false);
    await world.seconds(10);
    assert.deepEqual(told(world, from), [
      'SuspendedEVSE SwitchingPhases',
      'Faulted the grid voltage is too low',
      'SuspendedEV',
      'Charging',
    ]);
    assert.deepEqual(linesOf(world), [1]);
    world.assertNoComplaints();
  });

  it('J18: and a reset meanwhile forgets it: after it the car waits for a card, and its phases are what is wanted then', async () => {
    const world = await threePhases();
    switchDown(world);
    await world.seconds(5);
    world.chargePoint().reset('Hard');
    await world.seconds(60);
    assert.deepEqual(linesOf(world), []);
    await world.charge();
    assert.deepEqual(linesOf(world), [1, 2, 3]);
    world.assertNoComplaints();
  });
});

/** Connector 0, the charger as a whole: what may be asked of it, what is told of it, and what it does to the others (S 4.9, 5.2, 5.11, 5.18; E4 3.16, 3.22). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import { createWorld, type World } from '../support/world.ts';
import { remoteStart, sentMeterValues } from './sent.ts';
import { begun, createTriple, ended, plugIn, plugOut, statuses, swipe } from './several-connectors.ts';

async function changeAvailability(world: World, connectorId: number, type: AvailabilityType): Promise<string> {
  const outcome = world.charger.call('ChangeAvailability', { connectorId, type });
  await world.seconds(1);
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

describe('connector 0', () => {
  it('cannot be charged at: a remote start that names it is refused, and begins nothing elsewhere', async () => {
    const world = await createTriple();
    await plugIn(world, 2);
    assert.equal(await remoteStart(world, 'ANNA', 0), 'Rejected');
    await world.seconds(5);
    await plugIn(world, 1);
    assert.deepEqual(begun(world), []);
    world.assertNoComplaints();
  });

  it('has no lock: UnlockConnector is NotSupported, and leaves the others alone', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'ANNA');
    const outcome = world.charger.call('UnlockConnector', { connectorId: 0 });
    await world.seconds(20);
    assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'NotSupported' } });
    assert.deepEqual(statuses(world), ['Charging', 'Available', 'Available']);
    assert.deepEqual(ended(world), []);
  });

  it('at a reader is no connector: a card for it alone begins nothing', async () => {
    const world = await createTriple();
    await plugIn(world, 1);
    await swipe(world, 'ANNA', [0]);
    await swipe(world, 'BERND', [0, 1]);
    assert.deepEqual(begun(world), ['BERND on 1']);
    world.assertNoComplaints();
  });

  it('is told of first after the start, and not again for what the others do', async () => {
    const world = await createTriple();
    assert.deepEqual(
      world.charger.requests('StatusNotification').map(({ connectorId, status }) => [connectorId, status]),
      [0, 1, 2, 3].map((connector) => [connector, 'Available']),
    );
    for (const connector of [1, 2, 3]) await plugIn(world, connector);
    for (const card of ['ANNA', 'BERND', 'CARLA']) await swipe(world, card);
    world.twin().board.raiseFault(1, { id: 'rcd', code: 'GroundFailure', blocking: true });
    await world.seconds(10);
    assert.deepEqual(world.statuses(0), ['Available']);
    world.assertNoComplaints();
  });

  it('is told of in meter values never: the meters are those of the connectors', async () => {
    const world = await createTriple();
    await plugIn(world, 2);
    await swipe(world, 'ANNA');
    await world.seconds(1800);
    assert.deepEqual(new Set(sentMeterValues(world).map(({ connectorId }) => connectorId)), new Set([1, 2, 3]));
    world.assertNoComplaints();
  });
});

for (const connectors of [2, 3]) {
  describe(`ChangeAvailability of connector 0 of a charger with ${connectors} connectors`, () => {
    const ids = Array.from({ length: connectors }, (_, index) => index + 1);
    const create = () => createWorld({ model: 'reference', file: { connectors: ids.map((id) => ({ id })) } });
    const all = (world: World) => [0, ...ids].map(world.charger.status);

    it('is Accepted where nobody charges, and holds for all of them, whatever was done to one', async () => {
      const world = await create();
      assert.equal(await changeAvailability(world, connectors, 'Inoperative'), 'Accepted');
      assert.equal(await changeAvailability(world, 0, 'Inoperative'), 'Accepted');
      assert.deepEqual(new Set(all(world)), new Set(['Unavailable']));
      assert.equal(await changeAvailability(world, 0, 'Operative'), 'Accepted');
      assert.deepEqual(all(world), [...ids.map(() => 'Available'), 'Unavailable']);
      world.assertNoComplaints();
    });

    it('is Scheduled while somebody charges: the others go out of service at once, that one when it is over', async () => {
      const world = await create();
      await plugIn(world, 1);
      await swipe(world, 'MOTHER');
      assert.equal(await changeAvailability(world, 0, 'Inoperative'), 'Scheduled');
      assert.deepEqual(all(world).slice(1), ['Charging', ...ids.slice(1).map(() => 'Unavailable')]);
      await plugIn(world, 2);
      await swipe(world, 'FATHER', [2]);
      assert.deepEqual(begun(world), ['MOTHER on 1']);
      assert.equal(await remoteStart(world, 'FATHER'), 'Rejected');
      await swipe(world, 'MOTHER');
      await world.seconds(5);
      assert.deepEqual(new Set(all(world)), new Set(['Unavailable']));
      assert.equal(world.statuses(1).includes('Available', 1), false);
      world.assertNoComplaints();
    });

    it('survives a power cut, which ends the transaction that it waited for', async () => {
      const world = await create();
      await plugIn(world, 2);
      await swipe(world, 'MOTHER');
      assert.equal(await changeAvailability(world, 0, 'Inoperative'), 'Scheduled');
      world.powerCut();
      await world.powerOn();
      assert.deepEqual(new Set(all(world)), new Set(['Unavailable']));
      assert.deepEqual(ended(world), ['MOTHER on 2: PowerLoss']);
      world.assertNoComplaints();
    });

    it('sends a card away that waits for a car', async () => {
      const world = await create();
      await swipe(world, 'MOTHER');
      await changeAvailability(world, 0, 'Inoperative');
      await changeAvailability(world, 0, 'Operative');
      await plugIn(world, 2);
      assert.deepEqual(begun(world), []);
      assert.deepEqual(all(world).slice(0, 3), ['Available', 'Available', 'Preparing']);
      world.assertNoComplaints();
    });

    it('withdrawn while it is scheduled disturbs nobody', async () => {
      const world = await create();
      await plugIn(world, 1);
      await swipe(world, 'MOTHER');
      assert.equal(await changeAvailability(world, 0, 'Inoperative'), 'Scheduled');
      assert.equal(await changeAvailability(world, 0, 'Operative'), 'Accepted');
      await swipe(world, 'MOTHER');
      await plugOut(world, 1);
      await world.seconds(5);
      assert.deepEqual(new Set(all(world)), new Set(['Available']));
      assert.equal(world.statuses(1).includes('Unavailable'), false);
      world.assertNoComplaints();
    });
  });
}

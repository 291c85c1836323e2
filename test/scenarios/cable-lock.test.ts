import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld, type World } from '../support/world.ts';
import { isLocked } from './sent.ts';

const KEY = 'LockCablePermanently';
const UNLOCKING = 'UnlockConnectorOnEVSideDisconnect';

async function unlock(world: World): Promise<string> {
  const outcome = world.charger.call('UnlockConnector', { connectorId: 1 });
  await world.seconds(20);
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

describe('LockCablePermanently', () => {
  it('is false at first, and no key of a zaptec-pro', async () => {
    const world = await createWorld({ model: 'reference' });
    assert.deepEqual(await world.key(KEY), { value: 'false', readonly: false });
    const pro = await createWorld();
    assert.equal(await pro.key(KEY), undefined);
    assert.equal(await pro.configure(KEY, 'true'), 'NotSupported');
  });

  for (const before of ['true', 'false'] as const) {
    it(`makes ${UNLOCKING} false and read-only, and gives it back as ${before}, also over a power cut`, async () => {
      const world = await createWorld({ model: 'reference' });
      assert.equal(await world.configure(UNLOCKING, before), 'Accepted');
      assert.equal(await world.configure(KEY, 'true'), 'Accepted');
      assert.deepEqual(await world.key(UNLOCKING), { value: 'false', readonly: true });
      assert.equal(await world.configure(UNLOCKING, 'true'), 'Rejected');
      world.powerCut();
      await world.powerOn();
      assert.deepEqual(await world.key(UNLOCKING), { value: 'false', readonly: true });
      assert.equal(await world.configure(KEY, 'false'), 'Accepted');
      assert.deepEqual(await world.key(UNLOCKING), { value: before, readonly: false });
      assert.equal(await world.configure(UNLOCKING, 'false'), 'Accepted');
      world.assertNoComplaints();
    });
  }

  it('locks the cable with the plug, through all that follows, until it is false again', async () => {
    const world = await createWorld({ model: 'reference' });
    assert.equal(await world.configure(KEY, 'true'), 'Accepted');
    world.twin().board.plugIn(1);
    await world.seconds(1);
    assert.equal(isLocked(world), true);
    await world.charge();
    assert.equal(await unlock(world), 'NotSupported');
    assert.equal(world.charger.status(1), 'Charging', 'it is not even a reason to stop');
    world.twin().board.plugOut(1);
    await world.seconds(10);
    // The place is free, as with a fixed cable (S 4.9, C1).
    assert.deepEqual(world.statuses().slice(-2), ['Charging', 'Available']);
    assert.equal(isLocked(world), true);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'EVDisconnected');
    assert.equal(await world.configure(KEY, 'false'), 'Accepted');
    await world.seconds(1);
    assert.equal(isLocked(world), false);
    assert.equal(await unlock(world), 'Unlocked');
    world.assertNoComplaints();
  });

  it('changes nothing where the cable is fixed', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1, lock: false }] } });
    assert.equal(await world.configure(KEY, 'true'), 'Accepted');
    assert.equal(await world.configure(KEY, 'false'), 'Accepted');
    assert.deepEqual(await world.key(UNLOCKING), { value: 'false', readonly: true });
    assert.equal(isLocked(world), true);
  });
});

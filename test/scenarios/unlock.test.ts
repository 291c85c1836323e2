import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld, type World } from '../support/world.ts';

async function unlock(world: World, connectorId = 1): Promise<string> {
  const outcome = world.charger.call('UnlockConnector', { connectorId });
  await world.seconds(20);
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

describe('UnlockConnector', () => {
  it('ends the running transaction first, with UnlockCommand, and answers when the lock has let go', async () => {
    const world = await createWorld();
    await world.charge();
    assert.equal(world.twin().board.connectors[0]?.locked(), true);
    assert.equal(await unlock(world), 'Unlocked');
    assert.equal(world.twin().board.connectors[0]?.locked(), false);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'UnlockCommand');
    assert.equal(world.charger.status(1), 'Finishing');
    world.assertNoComplaints();
  });

  it('is Unlocked where nothing was locked', async () => {
    assert.equal(await unlock(await createWorld()), 'Unlocked');
  });

  it('is UnlockFailed when the lock is jammed', async () => {
    const world = await createWorld();
    await world.charge();
    world.twin().board.raiseFault(1, { id: 'jam', code: 'ConnectorLockFailure', blocking: false });
    assert.equal(await unlock(world), 'UnlockFailed');
    assert.equal(world.twin().board.connectors[0]?.locked(), true);
  });

  it('is NotSupported for a fixed cable, and for a connector that does not exist (E4 3.85)', async () => {
    assert.equal(await unlock(await createWorld({ file: { connectors: [{ id: 1, lock: false }] } })), 'NotSupported');
    assert.equal(await unlock(await createWorld(), 2), 'NotSupported');
    assert.equal(await unlock(await createWorld(), 0), 'NotSupported');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../src/central/scripted-answer.ts';
import { CARD, createWorld } from './support/world.ts';

describe('a twin', () => {
  it('that is reset again while it is off comes back once', async () => {
    const world = await createWorld({ file: { reset: { mode: 'in-process', delayMs: 60_000 } } });
    world.chargePoint().reset('Soft');
    await world.seconds(10);
    assert.equal(world.network.connections().length, 0);
    world.chargePoint().reset('Hard');
    await world.seconds(120);
    assert.equal(world.network.connections().length, 1);
    assert.equal(world.charger.requests('BootNotification').length, 2);
    world.assertNoComplaints();
  });

  it('finds its car still plugged in after a reset', async () => {
    const world = await createWorld();
    await world.charge();
    world.chargePoint().reset('Soft');
    await world.seconds(60);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Reboot');
    assert.equal(world.twin().board.car(1).plugged, true);
    assert.ok(['Preparing', 'Finishing'].includes(world.charger.status(1) ?? ''), world.charger.status(1));
    world.assertNoComplaints();
  });

  it('stays offline through a reset when its uplink is cut', async () => {
    const world = await createWorld();
    world.twin().setOnline(false);
    world.chargePoint().reset('Hard');
    await world.seconds(60);
    assert.equal(world.network.connections().length, 0);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.equal(world.charger.requests('BootNotification').length, 2);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(30);
    assert.equal(world.charger.status(1), 'Charging');
  });
});

describe('a charge point that was stopped', () => {
  it('moves nothing any more: a card that was still being asked about starts no charge on the hardware of its successor', async () => {
    const world = await createWorld({ file: { reset: { mode: 'in-process', delayMs: 60_000 } } });
    await world.charge();
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.twin().board.plugOut(1);
    await world.seconds(5);
    // Known from here on, so that the offline rule would let it in when the question comes to nothing.
    assert.equal(await world.configure('LocalPreAuthorize', 'false'), 'Accepted');
    world.central.intercept('Authorize', silence);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(1);
    const before = world.twin().board.connectors[0]?.meter().energyWh;
    world.chargePoint().reset('Hard');
    await world.seconds(40);
    assert.deepEqual(world.twin().board.pilotOutput(1), { kind: 'off' });
    assert.deepEqual(world.twin().board.connectors[0]?.relays(), []);
    assert.equal(world.twin().board.connectors[0]?.meter().energyWh, before);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
  });
});

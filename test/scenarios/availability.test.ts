import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';

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

/** What was told of a connector after the first so many: status, and info if any. */
function story(world: World, connector = 1, from = 1): readonly string[] {
  return world.charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === connector)
    .slice(from)
    .map(({ status, info }) => (info === undefined ? status : `${status}, ${info}`));
}

const two = { model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } } as const;

describe('ChangeAvailability of the charger while a transaction runs', () => {
  it('is Scheduled: what is free goes out of service at once, connector 0 when the last transaction is over', async () => {
    const world = await createWorld(two);
    await world.charge();
    assert.equal(await change(world, 0, 'Inoperative'), 'Scheduled');
    await world.seconds(600);
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Available', 'Charging', 'Unavailable']);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.deepEqual(story(world, 1, 3), ['Finishing', 'Unavailable']);
    assert.deepEqual(story(world, 0), ['Unavailable']);
    const [own, whole] = [1, 0].map((id) =>
      world.charger.requests('StatusNotification').findLast(({ connectorId }) => connectorId === id),
    );
    assert.equal(whole?.timestamp, own?.timestamp);
    world.assertNoComplaints();
  });

  it('waits for each of several', async () => {
    const world = await createWorld(two);
    for (const id of [1, 2]) {
      world.twin().board.plugIn(id);
      world.twin().board.swipe(id === 1 ? CARD : OTHER_CARD, [id]);
    }
    await world.seconds(10);
    assert.equal(await change(world, 0, 'Inoperative'), 'Scheduled');
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Available', 'Unavailable', 'Charging']);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(10);
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Unavailable', 'Unavailable', 'Unavailable']);
    world.assertNoComplaints();
  });

  it('comes about with a power cut that ends the transaction', async () => {
    const world = await createWorld(two);
    await world.charge();
    assert.equal(await change(world, 0, 'Inoperative'), 'Scheduled');
    world.powerCut();
    await world.powerOn();
    assert.deepEqual([0, 1, 2].map(world.charger.status), ['Unavailable', 'Unavailable', 'Unavailable']);
    assert.deepEqual(story(world, 0), ['Unavailable']);
    world.assertNoComplaints();
  });

  for (const connector of [0, 1]) {
    it(`tells nothing when it is taken back before (connector ${connector})`, async () => {
      const world = await createWorld();
      await world.charge();
      const before = world.charger.requests('StatusNotification').length;
      assert.equal(await change(world, connector, 'Inoperative'), 'Scheduled');
      assert.equal(await change(world, connector, 'Inoperative'), 'Scheduled');
      assert.equal(await change(world, connector, 'Operative'), 'Accepted');
      assert.equal(await change(world, connector, 'Operative'), 'Accepted');
      assert.equal(world.charger.requests('StatusNotification').length, before);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      world.twin().board.plugOut(1);
      await world.seconds(10);
      assert.deepEqual(story(world, 1, 3), ['Finishing', 'Available']);
      assert.deepEqual(story(world, 0), []);
    });
  }
});

describe('ChangeAvailability to what it is already', () => {
  it('is Accepted and tells nothing (S 5.2)', async () => {
    const world = await createWorld();
    assert.equal(await change(world, 0, 'Operative'), 'Accepted');
    assert.equal(await change(world, 1, 'Operative'), 'Accepted');
    assert.deepEqual([story(world, 0), story(world, 1)], [[], []]);
    for (const connector of [1, 1, 0, 0, 1]) assert.equal(await change(world, connector, 'Inoperative'), 'Accepted');
    assert.deepEqual([story(world, 0), story(world, 1)], [['Unavailable'], ['Unavailable']]);
  });
});

describe('E2: a connector that is out of service is never told to be Available', () => {
  for (const connector of [0, 1]) {
    it(`through resets, outages, power cuts, cars, cards and faults (ChangeAvailability of ${connector})`, async () => {
      const world = await createWorld({ model: 'reference' });
      assert.equal(await change(world, connector, 'Inoperative'), 'Accepted');
      const before = world.statuses().length;
      const { board } = world.twin();
      const hot = { id: 'hot', code: 'HighTemperature', blocking: true } as const;
      for (const happen of [
        () => board.plugIn(1),
        () => board.swipe(CARD),
        () => board.plugOut(1),
        () => board.raiseFault(1, hot),
        () => board.clearFault(1, 'hot'),
        () => board.raiseFault(0, hot),
        () => board.clearFault(0, 'hot'),
        () => world.twin().setOnline(false),
        () => world.twin().setOnline(true),
        () => world.chargePoint().reset('Soft'),
        () => world.chargePoint().reset('Hard'),
        () => world.powerCut(),
        () => world.powerOn(),
      ]) {
        await happen();
        await world.seconds(60);
      }
      const told = world.statuses().slice(before);
      assert.ok(told.length >= 5, String(told));
      assert.deepEqual(
        told.filter((status) => status !== 'Unavailable' && status !== 'Faulted'),
        [],
      );
      if (connector === 0) {
        const afterwards = story(world, 0).slice(1);
        assert.deepEqual(
          afterwards.filter((status) => status === 'Available'),
          [],
        );
      }
      world.assertNoComplaints();
    });
  }

  for (const lock of [true, false]) {
    it(`at the end of a transaction by unplugging (${lock ? 'a socket' : 'a fixed cable'})`, async () => {
      const world = await createWorld({ file: { connectors: [{ id: 1, lock }] } });
      await world.charge();
      assert.equal(await change(world, 1, 'Inoperative'), 'Scheduled');
      world.twin().board.plugOut(1);
      await world.seconds(10);
      // Who has to take a cable out of a socket is told so (S 4.9); a fixed one leaves nothing to do (C8).
      const passed = lock ? ['Finishing, EV side disconnected'] : [];
      assert.deepEqual(story(world, 1, 3), [...passed, 'Unavailable']);
      world.assertNoComplaints();
    });
  }

  it('at the end of a transaction whose cable waits for its owner', async () => {
    const world = await createWorld({ configuration: { UnlockConnectorOnEVSideDisconnect: 'false' } });
    await world.charge();
    assert.equal(await change(world, 1, 'Inoperative'), 'Scheduled');
    world.twin().board.plugOut(1);
    await world.seconds(10);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.equal(world.twin().board.connectors[0]?.locked(), false);
    assert.deepEqual(story(world, 1, 3), ['Finishing, EV side disconnected', 'Unavailable']);
    world.assertNoComplaints();
  });
});

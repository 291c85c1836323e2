/** Two transactions at once on two connectors: nothing of one is ever told of the other, whatever happens to both. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply } from '../../src/central/scripted-answer.ts';
import type { World } from '../support/world.ts';
import { registerOf, remoteStop, sentMeterValues } from './sent.ts';
import { begun, createTriple, ended, plugIn, plugOut, statuses, swipe } from './several-connectors.ts';

/** Anna charges on 1, Bernd on 3, since a minute later. */
async function createBusyTriple(options: Parameters<typeof createTriple>[0] = {}): Promise<World> {
  const world = await createTriple({
    ...options,
    configuration: { ClockAlignedDataInterval: '300', ...options.configuration },
  });
  await plugIn(world, 1);
  await swipe(world, 'ANNA');
  await world.seconds(60);
  await plugIn(world, 3);
  await swipe(world, 'BERND');
  return world;
}

const register = (world: World, connector: number) =>
  world.twin().board.connectors[connector - 1]?.meter().energyWh ?? Number.NaN;

/**
 * What the Central System has of each transaction agrees with the meter of its connector and with nothing else: registers
 * that rise from meterStart to meterStop, and no value of another connector or for a transaction that did not run there.
 */
function assertApart(world: World): void {
  const { charger } = world;
  assert.ok(charger.transactions.length > 1);
  assert.ok(sentMeterValues(world).some(({ transactionId }) => transactionId !== undefined));
  for (const { transactionId, connectorId, meterStart } of charger.transactions) {
    const values = sentMeterValues(world).filter((each) => each.transactionId === transactionId);
    for (const value of values) assert.equal(value.connectorId, connectorId);
    const stop = charger.requests('StopTransaction').find((each) => each.transactionId === transactionId);
    const inside = [...values, ...(stop?.transactionData ?? [])].sort((a, b) => a.timestamp.localeCompare(b.timestamp));
    let last = meterStart;
    for (const register of [...inside.map(registerOf).filter(Number.isFinite), ...(stop ? [stop.meterStop] : [])]) {
      assert.ok(register >= last, `transaction ${transactionId}: ${register} after ${last}`);
      last = register;
    }
  }
  world.assertNoComplaints();
}

describe('two transactions at once', () => {
  it('have their own meter values, starts and stops', async () => {
    const world = await createBusyTriple();
    await world.seconds(1800);
    await swipe(world, 'BERND');
    await world.seconds(600);
    await swipe(world, 'ANNA');
    await world.seconds(10);
    assert.deepEqual(begun(world), ['ANNA on 1', 'BERND on 3']);
    assert.deepEqual(ended(world), ['BERND on 3: Local', 'ANNA on 1: Local']);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ meterStop }) => meterStop),
      [register(world, 3), register(world, 1)],
    );
    assert.notEqual(register(world, 1), register(world, 3));
    assertApart(world);
  });

  it('are ended one by one: remotely, by unlocking, by the plug', async () => {
    const world = await createBusyTriple();
    await plugIn(world, 2);
    await swipe(world, 'CARLA');
    assert.equal(await remoteStop(world, 2), 'Accepted');
    await world.seconds(10);
    assert.deepEqual(statuses(world), ['Charging', 'Charging', 'Finishing']);
    void world.charger.call('UnlockConnector', { connectorId: 2 });
    await world.seconds(20);
    assert.deepEqual(statuses(world), ['Charging', 'Finishing', 'Finishing']);
    await plugOut(world, 1);
    await world.seconds(10);
    assert.deepEqual(statuses(world), ['Available', 'Finishing', 'Finishing']);
    assert.deepEqual(ended(world), ['BERND on 3: Remote', 'CARLA on 2: UnlockCommand', 'ANNA on 1: EVDisconnected']);
    assertApart(world);
  });

  it('lose one to what the Central System says of its card, and not the other', async () => {
    const world = await createTriple();
    world.charger.intercept('StartTransaction', ({ request, usual }) => {
      const answer = usual();
      if (request.idTag !== 'BERND' || answer.kind !== 'reply') return answer;
      return reply({ ...answer.payload, idTagInfo: { status: 'Blocked' } });
    });
    for (const connector of [1, 3]) await plugIn(world, connector);
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    await world.seconds(60);
    assert.deepEqual(statuses(world), ['Charging', 'Available', 'Finishing']);
    assert.deepEqual(ended(world), ['BERND on 3: DeAuthorized']);
    assertApart(world);
  });

  it('are told in the order in which things happened, after an outage that both began and ended in', async () => {
    const world = await createTriple({
      configuration: { AllowOfflineTxForUnknownId: 'true', ClockAlignedDataInterval: '300' },
    });
    world.twin().setOnline(false);
    for (const connector of [3, 1]) await plugIn(world, connector);
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    await world.seconds(1200);
    await swipe(world, 'BERND');
    await world.seconds(300);
    await swipe(world, 'ANNA');
    await world.seconds(60);
    world.twin().setOnline(true);
    await world.seconds(60);
    assert.deepEqual(begun(world), ['ANNA on 3', 'BERND on 1']);
    assert.deepEqual(ended(world), ['BERND on 1: Local', 'ANNA on 3: Local']);
    const times = world.charger.received
      .filter(({ action }) => ['StartTransaction', 'MeterValues', 'StopTransaction'].includes(action))
      .map(({ payload }) => {
        const told = payload as { timestamp?: string; meterValue?: readonly { timestamp: string }[] };
        return told.timestamp ?? told.meterValue?.[0]?.timestamp ?? '';
      });
    assert.ok(times.length > 40, String(times.length));
    assert.deepEqual(times, times.toSorted());
    assertApart(world);
  });

  it('run on through an outage', async () => {
    const world = await createBusyTriple();
    world.twin().setOnline(false);
    await world.seconds(1200);
    world.twin().setOnline(true);
    await world.seconds(60);
    assert.deepEqual(statuses(world), ['Charging', 'Available', 'Charging']);
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    await world.seconds(10);
    assert.deepEqual(ended(world), ['ANNA on 1: Local', 'BERND on 3: Local']);
    assertApart(world);
  });

  it('are both ended by a power cut, each with its own register', async () => {
    const world = await createBusyTriple();
    await world.seconds(600);
    const registers = [register(world, 1), register(world, 3)];
    world.powerCut();
    await world.powerOn();
    await world.seconds(10);
    assert.deepEqual(ended(world), ['ANNA on 1: PowerLoss', 'BERND on 3: PowerLoss']);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ meterStop }) => meterStop),
      registers,
    );
    assert.deepEqual(statuses(world), ['Available', 'Available', 'Available']);
    assertApart(world);
  });

  it('are both told after an outage that ended in a power cut', async () => {
    const world = await createTriple({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
    world.twin().setOnline(false);
    for (const connector of [2, 3]) await plugIn(world, connector);
    await swipe(world, 'ANNA');
    await swipe(world, 'BERND');
    await world.seconds(600);
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    assert.deepEqual(begun(world), ['ANNA on 2', 'BERND on 3']);
    assert.deepEqual(ended(world), ['ANNA on 2: PowerLoss', 'BERND on 3: PowerLoss']);
    assertApart(world);
  });

  for (const type of ['Soft', 'Hard'] as const) {
    it(`are both ended and told before a ${type} reset, and a card that waits is forgotten`, async () => {
      const world = await createBusyTriple();
      await swipe(world, 'CARLA');
      const from = world.charger.received.length;
      void world.charger.call('Reset', { type });
      await world.seconds(20);
      assert.deepEqual(
        world.charger.received
          .slice(from)
          .map(({ action }) => action)
          .filter((action) => action !== 'StatusNotification'),
        ['StopTransaction', 'StopTransaction', 'BootNotification', 'SecurityEventNotification'],
      );
      assert.deepEqual(ended(world), [`ANNA on 1: ${type}Reset`, `BERND on 3: ${type}Reset`]);
      // The cars are still there, and nobody has shown a card since.
      assert.deepEqual(statuses(world), ['Preparing', 'Available', 'Preparing']);
      await plugIn(world, 2);
      assert.equal(begun(world).length, 2);
      assertApart(world);
    });
  }
});

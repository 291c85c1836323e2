import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { calls, everythingTold, faults, now, secondsOf, transactionCalls } from './timeline.ts';

const sampling = {
  MeterValueSampleInterval: '60',
  ClockAlignedDataInterval: '0',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
};

/** Lets the charger know the card, as after an earlier visit. */
async function createAcquaintance(): Promise<World> {
  const world = await createWorld({ configuration: sampling });
  world.twin().board.swipe(CARD);
  world.twin().board.swipe(CARD);
  await world.seconds(100);
  return world;
}

/** A visit of 200 s of energy, from plug to plug. */
async function visit(world: World, card = CARD): Promise<void> {
  world.twin().board.plugIn(1);
  await world.seconds(10);
  world.twin().board.swipe(card);
  await world.seconds(200);
  world.twin().board.swipe(card);
  await world.seconds(10);
  world.twin().board.plugOut(1);
  await world.seconds(10);
}

/** When what a transaction message tells has happened. */
function happened({ payload }: { readonly payload: unknown }): number {
  const { timestamp, meterValue } = payload as { timestamp?: string; meterValue?: readonly { timestamp: string }[] };
  return secondsOf(timestamp ?? meterValue?.[0]?.timestamp);
}

describe('a visit without a connection', () => {
  it('is told afterwards, in order, with the times and registers of then', async () => {
    const world = await createAcquaintance();
    world.twin().setOnline(false);
    await visit(world);
    const { energyWh } = world.twin().board.connectors[0]?.meter() ?? {};
    await world.seconds(3600);
    world.twin().setOnline(true);
    await world.seconds(5);
    const told = transactionCalls(world);
    assert.deepEqual(
      told.map(({ action }) => action),
      ['StartTransaction', 'MeterValues', 'MeterValues', 'MeterValues', 'StopTransaction'],
    );
    assert.deepEqual(told.map(happened).map(Math.floor), [110, 170, 230, 290, 310]);
    assert.equal(world.charger.requests('StartTransaction')[0]?.meterStart, 0);
    assert.equal(world.charger.requests('StopTransaction')[0]?.meterStop, energyWh);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Available'], 'no status of the past is told');
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind),
      ['stopped'],
    );
    world.assertNoComplaints();
  });

  it('J1: is told also when the power was cut before the connection came back', async () => {
    const world = await createAcquaintance();
    world.twin().setOnline(false);
    await visit(world);
    world.powerCut();
    await world.seconds(1000);
    await world.powerOn();
    await world.seconds(5);
    const told = transactionCalls(world);
    assert.deepEqual(told.map(happened).map(Math.floor), [110, 170, 230, 290, 310]);
    const ids = told.slice(1).map(({ payload }) => (payload as { transactionId: number }).transactionId);
    assert.deepEqual(ids, [1, 1, 1, 1], 'the id that the Central System has given in the end');
    world.assertNoComplaints();
  });

  it('follows the one before and comes before the one after', async () => {
    const world = await createAcquaintance();
    world.twin().board.swipe(OTHER_CARD);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(1);
    world.twin().setOnline(false);
    for (const card of [CARD, OTHER_CARD, CARD]) await visit(world, card);
    world.twin().setOnline(true);
    await world.seconds(1);
    await visit(world, OTHER_CARD);
    const moments = transactionCalls(world).map(happened);
    assert.equal(moments.length, 4 * 5);
    assert.deepEqual(
      moments,
      [...moments].sort((one, other) => one - other),
    );
    assert.deepEqual(
      world.charger.transactions.map(({ idTag, state }) => [idTag, state.kind]),
      [CARD, OTHER_CARD, CARD, OTHER_CARD].map((card) => [card, 'stopped']),
    );
    world.assertNoComplaints();
  });

  it('that is not over when the connection comes back goes on, and what it misses is told', async () => {
    const world = await createAcquaintance();
    world.twin().setOnline(false);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(130);
    world.twin().setOnline(true);
    await world.seconds(130);
    const stopped = world.charger.call('RemoteStopTransaction', { transactionId: 1 });
    await world.seconds(5);
    assert.deepEqual(await stopped, { kind: 'confirmed', payload: { status: 'Accepted' } });
    const told = transactionCalls(world);
    assert.deepEqual(told.map(happened).map(Math.floor), [100, 160, 220, 280, 340, 360]);
    world.assertNoComplaints();
  });
});

describe('a transaction during which the network goes down', () => {
  it('loses nothing and doubles nothing, whatever of it happened meanwhile', async () => {
    for (const [down, up] of [
      [30, 90],
      [30, 1000],
      [130, 200],
      [205, 215],
    ] as const) {
      const world = await createAcquaintance();
      const begin = now(world);
      world.clock.after(down * 1000, () => {
        world.network.failDials('refused');
        for (const connection of world.network.connections()) connection.cut();
      });
      world.clock.after(up * 1000, () => world.network.failDials(undefined));
      await visit(world);
      await world.seconds(2000);
      assert.deepEqual(
        transactionCalls(world)
          .map(happened)
          .map((second) => Math.floor(second - begin)),
        [10, 70, 130, 190, 210],
        `${down} to ${up} s`,
      );
      assert.deepEqual(
        world.charger.transactions.map(({ state }) => state.kind),
        ['stopped'],
      );
      world.assertNoComplaints();
    }
  });

  it('is tried to be told for as long as it takes, and the attempts of the outage are not counted', async () => {
    const world = await createAcquaintance();
    world.network.failDials('unanswered');
    world.network.connections()[0]?.cut();
    await visit(world);
    await world.seconds(7 * 86_400);
    world.network.failDials(undefined);
    await world.seconds(300);
    assert.equal(transactionCalls(world).length, 5);
    assert.deepEqual(faults(world), []);
  });
});

describe('a connection that is dead without saying so', () => {
  it('J8: is found by a ping, and what went into it is told again, the same', async () => {
    const world = await createAcquaintance();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    // The charger's frames vanish; the Central System's are not missed by anybody.
    world.network.connections()[0]?.halfOpen();
    const dead = now(world);
    await world.clock.runUntil(() => world.charger.connections === 2, 120_000);
    assert.ok(now(world) - dead <= 30 + 5 + 13, 'a ping, its pong that does not come, and the first back-off');
    await world.seconds(60);
    const samples = world.charger.requests('MeterValues').map(({ meterValue }) => secondsOf(meterValue[0]?.timestamp));
    assert.deepEqual(samples.map(Math.floor), [160, 220].slice(0, samples.length));
    assert.equal(samples.length, Math.floor((now(world) - 100) / 60));
    world.assertNoComplaints();
  });

  it('costs a transaction message no attempt beyond the one that was not answered in time', async () => {
    const world = await createAcquaintance();
    world.twin().board.plugIn(1);
    await world.seconds(1);
    world.network.connections()[0]?.halfOpen();
    world.twin().board.swipe(CARD);
    await world.seconds(200);
    const starts = calls(world, ['StartTransaction']);
    assert.equal(starts.length, 1);
    assert.equal(world.charger.transactions.length, 1);
    assert.equal(Math.floor(secondsOf(world.charger.requests('StartTransaction')[0]?.timestamp)), 101);
    world.assertNoComplaints();
  });

  it('is not found when pings are switched off, and costs what is given up by then (OCPP-J errata 3.11)', async () => {
    const world = await createWorld({ configuration: { ...sampling, WebSocketPingInterval: '0' } });
    await world.charge();
    world.network.connections()[0]?.halfOpen();
    await world.seconds(600);
    assert.equal(world.charger.connections, 1);
    world.network.connections()[0]?.cut();
    await world.seconds(60);
    assert.equal(world.charger.connections, 2);
    const samples = world.charger.requests('MeterValues').map(({ meterValue }) => secondsOf(meterValue[0]?.timestamp));
    assert.deepEqual(
      samples.map(Math.floor),
      [120, 180, 240, 300, 360, 420, 480, 540, 600, 660].slice(0, samples.length),
    );
    assert.ok(samples.length >= 9);
  });
});

describe('a charger that is taken offline by hand', () => {
  it('dials nobody until it is taken online again', async () => {
    const world = await createAcquaintance();
    world.twin().setOnline(false);
    await world.seconds(86_400);
    assert.deepEqual([world.charger.connected, world.charger.connections], [false, 1]);
    assert.deepEqual(world.chargePoint().link.state(), { kind: 'offline' });
    world.twin().setOnline(true);
    await world.clock.settle();
    assert.deepEqual([world.charger.connected, world.charger.connections], [true, 2]);
    world.assertNoComplaints();
  });

  it('stays offline over a reset', async () => {
    const world = await createAcquaintance();
    world.twin().setOnline(false);
    world.chargePoint().reset('Soft');
    await world.seconds(60);
    assert.equal(world.charger.connections, 1);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(everythingTold(world).slice(-4), [
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    world.assertNoComplaints();
  });

  it('and online while something is unanswered sends it again', async () => {
    const world = await createAcquaintance();
    world.network.interfere(({ to, text }) => (to === 'client' && text.includes('transactionId') ? [] : [0]));
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.network.interfere(undefined);
    world.twin().setOnline(false);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.equal(calls(world, ['StartTransaction']).length, 2);
    assert.equal(world.charger.transactions.length, 1);
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });
});

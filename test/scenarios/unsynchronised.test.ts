/** A charger that does not know the time charges all the same, and tells the right times as soon as it does. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { createFaultyDatabase } from '../../src/store/faulty.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { createFollowingWorld, createTimelessWorld } from './time.ts';
import { calls, everythingTold, faults, moments, secondsOf, transactionCalls } from './timeline.ts';

const HOUR = 3_600_000;

const configuration = {
  MeterValueSampleInterval: '60',
  ClockAlignedDataInterval: '0',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  StopTxnSampledData: 'Energy.Active.Import.Register',
  AllowOfflineTxForUnknownId: 'true',
  TransactionMessageAttempts: '20',
};

/** What the messages of transactions say of when it was, s. */
const times = (world: World): readonly number[] =>
  transactionCalls(world).map(({ payload }) => {
    const { timestamp, meterValue } = payload as { timestamp?: string; meterValue?: readonly { timestamp: string }[] };
    return Math.floor(secondsOf(timestamp ?? meterValue?.[0]?.timestamp));
  });

/** From 10 s on a car is there, from 20 s to 220 s it charges. */
async function visit(world: World, { stop = true } = {}): Promise<void> {
  await world.seconds(10);
  world.twin().board.plugIn(1);
  await world.seconds(10);
  world.twin().board.swipe(CARD);
  await world.seconds(200);
  if (stop) world.twin().board.swipe(CARD);
  await world.seconds(10);
}

/** The server speaks, and the charger has asked it. */
async function synchronise(world: World, server: { silent?: boolean }): Promise<void> {
  server.silent = false;
  await world.clock.runUntil(() => world.twin().clockState()?.kind === 'synchronised', 1_100_000);
}

for (const [name, error] of [
  ['years behind', -20 * 365 * 24 * HOUR],
  ['an hour ahead', HOUR],
] as const) {
  describe(`a charger that wakes up ${name}`, () => {
    it('has charged offline before it learns the time: all is told with the right times, in order', async () => {
      const { world, server } = await createTimelessWorld(error, { configuration, off: true });
      world.twin().setOnline(false);
      world.twin().start();
      await visit(world);
      await synchronise(world, server);
      const [record] = world.chargePoint().records.all();
      assert.equal(Math.floor(secondsOf(record?.start.at)), 20);
      world.twin().setOnline(true);
      await world.seconds(10);
      assert.deepEqual(
        transactionCalls(world).map(({ action }) => action),
        ['StartTransaction', 'MeterValues', 'MeterValues', 'MeterValues', 'StopTransaction'],
      );
      assert.deepEqual(times(world), [20, 80, 140, 200, 220]);
      const [stop] = world.charger.requests('StopTransaction');
      assert.deepEqual(
        stop?.transactionData?.map(({ timestamp }) => Math.floor(secondsOf(timestamp))),
        [20, 80, 140, 200, 220],
      );
      assert.deepEqual(faults(world), []);
    });

    it('learns the time in the midst of a charge: what comes after fits to what came before', async () => {
      const { world, server } = await createTimelessWorld(error, { configuration, off: true });
      world.twin().setOnline(false);
      world.twin().start();
      await visit(world, { stop: false });
      await synchronise(world, server);
      assert.equal(Math.floor(secondsOf(world.chargePoint().transactions.running(1)?.start.at)), 20);
      const at = Math.floor(world.clock.elapsed() / 1000);
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      world.twin().setOnline(true);
      await world.seconds(10);
      const told = times(world);
      assert.deepEqual(told.slice(0, 4), [20, 80, 140, 200]);
      assert.equal(told.at(-1), at);
      assert.deepEqual(
        told,
        [...told].sort((one, other) => one - other),
      );
      const [stop] = world.charger.requests('StopTransaction');
      const data = stop?.transactionData?.map(({ timestamp }) => Math.floor(secondsOf(timestamp))) ?? [];
      assert.deepEqual([data[0], data.at(-1)], [20, at]);
      assert.deepEqual(faults(world), []);
    });

    it('tells security events and the status with their right times, and last that its clock was set', async () => {
      const { world, server } = await createTimelessWorld(error, { configuration, off: true });
      world.twin().setOnline(false);
      world.twin().start();
      await world.seconds(30);
      world.chargePoint().security.raise('TamperDetectionActivated', 'the cover');
      await world.seconds(10);
      world.twin().board.plugIn(1);
      await synchronise(world, server);
      const at = Math.floor(world.clock.elapsed() / 1000);
      world.twin().setOnline(true);
      await world.seconds(1);
      const events = world.eventsTold();
      assert.deepEqual(
        events.map(({ type, timestamp }) => [type, Math.floor(secondsOf(timestamp))]),
        [
          ['TamperDetectionActivated', 30],
          ['SettingSystemTime', at],
        ],
      );
      assert.match(
        events[1]?.techInfo ?? '',
        error < 0 ? /^set ahead by 630720000(\.\d+)? s by time server time$/ : /^set back by 36\d\d/,
      );
      // Nobody came with a card: ConnectionTimeOut was at 70 s.
      const status = world.charger.requests('StatusNotification').find(({ connectorId }) => connectorId === 1);
      assert.deepEqual([status?.status, Math.floor(secondsOf(status?.timestamp))], ['Finishing', 70]);
      assert.deepEqual(faults(world), []);
    });
  });
}

describe('a charger that learns the time', () => {
  it('leaves alone what it has sent: what was repeated is the same', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration });
    world.central.intercept('StartTransaction', () => silence);
    await visit(world, { stop: false });
    await synchronise(world, server);
    const before = calls(world, ['StartTransaction']).length;
    world.central.intercept('StartTransaction', ({ usual }) => usual());
    await world.seconds(400);
    const starts = calls(world, ['StartTransaction']).map(({ payload }) => JSON.stringify(payload));
    assert.ok(before > 0 && starts.length > before);
    assert.equal(new Set(starts).size, 1);
    // The start is an hour off for ever; the values were not sent before the clock was set.
    const [start, ...values] = [...new Set(times(world))];
    assert.equal(start, 20 - 3600);
    assert.deepEqual(values.slice(0, 3), [80, 140, 200]);
  });

  it('leaves alone what it has sent, also when it was reset since', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration });
    world.central.intercept('StartTransaction', () => silence);
    world.central.intercept('SecurityEventNotification', () => silence);
    await world.seconds(60);
    world.chargePoint().security.raise('One');
    await visit(world, { stop: false });
    world.twin().setOnline(false);
    world.chargePoint().reset('Hard');
    await world.seconds(20);
    await synchronise(world, server);
    const before = calls(world, ['StartTransaction', 'SecurityEventNotification']).length;
    world.central.intercept('StartTransaction', ({ usual }) => usual());
    world.central.intercept('SecurityEventNotification', ({ usual }) => usual());
    world.twin().setOnline(true);
    await world.seconds(400);
    const sent = (action: 'StartTransaction' | 'SecurityEventNotification') =>
      calls(world, [action]).map(({ messageId, payload }) => `${messageId} ${JSON.stringify(payload)}`);
    const starts = sent('StartTransaction');
    assert.ok(starts.length > 1 && calls(world, ['StartTransaction', 'SecurityEventNotification']).length > before);
    assert.equal(new Set(starts).size, 1);
    const [event, ...others] = sent('SecurityEventNotification').filter((text) => text.includes('"One"'));
    assert.ok(others.length > 0 && others.every((other) => other === event));
  });

  it('leaves alone what is on its way to the wire when the clock is set', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration });
    for (const action of ['DataTransfer', 'SecurityEventNotification'] as const)
      world.central.intercept(action, () => silence);
    await world.seconds(10);
    void world.chargePoint().call('DataTransfer', { vendorId: 'com.example' });
    // It waits for its turn: one CALL at a time.
    world.chargePoint().security.raise('One');
    await synchronise(world, server);
    assert.equal(world.eventsTold().length, 0);
    await world.seconds(60);
    world.central.intercept('SecurityEventNotification', ({ usual }) => usual());
    await world.seconds(200);
    const [first, second] = world.eventsTold();
    assert.equal(first?.type, 'One');
    assert.deepEqual(second, first);
  });

  it('leaves alone what an earlier power-on has left behind', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration });
    await synchronise(world, server);
    await world.seconds(5);
    world.twin().setOnline(false);
    const first = Math.floor(world.clock.elapsed() / 1000);
    await visit(world);
    world.chargePoint().security.raise('One');
    world.powerCut();
    server.silent = true;
    world.network.failDials('refused');
    await world.powerOn();
    await world.seconds(20);
    const second = Math.floor(world.clock.elapsed() / 1000);
    world.chargePoint().security.raise('Two');
    await visit(world);
    await synchronise(world, server);
    world.network.failDials(undefined);
    world.twin().setOnline(true);
    await world.seconds(10);
    const since = (begin: number) => [20, 80, 140, 200, 220].map((each) => each + begin);
    assert.deepEqual(times(world), [...since(first), ...since(second)]);
    const events = world.eventsTold();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['SettingSystemTime', 'One', 'Two', 'SettingSystemTime'],
    );
    assert.deepEqual(
      events.slice(1, 3).map(({ timestamp }) => Math.floor(secondsOf(timestamp))),
      [first + 230, second],
    );
  });

  it('puts right what was recorded before a reset of the same power-on', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration, off: true });
    world.twin().setOnline(false);
    world.twin().start();
    await visit(world);
    world.chargePoint().reset('Hard');
    await world.seconds(20);
    await synchronise(world, server);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.deepEqual(times(world), [20, 80, 140, 200, 220]);
    assert.deepEqual(faults(world), []);
  });

  it('waits with its clock until the disk has room for the right times', async () => {
    let full = false;
    const { world, server } = await createTimelessWorld(-HOUR, {
      configuration,
      off: true,
      database: (database) => createFaultyDatabase(database, () => (full ? 'disk full' : undefined)),
    });
    world.twin().setOnline(false);
    world.twin().start();
    await visit(world);
    full = true;
    server.silent = false;
    await world.seconds(600);
    assert.equal(world.twin().clockState()?.kind, 'unsynchronised');
    assert.equal(world.twin().clock.now(), world.clock.now() - HOUR);
    full = false;
    await synchronise(world, server);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.deepEqual(times(world), [20, 80, 140, 200, 220]);
  });

  it('moves nothing when the clock is set again later', async () => {
    const { world, server } = await createTimelessWorld(-HOUR, { configuration });
    await synchronise(world, server);
    world.twin().setOnline(false);
    const from = Math.floor(world.clock.elapsed() / 1000);
    await visit(world);
    server.offsetMs = 10 * HOUR;
    await world.seconds(1_100);
    server.offsetMs = 0;
    await world.seconds(1_100);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.deepEqual(
      times(world),
      [20, 80, 140, 200, 220].map((each) => each + from),
    );
  });
});

describe('a reference charger that follows the Central System', () => {
  it('takes its time with the acceptance, before anything is told with another', async () => {
    const world = await createFollowingWorld(-20 * HOUR, { configuration });
    await world.seconds(1);
    assert.equal(world.twin().clock.now(), world.clock.now());
    assert.deepEqual(world.twin().clockState(), {
      kind: 'synchronised',
      at: Date.UTC(2026, 0, 1),
      offsetMs: 20 * HOUR,
    });
    const stamped = [...world.charger.requests('StatusNotification'), ...world.eventsTold()];
    assert.deepEqual([...new Set(stamped.map(({ timestamp }) => secondsOf(timestamp)))], [0]);
    assert.equal(everythingTold(world)[0], 'BootNotification');
    world.assertNoComplaints();
  });

  it('puts right what it has recorded offline', async () => {
    const world = await createFollowingWorld(-20 * HOUR, { configuration, off: true });
    world.twin().setOnline(false);
    world.twin().start();
    await visit(world);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.deepEqual(times(world), [20, 80, 140, 200, 220]);
    world.assertNoComplaints();
  });

  it('is set by Heartbeats, but not for 2 s', async () => {
    const world = await createFollowingWorld(0, { configuration: { ...configuration, HeartbeatInterval: '300' } });
    await world.seconds(1);
    const clock = () => world.twin().clock.now() - world.clock.now();
    for (const [lie, error] of [
      [2_000, 0],
      [-2_000, 0],
      [2_001, 2_001],
      [0, 0],
    ] as const) {
      world.central.intercept('Heartbeat', () => ({
        kind: 'reply',
        payload: { currentTime: new Date(world.clock.now() + lie).toISOString() },
      }));
      await world.seconds(300);
      assert.equal(clock(), error, `${lie}`);
    }
    assert.equal(world.eventsTold().length, 2);
  });

  it('does not take the time of a Central System that has not accepted it', async () => {
    const world = await createFollowingWorld(-HOUR, { off: true });
    world.charger.setBootPolicy({ status: 'Pending', interval: 50 });
    world.twin().start();
    await world.seconds(10);
    assert.equal(world.twin().clock.now(), world.clock.now() - HOUR);
  });
});

describe('a twin that nobody gives a clock that can be set', () => {
  it('says that clock.source is not acted on', async () => {
    const world = await createWorld({ file: { clock: { source: 'ntp' } } });
    assert.match(world.warnings.join(), /clock.source ntp is not acted on here/);
    assert.equal(world.twin().clockState(), undefined);
    assert.ok(moments(world, 'BootNotification').length > 0);
  });
});

/** Each start of the charger is one security event, which says why it starts (WP 8: StartupOfTheDevice, ResetOrReboot). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { createChargePoint } from '../../src/charge-point.ts';
import { MOST_WAITING } from '../../src/features/security/event-queue.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { isStartEvent, tellsOfStart } from '../support/start-events.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { createFirmwareWorld } from './firmware-world.ts';
import { createMortalWorld } from './mortal-world.ts';
import { calls, everythingTold, secondsOf } from './timeline.ts';

const POWER_ON = 'StartupOfTheDevice: power on';

/** What the Central System was told of starts: `type: techInfo`. */
const startsTold = ({ charger }: Pick<World, 'charger'>): readonly string[] =>
  charger
    .requests('SecurityEventNotification')
    .filter(isStartEvent)
    .map(({ type, techInfo }) => `${type}: ${techInfo}`);

async function reset(world: World, type: 'Soft' | 'Hard'): Promise<void> {
  void world.charger.call('Reset', { type });
  await world.clock.settle();
}

describe('a power-on', () => {
  it('is a StartupOfTheDevice, once, critical, and in the security log', async () => {
    const world = await createWorld();
    await world.seconds(1000);
    const event = { type: 'StartupOfTheDevice', techInfo: 'power on' };
    assert.deepEqual(world.charger.requests('SecurityEventNotification'), [
      { ...event, timestamp: '2026-01-01T00:00:00.000Z' },
    ]);
    assert.deepEqual(world.chargePoint().security.entries(), [{ ...event, at: Date.UTC(2026, 0, 1) }]);
    world.assertNoComplaints();
  });

  it('is told with its own time, however late', async () => {
    const world = await createWorld();
    world.powerCut();
    world.network.failDials('refused');
    await world.seconds(100);
    await world.powerOn();
    await world.seconds(500);
    world.network.failDials(undefined);
    await world.seconds(200);
    const [, second, ...more] = world.charger.requests('SecurityEventNotification');
    assert.deepEqual([second?.type, secondsOf(second?.timestamp)], ['StartupOfTheDevice', 100]);
    assert.deepEqual(more, []);
  });

  it('is the first event that there is, also with a cover that is open already', async () => {
    const world = await createWorld({ off: true });
    world.twin().board.raiseCause(0, 'tamper');
    world.twin().start();
    await world.seconds(1);
    assert.deepEqual(
      world
        .chargePoint()
        .security.entries()
        .map(({ type }) => type),
      ['StartupOfTheDevice', 'TamperDetectionActivated'],
    );
  });

  it('waits while the charger is Pending, and is in nobody’s way there', async () => {
    const world = await createWorld({ central: { boot: { status: 'Pending', interval: 100 } } });
    void world.charger.call('TriggerMessage', { requestedMessage: 'Heartbeat' });
    await world.seconds(99);
    assert.deepEqual(everythingTold(world), ['BootNotification', 'Heartbeat']);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    await world.seconds(1);
    assert.deepEqual(everythingTold(world, 2), [
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    world.assertNoComplaints();
  });

  it('takes turns with the transaction messages that wait', async () => {
    const world = await createWorld();
    await world.charge();
    world.twin().setOnline(false);
    await world.seconds(3600);
    world.powerCut();
    const before = world.charger.received.length;
    await world.powerOn();
    await world.seconds(60);
    const told = everythingTold(world, before);
    assert.deepEqual(told.slice(0, 3), ['BootNotification', 'StatusNotification', 'StatusNotification']);
    const place = told.indexOf('SecurityEventNotification');
    assert.ok(place >= 3 && place <= 4, String(told));
    assert.equal(told.at(-1), 'StopTransaction');
    world.assertNoComplaints();
  });
});

describe('a power cut', () => {
  it('that is over is another StartupOfTheDevice', async () => {
    const world = await createWorld();
    for (let cuts = 1; cuts <= 3; cuts += 1) {
      world.powerCut();
      await world.seconds(50);
      await world.powerOn();
      await world.seconds(50);
      assert.deepEqual(startsTold(world), Array(cuts + 1).fill(POWER_ON));
    }
    world.assertNoComplaints();
  });

  it('before the answer is no second event: the one that was not answered is told again, the same', async () => {
    const world = await createWorld({ off: true });
    world.charger.intercept('SecurityEventNotification', silence, { times: 1 });
    world.twin().start();
    await world.seconds(5);
    world.powerCut();
    await world.powerOn();
    await world.seconds(5);
    const [first, again, second, ...more] = world.charger.received.filter(tellsOfStart);
    assert.deepEqual([again?.messageId, again?.payload], [first?.messageId, first?.payload]);
    assert.notEqual(second?.messageId, first?.messageId);
    assert.deepEqual(more, []);
  });

  it('at any write of the start loses no start that is on disk, and tells none twice', async () => {
    for (let cuts = 0; ; cuts += 1) {
      const world = createMortalWorld({ ClockAlignedDataInterval: '0' });
      await world.powerOn(({ number }) => (number > cuts ? 'cut before' : undefined));
      await world.seconds(5);
      const survived = world.alive();
      await world.powerOn();
      await world.seconds(200);
      const told = new Set(world.charger.received.filter(tellsOfStart).map(({ messageId }) => messageId));
      const kept = world.twin().chargePoint().security.entries().filter(isStartEvent);
      assert.equal(told.size, kept.length, `after ${cuts} writes`);
      assert.ok(kept.length === 2 || (kept.length === 1 && !survived), `after ${cuts} writes: ${kept.length}`);
      if (survived) {
        assert.ok(cuts > 3, `${cuts} writes`);
        break;
      }
    }
  });
});

describe('a restart that was asked for', () => {
  for (const type of ['Soft', 'Hard'] as const) {
    it(`with a ${type} Reset is a ResetOrReboot that says so, once`, async () => {
      const world = await createWorld();
      await reset(world, type);
      await world.seconds(10);
      const told = [POWER_ON, `ResetOrReboot: ${type} reset by the Central System`];
      assert.deepEqual(startsTold(world), told);
      world.powerCut();
      await world.powerOn();
      await world.seconds(10);
      assert.deepEqual(startsTold(world), [...told, POWER_ON], 'the next start has its own cause');
      world.assertNoComplaints();
    });

    it(`by the charger itself, ${type}, says that`, async () => {
      const world = await createWorld();
      world.chargePoint().reset(type);
      await world.seconds(10);
      assert.deepEqual(startsTold(world).slice(1), [`ResetOrReboot: ${type} reset by the charge point itself`]);
    });
  }

  it('is told as the Hard one that it became while it waited', async () => {
    const world = await createWorld();
    await world.charge();
    world.charger.intercept('StopTransaction', silence);
    world.chargePoint().reset('Soft');
    await world.seconds(5);
    await reset(world, 'Hard');
    await world.seconds(100);
    assert.deepEqual(startsTold(world).slice(1), ['ResetOrReboot: Hard reset by the Central System']);
  });

  it('is told as that also when it took a new process', async () => {
    const world = await createWorld({ file: { reset: { mode: 'in-process', delayMs: 60_000 } } });
    await reset(world, 'Soft');
    await world.seconds(30);
    assert.equal(world.charger.connected, false);
    world.powerCut();
    await world.powerOn();
    await world.seconds(100);
    assert.deepEqual(startsTold(world).slice(1), ['ResetOrReboot: Soft reset by the Central System']);
  });

  it('and never happened leaves no trace: the next start is a power-on', async () => {
    const world = await createWorld({ off: true });
    const disk = createMemoryDisk();
    let attempts = 0;
    const begin = () => {
      const chargePoint = createChargePoint({
        ...world.startUp,
        identity: { chargePointId: 'CP001' },
        configuration: { ResetRetries: '2' },
        board: world.twin().board,
        store: createMemoryDatabase(disk).open('CP001'),
        transport: world.network.transport,
        clock: world.clock,
        random: createSeededRandom(attempts),
        log: silentLog,
        restart() {
          attempts += 1;
          throw new Error('the watchdog does not bite');
        },
      });
      chargePoint.start();
      return chargePoint;
    };
    const first = begin();
    await world.seconds(1);
    await reset(world, 'Hard');
    await world.seconds(60);
    assert.equal(attempts, 3);
    first.stop();
    begin();
    await world.seconds(5);
    assert.deepEqual(startsTold(world), [POWER_ON, POWER_ON]);
  });

  it('by new firmware is told first, and FirmwareUpdated once it runs', async () => {
    const world = await createFirmwareWorld();
    await world.update();
    await world.seconds(60);
    assert.equal(world.told().at(-1), 'Installed');
    assert.deepEqual(
      world.charger.requests('SecurityEventNotification').map(({ type, techInfo }) => `${type}: ${techInfo}`),
      [POWER_ON, 'ResetOrReboot: Soft reset by the charge point itself', `FirmwareUpdated: ${world.version()} runs`],
    );
    world.assertNoComplaints();
  });
});

describe('a start', () => {
  it('needs no room on the disk; where there is some, the next one is told', async () => {
    const world = createMortalWorld({ ClockAlignedDataInterval: '0' });
    await world.powerOn();
    await world.seconds(5);
    await world.powerOn(() => 'disk full');
    await world.seconds(5);
    assert.equal(world.twin().chargePoint().registration(), 'Accepted');
    assert.deepEqual(startsTold(world), [POWER_ON]);
    await world.powerOn();
    await world.seconds(5);
    assert.deepEqual(startsTold(world), [POWER_ON, POWER_ON]);
  });

  it('after a Reset that the disk had no room to note is told as a power-on', async () => {
    const world = createMortalWorld({ ClockAlignedDataInterval: '0' });
    let full = false;
    await world.powerOn(({ collection }) => (full && collection === 'restart' ? 'disk full' : undefined));
    full = true;
    void world.charger.call('Reset', { type: 'Hard' });
    await world.seconds(10);
    assert.equal(world.charger.connections, 2);
    assert.deepEqual(startsTold(world), [POWER_ON, POWER_ON]);
  });

  it(`every few seconds, for hours and offline, is remembered ${MOST_WAITING} times and no more`, async () => {
    const world = await createWorld();
    world.network.failDials('refused');
    for (let starts = 0; starts < MOST_WAITING + 20; starts += 1) {
      world.powerCut();
      await world.seconds(10);
      await world.powerOn();
    }
    world.network.failDials(undefined);
    const before = startsTold(world).length;
    await world.clock.runUntil(() => world.charger.connected, 600_000);
    await world.seconds(5);
    assert.equal(startsTold(world).length - before, MOST_WAITING);
    await world.charge(CARD);
    assert.equal(calls(world, ['StartTransaction']).length, 1);
    world.assertNoComplaints();
  });
});

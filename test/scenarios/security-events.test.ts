/** Critical security events: told in order, with their times, and never lost (WP A04). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, hangUp, late, replyAnything, silence, wireText } from '../../src/central/scripted-answer.ts';
import { MOST_WAITING } from '../../src/features/security/event-queue.ts';
import { securityEvents } from '../../src/features/security/events.ts';
import { isStartEvent, tellsOfStart } from '../support/start-events.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { createMortalWorld } from './mortal-world.ts';
import { actionsTold, calls, everythingTold, moments, secondsOf } from './timeline.ts';

const told = (world: World) => world.eventsTold().map(({ type, timestamp }) => [type, secondsOf(timestamp)]);

const raise = (world: World, type: string, techInfo?: string) => world.chargePoint().security.raise(type, techInfo);

/** Nothing is wrong but that the white paper does not know the types that were raised. */
function assertOnlyOwnTypes({ charger }: World): void {
  assert.deepEqual(
    charger.complaints.filter(({ kind }) => kind !== 'security-event').map(({ message }) => message),
    [],
  );
}

describe('a critical security event', () => {
  it('is told at once, once', async () => {
    const world = await createWorld();
    await world.seconds(7);
    raise(world, 'TamperDetectionActivated', 'the cover');
    await world.seconds(100);
    assert.deepEqual(world.eventsTold(), [
      { type: 'TamperDetectionActivated', timestamp: '2026-01-01T00:00:07.000Z', techInfo: 'the cover' },
    ]);
    assert.deepEqual(moments(world, 'SecurityEventNotification'), [7]);
    world.assertNoComplaints();
  });

  it('is one of those that the white paper calls critical', async () => {
    const world = await createWorld();
    const before = world.charger.requests('SecurityEventNotification').length;
    for (const type of Object.keys(securityEvents)) raise(world, type);
    await world.seconds(1);
    assert.deepEqual(
      world.charger
        .requests('SecurityEventNotification')
        .slice(before)
        .map(({ type }) => type),
      [
        'FirmwareUpdated',
        'SettingSystemTime',
        'StartupOfTheDevice',
        'ResetOrReboot',
        'SecurityLogWasCleared',
        'MemoryExhaustion',
        'TamperDetectionActivated',
      ],
    );
  });

  it('waits for the acceptance, behind the BootNotification', async () => {
    const world = await createWorld({ off: true });
    world.charger.setBootPolicy({ status: 'Pending', interval: 50 });
    raise(world, 'TamperDetectionActivated');
    world.twin().start();
    await world.seconds(49);
    raise(world, 'SettingSystemTime');
    assert.deepEqual(told(world), []);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    await world.seconds(2);
    assert.deepEqual(told(world), [
      ['TamperDetectionActivated', 0],
      ['SettingSystemTime', 49],
    ]);
    assert.deepEqual(everythingTold(world).slice(0, 2), ['BootNotification', 'BootNotification']);
  });

  it('that happens offline is told after the outage, in order, with its time', async () => {
    const world = await createWorld();
    world.twin().setOnline(false);
    for (const type of ['One', 'Two', 'Three']) {
      await world.seconds(100);
      raise(world, type);
    }
    await world.seconds(100);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(told(world), [
      ['One', 100],
      ['Two', 200],
      ['Three', 300],
    ]);
    assert.deepEqual(moments(world, 'SecurityEventNotification'), [400, 400, 400]);
    assertOnlyOwnTypes(world);
  });

  it('survives a power cut', async () => {
    const world = await createWorld();
    world.twin().setOnline(false);
    await world.seconds(10);
    for (const type of ['One', 'Two']) raise(world, type);
    world.powerCut();
    await world.seconds(500);
    await world.powerOn();
    await world.seconds(1);
    assert.deepEqual(told(world), [
      ['One', 10],
      ['Two', 10],
    ]);
    world.powerCut();
    await world.powerOn();
    await world.seconds(1000);
    assert.equal(told(world).length, 2, 'and is told once');
  });

  it('survives a power cut at any write: one that is on disk is told, the same each time', async () => {
    for (let cuts = 0; ; cuts += 1) {
      const world = createMortalWorld({ ClockAlignedDataInterval: '0' });
      let writes = 0;
      let raising = false;
      await world.powerOn(() => {
        if (raising) writes += 1;
        return writes > cuts ? 'cut before' : undefined;
      });
      raising = true;
      let stored = 0;
      try {
        for (const type of ['One', 'Two', 'Three']) {
          world.twin().chargePoint().security.raise(type);
          stored += 1;
        }
      } catch {
        assert.ok(!world.alive());
      }
      await world.seconds(5);
      const survived = world.alive();
      await world.powerOn();
      await world.seconds(100);
      const received = world.charger.received.filter(
        (call) => call.action === 'SecurityEventNotification' && !tellsOfStart(call),
      );
      const distinct = [...new Map(received.map(({ messageId, payload }) => [messageId, payload])).values()];
      assert.deepEqual(
        distinct.map((payload) => (payload as { type: string }).type),
        ['One', 'Two', 'Three'].slice(0, stored),
        `after ${cuts} writes`,
      );
      const logged = world
        .twin()
        .chargePoint()
        .security.entries()
        .filter((event) => !isStartEvent(event));
      assert.deepEqual(
        logged.map(({ type }) => type),
        ['One', 'Two', 'Three'].slice(0, stored),
        'what is told is in the log, and nothing else',
      );
      if (survived) {
        assert.equal(cuts, 12, 'an event, its place in the log, their commit and its end are a write each');
        break;
      }
    }
  });

  it('that nobody answers is told again, ever more seldom, until somebody does', async () => {
    const world = await createWorld();
    world.charger.intercept('SecurityEventNotification', silence, { times: 4 });
    raise(world, 'One');
    raise(world, 'Two');
    await world.seconds(800);
    const [first, ...others] = calls(world, ['SecurityEventNotification']);
    assert.deepEqual(moments(world, 'SecurityEventNotification').map(Math.round), [0, 90, 240, 450, 720, 720]);
    for (const repeated of others.slice(0, 4)) {
      assert.deepEqual([repeated.messageId, repeated.payload], [first?.messageId, first?.payload]);
    }
    assert.deepEqual(
      told(world).map(([type]) => type),
      ['One', 'One', 'One', 'One', 'One', 'Two'],
    );
  });

  it('that is never answered is still told after days, once an hour', async () => {
    const world = await createWorld();
    world.charger.intercept('SecurityEventNotification', silence);
    raise(world, 'One');
    await world.seconds(6 * 86_400);
    const at = moments(world, 'SecurityEventNotification');
    assert.ok(at.length > 140 && at.length < 200, String(at.length));
    assert.equal(Math.round((at.at(-1) ?? 0) - (at.at(-2) ?? 0)), 3630);
  });

  for (const [what, answer] of [
    ['a CALLERROR', callError('InternalError')],
    ['an answer that is no frame', wireText((id) => `[3,"${id}"]`)],
    ['an answer that is no object', replyAnything('yes')],
  ] as const) {
    it(`that is met with ${what} is told three times, and does not hold up the next for longer`, async () => {
      const world = await createWorld();
      world.charger.intercept('SecurityEventNotification', answer, { times: 3 });
      raise(world, 'One');
      raise(world, 'Two');
      await world.seconds(600);
      assert.deepEqual(moments(world, 'SecurityEventNotification'), [0, 60, 180, 180]);
      assert.deepEqual(
        told(world).map(([type]) => type),
        ['One', 'One', 'One', 'Two'],
      );
    });
  }

  it('is refused as often over a power cut as without', async () => {
    const world = await createWorld();
    world.charger.intercept('SecurityEventNotification', callError('InternalError'));
    raise(world, 'One');
    await world.seconds(70);
    world.powerCut();
    await world.powerOn();
    await world.seconds(1000);
    assert.equal(told(world).length, 3);
  });

  for (const code of ['NotImplemented', 'NotSupported']) {
    it(`is told once to a Central System that answers ${code}`, async () => {
      const world = await createWorld();
      world.charger.intercept('SecurityEventNotification', callError(code));
      raise(world, 'One');
      raise(world, 'Two');
      await world.seconds(600);
      assert.deepEqual(
        told(world).map(([type]) => type),
        ['One', 'Two'],
      );
    });
  }

  it('whose connection is lost is told again on the next one, the same', async () => {
    const world = await createWorld();
    world.charger.intercept('SecurityEventNotification', hangUp, { times: 1 });
    raise(world, 'One');
    await world.seconds(30);
    const [first, second, ...more] = calls(world, ['SecurityEventNotification']);
    assert.deepEqual([second?.messageId, second?.payload], [first?.messageId, first?.payload]);
    assert.deepEqual(more, []);
  });

  it('that a Central System cannot bear does not keep the transactions from being told', async () => {
    const world = await createWorld({ configuration: { RetryBackoffRandomRange: '0' } });
    world.charger.intercept('SecurityEventNotification', hangUp);
    await world.charge();
    raise(world, 'One');
    await world.seconds(600);
    world.twin().board.swipe(CARD);
    await world.seconds(120);
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind),
      ['stopped'],
    );
    assert.ok(told(world).length < 8, 'ever more seldom');
  });

  it('is dropped only when far too many wait: the oldest', async () => {
    const world = await createWorld();
    world.twin().setOnline(false);
    for (let number = 1; number <= MOST_WAITING + 3; number += 1) raise(world, `Event ${number}`);
    world.twin().setOnline(true);
    await world.seconds(1);
    const types = told(world).map(([type]) => type);
    assert.equal(types.length, MOST_WAITING);
    assert.deepEqual([types[0], types.at(-1)], ['Event 4', `Event ${MOST_WAITING + 3}`]);
  });

  it('has a type and an info that fit, whoever raised it', async () => {
    const world = await createWorld();
    raise(world, 'T'.repeat(60), 'i'.repeat(300));
    await world.seconds(1);
    const [event] = world.eventsTold();
    assert.deepEqual([event?.type.length, event?.techInfo?.length], [50, 255]);
    assertOnlyOwnTypes(world);
  });

  it('that cannot be stored is not told, and whoever raised it is told so', async () => {
    const world = createMortalWorld({ ClockAlignedDataInterval: '0' });
    let full = false;
    await world.powerOn(() => (full ? 'disk full' : undefined));
    const { security } = world.twin().chargePoint();
    full = true;
    assert.throws(() => security.raise('One'), /disk is full/);
    full = false;
    security.raise('Two');
    full = true;
    await world.seconds(25);
    full = false;
    await world.seconds(100);
    const received = world.eventsTold().map(({ type }) => type);
    assert.deepEqual(received, ['Two'], 'nor is one told twice whose end cannot be stored for a while');
  });
});

describe('many security events and many transaction messages', () => {
  it('take turns', async () => {
    const world = await createWorld({
      configuration: { MeterValueSampleInterval: '10', ClockAlignedDataInterval: '0' },
    });
    await world.charge();
    world.twin().setOnline(false);
    for (let number = 0; number < 20; number += 1) {
      raise(world, `Event ${number}`);
      await world.seconds(20);
    }
    for (const action of ['MeterValues', 'SecurityEventNotification'] as const) {
      world.charger.intercept(action, ({ usual }) => late(100, usual() as never));
    }
    const before = world.charger.received.length;
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.deepEqual(
      actionsTold(world, before)
        .filter((action) => action !== 'StatusNotification')
        .slice(0, 40),
      Array.from({ length: 20 }, () => ['MeterValues', 'SecurityEventNotification']).flat(),
    );
    assert.deepEqual(
      told(world).map(([type]) => type),
      Array.from({ length: 20 }, (_, number) => `Event ${number}`),
    );
    assertOnlyOwnTypes(world);
  });

  it('take turns also when the events were first', async () => {
    const world = await createWorld();
    world.charger.intercept('SecurityEventNotification', ({ usual }) => late(1_000, usual()));
    for (let number = 0; number < 100; number += 1) raise(world, `Event ${number}`);
    await world.seconds(3);
    await world.charge();
    await world.seconds(5);
    const [start] = calls(world, ['StartTransaction']);
    const [preparing] = calls(world, ['Authorize']);
    assert.ok(start !== undefined && preparing !== undefined);
    assert.ok(start.at - preparing.at <= 2_000, `${start.at - preparing.at} ms`);
    assert.ok(told(world).length < 20);
  });
});

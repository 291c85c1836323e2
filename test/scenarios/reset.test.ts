import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, late, reply, silence } from '../../src/central/scripted-answer.ts';
import { createChargePoint } from '../../src/charge-point.ts';
import { silentLog } from '../../src/log/log.ts';
import type { ResetType } from '../../src/ocpp16/types.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createFaultyDatabase } from '../../src/store/faulty.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createTwin } from '../../src/twin.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { actionsTold, calls, everythingTold, now, secondsOf } from './timeline.ts';

async function reset(world: World, type: ResetType): Promise<void> {
  const answer = world.charger.call('Reset', { type });
  await world.clock.settle();
  assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
}

/** What passed between the two, both ways, from the Reset on: CALLs by their action, answers as such. */
function conversation(world: World, from: number): readonly string[] {
  return world.charger.frames
    .slice(from)
    .filter(({ kind }) => kind === 'call' || kind === 'result')
    .map(({ direction, kind, action }) => `${direction === 'in' ? 'charger' : 'central'}: ${kind} ${action}`);
}

/** A charge point on the world's board whose every restart fails, started and booted; `attempted` hears of each one. */
async function startThatCannotRestart(world: World, resetRetries: number, attempted = () => {}): Promise<void> {
  const chargePoint = createChargePoint({
    ...world.startUp,
    identity: { chargePointId: 'CP001' },
    configuration: { ResetRetries: String(resetRetries) },
    board: world.twin().board,
    store: createMemoryDatabase().open('CP001'),
    transport: world.network.transport,
    clock: world.clock,
    random: createSeededRandom(1),
    log: silentLog,
    restart() {
      attempted();
      throw new Error('the watchdog does not bite');
    },
  });
  chargePoint.start();
  await world.seconds(1);
}

/** For how many seconds a reset waits for a Central System that does not answer. */
const patience = { Soft: 60, Hard: 3 } as const;

for (const type of ['Soft', 'Hard'] as const) {
  describe(`a ${type} reset`, () => {
    it('with a transaction answers first, tells the end of the transaction, goes, and comes back', async () => {
      const world = await createWorld();
      await world.charge();
      await world.seconds(100);
      const from = world.charger.frames.length;
      const before = world.charger.received.length;
      await reset(world, type);
      await world.seconds(10);
      assert.deepEqual(conversation(world, from).slice(0, 2), ['central: call Reset', 'charger: result Reset']);
      assert.deepEqual(
        actionsTold(world, before).filter((action) => action !== 'StatusNotification'),
        ['StopTransaction', 'BootNotification'],
      );
      const [stop] = world.charger.requests('StopTransaction');
      assert.deepEqual([stop?.transactionId, stop?.reason], [1, `${type}Reset`]);
      assert.equal(stop?.meterStop, world.twin().board.connectors[0]?.meter().energyWh);
      assert.equal(world.charger.connections, 2);
      assert.equal(world.chargePoint().registration(), 'Accepted');
      world.assertNoComplaints();
    });

    it('finds the car still plugged in, and charges nobody without a card', async () => {
      const world = await createWorld();
      await world.charge();
      await reset(world, type);
      await world.seconds(10);
      const { energyWh } = world.twin().board.connectors[0]?.meter() ?? {};
      assert.equal(world.twin().board.car(1).plugged, true);
      assert.equal(world.charger.status(1), 'Preparing');
      await world.seconds(600);
      assert.equal(world.twin().board.connectors[0]?.meter().energyWh, energyWh);
      world.twin().board.swipe(CARD);
      await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 30_000);
      assert.equal(world.charger.requests('StartTransaction').length, 2);
      world.assertNoComplaints();
    });

    it('without a transaction is a new start at once', async () => {
      const world = await createWorld();
      await reset(world, type);
      await world.seconds(3);
      assert.equal(world.charger.connections, 2);
      assert.deepEqual(everythingTold(world, 4), [
        'BootNotification',
        'StatusNotification',
        'StatusNotification',
        'SecurityEventNotification',
      ]);
      assert.ok(world.charger.received.slice(4).every(({ at }) => secondsOf(at) < 3));
      world.assertNoComplaints();
    });

    it('forgets no configuration', async () => {
      const world = await createWorld();
      await world.configure('MeterValueSampleInterval', '17');
      await reset(world, type);
      await world.seconds(5);
      assert.equal((await world.key('MeterValueSampleInterval'))?.value, '17');
    });

    it('takes back a card that waits for its car', async () => {
      const world = await createWorld();
      world.twin().board.swipe(CARD);
      await world.seconds(1);
      await reset(world, type);
      await world.seconds(5);
      world.twin().board.plugIn(1);
      await world.seconds(5);
      assert.deepEqual(world.charger.requests('StartTransaction'), []);
      world.assertNoComplaints();
    });

    it(`J27: waits ${patience[type]} s for a StopTransaction that is not answered, and tells it after the start, the same`, async () => {
      const world = await createWorld();
      await world.charge();
      world.charger.intercept('StopTransaction', silence, { times: 1 });
      const begin = now(world);
      await reset(world, type);
      await world.seconds(200);
      const stops = calls(world, ['StopTransaction']);
      assert.equal(stops.length, 2);
      assert.deepEqual([stops[1]?.messageId, stops[1]?.payload], [stops[0]?.messageId, stops[0]?.payload]);
      const [, boot] = calls(world, ['BootNotification']);
      const waited = secondsOf(boot?.at) - begin;
      assert.ok(waited > patience[type] - 1 && waited < patience[type] + 3, String(waited));
      assert.deepEqual(
        actionsTold(world).filter((action) => action === 'BootNotification' || action === 'StopTransaction'),
        ['BootNotification', 'StopTransaction', 'BootNotification', 'StopTransaction'],
      );
      assert.deepEqual(
        world.charger.transactions.map(({ state }) => state.kind === 'stopped' && state.reason),
        [`${type}Reset`],
      );
      world.assertNoComplaints();
    });

    it('of its own does not wait for a Central System that is not there, and is told as Reboot (S 7.36)', async () => {
      const world = await createWorld();
      await world.charge();
      world.network.failDials('refused');
      world.network.connections()[0]?.cut();
      await world.seconds(1);
      world.chargePoint().reset(type);
      await world.seconds(3);
      world.network.failDials(undefined);
      await world.seconds(200);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['Reboot'],
      );
      world.assertNoComplaints();
    });

    it('lets no transaction slip in while it waits, by card or by order', async () => {
      const world = await createWorld();
      await world.charge();
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      world.charger.intercept('StopTransaction', ({ usual }) => late(20_000, usual()));
      await reset(world, type);
      await world.seconds(2);
      world.twin().board.swipe(CARD);
      void world.charger.call('RemoteStartTransaction', { idTag: OTHER_CARD, connectorId: 1 });
      await world.seconds(200);
      assert.equal(world.charger.transactions.length, 2);
      for (const { state } of world.charger.transactions) {
        assert.equal(state.kind, 'stopped');
        assert.notEqual(state.kind === 'stopped' && state.reason, 'PowerLoss');
      }
      assert.equal(calls(world, ['BootNotification']).length, 2);
      world.assertNoComplaints();
    });

    it('comes before a remote start that the Central System is still asked about', async () => {
      const world = await createWorld({
        configuration: { AuthorizeRemoteTxRequests: 'true', LocalPreAuthorize: 'false' },
      });
      await world.charge();
      // What is to be told again in a minute is what the reset waits for.
      world.charger.intercept('StopTransaction', callError('InternalError'), { times: 1 });
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      world.charger.intercept('Authorize', ({ usual }) => late(5_000, usual()));
      const start = world.charger.call('RemoteStartTransaction', { idTag: OTHER_CARD, connectorId: 1 });
      await world.clock.settle();
      assert.deepEqual(await start, { kind: 'confirmed', payload: { status: 'Accepted' } });
      await reset(world, type);
      await world.seconds(200);
      assert.deepEqual(
        world.charger.requests('Authorize').map(({ idTag }) => idTag),
        [CARD, OTHER_CARD],
      );
      assert.equal(calls(world, ['BootNotification']).length, 2);
      assert.equal(world.charger.transactions.length, 1);
      world.assertNoComplaints();
    });

    it('that is asked for twice happens once', async () => {
      const world = await createWorld();
      await world.charge();
      await reset(world, type);
      await reset(world, 'Hard');
      await world.seconds(30);
      assert.equal(world.charger.connections, 2);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        [`${type}Reset`],
      );
      world.assertNoComplaints();
    });

    it('of its own into a dead connection is no different: the stop is told once the charger is back, and once', async () => {
      const world = await createWorld({ configuration: { WebSocketPingInterval: '0' } });
      await world.charge();
      world.network.connections()[0]?.halfOpen();
      world.chargePoint().reset(type);
      await world.seconds(patience[type] + 10);
      assert.equal(world.chargePoint().registration(), 'Accepted');
      await world.seconds(300);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ transactionId, reason }) => [transactionId, reason]),
        [[1, 'Reboot']],
      );
      world.assertNoComplaints();
    });

    it('waits for a disk that has no room, so that the end of the transaction is told as what it was', async () => {
      let full = false;
      const world = await createWorld({
        database: (database) =>
          createFaultyDatabase(database, ({ collection }) =>
            full && collection !== 'meter' ? 'disk full' : undefined,
          ),
      });
      await world.charge();
      full = true;
      await reset(world, type);
      await world.seconds(25);
      assert.equal(world.charger.connections, 1);
      full = false;
      await world.seconds(30);
      assert.equal(world.charger.connections, 2);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        [`${type}Reset`],
      );
    });

    it('while Finishing ends nothing twice, and lets go of a cable that was held for its owner', async () => {
      const world = await createWorld();
      world.charger.intercept('StartTransaction', reply({ transactionId: 5, idTagInfo: { status: 'Blocked' } }));
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(30);
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(world.chargePoint().charger.view(1).locked, true);
      await reset(world, type);
      await world.seconds(10);
      assert.equal(world.charger.connections, 2);
      assert.equal(world.charger.status(1), 'Preparing');
      assert.equal(world.chargePoint().charger.view(1).locked, false);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ reason }) => reason),
        ['DeAuthorized'],
      );
    });

    it('that fails is tried again ResetRetries times, and then the charger goes on', async () => {
      const world = await createWorld({ off: true });
      let attempts = 0;
      await startThatCannotRestart(world, 3, () => {
        attempts += 1;
      });
      await reset(world, type);
      await world.seconds(60);
      assert.equal(attempts, 1 + 3);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
      await reset(world, type);
      await world.seconds(60);
      assert.equal(attempts, 2 * (1 + 3), 'another reset is another matter');
      assert.equal(world.charger.connections, 1);
      world.assertNoComplaints();
    });
  });
}

describe('a reset that fails for good', () => {
  it('is told as ResetFailure by a reference, which goes on', async () => {
    const world = await createWorld({ model: 'reference', off: true });
    await startThatCannotRestart(world, 0);
    await reset(world, 'Soft');
    await world.seconds(60);
    assert.deepEqual(
      world.charger
        .requests('StatusNotification')
        .map(({ connectorId, status, errorCode, info }) => [connectorId, status, errorCode, info])
        .slice(2),
      [
        [0, 'Available', 'ResetFailure', 'a reset has failed'],
        [1, 'Available', 'ResetFailure', 'a reset has failed'],
      ],
    );
    world.assertNoComplaints();
  });
});

describe('a Hard reset while a Soft one waits', () => {
  it('does not wait any longer than a Hard one, and ends nothing twice', async () => {
    const world = await createWorld();
    await world.charge();
    world.charger.intercept('StopTransaction', silence, { times: 1 });
    await reset(world, 'Soft');
    await world.seconds(20);
    assert.equal(calls(world, ['BootNotification']).length, 1);
    await reset(world, 'Soft');
    await world.seconds(10);
    assert.equal(calls(world, ['BootNotification']).length, 1, 'another Soft one changes nothing');
    await reset(world, 'Hard');
    await world.seconds(patience.Hard + 3);
    assert.equal(calls(world, ['BootNotification']).length, 2);
    await world.seconds(200);
    assert.equal(calls(world, ['BootNotification']).length, 2);
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind === 'stopped' && state.reason),
      ['SoftReset'],
    );
    world.assertNoComplaints();
  });
});

describe('a reset with transactions that are still to be told', () => {
  it('leaves them for after the start when it is a Hard one: all of them, in order, once', async () => {
    const world = await createWorld();
    await world.charge();
    world.twin().setOnline(false);
    await world.seconds(600);
    world.charger.intercept('MeterValues', ({ usual }) => late(1_000, usual()));
    world.twin().setOnline(true);
    await world.clock.settle();
    const before = world.charger.received.length;
    await reset(world, 'Hard');
    await world.seconds(60);
    const told = actionsTold(world, before).filter((action) => action !== 'StatusNotification');
    const boot = told.indexOf('BootNotification');
    assert.ok(boot > 0 && boot < 8, String(told));
    assert.equal(told.at(-1), 'StopTransaction');
    const moments = calls(world, ['MeterValues']).map(({ messageId }) => messageId);
    // What was unanswered when the charger went is told again, the same.
    assert.equal(moments.length - new Set(moments).size, 1);
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind === 'stopped' && state.reason),
      ['HardReset'],
    );
    world.assertNoComplaints();
  });

  it('tells them first when that takes no more than a minute', async () => {
    const world = await createWorld();
    await world.charge();
    world.twin().setOnline(false);
    await world.seconds(600);
    world.charger.intercept('MeterValues', ({ usual }) => late(1_000, usual()));
    world.twin().setOnline(true);
    await world.clock.settle();
    const before = world.charger.received.length;
    await reset(world, 'Soft');
    await world.seconds(30);
    const told = actionsTold(world, before);
    assert.ok(told.indexOf('StopTransaction') < told.indexOf('BootNotification'), String(told));
    world.assertNoComplaints();
  });

  it('keeps what is refused for after the start, and its attempts', async () => {
    const world = await createWorld();
    await world.charge();
    world.charger.intercept('StopTransaction', callError('InternalError'), { times: 2 });
    await reset(world, 'Soft');
    await world.seconds(400);
    const stops = calls(world, ['StopTransaction']).map(({ at }) => secondsOf(at));
    assert.equal(stops.length, 3);
    assert.ok(Math.abs((stops[1] ?? 0) - (stops[0] ?? 0) - 60) < 3, String(stops));
    assert.ok(Math.abs((stops[2] ?? 0) - (stops[1] ?? 0) - 120) < 3, String(stops));
    world.assertNoComplaints();
  });
});

describe('a reset of a charger with several connectors', () => {
  it('ends every transaction', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }, { id: 3 }] } });
    for (const [connector, card] of [
      [1, CARD],
      [3, OTHER_CARD],
    ] as const) {
      world.twin().board.plugIn(connector);
      await world.clock.settle();
      world.twin().board.swipe(card);
      await world.seconds(5);
    }
    await reset(world, 'Hard');
    await world.seconds(10);
    assert.deepEqual(
      world.charger.transactions.map(({ connectorId, state }) => [
        connectorId,
        state.kind === 'stopped' && state.reason,
      ]),
      [
        [1, 'HardReset'],
        [3, 'HardReset'],
      ],
    );
    assert.deepEqual(
      [1, 2, 3].map((id) => world.charger.status(id)),
      ['Preparing', 'Available', 'Preparing'],
    );
    world.assertNoComplaints();
  });
});

describe('a reset by ending the process', () => {
  it('ends it once, after everything is told, and starts nothing itself', async () => {
    const world = await createWorld({ off: true, file: { reset: { mode: 'exit', delayMs: 500 } } });
    let exits = 0;
    const twin = createTwin({
      startUp: world.startUp,
      store: createMemoryDatabase().open('CP001'),
      transport: world.network.transport,
      clock: world.clock,
      random: createSeededRandom(1),
      log: silentLog,
      exit: () => {
        exits += 1;
      },
    });
    twin.start();
    await world.clock.settle();
    twin.board.plugIn(1);
    twin.board.swipe(CARD);
    await world.seconds(10);
    await reset(world, 'Soft');
    assert.equal(exits, 0);
    await world.seconds(60);
    assert.equal(exits, 1);
    assert.deepEqual([world.charger.connected, world.charger.connections], [false, 1]);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'SoftReset');
    world.assertNoComplaints();
  });
});

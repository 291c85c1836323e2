/** What becomes of transaction messages when more have to wait than there is room for (wishes J4, E4 3.89). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, late } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, MOTHER, OTHER_CARD, type World, type WorldOptions } from '../support/world.ts';
import { createMortalWorld } from './mortal-world.ts';
import { actionsTold, calls, moments, now, secondsOf, transactionCalls } from './timeline.ts';

/** A sample each 10 s, and none by the clock. */
const sampling = {
  MeterValueSampleInterval: '10',
  ClockAlignedDataInterval: '0',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  StopTxnSampledData: '',
};

/** A charger whose queue has so much room, and which knows the cards, so that it charges offline; at second 100. */
async function createBounded(bound: number, options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({
    ...options,
    configuration: { ...sampling, ...options.configuration },
    file: { vendorConfiguration: { MessageQueueSizeThreshold: String(bound) }, ...options.file },
  });
  for (const card of [CARD, OTHER_CARD]) for (const _ of [1, 2]) world.twin().board.swipe(card);
  await world.seconds(100);
  return world;
}

/** From plug to plug, with so many seconds of energy; it begins at once. */
async function visit(world: World, seconds: number, card = CARD): Promise<void> {
  world.twin().board.plugIn(1);
  world.twin().board.swipe(card);
  await world.seconds(seconds);
  world.twin().board.swipe(card);
  await world.seconds(1);
  world.twin().board.plugOut(1);
  await world.seconds(1);
}

/** The transaction messages that were told, each with the second that it is about: `start 100`, `1: 110`, `outside 120`, `stop 200`. */
function told(world: World, from = 0): readonly string[] {
  return transactionCalls(world, from).map(({ action, payload }) => {
    const { timestamp, meterValue, connectorId, transactionId } = payload as {
      timestamp?: string;
      meterValue?: readonly { timestamp: string }[];
      connectorId?: number;
      transactionId?: number;
    };
    const second = Math.floor(secondsOf(timestamp ?? meterValue?.[0]?.timestamp));
    if (action !== 'MeterValues') return `${action === 'StartTransaction' ? 'start' : 'stop'} ${second}`;
    return `${transactionId === undefined ? `outside of ${connectorId}` : transactionId}: ${second}`;
  });
}

const events = (world: World) => world.eventsTold().map(({ type, timestamp }) => [type, secondsOf(timestamp)]);

const every = (first: number, step: number, last: number) =>
  Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);

describe('more messages than there is room for', () => {
  it('lose the 1st, the 3rd, the 5th value of a transaction; the start, the stop, the order and the times stay', async () => {
    const world = await createBounded(10);
    world.twin().setOnline(false);
    // The start and nine values are 10; the tenth value makes five others go.
    await visit(world, 105);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.deepEqual(told(world), ['start 100', '1: 120', '1: 140', '1: 160', '1: 180', '1: 200', 'stop 205']);
    world.assertNoComplaints();
  });

  it('lose more and more of a long transaction, evenly, and nothing else', async () => {
    const world = await createBounded(40);
    world.twin().setOnline(false);
    await visit(world, 10_000);
    assert.ok(world.chargePoint().records.queueLength() <= 41);
    world.twin().setOnline(true);
    await world.seconds(5);
    const seconds = world.charger.requests('MeterValues').map(({ meterValue }) => secondsOf(meterValue[0]?.timestamp));
    assert.ok(seconds.length >= 20, `${seconds.length} are left`);
    const gaps = seconds.map((second, index) => second - (seconds[index - 1] ?? 100));
    assert.ok(Math.max(...gaps) <= 640, String(gaps));
    assert.deepEqual([told(world)[0], told(world).at(-1)], ['start 100', 'stop 10100']);
    world.assertNoComplaints();
  });

  for (const [outage, outside] of [
    // The start and two values each 100 s are 16 at 900, before the second one of then; it makes three others go.
    [850, [200, 400, 600, 800, 900]],
    // The start and 15 values of the transaction are 16.
    [1550, []],
  ] as const) {
    it(`lose what is outside of transactions before anything of a transaction: in ${outage} s`, async () => {
      const world = await createBounded(16, {
        model: 'reference',
        file: {
          connectors: [{ id: 1 }, { id: 2 }],
          vendorConfiguration: { MessageQueueSizeThreshold: '16' },
        },
        configuration: { MeterValueSampleInterval: '0', ClockAlignedDataInterval: '100' },
      });
      const before = world.charger.received.length;
      world.twin().setOnline(false);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD, [1]);
      await world.seconds(outage);
      world.twin().setOnline(true);
      await world.seconds(5);
      const lines = told(world, before);
      assert.equal(lines[0], 'start 100');
      assert.deepEqual(
        lines.filter((line) => line.startsWith('1: ')),
        every(200, 100, 100 + outage).map((second) => `1: ${second}`),
      );
      assert.deepEqual(
        lines.filter((line) => line.startsWith('outside')),
        outside.map((second) => `outside of 2: ${second}`),
      );
      world.assertNoComplaints();
    });
  }

  it('are all there as far as they are starts and stops, however little room there is', async () => {
    const world = await createBounded(1);
    world.twin().setOnline(false);
    for (const card of [CARD, OTHER_CARD, CARD]) await visit(world, 50, card);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.deepEqual(told(world), ['start 100', 'stop 150', 'start 152', 'stop 202', 'start 204', 'stop 254']);
    const transactions = world.charger.transactions;
    assert.deepEqual(
      transactions.map(({ idTag, state }) => [idTag, state.kind]),
      [CARD, OTHER_CARD, CARD].map((card) => [card, 'stopped']),
    );
    assert.equal(world.warnings.filter((line) => line.includes('no room')).length, 1, 'logged once');
    world.assertNoComplaints();
  });

  it('are 10,000 unless told otherwise, and nobody can change that from afar', async () => {
    const world = await createWorld();
    assert.deepEqual(await world.key('MessageQueueSizeThreshold'), { value: '10000', readonly: true });
    assert.equal(await world.configure('MessageQueueSizeThreshold', '5'), 'Rejected');
  });

  it('have room for no more after a power cut', async () => {
    const world = await createBounded(10);
    world.network.failDials('refused');
    world.network.connections()[0]?.cut();
    for (let life = 0; life < 3; life += 1) {
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(200);
      assert.ok(world.chargePoint().records.queueLength() <= 10 + 2 * life + 1);
      world.powerCut();
      await world.powerOn();
    }
    world.network.failDials(undefined);
    await world.seconds(60);
    const milestones = told(world).filter((line) => !line.includes(':'));
    assert.deepEqual(
      milestones.map((line) => line.split(' ')[0]),
      ['start', 'stop', 'start', 'stop', 'start', 'stop'],
    );
    world.assertNoComplaints();
  });
});

describe('a disk that is full when values have to make room', () => {
  it('loses the value that was to be stored, and nothing that was there', async () => {
    const world = createMortalWorld({ ...sampling, MessageQueueSizeThreshold: '8' });
    let full = false;
    await world.powerOn(({ collection }) => (full && collection !== 'meter' ? 'disk full' : undefined));
    for (const _ of [1, 2]) world.twin().board.swipe(CARD);
    await world.seconds(100);
    world.twin().setOnline(false);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(75);
    full = true;
    await world.seconds(10);
    assert.ok(world.errors.some((line) => line.includes('could not be stored')));
    const seconds = () =>
      world.charger.requests('MeterValues').map(({ meterValue }) => Math.floor(secondsOf(meterValue[0]?.timestamp)));
    full = false;
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(seconds(), every(110, 10, 170));
    assert.deepEqual(world.eventsTold(), []);
    await world.seconds(10);
    assert.deepEqual(seconds(), [...every(110, 10, 170), 190]);
  });
});

describe('the message that is on its way while others have to make room', () => {
  it('is left alone, and none is told twice', async () => {
    const world = await createBounded(6, { configuration: { MeterValueSampleInterval: '1' } });
    for (const action of ['StartTransaction', 'MeterValues', 'StopTransaction'] as const) {
      world.charger.intercept(action, ({ usual }) => late(20_000, usual() as never));
    }
    await visit(world, 200);
    await world.seconds(300);
    const messages = transactionCalls(world).map(({ messageId }) => messageId);
    assert.equal(new Set(messages).size, messages.length);
    const seconds = told(world).map((line) => Number(line.split(' ').at(-1)));
    assert.deepEqual(
      seconds,
      seconds.toSorted((one, other) => one - other),
    );
    assert.equal(world.chargePoint().records.queueLength(), 0);
    world.assertNoComplaints();
  });

  it('is repeated as it was when it fails, given up after its attempts, and never told again', async () => {
    const world = await createBounded(6, {
      configuration: { MeterValueSampleInterval: '1', TransactionMessageRetryInterval: '10' },
    });
    world.charger.intercept('MeterValues', () => late(20_000, callError('InternalError')));
    await visit(world, 300);
    await world.seconds(600);
    const values = calls(world, ['MeterValues']);
    const attempts = Map.groupBy(values, ({ messageId }) => messageId);
    assert.ok(attempts.size >= 4);
    for (const repeated of attempts.values()) {
      assert.equal(repeated.length, 3);
      const first = values.indexOf(repeated[0] as never);
      assert.deepEqual(values.slice(first, first + 3), repeated, 'nothing comes between');
      assert.equal(new Set(repeated.map(({ payload }) => JSON.stringify(payload))).size, 1);
    }
    assert.equal(told(world).at(-1), 'stop 400');
    assert.equal(world.chargePoint().records.queueLength(), 0);
    world.assertNoComplaints();
  });
});

describe('MemoryExhaustion', () => {
  it('is told once, after the outage, with the time at which there was no more room', async () => {
    const world = await createBounded(10);
    world.twin().setOnline(false);
    await visit(world, 1000);
    await world.seconds(1000);
    assert.deepEqual(events(world), []);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.deepEqual(events(world), [['MemoryExhaustion', 200]]);
    assert.match(world.eventsTold()[0]?.techInfo ?? '', /^10 transaction messages wait/);
    await world.seconds(5000);
    assert.equal(events(world).length, 1);
    world.assertNoComplaints();
  });

  it('is told once over a power cut, with its time', async () => {
    const world = await createBounded(10);
    world.network.failDials('refused');
    world.network.connections()[0]?.cut();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(150);
    world.powerCut();
    await world.seconds(1000);
    await world.powerOn();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(300);
    world.network.failDials(undefined);
    await world.seconds(60);
    assert.deepEqual(events(world), [['MemoryExhaustion', 200]]);
    world.assertNoComplaints();
  });

  it('is told again only when the queue was less than half full in between', async () => {
    const world = await createBounded(10);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(1);
    world.twin().setOnline(false);
    await world.seconds(300);
    // Told to a Central System that is slow at first, so that the queue hardly shrinks before the next outage.
    world.charger.intercept('MeterValues', ({ usual }) => late(3_000, usual()));
    world.twin().setOnline(true);
    await world.seconds(4);
    world.twin().setOnline(false);
    await world.seconds(300);
    assert.equal(events(world).length, 1);
    world.twin().setOnline(true);
    await world.seconds(100);
    assert.equal(world.chargePoint().records.queueLength() < 5, true);
    const again = now(world);
    world.twin().setOnline(false);
    await world.seconds(300);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.equal(events(world).length, 2);
    const [, at] = events(world)[1] as [string, number];
    assert.ok(at > again && at < again + 110, String(at));
    world.assertNoComplaints();
  });

  it('is raised when the queue is, and neither without the other, wherever the power is cut', async () => {
    const configuration = { ...sampling, MessageQueueSizeThreshold: '8' };
    for (let cuts = 0; ; cuts += 1) {
      const world = createMortalWorld(configuration);
      let writes = 0;
      let counting = false;
      await world.powerOn(({ collection }) => {
        if (counting && collection !== 'meter') writes += 1;
        return writes > cuts ? 'cut before' : undefined;
      });
      for (const _ of [1, 2]) world.twin().board.swipe(CARD);
      await world.seconds(100);
      world.network.failDials('refused');
      world.network.connections()[0]?.cut();
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      // The next value is the one that is too many.
      await world.seconds(75);
      assert.ok(world.alive());
      counting = true;
      await world.seconds(10);
      const survived = world.alive();
      await world.powerOn();
      world.network.failDials(undefined);
      await world.seconds(60);
      const received = world.charger.received;
      const raised = world.eventsTold().length;
      const values = received.filter(({ action }) => action === 'MeterValues').length;
      assert.deepEqual([values, raised], survived ? [4, 1] : [7, 0], `after ${cuts} writes`);
      if (survived) {
        assert.ok(cuts > 6, `${cuts} writes`);
        break;
      }
    }
  });
});

describe('thousands of queued records', () => {
  it('drain without blocking the reader', async () => {
    const world = await createBounded(10_000, { configuration: { MeterValueSampleInterval: '1' } });
    world.twin().setOnline(false);
    await visit(world, 5_000);
    assert.ok(world.chargePoint().records.queueLength() >= 5_000);
    for (const action of ['StartTransaction', 'MeterValues', 'StopTransaction'] as const) {
      world.charger.intercept(action, ({ usual }) => late(50, usual() as never));
    }
    world.twin().setOnline(true);
    await world.seconds(20);
    assert.ok(world.chargePoint().records.queueLength() > 4_000);

    const before = world.charger.received.length;
    const swiped = now(world);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(MOTHER);
    const asked = world.charger.call('GetConfiguration', { key: ['HeartbeatInterval'] });
    await world.clock.settle();
    assert.equal((await asked).kind, 'confirmed');
    assert.equal(now(world), swiped, 'answered at once');
    await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
    assert.ok(now(world) - swiped < 2, `charging after ${now(world) - swiped} s`);
    const overtaking = actionsTold(world, before);
    assert.ok(overtaking.indexOf('Authorize') < 4, String(overtaking));
    assert.ok(world.chargePoint().records.queueLength() > 4_000);
    assert.equal(moments(world, 'StartTransaction').length, 1, 'the second start waits for its turn');

    await world.seconds(600);
    assert.ok(world.chargePoint().records.queueLength() <= 1);
    const lines = told(world);
    assert.deepEqual(lines.slice(0, 5_002), [
      'start 100',
      ...every(101, 1, 5_100).map((second) => `1: ${second}`),
      'stop 5100',
    ]);
    assert.match(lines[5_002] ?? '', /^start /);
    const messages = transactionCalls(world).map(({ messageId }) => messageId);
    assert.equal(new Set(messages).size, messages.length);
    assert.deepEqual(events(world), []);
    world.assertNoComplaints();
  });
});

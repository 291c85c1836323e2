import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, hangUp, late, reply, replyAnything, silence, wireText } from '../../src/central/scripted-answer.ts';
import type { ChargePointAction, Request } from '../../src/ocpp16/actions.ts';
import type { MeterValue } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, OTHER_CARD, type World, type WorldOptions } from '../support/world.ts';
import { actionsTold, calls, faults, moments, now, secondsOf, transactionCalls } from './timeline.ts';

/** A sample each 20 s, and no clock-aligned values between. */
const sampling = { MeterValueSampleInterval: '20', ClockAlignedDataInterval: '0', StopTxnSampledData: '' };

const createSampling = (options: WorldOptions = {}) =>
  createWorld({ ...options, configuration: { ...sampling, ...options.configuration } });

/** The whole of a visit, from plug to plug, of so many seconds of energy. */
async function visit(world: World, seconds: number, card = CARD): Promise<void> {
  const { board } = world.twin();
  board.plugIn(1);
  board.swipe(card);
  await world.seconds(seconds);
  board.swipe(card);
  await world.seconds(2);
  board.plugOut(1);
  await world.seconds(2);
}

/** The transactionId of a transaction message; undefined for StartTransaction. */
const idOf = ({ payload }: { readonly payload: unknown }) =>
  (payload as Partial<Request<'StopTransaction'>>).transactionId;

function answerStartsWith(world: World, transactionId: number): void {
  world.charger.intercept('StartTransaction', reply({ transactionId, idTagInfo: { status: 'Accepted' } }));
}

describe('the messages of a transaction', () => {
  const expected = ['StartTransaction', 'MeterValues', 'MeterValues', 'MeterValues', 'MeterValues', 'StopTransaction'];

  it('come in the order in which things happened, all with the id of the Central System', async () => {
    const world = await createSampling({ central: { firstTransactionId: 4711 } });
    await visit(world, 90);
    const told = transactionCalls(world);
    assert.deepEqual(
      told.map(({ action }) => action),
      expected,
    );
    assert.deepEqual(told.map(idOf), [undefined, 4711, 4711, 4711, 4711, 4711]);
    world.assertNoComplaints();
  });

  it('come in order also from a charger that is much faster than its Central System', async () => {
    const world = await createSampling();
    for (const action of ['StartTransaction', 'MeterValues', 'StopTransaction'] as const) {
      world.charger.intercept(action, ({ usual }) => late(29_000, usual() as never));
    }
    await visit(world, 90);
    await world.seconds(200);
    assert.deepEqual(
      transactionCalls(world).map(({ action }) => action),
      expected,
    );
    assert.deepEqual(
      transactionCalls(world).map(({ at }) => Math.round(secondsOf(at))),
      [0, 29, 58, 87, 116, 145],
    );
    world.assertNoComplaints();
  });

  it('bear an id that comes late: when all else has long happened', async () => {
    const world = await createSampling({ central: { firstTransactionId: 77 } });
    world.charger.intercept('StartTransaction', silence, { times: 2 });
    await visit(world, 90);
    assert.deepEqual(
      actionsTold(world)
        .filter((action) => action !== 'StatusNotification')
        .slice(1),
      ['Authorize', 'StartTransaction', 'StartTransaction'],
    );
    await world.seconds(200);
    assert.deepEqual(transactionCalls(world).map(idOf), [undefined, undefined, undefined, 77, 77, 77, 77, 77]);
    assert.deepEqual(faults(world), []);
  });

  it('bear the moment and the register of what they tell, however late they come', async () => {
    const world = await createSampling();
    await visit(world, 90);
    const usual = transactionCalls(world).map(({ payload }) => payload);
    const slow = await createSampling();
    slow.charger.intercept('StartTransaction', callError('GenericError'), { times: 2 });
    await visit(slow, 90);
    await slow.seconds(200);
    assert.deepEqual(
      transactionCalls(slow)
        .slice(2)
        .map(({ payload }) => payload),
      usual,
    );
  });
});

describe('a transaction message that fails', () => {
  /** How long a failure takes. */
  const failures = [
    ['a CALLERROR', callError('InternalError'), 0],
    ['an answer that breaks its schema', replyAnything({ nothing: 'of use' }), 0],
    ['an answer that is no frame', wireText((id) => `[3,"${id}"]`), 0],
    ['silence', silence, 30],
  ] as const;

  for (const [what, answer, takes] of failures) {
    it(`with ${what} is sent three times, 60 and 120 s after the failures, the same each time, and then given up`, async () => {
      const world = await createSampling();
      world.charger.intercept('StartTransaction', answer);
      await visit(world, 10);
      await world.seconds(400);
      const starts = calls(world, ['StartTransaction']);
      assert.deepEqual(
        starts.map(({ at }) => secondsOf(at)),
        [0, takes + 60, 2 * takes + 180],
      );
      for (const repeated of starts) {
        assert.deepEqual([repeated.messageId, repeated.payload], [starts[0]?.messageId, starts[0]?.payload]);
      }
      const [stop] = calls(world, ['StopTransaction']);
      assert.equal(secondsOf(stop?.at), 3 * takes + 180, 'the next one follows at once');
      world.assertNoComplaints();
    });
  }

  for (const action of ['MeterValues', 'StopTransaction'] as const) {
    it(`is repeated by the same rule when it is ${action}, with everything behind it waiting`, async () => {
      const world = await createSampling();
      world.charger.intercept(action, callError('InternalError'), { times: 3 });
      await visit(world, 30);
      await world.seconds(300);
      await visit(world, 10);
      const failed = calls(world, [action]).slice(0, 3);
      const [first = Number.NaN, ...others] = failed.map(({ at }) => secondsOf(at));
      assert.deepEqual(
        others.map((second) => second - first),
        [60, 180],
      );
      for (const repeated of failed) {
        assert.deepEqual([repeated.messageId, repeated.payload], [failed[0]?.messageId, failed[0]?.payload]);
      }
      const rest = { MeterValues: ['StopTransaction'], StopTransaction: [] }[action];
      assert.deepEqual(
        transactionCalls(world)
          .map((call) => call.action)
          .slice(action === 'MeterValues' ? 4 : 5),
        [...rest, 'StartTransaction', 'StopTransaction'],
      );
    });
  }

  it('follows the keys: so many attempts, that interval', async () => {
    const world = await createSampling({
      configuration: { TransactionMessageAttempts: '5', TransactionMessageRetryInterval: '10' },
    });
    world.charger.intercept('StartTransaction', callError('InternalError'));
    await visit(world, 5);
    await world.seconds(200);
    assert.deepEqual(moments(world, 'StartTransaction'), [0, 10, 30, 60, 100]);
  });

  it('waits no longer than a shorter interval asks for, as soon as the key is changed', async () => {
    const world = await createSampling({ configuration: { TransactionMessageRetryInterval: '86400' } });
    world.charger.intercept('StartTransaction', callError('InternalError'), { times: 2 });
    await world.charge();
    await world.seconds(100);
    const before = now(world);
    assert.equal(await world.configure('TransactionMessageRetryInterval', '30'), 'Accepted');
    await world.seconds(200);
    const [, ...repeated] = moments(world, 'StartTransaction');
    // Samples come all the while: they do not push the attempt away. The next one waits twice as long.
    assert.deepEqual(repeated.map(Math.floor), [before + 30, before + 90].map(Math.floor));
    world.assertNoComplaints();
  });

  it('is sent once and no more when one attempt is all', async () => {
    const world = await createSampling({ configuration: { TransactionMessageAttempts: '1' } });
    world.charger.intercept('StartTransaction', callError('InternalError'));
    await visit(world, 5);
    await world.seconds(200);
    assert.deepEqual(moments(world, 'StartTransaction'), [0]);
    assert.equal(world.chargePoint().records.queueLength(), 0);
  });

  it('is repeated at once when the interval is 0', async () => {
    const world = await createSampling({ configuration: { TransactionMessageRetryInterval: '0' } });
    world.charger.intercept('StartTransaction', callError('InternalError'));
    await visit(world, 5);
    assert.deepEqual(moments(world, 'StartTransaction'), [0, 0, 0]);
  });

  it('keeps its attempts and its waiting time over a power cut', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', callError('InternalError'));
    await visit(world, 5);
    await world.seconds(60);
    assert.deepEqual(moments(world, 'StartTransaction'), [0, 60]);
    world.powerCut();
    await world.seconds(20);
    await world.powerOn();
    await world.seconds(200);
    const starts = calls(world, ['StartTransaction']);
    assert.deepEqual(
      starts.map(({ at }) => secondsOf(at)),
      [0, 60, 180],
    );
    assert.equal(new Set(starts.map(({ messageId }) => messageId)).size, 1);
    assert.equal(world.chargePoint().records.queueLength(), 0);
  });

  it('does not wait longer because the clock was set back', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', callError('InternalError'), { times: 1 });
    await visit(world, 5);
    world.clock.step(-3_600_000);
    for (const _ of [1, 2]) await world.seconds(20);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
    world.powerCut();
    await world.powerOn();
    // Each Heartbeat is a moment at which the queue could move.
    assert.equal(await world.configure('HeartbeatInterval', '7'), 'Accepted');
    await world.seconds(59);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
    await world.seconds(1);
    assert.equal(world.charger.requests('StartTransaction').length, 2);
  });

  it('does not hold up anything but transaction messages', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', callError('InternalError'), { times: 1 });
    await visit(world, 5);
    const before = world.charger.received.length;
    world.twin().board.plugIn(1);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(10);
    assert.deepEqual(
      new Set(actionsTold(world, before)),
      new Set(['Authorize', 'StatusNotification']),
      'the second transaction waits behind the first',
    );
    assert.equal(world.charger.status(1), 'Charging');
    await world.seconds(60);
    assert.deepEqual(
      transactionCalls(world, before)
        .map(({ action }) => action)
        .slice(0, 3),
      ['StartTransaction', 'StopTransaction', 'StartTransaction'],
    );
    world.assertNoComplaints();
  });
});

describe('a lost connection', () => {
  it('is no failed attempt: the record is sent again, the same, as often as it takes', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', hangUp, { times: 10 });
    await visit(world, 30);
    await world.seconds(300);
    const starts = calls(world, ['StartTransaction']);
    assert.equal(starts.length, 11);
    assert.equal(new Set(starts.map(({ messageId, payload }) => JSON.stringify([messageId, payload]))).size, 1);
    assert.deepEqual(
      transactionCalls(world)
        .slice(10)
        .map(({ action }) => action),
      ['StartTransaction', 'MeterValues', 'StopTransaction'],
    );
    world.assertNoComplaints();
  });

  it('J2: after the Central System has done its work doubles nothing', async () => {
    for (const action of ['StartTransaction', 'MeterValues', 'StopTransaction'] as const) {
      const world = await createSampling();
      world.charger.intercept(
        action,
        ({ usual }) => {
          usual();
          return hangUp;
        },
        { times: 1 },
      );
      await visit(world, 30);
      await world.seconds(60);
      const twice = calls(world, [action]);
      assert.equal(twice.length, 2, action);
      assert.deepEqual([twice[1]?.messageId, twice[1]?.payload], [twice[0]?.messageId, twice[0]?.payload]);
      assert.deepEqual(
        world.charger.transactions.map(({ state }) => state.kind),
        ['stopped'],
      );
      world.assertNoComplaints();
    }
  });

  it('leaves the attempts that have failed before it as they were', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', callError('InternalError'));
    await visit(world, 5);
    world.charger.intercept('StartTransaction', hangUp, { times: 1 });
    await world.seconds(400);
    assert.equal(world.charger.requests('StartTransaction').length, 4);
  });
});

describe('a StartTransaction that cannot be delivered', () => {
  it('J3: leaves its MeterValues and StopTransaction without an id, which is -1, and the next transaction with one', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', callError('InternalError'), { times: 3 });
    await visit(world, 30);
    await world.seconds(200);
    await visit(world, 30);
    await world.seconds(5);
    assert.deepEqual(transactionCalls(world).map(idOf), [undefined, undefined, undefined, -1, -1, undefined, 1, 1]);
    assert.deepEqual(
      world.charger.transactions.map(({ transactionId, state }) => [transactionId, state.kind]),
      [[1, 'stopped']],
    );
    assert.equal(world.chargePoint().records.queueLength(), 0);
    world.assertNoComplaints();
  });

  it('J3: leaves a transaction that is told with -1 to its end, and cannot be stopped by the Central System', async () => {
    const world = await createSampling({ configuration: { TransactionMessageAttempts: '1' } });
    world.charger.intercept('StartTransaction', callError('InternalError'), { times: 1 });
    await world.charge();
    for (const transactionId of [-1, 0, 1]) {
      const answer = world.charger.call('RemoteStopTransaction', { transactionId });
      await world.clock.settle();
      assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Rejected' } });
    }
    await world.seconds(50);
    assert.deepEqual(
      world.charger.requests('MeterValues').map(({ transactionId }) => transactionId),
      [-1, -1],
    );
  });
});

describe('an answer that comes too late', () => {
  it('J6: is ignored, and the repetition is answered as the first would have been', async () => {
    const world = await createSampling({ central: { firstTransactionId: 9 } });
    world.charger.intercept('StartTransaction', ({ usual }) => late(31_000, usual()), { times: 1 });
    await visit(world, 50);
    assert.deepEqual(actionsTold(world).includes('MeterValues'), false);
    assert.ok(world.warnings.some((line) => line.includes('no CALL is waiting for')));
    await world.seconds(100);
    assert.deepEqual(moments(world, 'StartTransaction'), [0, 90]);
    assert.deepEqual(transactionCalls(world).slice(2).map(idOf), [9, 9, 9]);
    assert.equal(world.charger.transactions.length, 1);
    assert.deepEqual(
      world.charger.complaints.map(({ kind }) => kind),
      [],
    );
  });

  it('J6: to one message is not taken for the answer to the next', async () => {
    const world = await createSampling({ configuration: { TransactionMessageAttempts: '1' } });
    world.charger.intercept('StartTransaction', ({ usual }) => late(31_000, usual()), { times: 1 });
    world.charger.intercept('MeterValues', ({ usual }) => late(5_000, usual()), { times: 1 });
    await visit(world, 50);
    assert.deepEqual(
      transactionCalls(world).map(({ action, at }) => [action, secondsOf(at)]),
      [
        ['StartTransaction', 0],
        ['MeterValues', 30],
        ['MeterValues', 40],
        ['StopTransaction', secondsOf(calls(world, ['StopTransaction'])[0]?.at)],
      ],
    );
    assert.deepEqual(transactionCalls(world).map(idOf), [undefined, -1, -1, -1]);
  });
});

describe('while a CALL of the charger is unanswered', () => {
  it('J7: a CALL of the Central System is answered at once, and acted on', async () => {
    const world = await createSampling();
    world.charger.intercept('StartTransaction', ({ usual }) => late(20_000, usual()));
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.equal((await world.key('MeterValueSampleInterval'))?.value, '20');
    assert.equal(await world.configure('MeterValueSampleInterval', '7'), 'Accepted');
    assert.equal(now(world), 5);
    await world.seconds(60);
    world.assertNoComplaints();
  });

  it('no other CALL of the charger goes out', async () => {
    const world = await createSampling();
    let unanswered = 0;
    let most = 0;
    const actions: readonly ChargePointAction[] = [
      'Authorize',
      'StartTransaction',
      'StatusNotification',
      'MeterValues',
    ];
    for (const action of actions) {
      world.charger.intercept(action, ({ usual }) => {
        unanswered += 1;
        most = Math.max(most, unanswered);
        world.clock.after(700, () => {
          unanswered -= 1;
        });
        return late(700, usual() as never);
      });
    }
    await visit(world, 100);
    assert.equal(most, 1);
    world.assertNoComplaints();
  });
});

describe('a long queue', () => {
  /** Offline for an hour with a sample each 20 s, then a Central System that takes 2 s for each transaction message. */
  async function createQueue() {
    const world = await createSampling();
    await world.charge();
    world.twin().setOnline(false);
    await world.seconds(3600);
    for (const action of ['MeterValues', 'StopTransaction', 'StartTransaction'] as const) {
      world.charger.intercept(action, ({ usual }) => late(2_000, usual() as never));
    }
    world.twin().setOnline(true);
    await world.seconds(10);
    return world;
  }

  it('is overtaken by Authorize and StatusNotification, and not by other transaction messages', async () => {
    const world = await createQueue();
    assert.ok(world.chargePoint().records.queueLength() > 100);
    const before = world.charger.received.length;
    world.twin().board.swipe(CARD);
    await world.seconds(3);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(10);
    const told = actionsTold(world, before);
    assert.ok(told.indexOf('StatusNotification') < 3, String(told));
    assert.ok(told.indexOf('Authorize') < 6, String(told));
    assert.equal(world.charger.status(1), 'Charging', 'the next transaction is under way');
    assert.ok(!told.includes('StopTransaction') && !told.includes('StartTransaction'));
    await world.seconds(400);
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind),
      ['stopped', 'running'],
    );
    world.assertNoComplaints();
  });

  it('is told to its end, each record once', async () => {
    const world = await createQueue();
    await world.seconds(600);
    assert.ok(world.chargePoint().records.queueLength() <= 1);
    const ids = transactionCalls(world).map(({ messageId }) => messageId);
    assert.equal(new Set(ids).size, ids.length);
    const samples = world.charger.requests('MeterValues').map(({ meterValue }) => secondsOf(meterValue[0]?.timestamp));
    assert.deepEqual(
      samples,
      samples.map((_, index) => (samples[0] ?? 0) + 20 * index),
    );
    world.assertNoComplaints();
  });
});

describe('a huge transaction', () => {
  const every = 'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered,Power.Active.Import,Temperature';

  for (const measurands of ['Energy.Active.Import.Register', every]) {
    it(`J30: of an hour with ${measurands.split(',').length} measurands each second is told whole, and its StopTransaction fits`, async () => {
      const world = await createWorld({
        configuration: {
          MeterValueSampleInterval: '1',
          ClockAlignedDataInterval: '900',
          MeterValuesSampledData: 'Energy.Active.Import.Register',
          StopTxnSampledData: measurands,
          StopTxnAlignedData: 'Energy.Active.Import.Register',
        },
      });
      await visit(world, 3600);
      await world.seconds(5);
      const [stop] = world.charger.requests('StopTransaction');
      const data = stop?.transactionData ?? [];
      const contexts = data.map(contextOf);
      assert.ok(data.length > 50 && data.length <= 512, String(data.length));
      assert.equal(contexts[0], 'Transaction.Begin');
      assert.equal(contexts.at(-1), 'Transaction.End');
      const times = data.map(({ timestamp }) => timestamp);
      assert.deepEqual(times, [...times].sort());
      assert.ok(world.charger.requests('MeterValues').length > 3580);
      assert.equal(world.chargePoint().records.queueLength(), 0);
      world.assertNoComplaints();
    });
  }

  const contextOf = ({ sampledValue }: MeterValue) => sampledValue[0]?.context;
});

describe('the ids of the Central System', () => {
  for (const transactionId of [0, -1, -7, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
    it(`may be ${transactionId}: it is used as it is, and stops the transaction`, async () => {
      const world = await createSampling();
      answerStartsWith(world, transactionId);
      await world.charge();
      await world.seconds(30);
      const another = world.charger.call('RemoteStopTransaction', { transactionId: 4711 });
      await world.clock.settle();
      assert.deepEqual(await another, { kind: 'confirmed', payload: { status: 'Rejected' } });
      const answer = world.charger.call('RemoteStopTransaction', { transactionId });
      await world.seconds(5);
      assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
      assert.deepEqual(transactionCalls(world).slice(1).map(idOf), [transactionId, transactionId]);
    });
  }

  it('that no number can hold are none: the transaction is told with -1', async () => {
    const world = await createSampling({ configuration: { TransactionMessageRetryInterval: '1' } });
    world.charger.intercept(
      'StartTransaction',
      wireText((id) => `[3,"${id}",{"transactionId":9223372036854775807,"idTagInfo":{"status":"Accepted"}}]`),
    );
    await visit(world, 30);
    assert.deepEqual(transactionCalls(world).map(idOf), [undefined, undefined, undefined, -1, -1]);
  });

  it('may be the same each time: each transaction is told for itself', async () => {
    const world = await createSampling();
    answerStartsWith(world, 1);
    world.twin().setOnline(false);
    for (const card of [CARD, OTHER_CARD, CARD]) {
      world.twin().setOnline(true);
      await world.seconds(1);
      world.twin().board.plugIn(1);
      world.twin().board.swipe(card);
      await world.seconds(1);
      world.twin().setOnline(false);
      await world.seconds(30);
      world.twin().board.swipe(card);
      await world.seconds(2);
      world.twin().board.plugOut(1);
      await world.seconds(2);
    }
    world.twin().setOnline(true);
    await world.seconds(10);
    const told = transactionCalls(world);
    assert.deepEqual(
      told.map(({ action }) => action),
      Array(3).fill(['StartTransaction', 'MeterValues', 'StopTransaction']).flat(),
    );
    assert.deepEqual(told.map(idOf), Array(3).fill([undefined, 1, 1]).flat());
    const starts = world.charger.requests('StartTransaction').map(({ meterStart }) => meterStart);
    const stops = world.charger.requests('StopTransaction').map(({ meterStop }) => meterStop);
    assert.deepEqual(starts.slice(1), stops.slice(0, -1));
    assert.ok(stops.every((stop, index) => stop > (starts[index] ?? Number.NaN)));
  });

  it('that are the same each time let the Central System stop the one that is running', async () => {
    const world = await createSampling();
    answerStartsWith(world, 1);
    await visit(world, 10);
    await world.charge();
    const answer = world.charger.call('RemoteStopTransaction', { transactionId: 1 });
    await world.seconds(5);
    assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
    assert.equal(world.charger.requests('StopTransaction').at(-1)?.reason, 'Remote');
  });
});

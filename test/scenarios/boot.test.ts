import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, hangUp, late, replyAnything, silence, wireText } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { everythingTold, moments, now } from './timeline.ts';

const boots = (world: World) => moments(world, 'BootNotification');

/** A world whose Central System has its answer to BootNotification before the power is on. */
async function createColdWorld(prepare: (world: World) => void, options: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld({ ...options, off: true });
  prepare(world);
  world.twin().start();
  await world.clock.settle();
  return world;
}

describe('a charger that is Accepted', () => {
  it('tells the status of the charger and of every connector, and only then what else there is', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }, { id: 3 }] } });
    assert.deepEqual(everythingTold(world), [
      'BootNotification',
      ...Array(4).fill('StatusNotification'),
      'SecurityEventNotification',
    ]);
    assert.deepEqual(
      world.charger
        .requests('StatusNotification')
        .map(({ connectorId, status, errorCode }) => [connectorId, status, errorCode]),
      [0, 1, 2, 3].map((connector) => [connector, 'Available', 'NoError']),
    );
    assert.equal(world.chargePoint().registration(), 'Accepted');
    world.assertNoComplaints();
  });

  it('introduces itself as what it is', async () => {
    const world = await createWorld();
    assert.deepEqual(world.charger.boot, {
      chargePointVendor: 'Zaptec',
      chargePointModel: 'Zaptec Pro',
      chargePointSerialNumber: world.charger.boot?.chargePointSerialNumber,
      chargeBoxSerialNumber: world.charger.boot?.chargePointSerialNumber,
      firmwareVersion: '7.5.4.0',
    });
    assert.match(world.charger.boot?.chargePointSerialNumber ?? '', /^ZPR\d{6}$/);
  });

  it('takes the interval for its HeartbeatInterval, for good', async () => {
    const world = await createWorld({ central: { boot: { status: 'Accepted', interval: 120 } } });
    assert.equal((await world.key('HeartbeatInterval'))?.value, '120');
    world.charger.setBootPolicy({ status: 'Accepted', interval: 0 });
    world.powerCut();
    await world.powerOn();
    assert.equal((await world.key('HeartbeatInterval'))?.value, '120', 'an interval of 0 keeps what there was');
  });

  it('keeps its own HeartbeatInterval when the interval is 0', async () => {
    const world = await createWorld({ central: { boot: { status: 'Accepted', interval: 0 } } });
    assert.equal((await world.key('HeartbeatInterval'))?.value, '86400');
  });

  it('keeps its own HeartbeatInterval when the interval is negative, or longer than any', async () => {
    for (const interval of [-1, 2_147_483_648, 1e15]) {
      const world = await createWorld({ central: { boot: { status: 'Accepted', interval } } });
      assert.equal((await world.key('HeartbeatInterval'))?.value, '86400', String(interval));
      world.powerCut();
      await world.powerOn();
      assert.equal((await world.key('HeartbeatInterval'))?.value, '86400', String(interval));
      assert.equal(world.chargePoint().registration(), 'Accepted');
    }
  });

  it('takes note of the time of the Central System and keeps its own', async () => {
    const world = await createColdWorld(({ charger }) =>
      charger.intercept('BootNotification', ({ usual }) => {
        const answer = usual();
        return answer.kind === 'reply'
          ? { ...answer, payload: { ...answer.payload, currentTime: '2031-05-06T07:08:09Z' } }
          : answer;
      }),
    );
    await world.charge();
    assert.match(world.charger.requests('StartTransaction')[0]?.timestamp ?? '', /^2026-01-01T/);
  });
});

describe('a charger that is Pending', () => {
  const pending = { central: { boot: { status: 'Pending', interval: 20 } } } as const;

  it('sends nothing but BootNotification, whatever happens to it, and tells all of it once it is accepted', async () => {
    const world = await createWorld(pending);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(59);
    assert.deepEqual(everythingTold(world), Array(3).fill('BootNotification'));
    assert.deepEqual(boots(world), [0, 20, 40]);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    await world.seconds(1);
    assert.deepEqual(boots(world), [0, 20, 40, 60]);
    assert.deepEqual(everythingTold(world, 4), [
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    // The card meant nothing while nobody could be asked, and 30 s were enough for another.
    assert.equal(world.charger.status(1), 'Finishing');
    world.assertNoComplaints();
  });

  it('answers what it is asked, and takes configuration', async () => {
    const world = await createWorld(pending);
    assert.equal(await world.configure('HeartbeatInterval', '77'), 'Accepted');
    assert.equal((await world.key('HeartbeatInterval'))?.value, '77');
    assert.deepEqual(everythingTold(world), ['BootNotification']);
  });

  it('neither starts nor stops a transaction for the Central System', async () => {
    const world = await createWorld(pending);
    world.twin().board.plugIn(1);
    await world.clock.settle();
    const answers = Promise.all([
      world.charger.call('RemoteStartTransaction', { idTag: CARD, connectorId: 1 }),
      world.charger.call('RemoteStopTransaction', { transactionId: 1 }),
    ]);
    await world.seconds(5);
    for (const answer of await answers) {
      assert.deepEqual(answer, { kind: 'confirmed', payload: { status: 'Rejected' } });
    }
    assert.equal(world.chargePoint().charger.view(1).session.phase, 'plugged');
  });

  it('asks again after a minute of its own when the interval is 0', async () => {
    const world = await createWorld({ central: { boot: { status: 'Pending', interval: 0 } } });
    await world.seconds(150);
    assert.deepEqual(boots(world), [0, 60, 120]);
  });

  it('holds back the transaction of a card that it knows, and tells it once it is accepted', async () => {
    const world = await createWorld();
    await world.charge();
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.charger.setBootPolicy({ status: 'Pending', interval: 20 });
    world.powerCut();
    await world.powerOn();
    const before = world.charger.received.length;
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(15);
    assert.equal(world.chargePoint().charger.view(1).session.phase, 'transaction');
    assert.deepEqual(everythingTold(world, before), []);
    world.charger.setBootPolicy(undefined);
    await world.seconds(10);
    assert.deepEqual(everythingTold(world, before).slice(0, 4), [
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'StartTransaction',
    ]);
    world.assertNoComplaints();
  });
});

describe('a charger that is Rejected', () => {
  const rejected = { central: { boot: { status: 'Rejected', interval: 40 } } } as const;

  it('is silent to every CALL, and to what is no CALL, and asks again after the interval', async () => {
    const world = await createWorld(rejected);
    const before = world.charger.frames.length;
    const answers = Promise.all([
      world.charger.call('GetConfiguration', {}),
      world.charger.call('Reset', { type: 'Hard' }),
      world.charger.exchange('[2,"a","NoSuchAction",{}]'),
      world.charger.exchange('this is no frame'),
    ]);
    await world.seconds(35);
    assert.deepEqual(
      world.charger.frames.slice(before).filter(({ direction }) => direction === 'in'),
      [],
    );
    assert.deepEqual(boots(world), [0]);
    await world.seconds(5);
    assert.deepEqual(boots(world), [0, 40]);
    assert.equal(world.charger.connections, 1, 'the reset has not happened');
    await world.seconds(60);
    assert.deepEqual(
      (await answers).map((answer) => (typeof answer === 'object' ? answer.kind : answer)),
      ['timeout', 'timeout', undefined, undefined],
    );
    world.assertNoComplaints();
  });

  it('serves nobody, not even a card that it knows', async () => {
    const world = await createWorld();
    await world.charge();
    world.charger.setBootPolicy(rejected.central.boot);
    world.powerCut();
    await world.powerOn();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.equal(world.chargePoint().charger.view(1).session.phase, 'plugged');
  });

  it('answers again once it is accepted', async () => {
    const world = await createWorld(rejected);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    await world.seconds(40);
    assert.equal((await world.key('HeartbeatInterval'))?.value, '300');
    assert.deepEqual(everythingTold(world), [
      'BootNotification',
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    world.assertNoComplaints();
  });

  it('asks again after a minute of its own when the interval is 0', async () => {
    const world = await createWorld({ central: { boot: { status: 'Rejected', interval: 0 } } });
    await world.seconds(130);
    assert.deepEqual(boots(world), [0, 60, 120]);
  });
});

describe('a BootNotification that gets no proper answer', () => {
  for (const [what, answer, seconds] of [
    ['a CALLERROR', callError('InternalError'), [0, 60, 120]],
    ['an answer that breaks its schema', replyAnything({ status: 'Perhaps' }), [0, 60, 120]],
    ['an answer that is no frame', wireText((id) => `[3,"${id}"]`), [0, 60, 120]],
    ['silence', silence, [0, 30 + 60, 2 * (30 + 60)]],
    ['an answer that comes too late', late(31_000, replyAnything({ status: 'Accepted', interval: 9 })), [0, 90, 180]],
  ] as const) {
    it(`is repeated a minute after ${what}, and nothing else goes out before that`, async () => {
      const world = await createColdWorld(({ charger }) => charger.intercept('BootNotification', answer, { times: 2 }));
      await world.seconds((seconds.at(-1) ?? 0) - 1);
      assert.deepEqual(everythingTold(world), ['BootNotification', 'BootNotification']);
      await world.seconds(1);
      assert.deepEqual(boots(world), seconds);
      assert.deepEqual(everythingTold(world).slice(2), [
        'BootNotification',
        'StatusNotification',
        'StatusNotification',
        'SecurityEventNotification',
      ]);
    });
  }

  it('is sent on the next connection when the connection was lost meanwhile', async () => {
    const world = await createColdWorld(({ charger }) => charger.intercept('BootNotification', hangUp, { times: 2 }));
    await world.clock.runUntil(() => world.charger.registration === 'Accepted', 120_000);
    assert.equal(world.charger.connections, 3);
    assert.equal(boots(world).length, 3);
    assert.ok(now(world) < 60, 'the connection is what was waited for, not the minute');
    world.assertNoComplaints();
  });
});

describe('after a connection is lost', () => {
  it('no BootNotification is sent again by a charger that was accepted', async () => {
    const world = await createWorld();
    world.network.connections()[0]?.cut();
    await world.seconds(60);
    assert.equal(world.charger.connections, 2);
    assert.deepEqual(everythingTold(world), [
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    world.assertNoComplaints();
  });

  it('a charger that was never accepted keeps to the interval that it was told', async () => {
    const world = await createWorld({ central: { boot: { status: 'Pending', interval: 100 } } });
    world.network.connections()[0]?.cut();
    await world.seconds(99);
    assert.equal(world.charger.connections, 2);
    assert.deepEqual(boots(world), [0]);
    await world.seconds(1);
    assert.deepEqual(boots(world), [0, 100]);
    world.assertNoComplaints();
  });

  it('a charger that was never accepted asks as soon as it is connected when its time came meanwhile', async () => {
    const world = await createWorld({ central: { boot: { status: 'Pending', interval: 50 } } });
    world.twin().setOnline(false);
    await world.seconds(300);
    assert.deepEqual(boots(world), [0]);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(boots(world), [0, 300]);
    await world.seconds(49);
    assert.deepEqual(boots(world), [0, 300, 350]);
    world.assertNoComplaints();
  });

  it('a charger that was power cut sends a new one', async () => {
    const world = await createWorld();
    world.powerCut();
    await world.seconds(5);
    await world.powerOn();
    assert.deepEqual(boots(world), [0, 5]);
    assert.deepEqual(everythingTold(world, 4), [
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'SecurityEventNotification',
    ]);
    world.assertNoComplaints();
  });

  it('a charger that was power cut while its BootNotification was unanswered sends one, and is moved by no late answer', async () => {
    const world = await createColdWorld(({ charger }) =>
      charger.intercept('BootNotification', ({ usual }) => late(3_000, usual()), { times: 1 }),
    );
    world.powerCut();
    await world.powerOn();
    await world.seconds(10);
    assert.equal(boots(world).length, 2);
    assert.equal(world.chargePoint().registration(), 'Accepted');
    world.assertNoComplaints();
  });
});

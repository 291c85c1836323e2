/** TriggerMessage (S 5.17): what is asked for comes, once, after the confirmation, and nothing else changes for it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, silence } from '../../src/central/scripted-answer.ts';
import { MOST_UNANSWERED } from '../../src/features/trigger/trigger.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { count, nameOf, sentMeterValues, wire } from './sent.ts';
import { everythingTold, faults, moments, secondsOf } from './timeline.ts';
import { trigger } from './trigger.ts';

const twoConnectors = { model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } } as const;
const pending = { central: { boot: { status: 'Pending', interval: 3600 } } } as const;

/** The connectors that the StatusNotifications from the `from`th CALL on are about. */
function connectorsTold({ charger }: World, from: number): readonly unknown[] {
  return charger.received
    .slice(from)
    .filter(({ action }) => action === 'StatusNotification')
    .map(({ payload }) => (payload as { readonly connectorId: number }).connectorId);
}

describe('a message that is triggered', () => {
  it('comes after the confirmation, also when several are asked for at once', async () => {
    const world = await createWorld();
    const from = world.charger.frames.length;
    // No Central System of ours has two CALLs unanswered; others have.
    for (const [id, requestedMessage] of [
      ['a', 'Heartbeat'],
      ['b', 'StatusNotification'],
      ['c', 'MeterValues'],
    ] as const) {
      void world.charger.exchange(JSON.stringify([2, id, 'TriggerMessage', { requestedMessage }]));
    }
    await world.clock.settle();
    const told = world.charger.frames.slice(from).filter(({ direction }) => direction === 'in');
    const order = told.map(({ text }) => {
      const [type, second, third] = JSON.parse(text);
      return type === 3 ? `${second} ${third.status}` : third;
    });
    assert.deepEqual([...order].sort(), [
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
      'StatusNotification',
      'a Accepted',
      'b Accepted',
      'c Accepted',
    ]);
    assert.ok(order.indexOf('a Accepted') < order.indexOf('Heartbeat'));
    assert.ok(order.indexOf('b Accepted') < order.indexOf('StatusNotification'));
    assert.ok(order.indexOf('c Accepted') < order.indexOf('MeterValues'));
  });

  it('leaves the Heartbeats and the meter values that are due to their times', async () => {
    const world = await createWorld({
      central: { boot: { status: 'Accepted', interval: 300 } },
      configuration: { MeterValueSampleInterval: '100', ClockAlignedDataInterval: '400' },
    });
    const began = secondsOf(world.clock.now());
    await world.charge();
    const started = secondsOf(world.charger.requests('StartTransaction')[0]?.timestamp);
    await world.seconds(50);
    assert.equal(await trigger(world, 'Heartbeat'), 'Accepted');
    assert.equal(await trigger(world, 'MeterValues'), 'Accepted');
    const asked = secondsOf(world.clock.now());
    await world.seconds(400);
    assert.deepEqual(moments(world, 'Heartbeat'), [asked, began + 300]);
    const at = (context: string) => sentMeterValues(world, context).map(({ timestamp }) => secondsOf(timestamp));
    assert.deepEqual(at('Trigger'), [asked]);
    assert.deepEqual(
      at('Sample.Periodic'),
      [100, 200, 300, 400].map((after) => started + after),
    );
    assert.deepEqual(at('Sample.Clock'), [400]);
    world.assertNoComplaints();
  });

  it('is Rejected for a connector that there is not, and comes whatever connector is named where that means nothing', async () => {
    const world = await createWorld(twoConnectors);
    const from = world.charger.received.length;
    for (const connectorId of [-1, 3, 2 ** 31]) {
      assert.equal(await trigger(world, 'StatusNotification', connectorId), 'Rejected');
      assert.equal(await trigger(world, 'MeterValues', connectorId), 'Rejected');
    }
    assert.equal(await trigger(world, 'MeterValues', 0), 'Rejected', 'there is no main meter');
    assert.deepEqual(everythingTold(world, from), []);
    for (const connectorId of [-1, 0, 1, 99]) assert.equal(await trigger(world, 'Heartbeat', connectorId), 'Accepted');
    assert.deepEqual(everythingTold(world, from), Array(4).fill('Heartbeat'));
    world.assertNoComplaints();
  });

  it('is NotImplemented where the message is not', async () => {
    const world = await createWorld({ model: 'zaptec-pro' });
    const from = world.charger.received.length;
    assert.equal(await trigger(world, 'FirmwareStatusNotification'), 'NotImplemented');
    assert.equal(await trigger(world, 'FirmwareStatusNotification', 99), 'NotImplemented');
    assert.deepEqual(everythingTold(world, from), []);
  });

  it('does not pile up before a Central System that asks and does not listen', async () => {
    const world = await createWorld();
    const silent = world.charger.intercept('Heartbeat', silence);
    for (let nth = 0; nth < MOST_UNANSWERED; nth += 1) assert.equal(await trigger(world, 'Heartbeat'), 'Accepted');
    assert.equal(await trigger(world, 'Heartbeat'), 'Rejected');
    assert.equal(await trigger(world, 'StatusNotification'), 'Rejected');
    assert.equal(count(world, 'Heartbeat'), 1);
    silent.remove();
    await world.seconds(31);
    assert.equal(count(world, 'Heartbeat'), MOST_UNANSWERED);
    assert.equal(await trigger(world, 'StatusNotification'), 'Accepted');
  });

  it('is lost with its connection, unless the Central System would miss it', async () => {
    const world = await createWorld();
    await world.charge();
    const hung = world.charger.intercept('Heartbeat', silence);
    for (const message of ['Heartbeat', 'Heartbeat', 'StatusNotification', 'MeterValues'] as const) {
      assert.equal(await trigger(world, message), 'Accepted');
    }
    const from = world.charger.received.length;
    world.twin().setOnline(false);
    await world.seconds(20);
    hung.remove();
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.equal(everythingTold(world, from).includes('Heartbeat'), false);
    assert.deepEqual(connectorsTold(world, from), [0, 1], 'nobody knows whether it was heard');
    assert.equal(sentMeterValues(world, 'Trigger').length, 1, 'it is of the transaction');
    assert.deepEqual(faults(world), []);
  });

  it('still comes while a reset is waiting', async () => {
    const world = await createWorld();
    await world.charge();
    void world.charger.call('Reset', { type: 'Soft' });
    await world.clock.settle();
    const from = world.charger.received.length;
    assert.equal(await trigger(world, 'Heartbeat'), 'Accepted');
    assert.equal(await trigger(world, 'BootNotification'), 'Rejected');
    assert.ok(everythingTold(world, from).includes('Heartbeat'));
    await world.seconds(30);
    assert.equal(count(world, 'BootNotification'), 2);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'SoftReset');
    world.assertNoComplaints();
  });
});

describe('MeterValues that are triggered', () => {
  const sampled = 'Energy.Active.Import.Register,Voltage,Current.Import';

  it('are all of MeterValuesSampledData, with the transaction that runs, for the connector that is named or for all', async () => {
    const world = await createWorld({ ...twoConnectors, configuration: { MeterValuesSampledData: sampled } });
    await world.charge();
    assert.equal(await trigger(world, 'MeterValues'), 'Accepted');
    assert.equal(await trigger(world, 'MeterValues', 2), 'Accepted');
    const sent = sentMeterValues(world, 'Trigger');
    const [transaction] = world.charger.transactions;
    assert.deepEqual(
      sent.map(({ connectorId, transactionId }) => [connectorId, transactionId]),
      [
        [1, transaction?.transactionId],
        [2, undefined],
        [2, undefined],
      ],
    );
    for (const { sampledValue } of sent) {
      assert.deepEqual(sampledValue.map(nameOf), [
        'Energy.Active.Import.Register',
        ...['Voltage', 'Current.Import'].flatMap((name) => ['L1', 'L2', 'L3'].map((phase) => `${name} ${phase}`)),
      ]);
    }
    world.assertNoComplaints();
  });

  it('are Rejected while MeterValuesSampledData is empty, for there is nothing to tell', async () => {
    const world = await createWorld();
    assert.equal(await world.configure('MeterValuesSampledData', ''), 'Accepted');
    assert.equal(await trigger(world, 'MeterValues'), 'Rejected');
    assert.equal(count(world, 'MeterValues'), 0);
  });

  it('come in the order in which they were taken, behind a start that is refused', async () => {
    const world = await createWorld({ configuration: { TransactionMessageRetryInterval: '10' } });
    world.charger.intercept('StartTransaction', callError('InternalError', 'not now'), { times: 1 });
    await world.charge();
    const asked = secondsOf(world.clock.now());
    assert.equal(await trigger(world, 'MeterValues'), 'Accepted');
    assert.equal(count(world, 'MeterValues'), 0);
    await world.seconds(10);
    const [values] = sentMeterValues(world, 'Trigger');
    assert.equal(values?.transactionId, world.charger.transactions[0]?.transactionId);
    assert.equal(secondsOf(values?.timestamp), asked);
    world.assertNoComplaints();
  });

  it('survive a power cut like all that is told of a transaction, and are no part of StopTransaction', async () => {
    const world = await createWorld();
    await world.charge();
    world.charger.intercept('MeterValues', silence, { times: 1 });
    assert.equal(await trigger(world, 'MeterValues'), 'Accepted');
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    const ids = world.charger.received
      .filter(({ action }) => action === 'MeterValues')
      .map(({ messageId }) => messageId);
    assert.deepEqual(ids, [ids[0], ids[0]], 'the same message, again');
    const contexts = world.charger
      .requests('StopTransaction')
      .flatMap(({ transactionData = [] }) => transactionData.flatMap(({ sampledValue }) => sampledValue))
      .map(({ context }) => context);
    assert.ok(contexts.length > 0);
    assert.equal(contexts.includes('Trigger'), false);
  });
});

describe('a StatusNotification that is triggered', () => {
  it('is of the charger and every connector, or of the one that is named; 0 is the charger', async () => {
    const world = await createWorld(twoConnectors);
    for (const [connectorId, expected] of [
      [undefined, [0, 1, 2]],
      [0, [0]],
      [2, [2]],
    ] as const) {
      const from = world.charger.received.length;
      assert.equal(await trigger(world, 'StatusNotification', connectorId), 'Accepted');
      assert.deepEqual(connectorsTold(world, from), expected);
    }
    world.assertNoComplaints();
  });

  it('tells what is, also what has not lasted MinimumStatusDuration, and not again when it has', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '20' } });
    world.twin().board.plugIn(1);
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available']);
    assert.equal(await trigger(world, 'StatusNotification', 1), 'Accepted');
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
    const [, told] = world.charger.requests('StatusNotification').filter(({ connectorId }) => connectorId === 1);
    assert.equal(secondsOf(told?.timestamp), 0, 'since when it is');
    await world.seconds(20);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
    world.assertNoComplaints();
  });
});

describe('a BootNotification that is triggered', () => {
  it('is Rejected once the charger is accepted (E4 3.35), also after another connection', async () => {
    const world = await createWorld();
    assert.equal(await trigger(world, 'BootNotification'), 'Rejected');
    world.twin().setOnline(false);
    await world.seconds(5);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.equal(await trigger(world, 'BootNotification'), 'Rejected');
    assert.equal(count(world, 'BootNotification'), 1);
  });

  it('does not wait for the interval of a Pending, and begins another one', async () => {
    const world = await createWorld(pending);
    await world.seconds(100);
    assert.equal(await trigger(world, 'BootNotification'), 'Accepted');
    assert.deepEqual(moments(world, 'BootNotification'), [0, 100]);
    await world.seconds(3600);
    assert.deepEqual(moments(world, 'BootNotification'), [0, 100, 3700]);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    assert.equal(await trigger(world, 'BootNotification'), 'Accepted');
    assert.equal(world.chargePoint().registration(), 'Accepted');
    await world.seconds(7200);
    assert.equal(count(world, 'BootNotification'), 4);
    world.assertNoComplaints();
  });

  it('is sent at once after one that was not answered, and Rejected while that may still be', async () => {
    const world = await createWorld({ off: true });
    world.charger.intercept('BootNotification', silence, { times: 1 });
    world.twin().start();
    await world.seconds(10);
    assert.equal(await trigger(world, 'BootNotification'), 'Rejected');
    assert.equal(await trigger(world, 'Heartbeat'), 'Rejected', 'nothing before the first answer (S 4.2)');
    assert.equal(await trigger(world, 'StatusNotification'), 'Rejected');
    assert.equal(await trigger(world, 'MeterValues'), 'Rejected');
    await world.seconds(25);
    assert.equal(await trigger(world, 'BootNotification'), 'Accepted');
    assert.deepEqual(moments(world, 'BootNotification'), [0, 35]);
    assert.equal(world.chargePoint().registration(), 'Accepted');
  });
});

describe('a charger that is Pending', () => {
  it('sends what is asked for, and nothing else', async () => {
    const world = await createWorld({ ...pending, configuration: { HeartbeatInterval: '10' } });
    await world.seconds(5);
    for (const [message, expected] of [
      ['Heartbeat', ['Heartbeat']],
      ['StatusNotification', ['StatusNotification', 'StatusNotification']],
      ['MeterValues', ['MeterValues']],
      ['BootNotification', ['BootNotification']],
      ['FirmwareStatusNotification', []],
    ] as const) {
      const from = world.charger.received.length;
      assert.equal(await trigger(world, message), expected.length === 0 ? 'NotImplemented' : 'Accepted');
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(100);
      world.twin().board.plugOut(1);
      await world.seconds(100);
      assert.deepEqual(everythingTold(world, from), expected, message);
    }
    world.assertNoComplaints();
  });

  it('tells no meter values before older ones and the transactions that wait, and all of them once it is accepted', async () => {
    const world = await createWorld();
    // From now on it knows the card.
    await world.charge();
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.charger.setBootPolicy(pending.central.boot);
    world.powerCut();
    await world.powerOn();
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(30);
    const from = world.charger.received.length;
    assert.equal(await trigger(world, 'StatusNotification', 1), 'Accepted');
    assert.equal(await trigger(world, 'MeterValues'), 'Rejected');
    assert.equal(world.charger.status(1), 'Charging');
    assert.deepEqual(everythingTold(world, from), ['StatusNotification']);
    world.charger.setBootPolicy(undefined);
    assert.equal(await trigger(world, 'BootNotification'), 'Accepted');
    await world.seconds(5);
    assert.equal(count(world, 'StartTransaction'), 2);
    assert.equal(await trigger(world, 'MeterValues'), 'Accepted');
    assert.equal(sentMeterValues(world, 'Trigger')[0]?.transactionId, world.charger.transactions[1]?.transactionId);
    assert.deepEqual(faults(world), []);
  });

  it('goes from the status that was triggered to the one that is by the table of S 4.9', async () => {
    const world = await createWorld(pending);
    assert.equal(await trigger(world, 'StatusNotification', 1), 'Accepted');
    world.twin().board.plugIn(1);
    await world.seconds(60);
    world.charger.setBootPolicy({ status: 'Accepted', interval: 300 });
    assert.equal(await trigger(world, 'BootNotification'), 'Accepted');
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing']);
    world.assertNoComplaints();
  });

  it('is silent once it is Rejected', async () => {
    const world = await createWorld({ central: { boot: { status: 'Rejected', interval: 100 } } });
    const from = world.charger.frames.length;
    const outcome = world.charger.call('TriggerMessage', { requestedMessage: 'BootNotification' });
    await world.seconds(99);
    assert.equal((await outcome).kind, 'timeout');
    assert.deepEqual(
      wire(world, from).filter((line) => line.startsWith('<')),
      [],
    );
    assert.deepEqual(moments(world, 'BootNotification'), [0]);
  });
});

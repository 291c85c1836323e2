import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, reply, silence } from '../../src/central/scripted-answer.ts';
import type { Fault, PilotState } from '../../src/charger/board.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { changeAvailability } from './acts.ts';
import { calls, faults, now, secondsOf } from './timeline.ts';

const ground: Fault = {
  id: 'ground',
  code: 'GroundFailure',
  blocking: true,
  info: 'residual current',
  vendorId: 'pilotwire',
  vendorErrorCode: 'RCD',
};
const hot: Fault = { id: 'hot', code: 'HighTemperature', blocking: true };
const weak: Fault = { id: 'weak', code: 'WeakSignal', blocking: false };

/** What was told of a connector: status, error, and the second of the change, after the first so many. */
function told({ charger }: World, connector = 1, from = 0) {
  return charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === connector)
    .slice(from)
    .map(({ status, errorCode, timestamp }) => [status, errorCode, secondsOf(timestamp)] as const);
}

/** Status, error and info of what was told of connector 1, after the first so many. */
function errors({ charger }: World, from = 1): readonly (readonly string[])[] {
  return charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 1)
    .slice(from)
    .map(({ status, errorCode, info }) => [status, errorCode, ...(info === undefined ? [] : [info])]);
}

describe('StatusNotification', () => {
  it('tells each change once, with the time of the change', async () => {
    const world = await createWorld();
    await world.seconds(10);
    world.twin().board.plugIn(1);
    await world.seconds(10);
    world.twin().board.swipe(CARD);
    await world.seconds(600);
    world.twin().board.plugOut(1);
    await world.seconds(600);
    const [available, preparing, charging, finishing, again, ...more] = told(world);
    assert.deepEqual(available, ['Available', 'NoError', 0]);
    assert.deepEqual(preparing, ['Preparing', 'NoError', 10]);
    assert.deepEqual(charging?.slice(0, 2), ['Charging', 'NoError']);
    assert.ok((charging?.[2] ?? 0) > 20 && (charging?.[2] ?? 0) < 25, String(charging));
    assert.deepEqual(finishing?.slice(0, 2), ['Finishing', 'NoError']);
    assert.deepEqual(again?.slice(0, 2), ['Available', 'NoError']);
    assert.deepEqual(more, []);
    world.assertNoComplaints();
  });

  it('bears the time of the change also when it goes out later', async () => {
    const world = await createWorld();
    world.charger.intercept('StatusNotification', silence, { times: 1 });
    world.twin().board.plugIn(1);
    await world.seconds(2);
    world.twin().board.plugOut(1);
    await world.seconds(40);
    assert.deepEqual(told(world), [
      ['Available', 'NoError', 0],
      ['Preparing', 'NoError', 0],
      ['Available', 'NoError', 2],
    ]);
    assert.deepEqual(
      calls(world, ['StatusNotification'])
        .slice(-1)
        .map(({ at }) => secondsOf(at)),
      [30],
    );
  });

  it('is not repeated for a Central System that answers with a CALLERROR', async () => {
    const world = await createWorld();
    world.charger.intercept('StatusNotification', callError('InternalError'));
    world.twin().board.plugIn(1);
    await world.seconds(600);
    world.network.connections()[0]?.cut();
    await world.seconds(60);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing']);
  });

  it('blames the charger for a car that wants to be ventilated where nobody can do that', async () => {
    const world = await createWorld({ file: { connectors: [{ id: 1, ventilation: false }] } });
    world.twin().board.setCar(1, { state: 'D' });
    world.twin().board.swipe(CARD);
    await world.seconds(20);
    world.twin().board.setCar(1, { state: 'C' });
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'SuspendedEVSE', 'Charging']);
    world.assertNoComplaints();
  });

  it('keeps two connectors apart', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } });
    world.twin().board.plugIn(2);
    await world.seconds(1);
    world.twin().board.plugIn(1);
    await world.seconds(1);
    world.twin().board.plugOut(2);
    await world.seconds(1);
    assert.deepEqual(world.statuses(0), ['Available']);
    assert.deepEqual(world.statuses(1), ['Available', 'Preparing']);
    assert.deepEqual(world.statuses(2), ['Available', 'Preparing', 'Available']);
    world.assertNoComplaints();
  });
});

describe('StatusNotification after an outage', () => {
  it('tells what differs from what was last told, once, with the time of the change, and nothing of what was between', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } });
    world.twin().setOnline(false);
    await world.seconds(10);
    world.twin().board.plugIn(1);
    await world.seconds(10);
    world.twin().board.plugOut(1);
    await world.seconds(10);
    world.twin().board.plugIn(1);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(told(world, 1, 1), [['Preparing', 'NoError', 30]]);
    assert.deepEqual(told(world, 2, 1), []);
    assert.deepEqual(told(world, 0, 1), []);
    world.assertNoComplaints();
  });

  it('tells nothing when everything is as it was', async () => {
    const world = await createWorld();
    world.twin().setOnline(false);
    world.twin().board.plugIn(1);
    await world.seconds(10);
    world.twin().board.plugOut(1);
    await world.seconds(10);
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.equal(world.charger.connections, 2);
    assert.deepEqual(world.statuses(), ['Available']);
  });

  it('tells again what was on its way when the connection was lost', async () => {
    const world = await createWorld();
    world.network.interfere(({ to, text }) => (to === 'server' && text.includes('Preparing') ? [] : [0]));
    world.twin().board.plugIn(1);
    await world.seconds(1);
    world.network.interfere(undefined);
    world.network.connections()[0]?.cut();
    await world.seconds(20);
    assert.deepEqual(told(world), [
      ['Available', 'NoError', 0],
      ['Preparing', 'NoError', 0],
    ]);
    world.assertNoComplaints();
  });

  it('tells again what was sent into a dead connection and not answered in time', async () => {
    const world = await createWorld({ configuration: { ConnectionTimeOut: '0' } });
    await world.seconds(1);
    world.network.connections()[0]?.halfOpen();
    world.twin().board.plugIn(1);
    // MessageTimeout is over at 31 s; the ping of 30 s is given up at 35 s.
    await world.seconds(60);
    assert.equal(world.charger.connections, 2);
    assert.deepEqual(told(world), [
      ['Available', 'NoError', 0],
      ['Preparing', 'NoError', 1],
    ]);
    world.assertNoComplaints();
  });

  it('tells everything anew after a power cut', async () => {
    const world = await createWorld();
    await world.seconds(10);
    world.powerCut();
    await world.powerOn();
    assert.deepEqual(told(world), [
      ['Available', 'NoError', 0],
      ['Available', 'NoError', 10],
    ]);
    assert.deepEqual(world.statuses(0), ['Available', 'Available']);
  });
});

describe('MinimumStatusDuration', () => {
  it('J19: swallows a status that does not last, and the return from it', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5' } });
    await world.seconds(10);
    world.twin().board.plugIn(1);
    await world.seconds(3);
    world.twin().board.plugOut(1);
    await world.seconds(30);
    assert.deepEqual(world.statuses(), ['Available']);
  });

  it('J19: swallows a car that lets go for a moment while it charges, and tells one that stays away', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5' } });
    await world.charge();
    for (const pause of [1, 3, 4]) {
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(pause);
      world.twin().board.setCar(1, { state: 'C' });
      await world.seconds(60);
    }
    assert.deepEqual(world.statuses(), ['Available', 'Charging']);
    world.twin().board.setCar(1, { state: 'B' });
    await world.seconds(6);
    assert.deepEqual(world.statuses(), ['Available', 'Charging', 'SuspendedEV']);
  });

  it('J19: delays a status that lasts, which bears the time of its beginning', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5' } });
    await world.seconds(10);
    world.twin().board.plugIn(1);
    await world.seconds(4.9);
    assert.deepEqual(world.statuses(), ['Available']);
    await world.seconds(0.1);
    assert.deepEqual(told(world, 1, 1), [['Preparing', 'NoError', 10]]);
    world.assertNoComplaints();
  });

  it('counts from the last change when one follows the other', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5', ConnectionTimeOut: '300' } });
    world.twin().board.plugIn(1);
    await world.seconds(3);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available']);
    await world.seconds(10);
    assert.deepEqual(world.statuses(), ['Available', 'Charging']);
  });

  it('can be changed at run time', async () => {
    const world = await createWorld();
    assert.equal(await world.configure('MinimumStatusDuration', '60'), 'Accepted');
    world.twin().board.plugIn(1);
    await world.seconds(20);
    assert.deepEqual(world.statuses(), ['Available']);
    world.twin().board.plugOut(1);
    await world.seconds(1);
    assert.equal(await world.configure('MinimumStatusDuration', '0'), 'Accepted');
    world.twin().board.plugIn(1);
    await world.seconds(1);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
  });

  it('does not delay the statuses after the start', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '60' } });
    assert.deepEqual([world.statuses(0), world.statuses(1)], [['Available'], ['Available']]);
  });

  it('is of the status alone: an error that comes and goes neither keeps a status back nor is kept back', async () => {
    const world = await createWorld({
      model: 'reference',
      configuration: { MinimumStatusDuration: '20', ConnectionTimeOut: '0' },
    });
    world.twin().board.plugIn(1);
    for (let times = 0; times < 4; times += 1) {
      await world.seconds(4);
      world.twin().board.raiseFault(1, weak);
      await world.seconds(3);
      world.twin().board.clearFault(1, 'weak');
    }
    await world.seconds(30);
    assert.deepEqual(told(world, 1, 1), [
      ['Preparing', 'WeakSignal', 0],
      ['Preparing', 'NoError', 21],
      ['Preparing', 'WeakSignal', 25],
      ['Preparing', 'NoError', 28],
    ]);
  });

  it('does not delay what is told after the start of a charger with a car', async () => {
    const world = await createWorld({ model: 'reference', configuration: { MinimumStatusDuration: '60' } });
    world.twin().board.plugIn(1);
    world.twin().board.raiseFault(0, weak);
    await world.seconds(61);
    const before = world.charger.received.length;
    world.chargePoint().reset('Soft');
    await world.seconds(10);
    assert.deepEqual(
      calls(world, ['StatusNotification'], before).map(({ payload }) => {
        const { connectorId, status, errorCode } = payload as Request<'StatusNotification'>;
        return [connectorId, status, errorCode];
      }),
      [
        [0, 'Available', 'WeakSignal'],
        [1, 'Preparing', 'WeakSignal'],
      ],
    );
  });

  it('swallows no step that the table asks for: it is told with the one that lasts, and the time at which it was', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5' } });
    await world.charge();
    await world.seconds(5);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    const before = world.statuses().length;
    const at = now(world);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(10);
    assert.deepEqual(told(world, 1, before), [
      ['Preparing', 'NoError', at],
      ['Charging', 'NoError', at + 1.05],
    ]);
    assert.deepEqual(faults(world), []);
  });

  it('keeps nothing back of the stop of a transaction that is over before its start is confirmed', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5' } });
    world.charger.intercept('StartTransaction', reply({ transactionId: 1, idTagInfo: { status: 'Blocked' } }));
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(60);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ transactionId, reason }) => [transactionId, reason]),
      [[1, 'DeAuthorized']],
    );
  });

  it('is not cut short by an outage', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '60', ConnectionTimeOut: '600' } });
    world.twin().setOnline(false);
    world.twin().board.plugIn(1);
    await world.seconds(50);
    world.twin().setOnline(true);
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available']);
    await world.seconds(5);
    assert.deepEqual(told(world, 1, 1), [['Preparing', 'NoError', 0]]);
  });
});

describe('a fault of the reference charger', () => {
  it('is told as Faulted with its codes, stops the energy at once, and its end brings back what was before', async () => {
    const world = await createWorld({ model: 'reference' });
    await world.charge();
    await world.seconds(100);
    world.twin().board.raiseFault(1, ground);
    await world.seconds(10);
    const before = world.twin().board.connectors[0]?.meter().energyWh;
    const [faulted] = world.charger.requests('StatusNotification').slice(-1);
    assert.deepEqual(
      { ...faulted, timestamp: undefined },
      {
        connectorId: 1,
        status: 'Faulted',
        errorCode: 'GroundFailure',
        info: 'residual current',
        vendorId: 'pilotwire',
        vendorErrorCode: 'RCD',
        timestamp: undefined,
      },
    );
    await world.seconds(600);
    assert.equal(world.twin().board.connectors[0]?.meter().energyWh, before);
    assert.equal(world.twin().board.light().colour, 'red');
    assert.equal(world.charger.requests('StopTransaction').length, 0, 'the transaction waits');
    world.twin().board.clearFault(1, 'ground');
    await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
    assert.deepEqual(world.statuses().slice(-2, -1), ['SuspendedEV']);
    await world.seconds(60);
    assert.ok((world.twin().board.connectors[0]?.meter().energyWh ?? 0) > (before ?? 0));
    world.assertNoComplaints();
  });

  it('J20: among several is told one after the other: the next blocking one when one is over, recovery with the last', async () => {
    const world = await createWorld({ model: 'reference' });
    for (const fault of [weak, ground, hot]) {
      world.twin().board.raiseFault(1, fault);
      await world.seconds(1);
    }
    for (const { id } of [ground, hot, weak]) {
      world.twin().board.clearFault(1, id);
      await world.seconds(1);
    }
    assert.deepEqual(errors(world), [
      ['Available', 'WeakSignal'],
      ['Faulted', 'GroundFailure', 'residual current; also WeakSignal'],
      ['Faulted', 'GroundFailure', 'residual current; also WeakSignal, HighTemperature'],
      ['Faulted', 'HighTemperature', 'also WeakSignal'],
      ['Available', 'WeakSignal'],
      ['Available', 'NoError'],
    ]);
    world.assertNoComplaints();
  });

  it('E1: of several is seen to be over also when another one was told', async () => {
    const world = await createWorld({ model: 'reference' });
    for (const fault of [hot, ground]) world.twin().board.raiseFault(1, fault);
    await world.seconds(1);
    world.twin().board.clearFault(1, 'ground');
    await world.seconds(1);
    world.twin().board.clearFault(1, 'hot');
    await world.seconds(1);
    assert.deepEqual(errors(world), [
      ['Faulted', 'HighTemperature'],
      ['Faulted', 'HighTemperature', 'also GroundFailure'],
      ['Faulted', 'HighTemperature'],
      ['Available', 'NoError'],
    ]);
  });

  it('that is no hindrance is a warning, with the status as it is', async () => {
    const world = await createWorld({ model: 'reference' });
    await world.charge();
    const before = world.statuses().length;
    world.twin().board.raiseFault(1, weak);
    await world.seconds(60);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.deepEqual(errors(world, before), [
      ['Charging', 'WeakSignal'],
      ['Finishing', 'WeakSignal'],
    ]);
    world.assertNoComplaints();
  });

  it('is counted where its name finds no room', async () => {
    const world = await createWorld({ model: 'reference' });
    const wordy: Fault = { ...ground, info: 'residual current of more than 6 mA on line 2, at the socket' };
    for (const fault of [wordy, hot, weak]) world.twin().board.raiseFault(1, fault);
    await world.seconds(1);
    assert.deepEqual(
      errors(world).map(([, , info]) => info),
      [
        'residual current of more than 6 mA on line 2, at t',
        'residual current of more than 6 mA on; also 1 more',
        'residual current of more than 6 mA on; also 2 more',
      ],
    );
    world.assertNoComplaints();
  });

  it('is told for what happens at once in between as well', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().board.plugIn(1);
    world.twin().board.raiseFault(1, weak);
    await world.seconds(1);
    const before = world.statuses().length;
    await changeAvailability(world, 1, 'Inoperative');
    assert.deepEqual(errors(world, before), [
      ['Finishing', 'WeakSignal'],
      ['Unavailable', 'WeakSignal'],
    ]);
    world.assertNoComplaints();
  });

  it('whose code OCPP does not have, or not with this status, is told as OtherError', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().board.raiseFault(1, { id: 'x', code: 'PilotFault', blocking: true });
    await world.seconds(1);
    world.twin().board.clearFault(1, 'x');
    await world.seconds(1);
    world.twin().board.raiseFault(1, { id: 'x', code: 'EVCommunicationError', blocking: true });
    await world.seconds(1);
    world.twin().board.raiseFault(1, { id: 'x', code: 'EVCommunicationError', blocking: false });
    await world.seconds(1);
    assert.deepEqual(errors(world), [
      ['Faulted', 'OtherError', 'PilotFault'],
      ['Available', 'NoError'],
      ['Faulted', 'OtherError', 'EVCommunicationError'],
      ['Available', 'NoError'],
    ]);
    world.assertNoComplaints();
  });

  it('of one connector does not concern the charger', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().board.raiseFault(1, ground);
    world.twin().board.raiseFault(1, weak);
    await world.seconds(1);
    assert.deepEqual([world.statuses(0), world.charger.status(1)], [['Available'], 'Faulted']);
  });

  it('J22: of the whole charger concerns every connector, and connector 0', async () => {
    const world = await createWorld({ model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } });
    world.twin().board.raiseFault(0, weak);
    await world.seconds(1);
    assert.deepEqual(told(world, 0, 1), [['Available', 'WeakSignal', 0]]);
    world.twin().board.raiseFault(0, hot);
    await world.seconds(1);
    assert.deepEqual(told(world, 0, 2), [['Faulted', 'HighTemperature', 1]]);
    assert.deepEqual(
      [0, 1, 2].map((id) => world.charger.status(id)),
      ['Faulted', 'Faulted', 'Faulted'],
    );
    world.twin().board.clearFault(0, 'hot');
    await world.seconds(1);
    assert.deepEqual(
      [0, 1, 2].map((id) => world.charger.status(id)),
      ['Available', 'Available', 'Available'],
    );
    assert.deepEqual(told(world, 0, 3), [['Available', 'WeakSignal', 2]]);
    world.assertNoComplaints();
  });

  it('that lasts over a reset is told again', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().board.raiseFault(1, ground);
    await world.seconds(1);
    const before = world.statuses().length;
    world.chargePoint().reset('Soft');
    await world.seconds(10);
    assert.deepEqual(world.statuses().slice(before), ['Faulted']);
    world.assertNoComplaints();
  });

  it('keeps a card from starting', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().board.raiseFault(1, ground);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.deepEqual(world.charger.requests('StartTransaction'), []);
    world.twin().board.clearFault(1, 'ground');
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available', 'Faulted', 'Preparing', 'Charging']);
    world.assertNoComplaints();
  });

  it('that comes and goes offline is not told; one that stays is', async () => {
    const world = await createWorld({ model: 'reference' });
    world.twin().setOnline(false);
    world.twin().board.raiseFault(1, hot);
    world.twin().board.raiseFault(1, ground);
    await world.seconds(1);
    world.twin().board.clearFault(1, 'hot');
    await world.seconds(1);
    world.twin().setOnline(true);
    await world.seconds(1);
    assert.deepEqual(
      told(world, 1, 1).map(([status, errorCode]) => [status, errorCode]),
      [['Faulted', 'GroundFailure']],
    );
  });
});

describe('a pilot in E or F', () => {
  /** What was told while the pilot was so, and after it. */
  async function disturbed(world: World, state: PilotState): Promise<ReturnType<typeof errors>> {
    const before = world.statuses().length;
    world.twin().board.setCar(1, { state });
    await world.seconds(5);
    world.twin().board.setCar(1, { state: 'B' });
    await world.seconds(5);
    return errors(world, before);
  }

  for (const state of ['E', 'F'] as const) {
    const broken = ['EVCommunicationError', `control pilot ${state}`];

    it(`is told by the reference as a warning, with the status as it is (${state})`, async () => {
      const world = await createWorld({ model: 'reference' });
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(1);
      assert.deepEqual(await disturbed(world, state), [
        ['Preparing', ...broken],
        ['Preparing', 'NoError'],
      ]);
      await world.seconds(30);
      assert.deepEqual(await disturbed(world, state), [
        ['Finishing', ...broken],
        ['Finishing', 'NoError', 'ConnectionTimeOut'],
      ]);
      world.assertNoComplaints();
    });

    it(`is not told together with Unavailable, Charging or Faulted (${state})`, async () => {
      const world = await createWorld({ model: 'reference' });
      await changeAvailability(world, 1, 'Inoperative');
      assert.deepEqual(await disturbed(world, state), []);
      await changeAvailability(world, 1, 'Operative');
      world.twin().board.setCar(1, { state: 'C' });
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      assert.equal(world.charger.status(1), 'Charging');
      // The relays take 50 ms to open.
      assert.deepEqual(await disturbed(world, state), [
        ['SuspendedEV', ...broken],
        ['SuspendedEV', 'NoError'],
      ]);
      world.twin().board.raiseFault(1, { ...weak, blocking: true });
      await world.seconds(1);
      assert.deepEqual(await disturbed(world, state), []);
      world.assertNoComplaints();
    });

    it(`is told to nobody by a Zaptec Pro (${state})`, async () => {
      const world = await createWorld();
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(1);
      assert.deepEqual(await disturbed(world, state), []);
    });
  }
});

describe('a fault of a Zaptec Pro', () => {
  it('is told to nobody, but stops the energy and turns the LED red', async () => {
    const world = await createWorld();
    await world.charge();
    await world.seconds(100);
    world.twin().board.raiseFault(1, ground);
    await world.seconds(10);
    const before = world.twin().board.connectors[0]?.meter().energyWh;
    await world.seconds(600);
    assert.equal(world.twin().board.connectors[0]?.meter().energyWh, before);
    assert.equal(world.twin().board.light().colour, 'red');
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'SuspendedEVSE']);
    assert.ok(world.charger.requests('StatusNotification').every(({ errorCode }) => errorCode === 'NoError'));
    world.twin().board.clearFault(1, 'ground');
    await world.clock.runUntil(() => world.charger.status(1) === 'Charging', 10_000);
    assert.equal(world.twin().board.light().colour, 'green');
    world.assertNoComplaints();
  });

  it('that is no hindrance changes nothing, and connector 0 is Available whatever is wrong', async () => {
    const world = await createWorld();
    world.twin().board.raiseFault(1, weak);
    world.twin().board.raiseFault(0, weak);
    await world.charge();
    world.twin().board.raiseFault(0, hot);
    await world.seconds(10);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'SuspendedEVSE']);
    assert.deepEqual(world.statuses(0), ['Available']);
  });
});

/** The release note's row RN-K1: an error lights the LED red, and is told over OCPP by `reference` alone. Each cause that there is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FaultCause, faultCauseNames, faultCauses } from '../../src/charger/fault-causes.ts';
import { createWorld, type World } from '../support/world.ts';
import { actionsSent, type ModelName } from './sent.ts';

/** The last thing that was said of a connector, without its time. */
function lastTold(world: World, connector: number) {
  const all = world.charger.requests('StatusNotification').filter(({ connectorId }) => connectorId === connector);
  const { timestamp: _, connectorId: __, ...said } = all.at(-1) ?? assert.fail();
  return said;
}

const registerOf = (world: World) => world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;
const isRed = (world: World) => world.twin().board.light().colour === 'red';

/** Where a cause belongs: 0 is the charger as a whole. */
const placeOf = (cause: FaultCause) => (faultCauses[cause].of === 'charger' ? 0 : 1);

async function charging(model: ModelName): Promise<World> {
  const world = await createWorld({ model });
  await world.charge();
  await world.seconds(100);
  return world;
}

/** The cause is there: what stops at once stops, what does not goes on. */
async function happen(world: World, cause: FaultCause): Promise<void> {
  const blocking = faultCauses[cause].reaction !== 'warn';
  world.chargePoint().charger.setCause(placeOf(cause), cause, true);
  await world.clock.advance(100);
  const stopped = registerOf(world);
  await world.seconds(50);
  assert.equal(registerOf(world) === stopped, blocking, 'energy');
  assert.equal(world.twin().board.connectors[0]?.relays().length === 0, blocking);
  assert.equal(isRed(world), blocking);
}

/** What it takes to charge again: nothing more, the next car, or a power cut. */
async function recover(world: World, cause: FaultCause): Promise<void> {
  const { recovery, reaction } = faultCauses[cause];
  const blocking = reaction !== 'warn';
  world.chargePoint().charger.setCause(placeOf(cause), cause, false);
  await world.seconds(30);
  assert.equal(isRed(world), blocking && recovery !== 'by itself');
  if (recovery === 'by itself') {
    assert.equal(world.charger.status(1), 'Charging');
    assert.equal(world.charger.requests('StopTransaction').length, 0, 'it is the same transaction');
    return;
  }
  world.twin().board.plugOut(1);
  await world.seconds(10);
  assert.equal(isRed(world), blocking && recovery === 'power cycle');
  if (recovery === 'power cycle') {
    world.powerCut();
    await world.powerOn();
    await world.seconds(10);
    assert.equal(isRed(world), false);
  }
  await world.charge();
}

describe('whatever goes wrong with a zaptec-pro', () => {
  for (const cause of faultCauseNames) {
    it(`RN-K1 zaptec-pro: the LED is red, the energy stops, and no error is told (${cause})`, async () => {
      const world = await charging('zaptec-pro');
      const before = actionsSent(world).length;
      await happen(world, cause);
      const { reaction } = faultCauses[cause];
      assert.equal(lastTold(world, 1).status, reaction === 'warn' ? 'Charging' : 'SuspendedEVSE', 'the physical truth');
      const also = cause === 'tamper' ? ['SecurityEventNotification'] : [];
      for (const action of actionsSent(world).slice(before)) {
        assert.ok(['StatusNotification', 'MeterValues', ...also].includes(action), action);
      }
      await recover(world, cause);
      for (const { connectorId: _, timestamp: __, ...said } of world.charger.requests('StatusNotification')) {
        assert.notEqual(said.status, 'Faulted');
        const away = said.info === 'EV side disconnected' ? { info: said.info } : {};
        assert.deepEqual(said, { status: said.status, errorCode: 'NoError', ...away });
      }
      world.assertNoComplaints();
    });
  }
});

describe('whatever goes wrong with a reference', () => {
  for (const cause of faultCauseNames) {
    const { code, info, vendorErrorCode, reaction } = faultCauses[cause];
    const statuses = { warn: 'Charging', refuse: 'SuspendedEVSE', open: 'Faulted', 'fail safe': 'Faulted' } as const;
    const words = {
      errorCode: code,
      info,
      vendorErrorCode,
      ...(vendorErrorCode.startsWith('CX') ? { vendorId: 'https://chargex.inl.gov' } : {}),
    };

    it(`RN-K1 reference: is told with its code, its words and the vendor’s code, and so is its end (${cause})`, async () => {
      const world = await charging('reference');
      await happen(world, cause);
      assert.deepEqual(lastTold(world, 1), { status: statuses[reaction], ...words });
      const ofCharger = { status: reaction === 'warn' ? 'Available' : 'Faulted', ...words };
      const well = { status: 'Available', errorCode: 'NoError' };
      assert.deepEqual(lastTold(world, 0), placeOf(cause) === 0 ? ofCharger : well);
      await recover(world, cause);
      assert.deepEqual(lastTold(world, 1), { status: 'Charging', errorCode: 'NoError' });
      assert.deepEqual(lastTold(world, 0), well);
      world.assertNoComplaints();
    });
  }

  it('RN-K1 reference: several causes are told one after the other, and the energy comes back with the end of the last', async () => {
    const world = await charging('reference');
    const { charger } = world.chargePoint();
    for (const cause of ['over-voltage', 'open-pen'] as const) {
      charger.setCause(0, cause, true);
      await world.seconds(1);
    }
    charger.setCause(0, 'over-voltage', false);
    await world.seconds(60);
    assert.deepEqual(
      [lastTold(world, 1).errorCode, lastTold(world, 1).info],
      ['OtherError', 'the protective neutral is broken'],
    );
    charger.setCause(0, 'open-pen', false);
    await world.seconds(10);
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });

  it('RN-K1 reference: what puts the charger out of order goes before what is the car’s', async () => {
    const world = await charging('reference');
    const { charger } = world.chargePoint();
    charger.setCause(1, 'diode-fault', true);
    await world.seconds(1);
    charger.setCause(1, 'meter-lost', true);
    await world.seconds(1);
    assert.deepEqual(lastTold(world, 1), {
      status: 'Faulted',
      errorCode: 'PowerMeterFailure',
      info: 'no answer from the meter; also 1 more',
      vendorErrorCode: 'meter',
    });
    charger.setCause(1, 'meter-lost', false);
    await world.seconds(1);
    assert.deepEqual(
      [lastTold(world, 1).status, lastTold(world, 1).errorCode],
      ['SuspendedEVSE', 'EVCommunicationError'],
    );
    world.assertNoComplaints();
  });

  it('RN-K1 reference: trouble of a car’s that nobody has plugged in is the connector’s own, and told as OtherError', async () => {
    const world = await createWorld({ model: 'reference' });
    world.chargePoint().charger.setCause(1, 'pilot-fault', true);
    await world.seconds(1);
    const { status, errorCode, vendorErrorCode } = lastTold(world, 1);
    assert.deepEqual([status, errorCode, vendorErrorCode], ['Faulted', 'OtherError', 'CX014']);
    world.twin().board.plugIn(1);
    await world.seconds(1);
    assert.deepEqual([lastTold(world, 1).status, lastTold(world, 1).errorCode], ['Preparing', 'EVCommunicationError']);
    world.assertNoComplaints();
  });
});

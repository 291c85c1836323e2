/** Several connectors share what ChargePointMaxProfile leaves them (S 3.13.3): whole chargers with cars. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import type { LineCurrents } from '../../src/charger/board.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';
import { startRemotely } from './acts.ts';
import { capAt, clearProfiles, limiting, limitTo, limitTransaction, offers, seen } from './limited-charging.ts';
import { remoteStart, sentMeterValues } from './sent.ts';
import { cards, plugIn, plugOut, swipe } from './several-connectors.ts';

/** Takes 32 A on three phases. */
const HUNGRY = carModelNamed('wagon-22kw');

async function createCharger(
  connectors: number,
  options: Pick<WorldOptions, 'configuration' | 'file'> = {},
): Promise<World> {
  const { file, configuration } = options;
  const world = await createWorld({
    model: 'reference',
    configuration: { MeterValueSampleInterval: '10', ...configuration },
    file: { connectors: Array.from({ length: connectors }, (_, index) => ({ id: index + 1 })), ...file },
  });
  for (const card of cards) world.central.idTags.set(card, 'Accepted');
  return world;
}

/** A car comes to this connector and is authorized: `cards` in order. */
async function arrive(world: World, connector: number, car = HUNGRY): Promise<void> {
  world.twin().board.plugIn(connector, car);
  world.twin().board.swipe(cards[connector - 1] ?? '', [connector]);
  await world.seconds(2);
}

/** The same, one after the other, until nothing changes any more. */
async function arriveAll(world: World, count: number, car = HUNGRY): Promise<void> {
  for (let connector = 1; connector <= count; connector++) await arrive(world, connector, car);
  await world.seconds(30);
}

const told = (world: World): readonly (string | undefined)[] =>
  world.chargePoint().charger.connectors.map(world.charger.status);

/** What flows on each grid line, by what the meters of all connectors read, A. */
function currents(world: World): LineCurrents {
  const sums: [number, number, number] = [0, 0, 0];
  for (const connector of world.chargePoint().charger.connectors) {
    for (const [index, { currentA }] of world.chargePoint().charger.meter(connector).lines.entries())
      sums[index as 0] += currentA;
  }
  return sums;
}

describe('connectors that share a ChargePointMaxProfile', () => {
  it('have equal shares of it, and the meters follow', async () => {
    const world = await createCharger(3);
    await capAt(world, 40);
    await arriveAll(world, 3);
    assert.deepEqual(offers(world), [13.3, 13.3, 13.3]);
    assert.equal(limiting(world, 2), 'load-balancing 13.3');
    assert.deepEqual(told(world), ['Charging', 'Charging', 'Charging']);
    for (const sum of currents(world)) assert.ok(sum > 38 && sum <= 40.2, `${sum} A`);
    await world.seconds(20);
    for (const connectorId of [1, 2, 3]) {
      const sample = sentMeterValues(world, 'Sample.Periodic').findLast((each) => each.connectorId === connectorId);
      const drawn = sample?.sampledValue.filter(({ measurand }) => measurand === 'Current.Import') ?? [];
      assert.equal(drawn.length, 3);
      for (const { value } of drawn) assert.ok(Number(value) > 12.5 && Number(value) <= 13.4, value);
    }
    world.assertNoComplaints();
  });

  it('have the same of one in W', async () => {
    const world = await createCharger(2);
    await capAt(world, 22_080, { unit: 'W' });
    await arriveAll(world, 2);
    assert.deepEqual(offers(world), [16, 16]);
    // A limit of one phase: 4600 W are 20 A.
    await capAt(world, 4600, { unit: 'W', numberPhases: 1 });
    await world.seconds(60);
    assert.deepEqual(offers(world), [10, 10]);
    assert.deepEqual([seen(world, 1).lines, seen(world, 2).lines], [[1], [1]]);
    for (const sum of currents(world)) assert.ok(sum <= 20.1, `${sum} A`);
  });

  it('have 6 A or pause; who began first is served', async () => {
    const world = await createCharger(4);
    await capAt(world, 20);
    for (const connector of [3, 1, 4, 2]) await arrive(world, connector);
    await world.seconds(30);
    assert.deepEqual(offers(world), [6.6, 0, 6.6, 6.6]);
    assert.deepEqual(offers(world).toSorted(), [0, 6.6, 6.6, 6.6]);
    assert.equal(told(world)[1], 'SuspendedEVSE');
    assert.equal(limiting(world, 2), 'load-balancing 0');
  });

  it('share anew when cars come and go', async () => {
    const world = await createCharger(3);
    await capAt(world, 32);
    await arrive(world, 1);
    await world.seconds(10);
    assert.deepEqual(offers(world), [32, 0, 0]);
    await arrive(world, 2);
    assert.deepEqual(offers(world), [16, 16, 0]);
    await world.seconds(10);
    await arrive(world, 3);
    assert.deepEqual(offers(world), [10.6, 10.6, 10.6]);
    await world.seconds(10);
    await swipe(world, cards[0], [1]);
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 16, 16]);
    await plugOut(world, 3);
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 32, 0]);
    await swipe(world, cards[1], [2]);
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 0, 0]);
    for (const connector of [1, 2, 3]) assert.equal(seen(world, connector).limits['load-balancing'], undefined);
    world.assertNoComplaints();
  });

  it('are calm: a car that comes where there is enough for all is served without a pause', async () => {
    const world = await createCharger(2);
    await capAt(world, 32);
    await arrive(world, 1);
    await world.seconds(10);
    await arrive(world, 2);
    await world.seconds(60);
    assert.deepEqual(world.statuses(1), ['Available', 'Preparing', 'Charging']);
    assert.deepEqual(world.statuses(2), ['Available', 'Preparing', 'Charging']);
  });

  for (const [duration, statuses] of [
    // The first one's pilot has just risen, and cannot come down for 5 s: nobody else can be offered anything until then.
    ['0', ['Available', 'Preparing', 'SuspendedEVSE', 'SuspendedEV', 'Charging']],
    ['10', ['Available', 'Charging']],
  ] as const) {
    it(`pause for 5 s at the most when they come at the same time (MinimumStatusDuration ${duration})`, async () => {
      const world = await createCharger(3, { configuration: { MinimumStatusDuration: duration } });
      await capAt(world, 32);
      for (const connector of [1, 2, 3]) {
        world.twin().board.plugIn(connector, HUNGRY);
        world.twin().board.swipe(cards[connector - 1] ?? '', [connector]);
        await world.clock.settle();
      }
      assert.deepEqual(offers(world), [32, 0, 0]);
      await world.seconds(5);
      assert.deepEqual(offers(world), [10.6, 10.6, 10.6]);
      await world.seconds(60);
      assert.equal(world.statuses(1).includes('SuspendedEVSE'), false);
      for (const connector of [2, 3]) assert.deepEqual(world.statuses(connector), statuses);
    });
  }

  it('leave to others what a full car does not take, but for 6 A to wake up with', async () => {
    const world = await createCharger(2);
    await capAt(world, 32);
    await arriveAll(world, 2);
    world.twin().board.setCar(1, { soc: 100 });
    await world.seconds(30);
    assert.deepEqual(told(world), ['SuspendedEV', 'Charging']);
    assert.deepEqual(offers(world), [6, 26]);
    world.twin().board.setCar(1, { soc: 50 });
    await world.seconds(30);
    assert.deepEqual(offers(world), [16, 16]);
    assert.deepEqual(told(world), ['Charging', 'Charging']);
    assert.deepEqual(world.statuses(1), ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'Charging']);
  });

  it('give a full car nothing at all where somebody who asks would have to pause', async () => {
    const world = await createCharger(2);
    await capAt(world, 14);
    await arriveAll(world, 1);
    world.twin().board.setCar(1, { soc: 100 });
    await world.seconds(30);
    await capAt(world, 10);
    await arrive(world, 2);
    await world.seconds(30);
    assert.deepEqual(offers(world), [0, 10]);
    assert.deepEqual(told(world), ['SuspendedEVSE', 'Charging']);
    await swipe(world, cards[1], [2]);
    await world.seconds(10);
    assert.deepEqual(offers(world), [10, 0]);
    assert.equal(told(world)[0], 'SuspendedEV');
  });

  it('leave to others what a TxProfile keeps one from', async () => {
    const world = await createCharger(3);
    await capAt(world, 36);
    await arriveAll(world, 3);
    assert.deepEqual(offers(world), [12, 12, 12]);
    await limitTransaction(world, 2, 8);
    await world.seconds(10);
    assert.deepEqual(offers(world), [14, 8, 14]);
    assert.equal(limiting(world, 2), 'schedule 8');
    await limitTransaction(world, 2, 0);
    await world.seconds(10);
    assert.deepEqual(offers(world), [18, 0, 18]);
    assert.equal(told(world)[1], 'SuspendedEVSE');
    await limitTransaction(world, 2, 32);
    await world.seconds(10);
    assert.deepEqual(offers(world), [12, 12, 12]);
    assert.equal(told(world)[1], 'Charging');
  });

  it('leave to others what another limit keeps one from, and what a fault does', async () => {
    const world = await createCharger(2);
    await capAt(world, 32);
    await arriveAll(world, 2);
    world.chargePoint().charger.setLimit(1, 'installer', 8);
    await world.seconds(10);
    assert.deepEqual(offers(world), [8, 24]);
    world.chargePoint().charger.setLimit(1, 'installer', undefined);
    await world.seconds(10);
    assert.deepEqual(offers(world), [16, 16]);
    world.twin().board.raiseFault(1, { id: 'broken', code: 'InternalError', blocking: true });
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 32]);
    world.twin().board.clearFault(1, 'broken');
    await world.seconds(10);
    assert.deepEqual(offers(world), [16, 16]);
    assert.deepEqual(told(world), ['Charging', 'Charging']);
  });

  it('leave to others what somebody with an invalid card does not get', async () => {
    const world = await createCharger(2, { configuration: { StopTransactionOnInvalidId: 'false' } });
    await capAt(world, 32);
    await arriveAll(world, 2);
    world.chargePoint().charger.withhold(1);
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 32]);
  });

  it('leave to others what a car does not get that has left its transaction for a while', async () => {
    const world = await createCharger(2, { configuration: { StopTransactionOnEVSideDisconnect: 'false' } });
    await capAt(world, 32);
    await arriveAll(world, 2);
    await plugOut(world, 1);
    await world.seconds(10);
    assert.deepEqual(offers(world), [0, 32]);
    assert.equal(told(world)[0], 'SuspendedEV');
    await plugIn(world, 1);
    await world.seconds(10);
    assert.deepEqual(offers(world), [16, 16]);
    assert.equal(told(world)[0], 'Charging');
    assert.deepEqual(world.statuses(1).slice(2), ['Charging', 'SuspendedEV', 'SuspendedEV', 'Charging']);
  });

  it('count one-phase cars on their own line only', async () => {
    const world = await createCharger(4, { configuration: { OnePhaseChargingPhase: '1' } });
    await capAt(world, 20);
    await limitTo(world, { limit: 32, numberPhases: 1, connector: 1 });
    await limitTo(world, { limit: 32, numberPhases: 1, connector: 2 });
    await limitTo(world, { limit: 32, numberPhases: 1, connector: 3 });
    const car = carModelNamed('city-7kw-single-phase');
    await arrive(world, 1, car);
    await world.configure('OnePhaseChargingPhase', '2');
    await arrive(world, 2, car);
    await world.configure('OnePhaseChargingPhase', '3');
    await arrive(world, 3, car);
    await world.seconds(30);
    assert.deepEqual(offers(world), [20, 20, 20, 0]);
    assert.deepEqual(
      [1, 2, 3].map((connector) => seen(world, connector).lines),
      [[1], [2], [3]],
    );
    // One of three phases is on every line.
    await arrive(world, 4);
    await world.seconds(30);
    assert.deepEqual(offers(world), [10, 10, 10, 10]);
    for (const sum of currents(world)) assert.ok(sum > 18 && sum <= 20.1, `${sum} A`);
  });

  it('follow a cap that is changed while they charge', async () => {
    const world = await createCharger(3);
    await capAt(world, 48);
    await arriveAll(world, 3);
    assert.deepEqual(offers(world), [16, 16, 16]);
    await capAt(world, 24);
    assert.deepEqual(offers(world), [8, 8, 8]);
    await capAt(world, 12);
    await world.seconds(30);
    assert.deepEqual(offers(world), [6, 6, 0]);
    assert.deepEqual(told(world), ['Charging', 'Charging', 'SuspendedEVSE']);
    await capAt(world, 5);
    await world.seconds(30);
    assert.deepEqual(told(world), ['SuspendedEVSE', 'SuspendedEVSE', 'SuspendedEVSE']);
    await capAt(world, 60);
    await world.seconds(30);
    assert.deepEqual(offers(world), [20, 20, 20]);
    assert.deepEqual(told(world), ['Charging', 'Charging', 'Charging']);
    await clearProfiles(world);
    await world.seconds(10);
    assert.deepEqual(offers(world), [32, 32, 32]);
    assert.equal(limiting(world, 3), 'hardware 32');
    const pause = ['SuspendedEVSE', 'SuspendedEV', 'Charging'];
    assert.deepEqual(world.statuses(1).slice(2), ['Charging', ...pause]);
    assert.deepEqual(world.statuses(2).slice(-4), ['Charging', ...pause]);
    assert.deepEqual(world.statuses(3).slice(-4), ['Charging', ...pause]);
    world.assertNoComplaints();
  });

  it('follow a cap that changes by its schedule, at its second', async () => {
    const world = await createCharger(2);
    await capAt(world, 40, {
      later: [
        [600, 20],
        [1200, 0],
        [1800, 32],
      ],
    });
    await arriveAll(world, 2);
    const at = (seconds: number) => world.clock.advance(seconds * 1000 - world.clock.elapsed() - 1);
    await at(600);
    assert.deepEqual([offers(world), seen(world).limitUntil], [[20, 20], 600_000]);
    await world.clock.advance(1);
    assert.deepEqual(offers(world), [10, 10]);
    await at(1200);
    assert.deepEqual(offers(world), [10, 10]);
    await world.clock.advance(1);
    assert.deepEqual(offers(world), [0, 0]);
    await at(1810);
    assert.deepEqual(offers(world), [16, 16]);
  });

  it('hold the cap also after a power cut, with cars attached', async () => {
    const world = await createCharger(2);
    await capAt(world, 20);
    await arriveAll(world, 2);
    world.powerCut();
    await world.powerOn();
    await arriveAll(world, 2);
    assert.deepEqual(offers(world), [10, 10]);
  });

  it('bring who is served from afar a share at once', async () => {
    const world = await createCharger(2);
    await capAt(world, 32);
    await arriveAll(world, 1);
    world.twin().board.plugIn(2, HUNGRY);
    assert.equal(await remoteStart(world, cards[1], 2), 'Accepted');
    assert.deepEqual(offers(world), [16, 16]);
  });
});

describe('a shared ChargePointMaxProfile with randomised delays', () => {
  const delayed = { configuration: { RandomisedDelayEnabled: 'true' } };
  const remaining = (world: World) => world.chargePoint().smartCharging.delay.remaining();

  /** Two cars charge, and nothing waits. */
  async function twoCars(cap: number): Promise<World> {
    const world = await createCharger(2, delayed);
    await capAt(world, cap);
    await arriveAll(world, 2);
    await world.seconds(630);
    assert.deepEqual([offers(world), remaining(world)], [[cap / 2, cap / 2], 0]);
    return world;
  }

  it('is lowered at once', async () => {
    const world = await twoCars(32);
    await capAt(world, 20);
    assert.deepEqual([offers(world), remaining(world)], [[10, 10], 0]);
  });

  it('is raised after one delay of all together', async () => {
    const world = await twoCars(20);
    await capAt(world, 40);
    const delay = remaining(world);
    assert.ok(delay > 1);
    assert.equal(seen(world, 2).limitUntil, world.clock.elapsed() + delay * 1000);
    assert.equal(world.chargePoint().smartCharging.delay.remaining(2), delay);
    await world.clock.advance(delay * 1000 - 1);
    assert.deepEqual(offers(world), [10, 10]);
    await world.clock.advance(1);
    assert.deepEqual(offers(world), [20, 20]);
  });

  it('is raised at once when the owner of one car says so', async () => {
    const world = await twoCars(20);
    await clearProfiles(world);
    assert.ok(remaining(world) > 1);
    assert.deepEqual(offers(world), [10, 10]);
    assert.equal(world.chargePoint().smartCharging.delay.override(2), true);
    assert.deepEqual([offers(world), remaining(world)], [[32, 32], 0]);
  });

  it('is shared anew without a delay, also while a higher one waits', async () => {
    const world = await twoCars(20);
    await clearProfiles(world);
    assert.ok(remaining(world) > 20);
    await plugOut(world, 1);
    await world.seconds(8);
    assert.deepEqual(offers(world), [0, 20]);
    await plugOut(world, 2);
    await world.seconds(8);
    assert.equal(remaining(world), 0);
  });

  it('gives a car that waits for its start nothing of it yet', async () => {
    const world = await createCharger(2, delayed);
    await capAt(world, 20);
    await startRemotely(cards[0])(world);
    await plugIn(world, 1);
    await arrive(world, 2);
    assert.deepEqual(offers(world), [20, 0]);
    const delay = remaining(world);
    await world.seconds(delay + 10);
    assert.deepEqual(offers(world), [10, 10]);
  });
});

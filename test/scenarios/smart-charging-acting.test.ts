/** The charger does what its charging profiles say, in the second in which it is due (S 3.13). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { carModelNamed } from '../../src/boards/virtual/car-models.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { swipe } from './acts.ts';
import {
  chargePointMax,
  clearProfile,
  composite,
  DAY,
  linesOf,
  offeredA,
  type Steps,
  setProfile,
  tx,
  txDefault,
} from './profiles.ts';
import { modelNames, nameOf, sentMeterValues } from './sent.ts';

/** Days pass faster when nobody tells of every minute. */
const quiet = { MeterValueSampleInterval: '0', ClockAlignedDataInterval: '0', WebSocketPingInterval: '0' };

/** Lets time pass until so many ms after the beginning of the world. */
async function until(world: World, ms: number): Promise<void> {
  await world.clock.advance(ms - world.clock.elapsed());
}

/** What is offered right before and at each of these seconds after the beginning of the world. */
async function aroundOf(world: World, seconds: readonly number[]): Promise<readonly (readonly [number, number])[]> {
  const seen: [number, number][] = [];
  for (const second of seconds) {
    await until(world, second * 1000 - 1);
    const before = offeredA(world);
    await until(world, second * 1000);
    seen.push([before, offeredA(world)]);
  }
  return seen;
}

/** Seconds after the beginning of the world at which the transaction began, cut to whole ones. */
function beganAt(world: World): number {
  const timestamp = world.charger.requests('StartTransaction').at(-1)?.timestamp ?? '';
  return Math.floor((Date.parse(timestamp) - Date.UTC(2026, 0, 1)) / 1000);
}

const steps: Steps = [
  [0, 16],
  [60, 10],
  [120, 25.5],
  [180, 6],
];

for (const model of modelNames) {
  describe(`a ${model} under charging profiles`, () => {
    it('changes its offer in the very second, and the car follows', async () => {
      const world = await createWorld({ model });
      assert.equal(await setProfile(world, txDefault(steps)), 'Accepted');
      await world.charge();
      assert.deepEqual(await aroundOf(world, [60, 120, 180]), [
        [16, 10],
        [10, 25.5],
        [25.5, 6],
      ]);
      assert.deepEqual(linesOf(world), [1, 2, 3]);
      await world.seconds(10);
      const { lines } = world.twin().board.connectors[0]?.meter() ?? {};
      for (const { currentA } of lines ?? []) assert.ok(currentA > 5.9 && currentA <= 6, String(currentA));
      world.assertNoComplaints();
    });

    it('pauses at 0 A, and at less than a pilot can say, and goes on', async () => {
      const pause: Steps = [
        [0, 16],
        [60, 0],
        [120, 10],
        [180, 5.9],
        [240, 6],
      ];
      const world = await createWorld({ model });
      await setProfile(world, txDefault(pause));
      await world.charge();
      const from = world.statuses().length;
      assert.deepEqual(await aroundOf(world, [60, 120, 180, 240]), [
        [16, 0],
        [0, 10],
        [10, 0],
        [0, 6],
      ]);
      await world.seconds(10);
      const [first, ...rest] = world.statuses().slice(from);
      assert.deepEqual(
        [first, ...rest.filter((status) => status !== 'SuspendedEV')],
        ['SuspendedEVSE', 'Charging', 'SuspendedEVSE', 'Charging'],
      );
      assert.deepEqual(linesOf(world), [1, 2, 3]);
      assert.equal(world.charger.requests('StopTransaction').length, 0);
      world.assertNoComplaints();
    });

    it('opens the relays in a pause, and begins in one with SuspendedEVSE', async () => {
      const world = await createWorld({ model });
      await setProfile(
        world,
        txDefault([
          [0, 0],
          [60, 16],
          [120, 0],
        ]),
      );
      world.twin().board.plugIn(1);
      world.twin().board.swipe(CARD);
      await world.seconds(30);
      assert.equal(world.charger.status(1), 'SuspendedEVSE');
      assert.deepEqual([offeredA(world), linesOf(world)], [0, []]);
      assert.equal(world.charger.transactions.length, 1);
      await until(world, 100_000);
      assert.equal(world.charger.status(1), 'Charging');
      await until(world, 121_000);
      assert.deepEqual([offeredA(world), linesOf(world), world.charger.status(1)], [0, [], 'SuspendedEVSE']);
      world.assertNoComplaints();
    });

    it('offers no more than its hardware, whatever a profile allows', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(1000));
      await world.charge();
      assert.equal(offeredA(world), 32);
    });

    it('tells what it offers: Current.Offered, and Power.Offered where there is one', async () => {
      const power = model === 'reference';
      const measurands = ['Current.Offered', ...(power ? ['Power.Offered'] : [])];
      const world = await createWorld({
        model,
        configuration: { MeterValueSampleInterval: '30', MeterValuesSampledData: measurands.join() },
      });
      await setProfile(
        world,
        txDefault([
          [0, 16],
          [90, 8],
          [150, 10, 1],
          [240, 0],
        ]),
      );
      await world.charge();
      await until(world, 300_000);
      const told = sentMeterValues(world, 'Sample.Periodic').map(({ timestamp, sampledValue }) => {
        const second = Math.floor((Date.parse(timestamp) - Date.UTC(2026, 0, 1)) / 1000);
        return [second, ...sampledValue.map((value) => `${nameOf(value)} ${value.value}`)];
      });
      const expected = (second: number): readonly string[] => {
        const [currentA, powerW] =
          second < 90
            ? [16, 11040]
            : second < 150
              ? [8, 5520]
              : second < 160
                ? [0, 0]
                : second < 240
                  ? [10, 2300]
                  : [0, 0];
        return [`Current.Offered ${currentA.toFixed(1)}`, ...(power ? [`Power.Offered ${powerW.toFixed(1)}`] : [])];
      };
      assert.ok(told.length >= 9, String(told.length));
      for (const [second, ...values] of told) assert.deepEqual(values, expected(Number(second)), `at ${second} s`);
      world.assertNoComplaints();
    });

    it('counts a Relative schedule from the start of the transaction, each time', async () => {
      const world = await createWorld({ model });
      await setProfile(
        world,
        txDefault(
          [
            [0, 16],
            [60, 10],
          ],
          { chargingProfileKind: 'Relative', duration: 120 },
        ),
      );
      await world.seconds(1000);
      for (const visit of [1, 2]) {
        await world.charge();
        const began = beganAt(world);
        assert.ok(began >= visit * 1000, String(began));
        assert.deepEqual(await aroundOf(world, [began + 60, began + 120]), [
          [16, 10],
          [10, 32],
        ]);
        world.twin().board.plugOut(1);
        await world.seconds(1000);
      }
      world.assertNoComplaints();
    });

    it('counts a Relative schedule from the start of the transaction also when it comes later', async () => {
      const world = await createWorld({ model });
      await world.charge();
      const began = beganAt(world);
      await until(world, (began + 90) * 1000);
      await setProfile(
        world,
        tx([
          [0, 16],
          [60, 10],
          [120, 8],
        ]),
      );
      assert.equal(offeredA(world), 10);
      assert.deepEqual(await aroundOf(world, [began + 120]), [[10, 8]]);
    });

    it('converts watts with the phases that they are for: the pilot says A per phase', async () => {
      const world = await createWorld({ model });
      await setProfile(
        world,
        txDefault(
          [
            [0, 11_040],
            [60, 5520],
            [120, 3680, 1],
          ],
          { chargingRateUnit: 'W' },
        ),
      );
      await world.charge();
      assert.deepEqual(await aroundOf(world, [60]), [[16, 8]]);
      await until(world, 140_000);
      assert.deepEqual([offeredA(world), linesOf(world)], [16, [1]]);
      // The voltage changes what a watt is, at once.
      assert.equal(await world.configure('SupplyVoltage', '184'), 'Accepted');
      await world.seconds(6);
      assert.equal(offeredA(world), 20);
    });

    it('J12: never gives one phase more than ChargePointMaxProfile does, whatever a TxProfile makes of its watts', async () => {
      const world = await createWorld({ model });
      await setProfile(world, chargePointMax(16));
      await world.charge();
      await world.seconds(10);
      await setProfile(world, tx([[0, 4400, 1]], { chargingProfileId: 2, chargingRateUnit: 'W' }));
      await world.seconds(30);
      assert.deepEqual([offeredA(world), linesOf(world)], [16, [1]]);
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 16 A x 1']);
      // And a cap in watts is one of each phase as well: 11 kW on three are no 11 kW on one.
      await setProfile(world, chargePointMax(11_040, { chargingRateUnit: 'W' }));
      await world.seconds(30);
      assert.deepEqual([offeredA(world), linesOf(world)], [16, [1]]);
      await clearProfile(world, { chargingProfilePurpose: 'ChargePointMaxProfile' });
      await world.seconds(6);
      assert.equal(offeredA(world), 19.130435);
    });

    it('J14: goes on with the lower level when validTo comes, in the middle of a period', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await setProfile(world, txDefault(10, { chargingProfileId: 2, stackLevel: 1, validTo: '2026-01-01T00:01:23Z' }));
      await world.charge();
      assert.deepEqual(await aroundOf(world, [83]), [[10, 20]]);
    });

    it('J16: goes on with the higher level when validFrom comes, and leaves it at its gaps', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      const about = { chargingProfileId: 2, stackLevel: 1, validFrom: '2026-01-01T00:01:00Z', duration: 120 } as const;
      await setProfile(
        world,
        txDefault(
          [
            [0, 8],
            [90, 10],
          ],
          about,
        ),
      );
      await world.charge();
      assert.deepEqual(await aroundOf(world, [60, 90, 120]), [
        [20, 8],
        [8, 10],
        [10, 20],
      ]);
    });

    it('has nothing to do with charging profiles while nobody charges', async () => {
      const world = await createWorld({ model, configuration: { ClockAlignedDataInterval: '0' } });
      const timers = world.clock.pending();
      await setProfile(world, txDefault(steps));
      await setProfile(world, chargePointMax(steps, { chargingProfileId: 2 }));
      assert.equal(world.clock.pending(), timers);
      await swipe(CARD)(world);
      assert.equal(world.chargePoint().charger.view(1).limits.schedule, undefined);
      world.twin().board.plugIn(1);
      await world.seconds(30);
      assert.equal(world.chargePoint().charger.view(1).limit.source, 'schedule');
      world.twin().board.plugOut(1);
      await world.seconds(30);
      assert.equal(world.chargePoint().charger.view(1).limits.schedule, undefined);
      assert.equal(world.clock.pending(), timers);
    });

    it('tells nobody of a change that makes no difference', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(16));
      await world.charge();
      await world.seconds(10);
      const told = world.charger.received.length;
      for (const details of [{ chargingProfileId: 2, stackLevel: 1 }, { chargingProfileId: 3 }] as const) {
        await setProfile(world, txDefault(16, details));
      }
      await world.seconds(5);
      assert.deepEqual(
        world.charger.received.slice(told).map(({ action }) => action),
        [],
      );
    });
  });
}

/** A car with more battery than any week can fill. */
const endless = {
  name: 'endless',
  batteryKwh: 1000,
  maxCurrentA: 32,
  phases: 3,
} as const;

describe('a Recurring schedule', () => {
  it('is repeated daily', async () => {
    const world = await createWorld({ configuration: quiet, file: { car: 'endless', cars: [endless] } });
    await setProfile(
      world,
      txDefault(
        [
          [0, 16],
          [60, 10],
        ],
        { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', duration: 3600 },
      ),
    );
    await world.charge();
    assert.deepEqual(await aroundOf(world, [60, 3600, DAY, DAY + 60, DAY + 3600, 2 * DAY]), [
      [16, 10],
      [10, 32],
      [32, 16],
      [16, 10],
      [10, 32],
      [32, 16],
    ]);
  });

  it('is repeated weekly, with what is longer than a week cut off (E4 3.44)', async () => {
    const world = await createWorld({ configuration: quiet, file: { car: 'endless', cars: [endless] } });
    await setProfile(
      world,
      txDefault(
        [
          [0, 16],
          [DAY, 10],
          [7 * DAY + 60, 8],
        ],
        { chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly' },
      ),
    );
    await world.charge();
    assert.deepEqual(await aroundOf(world, [DAY, 7 * DAY, 7 * DAY + 60, 8 * DAY]), [
      [16, 10],
      [10, 16],
      [16, 16],
      [16, 10],
    ]);
  });
});

describe('a car', () => {
  it('that needs more than it is offered waits, and goes on when it gets enough', async () => {
    const world = await createWorld();
    await setProfile(
      world,
      txDefault([
        [0, 16],
        [60, 8],
        [120, 16],
      ]),
    );
    world.twin().board.plugIn(1, carModelNamed('runabout-22kw-from-10a'));
    world.twin().board.swipe(CARD);
    await until(world, 50_000);
    assert.equal(world.charger.status(1), 'Charging');
    await until(world, 70_000);
    assert.equal(world.charger.status(1), 'SuspendedEV');
    await until(world, 140_000);
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });
});

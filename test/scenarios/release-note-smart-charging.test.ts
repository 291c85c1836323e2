/** The release note's rows on smart charging (RN-S1 to RN-S4), each on a whole charger and through frames alone. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grid } from '../../src/charger/board.ts';
import { createWorld, type World } from '../support/world.ts';
import {
  chargePointMax,
  clearProfile,
  composite,
  type Details,
  linesOf,
  offeredA,
  type Steps,
  setProfile,
  tx,
  txDefault,
} from './profiles.ts';
import { type ModelName, modelNames, registerOf, sentMeterValues } from './sent.ts';

for (const model of modelNames) {
  describe(`the release note on the smart charging of a ${model}`, () => {
    it(`RN-S1 ${model}: the profile Smart Charging is there, with all its keys`, async () => {
      const world = await createWorld({ model });
      const profiles = await world.key('SupportedFeatureProfiles');
      assert.ok(profiles?.value?.split(',').includes('SmartCharging'));
      const keys = {
        ChargeProfileMaxStackLevel: '8',
        ChargingScheduleAllowedChargingRateUnit: 'Current,Power',
        ChargingScheduleMaxPeriods: '32',
        ConnectorSwitch3to1PhaseSupported: 'true',
        MaxChargingProfilesInstalled: '24',
      };
      for (const [name, value] of Object.entries(keys)) {
        assert.deepEqual(await world.key(name), { value, readonly: true }, name);
        assert.equal(await world.configure(name, value), 'Rejected', name);
      }
    });

    it(`RN-S1 ${model}: three purposes, three kinds, stacking, clearing, and what they come to`, async () => {
      const world = await createWorld({ model });
      const hour = { duration: 3600 };
      await setProfile(
        world,
        chargePointMax(
          [
            [0, 25],
            [1800, 12],
          ],
          { chargingProfileId: 1 },
        ),
      );
      assert.deepEqual(await composite(world, hour), ['0: 25 A x 3', '1800: 12 A x 3']);
      await setProfile(
        world,
        txDefault(
          [
            [0, 20],
            [600, 16],
          ],
          { chargingProfileId: 2, chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' },
        ),
      );
      await setProfile(
        world,
        txDefault(8, { chargingProfileId: 3, stackLevel: 1, startSchedule: '2026-01-01T00:05:00Z', duration: 60 }),
      );
      const defaults = ['0: 20 A x 3', '300: 8 A x 3', '360: 20 A x 3', '600: 16 A x 3', '1800: 12 A x 3'];
      assert.deepEqual(await composite(world, hour), defaults);
      await world.charge();
      assert.equal(offeredA(world), 20);
      await world.seconds(10);
      await setProfile(
        world,
        tx(
          [
            [0, 10],
            [120, 6],
          ],
          { chargingProfileId: 4, duration: 1200 },
        ),
      );
      assert.equal(offeredA(world), 10);
      await world.seconds(120);
      assert.equal(offeredA(world), 6);
      assert.equal(await clearProfile(world, { chargingProfilePurpose: 'TxProfile' }), 'Accepted');
      assert.equal(offeredA(world), 20);
      await world.seconds(200);
      assert.equal(offeredA(world), 8);
      assert.equal(await clearProfile(world, { stackLevel: 1 }), 'Accepted');
      assert.equal(offeredA(world), 20);
      assert.equal(await clearProfile(world), 'Accepted');
      await world.seconds(6);
      assert.equal(offeredA(world), 32);
      assert.equal(await clearProfile(world), 'Unknown');
      world.assertNoComplaints();
    });

    it(`RN-S1 ${model}: the energy of a session is what its schedule allows`, async () => {
      const world = await createWorld({ model, configuration: { MeterValueSampleInterval: '600' } });
      await setProfile(
        world,
        txDefault([
          [0, 16],
          [3600, 0],
          [7200, 10],
        ]),
      );
      await world.charge();
      await world.seconds(3 * 3600 - 30);
      const { energyWh = Number.NaN } = world.twin().board.connectors[0]?.meter() ?? {};
      const allowedWh = (16 + 10) * 690;
      assert.ok(energyWh > allowedWh * 0.98 && energyWh < allowedWh * 1.02, `${energyWh} Wh of ${allowedWh}`);
    });

    for (const type of ['TN', 'IT'] as const) {
      it(`RN-S2 ${model}: a limit in A is of each phase, one in W of all, and both are told in both (${type})`, async () => {
        const world = await createWorld({ model, file: { grid: { type, voltageV: 230 } } });
        const factor = type === 'IT' ? Math.sqrt(3) : 3;
        const watts = Math.round(16 * 230 * factor * 10) / 10;
        await world.charge();
        await world.seconds(10);
        const both: readonly (readonly [Steps, Details, number, string, string])[] = [
          [[[0, 10]], {}, 10, '0: 10 A x 3', `0: ${tenth(10 * 230 * factor)} W x 3`],
          [[[0, watts]], { chargingRateUnit: 'W' }, 16, '0: 16 A x 3', `0: ${watts} W x 3`],
          [[[0, 3680, 1]], { chargingRateUnit: 'W' }, 16, '0: 16 A x 1', '0: 3680 W x 1'],
          [[[0, 13, 1]], {}, 13, '0: 13 A x 1', '0: 2990 W x 1'],
        ];
        for (const [steps, details, amperes, inA, inW] of both) {
          assert.equal(await setProfile(world, txDefault(steps, details)), 'Accepted');
          await world.seconds(40);
          assert.ok(Math.abs(offeredA(world) - amperes) < 0.01, `${offeredA(world)} A instead of ${amperes}`);
          assert.deepEqual(await composite(world, { duration: 60 }), [inA]);
          assert.deepEqual(await composite(world, { duration: 60, chargingRateUnit: 'W' }), [inW]);
        }
        world.assertNoComplaints();
      });
    }

    it(`RN-S3 ${model}: stack level 8, 24 profiles and 32 periods, and not one more`, async () => {
      const world = await createWorld({ model });
      const periods = (count: number): Steps =>
        Array.from({ length: count }, (_, index) => [index * 60, 10 + (index % 2)]);
      assert.equal(await setProfile(world, txDefault(periods(33))), 'Rejected');
      assert.equal(await setProfile(world, txDefault(10, { stackLevel: 9 })), 'Rejected');
      for (let id = 0; id < 24; id += 1) {
        const details = { chargingProfileId: id, stackLevel: id % 9 };
        const profile = id < 18 ? txDefault(periods(32), details) : chargePointMax(periods(32), details);
        assert.equal(await setProfile(world, profile, id >= 9 && id < 18 ? 1 : 0), 'Accepted', String(id));
      }
      const one = chargePointMax(10, { chargingProfileId: 24, stackLevel: 8 });
      assert.equal(await setProfile(world, one), 'Rejected');
      // One that takes another's place needs none.
      assert.equal(await setProfile(world, { ...one, chargingProfileId: 23 }), 'Accepted');
      assert.equal(await setProfile(world, txDefault(10, { chargingProfileId: 99, stackLevel: 3 })), 'Accepted');
      assert.equal((await composite(world, { duration: 32 * 60 })).length, 1);
      world.assertNoComplaints();
    });

    for (const type of ['TN', 'IT'] as const) {
      for (const unit of ['A', 'W'] as const) {
        it(`RN-S4 ${model}: numberPhases 1 brings a car that charges from three phases to one, and back (${type}, ${unit})`, () =>
          switchedBySchedule(model, type, unit));
      }

      it(`RN-S4 ${model}: switches when a period of the schedule begins, and goes on (${type})`, async () => {
        const world = await createSwitching(model, type);
        const from = energyWh(world);
        await setProfile(
          world,
          txDefault([
            [0, 16],
            [300, 16, 1],
            [900, 16, 3],
            [1500, 8, 1],
          ]),
        );
        await world.seconds(300 - world.clock.elapsed() / 1000);
        assert.deepEqual([offeredA(world), linesTold(world)], [0, 'L1 L2 L3']);
        await world.seconds(500);
        assert.deepEqual([offeredA(world), linesTold(world)], [16, oneLine[type]]);
        await world.seconds(600);
        assert.deepEqual([offeredA(world), linesTold(world)], [16, 'L1 L2 L3']);
        await world.seconds(600);
        assert.deepEqual([offeredA(world), linesTold(world)], [8, oneLine[type]]);
        // All but the pauses: 30 s at most for each switch.
        const leastWh = (720 * threePhasesW[type] + 570 * 3680 + 470 * 1840) / 3600;
        const drawnWh = energyWh(world) - from;
        assert.ok(drawnWh > leastWh && drawnWh < leastWh * 1.1, `${drawnWh} Wh, at least ${leastWh}`);
        assert.deepEqual([world.charger.transactions.length, world.charger.requests('StopTransaction')], [1, []]);
        world.assertNoComplaints();
      });
    }

    it(`RN-S4 ${model}: takes numberPhases 2 for one phase, for its relays know no other`, async () => {
      const world = await createSwitching(model, 'TN');
      await setProfile(world, txDefault([[0, 16, 2]]));
      await world.seconds(60);
      assert.deepEqual(linesOf(world), [2]);
    });
  });
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

const energyWh = (world: World): number => world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;

/** The line, or the two of an IT grid, that OnePhaseChargingPhase 2 names. */
const oneLine = { TN: 'L2', IT: 'L2 L3' } as const satisfies Readonly<Record<Grid['type'], string>>;

/** What 16 A on three phases come to. */
const threePhasesW = { TN: 16 * 230 * 3, IT: 16 * 230 * Math.sqrt(3) } as const;

/** The lines on which the last sample tells of current. */
function linesTold(world: World): string {
  const values = sentMeterValues(world, 'Sample.Periodic').at(-1)?.sampledValue ?? [];
  return values
    .filter(({ measurand, value }) => measurand === 'Current.Import' && value !== '0.0')
    .map(({ phase }) => phase)
    .join(' ');
}

/** A car that charges with three phases. */
async function createSwitching(model: ModelName, type: Grid['type']): Promise<World> {
  const world = await createWorld({
    model,
    file: { grid: { type, voltageV: 230 } },
    configuration: { OnePhaseChargingPhase: '2' },
  });
  await world.charge();
  await world.seconds(120);
  assert.equal(linesTold(world), 'L1 L2 L3');
  return world;
}

/** Three phases, one, and three again, by SetChargingProfile alone. */
async function switchedBySchedule(model: ModelName, type: Grid['type'], unit: 'A' | 'W'): Promise<void> {
  const world = await createSwitching(model, type);
  const { charger } = world.chargePoint();
  const details: Details = { chargingRateUnit: unit };
  const three = unit === 'A' ? 16 : tenth(threePhasesW[type]);
  const one = unit === 'A' ? 16 : 3680;
  const near = (currentA: number): boolean => Math.abs(offeredA(world) - currentA) < 0.01;
  await setProfile(world, txDefault([[0, three]], details));
  await world.seconds(60);
  assert.ok(near(16));
  const started = world.statuses().length;
  const [begun = 0] = sentMeterValues(world, 'Sample.Periodic').map(registerOf).slice(-1);

  // The current stays: a change of the number of phases is one by itself (wishes A1).
  const down = world.clock.elapsed();
  assert.equal(await setProfile(world, txDefault([[0, one, 1]], details)), 'Accepted');
  assert.equal(offeredA(world), 0);
  await world.clock.runUntil(() => charger.view(1).lines.length === 0, 1_000);
  await world.clock.runUntil(() => near(16), 10_000);
  assert.equal(world.clock.elapsed() - down, 10_000);
  await world.clock.runUntil(() => charger.view(1).lines.length > 0, 2_000);
  await world.seconds(180);
  assert.equal(linesTold(world), oneLine[type]);
  assert.ok((world.twin().board.connectors[0]?.meter().powerW ?? 0) > 3_500);

  const up = world.clock.elapsed();
  assert.equal(await setProfile(world, txDefault([[0, three, 3]], details)), 'Accepted');
  await world.clock.runUntil(() => offeredA(world) === 0, 20_000);
  assert.equal(world.clock.elapsed() - up, 10_000, 'it has to last');
  await world.seconds(180);
  assert.equal(linesTold(world), 'L1 L2 L3');
  assert.ok(near(16));

  const steps = world.charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 1)
    .slice(started)
    .map(({ status, errorCode, info }) => [status, errorCode, ...(info === undefined ? [] : [info])].join(' '));
  const sequence = ['SuspendedEVSE NoError SwitchingPhases', 'SuspendedEV NoError', 'Charging NoError'];
  assert.deepEqual(steps, [...sequence, ...sequence]);
  // Energy goes on: 3 min on one phase and 3 on three, but for the pauses.
  const [ended = 0] = sentMeterValues(world, 'Sample.Periodic').map(registerOf).slice(-1);
  const leastWh = (120 * threePhasesW[type] + 180 * 3680) / 3600;
  assert.ok(ended - begun > leastWh, `${ended - begun} Wh, at least ${leastWh}`);
  assert.deepEqual([world.charger.transactions.length, world.charger.requests('StopTransaction')], [1, []]);
  world.assertNoComplaints();
}

/** GetCompositeSchedule, asked of a whole charger (S 5.7; E4 3.24, 3.28 to 3.30, 3.57). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_PERIODS } from '../../src/features/smart-charging/smart-charging.ts';
import { createWorld } from '../support/world.ts';
import { askComposite, chargePointMax, composite, DAY, setProfile, tx, txDefault } from './profiles.ts';
import { modelNames } from './sent.ts';
import { createTriple, plugIn, swipe } from './several-connectors.ts';

for (const model of modelNames) {
  describe(`the composite schedule of a ${model}`, () => {
    it('is Rejected, and told without a schedule, for a connector that there is not, and for a negative duration', async () => {
      const world = await createWorld({ model });
      for (const request of [{ connectorId: 2 }, { connectorId: -1 }, { duration: -1 }]) {
        assert.deepEqual(await askComposite(world, request), { status: 'Rejected' });
      }
      world.assertNoComplaints();
    });

    it('is refused with a CALLERROR in a unit that there is not (E4 3.24)', async () => {
      const world = await createWorld({ model });
      const payload = { connectorId: 1, duration: 60, chargingRateUnit: 'kW' };
      const answer = world.charger.exchange(JSON.stringify([2, 'raw', 'GetCompositeSchedule', payload]));
      await world.clock.settle();
      const [kind, , code] = JSON.parse((await answer) ?? '[]');
      const expected = { 'zaptec-pro': 'FormationViolation', reference: 'PropertyConstraintViolation' }[model];
      assert.deepEqual([kind, code], [4, expected]);
    });

    it('begins at the receipt, lasts as long as was asked for, and has no startSchedule (E4 3.28, 3.57)', async () => {
      const world = await createWorld({ model });
      await world.seconds(100.4);
      await setProfile(
        world,
        txDefault(
          [
            [0, 16],
            [3600, 10],
          ],
          { startSchedule: '2026-01-01T00:00:00Z' },
        ),
      );
      assert.deepEqual(await askComposite(world, { duration: 4000 }), {
        status: 'Accepted',
        connectorId: 1,
        scheduleStart: '2026-01-01T00:01:40.000Z',
        chargingSchedule: {
          duration: 4000,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 16, numberPhases: 3 },
            { startPeriod: 3500, limit: 10, numberPhases: 3 },
          ],
        },
      });
      world.assertNoComplaints();
    });

    it('J10: of duration 0 tells what holds now, and not the default', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(10));
      const { chargingSchedule } = await askComposite(world, { duration: 0 });
      assert.deepEqual(chargingSchedule, {
        duration: 0,
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 10, numberPhases: 3 }],
      });
    });

    it('J11: merges neighbours that are equal, across periods, repetitions and profiles, and keeps boundaries exact', async () => {
      const world = await createWorld({ model });
      const daily = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' } as const;
      await setProfile(
        world,
        txDefault(
          [
            [0, 10],
            [3600, 10],
            [7200, 10, 3],
          ],
          daily,
        ),
      );
      await setProfile(world, txDefault(10, { chargingProfileId: 2, stackLevel: 1, duration: 600 }));
      assert.deepEqual(await composite(world, { duration: 7 * DAY }), ['0: 10 A x 3']);
      // As much, and yet not the same.
      await setProfile(
        world,
        txDefault(
          [
            [0, 10],
            [3599, 10, 1],
            [3601, 10],
          ],
          daily,
        ),
      );
      assert.deepEqual(await composite(world, { duration: 3700 }), ['0: 10 A x 3', '3599: 10 A x 1', '3601: 10 A x 3']);
    });

    it('is told in the unit that was asked for, in A if none was', async () => {
      const world = await createWorld({ model });
      await setProfile(
        world,
        txDefault(
          [
            [0, 11_000],
            [60, 3680, 1],
            [120, 4600, 2],
          ],
          { chargingRateUnit: 'W' },
        ),
      );
      assert.deepEqual(await composite(world, { duration: 180 }), ['0: 15.9 A x 3', '60: 16 A x 1', '120: 10 A x 2']);
      assert.deepEqual(await composite(world, { duration: 180, chargingRateUnit: 'W' }), [
        '0: 11000 W x 3',
        '60: 3680 W x 1',
        '120: 4600 W x 2',
      ]);
      await setProfile(
        world,
        txDefault([
          [0, 16],
          [60, 16, 1],
        ]),
      );
      assert.deepEqual(await composite(world, { duration: 120, chargingRateUnit: 'W' }), [
        '0: 11040 W x 3',
        '60: 3680 W x 1',
      ]);
    });

    it('tells the default where nothing limits, as its keys have it', async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await composite(world), ['0: 48 A x 3']);
      assert.deepEqual(await composite(world, { chargingRateUnit: 'W' }), ['0: 33120 W x 3']);
      assert.equal(await world.configure('CompositeScheduleDefaultLimitAmps', '40'), 'Accepted');
      assert.equal(await world.configure('CompositeScheduleDefaultLimitWatts', '9000'), 'Accepted');
      assert.equal(await world.configure('CompositeScheduleDefaultNumberPhases', '1'), 'Accepted');
      assert.deepEqual(await composite(world), ['0: 40 A x 1']);
      assert.deepEqual(await composite(world, { chargingRateUnit: 'W' }), ['0: 9000 W x 1']);
      assert.equal(await world.configure('CompositeScheduleDefaultNumberPhases', '4'), 'Rejected');
      // Before, between and after what a profile says.
      await setProfile(world, txDefault(10, { startSchedule: '2026-01-01T00:01:00Z', duration: 60 }));
      assert.deepEqual(await composite(world, { duration: 600 }), ['0: 40 A x 1', '60: 10 A x 3', '120: 40 A x 1']);
    });

    it('converts with SupplyVoltage, which is the grid’s until somebody says otherwise', async () => {
      const world = await createWorld({ model, file: { grid: { type: 'IT', voltageV: 230 } } });
      await setProfile(world, txDefault(6373.9, { chargingRateUnit: 'W' }));
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 16 A x 3']);
      const american = await createWorld({ model, file: { grid: { type: 'TN', voltageV: 120 } } });
      assert.equal((await american.key('SupplyVoltage'))?.value, '120');
      await setProfile(american, txDefault(3600, { chargingRateUnit: 'W' }));
      assert.deepEqual(await composite(american, { duration: 60 }), ['0: 10 A x 3']);
      assert.equal(await american.configure('SupplyVoltage', '240'), 'Accepted');
      assert.deepEqual(await composite(american, { duration: 60 }), ['0: 5 A x 3']);
    });

    it('is told for no longer than MaxCompositeScheduleDuration', async () => {
      const world = await createWorld({ model });
      const { chargingSchedule } = await askComposite(world, { duration: 2 ** 31 - 1 });
      assert.equal(chargingSchedule?.duration, 31_536_000);
      const short = await createWorld({ model, configuration: { MaxCompositeScheduleDuration: '3600' } });
      assert.equal((await askComposite(short, { duration: 3601 })).chargingSchedule?.duration, 3600);
      assert.equal((await askComposite(short, { duration: 60 })).chargingSchedule?.duration, 60);
    });

    it('with more periods than fit is told as far as they go', async () => {
      const world = await createWorld({ model });
      const restless = Array.from({ length: 32 }, (_, index) => [index * 60, 10 + (index % 2)] as const);
      await setProfile(
        world,
        txDefault(restless, { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', duration: 32 * 60 }),
      );
      const { chargingSchedule } = await askComposite(world, { duration: 365 * DAY });
      // 32 periods and a gap on each day.
      assert.equal(chargingSchedule?.chargingSchedulePeriod.length, MOST_PERIODS);
      assert.equal(chargingSchedule?.duration, Math.floor(MOST_PERIODS / 33) * DAY + (MOST_PERIODS % 33) * 60);
      assert.ok((world.charger.frames.at(-1)?.text.length ?? 0) < 100_000);
      world.assertNoComplaints();
    });

    it('in no unit is told in the one that is allowed, and in another one not', async () => {
      const configuration = { ChargingScheduleAllowedChargingRateUnit: 'Power' };
      const world = await createWorld({ model, configuration });
      await setProfile(world, txDefault(6900, { chargingRateUnit: 'W' }));
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 6900 W x 3']);
      assert.deepEqual(await askComposite(world, { chargingRateUnit: 'A' }), { status: 'Rejected' });
    });

    it('of a transaction holds its TxProfile, from its own start on', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(12));
      await world.seconds(1000);
      await world.charge();
      const began = Date.parse(world.charger.requests('StartTransaction')[0]?.timestamp ?? '');
      const since = Math.floor(world.clock.now() / 1000) - Math.floor(began / 1000);
      await setProfile(
        world,
        tx(
          [
            [0, 16],
            [600, 8],
          ],
          { chargingProfileId: 2, duration: 900 },
        ),
      );
      assert.deepEqual(await composite(world, { duration: 3600 }), [
        '0: 16 A x 3',
        `${600 - since}: 8 A x 3`,
        `${900 - since}: 12 A x 3`,
      ]);
    });

    it('J14: ends a period in its middle where validTo is', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await setProfile(
        world,
        txDefault(
          [
            [0, 16],
            [600, 8],
          ],
          { chargingProfileId: 2, stackLevel: 1, validTo: '2026-01-01T00:12:34Z' },
        ),
      );
      const expected = ['0: 16 A x 3', '600: 8 A x 3', '754: 20 A x 3'];
      assert.deepEqual(await composite(world, { duration: 3600 }), expected);
    });

    it('J15: repeats a daily schedule every 24 hours, on the day of a clock change as well', async () => {
      const world = await createWorld({ model });
      // 06:00 in Oslo, told with its offset in January; in March there it is summer.
      const details = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily', duration: 3600 } as const;
      await setProfile(world, txDefault(10, { ...details, startSchedule: '2026-01-01T06:00:00+01:00' }));
      world.clock.step(Date.parse('2026-03-28T05:00:00Z') - world.clock.now());
      const told = await composite(world, { duration: 3 * DAY });
      assert.deepEqual(told, [
        '0: 10 A x 3',
        '3600: 48 A x 3',
        `${DAY}: 10 A x 3`,
        `${DAY + 3600}: 48 A x 3`,
        `${2 * DAY}: 10 A x 3`,
        `${2 * DAY + 3600}: 48 A x 3`,
      ]);
    });

    it('J16: shows what lies below where a higher level is not valid yet, and where it has a gap', async () => {
      const world = await createWorld({ model });
      await setProfile(world, txDefault(20));
      await setProfile(
        world,
        txDefault(
          [
            [0, 10],
            [60, 8],
          ],
          {
            chargingProfileId: 2,
            stackLevel: 5,
            chargingProfileKind: 'Recurring',
            recurrencyKind: 'Daily',
            duration: 120,
            validFrom: '2026-01-01T00:00:30Z',
          },
        ),
      );
      assert.deepEqual(await composite(world, { duration: DAY + 200 }), [
        '0: 20 A x 3',
        '30: 10 A x 3',
        '60: 8 A x 3',
        '120: 20 A x 3',
        `${DAY}: 10 A x 3`,
        `${DAY + 60}: 8 A x 3`,
        `${DAY + 120}: 20 A x 3`,
      ]);
    });
  });
}

describe('the composite schedule of a charger with three connectors', () => {
  it('of connector 0 is the sum of what each may draw, and no more than ChargePointMaxProfile (J22)', async () => {
    const world = await createTriple();
    const total = { connectorId: 0, duration: 60 } as const;
    assert.deepEqual(await composite(world, total), ['0: 48 A x 3']);
    await setProfile(world, txDefault(10), 1);
    // The others as much as they bear.
    assert.deepEqual(await composite(world, total), ['0: 74 A x 3']);
    await setProfile(world, txDefault(0, { chargingProfileId: 2 }), 2);
    assert.deepEqual(await composite(world, total), ['0: 42 A x 3']);
    await setProfile(world, chargePointMax(30, { chargingProfileId: 3 }));
    assert.deepEqual(await composite(world, total), ['0: 30 A x 3']);
    assert.deepEqual(await composite(world, { ...total, chargingRateUnit: 'W' }), ['0: 20700 W x 3']);
    assert.deepEqual(await composite(world, { connectorId: 1, duration: 60 }), ['0: 10 A x 3']);
    assert.deepEqual(await composite(world, { connectorId: 3, duration: 60 }), ['0: 30 A x 3']);
  });

  it('of connector 0 follows each of them', async () => {
    const world = await createTriple();
    await swipe(world, 'ANNA', [1]);
    await plugIn(world, 1);
    await setProfile(
      world,
      tx(
        [
          [0, 16],
          [600, 6],
        ],
        { startSchedule: '2026-01-01T00:00:00Z', chargingProfileKind: 'Absolute' },
      ),
      1,
    );
    await setProfile(
      world,
      txDefault(
        [
          [0, 20],
          [300, 10],
        ],
        { chargingProfileId: 2 },
      ),
    );
    const since = Math.floor((world.clock.now() - Date.UTC(2026, 0, 1)) / 1000);
    assert.deepEqual(await composite(world, { connectorId: 0, duration: 900 }), [
      '0: 56 A x 3',
      `${300 - since}: 36 A x 3`,
      `${600 - since}: 26 A x 3`,
    ]);
  });
});

/**
 * A week of charging under a daily and a weekly profile: the meter has counted what the profiles allow.
 *
 * What they allow is worked out here, second by second, from the numbers of the profiles alone, by nothing that the charger is made of.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';
import { createWorld } from '../support/world.ts';
import { chargePointMax, DAY, setProfile, txDefault } from './profiles.ts';

const HOUR = 3600;
const WEEK = 7 * DAY;
const VOLTAGE_V = 230;

const daily = { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' } as const;
const weekly = { chargingProfileKind: 'Recurring', recurrencyKind: 'Weekly' } as const;

/** Watts by day, with a pause in the evening; one phase by night. */
const workdays = txDefault(
  [
    [0, 3680, 1],
    [6 * HOUR, 11_000],
    [12 * HOUR + 1234, 6900],
    [17 * HOUR, 0],
    [20 * HOUR, 8000],
    [22 * HOUR, 2300, 1],
  ],
  { ...daily, chargingProfileId: 1, chargingRateUnit: 'W', duration: DAY },
);
/** Saturday and Sunday, in amperes: 2026-01-03 was a Saturday. */
const weekend = txDefault(
  [
    [0, 16],
    [10 * HOUR, 10.5, 1],
    [18 * HOUR, 4],
    [21 * HOUR, 25],
  ],
  { ...weekly, chargingProfileId: 2, stackLevel: 3, startSchedule: '2026-01-03T00:00:00Z', duration: 2 * DAY },
);
/** What the house leaves. */
const house = chargePointMax(
  [
    [0, 32],
    [7 * HOUR, 13],
    [9 * HOUR, 32],
    [21 * HOUR + 1800, 20],
  ],
  { ...daily, chargingProfileId: 3 },
);

/** The profiles begin at midnight of the week's first day, a Thursday, or with the weekend. */
const BEGINS = Date.UTC(2026, 0, 1) / 1000;

/** The period of a profile at a second of the week; undefined outside of its time. */
function periodAt({ chargingSchedule, recurrencyKind }: ChargingProfile, second: number) {
  const start = Date.parse(chargingSchedule.startSchedule ?? '') / 1000 - BEGINS;
  const offset = (second - start) % (recurrencyKind === 'Daily' ? DAY : WEEK);
  if (offset < 0 || offset >= (chargingSchedule.duration ?? WEEK)) return undefined;
  return chargingSchedule.chargingSchedulePeriod.filter(({ startPeriod }) => startPeriod <= offset).at(-1);
}

/** A per phase, and phases. */
function limitAt(second: number): readonly [currentA: number, phases: number] {
  const own = periodAt(weekend, second);
  const other = periodAt(workdays, second);
  const max = periodAt(house, second);
  const { limit = 0, numberPhases = 3 } = own ?? other ?? {};
  const currentA = own !== undefined ? limit : limit / (VOLTAGE_V * numberPhases);
  return [Math.min(currentA, max?.limit ?? 0), numberPhases];
}

interface Car {
  readonly maxCurrentA: number;
  readonly phases: number;
}

/** What a car can draw of an offer. */
interface Draw {
  readonly currentA: number;
  /** Of the offer: relays switch them, also for a car that uses one alone. */
  readonly phases: number;
  readonly powerW: number;
}

function drawOf(offerA: number, phases: number, car: Car): Draw {
  const currentA = offerA < 6 ? 0 : Math.min(offerA, car.maxCurrentA);
  return { currentA, phases, powerW: currentA * Math.min(phases, car.phases) * VOLTAGE_V };
}

/** How the cars of this test react, s: to an offer after none, to its end, to a lower and to a higher one. */
const STARTS = 1;
const STOPS = 0.5;
const GOES_DOWN = 0.5;
const GOES_UP = 1.5;
/** For how long three phases have to be wanted, and for how long nothing is offered while phases are switched, s. */
const STEADY = 10;
const SWITCHING = 10;

/** What a change costs (or, below 0, gives), Ws: cars react late, and a switch of phases is a pause. */
function costOf(before: Draw, after: Draw, car: Car): number {
  const [was, is] = [before.powerW, after.powerW];
  if (was === 0 || is === 0) return is * STARTS - was * STOPS;
  if (before.phases === after.phases) return (is - was) * (is > was ? GOES_UP : GOES_DOWN);
  if (before.phases > after.phases) return is * (SWITCHING + STARTS) - was * STOPS;
  // For a while on as few phases as before, with the new current.
  const meanwhile = drawOf(after.currentA, before.phases, car);
  const late = costOf(before, meanwhile, car) + (is - meanwhile.powerW) * STEADY;
  return late + is * (SWITCHING + STARTS) - meanwhile.powerW * STOPS;
}

/** What a car could draw in these seconds of the week, and what it misses of that, Wh. */
function allowed(from: number, to: number, car: Car) {
  let energy = 0;
  let cost = 0;
  let before = drawOf(...limitAt(from), car);
  for (let second = from; second < to; second += 1) {
    const now = drawOf(...limitAt(second), car);
    energy += now.powerW;
    if (now.powerW !== before.powerW || (now.powerW > 0 && now.phases !== before.phases))
      cost += costOf(before, now, car);
    before = now;
  }
  return { energyWh: energy / 3600, missedWh: cost / 3600 };
}

const cars = [
  { name: '32 A on three phases', maxCurrentA: 32, phases: 3 },
  { name: '16 A on one phase', maxCurrentA: 16, phases: 1 },
] as const;

describe('a week under charging profiles', () => {
  for (const car of cars) {
    it(`gives a car that wants ${car.name} what they allow, but for what changes cost`, async () => {
      const world = await createWorld({
        model: 'reference',
        // More battery than a week can fill.
        file: { cars: [{ ...car, batteryKwh: 10_000 }], car: car.name },
        configuration: { MeterValueSampleInterval: '0', ClockAlignedDataInterval: '0', WebSocketPingInterval: '0' },
      });
      for (const profile of [workdays, weekend, house]) assert.equal(await setProfile(world, profile), 'Accepted');
      await world.charge();
      await world.seconds(60 - world.clock.elapsed() / 1000);
      const meter = () => world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;
      const before = meter();
      await world.seconds(WEEK - 60);
      const drawnWh = meter() - before;
      const { energyWh, missedWh } = allowed(60, WEEK, car);
      assert.ok(energyWh > 300_000 && missedWh < energyWh * 0.0005, `${missedWh} of ${energyWh} Wh`);
      const unexplainedWh = drawnWh - (energyWh - missedWh);
      assert.ok(Math.abs(unexplainedWh) < energyWh * 1e-5, `${unexplainedWh} of ${energyWh} Wh`);
      assert.deepEqual([world.charger.transactions.length, world.charger.requests('StopTransaction')], [1, []]);
      world.assertNoComplaints();
    });
  }
});

/** SetChargingProfile refused (S 5.16, E4 3.38, 3.39): the answer, the line of the log, and that nothing has changed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';
import { chargePointMax, composite, type Details, type Steps, setProfile, tx, txDefault } from './profiles.ts';
import { type ModelName, modelNames } from './sent.ts';

/** A profile that breaks one rule, and what the log says of it. */
interface Case {
  readonly profile: ChargingProfile;
  /** Where another one is meant than `setProfile` takes for its purpose. */
  readonly connectorId?: number;
  readonly why: string;
  readonly charging?: true;
}

const broken = (steps: Steps, details: Details, why: string): Case => ({ profile: txDefault(steps, details), why });

const withoutStart = (kind: 'Absolute' | 'Recurring'): ChargingProfile => {
  const profile = txDefault(10, {
    chargingProfileKind: kind,
    ...(kind === 'Recurring' ? { recurrencyKind: 'Daily' } : {}),
  });
  const { startSchedule: _, ...chargingSchedule } = profile.chargingSchedule;
  return { ...profile, chargingSchedule };
};

const periods = (count: number): Steps => Array.from({ length: count }, (_, index) => [index * 60, 10] as const);

const cases: Readonly<Record<string, Case>> = {
  'a stackLevel below 0': broken(
    10,
    { stackLevel: -1 },
    'stackLevel: expected 0 to 8 (ChargeProfileMaxStackLevel), got -1',
  ),
  'a stackLevel above the highest': broken(
    10,
    { stackLevel: 9 },
    'stackLevel: expected 0 to 8 (ChargeProfileMaxStackLevel), got 9',
  ),
  'a ChargePointMaxProfile for one connector': {
    profile: chargePointMax(10),
    connectorId: 1,
    why: 'connectorId: expected 0 for a ChargePointMaxProfile, got 1',
  },
  'a ChargePointMaxProfile that is Relative': {
    profile: chargePointMax(10, { chargingProfileKind: 'Relative' }),
    why: 'chargingProfileKind: expected Absolute or Recurring for a ChargePointMaxProfile, got Relative',
  },
  'a TxProfile for the whole charger': {
    profile: tx(10),
    connectorId: 0,
    charging: true,
    why: 'connectorId: expected 1 or higher for a TxProfile, got 0',
  },
  'a TxProfile without a transaction': {
    profile: tx(10),
    why: 'connectorId: expected one with a transaction for a TxProfile, got 1, which has none',
  },
  'a TxProfile for a transaction that is not there': {
    profile: tx(10, { transactionId: 4711 }),
    charging: true,
    why: 'transactionId: expected that of the transaction on connector 1, got 4711',
  },
  'a Recurring profile that does not say how often': broken(
    10,
    { chargingProfileKind: 'Recurring' },
    'recurrencyKind: expected Daily or Weekly for a Recurring profile, got none',
  ),
  'an Absolute profile without startSchedule': {
    profile: withoutStart('Absolute'),
    why: 'startSchedule: expected a time for a profile that is Absolute, got none (AllowChargingProfileWithoutStartSchedule is false)',
  },
  'a Recurring profile without startSchedule': {
    profile: withoutStart('Recurring'),
    why: 'startSchedule: expected a time for a profile that is Recurring, got none (AllowChargingProfileWithoutStartSchedule is false)',
  },
  'a validTo before validFrom': broken(
    10,
    { validFrom: '2026-01-02T00:00:00Z', validTo: '2026-01-01T00:00:00Z' },
    'validTo: expected a time after validFrom, got 2026-01-01T00:00:00Z',
  ),
  'a validTo at validFrom': broken(
    10,
    { validFrom: '2026-01-02T00:00:00Z', validTo: '2026-01-02T01:00:00+01:00' },
    'validTo: expected a time after validFrom, got 2026-01-02T01:00:00+01:00',
  ),
  'a negative duration': broken(10, { duration: -1 }, 'duration: expected 0 s or more, got -1'),
  'a negative minChargingRate': broken(10, { minChargingRate: -0.1 }, 'minChargingRate: expected 0 or more, got -0.1'),
  'no period': broken([], {}, 'chargingSchedulePeriod: expected 1 to 32 periods (ChargingScheduleMaxPeriods), got 0'),
  'too many periods': broken(
    periods(33),
    {},
    'chargingSchedulePeriod: expected 1 to 32 periods (ChargingScheduleMaxPeriods), got 33',
  ),
  'a first period that begins later': broken([[1, 10]], {}, 'chargingSchedulePeriod/0/startPeriod: expected 0, got 1'),
  'periods out of order': broken(
    [
      [0, 10],
      [60, 8],
      [30, 6],
    ],
    {},
    'chargingSchedulePeriod/2/startPeriod: expected more than 60, got 30',
  ),
  'two periods at once': broken(
    [
      [0, 10],
      [60, 8],
      [60, 6],
    ],
    {},
    'chargingSchedulePeriod/2/startPeriod: expected more than 60, got 60',
  ),
  'a negative limit': broken([[0, -0.1]], {}, 'chargingSchedulePeriod/0/limit: expected 0 or more, got -0.1'),
  'no phase': broken([[0, 10, 0]], {}, 'chargingSchedulePeriod/0/numberPhases: expected 1, 2 or 3, got 0'),
  'four phases': broken(
    [
      [0, 10, 3],
      [60, 10, 4],
    ],
    {},
    'chargingSchedulePeriod/1/numberPhases: expected 1, 2 or 3, got 4',
  ),
};

/** All that a profile could change. */
function stateOf({ chargePoint, twin }: World): unknown {
  const { charger, smartCharging } = chargePoint();
  return [smartCharging.installed(), charger.connectors.map(charger.view), twin().board.connectors[0]?.relays()];
}

async function refused(options: WorldOptions, { profile, connectorId, why, charging }: Case): Promise<void> {
  const world = await createWorld(options);
  // Of the same id: what is refused replaces nothing.
  assert.equal(await setProfile(world, txDefault(16)), 'Accepted');
  if (charging === true) {
    await world.charge();
    await world.seconds(10);
  }
  const before = stateOf(world);
  assert.equal(await setProfile(world, profile, connectorId), 'Rejected');
  assert.deepEqual(world.warnings.slice(-1), [`charging profile 1 is refused: ${why}`]);
  await world.clock.settle();
  assert.deepEqual(stateOf(world), before);
  world.assertNoComplaints();
}

for (const model of modelNames) {
  describe(`a charging profile that a ${model} refuses`, () => {
    for (const [what, broke] of Object.entries(cases)) {
      it(`is Rejected for ${what}, and changes nothing`, () => refused({ model }, broke));
    }

    it('is Rejected in a unit that is not allowed (E4 3.86)', async () => {
      const ChargingScheduleAllowedChargingRateUnit = 'Current';
      await refused(
        { model, configuration: { ChargingScheduleAllowedChargingRateUnit } },
        broken(10_000, { chargingRateUnit: 'W' }, 'chargingRateUnit: expected a unit for Current, got W'),
      );
    });

    it('is answered with PropertyConstraintViolation for a connector that there is not (E4 3.39)', async () => {
      for (const connectorId of [2, -1, 2 ** 31 - 1]) {
        for (const profile of [txDefault(10), tx(10), chargePointMax(10)]) {
          const world = await createWorld({ model });
          const before = stateOf(world);
          assert.equal(await setProfile(world, profile, connectorId), 'PropertyConstraintViolation');
          assert.deepEqual(stateOf(world), before);
          const { text } = world.charger.frames.at(-1) ?? {};
          assert.match(text ?? '', new RegExp(`connectorId: expected 0 to 1, got ${connectorId}`));
        }
      }
    });

    it('is answered with a CALLERROR for a value that is none of its enumeration (E4 3.38)', async () => {
      const code = { 'zaptec-pro': 'FormationViolation', reference: 'PropertyConstraintViolation' }[model];
      const world = await createWorld({ model });
      for (const [member, value] of [
        ['chargingProfilePurpose', 'TxDefault'],
        ['chargingProfileKind', 'absolute'],
        ['recurrencyKind', 'Monthly'],
      ] as const) {
        assert.equal(await sentRaw(world, { ...txDefault(10), [member]: value }), code, member);
        assert.match(world.charger.frames.at(-1)?.text ?? '', new RegExp(`csChargingProfiles/${member}`));
      }
      const { chargingSchedule, ...rest } = txDefault(10);
      assert.equal(
        await sentRaw(world, { ...rest, chargingSchedule: { ...chargingSchedule, chargingRateUnit: 'kW' } }),
        code,
      );
      assert.deepEqual(world.chargePoint().smartCharging.installed(), []);
    });

    it('is answered with a CALLERROR for what is no profile at all', async () => {
      const codes: Readonly<Record<string, Readonly<Record<ModelName, string>>>> = {
        type: { 'zaptec-pro': 'FormationViolation', reference: 'TypeConstraintViolation' },
        missing: { 'zaptec-pro': 'FormationViolation', reference: 'OccurenceConstraintViolation' },
        property: { 'zaptec-pro': 'FormationViolation', reference: 'PropertyConstraintViolation' },
      };
      const { chargingSchedule, ...rest } = txDefault(10);
      const scheduled = (periodsThen: unknown) => ({
        ...rest,
        chargingSchedule: { ...chargingSchedule, chargingSchedulePeriod: periodsThen },
      });
      const world = await createWorld({ model });
      for (const [kind, profile] of [
        ['missing', rest],
        ['type', { ...txDefault(10), stackLevel: 'high' }],
        ['type', scheduled({})],
        ['type', scheduled([{ startPeriod: 0, limit: '10' }])],
        ['property', scheduled([{ startPeriod: 0, limit: 10.05 }])],
        ['missing', scheduled([{ startPeriod: 0 }])],
      ] as const) {
        assert.equal(await sentRaw(world, profile), codes[kind]?.[model], JSON.stringify(profile));
      }
      assert.deepEqual(world.chargePoint().smartCharging.installed(), []);
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 48 A x 3']);
    });
  });
}

/** The status or the code that something is answered with that a typed call cannot say. */
async function sentRaw(world: World, csChargingProfiles: unknown): Promise<string> {
  const text = JSON.stringify([2, 'raw', 'SetChargingProfile', { connectorId: 0, csChargingProfiles }]);
  const answer = world.charger.exchange(text);
  await world.clock.settle();
  const [kind, , said] = JSON.parse((await answer) ?? '[]');
  return kind === 4 ? said : said.status;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_LIMIT, readProfile } from '../../../src/features/smart-charging/profile.ts';
import type { ChargingProfile } from '../../../src/ocpp16/types.ts';

const profile: ChargingProfile = {
  chargingProfileId: 7,
  stackLevel: 3,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  recurrencyKind: 'Daily',
  validFrom: '1970-01-01T00:00:10.999Z',
  validTo: '1970-01-01T02:00:20.001+02:00',
  chargingSchedule: {
    startSchedule: '1970-01-01T00:00:30.5Z',
    chargingRateUnit: 'W',
    minChargingRate: 1380,
    chargingSchedulePeriod: [
      { startPeriod: 0, limit: 11_000 },
      { startPeriod: 60, limit: 3680, numberPhases: 1 },
    ],
  },
};

describe('a charging profile that is read', () => {
  it('has whole seconds, three phases where it does not say, and recurs only when it is Recurring (E4 3.56)', () => {
    assert.deepEqual(readProfile(profile, 0), {
      id: 7,
      purpose: 'TxDefaultProfile',
      stackLevel: 3,
      validFrom: 10,
      validTo: 20,
      start: 30,
      recurrence: undefined,
      duration: Number.POSITIVE_INFINITY,
      unit: 'W',
      periods: [
        { start: 0, limit: 11_000, numberPhases: 3 },
        { start: 60, limit: 3680, numberPhases: 1 },
      ],
      minChargingRate: 1380,
    });
    assert.equal(readProfile({ ...profile, chargingProfileKind: 'Recurring' }, 0).recurrence, 86_400);
  });

  it('begins with charging when it is Relative; one of the whole charger when it is received', () => {
    const relative = { ...profile, chargingProfileKind: 'Relative' } as const;
    assert.equal(readProfile(relative, 5).start, undefined);
    assert.equal(readProfile({ ...relative, chargingProfilePurpose: 'ChargePointMaxProfile' }, 5).start, 5);
  });

  it('limits with a number that sums and conversions leave one', () => {
    const chargingSchedulePeriod = [{ startPeriod: 0, limit: Number.MAX_VALUE }];
    const chargingSchedule = { chargingRateUnit: 'A', chargingSchedulePeriod } as const;
    assert.equal(readProfile({ ...profile, chargingSchedule }, 0).periods[0]?.limit, MAX_LIMIT);
  });
});

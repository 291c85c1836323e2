/** Payloads that are wanted again and again, by action. Pure. */
import { HOUR_MS, MINUTE_MS, moment, type Situation } from './situation.ts';

export interface Preset {
  readonly title: string;
  readonly payload: (situation: Situation) => unknown;
}

export function presetsOf(action: string): readonly Preset[] {
  return presets[action] ?? [];
}

const DAY_S = 86_400;

type Period = { readonly startPeriod: number; readonly limit: number; readonly numberPhases?: number };

/** For the running transaction if there is one, else for all that will come. */
function profile(
  { connectorId, transactionId }: Situation,
  id: number,
  stackLevel: number,
  more: object,
  schedule: object,
): unknown {
  return {
    connectorId,
    csChargingProfiles: {
      chargingProfileId: id,
      ...(transactionId === undefined ? {} : { transactionId }),
      stackLevel,
      chargingProfilePurpose: transactionId === undefined ? 'TxDefaultProfile' : 'TxProfile',
      ...more,
      chargingSchedule: schedule,
    },
  };
}

function amperes(...periods: readonly Period[]): object {
  return { chargingRateUnit: 'A', chargingSchedulePeriod: periods };
}

const presets: Readonly<Record<string, readonly Preset[]>> = {
  SetChargingProfile: [
    {
      title: '16 A now',
      payload: (situation) =>
        profile(
          situation,
          1,
          0,
          { chargingProfileKind: 'Absolute' },
          { startSchedule: moment(situation.now), ...amperes({ startPeriod: 0, limit: 16 }) },
        ),
    },
    {
      title: 'Pause for 10 min',
      payload: (situation) =>
        profile(
          situation,
          2,
          2,
          { chargingProfileKind: 'Absolute', validTo: moment(situation.now + 10 * MINUTE_MS) },
          { duration: 600, startSchedule: moment(situation.now), ...amperes({ startPeriod: 0, limit: 0 }) },
        ),
    },
    {
      title: 'One phase, 16 A',
      payload: (situation) =>
        profile(
          situation,
          3,
          1,
          { chargingProfileKind: 'Absolute' },
          { startSchedule: moment(situation.now), ...amperes({ startPeriod: 0, limit: 16, numberPhases: 1 }) },
        ),
    },
    {
      title: 'Stairs, one each minute',
      payload: (situation) =>
        profile(
          situation,
          4,
          1,
          { chargingProfileKind: 'Absolute' },
          {
            duration: 240,
            startSchedule: moment(situation.now),
            ...amperes(
              { startPeriod: 0, limit: 6 },
              { startPeriod: 60, limit: 10 },
              { startPeriod: 120, limit: 16 },
              { startPeriod: 180, limit: 24 },
            ),
          },
        ),
    },
    {
      title: 'Night tariff, daily, in W',
      payload: ({ connectorId, now }) => ({
        connectorId,
        csChargingProfiles: {
          chargingProfileId: 5,
          stackLevel: 0,
          chargingProfilePurpose: 'TxDefaultProfile',
          chargingProfileKind: 'Recurring',
          recurrencyKind: 'Daily',
          chargingSchedule: {
            duration: DAY_S,
            startSchedule: moment(now - (now % (24 * HOUR_MS))),
            chargingRateUnit: 'W',
            chargingSchedulePeriod: [
              { startPeriod: 0, limit: 11_000 },
              { startPeriod: 6 * 3_600, limit: 4_200 },
              { startPeriod: 22 * 3_600, limit: 11_000 },
            ],
          },
        },
      }),
    },
  ],
  ClearChargingProfile: [
    { title: 'All', payload: () => ({}) },
    { title: 'Those of transactions', payload: () => ({ chargingProfilePurpose: 'TxProfile' }) },
  ],
  GetCompositeSchedule: [
    { title: 'An hour, in A', payload: ({ connectorId }) => ({ connectorId, duration: 3_600, chargingRateUnit: 'A' }) },
    { title: 'A day, in W', payload: ({ connectorId }) => ({ connectorId, duration: DAY_S, chargingRateUnit: 'W' }) },
  ],
  GetConfiguration: [
    { title: 'All keys', payload: () => ({}) },
    { title: 'Some keys', payload: () => ({ key: ['HeartbeatInterval', 'MeterValueSampleInterval'] }) },
  ],
  ChangeConfiguration: [
    {
      title: 'Meter values every 10 s',
      payload: () => ({ key: 'MeterValueSampleInterval', value: '10' }),
    },
    { title: 'Heartbeat every minute', payload: () => ({ key: 'HeartbeatInterval', value: '60' }) },
    {
      title: 'All measurands',
      payload: () => ({
        key: 'MeterValuesSampledData',
        value: 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage',
      }),
    },
  ],
  ChangeAvailability: [
    { title: 'All out of service', payload: () => ({ connectorId: 0, type: 'Inoperative' }) },
    { title: 'All in service', payload: () => ({ connectorId: 0, type: 'Operative' }) },
  ],
  SendLocalList: [
    { title: 'Empty it', payload: () => ({ listVersion: 1, updateType: 'Full', localAuthorizationList: [] }) },
  ],
};

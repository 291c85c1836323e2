/**
 * Which charging profiles are refused, and why (S 5.16, 3.13; E4 3.45, 3.56, 3.69): one table of rules, the first that is broken is
 * the answer.
 *
 * Guarantees: a profile that breaks no rule can be read and evaluated (profile.ts), and there is room for it; nothing here changes
 * anything.
 */
import { parseDateTime } from '../../ocpp16/date-time.ts';
import type { ChargingProfile, ChargingProfilePurpose, ChargingRateUnit } from '../../ocpp16/types.ts';

/** What a profile is judged by. */
export interface Circumstances {
  /** For which connector it is meant; it exists, or is 0. */
  readonly connector: number;
  readonly maxStackLevel: number;
  readonly maxPeriods: number;
  /** The items of ChargingScheduleAllowedChargingRateUnit. */
  readonly allowedUnits: readonly string[];
  readonly allowsMissingStart: boolean;
  readonly maxProfiles: number;
  /** How many profiles there would be, with this one and without those that it replaces. */
  readonly profiles: number;
  /** Of the transaction that a TxProfile is meant for. */
  readonly transaction: TxProfileTarget;
}

export type TxProfileTarget =
  | { readonly kind: 'none' }
  /** A transaction is running, with this id of the Central System's; undefined while that is not known yet. */
  | { readonly kind: 'running'; readonly transactionId: number | undefined }
  /** One that this very request is to begin, and has no id yet. */
  | { readonly kind: 'to begin' };

/** What is wrong, or undefined. */
type Rule = (profile: ChargingProfile, circumstances: Circumstances) => string | undefined;

/** What each purpose asks for besides (S 3.13.1). */
const ofPurpose: Readonly<Record<ChargingProfilePurpose, Rule>> = {
  ChargePointMaxProfile: ({ chargingProfileKind }, { connector }) =>
    connector !== 0
      ? `connectorId: expected 0 for a ChargePointMaxProfile, got ${connector}`
      : chargingProfileKind === 'Relative'
        ? 'chargingProfileKind: expected Absolute or Recurring for a ChargePointMaxProfile, got Relative'
        : undefined,
  TxDefaultProfile: () => undefined,
  TxProfile({ transactionId }, { connector, transaction }) {
    if (transaction.kind === 'to begin')
      return transactionId === undefined
        ? undefined
        : `transactionId: expected none for a transaction that is yet to begin, got ${transactionId}`;
    if (connector === 0) return 'connectorId: expected 1 or higher for a TxProfile, got 0';
    if (transaction.kind === 'none')
      return `connectorId: expected one with a transaction for a TxProfile, got ${connector}, which has none`;
    return transactionId === undefined || transactionId === transaction.transactionId
      ? undefined
      : `transactionId: expected that of the transaction on connector ${connector}, got ${transactionId}`;
  },
};

/** The names of the units in ChargingScheduleAllowedChargingRateUnit (E4 3.86). */
export const unitNames: Readonly<Record<ChargingRateUnit, string>> = { A: 'Current', W: 'Power' };

const rules: readonly Rule[] = [
  ({ stackLevel }, { maxStackLevel }) =>
    stackLevel >= 0 && stackLevel <= maxStackLevel
      ? undefined
      : `stackLevel: expected 0 to ${maxStackLevel} (ChargeProfileMaxStackLevel), got ${stackLevel}`,
  (profile, circumstances) => ofPurpose[profile.chargingProfilePurpose](profile, circumstances),
  ({ chargingProfileKind, recurrencyKind }) =>
    chargingProfileKind === 'Recurring' && recurrencyKind === undefined
      ? 'recurrencyKind: expected Daily or Weekly for a Recurring profile, got none'
      : undefined,
  ({ chargingProfileKind, chargingSchedule: { startSchedule } }, { allowsMissingStart }) =>
    chargingProfileKind !== 'Relative' && startSchedule === undefined && !allowsMissingStart
      ? `startSchedule: expected a time for a profile that is ${chargingProfileKind}, got none (AllowChargingProfileWithoutStartSchedule is false)`
      : undefined,
  ({ validFrom, validTo }) =>
    validFrom !== undefined && validTo !== undefined && momentOf(validTo) <= momentOf(validFrom)
      ? `validTo: expected a time after validFrom, got ${validTo}`
      : undefined,
  ({ chargingSchedule: { chargingRateUnit } }, { allowedUnits }) =>
    allowedUnits.includes(unitNames[chargingRateUnit])
      ? undefined
      : `chargingRateUnit: expected a unit for ${allowedUnits.join(' or ')}, got ${chargingRateUnit}`,
  ({ chargingSchedule: { duration } }) =>
    duration === undefined || duration >= 0 ? undefined : `duration: expected 0 s or more, got ${duration}`,
  ({ chargingSchedule: { minChargingRate } }) =>
    minChargingRate === undefined || minChargingRate >= 0
      ? undefined
      : `minChargingRate: expected 0 or more, got ${minChargingRate}`,
  ({ chargingSchedule: { chargingSchedulePeriod: periods } }, { maxPeriods }) =>
    periods.length >= 1 && periods.length <= maxPeriods
      ? undefined
      : `chargingSchedulePeriod: expected 1 to ${maxPeriods} periods (ChargingScheduleMaxPeriods), got ${periods.length}`,
  ({ chargingSchedule: { chargingSchedulePeriod: periods } }) => firstOf(periods.map(wrongPeriod)),
  (_, { profiles, maxProfiles }) =>
    profiles <= maxProfiles
      ? undefined
      : `there are ${maxProfiles} charging profiles already (MaxChargingProfilesInstalled)`,
];

/** Why this profile cannot be installed; undefined when it can. */
export function refusalOf(profile: ChargingProfile, circumstances: Circumstances): string | undefined {
  return firstOf(rules.map((rule) => rule(profile, circumstances)));
}

type Period = ChargingProfile['chargingSchedule']['chargingSchedulePeriod'][number];

function wrongPeriod(period: Period, index: number, periods: readonly Period[]): string | undefined {
  const { startPeriod, limit, numberPhases } = period;
  const before = periods[index - 1];
  const path = `chargingSchedulePeriod/${index}`;
  // E4 3.45, 3.69.
  if (before === undefined && startPeriod !== 0) return `${path}/startPeriod: expected 0, got ${startPeriod}`;
  if (before !== undefined && startPeriod <= before.startPeriod)
    return `${path}/startPeriod: expected more than ${before.startPeriod}, got ${startPeriod}`;
  if (limit < 0) return `${path}/limit: expected 0 or more, got ${limit}`;
  if (numberPhases !== undefined && (numberPhases < 1 || numberPhases > 3))
    return `${path}/numberPhases: expected 1, 2 or 3, got ${numberPhases}`;
  return undefined;
}

function momentOf(text: string): number {
  return parseDateTime(text) ?? Number.NaN;
}

function firstOf(complaints: readonly (string | undefined)[]): string | undefined {
  return complaints.find((complaint) => complaint !== undefined);
}

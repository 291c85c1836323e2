/**
 * The types that several messages share (S 7): each as a schema and as the static type that follows from it. The
 * enumerations (enumerations.ts) come along, so that this file is the one to import types from.
 *
 * As in the JSON schemas of the specification, integers have no bounds here: which connector exists, or which stack level
 * is allowed, is for the feature to judge that knows the charge point.
 */
import {
  array,
  boolean,
  enumeration,
  integer,
  number,
  object,
  optional,
  type Schema,
  type Static,
  string,
} from '../schema/schema.ts';
import {
  authorizationStatuses,
  chargingProfileKinds,
  chargingProfilePurposes,
  chargingRateUnits,
  locations,
  measurands,
  phases,
  readingContexts,
  recurrencyKinds,
  unitsOfMeasure,
  valueFormats,
} from './enumerations.ts';

export * from './enumerations.ts';

/** A moment, ISO 8601 (S 3.14); `parseDateTime` reads it. */
export const dateTime: Schema<string> = string({ format: 'date-time' });

/** Text of at most `maxLength` characters (CiString, S 7.15 to 7.19; E4 3.58 to 3.62). */
export function text(maxLength: number, description?: string): Schema<string> {
  return string(description === undefined ? { maxLength } : { maxLength, description });
}

/** Identifies who charges, or a group of those; upper and lower case are the same (S 7.28, E4 3.73). */
export const idToken: Schema<string> = text(20);

/** What a Central System says about an identifier (S 7.27). */
export type IdTagInfo = Static<typeof idTagInfo>;
export const idTagInfo = object({
  status: enumeration(authorizationStatuses),
  expiryDate: optional(
    string({ format: 'date-time', description: 'The identifier is to be taken off the cache then.' }),
  ),
  parentIdTag: optional(idToken),
});

/** One value of one measurand (S 7.43); the comments of the enumerations tell what an absent member means. */
export type SampledValue = Static<typeof sampledValue>;
export const sampledValue = object({
  value: string({ description: 'A decimal number; signed data when the format is SignedData.' }),
  context: optional(enumeration(readingContexts)),
  format: optional(enumeration(valueFormats)),
  measurand: optional(enumeration(measurands)),
  phase: optional(enumeration(phases)),
  location: optional(enumeration(locations)),
  unit: optional(enumeration(unitsOfMeasure)),
});

/** The values that were read at one moment (S 7.33). */
export type MeterValue = Static<typeof meterValue>;
export const meterValue = object({
  timestamp: dateTime,
  sampledValue: array(sampledValue),
});

/** A stretch of a schedule with one limit; it lasts until the next one begins (S 7.14). */
export type ChargingSchedulePeriod = Static<typeof chargingSchedulePeriod>;
export const chargingSchedulePeriod = object({
  startPeriod: integer({ description: 'Seconds from the start of the schedule.' }),
  limit: number({ multipleOf: 0.1, description: 'In the unit of the schedule: A per phase, or W in total.' }),
  numberPhases: optional(integer({ description: 'Absent means 3.' })),
});

/** How much may be drawn when (S 7.13). */
export type ChargingSchedule = Static<typeof chargingSchedule>;
export const chargingSchedule = object({
  duration: optional(integer({ description: 'Seconds; absent means without end.' })),
  startSchedule: optional(string({ format: 'date-time', description: 'Absent means from the start of charging.' })),
  chargingRateUnit: enumeration(chargingRateUnits),
  chargingSchedulePeriod: array(chargingSchedulePeriod),
  minChargingRate: optional(number({ multipleOf: 0.1, description: 'Below this the car charges inefficiently.' })),
});

/** A schedule, what it limits, and when it holds (S 7.8). */
export type ChargingProfile = Static<typeof chargingProfile>;
export const chargingProfile = object({
  chargingProfileId: integer(),
  transactionId: optional(integer({ description: 'Only with the purpose TxProfile.' })),
  stackLevel: integer({ description: 'Among profiles of one purpose, the highest level prevails; the lowest is 0.' }),
  chargingProfilePurpose: enumeration(chargingProfilePurposes),
  chargingProfileKind: enumeration(chargingProfileKinds),
  recurrencyKind: optional(enumeration(recurrencyKinds, { description: 'Only with the kind Recurring (E4 3.56).' })),
  validFrom: optional(string({ format: 'date-time', description: 'Absent means from receipt on.' })),
  validTo: optional(string({ format: 'date-time', description: 'Absent means until it is replaced.' })),
  chargingSchedule,
});

/** An entry of a local authorization list (S 7.1). Without `idTagInfo`, a differential update deletes it. */
export type AuthorizationData = Static<typeof authorizationData>;
export const authorizationData = object({
  idTag: idToken,
  idTagInfo: optional(idTagInfo),
});

/** A configuration key with its value, as GetConfiguration tells it (S 7.29). */
export type KeyValue = Static<typeof keyValue>;
export const keyValue = object({
  key: text(50),
  readonly: boolean(),
  value: optional(text(500, 'Absent when the key is known but has no value.')),
});

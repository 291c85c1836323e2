/** The profile SmartCharging (S 3.3): its messages, as schemas. */
import { enumeration, integer, object, optional } from '../schema/schema.ts';
import {
  chargingProfilePurposes,
  chargingProfileStatuses,
  chargingRateUnits,
  clearChargingProfileStatuses,
  getCompositeScheduleStatuses,
} from './enumerations.ts';
import type { MessageTable } from './message.ts';
import { chargingProfile, chargingSchedule, dateTime } from './types.ts';

export const smartCharging = {
  ClearChargingProfile: {
    summary: 'Removes charging profiles: the one of that id, or those that match all that is given (S 5.5, E4 3.25).',
    profile: 'SmartCharging',
    from: 'central system',
    request: object({
      id: optional(integer({ description: 'When given, the other members do not matter (E4 3.26).' })),
      connectorId: optional(integer()),
      chargingProfilePurpose: optional(enumeration(chargingProfilePurposes)),
      stackLevel: optional(integer()),
    }),
    confirmation: object({ status: enumeration(clearChargingProfileStatuses) }),
  },
  GetCompositeSchedule: {
    summary: 'Asks for the limit that results from all profiles (S 5.7).',
    profile: 'SmartCharging',
    from: 'central system',
    request: object({
      connectorId: integer({ description: '0: what is expected from the grid in total.' }),
      duration: integer({ description: 'Seconds from receipt on (E4 3.28).' }),
      chargingRateUnit: optional(enumeration(chargingRateUnits)),
    }),
    confirmation: object({
      status: enumeration(getCompositeScheduleStatuses),
      connectorId: optional(integer()),
      scheduleStart: optional(dateTime),
      chargingSchedule: optional(chargingSchedule),
    }),
  },
  SetChargingProfile: {
    summary: 'Installs a charging profile (S 5.16).',
    profile: 'SmartCharging',
    from: 'central system',
    request: object({ connectorId: integer(), csChargingProfiles: chargingProfile }),
    confirmation: object({ status: enumeration(chargingProfileStatuses) }),
  },
} as const satisfies MessageTable;

/** The keys of smart charging (S 9.4), and what says in which way limits are converted and told. */
import { chargingProfilePurposes } from '../../ocpp16/types.ts';
import { booleanKey, integerKey, listKey } from '../configuration/key.ts';

export const ChargeProfileMaxStackLevel = integerKey({
  name: 'ChargeProfileMaxStackLevel',
  profile: 'SmartCharging',
  access: 'R',
  default: 8,
  meaning: 'The highest stackLevel that a charging profile can have.',
  source: 'S 9.4.1; release note: Smart Charging',
});

export const ChargingScheduleAllowedChargingRateUnit = listKey({
  name: 'ChargingScheduleAllowedChargingRateUnit',
  profile: 'SmartCharging',
  access: 'R',
  default: ['Current', 'Power'],
  meaning: 'In what limits can be set: Current in A for each phase, Power in W in total.',
  source: 'S 9.4.2, E4 3.86; release note: Smart Charging',
  refuse: (items) =>
    items.length > 0 && items.every((item) => item === 'Current' || item === 'Power')
      ? undefined
      : 'Current, Power or both',
});

export const ChargingScheduleMaxPeriods = integerKey({
  name: 'ChargingScheduleMaxPeriods',
  profile: 'SmartCharging',
  access: 'R',
  default: 32,
  minimum: 1,
  meaning: 'How many periods a charging schedule can have.',
  source: 'S 9.4.3; release note: Smart Charging',
});

export const ConnectorSwitch3to1PhaseSupported = booleanKey({
  name: 'ConnectorSwitch3to1PhaseSupported',
  profile: 'SmartCharging',
  access: 'R',
  default: true,
  meaning: 'The relays can bring a car from three phases to one and back while it charges.',
  source: 'S 9.4.4; release note: Smart Charging',
});

export const MaxChargingProfilesInstalled = integerKey({
  name: 'MaxChargingProfilesInstalled',
  profile: 'SmartCharging',
  access: 'R',
  default: 24,
  meaning: 'How many charging profiles there can be at the same time.',
  source: 'S 9.4.5; release note: Smart Charging',
});

export const AllowChargingProfileWithoutStartSchedule = booleanKey({
  name: 'AllowChargingProfileWithoutStartSchedule',
  profile: 'Vendor',
  access: 'RW',
  default: false,
  meaning:
    'An Absolute or Recurring charging profile may lack its startSchedule: it begins when charging does, or, for the whole charger, ' +
    'when it comes.',
  source: 'ours, with the name that libocpp uses; S 7.13',
});

export const IgnoredProfilePurposesOffline = listKey({
  name: 'IgnoredProfilePurposesOffline',
  profile: 'Vendor',
  access: 'RW',
  default: [],
  meaning: 'The purposes of the charging profiles that do not hold while there is no connection to the Central System.',
  source: 'ours, with the name that libocpp uses; S 3.13.6',
  refuse: (items) =>
    items.every((item) => (chargingProfilePurposes as readonly string[]).includes(item))
      ? undefined
      : `purposes: ${chargingProfilePurposes.join(', ')}`,
});

export const CompositeScheduleDefaultLimitAmps = integerKey({
  name: 'CompositeScheduleDefaultLimitAmps',
  profile: 'Vendor',
  unit: 'A',
  access: 'RW',
  default: 48,
  meaning: 'What GetCompositeSchedule tells in A where no charging profile limits.',
  source: 'ours, with the name and default of libocpp',
});

export const CompositeScheduleDefaultLimitWatts = integerKey({
  name: 'CompositeScheduleDefaultLimitWatts',
  profile: 'Vendor',
  unit: 'W',
  access: 'RW',
  default: 33_120,
  meaning: 'What GetCompositeSchedule tells in W where no charging profile limits.',
  source: 'ours, with the name and default of libocpp',
});

export const CompositeScheduleDefaultNumberPhases = integerKey({
  name: 'CompositeScheduleDefaultNumberPhases',
  profile: 'Vendor',
  access: 'RW',
  default: 3,
  minimum: 1,
  maximum: 3,
  meaning: 'The numberPhases that GetCompositeSchedule tells where no charging profile limits.',
  source: 'ours, with the name and default of libocpp',
});

export const MaxCompositeScheduleDuration = integerKey({
  name: 'MaxCompositeScheduleDuration',
  profile: 'Vendor',
  unit: 's',
  access: 'R',
  default: 31_536_000,
  meaning: 'For how long a composite schedule is told at most.',
  source: 'ours, with the name and default of libocpp',
});

export const SupplyVoltage = integerKey({
  name: 'SupplyVoltage',
  profile: 'Vendor',
  unit: 'V',
  access: 'RW',
  default: 230,
  minimum: 50,
  maximum: 500,
  meaning:
    'The nominal voltage of a one-phase load, with which limits in W become limits in A. Unless told otherwise, that of the grid.',
  source: 'ours, with the name that libocpp uses; S 7.12, E4 3.68',
});

export const smartChargingKeys = [
  ChargeProfileMaxStackLevel,
  ChargingScheduleAllowedChargingRateUnit,
  ChargingScheduleMaxPeriods,
  ConnectorSwitch3to1PhaseSupported,
  MaxChargingProfilesInstalled,
  AllowChargingProfileWithoutStartSchedule,
  IgnoredProfilePurposesOffline,
  CompositeScheduleDefaultLimitAmps,
  CompositeScheduleDefaultLimitWatts,
  CompositeScheduleDefaultNumberPhases,
  MaxCompositeScheduleDuration,
  SupplyVoltage,
];

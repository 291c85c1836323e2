/** The keys that say what is measured, and when (S 3.16, 9.1). */
import { type ChargerFacts, integerKey, listKey } from '../configuration/key.ts';
import { isMeasurable } from './measurands.ts';

/** How many items a list of measurands can have. */
const MAXIMUM_ITEMS = 20;

/** S 3.16.4: a list with a measurand that is not supported is Rejected, and nothing changes. */
function refuse(items: readonly string[], { measurands }: ChargerFacts): string | undefined {
  return items.every((item) => isMeasurable(item, measurands))
    ? undefined
    : `measurands of ${Object.keys(measurands).join(', ')}`;
}

function measurandList(name: string, meaning: string, source: string, fallback: readonly string[]) {
  return listKey({
    name,
    profile: 'Core',
    access: 'RW',
    default: fallback,
    meaning,
    source,
    maximumItems: MAXIMUM_ITEMS,
    refuse,
  });
}

/** Says what `measurandList` holds to: nobody can make it say anything else. */
function maximumLength(of: string, source: string) {
  return integerKey({
    name: `${of}MaxLength`,
    profile: 'Core',
    access: 'R',
    default: MAXIMUM_ITEMS,
    minimum: MAXIMUM_ITEMS,
    maximum: MAXIMUM_ITEMS,
    meaning: `How many measurands ${of} can list.`,
    source,
  });
}

const energy = ['Energy.Active.Import.Register'];

export const MeterValuesSampledData = measurandList(
  'MeterValuesSampledData',
  'What a MeterValues message of a running transaction contains.',
  'S 9.1.17',
  energy,
);
export const MeterValuesAlignedData = measurandList(
  'MeterValuesAlignedData',
  'What a clock-aligned MeterValues message contains.',
  'S 9.1.15',
  energy,
);
export const StopTxnSampledData = measurandList(
  'StopTxnSampledData',
  'What is sampled for the transactionData of StopTransaction; empty for nothing.',
  'S 9.1.28',
  [],
);
export const StopTxnAlignedData = measurandList(
  'StopTxnAlignedData',
  'What is taken at clock-aligned moments for the transactionData of StopTransaction; empty for nothing.',
  'S 9.1.26',
  [],
);

export const MeterValueSampleInterval = integerKey({
  name: 'MeterValueSampleInterval',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 60,
  meaning: 'From one sample of a running transaction to the next; 0 for none.',
  source: 'S 9.1.19',
});

export const ClockAlignedDataInterval = integerKey({
  name: 'ClockAlignedDataInterval',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 900,
  maximum: 86_400,
  meaning: 'From one clock-aligned sample to the next, counted from midnight UTC; 0 for none.',
  source: 'S 9.1.4',
});

export const meteringKeys = [
  MeterValuesSampledData,
  maximumLength('MeterValuesSampledData', 'S 9.1.18'),
  MeterValuesAlignedData,
  maximumLength('MeterValuesAlignedData', 'S 9.1.16'),
  StopTxnSampledData,
  maximumLength('StopTxnSampledData', 'S 9.1.29'),
  StopTxnAlignedData,
  maximumLength('StopTxnAlignedData', 'S 9.1.27'),
  MeterValueSampleInterval,
  ClockAlignedDataInterval,
];

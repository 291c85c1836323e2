/** The keys of the Core profile (S 9.1), written down once more: what a new charger has, takes and refuses. */
import type { ModelName } from './sent.ts';

export type Row = readonly [name: string, access: 'R' | 'RW', value: string, onReference?: 'R' | 'RW'];

/** The keys of the Core profile, as a new charger with one connector has them. */
export const core: readonly Row[] = [
  ['AllowOfflineTxForUnknownId', 'RW', 'false'],
  ['AuthorizationCacheEnabled', 'RW', 'true'],
  ['AuthorizeRemoteTxRequests', 'RW', 'true'],
  ['BlinkRepeat', 'RW', '3'],
  ['ClockAlignedDataInterval', 'RW', '900'],
  ['ConnectionTimeOut', 'RW', '30'],
  ['ConnectorPhaseRotation', 'RW', '0.RST,1.RST'],
  ['ConnectorPhaseRotationMaxLength', 'R', '2'],
  ['GetConfigurationMaxKeys', 'R', '100'],
  ['HeartbeatInterval', 'RW', '86400'],
  ['LightIntensity', 'RW', '100'],
  ['LocalAuthorizeOffline', 'RW', 'true'],
  ['LocalPreAuthorize', 'RW', 'true'],
  ['MaxEnergyOnInvalidId', 'RW', '0'],
  ['MessageTimeout', 'RW', '30'],
  ['MeterValueSampleInterval', 'RW', '60'],
  ['MeterValuesAlignedData', 'RW', 'Energy.Active.Import.Register'],
  ['MeterValuesAlignedDataMaxLength', 'R', '20'],
  ['MeterValuesSampledData', 'RW', 'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered'],
  ['MeterValuesSampledDataMaxLength', 'R', '20'],
  ['MinimumStatusDuration', 'RW', '0'],
  ['NumberOfConnectors', 'R', '1'],
  ['ResetRetries', 'RW', '1'],
  ['StopTransactionMaxMeterValues', 'R', '512'],
  ['StopTransactionOnEVSideDisconnect', 'R', 'true', 'RW'],
  ['StopTransactionOnInvalidId', 'RW', 'true'],
  ['StopTxnAlignedData', 'RW', ''],
  ['StopTxnAlignedDataMaxLength', 'R', '20'],
  ['StopTxnSampledData', 'RW', 'Energy.Active.Import.Register'],
  ['StopTxnSampledDataMaxLength', 'R', '20'],
  ['SupportedFeatureProfilesMaxLength', 'R', '6'],
  ['TransactionMessageAttempts', 'RW', '3'],
  ['TransactionMessageRetryInterval', 'RW', '60'],
  ['UnlockConnectorOnEVSideDisconnect', 'RW', 'true'],
  ['WebSocketPingInterval', 'RW', '30'],
];

/** What it says depends on what is built into the charger: only the form is held here. */
export const featureProfiles = 'SupportedFeatureProfiles';

export function access([, own, , onReference]: Row, model: ModelName): 'R' | 'RW' {
  return model === 'reference' ? (onReference ?? own) : own;
}

/** For each key that can be written, a value that is not its default. */
export const acceptable: readonly (readonly [name: string, value: string])[] = [
  ['AllowOfflineTxForUnknownId', 'true'],
  ['AuthorizationCacheEnabled', 'false'],
  ['AuthorizeRemoteTxRequests', 'false'],
  ['BlinkRepeat', '0'],
  ['ClockAlignedDataInterval', '86400'],
  ['ConnectionTimeOut', '0'],
  ['ConnectorPhaseRotation', '0.STR,1.NotApplicable'],
  ['HeartbeatInterval', '1'],
  ['LightIntensity', '0'],
  ['LocalAuthorizeOffline', 'false'],
  ['LocalPreAuthorize', 'false'],
  ['MaxEnergyOnInvalidId', '5000'],
  ['MessageTimeout', '10'],
  ['MeterValueSampleInterval', '1'],
  ['MeterValuesAlignedData', 'Voltage.L1'],
  ['MeterValuesSampledData', ''],
  ['MinimumStatusDuration', '3'],
  ['ResetRetries', '0'],
  ['StopTransactionOnInvalidId', 'false'],
  ['StopTxnAlignedData', 'Temperature'],
  ['StopTxnSampledData', ''],
  ['TransactionMessageAttempts', '1'],
  ['TransactionMessageRetryInterval', '0'],
  ['UnlockConnectorOnEVSideDisconnect', 'false'],
  ['WebSocketPingInterval', '0'],
];

const noBooleans = ['', '1', 'yes', 'on', 'true false', 'constructor', '__proto__'];
const noIntegers = ['', ' ', '-1', '1.5', '1e3', '0x10', '+5', 'ten', '2147483648', 'true', '5 s', '٣'];
const noMeasurands = ['SoC', 'Voltage,Nothing', 'Voltage.L4', 'Energy.Active.Import.Register.L1'];

/** For keys of each kind, what is out of range or out of form. */
export const unacceptable: readonly (readonly [name: string, values: readonly string[]])[] = [
  ['LocalPreAuthorize', noBooleans],
  ['StopTransactionOnInvalidId', noBooleans],
  ['UnlockConnectorOnEVSideDisconnect', noBooleans],
  ['ConnectionTimeOut', noIntegers],
  ['HeartbeatInterval', noIntegers],
  ['MeterValueSampleInterval', noIntegers],
  ['MinimumStatusDuration', noIntegers],
  ['WebSocketPingInterval', noIntegers],
  ['ClockAlignedDataInterval', [...noIntegers, '86401']],
  ['LightIntensity', [...noIntegers, '101']],
  ['BlinkRepeat', [...noIntegers, '101']],
  ['ResetRetries', [...noIntegers, '101']],
  ['MessageTimeout', [...noIntegers, '0']],
  ['TransactionMessageAttempts', [...noIntegers, '0']],
  ['MeterValuesSampledData', noMeasurands],
  ['MeterValuesAlignedData', noMeasurands],
  ['StopTxnSampledData', noMeasurands],
  ['StopTxnAlignedData', noMeasurands],
  [
    'ConnectorPhaseRotation',
    [
      'RST',
      '1.RRR',
      '1.rst',
      '2.RST',
      '-1.RST',
      '1.',
      '1.RST;0.RST',
      '0.RST,1.RST,1.RST,0.STR',
      '1.RST,1.TSR',
      '1.RST,01.TSR',
    ],
  ],
];

/**
 * The Zaptec Pro with firmware 7.5.4.0, to the letter of its release note, known issues included.
 * Values that the release note does not state are those of Zaptec's other chargers or of libocpp, as docs/decisions.md tells.
 */
import type { Model } from './model.ts';

export const zaptecPro: Model = {
  name: 'zaptec-pro',
  identity: { vendor: 'Zaptec', model: 'Zaptec Pro', firmwareVersion: '7.5.4.0', serialPrefix: 'ZPR' },
  maxCurrentA: 32,
  phases: 3,
  maxConnectors: 1,
  actions: [
    'Authorize',
    'BootNotification',
    'ChangeAvailability',
    'ChangeConfiguration',
    'ClearCache',
    'DataTransfer',
    'GetConfiguration',
    'Heartbeat',
    'MeterValues',
    'RemoteStartTransaction',
    'RemoteStopTransaction',
    'Reset',
    'StartTransaction',
    'StatusNotification',
    'StopTransaction',
    'UnlockConnector',
    'GetLocalListVersion',
    'SendLocalList',
    'CancelReservation',
    'ReserveNow',
    'ClearChargingProfile',
    'GetCompositeSchedule',
    'SetChargingProfile',
    'TriggerMessage',
    // Security white paper: all but logs and signed firmware.
    'CertificateSigned',
    'DeleteCertificate',
    'ExtendedTriggerMessage',
    'GetInstalledCertificateIds',
    'InstallCertificate',
    'SecurityEventNotification',
    'SignCertificate',
  ],
  // Release note: limited set of measurands; power as a total, voltage and current per phase.
  measurands: {
    'Energy.Active.Import.Register': 'total',
    Voltage: 'by phase',
    'Current.Import': 'by phase',
    'Current.Offered': 'total',
    'Power.Active.Import': 'total',
    Temperature: 'total',
  },
  // Release note: the Central System's time is acknowledged and not applied (RN-L6).
  clockSources: ['system', 'ntp'],
  configuration: {
    // Stated by the release note.
    ConnectionTimeOut: { default: '30' },
    HeartbeatInterval: { default: '86400' },
    StopTransactionOnEVSideDisconnect: { default: 'true', access: 'R' },
    UnlockConnectorOnEVSideDisconnect: { default: 'true' },
    LocalAuthorizeOffline: { default: 'true' },
    LocalPreAuthorize: { default: 'true' },
    AuthorizationCacheEnabled: { default: 'true' },
    LocalAuthListEnabled: { default: 'true' },
    LocalAuthListMaxLength: { default: '1024' },
    SendLocalListMaxLength: { default: '255' },
    ClockAlignedDataInterval: { default: '900' },
    MeterValueSampleInterval: { default: '60' },
    MeterValuesSampledData: { default: 'Energy.Active.Import.Register,Voltage,Current.Import,Current.Offered' },
    ConnectorPhaseRotation: { default: '0.RST,1.RST' },
    SupportedFileTransferProtocols: { default: 'HTTP,HTTPS' },
    // Zaptec's own of other chargers, which this release does not have.
    LockCablePermanently: 'absent',
    // Not stated: as Zaptec's other chargers have it.
    AuthorizeRemoteTxRequests: { default: 'true' },
    TransactionMessageAttempts: { default: '3' },
    TransactionMessageRetryInterval: { default: '60' },
    StopTxnSampledData: { default: 'Energy.Active.Import.Register' },
  },
  quirks: {
    schemaViolationCode: 'FormationViolation',
    reportsFaults: false,
    sendsMeterIdentity: false,
    showsReservation: false,
    verifiesServer: false,
  },
};

/**
 * For every action, a request and a confirmation as they might stand on the wire: `minimal` has no member that may be
 * absent, `full` has every member there is, at every depth. `examples.test.ts` holds both to that.
 */
import type { Action, Confirmation, Request } from '../../src/ocpp16/actions.ts';
import type { CertificateHashData } from '../../src/ocpp16/security.ts';
import type { ChargingProfile, ChargingSchedule, IdTagInfo, MeterValue } from '../../src/ocpp16/types.ts';

/** The smallest and the largest of the usual. */
export interface Example<T> {
  readonly minimal: T;
  readonly full: T;
}

const idTagInfo: IdTagInfo = {
  status: 'Accepted',
  expiryDate: '2027-01-01T00:00:00.000Z',
  parentIdTag: 'FAMILY-HANSEN',
};

const meterValue: MeterValue = {
  timestamp: '2026-03-29T01:15:00.000Z',
  sampledValue: [
    {
      value: '1234567',
      context: 'Sample.Periodic',
      format: 'Raw',
      measurand: 'Energy.Active.Import.Register',
      phase: 'L1-N',
      location: 'Outlet',
      unit: 'Wh',
    },
  ],
};

const shortMeterValue: MeterValue = { timestamp: '2026-03-29T01:15:00Z', sampledValue: [{ value: '1234567' }] };

const chargingSchedule: ChargingSchedule = {
  duration: 86_400,
  startSchedule: '2026-03-01T00:00:00.000Z',
  chargingRateUnit: 'A',
  chargingSchedulePeriod: [
    { startPeriod: 0, limit: 16.1, numberPhases: 3 },
    { startPeriod: 28_800, limit: 6, numberPhases: 1 },
  ],
  minChargingRate: 6.5,
};

const shortChargingSchedule: ChargingSchedule = {
  chargingRateUnit: 'W',
  chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_000 }],
};

const chargingProfile: ChargingProfile = {
  chargingProfileId: 100,
  transactionId: 4711,
  stackLevel: 0,
  chargingProfilePurpose: 'TxProfile',
  chargingProfileKind: 'Recurring',
  recurrencyKind: 'Daily',
  validFrom: '2026-03-01T00:00:00.000Z',
  validTo: '2026-04-01T00:00:00.000Z',
  chargingSchedule,
};

const shortChargingProfile: ChargingProfile = {
  chargingProfileId: 101,
  stackLevel: 8,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Relative',
  chargingSchedule: shortChargingSchedule,
};

const certificate = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIBATAKBggqhkjO\n-----END CERTIFICATE-----\n';

const certificateHashData: CertificateHashData = {
  hashAlgorithm: 'SHA256',
  issuerNameHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  issuerKeyHash: '60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752',
  serialNumber: 'FFF',
};

/** An example whose two sizes are one. */
function only<T>(payload: T): Example<T> {
  return { minimal: payload, full: payload };
}

export const examples: {
  readonly [A in Action]: { readonly request: Example<Request<A>>; readonly confirmation: Example<Confirmation<A>> };
} = {
  Authorize: {
    request: only({ idTag: '04E91C5A123456' }),
    confirmation: { minimal: { idTagInfo: { status: 'Invalid' } }, full: { idTagInfo } },
  },
  BootNotification: {
    request: {
      minimal: { chargePointVendor: 'Zaptec', chargePointModel: 'Zaptec Pro' },
      full: {
        chargePointVendor: 'Zaptec',
        chargePointModel: 'Zaptec Pro',
        chargePointSerialNumber: 'ZPR000001',
        chargeBoxSerialNumber: 'ZPR000001',
        firmwareVersion: '7.5.4.0',
        iccid: '89470000000000000001',
        imsi: '242010000000001',
        meterType: 'built-in',
        meterSerialNumber: 'M-000001',
      },
    },
    confirmation: only({ status: 'Accepted', currentTime: '2026-03-29T01:00:00.000Z', interval: 86_400 }),
  },
  CancelReservation: {
    request: only({ reservationId: 7 }),
    confirmation: only({ status: 'Accepted' }),
  },
  CertificateSigned: {
    request: only({ certificateChain: certificate }),
    confirmation: only({ status: 'Accepted' }),
  },
  ChangeAvailability: {
    request: only({ connectorId: 0, type: 'Inoperative' }),
    confirmation: only({ status: 'Scheduled' }),
  },
  ChangeConfiguration: {
    request: only({ key: 'MeterValueSampleInterval', value: '60' }),
    confirmation: only({ status: 'RebootRequired' }),
  },
  ClearCache: {
    request: only({}),
    confirmation: only({ status: 'Rejected' }),
  },
  ClearChargingProfile: {
    request: {
      minimal: {},
      full: { id: 100, connectorId: 1, chargingProfilePurpose: 'ChargePointMaxProfile', stackLevel: 2 },
    },
    confirmation: only({ status: 'Unknown' }),
  },
  DataTransfer: {
    request: {
      minimal: { vendorId: 'com.example' },
      full: { vendorId: 'com.example', messageId: 'Price', data: '{"currency":"NOK"}' },
    },
    confirmation: { minimal: { status: 'UnknownVendorId' }, full: { status: 'Accepted', data: 'done' } },
  },
  DeleteCertificate: {
    request: only({ certificateHashData }),
    confirmation: only({ status: 'NotFound' }),
  },
  DiagnosticsStatusNotification: {
    request: only({ status: 'Uploading' }),
    confirmation: only({}),
  },
  ExtendedTriggerMessage: {
    request: {
      minimal: { requestedMessage: 'SignChargePointCertificate' },
      full: { requestedMessage: 'StatusNotification', connectorId: 1 },
    },
    confirmation: only({ status: 'NotImplemented' }),
  },
  FirmwareStatusNotification: {
    request: only({ status: 'DownloadFailed' }),
    confirmation: only({}),
  },
  GetCompositeSchedule: {
    request: {
      minimal: { connectorId: 1, duration: 3600 },
      full: { connectorId: 1, duration: 3600, chargingRateUnit: 'W' },
    },
    confirmation: {
      minimal: { status: 'Rejected' },
      full: { status: 'Accepted', connectorId: 1, scheduleStart: '2026-03-29T01:00:00.000Z', chargingSchedule },
    },
  },
  GetConfiguration: {
    request: { minimal: {}, full: { key: ['HeartbeatInterval', 'Unheard'] } },
    confirmation: {
      minimal: {},
      full: {
        configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '86400' }],
        unknownKey: ['Unheard'],
      },
    },
  },
  GetDiagnostics: {
    request: {
      minimal: { location: 'ftp://example.com/diagnostics' },
      full: {
        location: 'https://user:secret@example.com:8443/diagnostics/',
        retries: 3,
        retryInterval: 60,
        startTime: '2026-03-28T00:00:00.000Z',
        stopTime: '2026-03-29T00:00:00.000Z',
      },
    },
    confirmation: { minimal: {}, full: { fileName: 'diagnostics-20260329.tar.gz' } },
  },
  GetInstalledCertificateIds: {
    request: only({ certificateType: 'CentralSystemRootCertificate' }),
    confirmation: {
      minimal: { status: 'NotFound' },
      full: { status: 'Accepted', certificateHashData: [certificateHashData] },
    },
  },
  GetLocalListVersion: {
    request: only({}),
    confirmation: only({ listVersion: -1 }),
  },
  GetLog: {
    request: {
      minimal: { log: { remoteLocation: 'https://example.com/logs' }, logType: 'SecurityLog', requestId: 1 },
      full: {
        log: {
          remoteLocation: 'https://example.com/logs',
          oldestTimestamp: '2026-03-28T00:00:00.000Z',
          latestTimestamp: '2026-03-29T00:00:00.000Z',
        },
        logType: 'DiagnosticsLog',
        requestId: 2,
        retries: 0,
        retryInterval: 60,
      },
    },
    confirmation: {
      minimal: { status: 'Rejected' },
      full: { status: 'AcceptedCanceled', filename: 'security.log' },
    },
  },
  Heartbeat: {
    request: only({}),
    confirmation: only({ currentTime: '2026-03-29T01:00:00Z' }),
  },
  InstallCertificate: {
    request: only({ certificateType: 'ManufacturerRootCertificate', certificate }),
    confirmation: only({ status: 'Failed' }),
  },
  LogStatusNotification: {
    request: { minimal: { status: 'Idle' }, full: { status: 'UploadFailure', requestId: 2 } },
    confirmation: only({}),
  },
  MeterValues: {
    request: {
      minimal: { connectorId: 0, meterValue: [shortMeterValue] },
      full: { connectorId: 1, transactionId: 4711, meterValue: [meterValue] },
    },
    confirmation: only({}),
  },
  RemoteStartTransaction: {
    request: {
      minimal: { idTag: '04E91C5A123456' },
      full: { connectorId: 1, idTag: '04E91C5A123456', chargingProfile },
    },
    confirmation: only({ status: 'Accepted' }),
  },
  RemoteStopTransaction: {
    request: only({ transactionId: 4711 }),
    confirmation: only({ status: 'Rejected' }),
  },
  ReserveNow: {
    request: {
      minimal: { connectorId: 1, expiryDate: '2026-03-29T02:00:00Z', idTag: '04E91C5A123456', reservationId: 7 },
      full: {
        connectorId: 0,
        expiryDate: '2026-03-29T02:00:00.000Z',
        idTag: '04E91C5A123456',
        parentIdTag: 'FAMILY-HANSEN',
        reservationId: 7,
      },
    },
    confirmation: only({ status: 'Occupied' }),
  },
  Reset: {
    request: only({ type: 'Soft' }),
    confirmation: only({ status: 'Accepted' }),
  },
  SecurityEventNotification: {
    request: {
      minimal: { type: 'StartupOfTheDevice', timestamp: '2026-03-29T01:00:00Z' },
      full: { type: 'TamperDetectionActivated', timestamp: '2026-03-29T01:00:00.000Z', techInfo: 'lid opened' },
    },
    confirmation: only({}),
  },
  SendLocalList: {
    request: {
      minimal: { listVersion: 1, updateType: 'Full' },
      full: {
        listVersion: 2,
        localAuthorizationList: [{ idTag: '04E91C5A123456', idTagInfo }],
        updateType: 'Differential',
      },
    },
    confirmation: only({ status: 'VersionMismatch' }),
  },
  SetChargingProfile: {
    request: {
      minimal: { connectorId: 0, csChargingProfiles: shortChargingProfile },
      full: { connectorId: 1, csChargingProfiles: chargingProfile },
    },
    confirmation: only({ status: 'NotSupported' }),
  },
  SignCertificate: {
    request: only({
      csr: '-----BEGIN CERTIFICATE REQUEST-----\nMIHsMIGUAgEAMDIxEjAQBgNVBAMMCVpQ\n-----END CERTIFICATE REQUEST-----\n',
    }),
    confirmation: only({ status: 'Accepted' }),
  },
  SignedFirmwareStatusNotification: {
    request: { minimal: { status: 'Idle' }, full: { status: 'InstallVerificationFailed', requestId: 3 } },
    confirmation: only({}),
  },
  SignedUpdateFirmware: {
    request: {
      minimal: {
        requestId: 3,
        firmware: {
          location: 'https://example.com/firmware.bin',
          retrieveDateTime: '2026-03-29T02:00:00Z',
          signingCertificate: certificate,
          signature: 'MEUCIQDR',
        },
      },
      full: {
        retries: 2,
        retryInterval: 300,
        requestId: 3,
        firmware: {
          location: 'https://example.com/firmware.bin',
          retrieveDateTime: '2026-03-29T02:00:00.000Z',
          installDateTime: '2026-03-29T03:00:00.000Z',
          signingCertificate: certificate,
          signature: 'MEUCIQDR',
        },
      },
    },
    confirmation: only({ status: 'RevokedCertificate' }),
  },
  StartTransaction: {
    request: {
      minimal: { connectorId: 1, idTag: '04E91C5A123456', meterStart: 1_234_567, timestamp: '2026-03-29T01:00:00Z' },
      full: {
        connectorId: 1,
        idTag: '04E91C5A123456',
        meterStart: 1_234_567,
        reservationId: 7,
        timestamp: '2026-03-29T01:00:00.000Z',
      },
    },
    confirmation: {
      minimal: { idTagInfo: { status: 'ConcurrentTx' }, transactionId: 4711 },
      full: { idTagInfo, transactionId: 4711 },
    },
  },
  StatusNotification: {
    request: {
      minimal: { connectorId: 1, errorCode: 'NoError', status: 'SuspendedEV' },
      full: {
        connectorId: 0,
        errorCode: 'OtherError',
        info: 'fan stalled',
        status: 'Faulted',
        timestamp: '2026-03-29T01:00:00.000Z',
        vendorId: 'com.example',
        vendorErrorCode: 'E42',
      },
    },
    confirmation: only({}),
  },
  StopTransaction: {
    request: {
      minimal: { meterStop: 1_250_000, timestamp: '2026-03-29T05:00:00Z', transactionId: -1 },
      full: {
        idTag: '04E91C5A123456',
        meterStop: 1_250_000,
        timestamp: '2026-03-29T05:00:00.000Z',
        transactionId: 4711,
        reason: 'EVDisconnected',
        transactionData: [meterValue],
      },
    },
    confirmation: { minimal: {}, full: { idTagInfo } },
  },
  TriggerMessage: {
    request: {
      minimal: { requestedMessage: 'BootNotification' },
      full: { requestedMessage: 'MeterValues', connectorId: 1 },
    },
    confirmation: only({ status: 'NotImplemented' }),
  },
  UnlockConnector: {
    request: only({ connectorId: 1 }),
    confirmation: only({ status: 'UnlockFailed' }),
  },
  UpdateFirmware: {
    request: {
      minimal: { location: 'http://example.com/firmware.bin', retrieveDate: '2026-03-29T02:00:00Z' },
      full: {
        location: 'http://example.com/firmware.bin',
        retries: 2,
        retrieveDate: '2026-03-29T02:00:00.000Z',
        retryInterval: 300,
      },
    },
    confirmation: only({}),
  },
};

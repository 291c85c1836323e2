/**
 * The enumerations of OCPP 1.6 edition 2 (S 7), each as a list and as the type of its members.
 *
 * The types bear the specification's names, without the endings Type and EnumType; where a name would say too little by
 * itself (Reason), it says more, and the comment tells the specification's.
 */

// Identifiers

/** What became of an idTag; ConcurrentTx only answers a StartTransaction (S 7.2). */
export type AuthorizationStatus = (typeof authorizationStatuses)[number];
export const authorizationStatuses = ['Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const;

// Boot, configuration, availability

/** Whether a Central System takes a charge point in (S 7.38). */
export type RegistrationStatus = (typeof registrationStatuses)[number];
export const registrationStatuses = ['Accepted', 'Pending', 'Rejected'] as const;

/** Answer to ChangeConfiguration (S 7.22). */
export type ConfigurationStatus = (typeof configurationStatuses)[number];
export const configurationStatuses = ['Accepted', 'Rejected', 'RebootRequired', 'NotSupported'] as const;

/** What ChangeAvailability asks for (S 7.4). */
export type AvailabilityType = (typeof availabilityTypes)[number];
export const availabilityTypes = ['Inoperative', 'Operative'] as const;

/** Answer to ChangeAvailability; Scheduled: when the transaction has ended (S 7.3). */
export type AvailabilityStatus = (typeof availabilityStatuses)[number];
export const availabilityStatuses = ['Accepted', 'Rejected', 'Scheduled'] as const;

/** Answer to ClearCache (S 7.20). */
export type ClearCacheStatus = (typeof clearCacheStatuses)[number];
export const clearCacheStatuses = ['Accepted', 'Rejected'] as const;

/** Answer to DataTransfer (S 7.23). */
export type DataTransferStatus = (typeof dataTransferStatuses)[number];
export const dataTransferStatuses = ['Accepted', 'Rejected', 'UnknownMessageId', 'UnknownVendorId'] as const;

/** How to restart (S 7.42). */
export type ResetType = (typeof resetTypes)[number];
export const resetTypes = ['Hard', 'Soft'] as const;

/** Answer to Reset (S 7.41). */
export type ResetStatus = (typeof resetStatuses)[number];
export const resetStatuses = ['Accepted', 'Rejected'] as const;

/** Answer to UnlockConnector (S 7.46). */
export type UnlockStatus = (typeof unlockStatuses)[number];
export const unlockStatuses = ['Unlocked', 'UnlockFailed', 'NotSupported'] as const;

// Status

/** What a connector, or (Available, Unavailable, Faulted only) the whole charge point, is doing (S 7.7). */
export type ChargePointStatus = (typeof chargePointStatuses)[number];
export const chargePointStatuses = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEVSE',
  'SuspendedEV',
  'Finishing',
  'Reserved',
  'Unavailable',
  'Faulted',
] as const;

/** What is wrong; with a status other than Faulted it is a warning (S 7.6). */
export type ChargePointErrorCode = (typeof chargePointErrorCodes)[number];
export const chargePointErrorCodes = [
  'ConnectorLockFailure',
  'EVCommunicationError',
  'GroundFailure',
  'HighTemperature',
  'InternalError',
  'LocalListConflict',
  'NoError',
  'OtherError',
  'OverCurrentFailure',
  'OverVoltage',
  'PowerMeterFailure',
  'PowerSwitchFailure',
  'ReaderFailure',
  'ResetFailure',
  'UnderVoltage',
  'WeakSignal',
] as const;

// Transactions

/** Answer to RemoteStartTransaction and RemoteStopTransaction (S 7.39). */
export type RemoteStartStopStatus = (typeof remoteStartStopStatuses)[number];
export const remoteStartStopStatuses = ['Accepted', 'Rejected'] as const;

/** Why a transaction ended (the specification calls the type Reason); absent means Local (S 7.36). */
export type StopReason = (typeof stopReasons)[number];
export const stopReasons = [
  'DeAuthorized',
  'EmergencyStop',
  'EVDisconnected',
  'HardReset',
  'Local',
  'Other',
  'PowerLoss',
  'Reboot',
  'Remote',
  'SoftReset',
  'UnlockCommand',
] as const;

// Metering

/** Why a value was read; absent means Sample.Periodic (S 7.35). */
export type ReadingContext = (typeof readingContexts)[number];
export const readingContexts = [
  'Interruption.Begin',
  'Interruption.End',
  'Other',
  'Sample.Clock',
  'Sample.Periodic',
  'Transaction.Begin',
  'Transaction.End',
  'Trigger',
] as const;

/** How a value is written; absent means Raw (S 7.49). */
export type ValueFormat = (typeof valueFormats)[number];
export const valueFormats = ['Raw', 'SignedData'] as const;

/** What a value measures; absent means Energy.Active.Import.Register (S 7.31). */
export type Measurand = (typeof measurands)[number];
export const measurands = [
  'Current.Export',
  'Current.Import',
  'Current.Offered',
  'Energy.Active.Export.Register',
  'Energy.Active.Import.Register',
  'Energy.Reactive.Export.Register',
  'Energy.Reactive.Import.Register',
  'Energy.Active.Export.Interval',
  'Energy.Active.Import.Interval',
  'Energy.Reactive.Export.Interval',
  'Energy.Reactive.Import.Interval',
  'Frequency',
  'Power.Active.Export',
  'Power.Active.Import',
  'Power.Factor',
  'Power.Offered',
  'Power.Reactive.Export',
  'Power.Reactive.Import',
  'RPM',
  'SoC',
  'Temperature',
  'Voltage',
] as const;

/** Between which conductors a value was read; absent means the overall value (S 7.34). */
export type Phase = (typeof phases)[number];
export const phases = ['L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'] as const;

/** Where a value was read; absent means Outlet (S 7.30). */
export type Location = (typeof locations)[number];
export const locations = ['Body', 'Cable', 'EV', 'Inlet', 'Outlet'] as const;

/**
 * In what a value is expressed (S 7.45); absent means Wh for an energy. Frequency has no unit (E4 3.84).
 *
 * Celcius is how the specification spelt it and how a charge point keeps sending it; Celsius is accepted as well
 * (OCPP-J errata 2.1).
 */
export type UnitOfMeasure = (typeof unitsOfMeasure)[number];
export const unitsOfMeasure = [
  'Wh',
  'kWh',
  'varh',
  'kvarh',
  'W',
  'kW',
  'VA',
  'kVA',
  'var',
  'kvar',
  'A',
  'V',
  'Celcius',
  'Celsius',
  'Fahrenheit',
  'K',
  'Percent',
] as const;

// Firmware and diagnostics

/** How the upload of diagnostics goes; Idle only answers a trigger (S 7.24). */
export type DiagnosticsStatus = (typeof diagnosticsStatuses)[number];
export const diagnosticsStatuses = ['Idle', 'Uploaded', 'UploadFailed', 'Uploading'] as const;

/** How the update of firmware goes; Idle only answers a trigger (S 7.25). */
export type FirmwareStatus = (typeof firmwareStatuses)[number];
export const firmwareStatuses = [
  'Downloaded',
  'DownloadFailed',
  'Downloading',
  'Idle',
  'InstallationFailed',
  'Installing',
  'Installed',
] as const;

// Local authorization list

/** Whether a list replaces the present one or amends it (S 7.48). */
export type UpdateType = (typeof updateTypes)[number];
export const updateTypes = ['Differential', 'Full'] as const;

/** Answer to SendLocalList (S 7.47). */
export type UpdateStatus = (typeof updateStatuses)[number];
export const updateStatuses = ['Accepted', 'Failed', 'NotSupported', 'VersionMismatch'] as const;

// Reservation

/** Answer to ReserveNow (S 7.40). */
export type ReservationStatus = (typeof reservationStatuses)[number];
export const reservationStatuses = ['Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable'] as const;

/** Answer to CancelReservation (S 7.5). */
export type CancelReservationStatus = (typeof cancelReservationStatuses)[number];
export const cancelReservationStatuses = ['Accepted', 'Rejected'] as const;

// Smart charging

/** What a charging profile limits (ChargingProfilePurposeType, S 7.10). */
export type ChargingProfilePurpose = (typeof chargingProfilePurposes)[number];
export const chargingProfilePurposes = ['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'] as const;

/** From when a schedule counts (ChargingProfileKindType, S 7.9). */
export type ChargingProfileKind = (typeof chargingProfileKinds)[number];
export const chargingProfileKinds = ['Absolute', 'Recurring', 'Relative'] as const;

/** How often a Recurring schedule begins anew (RecurrencyKindType, S 7.37). */
export type RecurrencyKind = (typeof recurrencyKinds)[number];
export const recurrencyKinds = ['Daily', 'Weekly'] as const;

/** A: ampere per phase; W: watt in total (ChargingRateUnitType, S 7.12). */
export type ChargingRateUnit = (typeof chargingRateUnits)[number];
export const chargingRateUnits = ['A', 'W'] as const;

/** Answer to SetChargingProfile (S 7.11). */
export type ChargingProfileStatus = (typeof chargingProfileStatuses)[number];
export const chargingProfileStatuses = ['Accepted', 'Rejected', 'NotSupported'] as const;

/** Answer to ClearChargingProfile (S 7.21). */
export type ClearChargingProfileStatus = (typeof clearChargingProfileStatuses)[number];
export const clearChargingProfileStatuses = ['Accepted', 'Unknown'] as const;

/** Answer to GetCompositeSchedule (S 7.26). */
export type GetCompositeScheduleStatus = (typeof getCompositeScheduleStatuses)[number];
export const getCompositeScheduleStatuses = ['Accepted', 'Rejected'] as const;

// Remote trigger

/** What TriggerMessage can ask for (S 7.32). */
export type MessageTrigger = (typeof messageTriggers)[number];
export const messageTriggers = [
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StatusNotification',
] as const;

/** Answer to TriggerMessage and to ExtendedTriggerMessage (S 7.44). */
export type TriggerMessageStatus = (typeof triggerMessageStatuses)[number];
export const triggerMessageStatuses = ['Accepted', 'Rejected', 'NotImplemented'] as const;

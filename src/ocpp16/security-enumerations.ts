/**
 * The enumerations of the security white paper, edition 3 (chapter 5), each as a list and as the type of its members.
 * Where OCPP 1.6 itself has another list for the same purpose, the name tells them apart.
 */

/** Which root certificates are meant. */
export type CertificateUse = (typeof certificateUses)[number];
export const certificateUses = ['CentralSystemRootCertificate', 'ManufacturerRootCertificate'] as const;

/** With what the hashes of a certificate were made. */
export type HashAlgorithm = (typeof hashAlgorithms)[number];
export const hashAlgorithms = ['SHA256', 'SHA384', 'SHA512'] as const;

/** What SecurityEventNotification tells of (WP 8); vendors may have events of their own. */
export type SecurityEventType = (typeof securityEventTypes)[number];
export const securityEventTypes = [
  'FirmwareUpdated',
  'FailedToAuthenticateAtCentralSystem',
  'CentralSystemFailedToAuthenticate',
  'SettingSystemTime',
  'StartupOfTheDevice',
  'ResetOrReboot',
  'SecurityLogWasCleared',
  'ReconfigurationOfSecurityParameters',
  'MemoryExhaustion',
  'InvalidMessages',
  'AttemptedReplayAttacks',
  'TamperDetectionActivated',
  'InvalidFirmwareSignature',
  'InvalidFirmwareSigningCertificate',
  'InvalidCentralSystemCertificate',
  'InvalidChargePointCertificate',
  'InvalidTLSVersion',
  'InvalidTLSCipherSuite',
] as const;

/** Answer to CertificateSigned. */
export type CertificateSignedStatus = (typeof certificateSignedStatuses)[number];
export const certificateSignedStatuses = ['Accepted', 'Rejected'] as const;

/** Answer to DeleteCertificate. */
export type DeleteCertificateStatus = (typeof deleteCertificateStatuses)[number];
export const deleteCertificateStatuses = ['Accepted', 'Failed', 'NotFound'] as const;

/** Answer to InstallCertificate. */
export type InstallCertificateStatus = (typeof installCertificateStatuses)[number];
export const installCertificateStatuses = ['Accepted', 'Failed', 'Rejected'] as const;

/** Answer to GetInstalledCertificateIds. */
export type GetInstalledCertificateStatus = (typeof getInstalledCertificateStatuses)[number];
export const getInstalledCertificateStatuses = ['Accepted', 'NotFound'] as const;

/** Answer to SignCertificate. */
export type GenericStatus = (typeof genericStatuses)[number];
export const genericStatuses = ['Accepted', 'Rejected'] as const;

/** What ExtendedTriggerMessage can ask for (the white paper calls the type MessageTriggerEnumType). */
export type ExtendedMessageTrigger = (typeof extendedMessageTriggers)[number];
export const extendedMessageTriggers = [
  'BootNotification',
  'LogStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'SignChargePointCertificate',
  'StatusNotification',
] as const;

/** Which log to upload. */
export type LogType = (typeof logTypes)[number];
export const logTypes = ['DiagnosticsLog', 'SecurityLog'] as const;

/** Answer to GetLog; AcceptedCanceled: a running upload was cancelled for it. */
export type LogStatus = (typeof logStatuses)[number];
export const logStatuses = ['Accepted', 'Rejected', 'AcceptedCanceled'] as const;

/** How the upload of a log goes; Idle only answers a trigger. */
export type UploadLogStatus = (typeof uploadLogStatuses)[number];
export const uploadLogStatuses = [
  'BadMessage',
  'Idle',
  'NotSupportedOperation',
  'PermissionDenied',
  'Uploaded',
  'UploadFailure',
  'Uploading',
] as const;

/** How the update of signed firmware goes; Idle only answers a trigger (FirmwareStatusEnumType). */
export type SignedFirmwareStatus = (typeof signedFirmwareStatuses)[number];
export const signedFirmwareStatuses = [
  'Downloaded',
  'DownloadFailed',
  'Downloading',
  'DownloadScheduled',
  'DownloadPaused',
  'Idle',
  'InstallationFailed',
  'Installing',
  'Installed',
  'InstallRebooting',
  'InstallScheduled',
  'InstallVerificationFailed',
  'InvalidSignature',
  'SignatureVerified',
] as const;

/** Answer to SignedUpdateFirmware (UpdateFirmwareStatusEnumType). */
export type SignedUpdateFirmwareStatus = (typeof signedUpdateFirmwareStatuses)[number];
export const signedUpdateFirmwareStatuses = [
  'Accepted',
  'Rejected',
  'AcceptedCanceled',
  'InvalidCertificate',
  'RevokedCertificate',
] as const;

/**
 * The security events of the white paper (WP 8), and which of them are critical: those the Central System is told of.
 *
 * Guarantee: a type that is not in the table is the vendor's own, and critical: whoever has such events wants them told.
 */
import type { SecurityEventType } from '../../ocpp16/security-enumerations.ts';

export type { SecurityEventType } from '../../ocpp16/security-enumerations.ts';

export const securityEvents = {
  FirmwareUpdated: { critical: true },
  FailedToAuthenticateAtCentralSystem: { critical: false },
  CentralSystemFailedToAuthenticate: { critical: false },
  SettingSystemTime: { critical: true },
  StartupOfTheDevice: { critical: true },
  ResetOrReboot: { critical: true },
  SecurityLogWasCleared: { critical: true },
  ReconfigurationOfSecurityParameters: { critical: false },
  MemoryExhaustion: { critical: true },
  InvalidMessages: { critical: false },
  AttemptedReplayAttacks: { critical: false },
  TamperDetectionActivated: { critical: true },
  InvalidFirmwareSignature: { critical: false },
  InvalidFirmwareSigningCertificate: { critical: false },
  InvalidCentralSystemCertificate: { critical: false },
  InvalidChargePointCertificate: { critical: false },
  InvalidTLSVersion: { critical: false },
  InvalidTLSCipherSuite: { critical: false },
} as const satisfies Readonly<Record<SecurityEventType, { readonly critical: boolean }>>;

/** Is an event of this type told to the Central System? */
export function isCritical(type: string): boolean {
  return Object.hasOwn(securityEvents, type) ? securityEvents[type as SecurityEventType].critical : true;
}

/**
 * What each milestone of an update is called on the wire: one table (S 7.25; WP L01, FirmwareStatusEnumType).
 *
 * Guarantee: a milestone without a word is not told over that channel; the maker's own channel tells nothing.
 */
import type { FirmwareStatus } from '../../ocpp16/enumerations.ts';
import type { SignedFirmwareStatus } from '../../ocpp16/security-enumerations.ts';
import type { Milestone } from './update.ts';

export interface Words {
  readonly unsigned?: Exclude<FirmwareStatus, 'Idle'>;
  readonly signed: Exclude<SignedFirmwareStatus, 'Idle'>;
}

export const words: Readonly<Record<Milestone, Words>> = {
  'download scheduled': { signed: 'DownloadScheduled' },
  downloading: { unsigned: 'Downloading', signed: 'Downloading' },
  'download paused': { signed: 'DownloadPaused' },
  'download failed': { unsigned: 'DownloadFailed', signed: 'DownloadFailed' },
  downloaded: { unsigned: 'Downloaded', signed: 'Downloaded' },
  'signature verified': { signed: 'SignatureVerified' },
  'invalid signature': { signed: 'InvalidSignature' },
  'package refused': { unsigned: 'InstallationFailed', signed: 'InstallVerificationFailed' },
  'installation scheduled': { signed: 'InstallScheduled' },
  installing: { unsigned: 'Installing', signed: 'Installing' },
  rebooting: { signed: 'InstallRebooting' },
  installed: { unsigned: 'Installed', signed: 'Installed' },
  'installation failed': { unsigned: 'InstallationFailed', signed: 'InstallationFailed' },
};

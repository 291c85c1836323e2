/** The messages of the security white paper, edition 3 (chapter 4), as schemas. They belong to no feature profile. */
import { array, enumeration, integer, object, optional, type Static } from '../schema/schema.ts';
import { triggerMessageStatuses } from './enumerations.ts';
import { emptyPayload, type MessageTable } from './message.ts';
import {
  certificateSignedStatuses,
  certificateUses,
  deleteCertificateStatuses,
  extendedMessageTriggers,
  genericStatuses,
  getInstalledCertificateStatuses,
  hashAlgorithms,
  installCertificateStatuses,
  logStatuses,
  logTypes,
  signedFirmwareStatuses,
  signedUpdateFirmwareStatuses,
  uploadLogStatuses,
} from './security-enumerations.ts';
import { dateTime, text } from './types.ts';

/** What identifies an installed certificate, as in OCSP (RFC 6960). */
export type CertificateHashData = Static<typeof certificateHashData>;
export const certificateHashData = object({
  hashAlgorithm: enumeration(hashAlgorithms),
  issuerNameHash: text(128, 'Hexadecimal; over the DER of the distinguished name of the issuer.'),
  issuerKeyHash: text(128, 'Hexadecimal; over the bits of the public key of the issuer.'),
  serialNumber: text(40, 'Hexadecimal, without leading zeros.'),
});

/** Which log entries to upload, and whither. */
export type LogParameters = Static<typeof logParameters>;
export const logParameters = object({
  remoteLocation: text(512, 'The URL to upload to.'),
  oldestTimestamp: optional(dateTime),
  latestTimestamp: optional(dateTime),
});

/** A signed firmware, and when to load and install it. */
export type Firmware = Static<typeof firmware>;
export const firmware = object({
  location: text(512, 'The URL to download from.'),
  retrieveDateTime: dateTime,
  installDateTime: optional(dateTime),
  signingCertificate: text(5500, 'PEM.'),
  signature: text(800, 'Base64; over the whole file.'),
});

const retries = optional(integer({ description: 'How often to try again after the first attempt.' }));
const retryInterval = optional(integer({ description: 'Seconds between two attempts.' }));

export const security = {
  CertificateSigned: {
    summary: 'Delivers the certificate that SignCertificate asked for (WP A02, A03).',
    profile: 'Security',
    from: 'central system',
    request: object({ certificateChain: text(10_000, 'PEM; the certificate of the charge point first.') }),
    confirmation: object({ status: enumeration(certificateSignedStatuses) }),
  },
  DeleteCertificate: {
    summary: 'Removes an installed certificate (WP M04).',
    profile: 'Security',
    from: 'central system',
    request: object({ certificateHashData }),
    confirmation: object({ status: enumeration(deleteCertificateStatuses) }),
  },
  ExtendedTriggerMessage: {
    summary: 'Asks the charge point to send a message now, also one of this white paper.',
    profile: 'Security',
    from: 'central system',
    request: object({
      requestedMessage: enumeration(extendedMessageTriggers),
      connectorId: optional(integer({ description: 'Absent: all to which the message applies.' })),
    }),
    confirmation: object({ status: enumeration(triggerMessageStatuses) }),
  },
  GetInstalledCertificateIds: {
    summary: 'Lists the installed certificates of one use (WP M03).',
    profile: 'Security',
    from: 'central system',
    request: object({ certificateType: enumeration(certificateUses) }),
    confirmation: object({
      certificateHashData: optional(array(certificateHashData, { minItems: 1 })),
      status: enumeration(getInstalledCertificateStatuses),
    }),
  },
  GetLog: {
    summary: 'Asks for an upload of a log (WP N01).',
    profile: 'Security',
    from: 'central system',
    request: object({
      log: logParameters,
      logType: enumeration(logTypes),
      requestId: integer(),
      retries,
      retryInterval,
    }),
    confirmation: object({ status: enumeration(logStatuses), filename: optional(text(255)) }),
  },
  InstallCertificate: {
    summary: 'Installs a root certificate (WP M05).',
    profile: 'Security',
    from: 'central system',
    request: object({ certificateType: enumeration(certificateUses), certificate: text(5500, 'PEM.') }),
    confirmation: object({ status: enumeration(installCertificateStatuses) }),
  },
  LogStatusNotification: {
    summary: 'How the upload of a log goes (WP N01).',
    profile: 'Security',
    from: 'charge point',
    request: object({
      status: enumeration(uploadLogStatuses),
      requestId: optional(integer({ description: 'Of the GetLog; absent only with Idle.' })),
    }),
    confirmation: emptyPayload,
  },
  SecurityEventNotification: {
    summary: 'Something happened that matters to security (WP A04).',
    profile: 'Security',
    from: 'charge point',
    request: object({ type: text(50), timestamp: dateTime, techInfo: optional(text(255)) }),
    confirmation: emptyPayload,
  },
  SignCertificate: {
    summary: 'Asks for a certificate (WP A02, A03).',
    profile: 'Security',
    from: 'charge point',
    request: object({ csr: text(5500, 'A signing request, PKCS#10, PEM.') }),
    confirmation: object({ status: enumeration(genericStatuses) }),
  },
  SignedFirmwareStatusNotification: {
    summary: 'How the update of signed firmware goes (WP L01).',
    profile: 'Security',
    from: 'charge point',
    request: object({
      status: enumeration(signedFirmwareStatuses),
      requestId: optional(integer({ description: 'Of the SignedUpdateFirmware; absent only with Idle.' })),
    }),
    confirmation: emptyPayload,
  },
  SignedUpdateFirmware: {
    summary: 'Asks for an update with signed firmware (WP L01).',
    profile: 'Security',
    from: 'central system',
    request: object({ retries, retryInterval, requestId: integer(), firmware }),
    confirmation: object({ status: enumeration(signedUpdateFirmwareStatuses) }),
  },
} as const satisfies MessageTable;

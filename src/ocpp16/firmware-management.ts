/** The profile FirmwareManagement (S 3.3): its messages, as schemas. */
import { enumeration, integer, object, optional, string } from '../schema/schema.ts';
import { diagnosticsStatuses, firmwareStatuses } from './enumerations.ts';
import { emptyPayload, type MessageTable } from './message.ts';
import { dateTime, text } from './types.ts';

const retries = optional(integer({ description: 'How often to try again after the first attempt (E4 3.50).' }));
const retryInterval = optional(integer({ description: 'Seconds between two attempts.' }));

export const firmwareManagement = {
  DiagnosticsStatusNotification: {
    summary: 'How the upload of diagnostics goes (S 4.4).',
    profile: 'FirmwareManagement',
    from: 'charge point',
    request: object({ status: enumeration(diagnosticsStatuses) }),
    confirmation: emptyPayload,
  },
  FirmwareStatusNotification: {
    summary: 'How the update of firmware goes (S 4.5).',
    profile: 'FirmwareManagement',
    from: 'charge point',
    request: object({ status: enumeration(firmwareStatuses) }),
    confirmation: emptyPayload,
  },
  GetDiagnostics: {
    summary: 'Asks for an upload of diagnostics (S 5.9).',
    profile: 'FirmwareManagement',
    from: 'central system',
    request: object({
      location: string({ format: 'uri', description: 'The directory to upload to.' }),
      retries,
      retryInterval,
      startTime: optional(dateTime),
      stopTime: optional(dateTime),
    }),
    confirmation: object({ fileName: optional(text(255, 'Absent when there is nothing to upload.')) }),
  },
  UpdateFirmware: {
    summary: 'Asks for an update of the firmware (S 5.19).',
    profile: 'FirmwareManagement',
    from: 'central system',
    request: object({
      location: string({ format: 'uri', description: 'The firmware to download.' }),
      retries,
      retrieveDate: string({ format: 'date-time', description: 'Allowed to download from then on (E4 3.63).' }),
      retryInterval,
    }),
    confirmation: emptyPayload,
  },
} as const satisfies MessageTable;

/** The profile Core (S 3.3): its messages, as schemas. Every charge point has it. */
import { array, enumeration, integer, object, optional, string } from '../schema/schema.ts';
import {
  availabilityStatuses,
  availabilityTypes,
  chargePointErrorCodes,
  chargePointStatuses,
  clearCacheStatuses,
  configurationStatuses,
  dataTransferStatuses,
  registrationStatuses,
  remoteStartStopStatuses,
  resetStatuses,
  resetTypes,
  stopReasons,
  unlockStatuses,
} from './enumerations.ts';
import { emptyPayload, type MessageTable } from './message.ts';
import { chargingProfile, dateTime, idTagInfo, idToken, keyValue, meterValue, text } from './types.ts';

const remoteStartStopConfirmation = object({ status: enumeration(remoteStartStopStatuses) });

export const core = {
  Authorize: {
    summary: 'Asks whether an identifier may charge (S 4.1).',
    profile: 'Core',
    from: 'charge point',
    request: object({ idTag: idToken }),
    confirmation: object({ idTagInfo }),
  },
  BootNotification: {
    summary: 'Introduces the charge point after each start (S 4.2).',
    profile: 'Core',
    from: 'charge point',
    request: object({
      chargePointVendor: text(20),
      chargePointModel: text(20),
      chargePointSerialNumber: optional(text(25)),
      chargeBoxSerialNumber: optional(
        text(25, 'Deprecated by the specification in favour of chargePointSerialNumber.'),
      ),
      firmwareVersion: optional(text(50)),
      iccid: optional(text(20, 'Of the SIM card of the modem.')),
      imsi: optional(text(20, 'Of the SIM card of the modem.')),
      meterType: optional(text(25)),
      meterSerialNumber: optional(text(25)),
    }),
    confirmation: object({
      status: enumeration(registrationStatuses),
      currentTime: dateTime,
      interval: integer({
        description: 'Seconds: between heartbeats when Accepted, until the next BootNotification when not.',
      }),
    }),
  },
  ChangeAvailability: {
    summary: 'Puts connectors in or out of service (S 5.2).',
    profile: 'Core',
    from: 'central system',
    request: object({
      connectorId: integer({ description: '0 is the charge point with all of its connectors.' }),
      type: enumeration(availabilityTypes),
    }),
    confirmation: object({ status: enumeration(availabilityStatuses) }),
  },
  ChangeConfiguration: {
    summary: 'Sets one configuration key (S 5.3).',
    profile: 'Core',
    from: 'central system',
    request: object({ key: text(50), value: text(500) }),
    confirmation: object({ status: enumeration(configurationStatuses) }),
  },
  ClearCache: {
    summary: 'Empties the authorization cache (S 5.4).',
    profile: 'Core',
    from: 'central system',
    request: emptyPayload,
    confirmation: object({ status: enumeration(clearCacheStatuses) }),
  },
  DataTransfer: {
    summary: 'What two vendors agreed on (S 4.3, S 5.6).',
    profile: 'Core',
    from: 'either',
    request: object({
      vendorId: text(255, 'A reversed DNS name.'),
      messageId: optional(text(50)),
      data: optional(string()),
    }),
    confirmation: object({ status: enumeration(dataTransferStatuses), data: optional(string()) }),
  },
  GetConfiguration: {
    summary: 'Reads configuration keys (S 5.8).',
    profile: 'Core',
    from: 'central system',
    request: object({ key: optional(array(text(50), { description: 'Absent or empty: all keys.' })) }),
    confirmation: object({
      configurationKey: optional(array(keyValue)),
      unknownKey: optional(array(text(50))),
    }),
  },
  Heartbeat: {
    summary: 'A sign of life, answered with the time (S 4.6).',
    profile: 'Core',
    from: 'charge point',
    request: emptyPayload,
    confirmation: object({ currentTime: dateTime }),
  },
  MeterValues: {
    summary: 'What the meter reads (S 4.7).',
    profile: 'Core',
    from: 'charge point',
    request: object({
      connectorId: integer({ description: '0 is the main meter.' }),
      transactionId: optional(integer({ description: 'The transaction that was ongoing at the time of reading.' })),
      meterValue: array(meterValue),
    }),
    confirmation: emptyPayload,
  },
  RemoteStartTransaction: {
    summary: 'Starts a transaction from afar (S 5.11).',
    profile: 'Core',
    from: 'central system',
    request: object({
      connectorId: optional(integer({ description: 'Absent: the charge point chooses.' })),
      idTag: idToken,
      chargingProfile: optional(chargingProfile),
    }),
    confirmation: remoteStartStopConfirmation,
  },
  RemoteStopTransaction: {
    summary: 'Stops a transaction from afar (S 5.12).',
    profile: 'Core',
    from: 'central system',
    request: object({ transactionId: integer() }),
    confirmation: remoteStartStopConfirmation,
  },
  Reset: {
    summary: 'Restarts the charge point (S 5.14).',
    profile: 'Core',
    from: 'central system',
    request: object({ type: enumeration(resetTypes) }),
    confirmation: object({ status: enumeration(resetStatuses) }),
  },
  StartTransaction: {
    summary: 'A transaction began (S 4.8).',
    profile: 'Core',
    from: 'charge point',
    request: object({
      connectorId: integer(),
      idTag: idToken,
      meterStart: integer({ description: 'Wh.' }),
      reservationId: optional(integer({ description: 'The reservation that this transaction ends.' })),
      timestamp: dateTime,
    }),
    confirmation: object({ idTagInfo, transactionId: integer() }),
  },
  StatusNotification: {
    summary: 'A connector, or the whole charge point, changed its status (S 4.9).',
    profile: 'Core',
    from: 'charge point',
    request: object({
      connectorId: integer({ description: '0 is the main controller.' }),
      errorCode: enumeration(chargePointErrorCodes),
      info: optional(text(50)),
      status: enumeration(chargePointStatuses),
      timestamp: optional(dateTime),
      vendorId: optional(text(255)),
      vendorErrorCode: optional(text(50)),
    }),
    confirmation: emptyPayload,
  },
  StopTransaction: {
    summary: 'A transaction ended (S 4.10).',
    profile: 'Core',
    from: 'charge point',
    request: object({
      idTag: optional(idToken),
      meterStop: integer({ description: 'Wh.' }),
      timestamp: dateTime,
      transactionId: integer({ description: '-1 when none was ever obtained (E4 3.18).' }),
      reason: optional(enumeration(stopReasons, { description: 'Absent means Local.' })),
      transactionData: optional(array(meterValue)),
    }),
    confirmation: object({ idTagInfo: optional(idTagInfo) }),
  },
  UnlockConnector: {
    summary: 'Helps out a cable that is stuck (S 5.18).',
    profile: 'Core',
    from: 'central system',
    request: object({ connectorId: integer() }),
    confirmation: object({ status: enumeration(unlockStatuses) }),
  },
} as const satisfies MessageTable;

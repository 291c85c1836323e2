/**
 * Which messages can be triggered, what connectorId means to each, and who sends it: tables for TriggerMessage (S 5.17) and for
 * ExtendedTriggerMessage (WP).
 *
 * Guarantee: a message that is in both tables is the same in both.
 */
import type { Action } from '../../ocpp16/actions.ts';
import type { ExtendedMessageTrigger } from '../../ocpp16/security-enumerations.ts';
import type { MessageTrigger } from '../../ocpp16/types.ts';
import type { Boot } from '../boot/boot.ts';
import type { Heartbeat } from '../boot/heartbeat.ts';
import type { CertificateFeature } from '../certificates/certificates.ts';
import type { FirmwareFeature } from '../firmware/firmware.ts';
import type { Logs } from '../logs/logs.ts';
import type { Metering } from '../metering/metering.ts';
import type { StatusFeature } from '../status/status.ts';

/** Who sends the messages; what is absent is not built. */
export interface Senders {
  readonly boot: Pick<Boot, 'registration' | 'mayAskNow' | 'askNow'>;
  readonly heartbeat: Pick<Heartbeat, 'send'>;
  readonly metering: Pick<Metering, 'mayTellNow' | 'tellNow'>;
  readonly status: Pick<StatusFeature, 'tell'>;
  readonly certificates?: Pick<CertificateFeature, 'mayAskNow' | 'askNow'>;
  /** How the last upload went. */
  readonly logs?: Pick<Logs, 'tellDiagnosticsStatus' | 'tellLogStatus'>;
  /** How the last update of the firmware went. */
  readonly firmware?: Pick<FirmwareFeature, 'tellStatus' | 'tellSignedStatus'>;
}

/** What connectorId means to a message. */
export type Concerns =
  /** Nothing: it is ignored. */
  | 'charge point'
  /** 1 and up; without it all of them. */
  | 'connectors'
  /** 0 is the charge point itself; without it that and all connectors. */
  | 'charge point and connectors';

export interface Trigger {
  /** The message that is sent. */
  readonly action: Action;
  readonly concerns: Concerns;
  /** Is there anybody to send it? Always, when this is absent. */
  built?(senders: Senders): boolean;
  /** Can it be sent now? */
  possible(senders: Senders): boolean;
  /** Ends when the message is answered, or is in the queue of transaction messages. */
  send(senders: Senders, connector: number): Promise<unknown>;
}

const common = {
  // E4 3.35: not once it is accepted.
  BootNotification: {
    action: 'BootNotification',
    concerns: 'charge point',
    possible: ({ boot }) => boot.mayAskNow(),
    send: ({ boot }) => boot.askNow(),
  },
  Heartbeat: {
    action: 'Heartbeat',
    concerns: 'charge point',
    possible: isHeard,
    send: ({ heartbeat }) => heartbeat.send(),
  },
  // E4 3.46. There is no main meter that connector 0 could mean.
  MeterValues: {
    action: 'MeterValues',
    concerns: 'connectors',
    possible: (senders) => isHeard(senders) && senders.metering.mayTellNow(),
    send: ({ metering }, connector) => metering.tellNow(connector),
  },
  StatusNotification: {
    action: 'StatusNotification',
    concerns: 'charge point and connectors',
    possible: isHeard,
    send: ({ status }, connector) => status.tell(connector),
  },
} as const satisfies Readonly<Record<string, Trigger>>;

/** Every message that TriggerMessage can ask for and that is built. */
export const triggers: Readonly<Record<MessageTrigger, Trigger>> = {
  ...common,
  DiagnosticsStatusNotification: {
    action: 'DiagnosticsStatusNotification',
    concerns: 'charge point',
    built: ({ logs }) => logs !== undefined,
    possible: isHeard,
    send: async ({ logs }) => logs?.tellDiagnosticsStatus(),
  },
  FirmwareStatusNotification: {
    action: 'FirmwareStatusNotification',
    concerns: 'charge point',
    built: ({ firmware }) => firmware !== undefined,
    possible: isHeard,
    send: async ({ firmware }) => firmware?.tellStatus(),
  },
};

/** Every message that ExtendedTriggerMessage can ask for. */
export const extendedTriggers: Readonly<Record<ExtendedMessageTrigger, Trigger>> = {
  ...common,
  // WP A02: Rejected as long as nobody knows who operates the charge point.
  SignChargePointCertificate: {
    action: 'SignCertificate',
    concerns: 'charge point',
    built: ({ certificates }) => certificates !== undefined,
    possible: (senders) => isHeard(senders) && senders.certificates?.mayAskNow() === true,
    send: async ({ certificates }) => certificates?.askNow(),
  },
  LogStatusNotification: {
    action: 'LogStatusNotification',
    concerns: 'charge point',
    built: ({ logs }) => logs !== undefined,
    possible: isHeard,
    send: async ({ logs }) => logs?.tellLogStatus(),
  },
  FirmwareStatusNotification: {
    action: 'SignedFirmwareStatusNotification',
    concerns: 'charge point',
    built: ({ firmware }) => firmware !== undefined,
    possible: isHeard,
    send: async ({ firmware }) => firmware?.tellSignedStatus(),
  },
};

/** S 4.2: until the Central System has said Accepted or Pending, it gets nothing but BootNotification. */
function isHeard({ boot }: Senders): boolean {
  const registration = boot.registration();
  return registration === 'Accepted' || registration === 'Pending';
}

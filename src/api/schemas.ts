/**
 * What the API shows of a charger: the schemas of its answers and events, each with the static type that follows from it.
 * The titled ones are the components of the OpenAPI document.
 *
 * Units are in the names: A is amperes per line, Wh, W, V, C is °C, S and Ms are seconds and milliseconds.
 */

import { updateStages } from '../features/firmware/update.ts';
import type { Registration } from '../features/registration.ts';
import type { LinkState } from '../link/link.ts';
import { stopReasons } from '../ocpp16/enumerations.ts';
import {
  array,
  boolean,
  enumeration,
  integer,
  number,
  object,
  optional,
  record,
  type Static,
  string,
  unknown,
} from '../schema/schema.ts';
import { causeShown, connector, gridSchema, idTag, moment, status } from './connector-schemas.ts';
import { nullable } from './json-schema.ts';
import { logLevels } from './observable-log.ts';

export * from './connector-schemas.ts';

const linkStates = ['offline', 'connecting', 'waiting', 'connected'] as const satisfies readonly LinkState['kind'][];

const registrations = ['unknown', 'Accepted', 'Pending', 'Rejected'] as const satisfies readonly Registration[];

const registration = enumeration(registrations, { description: 'unknown: the Central System has said nothing yet.' });
const online = boolean({ description: 'Is the uplink there? (PUT /network)' });

export type Led = Static<typeof led>;
export const led = object(
  {
    situation: string({ description: 'What it means.' }),
    colour: enumeration(['off', 'white', 'blue', 'green', 'yellow', 'red', 'purple']),
    pulsing: boolean(),
    intensity: number({ description: 'Percent.' }),
  },
  { title: 'Led' },
);

export type Link = Static<typeof link>;
export const link = object(
  {
    state: enumeration(linkStates),
    url: optional(string({ description: 'Where to, while connecting or connected.' })),
    since: optional(string({ format: 'date-time', description: 'Connected since then.' })),
    attempt: optional(integer({ description: 'How many attempts there were since the last success.' })),
    nextAttemptInMs: optional(number()),
    because: optional(string({ description: 'Why it waits.' })),
  },
  { title: 'Link', description: 'The connection to the Central System.' },
);

export type Uplink = Static<typeof uplink>;
export const uplink = object({ online, link, registration }, { title: 'Uplink' });

export type FirmwareShown = Static<typeof firmwareShown>;
export const firmwareShown = object(
  {
    version: string({ description: 'What runs, as BootNotification tells it.' }),
    slot: enumeration(['factory', 'a', 'b'], {
      description: 'From where it runs; factory: nothing was installed yet.',
    }),
    onTrial: boolean({ description: 'It is new, and has still to prove itself.' }),
    staged: boolean({ description: "A package waits there by the maker's own channel." }),
    update: nullable(
      object(
        {
          channel: enumeration(['UpdateFirmware', 'SignedUpdateFirmware', 'maker']),
          stage: enumeration(updateStages),
          version: optional(string({ description: 'Of the new firmware, once it is known.' })),
          installed: optional(boolean({ description: 'How it ended, once it is over.' })),
        },
        { description: 'What goes on, or how it ended; null: there has been no update.' },
      ),
    ),
  },
  { title: 'Firmware' },
);

export type ClockShown = Static<typeof clockShown>;
const clockShown = object(
  {
    now: moment,
    speed: number({ description: 'How many times faster than real it runs.' }),
    source: enumeration(['system', 'ntp', 'central-system'], { description: 'By whom it is set.' }),
    synchronised: optional(boolean({ description: "Is the time known? Absent for the computer's own clock." })),
    lastSynchronisedAt: optional(moment),
    offsetMs: optional(number({ description: 'How far it was behind then, before it was set; negative: ahead.' })),
    server: optional(string({ description: 'The time server that was believed.' })),
    stratum: optional(integer()),
    delayMs: optional(number({ description: 'How long the way to the server and back took.' })),
  },
  { title: 'Clock', description: "The charger's time." },
);

export type Status = Static<typeof statusSchema>;
export const statusSchema = object(
  {
    chargePointId: string(),
    model: string({ description: "pilotwire's model." }),
    identity: object({
      vendor: string(),
      model: string(),
      chargePointSerialNumber: optional(string()),
      chargeBoxSerialNumber: optional(string()),
      iccid: optional(string()),
      imsi: optional(string()),
      meterType: optional(string()),
      meterSerialNumber: optional(string()),
    }),
    firmwareVersion: string(),
    firmware: firmwareShown,
    status,
    powered: boolean({
      description: 'False while it is off: after a power cut or a reset, until it has started again.',
    }),
    online,
    link,
    registration,
    connectors: array(connector),
    led,
    queueLength: integer({ description: 'Transaction messages that the Central System has not confirmed.' }),
    temperatureC: number(),
    ambient: number({ description: 'The air around the charger, °C.' }),
    grid: gridSchema,
    causes: array(causeShown, { description: "What is physically broken of the charger's own." }),
    clock: clockShown,
    uptimeS: number({ description: "Since the API was started, by the charger's clock." }),
    centralSystemPage: optional(
      string({ format: 'uri', description: "The Central System's own page, where it is known." }),
    ),
  },
  { title: 'Status' },
);

export type ConfigurationKey = Static<typeof configurationKey>;
export const configurationKey = object(
  {
    key: string(),
    value: optional(string({ description: 'Absent for a key that can only be written.' })),
    default: optional(string({ description: "The model's; absent for a key that can only be written." })),
    type: enumeration(['boolean', 'integer', 'list', 'text']),
    unit: optional(string()),
    accessibility: enumeration(['R', 'RW', 'W']),
    readonly: boolean(),
    rebootRequired: boolean({ description: 'A change takes effect at the next start.' }),
    profile: string(),
    meaning: string(),
    source: string({ description: 'The clause that it comes from.' }),
    changed: boolean({ description: "Is it other than the model's default?" }),
  },
  { title: 'ConfigurationKey' },
);

export type TransactionShown = Static<typeof transaction>;
const transaction = object(
  {
    number: integer(),
    connectorId: integer(),
    idTag,
    parentIdTag: optional(string()),
    transactionId: optional(integer({ description: 'Absent as long as the Central System has not told one.' })),
    state: enumeration(['running', 'ended']),
    startedAt: moment,
    meterStart: integer({ description: 'Wh.' }),
    seenAt: string({ format: 'date-time', description: 'The last moment at which it is known to have been running.' }),
    stoppedAt: optional(moment),
    meterStop: optional(integer({ description: 'Wh.' })),
    reason: optional(enumeration(stopReasons)),
  },
  { title: 'Transaction' },
);

export type Transactions = Static<typeof transactions>;
export const transactions = object(
  {
    transactions: array(transaction, { description: 'Those whose end the Central System has not confirmed.' }),
    queue: object({
      length: integer({ description: 'Messages that wait.' }),
      next: nullable(
        object({
          kind: enumeration(['start', 'meter', 'stop']),
          transaction: optional(integer({ description: 'Its number.' })),
          attempts: integer({ description: 'That have failed.' }),
          notBefore: optional(moment),
        }),
      ),
    }),
  },
  { title: 'Transactions' },
);

/** The kinds of events that GET /events tells, with the schema of each one's data. */
export const eventSchemas = {
  hello: statusSchema,
  status: object({ connector: integer({ minimum: 0 }), status }, { title: 'StatusEvent' }),
  connector,
  frame: object(
    {
      at: moment,
      direction: enumeration(['in', 'out']),
      kind: string({ description: 'call, result or error; else what is wrong with its form.' }),
      action: optional(string()),
      id: optional(string()),
      latencyMs: optional(number({ description: 'From the CALL to its answer.' })),
      complaint: optional(string({ description: 'Why it was refused or ignored.' })),
      text: string({ description: 'As it is on the wire; the value of a key that can only be written is masked.' }),
    },
    { title: 'FrameEvent' },
  ),
  link: uplink,
  registration: object({ registration }, { title: 'RegistrationEvent' }),
  led,
  log: object(
    {
      at: moment,
      level: enumeration(logLevels),
      message: string(),
      details: optional(record(unknown())),
    },
    { title: 'LogEvent' },
  ),
} as const;

export type EventKind = keyof typeof eventSchemas;
export type EventData<K extends EventKind> = Static<(typeof eventSchemas)[K]>;

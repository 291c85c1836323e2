/**
 * What the API shows of a charger: the schemas of its answers and events, each with the static type that follows from it.
 * The titled ones are the components of the OpenAPI document.
 *
 * Units are in the names: A is amperes per line, Wh, W, V, C is °C, S and Ms are seconds and milliseconds.
 */

import { carManners } from '../car-description.ts';
import { faultCauseNames } from '../charger/fault-causes.ts';
import { limitSources } from '../charger/limits.ts';
import type { Session } from '../charger/session.ts';
import { updateStages } from '../features/firmware/update.ts';
import type { Registration } from '../features/registration.ts';
import type { LinkState } from '../link/link.ts';
import { chargePointErrorCodes, chargePointStatuses, stopReasons } from '../ocpp16/enumerations.ts';
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
import { nullable } from './json-schema.ts';
import { logLevels } from './observable-log.ts';

export const pilotStates = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

const sessionPhases = [
  'idle',
  'plugged',
  'timed-out',
  'authorized',
  'transaction',
  'finishing',
] as const satisfies readonly Session['phase'][];

const linkStates = ['offline', 'connecting', 'waiting', 'connected'] as const satisfies readonly LinkState['kind'][];

const registrations = ['unknown', 'Accepted', 'Pending', 'Rejected'] as const satisfies readonly Registration[];

const idTag = string({ description: 'The identifier of whoever charges.' });
const connectorId = integer({ minimum: 1 });
const moment = string({ format: 'date-time' });
const status = enumeration(chargePointStatuses);
const registration = enumeration(registrations, { description: 'unknown: the Central System has said nothing yet.' });
const online = boolean({ description: 'Is the uplink there? (PUT /network)' });

export type Ev = Static<typeof ev>;
export const ev = object(
  {
    plugged: boolean(),
    state: enumeration(pilotStates, { description: 'The state in which the car holds the control pilot; A: no car.' }),
    model: optional(string()),
    manual: optional(boolean({ description: 'True when its pilot was taken over by PUT /connectors/{id}/ev.' })),
    soc: optional(number({ description: 'State of charge, percent.' })),
    batteryKwh: optional(number()),
    drawnA: optional(number({ description: 'What it draws now, per phase.' })),
    wantsA: optional(number({ description: 'What it would draw if it were offered enough, per phase.' })),
    phases: optional(integer()),
    asleep: optional(boolean({ description: 'A new offer does not wake it; absent for a car that never sleeps.' })),
    trouble: optional(string({ description: 'What keeps it from charging.' })),
  },
  { title: 'Ev', description: 'The simulated car; without a car only `plugged` and `state`.' },
);

const perLine = 'L1, L2, L3.';

export type Meter = Static<typeof meter>;
export const meter = object(
  {
    energyWh: number({ description: 'The register of energy drawn.' }),
    powerW: number(),
    voltageV: array(number(), { description: `${perLine} On IT: L1-L2, L2-L3, L3-L1.` }),
    currentA: array(number(), { description: perLine }),
  },
  { title: 'Meter' },
);

export type SessionShown = Static<typeof session>;
const session = object(
  {
    phase: enumeration(sessionPhases),
    idTag: optional(idTag),
    parentIdTag: optional(string()),
    plugged: optional(boolean({ description: 'Is the car connected?' })),
    started: optional(boolean({ description: 'Has energy flowed, or was the car kept waiting or given its time?' })),
    withheld: optional(boolean({ description: 'The transaction goes on, but gets no energy.' })),
    held: optional(boolean({ description: 'The lock keeps the plug until its owner comes.' })),
    ending: optional(object({ reason: enumeration(stopReasons), idTag: optional(string()) })),
  },
  { title: 'Session', description: 'A visit, from the first plug or card to the last.' },
);

export type RunningTransaction = Static<typeof runningTransaction>;
const runningTransaction = object(
  {
    number: integer({ description: 'Our own number, unique for ever.' }),
    transactionId: optional(integer({ description: "The Central System's, once it has told one." })),
    idTag,
    meterStart: integer({ description: 'Wh.' }),
    startedAt: moment,
  },
  { title: 'RunningTransaction' },
);

/** Also the body of POST /connectors/{id}/errors. */
export type ErrorShown = Static<typeof errorSchema>;
export const errorSchema = object(
  {
    id: string({ minLength: 1, maxLength: 100, description: 'Tells it from other errors of this connector.' }),
    errorCode: enumeration(chargePointErrorCodes),
    faulted: optional(boolean({ default: false, description: 'No energy while it lasts.' })),
    info: optional(string({ maxLength: 500 })),
    vendorId: optional(string({ maxLength: 255 })),
    vendorErrorCode: optional(string({ maxLength: 500 })),
  },
  { title: 'Error' },
);

const cause = enumeration(faultCauseNames, { description: 'A physical cause of trouble (GET /causes).' });

/** Also the body of POST /connectors/{id}/causes. */
export const causeSchema = object({ cause });

export type CauseShown = Static<typeof causeShown>;
export const causeShown = object(
  { cause, reported: boolean({ description: 'Do the sensors see it now? (A missing diode shows under PWM only.)' }) },
  { title: 'Cause' },
);

export type CauseRowShown = Static<typeof causeRow>;
export const causeRow = object(
  {
    cause,
    of: enumeration(['charger', 'connector'], { description: 'charger: it is raised at connector 0.' }),
    errorCode: enumeration(chargePointErrorCodes),
    vendorErrorCode: string(),
    info: string(),
    reaction: enumeration(['warn', 'open', 'refuse', 'fail safe']),
    recovery: enumeration(['by itself', 'unplugging', 'power cycle']),
  },
  { title: 'CauseRow' },
);

export type CarShown = Static<typeof car>;
export const car = object(
  {
    name: string(),
    batteryKwh: number(),
    maxCurrentA: number({ description: 'Per phase.' }),
    minCurrentA: number({ description: 'Per phase.' }),
    phases: integer(),
    ventilation: boolean(),
    cableA: number({ description: 'The rating of its cable.' }),
    targetSoc: number({ description: 'State of charge at which it is full, percent.' }),
    curve: array(object({ fromSoc: number(), fraction: number() })),
    reaction: object({ startMs: number(), stopMs: number(), downMs: number(), upMs: number() }),
    manners: carManners,
    misbehaves: boolean({ description: 'Is what it does against the standard?' }),
  },
  { title: 'Car' },
);

export type GridShown = Static<typeof gridSchema>;
export const gridSchema = object(
  {
    type: enumeration(['TN', 'IT']),
    phases: integer(),
    nominalVoltageV: number(),
    voltageV: array(number(), { description: `What the mains have now. ${perLine} On IT: L1-L2, L2-L3, L3-L1.` }),
  },
  { title: 'Grid' },
);

export type Temperature = Static<typeof temperature>;
export const temperature = object(
  {
    ambient: number({ description: 'The air around the charger, °C.' }),
    temperatureC: number({ description: 'Inside the charger.' }),
  },
  { title: 'Temperature' },
);

export type ResidualCurrentShown = Static<typeof residualCurrent>;
export const residualCurrent = object(
  { acMa: number({ description: 'mA; above 30 it trips.' }), dcMa: number({ description: 'mA; above 6 it trips.' }) },
  { title: 'ResidualCurrent' },
);

export const limit = object({ source: enumeration(limitSources), maxCurrentA: number() }, { title: 'Limit' });

export type Connector = Static<typeof connector>;
export const connector = object(
  {
    id: connectorId,
    status,
    offeredCurrentA: number({ description: 'What the pilot offers now; 0: no PWM.' }),
    ev,
    meter,
    pilot: object(
      { state: enumeration(pilotStates), highV: number(), lowV: number() },
      { description: 'What the charger reads on the control pilot, and the levels that an instrument sees.' },
    ),
    cableA: nullable(number({ description: 'What the resistor in the plug says; null: no plug, or a fixed cable.' })),
    currentA: array(number(), { description: 'What flows exactly, on L1, L2, L3 of the grid.' }),
    residualCurrent,
    relays: array(integer({ minimum: 1, maximum: 3 }), {
      description: "The grid's lines that are connected to the car's L1, L2, L3, in this order.",
    }),
    locked: boolean(),
    session,
    transaction: nullable(runningTransaction),
    errors: array(errorSchema, { description: "The connector's own and the charger's." }),
    causes: array(causeShown, { description: "What is physically broken: the connector's own, then the charger's." }),
    limits: array(limit, { description: 'Everybody who limits the current.' }),
    limit,
    limitChangesInSeconds: nullable(
      number({ description: 'When a limit lapses, or is known to become another; null: none does.' }),
    ),
    phases: integer({ minimum: 1, maximum: 3, description: 'How many phases the offer is of.' }),
    phaseLimit: nullable(enumeration(limitSources, { description: 'Who wants one phase only; null: nobody.' })),
    randomisedDelay: nullable(
      object({
        remainingSeconds: integer(),
        afterwards: object(
          { maxCurrentA: nullable(number()), phases: optional(integer()) },
          { description: 'What the schedule wants then, A per line; null: no limit.' },
        ),
      }),
    ),
    switchingPhases: boolean({ description: 'The offer is gone for a while: the number of phases is being changed.' }),
    temperatureC: number({ description: 'Inside the charger.' }),
  },
  { title: 'Connector' },
);

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

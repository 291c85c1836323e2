/**
 * What the API shows of a connector and its hardware: schemas, each with the static type that follows from it. schemas.ts is the rest.
 *
 * Units are in the names: A is amperes per line, Wh, W, V, C is °C, S and Ms are seconds and milliseconds.
 */
import { carManners } from '../car-description.ts';
import { faultCauseNames } from '../charger/fault-causes.ts';
import { limitSources } from '../charger/limits.ts';
import type { Session } from '../charger/session.ts';
import {
  chargePointErrorCodes,
  chargePointStatuses,
  chargingProfilePurposes,
  stopReasons,
} from '../ocpp16/enumerations.ts';
import {
  array,
  boolean,
  enumeration,
  integer,
  number,
  object,
  optional,
  type Static,
  string,
} from '../schema/schema.ts';
import { nullable } from './json-schema.ts';

export const pilotStates = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

const sessionPhases = [
  'idle',
  'plugged',
  'timed-out',
  'authorized',
  'transaction',
  'finishing',
] as const satisfies readonly Session['phase'][];

export const idTag = string({ description: 'The identifier of whoever charges.' });
export const connectorId = integer({ minimum: 1 });
export const moment = string({ format: 'date-time' });
export const status = enumeration(chargePointStatuses);

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

const reservation = object(
  {
    reservationId: integer({ description: "The Central System's." }),
    connectorId: integer({ minimum: 0 }),
    idTag,
    parentIdTag: optional(string()),
    expiryDate: moment,
  },
  { title: 'Reservation' },
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

export type ProfileShown = Static<typeof profileShown>;
export const profileShown = object(
  {
    chargingProfileId: integer(),
    chargingProfilePurpose: enumeration(chargingProfilePurposes),
    stackLevel: integer(),
  },
  { title: 'ProfileSource', description: 'The charging profile behind a limit; null: none.' },
);

export type Connector = Static<typeof connector>;
export const connector = object(
  {
    id: connectorId,
    at: string({ format: 'date-time', description: "When it was looked at, by the charger's clock." }),
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
    reservations: array(reservation, { description: 'Its own, then those of connector 0: of whichever is free.' }),
    errors: array(errorSchema, { description: "The connector's own and the charger's." }),
    causes: array(causeShown, { description: "What is physically broken: the connector's own, then the charger's." }),
    limits: array(limit, { description: 'Everybody who limits the current.' }),
    limit,
    profile: nullable(profileShown),
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

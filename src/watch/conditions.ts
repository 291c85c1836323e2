/**
 * What can be waited for: one table of conditions over the status that the API shows. Pure.
 *
 * Guarantee: a condition's value is a pattern; one that is no matcher is held against the condition's schema, so a status that
 * does not exist is found when the file is read and not when time is over.
 */
import { type Connector, connector, led, type Status, uplink } from '../api/schemas.ts';
import { array, boolean, integer, number, optional, type Schema, string, unknown } from '../schema/schema.ts';
import { type Violation, validate } from '../schema/validate.ts';
import { checkPattern, isMatcher, mismatches, shown } from './match.ts';

interface Row {
  readonly of: 'connector' | 'charger';
  readonly schema: Schema;
  readonly meaning: string;
  readonly read: (status: Status, connector: Connector) => unknown;
  /** More about what was there. */
  readonly because?: (status: Status) => string | undefined;
}

function member(schema: Schema, name: string): Schema {
  const found = schema.type === 'object' ? schema.properties?.[name] : undefined;
  if (found === undefined) throw new Error(`the API shows no ${name}`);
  return found;
}

const linkTrouble = ({ link }: Status) => (link.because === undefined ? undefined : `the link waits: ${link.because}`);

/** Every condition, by its name. */
export const conditions = {
  status: {
    of: 'connector',
    schema: member(connector, 'status'),
    meaning: 'its ChargePointStatus',
    read: (_, { status }) => status,
  },
  offeredCurrentA: {
    of: 'connector',
    schema: number({ minimum: 0 }),
    meaning: 'what the pilot offers, A per line; 0: no PWM',
    read: (_, { offeredCurrentA }) => offeredCurrentA,
  },
  pilot: {
    of: 'connector',
    schema: member(member(connector, 'ev'), 'state'),
    meaning: 'the state in which the car holds the control pilot; A: no car',
    read: (_, { ev }) => ev.state,
  },
  session: {
    of: 'connector',
    schema: member(member(connector, 'session'), 'phase'),
    meaning: 'the phase of the visit',
    read: (_, { session }) => session.phase,
  },
  transaction: {
    of: 'connector',
    schema: boolean(),
    meaning: 'is a transaction running?',
    read: (_, { transaction }) => transaction !== null,
  },
  transactionId: {
    of: 'connector',
    schema: integer(),
    meaning: "the running transaction's, once the Central System has told it",
    read: (_, { transaction }) => transaction?.transactionId,
  },
  energyWh: {
    of: 'connector',
    schema: number({ minimum: 0 }),
    meaning: "the meter's register",
    read: (_, { meter }) => meter.energyWh,
  },
  powerW: { of: 'connector', schema: number(), meaning: 'the power', read: (_, { meter }) => meter.powerW },
  relays: {
    of: 'connector',
    schema: array(integer({ minimum: 1, maximum: 3 })),
    meaning: 'the lines that are connected to the car',
    read: (_, { relays }) => relays,
  },
  locked: { of: 'connector', schema: boolean(), meaning: 'is the plug held?', read: (_, { locked }) => locked },
  errors: {
    of: 'connector',
    schema: array(string()),
    meaning: "the ids of its errors and the charger's",
    read: (_, { errors }) => errors.map(({ id }) => id),
  },
  registration: {
    of: 'charger',
    schema: member(uplink, 'registration'),
    meaning: 'what the Central System has answered to BootNotification',
    read: ({ registration }) => registration,
    because: linkTrouble,
  },
  link: {
    of: 'charger',
    schema: member(member(uplink, 'link'), 'state'),
    meaning: 'the connection to the Central System',
    read: ({ link }) => link.state,
    because: linkTrouble,
  },
  led: {
    of: 'charger',
    schema: member(led, 'colour'),
    meaning: 'the colour of the LED ring',
    read: (status) => status.led.colour,
    because: (status) => status.led.situation,
  },
  queueLength: {
    of: 'charger',
    schema: integer({ minimum: 0 }),
    meaning: 'transaction messages that the Central System has not confirmed; 0: the queue is empty',
    read: ({ queueLength }) => queueLength,
  },
} as const satisfies Readonly<Record<string, Row>>;

function rowOf(name: string): Row | undefined {
  return Object.hasOwn(conditions, name) ? conditions[name as keyof typeof conditions] : undefined;
}

/** For the schema of a step: each condition takes its own value or a matcher. */
export const conditionMembers = Object.fromEntries(
  Object.entries(conditions).map(([name, { meaning, of }]) => [
    name,
    optional(unknown({ description: of === 'charger' ? `${meaning} (the charger's)` : meaning })),
  ]),
);

/** Conditions by name, each with a value or a matcher. */
export type Conditions = Readonly<Partial<Record<keyof typeof conditions, unknown>>>;

/** What is wrong with the conditions themselves. */
export function checkConditions(wanted: Conditions, path = ''): readonly Violation[] {
  const entries = Object.entries(wanted);
  if (entries.length === 0) {
    return [{ path, kind: 'occurrence', expected: `one of ${names}`, got: 'no condition' }];
  }
  return entries.flatMap(([name, pattern]) => {
    const row = rowOf(name);
    if (row === undefined) return [{ path, kind: 'formation', expected: `one of ${names}`, got: shown(name) } as const];
    const place = `${path}/${name}`;
    return isMatcher(pattern)
      ? checkPattern(pattern, place)
      : validate(row.schema, pattern).map((each) => ({ ...each, path: place + each.path }));
  });
}

const names = Object.keys(conditions).join(', ');

/** What does not hold, in words; nothing when all does. Throws a RangeError for a connector that does not exist. */
export function unmet(wanted: Conditions, status: Status, id: number): readonly string[] {
  const at = status.connectors.find((each) => each.id === id);
  if (at === undefined) throw new RangeError(`There is no connector ${id}, only 1..${status.connectors.length}.`);
  return Object.entries(wanted).flatMap(([name, pattern]) => {
    const row = rowOf(name);
    if (row === undefined) return [`${name}, which nothing is known about`];
    const is = row.read(status, at);
    if (mismatches(pattern, is).length === 0) return [];
    const because = row.because?.(status);
    return [`${name} was ${plain(is)}${because === undefined ? '' : ` (${because})`}`];
  });
}

/** `connector 1 to have status Charging, transaction true` */
export function describeConditions(wanted: Conditions, id: number): string {
  const ofConnector = Object.keys(wanted).some((name) => rowOf(name)?.of === 'connector');
  const list = Object.entries(wanted).map(([name, pattern]) => `${name} ${plain(pattern)}`);
  return `${ofConnector ? `connector ${id}` : 'the charger'} to have ${list.join(', ')}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : shown(value);
}

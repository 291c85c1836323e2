/**
 * The words that are calls of the control API: one row each. Their arguments are the call's own body, and what a call takes in
 * its path.
 *
 * Guarantee: what the API refuses, a step refuses, with the same sentence.
 */
import { createOperations } from '../api/operations.ts';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { createLoopbackNetwork } from '../link/loopback.ts';
import { silentLog } from '../log/log.ts';
import { createSeededRandom } from '../random/seeded-random.ts';
import { integer, type Schema, type SchemaNode, string, unknown } from '../schema/schema.ts';
import { explain } from '../schema/validate.ts';
import { readStartUpFile } from '../start-up-file.ts';
import { createMemoryDatabase } from '../store/memory.ts';
import { createTwin } from '../twin.ts';
import { checkPattern, mismatches, shown } from '../watch/match.ts';
import type { Act } from './word.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What else a path may ask for, each a text. */
const pathNames = {
  id: 'Which one, as it was raised.',
  cause: 'Its name, as it was raised.',
  source: 'Who limits: installer, temperature, cable, phase-cap.',
} as const;
type PathName = keyof typeof pathNames;

interface Row {
  /** The operationId. */
  readonly operation: string;
  /** The path's parameters, by the arguments that they are taken from. */
  readonly path?: Readonly<Record<string, 'connector' | PathName>>;
  /** When the word itself says it all. */
  readonly body?: Fields;
  /** What an argument is when it is absent. */
  readonly defaults?: Fields;
  /** In place of the API's summary. */
  readonly meaning?: string;
  readonly example: string;
  readonly group?: Act['group'];
  /** Does the call wait for an answer, which `answer` can be held against? */
  readonly answers?: boolean;
}

const atConnector = { id: 'connector' } as const;

const rows: Readonly<Record<string, Row>> = {
  'plug-in': { operation: 'plugIn', path: atConnector, example: 'plug-in: { car: city-7kw-single-phase }' },
  'plug-out': { operation: 'plugOut', path: atConnector, example: 'plug-out' },
  ev: { operation: 'setEv', path: atConnector, example: 'ev: { state: C, currentA: 10 }' },
  meter: { operation: 'setMeter', path: atConnector, example: 'meter: { energyWh: 1200000 }' },
  swipe: { operation: 'swipe', example: 'swipe: { idTag: 04A1B2C3 }' },
  fault: {
    operation: 'raiseError',
    path: atConnector,
    example: 'fault: { connector: 1, id: leak, errorCode: GroundFailure, faulted: true }',
  },
  'clear-fault': {
    operation: 'clearError',
    path: { id: 'connector', errorId: 'id' },
    example: 'clear-fault: { connector: 1, id: leak }',
  },
  cause: {
    operation: 'raiseCause',
    path: atConnector,
    example: 'cause: { connector: 1, cause: residual-current-dc }',
  },
  'clear-cause': {
    operation: 'clearCause',
    path: { id: 'connector', cause: 'cause' },
    example: 'clear-cause: { connector: 1, cause: residual-current-dc }',
  },
  limit: {
    operation: 'setLimit',
    path: { id: 'connector', source: 'source' },
    example: 'limit: { source: installer, maxCurrentA: 10, phases: 1 }',
  },
  'lift-limit': {
    operation: 'liftLimit',
    path: { id: 'connector', source: 'source' },
    example: 'lift-limit: { source: installer }',
  },
  grid: { operation: 'setGrid', example: 'grid: { voltageV: 200 }' },
  temperature: { operation: 'setTemperature', example: 'temperature: { ambient: 55 }' },
  offline: { operation: 'setNetwork', body: { online: false }, meaning: 'Cuts the uplink', example: 'offline' },
  online: {
    operation: 'setNetwork',
    body: { online: true },
    meaning: 'Brings the uplink back; the charger dials at once',
    example: 'online',
  },
  reboot: { operation: 'reboot', defaults: { type: 'soft' }, example: 'reboot: { type: hard }' },
  'data-transfer': {
    operation: 'dataTransfer',
    answers: true,
    example: 'data-transfer: { vendorId: com.example, data: hello, answer: { status: UnknownVendorId } }',
    group: 'The Central System',
  },
  'security-event': {
    operation: 'raiseSecurityEvent',
    example: 'security-event: { type: TamperDetectionActivated, techInfo: lid open }',
  },
};

const connector = integer({
  minimum: 0,
  default: 1,
  description: 'The connector; 0, where it may be, is the charger.',
});
const answer = unknown({ description: 'A pattern of what the Central System answers.' });

/** The calls of a charger that is never switched on: what they take is the same for all. */
const specimen = createOperations({ twin: unpowered(), networkClock: createVirtualClock(), log: silentLog });

/** The words by name, in the order of the table. */
export const apiWords: Readonly<Record<string, Act>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [name, word(row)]),
);

function word(row: Row): Act {
  const { summary, body } = specimen.describe(row.operation);
  return {
    kind: 'act',
    group: row.group ?? 'The world',
    meaning: row.meaning ?? summary,
    example: row.example,
    args: argumentsOf(row, body),
    ...(row.answers === true
      ? { check: (args: Fields, path: string) => checkPattern(args.answer, `${path}/answer`) }
      : {}),
    async run(args: Fields, { witness }) {
      const { answer: wanted, ...given } = { ...row.defaults, ...args };
      const inPath = Object.entries(row.path ?? {}).map(([name, from]) => [name, String(given[from] ?? 1)] as const);
      const own: readonly string[] = row.body === undefined ? Object.keys(propertiesOf(body)) : [];
      const members = Object.fromEntries(Object.entries(given).filter(([name]) => own.includes(name)));
      const is = await witness.operate(row.operation, Object.fromEntries(inPath), row.body ?? members);
      if (wanted === undefined) return;
      const [wrong] = mismatches(wanted, is);
      if (wrong !== undefined) throw witness.disappointed(`the answer was ${shown(is)}: ${explain(wrong)}`);
    },
  };
}

/** The members of the body, those that are taken from the path, and the answer. */
function argumentsOf(row: Row, body: Schema | undefined): Schema {
  const from = Object.values(row.path ?? {});
  const named = from.filter((name): name is PathName => name !== 'connector');
  const members = row.body === undefined ? propertiesOf(body) : {};
  const required = requiredOf(body).filter((name) => name in members && row.defaults?.[name] === undefined);
  const properties = {
    ...(from.includes('connector') ? { connector } : {}),
    ...Object.fromEntries(named.map((name) => [name, string({ minLength: 1, description: pathNames[name] })])),
    ...withDefaults(members, row.defaults ?? {}),
    ...(row.answers === true ? { answer } : {}),
  };
  const needed = [...named, ...required];
  return {
    type: 'object',
    properties,
    ...(needed.length === 0 ? {} : { required: needed }),
    additionalProperties: false,
  };
}

function withDefaults(members: Readonly<Record<string, Schema>>, defaults: Fields): Readonly<Record<string, Schema>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      defaults[name] === undefined ? member : { ...member, default: defaults[name] },
    ]),
  );
}

function propertiesOf(schema: SchemaNode | undefined): Readonly<Record<string, Schema>> {
  return schema?.type === 'object' ? (schema.properties ?? {}) : {};
}

function requiredOf(schema: SchemaNode | undefined): readonly string[] {
  return schema?.type === 'object' && schema.properties !== undefined ? (schema.required ?? []) : [];
}

function unpowered() {
  const clock = createVirtualClock();
  const read = readStartUpFile({ identity: { chargePointId: 'specimen' }, csms: { url: 'ws://nowhere' } });
  if (!read.ok) throw new Error('the start-up file of the specimen is wrong');
  return createTwin({
    startUp: read.startUp,
    store: createMemoryDatabase().open('specimen'),
    transport: createLoopbackNetwork({ clock }).transport,
    clock,
    random: createSeededRandom(1),
    log: silentLog,
  });
}

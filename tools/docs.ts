/**
 * Writes the tables of docs/ from the code's own tables. `npm run docs` writes them; `npm run docs -- --check` fails when what
 * stands there is not what the code says.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CarModel, carModels, misbehaves } from '../src/boards/virtual/car-models.ts';
import { declaredKeys } from '../src/charge-point.ts';
import { dutyCycleOfCurrent, pilotStates } from '../src/charger/control-pilot.ts';
import { deratingSteps } from '../src/charger/derating.ts';
import { faultCauseNames, faultCauses } from '../src/charger/fault-causes.ts';
import { ledTable } from '../src/charger/led.ts';
import { createVirtualClock } from '../src/clock/virtual-clock.ts';
import type { AnyKey } from '../src/features/configuration/key.ts';
import { type Concerns, triggers } from '../src/features/trigger/triggers.ts';
import { createLoopbackNetwork } from '../src/link/loopback.ts';
import { silentLog } from '../src/log/log.ts';
import type { Model } from '../src/models/model.ts';
import { models } from '../src/models/models.ts';
import { type Action, actions } from '../src/ocpp16/actions.ts';
import { type MessageTrigger, messageTriggers } from '../src/ocpp16/enumerations.ts';
import { createSeededRandom } from '../src/random/seeded-random.ts';
import { readStartUpFile } from '../src/start-up-file.ts';
import { createMemoryDatabase } from '../src/store/memory.ts';
import { createTwin } from '../src/twin.ts';
import { scenariosPage } from './scenarios-page.ts';
import { sessionDiagram } from './session-diagram.ts';
import { table } from './table.ts';

const folder = join(import.meta.dirname, '../docs');
const all = Object.values(models);

/** A key's default and access in a model. */
function inModel(key: AnyKey, model: Model): string {
  const difference = model.configuration[key.name];
  if (difference === 'absent') return '–';
  const value = difference?.default ?? key.format(key.default);
  return `${difference?.access ?? key.access} ${value === '' ? '(empty)' : `\`${value}\``}`;
}

const configuration = `# Configuration keys

Every key that the charger has, with access (R read only, RW readable and writable) and default in each model. NumberOfConnectors
and ConnectorPhaseRotationMaxLength follow the connectors of the start-up file, SupportedFeatureProfiles the actions that are
answered. A change holds at once and survives a power cut.

${table(
  ['key', 'profile', 'type', ...all.map(({ name }) => name), 'meaning', 'source'],
  [...declaredKeys]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((key) => [
      `\`${key.name}\``,
      key.profile,
      key.unit === undefined ? key.type : `${key.type}, ${key.unit}`,
      ...all.map((model) => inModel(key, model)),
      key.meaning,
      key.source,
    ]),
)}
`;

/** The actions that the features send. */
const sent: readonly Action[] = [
  'Authorize',
  'BootNotification',
  'Heartbeat',
  'MeterValues',
  'SecurityEventNotification',
  'StartTransaction',
  'StatusNotification',
  'StopTransaction',
];

/** What a charge point of this model answers with more than a refusal: asked of a real one, that is never started. */
function handledBy({ name }: Model): readonly Action[] {
  const clock = createVirtualClock();
  const read = readStartUpFile({ model: name, identity: { chargePointId: 'docs' }, csms: { url: 'ws://nowhere' } });
  if (!read.ok) throw new Error('the start-up file of the documentation is wrong');
  const twin = createTwin({
    startUp: read.startUp,
    store: createMemoryDatabase().open('docs'),
    transport: createLoopbackNetwork({ clock }).transport,
    clock,
    random: createSeededRandom(1),
    log: silentLog,
  });
  return twin.chargePoint().handledActions;
}

const handled = new Map(all.map((model) => [model, handledBy(model)]));

/** What becomes of an action in a model. */
function support(action: Action, model: Model): string {
  if (!model.actions.includes(action)) return 'NotSupported: the model does not have it';
  const { from } = actions[action];
  const built = from === 'charge point' ? sent.includes(action) : handled.get(model)?.includes(action);
  return built === true ? 'yes' : 'not yet';
}

/** What a message that is triggered does in a model. */
function triggered(message: MessageTrigger, model: Model): string {
  if (!model.actions.includes(message)) return 'NotImplemented: the model does not have it';
  return 'yes';
}

const concernsInWords: Readonly<Record<Concerns, string>> = {
  'charge point': 'ignored',
  connectors: 'from 1; without it every connector',
  'charge point and connectors': 'from 0, the charger itself; without it that and every connector',
};

const actionTable = `# Actions

${table(
  ['action', 'profile', 'sent by', ...all.map(({ name }) => name)],
  (Object.keys(actions) as Action[]).map((action) => [
    action,
    actions[action].profile,
    actions[action].from,
    ...all.map((model) => support(action, model)),
  ]),
)}

## What TriggerMessage can ask for

The confirmation is out before the message. BootNotification is Rejected once the charger is accepted, and while one is unanswered; the
others are Rejected before the first answer to BootNotification, and for a connector that does not exist.

${table(
  ['message', 'connectorId', ...all.map(({ name }) => name)],
  messageTriggers.map((message) => [
    message,
    concernsInWords[triggers[message].concerns],
    ...all.map((model) => triggered(message, model)),
  ]),
)}
`;

const led = `# The LED

The first row that applies to one of the connectors is shown.

${table(
  ['situation', 'colour', 'pulsing'],
  ledTable.map(({ situation, colour, pulsing }) => [situation, colour, pulsing ? 'yes' : '']),
)}
`;

const mannersInWords: {
  readonly [K in keyof Required<NonNullable<CarModel['manners']>>]: (value: number) => string;
} = {
  sleepsAfterMs: (ms) => `sleeps after ${ms / 1000} s without an offer; woken by 3 s of X1 or F after a new offer`,
  refusesItThreePhase: () => 'stops when it gets three phases of an IT grid',
  failsOnPhaseSwitch: () => 'stops until it is unplugged when the number of its phases changes',
  overdraw: (factor) => `draws ${factor} times what it is offered`,
  ignoresEndOfOffer: () => 'stays in C and goes on drawing when the offer ends',
  noDiode: () => 'has no diode in its pilot circuit',
};

function mannersOf({ manners = {}, ventilation, minCurrentA, targetSoc, reaction }: CarModel): string {
  return [
    ...(ventilation ? ['asks for ventilation (D)'] : []),
    ...(minCurrentA > 6 ? [`takes nothing below ${minCurrentA} A`] : []),
    ...(targetSoc === undefined ? [] : [`is full at ${targetSoc} %`]),
    ...(reaction.startMs > 5000 ? [`needs ${reaction.startMs / 1000} s to begin`] : []),
    ...Object.entries(manners).map(([name, value]) =>
      mannersInWords[name as keyof typeof mannersInWords](Number(value)),
    ),
  ].join('; ');
}

const cars = `# Cars

What can be plugged into a simulated charger by its name (\`car\` of the start-up file, \`POST /connectors/{id}/plug-in\`). Others are
described in the start-up file's list \`cars\` or in the call itself; \`GET /cars\` tells all data of each, \`GET /openapi.json\` what a
description can say. The cars are invented.

${table(
  ['name', 'battery', 'draws at most', 'cable', 'manners'],
  carModels.map((model) => [
    `\`${model.name}\``,
    `${model.batteryKwh} kWh`,
    `${model.phases} x ${model.maxCurrentA} A`,
    `${model.cableA ?? 32} A`,
    `${mannersOf(model)}${misbehaves(model) ? ' (against the standard)' : ''}`,
  ]),
)}
`;

const controlPilot = `# The control pilot

What car and charger tell each other on the pilot wire (IEC 61851-1), and what follows from it. Upper level in volts; under a square
wave of 1 kHz the lower level is -12 V, and anything else there is a car without its diode. Relays that open at once do so within 100 ms.

${table(
  ['state', 'level', 'means', 'relays', 'lock of a socket'],
  pilotStates.map(({ state, high, means, relays, lock }) => [
    state,
    `${high > 0 ? '+' : ''}${high} V`,
    means,
    relays,
    lock,
  ]),
)}

The duty cycle of the square wave says how much current is offered. Below 6 A nothing is: the pilot is steady.

${table(
  ['offer', 'duty cycle'],
  [6, 10, 13, 16, 20, 25, 32, 40, 51, 63, 80].map((currentA) => [
    `${currentA} A`,
    `${Math.round((dutyCycleOfCurrent(currentA) ?? 0) * 10) / 10} %`,
  ]),
)}

## A visit

The session of a connector, from the first plug or card to the last. Edges are labelled with what happens; what changes nothing is
left out. Where two edges have one label, the settings decide: StopTransactionOnEVSideDisconnect, UnlockConnectorOnEVSideDisconnect,
and whether there is a lock. A cable is held also when the card turned out to be invalid (E4 3.5).

${sessionDiagram()}
`;

const faults = `# What can go wrong

Each physical cause of trouble: what the charger does at once, what ends it once the cause is gone, and the names under which a
\`reference\` tells it. A \`zaptec-pro\` does the same and lights its LED red, but tells none of it (release note: known issues).

${table(
  ['cause', 'of', 'reaction', 'recovery', 'errorCode', 'vendorErrorCode', 'info'],
  faultCauseNames.map((cause) => {
    const { code, vendorErrorCode, info, reaction, recovery, of } = faultCauses[cause];
    return [`\`${cause}\``, of, reaction, recovery, code, `\`${vendorErrorCode}\``, info];
  }),
)}

Reactions: *warn* says it, with the status as it is; *open* opens the relays under load, offers nothing, and is Faulted; *refuse* does
the same to this car, and is SuspendedEVSE with EVCommunicationError, for the charger itself is in order; *fail safe* is *open*,
with the pilot at -12 V, and lets the plug go after 5 s, when the relays are open. Recovery: *by itself* charging goes on;
*unplugging* waits for the car to leave; *power cycle* for a restart. Faults stack, and are cleared one by one. Codes that begin with
CX are the minimum required error codes of ChargeX.

## Heat

Less current is offered when it is hot inside. A step is left when it is 5 °C cooler than where it began.

${table(
  ['from', 'at most'],
  deratingSteps.map(({ from, maxCurrentA }) => [
    `${from} °C`,
    maxCurrentA === 0 ? 'nothing: `over-temperature`' : `${maxCurrentA} A`,
  ]),
)}
`;

/** The rows of the release note that have tests, by the tests' own names. */
function releaseNote(): string {
  const tests = join(import.meta.dirname, '../test/scenarios');
  const found = new Map<string, Set<string>>();
  for (const file of readdirSync(tests)
    .filter((name) => name.startsWith('release-note-'))
    .sort()) {
    for (const [, id = '', what = ''] of readFileSync(join(tests, file), 'utf8').matchAll(
      /\bit\(\s*[`'](RN-\w+) (?:\$\{\w+\}|[\w-]+): (.+?)[`'],/g,
    )) {
      const said = found.get(id) ?? new Set();
      found.set(id, said.add(what.replaceAll(/\$\{[^}]+\}/g, '…')));
    }
  }
  const number = (id: string) => `${id[3]}${id.slice(4).padStart(3, '0')}`;
  const rows = [...found].sort(([a], [b]) => (number(a) < number(b) ? -1 : 1));
  return table(
    ['row', 'what the tests hold it to'],
    rows.map(([id, said]) => [id, [...said].join('<br>')]),
  );
}

const releaseNotes = `# The release note, as tests

Statements of the Zaptec Pro's release note, by row, each with the tests that hold the charger to it.

${releaseNote()}
`;

/** The cases that users suffer from (wishes J), in short. */
const edgeCases: readonly string[] = [
  'start and stop while offline, a restart, and the connection comes back',
  'the confirmation of a start is lost',
  'a start that is refused each time',
  'a stop that is repeated',
  'the power is cut between writing and sending',
  'an answer that comes too late',
  'a CALL of the Central System while one of ours is unanswered',
  'a pong that does not come',
  'going back from a security profile that does not work',
  'a composite schedule of no duration',
  'equal limits one after the other',
  'a limit in watts on one phase',
  'replacing a profile when there are as many as there may be',
  'a profile that ends in the middle of a period',
  'daily recurrence in UTC',
  'a profile of the future, and gaps in the stack',
  'the random delay: override, restart, cancel, change',
  'switching phases while the car pauses, or is unplugged',
  'a status that does not last',
  'several errors at once',
  'out of service after the transaction, and a power cut ends it',
  'connector 0',
  'reservations: parent, expiry, replacement',
  'the local list: full, differential, version',
  'what is remembered of a card whose time is over',
  'a remote start while Finishing',
  'a reset with a stop that is not answered',
  'new firmware during a transaction, and one that fails',
  'an upload of logs that is replaced',
  'huge MeterValues and StopTransaction',
];

/** The tests whose names begin with the number of a case, each with the group that it stands in. */
function testsOfCases(): ReadonlyMap<number, readonly string[]> {
  const tests = join(import.meta.dirname, '../test');
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const found = new Map<number, string[]>();
  for (const file of files.sort()) {
    let group = '';
    for (const [, kind, , title = ''] of readFileSync(join(tests, file), 'utf8').matchAll(
      /\b(describe|it)\(\s*(['`])(.+?)\2,/g,
    )) {
      const said = title.replaceAll(/\$\{[^}]+\}/g, '…');
      if (kind === 'describe') group = said;
      const [, number, what] = /^J(\d+)(?: …)?: (.+)/.exec(said) ?? [];
      if (number === undefined) continue;
      found.set(Number(number), [...(found.get(Number(number)) ?? []), `${group}: ${what}`]);
    }
  }
  return found;
}

const cases = testsOfCases();
const edgeCaseTable = `# Edge cases

What users of charging stations suffer from, each with the tests that hold the charger to it.

${table(
  ['case', 'what happens', 'what the tests hold it to'],
  edgeCases.map((what, index) => [`J${index + 1}`, what, cases.get(index + 1)?.join('<br>') ?? 'later']),
)}
`;

const pages = {
  'configuration.md': configuration,
  'actions.md': actionTable,
  'cars.md': cars,
  'control-pilot.md': controlPilot,
  'faults.md': faults,
  'led.md': led,
  'release-note.md': releaseNotes,
  'scenarios.md': scenariosPage,
  'edge-cases.md': edgeCaseTable,
};
const check = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(pages)) {
  const file = join(folder, name);
  const page = `<!-- made by \`npm run docs\` from the code's own tables -->\n${text}`;
  if (!check) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    stale += 1;
    process.stderr.write(`docs/${name} is not what the code says: npm run docs\n`);
  }
}
process.exit(stale === 0 ? 0 : 1);

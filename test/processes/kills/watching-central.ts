/**
 * The Central System of the chargers that are killed: it notes all that it is told, changes configuration and service, stops
 * transactions and resets, answers late and refuses, as its seed wants it. The number of its process is all that it shares with the test.
 *
 * Standard output: its address, at the end the report as one line of JSON. Standard input: `quiet ID` leaves a charger in peace;
 * the end of it asks for the report.
 */
import { createInterface } from 'node:readline';
import type { CentralCharger, CentralEvent } from '../../../src/central/central-charger.ts';
import { createCentralSystem } from '../../../src/central/central-system.ts';
import { createIdTags } from '../../../src/central/id-tags.ts';
import { callError, late } from '../../../src/central/scripted-answer.ts';
import { startCentralServer } from '../../../src/central/server.ts';
import { createSystemClock } from '../../../src/clock/system-clock.ts';
import { silentLog } from '../../../src/log/log.ts';
import { createSeededRandom, type SeededRandom } from '../../../src/random/seeded-random.ts';
import { createFastClock } from './fast-clock.ts';
import type { Entry, Report } from './report.ts';

/** As many as there are: nothing that was told is to be forgotten. */
const ALL = 10_000_000;
/** Between two things that it asks of a charger at most, ms of ours. */
const LONGEST_PAUSE_MS = 40;
/** An answer takes so long at most, ms of ours, when it is late. */
const LATEST_ANSWER_MS = 25;

const SERVICE = 'service';

/** What is changed, and to what. */
const changes: readonly (readonly [key: string, values: readonly string[]])[] = [
  ['MeterValueSampleInterval', ['10', '20', '40', '80']],
  ['ClockAlignedDataInterval', ['0', '60', '120', '300']],
  ['ConnectionTimeOut', ['30', '60', '120']],
  ['StopTxnSampledData', ['Energy.Active.Import.Register', 'Energy.Active.Import.Register,Current.Import']],
  ['MeterValuesSampledData', ['Energy.Active.Import.Register', 'Energy.Active.Import.Register,Voltage,Temperature']],
  ['LocalPreAuthorize', ['true', 'false']],
  ['BlinkRepeat', ['0', '1', '2', '3']],
];

const { seed, origin } = JSON.parse(process.argv[2] ?? '') as { seed: number; origin: number };
const random = createSeededRandom(seed).fork('central');
const networkClock = createSystemClock();
const entries = new Map<string, Entry[]>();
const quiet = new Set<string>();
/** Messages that were refused once: not again, so that none is given up. */
const refused = new Set<string>();
const awake = new Map<string, number>();
/** The chargers whose service was changed since they have booted: what they tell of it may be older than the change. */
const changed = new Set<string>();

const central = createCentralSystem({
  clock: createFastClock(origin),
  networkClock,
  random: random.fork('ids'),
  log: silentLog,
  idTags: createIdTags({ idTags: {}, unknown: 'Accepted' }),
  options: {
    keep: { frames: 1, received: 1, messageIds: ALL, complaints: ALL, transactions: ALL },
    observe,
  },
});
const answers = random.fork('answers');
for (const action of ['Authorize', 'StartTransaction', 'MeterValues', 'StopTransaction'] as const) {
  central.intercept(action, ({ messageId, usual }) => {
    if (action !== 'Authorize' && answers.next() < 0.03 && !refused.has(messageId)) {
      refused.add(messageId);
      return callError('InternalError', 'not this time');
    }
    return answers.next() < 0.15 ? late(answers.next() * LATEST_ANSWER_MS, usual()) : undefined;
  });
}

function note(charger: string, entry: Entry): void {
  const known = entries.get(charger);
  if (known === undefined) entries.set(charger, [entry]);
  else known.push(entry);
}

function observe(event: CentralEvent): void {
  if (event.kind === 'frame') {
    const { chargerId, direction, kind, id: messageId = '', action = '', text } = event.frame;
    if (direction === 'in' && kind === 'call') {
      note(chargerId, { kind: 'told', messageId, action, text });
      if (action === 'StatusNotification') noteService(chargerId, text);
      if (action === 'BootNotification') {
        changed.delete(chargerId);
        // Once the answer is out, the charger may be asked.
        networkClock.after(0, () => void visit(chargerId));
      }
    }
    if (direction === 'out' && (kind === 'result' || kind === 'error')) {
      note(chargerId, { kind: 'answered', messageId, text });
    }
  }
}

/** Connector 0 tells whether the charger is to be in service. */
function noteService(chargerId: string, text: string): void {
  const { connectorId, status } = JSON.parse(text)[3] as { connectorId: number; status: string };
  if (connectorId !== 0 || changed.has(chargerId)) return;
  note(chargerId, { kind: 'read', what: SERVICE, value: status === 'Unavailable' ? 'Inoperative' : 'Operative' });
}

/** From one boot of a charger to its next. */
async function visit(chargerId: string): Promise<void> {
  const visits = (awake.get(chargerId) ?? 0) + 1;
  awake.set(chargerId, visits);
  const charger = central.charger(chargerId);
  const chance = random.fork(`${chargerId} ${visits}`);
  await readConfiguration(charger);
  while (awake.get(chargerId) === visits && !quiet.has(chargerId)) {
    await pause(chance.next() * LONGEST_PAUSE_MS);
    if (awake.get(chargerId) === visits && !quiet.has(chargerId) && charger.connected) await ask(charger, chance);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void networkClock.after(ms, resolve));
}

async function readConfiguration(charger: CentralCharger): Promise<void> {
  const outcome = await charger.call('GetConfiguration', { key: changes.map(([key]) => key) });
  if (outcome.kind !== 'confirmed') return;
  for (const { key, value = '' } of outcome.payload.configurationKey ?? []) {
    note(charger.id, { kind: 'read', what: key, value });
  }
}

async function ask(charger: CentralCharger, chance: SeededRandom): Promise<void> {
  const dice = chance.next();
  const oneOf = <T>(list: readonly T[]): T => list[Math.floor(chance.next() * list.length)] as T;
  const running = charger.transactions.find(({ state }) => state.kind === 'running');
  if (dice < 0.5) {
    const [key, values] = oneOf(changes);
    const value = oneOf(values);
    await change(charger, key, value, async () => {
      const outcome = await charger.call('ChangeConfiguration', { key, value });
      return outcome.kind === 'confirmed' ? outcome.payload.status : undefined;
    });
  } else if (dice < 0.62) {
    // Seldom out of service, and soon back.
    const type = chance.next() < 0.2 ? 'Inoperative' : 'Operative';
    await change(charger, SERVICE, type, async () => {
      const outcome = await charger.call('ChangeAvailability', { connectorId: 0, type });
      return outcome.kind === 'confirmed' ? outcome.payload.status : undefined;
    });
  } else if (dice < 0.8 && running !== undefined) {
    if (chance.next() < 0.4) await charger.call('RemoteStopTransaction', { transactionId: running.transactionId });
  } else if (dice < 0.85) {
    await charger.call('RemoteStartTransaction', { idTag: `${charger.id}-remote` });
  } else if (dice < 0.88) {
    await charger.call('UnlockConnector', { connectorId: 1 });
  } else if (dice < 0.9) {
    await charger.call('ClearCache', {});
  } else if (dice < 0.92) {
    await charger.call('Reset', { type: oneOf(['Soft', 'Hard'] as const) });
  } else {
    await readConfiguration(charger);
  }
}

async function change(
  { id }: CentralCharger,
  what: string,
  value: string,
  send: () => Promise<string | undefined>,
): Promise<void> {
  if (what === SERVICE) changed.add(id);
  note(id, { kind: 'asked', what, value });
  const status = await send();
  const outcome =
    status === undefined ? 'unknown' : status === 'Accepted' || status === 'Scheduled' ? 'taken' : 'refused';
  note(id, { kind: 'settled', what, value, outcome });
}

const server = await startCentralServer({ central, log: silentLog, port: 0 });
process.stdout.write(`${server.url}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const [, id] = /^quiet (.+)$/.exec(line) ?? [];
  if (id !== undefined) quiet.add(id);
}
const report: Report = Object.fromEntries(
  [...entries].map(([id, list]) => [
    id,
    {
      entries: list,
      complaints: central
        .charger(id)
        .complaints.filter(({ weight }) => weight === 'fault')
        .map(({ message, action = '' }) => `${action}: ${message}`),
    },
  ]),
);
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

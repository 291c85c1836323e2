/**
 * A whole charge point under the virtual clock, and the bare end of its connection: whoever holds it is a Central System without
 * any rules. What the charge point asks by itself is answered in a manner that can be changed.
 */
import assert from 'node:assert/strict';
import { type ChargePoint, declaredKeys } from '../../src/charge-point.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { silentLog } from '../../src/log/log.ts';
import type { ModelName } from '../../src/models/model.ts';
import type { Action } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createFaultyDatabase, type FaultyDatabase } from '../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { createTwin, type Twin } from '../../src/twin.ts';
import { examples } from '../ocpp16/examples.ts';
import { createBareWire } from './wire.ts';

/** How the charge point's own CALLs are answered. */
export const manners = [
  'proper',
  'proper',
  'silent',
  'refusing',
  'broken',
  'twice',
  'blocking',
  'pending',
  'rejecting',
] as const;
export type Manner = (typeof manners)[number];

export interface Target {
  readonly clock: VirtualClock;
  readonly connectors: readonly number[];
  twin(): Twin;
  chargePoint(): ChargePoint;
  setManner(manner: Manner): void;
  connected(): boolean;
  /** Counts connections. */
  connections(): number;
  send(text: string): void;
  sendBinary(length: number): void;
  /** Breaks the connection. */
  cut(): void;
  /** The oldest CALL of the charge point that nobody has answered, answered now; undefined when there is none. */
  answerOldest(): string | undefined;
  /** The last answer to one of its CALLs. */
  lastAnswer(): string | undefined;
  /** Its answers since the last time that they were taken. */
  takeAnswers(): readonly string[];
  /** CALLs of its own, by action, on all connections. */
  asked(action: Action): number;
  /** All that can be seen of it and all that it has stored, as one text. */
  snapshot(): string;
  /** How many records it keeps, by collection. */
  records(collection: string): number;
  /** What its log had to say as errors. */
  readonly errors: readonly string[];
  /** The process is killed and a new one takes its place, on the same disk. */
  restart(): Promise<void>;
}

const ID = 'CP001';
const REPEATED_BOOT_S = 10;

export async function createTarget(model: ModelName): Promise<Target> {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const errors: string[] = [];
  let manner: Manner = 'proper';
  let transactionId = 0;
  let answers: string[] = [];
  let lastAnswer: string | undefined;
  /** CALLs of its own, oldest first; it may have given up all but the last. */
  let unanswered: (readonly [id: string, action: Action])[] = [];
  const asked = new Map<Action, number>();

  const wire = createBareWire(clock, {
    opened() {
      unanswered = [];
    },
    message(text) {
      const [type, id, action] = JSON.parse(text) as [number, string, Action];
      if (type !== 2) {
        answers.push(text);
        return;
      }
      asked.set(action, (asked.get(action) ?? 0) + 1);
      unanswered.push([id, action]);
      if (manner === 'silent') return;
      // Never inside the call that asks.
      const times = manner === 'twice' ? 2 : 1;
      clock.after(0, () => {
        const text = answer();
        for (let more = 1; more < times && text !== undefined; more += 1) wire.send(text);
      });
    },
  });

  function answer(): string | undefined {
    const oldest = unanswered.shift();
    if (oldest === undefined || !wire.connected()) return undefined;
    lastAnswer = answerTo(...oldest);
    wire.send(lastAnswer);
    return lastAnswer;
  }

  function answerTo(id: string, action: Action): string {
    if (action !== 'BootNotification') {
      if (manner === 'refusing') return JSON.stringify([4, id, 'InternalError', '', {}]);
      if (manner === 'broken') return JSON.stringify([3, id, { idTagInfo: 7, status: [] }]);
    }
    return JSON.stringify([3, id, confirmation(action)]);
  }

  function confirmation(action: Action): unknown {
    const currentTime = new Date(clock.now()).toISOString();
    const idTagInfo = { status: manner === 'blocking' ? 'Blocked' : 'Accepted' };
    switch (action) {
      case 'BootNotification': {
        const status = manner === 'pending' ? 'Pending' : manner === 'rejecting' ? 'Rejected' : 'Accepted';
        return { status, currentTime, interval: status === 'Accepted' ? 300 : REPEATED_BOOT_S };
      }
      case 'Heartbeat':
        return { currentTime };
      case 'Authorize':
        return { idTagInfo };
      case 'StartTransaction':
        transactionId += 1;
        return { transactionId, idTagInfo };
      default:
        return examples[action].confirmation.minimal;
    }
  }

  const file = readStartUpFile({
    model,
    identity: { chargePointId: ID },
    csms: { url: 'ws://central/ocpp' },
    ...(model === 'reference' ? { connectors: [{ id: 1 }, { id: 2 }] } : {}),
  });
  assert.ok(file.ok, JSON.stringify(file));
  const { startUp } = file;
  const disk = createMemoryDisk();
  let database: FaultyDatabase;
  let starts = 0;

  function build(): Twin {
    starts += 1;
    database = createFaultyDatabase(createMemoryDatabase(disk), () => undefined);
    return createTwin({
      startUp,
      store: database.open(ID),
      transport: wire.transport,
      clock,
      random: random.fork(`life ${starts}`),
      log: {
        ...silentLog,
        error: (message, details) => void errors.push(`${message} ${JSON.stringify(details ?? {})}`),
      },
    });
  }

  let twin = build();
  const connectors = startUp.connectors.map(({ id }) => id);
  twin.start();
  await clock.settle();

  let written = { starts: 0, writes: 0, content: '' };

  /** All that is on the disk, and the keys' values as they were with the last write; but that somebody tried may be noted in the security log. */
  function stored(): string {
    const writes = database.writes();
    if (starts === written.starts && writes === written.writes) return written.content;
    const collections = [...(disk.chargePoints.get(ID) ?? [])]
      .filter(([collection]) => collection !== 'security-log')
      .map(([collection, kept]) => [collection, kept.range({})]);
    const keys = declaredKeys.map(twin.chargePoint().configuration.value);
    written = { starts, writes, content: JSON.stringify([collections, keys]) };
    return written.content;
  }

  return {
    clock,
    connectors,
    twin: () => twin,
    chargePoint: () => twin.chargePoint(),
    setManner(next) {
      manner = next;
    },
    connected: wire.connected,
    connections: wire.connections,
    send: wire.send,
    sendBinary: wire.sendBinary,
    cut: wire.cut,
    answerOldest: answer,
    lastAnswer: () => lastAnswer,
    takeAnswers() {
      const taken = answers;
      answers = [];
      return taken;
    },
    asked: (action) => asked.get(action) ?? 0,
    snapshot() {
      const { charger, status, registration, link, records } = twin.chargePoint();
      return JSON.stringify([
        stored(),
        clock.pending(),
        registration(),
        link.state(),
        charger.led(),
        records.queueLength(),
        status(0),
        connectors.map((id) => [status(id), charger.view(id)]),
      ]);
    },
    records: (collection) => disk.chargePoints.get(ID)?.get(collection)?.size() ?? 0,
    errors,
    async restart() {
      twin.stop();
      wire.cut();
      await clock.settle();
      twin = build();
      twin.start();
      await clock.settle();
    },
  };
}

/**
 * A whole charger of a model against the Central System, under the virtual clock: a real frame in, a real frame out.
 * `powerCut` and `powerOn` keep the disk and nothing else.
 */
import assert from 'node:assert/strict';
import type { CentralCharger } from '../../src/central/central-charger.ts';
import {
  type CentralSystem,
  type CentralSystemOptions,
  createCentralSystem,
} from '../../src/central/central-system.ts';
import { createIdTags, type IdTagList } from '../../src/central/id-tags.ts';
import { openCertificateStore } from '../../src/certificates/certificate-store.ts';
import { type Seeds, seedCertificates } from '../../src/certificates/seed.ts';
import type { ChargePoint } from '../../src/charge-point.ts';
import type { ChargePointEvent } from '../../src/charge-point-event.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import type { SecurityEvent } from '../../src/features/security/event-queue.ts';
import type { Files } from '../../src/files/files.ts';
import { createFilesDisk, createMemoryFiles, type FilesDisk } from '../../src/files/memory.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import { type Log, type LogDetails, silentLog } from '../../src/log/log.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile, type StartUp, type StartUpFile } from '../../src/start-up-file.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import type { Database } from '../../src/store/store.ts';
import { createLoopbackTransfers, type LoopbackTransfers } from '../../src/transfer/loopback.ts';
import { createTwin, type Twin, type TwinOptions } from '../../src/twin.ts';
import { isStartEvent } from './start-events.ts';

/** A card that may charge. */
export const CARD = '04A1B2C3';
/** Another one that may. */
export const OTHER_CARD = '04FFEEDD';
/** One that may not. */
export const BLOCKED_CARD = '04D4E5F6';
/** Two of one family. */
export const MOTHER = 'MOTHER';
export const FATHER = 'FATHER';

const idTags: IdTagList = {
  idTags: {
    [CARD]: 'Accepted',
    [OTHER_CARD]: 'Accepted',
    [BLOCKED_CARD]: 'Blocked',
    [MOTHER]: { status: 'Accepted', parentIdTag: 'FAMILY' },
    [FATHER]: { status: 'Accepted', parentIdTag: 'FAMILY' },
  },
};

export interface WorldOptions {
  readonly model?: 'zaptec-pro' | 'reference';
  /** More of the start-up file. */
  readonly file?: Partial<StartUpFile>;
  readonly configuration?: Readonly<Record<string, string>>;
  readonly central?: CentralSystemOptions;
  readonly seed?: number;
  /** Wraps the database, to break it. */
  readonly database?: (database: Database) => Database;
  /** The charger's own clock, and who sets it, anew with each power-on; `clock` is the world's. */
  readonly time?: (parts: Pick<TwinOptions, 'clock' | 'random' | 'log'>) => Pick<TwinOptions, 'clock' | 'discipline'>;
  /** What it has of certificates. */
  readonly certificates?: Seeds;
  /** Wraps the files, to break them. */
  readonly brokenFiles?: (files: Files) => Files;
  /** Gets every line of the charger's log, too. */
  readonly log?: Log;
  /** Do not apply power yet. */
  readonly off?: boolean;
}

export interface World {
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  /** Where files go to and come from. */
  readonly transfers: LoopbackTransfers;
  readonly central: CentralSystem;
  /** The charger, as the Central System sees it. */
  readonly charger: CentralCharger;
  readonly startUp: StartUp;
  /** What is in its files: `powerCut` leaves it. */
  readonly files: FilesDisk;
  /** The lines of warnings and errors, but for those of its starts. */
  readonly warnings: readonly string[];
  /** The security events, critical or not, but for those of its starts: `type: techInfo`. */
  readonly securityEvents: readonly string[];
  readonly events: readonly ChargePointEvent[];
  /** The present one: `powerOn` makes another. */
  twin(): Twin;
  chargePoint(): ChargePoint;
  /** Lets so many seconds pass. */
  seconds(count: number): Promise<void>;
  /** The process is killed, and the car leaves meanwhile. */
  powerCut(): void;
  /** Starts again on the same disk, with `configuration` of the start-up file as it was. */
  powerOn(): Promise<void>;
  /** Plugs a car in, swipes the card, and waits until it charges. */
  charge(card?: string): Promise<void>;
  /** What ChangeConfiguration is answered. */
  configure(key: string, value: string): Promise<string>;
  /** The text of a key, as GetConfiguration tells it; undefined for an unknown one. */
  key(name: string): Promise<{ readonly value: string | undefined; readonly readonly: boolean } | undefined>;
  /** The security events that the Central System was told of, in order, but for those of its starts. */
  eventsTold(): readonly Request<'SecurityEventNotification'>[];
  /** The security log, but for its starts. */
  eventsKept(): readonly SecurityEvent[];
  /** What StatusNotification has said of a connector, in order. */
  statuses(connector?: number): readonly string[];
  /** The Central System had nothing to complain about. */
  assertNoComplaints(): void;
}

/** As if a start-up file had named them. */
export function putCertificates(disk: FilesDisk, certificates: Seeds): void {
  const store = openCertificateStore({ files: createMemoryFiles(disk), log: silentLog });
  seedCertificates(store, certificates, silentLog);
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const clock = createVirtualClock();
  const random = createSeededRandom(options.seed ?? 1);
  const network = createLoopbackNetwork({ clock });
  const transfers = createLoopbackTransfers({ clock });
  const warnings: string[] = [];
  const events: ChargePointEvent[] = [];
  const securityEvents: string[] = [];
  const isStart = (message: string): boolean => isStartEvent({ type: message.replace('security event ', '') });
  const noteEvent = (message: string, { techInfo = '' }: LogDetails = {}): void => {
    const [, type] = /^security event (\w+)$/.exec(message) ?? [];
    if (type !== undefined && !isStart(message)) securityEvents.push(`${type}: ${techInfo}`);
  };
  const book = options.log ?? silentLog;
  const log: Log = {
    debug: (message, details) => book.debug(message, details),
    info(message, details) {
      book.info(message, details);
      noteEvent(message, details);
    },
    warn(message, details) {
      book.warn(message, details);
      if (!isStart(message)) warnings.push(message);
      noteEvent(message, details);
    },
    error(message, details) {
      book.error(message, details);
      warnings.push(`${message} ${JSON.stringify(details ?? {})}`);
    },
  };
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: { ...log, warn: () => undefined },
    idTags: createIdTags(idTags),
    ...(options.central === undefined ? {} : { options: options.central }),
  });
  network.listen('ws://central/ocpp', central.acceptor);
  const file = readStartUpFile({
    model: options.model ?? 'zaptec-pro',
    identity: { chargePointId: 'CP001' },
    csms: { url: 'ws://central/ocpp' },
    configuration: options.configuration ?? {},
    ...options.file,
  });
  assert.ok(file.ok, JSON.stringify(file));
  const { startUp } = file;
  const disk = createMemoryDisk();
  const files = createFilesDisk();
  if (options.certificates !== undefined) putCertificates(files, options.certificates);
  let starts = 0;

  function build(): Twin {
    starts += 1;
    const database = createMemoryDatabase(disk);
    const twin = createTwin({
      startUp,
      store: (options.database?.(database) ?? database).open(startUp.identity.chargePointId),
      files: (options.brokenFiles ?? ((whole) => whole))(createMemoryFiles(files)),
      transport: network.transport,
      transfer: transfers.transfer,
      clock,
      networkClock: clock,
      random: random.fork(`charger ${starts}`),
      log,
      ...options.time?.({ clock, random: random.fork(`time ${starts}`), log }),
    });
    twin.observe((event) => events.push(event));
    return twin;
  }

  let twin = build();
  const charger = central.charger('CP001');

  const world: World = {
    clock,
    network,
    transfers,
    central,
    charger,
    startUp,
    files,
    warnings,
    securityEvents,
    events,
    twin: () => twin,
    chargePoint: () => twin.chargePoint(),
    seconds: (count) => clock.advance(count * 1000),
    powerCut() {
      for (const connection of network.connections()) connection.cut();
      twin.stop();
    },
    async powerOn() {
      twin = build();
      twin.start();
      await clock.settle();
    },
    async charge(card = CARD) {
      twin.board.plugIn(1);
      twin.board.swipe(card);
      await clock.runUntil(() => charger.status(1) === 'Charging', 30_000);
    },
    async configure(key, value) {
      const outcome = charger.call('ChangeConfiguration', { key, value });
      await clock.settle();
      const answer = await outcome;
      return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
    },
    async key(name) {
      const outcome = charger.call('GetConfiguration', { key: [name] });
      await clock.settle();
      const answer = await outcome;
      assert.equal(answer.kind, 'confirmed');
      const [found] = answer.payload.configurationKey ?? [];
      return found && { value: found.value, readonly: found.readonly };
    },
    eventsTold: () => charger.requests('SecurityEventNotification').filter((event) => !isStartEvent(event)),
    eventsKept: () =>
      world
        .chargePoint()
        .security.entries()
        .filter((event) => !isStartEvent(event)),
    statuses: (connector = 1) =>
      charger
        .requests('StatusNotification')
        .filter(({ connectorId }) => connectorId === connector)
        .map(({ status }) => status),
    assertNoComplaints() {
      assert.deepEqual(
        charger.complaints.map(({ message }) => message),
        [],
      );
    },
  };
  if (options.off !== true) {
    twin.start();
    await clock.settle();
  }
  return world;
}

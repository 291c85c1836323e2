/**
 * A charger whose process can be killed at any moment (see support/mortal-process.ts), against a Central System that lives on.
 * The car has left when it comes back.
 */
import assert from 'node:assert/strict';
import type { CentralCharger } from '../../src/central/central-charger.ts';
import {
  type CentralSystem,
  type CentralSystemOptions,
  createCentralSystem,
} from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import type { Seeds } from '../../src/certificates/seed.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { createFilesDisk, createMemoryFiles, type FilesDisk } from '../../src/files/memory.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import { type Log, silentLog } from '../../src/log/log.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import type { FaultPlan } from '../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import type { Twin } from '../../src/twin.ts';
import { beginProcess, type FileCut, type MortalProcess } from '../support/mortal-process.ts';
import { isStartEvent } from '../support/start-events.ts';
import { CARD, OTHER_CARD, putCertificates } from '../support/world.ts';

export interface MortalWorld {
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  readonly central: CentralSystem;
  readonly charger: CentralCharger;
  /** The Central System does not listen at its ws:// URL any more. */
  closePlain(): void;
  /** The security events that the Central System was told of, in order, but for those of its starts. */
  eventsTold(): readonly Request<'SecurityEventNotification'>[];
  /** Errors that the charger has told its log. */
  readonly errors: readonly string[];
  /** The present process. */
  twin(): Twin;
  alive(): boolean;
  /** How many writes the present process has asked for. */
  writes(): number;
  /** How many things have happened to the present process: timers that were due, messages that came. */
  happenings(): number;
  /** Kills it now. */
  kill(): void;
  /** Kills the next process right before its happening of this number. */
  killBefore(happening: number): void;
  /** Kills the next process right before or after this change of its files. */
  cutFiles(cut: FileCut): void;
  /** What is in its files. */
  readonly files: FilesDisk;
  /** A new process on the same disk, in place of the one before; `prepare` is done to its hardware before it starts. */
  powerOn(plan?: FaultPlan, prepare?: (twin: Twin) => void): Promise<void>;
  /** Lets so many seconds pass. */
  seconds(count: number): Promise<void>;
}

const flawless: FaultPlan = () => undefined;

/** Without power yet. */
export function createMortalWorld(
  configuration: Readonly<Record<string, string>> = {},
  options: { readonly central?: CentralSystemOptions; readonly certificates?: Seeds } = {},
): MortalWorld {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: silentLog,
    idTags: createIdTags({ idTags: { [CARD]: 'Accepted', [OTHER_CARD]: 'Accepted' } }),
    ...(options.central === undefined ? {} : { options: options.central }),
  });
  const plain = network.listen('ws://central/ocpp', central.acceptor);
  const file = readStartUpFile({
    identity: { chargePointId: 'CP001' },
    csms: { url: 'ws://central/ocpp' },
    configuration,
  });
  assert.ok(file.ok, JSON.stringify(file));
  const { startUp } = file;
  const disk = createMemoryDisk();
  const files = createFilesDisk();
  if (options.certificates !== undefined) putCertificates(files, options.certificates);
  const errors: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (message, details) => void errors.push(`${message} ${JSON.stringify(details ?? {})}`),
  };

  let process: MortalProcess | undefined;
  let processes = 0;
  let lastHappening = Number.POSITIVE_INFINITY;
  let lastFileChange: FileCut | undefined;

  function begin(plan: FaultPlan): MortalProcess {
    processes += 1;
    const begun = beginProcess({
      clock,
      network,
      database: createMemoryDatabase(disk),
      files: createMemoryFiles(files),
      startUp,
      random: random.fork(`process ${processes}`),
      log,
      plan,
      lastHappening,
      lastFileChange,
    });
    lastFileChange = undefined;
    lastHappening = Number.POSITIVE_INFINITY;
    return begun;
  }

  function present(): MortalProcess {
    assert.ok(process !== undefined, 'the power has never been on');
    return process;
  }

  const charger = central.charger('CP001');

  return {
    clock,
    network,
    central,
    charger,
    eventsTold: () => charger.requests('SecurityEventNotification').filter((event) => !isStartEvent(event)),
    closePlain: plain.close,
    errors,
    twin: () => present().twin,
    alive: () => process?.alive() ?? false,
    writes: () => present().writes(),
    happenings: () => present().happenings(),
    kill: () => present().kill(),
    killBefore(happening) {
      lastHappening = happening;
    },
    cutFiles(cut) {
      lastFileChange = cut;
    },
    files,
    async powerOn(plan = flawless, prepare = () => undefined) {
      if (process?.alive() === true) process.kill();
      await clock.settle();
      process = begin(plan);
      process.touch((twin) => {
        prepare(twin);
        twin.start();
      });
      await clock.settle();
    },
    seconds: (count) => clock.advance(count * 1000),
  };
}

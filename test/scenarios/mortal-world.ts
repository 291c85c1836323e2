/**
 * A charger whose process can be killed between any two writes to its disk, against a Central System that lives on.
 *
 * What is killed does nothing any more, not even tidying up: no timer runs, nothing leaves, nothing is heard, nothing is
 * written. What it had sent arrives; what was on its way to it is lost. The car has left when it comes back.
 */
import assert from 'node:assert/strict';
import type { CentralCharger } from '../../src/central/central-charger.ts';
import { createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { createLoopbackNetwork, type LoopbackNetwork } from '../../src/link/loopback.ts';
import type { SocketListener, Transport } from '../../src/link/transport.ts';
import { type Log, silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createFaultyDatabase, type FaultPlan, PowerCut } from '../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../src/store/memory.ts';
import { createTwin, type Twin } from '../../src/twin.ts';
import { CARD, OTHER_CARD } from '../support/world.ts';

export interface MortalWorld {
  readonly clock: VirtualClock;
  readonly network: LoopbackNetwork;
  readonly charger: CentralCharger;
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
  /** A new process on the same disk, in place of the one before; `prepare` is done to its hardware before it starts. */
  powerOn(plan?: FaultPlan, prepare?: (twin: Twin) => void): Promise<void>;
  /** Lets so many seconds pass. */
  seconds(count: number): Promise<void>;
}

const flawless: FaultPlan = () => undefined;

/** Without power yet. */
export function createMortalWorld(configuration: Readonly<Record<string, string>> = {}): MortalWorld {
  const clock = createVirtualClock();
  const random = createSeededRandom(1);
  const network = createLoopbackNetwork({ clock });
  const central = createCentralSystem({
    clock,
    random: random.fork('central'),
    log: silentLog,
    idTags: createIdTags({ idTags: { [CARD]: 'Accepted', [OTHER_CARD]: 'Accepted' } }),
  });
  network.listen('ws://central/ocpp', central.acceptor);
  const file = readStartUpFile({
    identity: { chargePointId: 'CP001' },
    csms: { url: 'ws://central/ocpp' },
    configuration,
  });
  assert.ok(file.ok, JSON.stringify(file));
  const { startUp } = file;
  const disk = createMemoryDisk();
  const errors: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (message, details) => void errors.push(`${message} ${JSON.stringify(details ?? {})}`),
  };

  interface Process {
    readonly twin: Twin;
    readonly alive: () => boolean;
    readonly writes: () => number;
    readonly happenings: () => number;
    readonly kill: () => void;
  }
  let process: Process | undefined;
  let processes = 0;
  let lastHappening = Number.POSITIVE_INFINITY;

  function begin(plan: FaultPlan): Process {
    let killed = false;
    let happenings = 0;
    const last = lastHappening;
    lastHappening = Number.POSITIVE_INFINITY;
    const database = createFaultyDatabase(createMemoryDatabase(disk), (write) => {
      const fault = plan(write);
      if (fault === 'cut before' || fault === 'cut after') clock.after(0, loseConnections);
      return fault;
    });
    const alive = (): boolean => !killed && !database.dead();
    const kill = (): void => {
      killed = true;
      clock.after(0, loseConnections);
    };
    const happen = (what: () => void): void => {
      if (!alive()) return;
      happenings += 1;
      if (happenings === last) kill();
      else survive(what);
    };
    processes += 1;
    const twin = createTwin({
      startUp,
      store: database.open('CP001'),
      transport: mortalTransport(network.transport, alive, happen),
      clock: { ...clock, after: (delay, task) => clock.after(delay, () => happen(task)) },
      random: random.fork(`process ${processes}`),
      log: { ...log, error: (message, details) => (alive() ? log.error(message, details) : undefined) },
    });
    return {
      twin,
      alive,
      writes: () => database.writes(),
      happenings: () => happenings,
      kill,
    };
  }

  function loseConnections(): void {
    for (const connection of network.connections()) connection.cut();
  }

  function present(): Process {
    assert.ok(process !== undefined, 'the power has never been on');
    return process;
  }

  return {
    clock,
    network,
    charger: central.charger('CP001'),
    errors,
    twin: () => present().twin,
    alive: () => process?.alive() ?? false,
    writes: () => present().writes(),
    happenings: () => present().happenings(),
    kill: () => present().kill(),
    killBefore(happening) {
      lastHappening = happening;
    },
    async powerOn(plan = flawless, prepare = () => undefined) {
      if (process?.alive() === true) process.kill();
      await clock.settle();
      process = begin(plan);
      const { twin } = process;
      survive(() => {
        prepare(twin);
        twin.start();
      });
      await clock.settle();
    },
    seconds: (count) => clock.advance(count * 1000),
  };
}

/** The death of the process is nothing that happens to anybody else. */
function survive(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
  }
}

function mortalTransport(transport: Transport, alive: () => boolean, happen: (what: () => void) => void): Transport {
  return {
    dial(target, listener) {
      const hears = <K extends keyof SocketListener>(event: K) =>
        ((...about: Parameters<SocketListener[K]>) =>
          happen(() => (listener[event] as (...about: unknown[]) => void)(...about))) as SocketListener[K];
      const socket = transport.dial(target, {
        opened: hears('opened'),
        message: hears('message'),
        binary: hears('binary'),
        pong: hears('pong'),
        closed: hears('closed'),
      });
      const says =
        <A extends unknown[]>(act: (...about: A) => void) =>
        (...about: A) => {
          if (alive()) act(...about);
        };
      return {
        send: says(socket.send),
        ping: says(socket.ping),
        close: says(socket.close),
        terminate: says(socket.terminate),
      };
    },
  };
}

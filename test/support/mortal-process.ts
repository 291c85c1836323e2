/**
 * A charger's process that can be killed between any two writes to its disk, and before anything that happens to it.
 *
 * What is killed does nothing any more, not even tidying up: no timer runs, nothing leaves, nothing is heard, nothing is
 * written. What it had sent arrives; what was on its way to it is lost.
 */
import type { Clock } from '../../src/clock/clock.ts';
import type { Files } from '../../src/files/files.ts';
import { createMemoryFiles } from '../../src/files/memory.ts';
import type { LoopbackNetwork } from '../../src/link/loopback.ts';
import type { SocketListener, Transport } from '../../src/link/transport.ts';
import type { Log } from '../../src/log/log.ts';
import type { Random } from '../../src/random/random.ts';
import type { StartUp } from '../../src/start-up-file.ts';
import { createFaultyDatabase, type FaultPlan, PowerCut } from '../../src/store/faulty.ts';
import type { Database } from '../../src/store/store.ts';
import type { Transfer } from '../../src/transfer/transfer.ts';
import { createTwin, type Twin } from '../../src/twin.ts';

export interface MortalProcess {
  readonly twin: Twin;
  alive(): boolean;
  /** How many writes it has asked for. */
  writes(): number;
  /** How many things have happened to it: timers that were due, messages that came. */
  happenings(): number;
  /** Kills it now; its connections break. */
  kill(): void;
  /** Does something to it from outside; its death, if that is what comes of it, is nothing that happens to the caller. */
  touch(work: (twin: Twin) => void): void;
}

/** A cut right before or after the change of the files with this number, counted from 1. */
export interface FileCut {
  readonly change: number;
  readonly when: 'before' | 'after';
}

/** A process that is not started yet: `touch((twin) => twin.start())`. */
export function beginProcess(parts: {
  readonly clock: Clock;
  readonly network: LoopbackNetwork;
  /** Its disk, opened for it. */
  readonly database: Database;
  /** Its files, opened for it; its own, in memory, without. */
  readonly files?: Files;
  readonly transfer?: Transfer;
  readonly startUp: StartUp;
  readonly random: Random;
  readonly log: Log;
  /** What goes wrong with its disk. */
  readonly plan: FaultPlan;
  /** It is killed right before this happening; Infinity for never. */
  readonly lastHappening: number;
  /** It is killed right before or after this change of its files. */
  readonly lastFileChange?: FileCut | undefined;
}): MortalProcess {
  const { clock, network, startUp, files = createMemoryFiles() } = parts;
  let killed = false;
  let happenings = 0;
  const database = createFaultyDatabase(parts.database, (write) => {
    const fault = parts.plan(write);
    if (fault === 'cut before' || fault === 'cut after') clock.after(0, loseConnections);
    return fault;
  });
  const alive = (): boolean => !killed && !database.dead();

  function loseConnections(): void {
    for (const connection of network.connections()) connection.cut();
  }

  function kill(): void {
    killed = true;
    clock.after(0, loseConnections);
  }

  function happen(what: () => void): void {
    if (!alive()) return;
    happenings += 1;
    if (happenings === parts.lastHappening) kill();
    else survive(what);
  }

  let fileChanges = 0;

  /** Does a change of the files, as far as the process lives to see it. */
  function changeFiles<T>(work: () => T): T {
    if (!alive()) throw new PowerCut('the power is off');
    fileChanges += 1;
    const last = fileChanges === parts.lastFileChange?.change ? parts.lastFileChange.when : undefined;
    if (last === 'before') kill();
    const done = alive() ? work() : undefined;
    if (last === 'after') kill();
    if (!alive()) throw new PowerCut('the power is off');
    return done as T;
  }

  const twin = createTwin({
    startUp,
    files: {
      ...bound(files),
      write: (path, content, options) => changeFiles(() => files.write(path, content, options)),
      remove: (path) => changeFiles(() => files.remove(path)),
      rename: (from, to) => changeFiles(() => files.rename(from, to)),
      append: (path, content, options) => changeFiles(() => files.append(path, content, options)),
    },
    store: database.open(startUp.identity.chargePointId),
    ...(parts.transfer === undefined ? {} : { transfer: parts.transfer }),
    transport: mortalTransport(network.transport, alive, happen),
    clock: { ...clock, after: (delay, task) => clock.after(delay, () => happen(task)) },
    random: parts.random,
    log: { ...parts.log, error: (message, details) => (alive() ? parts.log.error(message, details) : undefined) },
  });

  return {
    twin,
    alive,
    writes: () => database.writes(),
    happenings: () => happenings,
    kill,
    touch(work) {
      if (alive()) survive(() => work(twin));
    },
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

/** Its methods as an object of its own, so that some can be others. */
function bound(files: Files): Files {
  return {
    read: (path, part) => files.read(path, part),
    write: (path, content, options) => files.write(path, content, options),
    append: (path, content, options) => files.append(path, content, options),
    open: (path, options) => files.open(path, options),
    remove: (path) => files.remove(path),
    rename: (from, to) => files.rename(from, to),
    list: (folder) => files.list(folder),
    size: (path) => files.size(path),
  };
}

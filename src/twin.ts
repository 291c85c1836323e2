/**
 * A charge point on simulated hardware, and the world around it: what `pilotwire run` runs and what the control API operates.
 *
 * Guarantees: a reset ends one charge point and begins another on the same store and hardware, so nothing but the store and the
 * hardware can carry anything over; the network switch holds across resets; whoever watches, watches all of them.
 */
import { createVirtualBoard, type VirtualBoard } from './boards/virtual/board.ts';
import { type ChargePoint, createChargePoint } from './charge-point.ts';
import type { ChargePointEvent } from './charge-point-event.ts';
import type { Clock, Timer } from './clock/clock.ts';
import type { ClockState, Discipline } from './clock/discipline.ts';
import type { DataTransferHandlers } from './features/data-transfer/data-transfer.ts';
import { createLogLines } from './features/logs/log-lines.ts';
import { createPowerOn } from './features/time/power-on.ts';
import type { Files } from './files/files.ts';
import { createMemoryFiles } from './files/memory.ts';
import type { Transport } from './link/transport.ts';
import type { Log } from './log/log.ts';
import { parseDateTime } from './ocpp16/date-time.ts';
import type { ResetType } from './ocpp16/types.ts';
import type { Random } from './random/random.ts';
import type { StartUp } from './start-up-file.ts';
import type { Store } from './store/store.ts';
import type { Transfer } from './transfer/transfer.ts';

export interface TwinOptions {
  readonly startUp: StartUp;
  readonly store: Store;
  /** Certificates, logs, firmware. In memory, as long as the twin lives, unless told otherwise; then the log is not kept either. */
  readonly files?: Files;
  readonly transport: Transport;
  /** How files go to servers and come from them; without it none do. */
  readonly transfer?: Transfer;
  /** The charger's time; it may run faster than real. */
  readonly clock: Clock;
  readonly networkClock?: Clock;
  /** Who sets `clock`; nobody, unless told otherwise. It is started and stopped with the twin. */
  readonly discipline?: Discipline;
  readonly random: Random;
  readonly log: Log;
  /** Who answers the Central System's DataTransfer, by vendor and message. */
  readonly dataTransfer?: DataTransferHandlers;
  /** `reset.mode: exit`: the process is to end. */
  readonly exit?: () => void;
}

export interface Twin {
  readonly startUp: StartUp;
  readonly board: VirtualBoard;
  readonly clock: Clock;
  /** What is known of the time; undefined when nobody sets the clock. */
  clockState(): ClockState | undefined;
  /** What is said of the charger, and kept for its diagnostics. */
  readonly log: Log;
  /** The present one; a reset makes another. */
  chargePoint(): ChargePoint;
  start(): void;
  /** The power goes, for good. */
  stop(): void;
  /** The uplink. */
  setOnline(online: boolean): void;
  online(): boolean;
  /** Hears of every event of every charge point that there will be; returns how to stop. */
  observe(listener: (event: ChargePointEvent) => void): () => void;
}

export function createTwin(options: TwinOptions): Twin {
  const { startUp, store, clock, random, discipline, files = createMemoryFiles() } = options;
  const logLines = options.files === undefined ? undefined : createLogLines({ files, clock, log: options.log });
  const log = logLines?.log ?? options.log;
  const listeners = new Set<(event: ChargePointEvent) => void>();
  const registers = store.collection<number>('meter');
  const board = createVirtualBoard({
    clock,
    random,
    grid: startUp.grid,
    connectors: startUp.connectors,
    cars: startUp.cars,
    memory: {
      load: (connector) => registers.get(connector) ?? 0,
      save: (connector, energyWh) => registers.put(connector, energyWh),
    },
    ...(startUp.car === undefined ? {} : { car: startUp.car }),
  });
  let online = true;
  let chargePoint = build();
  let restarting: Timer | undefined;

  function build(): ChargePoint {
    return createChargePoint({
      model: startUp.model,
      identity: startUp.identity,
      csmsUrl: startUp.csmsUrl,
      configuration: startUp.configuration,
      board,
      store,
      files,
      transport: options.transport,
      ...(options.transfer === undefined ? {} : { transfer: options.transfer }),
      ...(logLines === undefined ? {} : { logLines }),
      clock,
      ...(options.networkClock === undefined ? {} : { networkClock: options.networkClock }),
      random,
      log,
      restart,
      rebootAfterInstall: startUp.rebootAfterInstall,
      ...(discipline?.told === undefined ? {} : { timeTold }),
      ...(options.dataTransfer === undefined ? {} : { dataTransfer: options.dataTransfer }),
      observe(event) {
        for (const listener of listeners) listener(event);
      },
    });
  }

  function timeTold(currentTime: string): void {
    const moment = parseDateTime(currentTime);
    if (moment !== undefined) discipline?.told?.(moment);
  }

  /** What was recorded until the clock is first set bears the times of a clock that nobody had set. */
  function followTime(): void {
    if (startUp.clock.source !== (discipline?.source ?? 'system')) {
      log.warn(`start-up file: clock.source ${startUp.clock.source} is not acted on here; the clock is taken as it is`);
    }
    if (discipline === undefined) return;
    const powerOn = createPowerOn(store);
    listeners.add((event) => {
      if (event.kind === 'frame') powerOn.observe(event.frame);
    });
    discipline.start({
      beforeFirstStep: (by) => chargePoint.correctTimes(by, powerOn),
      stepped(by, source) {
        const way = by < 0 ? 'back' : 'ahead';
        chargePoint.security.raise('SettingSystemTime', `set ${way} by ${Math.abs(by) / 1000} s by ${source}`);
      },
    });
  }

  function restart(type: ResetType): void {
    // It is off already and comes back: nothing more can be asked of it.
    if (restarting !== undefined) return;
    chargePoint.stop();
    log.info(`${type} reset: off for ${startUp.reset.delayMs} ms`);
    restarting = clock.after(startUp.reset.delayMs, () => {
      if (startUp.reset.mode === 'exit' && options.exit !== undefined) return options.exit();
      restarting = undefined;
      chargePoint = build();
      chargePoint.start(online);
    });
  }

  return {
    startUp,
    board,
    clock,
    clockState: () => discipline?.state(),
    log,
    chargePoint: () => chargePoint,
    start() {
      for (const setting of startUp.ignored) log.warn(`start-up file: ${setting} is not acted on in this version`);
      followTime();
      chargePoint.start(online);
    },
    stop() {
      restarting?.cancel();
      discipline?.stop();
      chargePoint.stop();
    },
    setOnline(wanted) {
      online = wanted;
      if (wanted) chargePoint.link.goOnline();
      else chargePoint.link.goOffline();
    },
    online: () => online,
    observe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * `pilotwire/testing`: a charger in the hands of a test, in the same process, against your Central System over a real WebSocket.
 *
 *     import { startCharger } from 'pilotwire/testing';
 *
 *     await using charger = await startCharger({ csms: 'ws://127.0.0.1:9000/ocpp', speed: 60 });
 *     await charger.waitFor({ registration: 'Accepted' });
 *     charger.plugIn();
 *     charger.swipe('04A1B2C3');
 *     const { payload } = await charger.nextFrame({ action: 'StartTransaction', payload: { connectorId: 1 } });
 *     await charger.waitFor('Charging');
 *
 * Guarantees:
 * - each charger is one of its own, with nothing on disk unless there is a `dataDir`; any number run side by side;
 * - what is done to it is done as the control API does it, at once; its times are its own, in seconds, and run `speed` times
 *   faster than real;
 * - what is waited for and does not come rejects with an ExpectationError that says what was there instead; a charger that is
 *   stopped leaves nothing open.
 */
import { join } from 'node:path';
import type { ErrorShown, Status } from '../api/schemas.ts';
import type { PilotState } from '../charger/board.ts';
import type { DataTransferHandlers } from '../features/data-transfer/data-transfer.ts';
import { createDiskFiles } from '../files/disk.ts';
import { type Log, silentLog } from '../log/log.ts';
import type { Action, Confirmation, Request } from '../ocpp16/actions.ts';
import { chargePointStatuses } from '../ocpp16/enumerations.ts';
import type { ChargePointStatus } from '../ocpp16/types.ts';
import { explain, type Violation, validate } from '../schema/validate.ts';
import { createMemoryDatabase } from '../store/memory.ts';
import type { Database } from '../store/store.ts';
import { type Conditions, checkConditions } from '../watch/conditions.ts';
import { ExpectationError } from '../watch/expectation-error.ts';
import type { SeenFrame } from '../watch/frame-log.ts';
import { type FramePattern, framePattern } from '../watch/frame-pattern.ts';
import { checkPattern } from '../watch/match.ts';
import { createRealWorld } from '../watch/real-world.ts';
import { completeStartUp, type StartUpPart } from '../watch/start-up.ts';
import { createWitness, PATIENCE_S } from '../watch/witness.ts';

export type { Conditions, DataTransferHandlers, FramePattern, Log, StartUpPart, Status };
export { ExpectationError };

/** What a charger is started with. */
export interface ChargerOptions {
  /** ws:// or wss:// URL of the Central System, without the identity at the end. */
  readonly csms: string;
  /** The charge point identity; cp001 unless told otherwise. */
  readonly id?: string;
  /** `zaptec-pro` (the default) or `reference`. */
  readonly model?: 'zaptec-pro' | 'reference';
  /** How many times faster than real the charger's own time runs; the network's does not. Default 1. */
  readonly speed?: number;
  /** Keeps the database and the files in this folder, so that another charger of this identity goes on from there. Default: in memory. */
  readonly dataDir?: string;
  /** The other fields of a start-up file: connectors, grid, configuration … (docs/start-up-file.md). */
  readonly charger?: StartUpPart;
  /** What it would tell an operator; nobody hears it unless told otherwise. */
  readonly log?: Log;
  /** Who answers your Central System's DataTransfer, by vendorId and within by messageId ('' for none). */
  readonly dataTransfer?: DataTransferHandlers;
}

/** Which connector; 1 unless told otherwise. */
export interface AtConnector {
  readonly connector?: number;
}

/** How long something may take. */
export interface Patience {
  /** Seconds of the charger's time, but at least 5 real ones for a longer wait; 30 unless told otherwise. */
  readonly within?: number;
}

/** The car by hand. A `state` holds the pilot there until the plug is pulled; the other settings hold whoever drives. */
export interface CarSettings {
  readonly state?: PilotState;
  /** What it draws at most, A per phase. */
  readonly currentA?: number;
  readonly phases?: 1 | 2 | 3;
  /** State of charge, percent. */
  readonly soc?: number;
}

/** What is wrong with the hardware, with the names of OCPP's ChargePointErrorCode. */
export type ChargerFault = ErrorShown;

/** A frame that has passed, with its payload; `direction` is the charger's. */
export interface Frame<Payload = unknown> extends SeenFrame {
  readonly payload: Payload;
}

/** The payload of the frame that is asked for. What your Central System sends is shown as it came, whatever its type says. */
export type PayloadOf<P> = P extends Action
  ? Request<P>
  : P extends { readonly kind: 'error' }
    ? { readonly code: string; readonly description: string; readonly details: Readonly<Record<string, unknown>> }
    : P extends { readonly action: infer A extends Action; readonly kind: 'result' }
      ? Confirmation<A>
      : P extends { readonly action: infer A extends Action }
        ? Request<A>
        : unknown;

/** A charger that runs. What is done to it refuses, with a sentence that helps, what the control API would refuse. */
export interface TestCharger extends AsyncDisposable {
  readonly id: string;
  /** Plugs a car in: of this model, or else of the start-up file's. */
  plugIn(options?: AtConnector & { readonly car?: string }): void;
  /** Pulls the plug, from any state, also against the lock. */
  plugOut(options?: AtConnector): void;
  /** Holds a card to the reader; for these connectors, best first, or for any. */
  swipe(idTag: string, options?: { readonly connectors?: readonly number[] }): void;
  setCar(settings: CarSettings, options?: AtConnector): void;
  /** Sets the meter's register, Wh. */
  setMeter(energyWh: number, options?: AtConnector): void;
  /** Breaks something; connector 0 is the charger itself. */
  raiseFault(fault: ChargerFault, options?: AtConnector): void;
  /** Mends it. */
  clearFault(id: string, options?: AtConnector): void;
  /** Cuts the uplink. */
  offline(): void;
  /** Brings it back: the charger dials at once. */
  online(): void;
  /** Restarts it in the orderly way: running transactions are ended and told first. */
  reboot(type?: 'soft' | 'hard'): void;
  /** Sends DataTransfer and returns what your Central System answers; rejects when it does not. */
  dataTransfer(request: Request<'DataTransfer'>): Promise<Confirmation<'DataTransfer'>>;
  /** From now on its time runs so many times faster than real. */
  setSpeed(speed: number): void;
  /** Lets so many seconds of its time pass. */
  pass(seconds: number): Promise<void>;
  /** All of it, as GET /status shows it. */
  status(): Status;
  /**
   * Waits until a connector has this status, all of these conditions hold (each a value or a matcher, docs/scenarios.md), or this
   * function says so. Returns the status of the charger then.
   */
  waitFor(
    wanted: ChargePointStatus | Conditions | ((status: Status) => boolean),
    options?: Patience & AtConnector,
  ): Promise<Status>;
  /** Every frame so far, oldest first. */
  frames(): readonly Frame[];
  /**
   * The first frame that fits, of those since the last thing that was done to the charger and since the last one found here:
   * any CALL of an action, or a pattern.
   */
  nextFrame<const P extends Action | FramePattern>(wanted: P, options?: Patience): Promise<Frame<PayloadOf<P>>>;
  /** No such frame comes within so many seconds, nor has come since the last thing that was done to the charger. */
  noFrame(wanted: Action | FramePattern, seconds: number): Promise<void>;
  /** The power goes: no message is sent, nothing is left open. */
  stop(): Promise<void>;
}

/** Starts a charger, which dials at once; it is not waited for. Rejects with a TypeError for options that are wrong. */
export async function startCharger(options: ChargerOptions): Promise<TestCharger> {
  const { csms, id, model, speed, log = silentLog, charger = {}, dataTransfer } = options;
  const read = completeStartUp(charger, { csms, id, model, speed });
  if (!read.ok) throw wrong('The charger cannot be started', read.violations);
  const { startUp } = read;
  const database = await openDatabase(options.dataDir);
  const world = createRealWorld(startUp.speed);
  const identity = startUp.identity.chargePointId;
  const witness = createWitness({
    ...world,
    startUp,
    store: database.open(identity),
    log,
    ...(options.dataDir === undefined ? {} : { files: createDiskFiles(options.dataDir) }),
    ...(dataTransfer === undefined ? {} : { dataTransfer }),
  });
  witness.twin.start();
  let stopped = false;

  const at = ({ connector = 1 }: AtConnector = {}) => ({ id: String(connector) });
  const operate = (operation: string, params: Readonly<Record<string, string>>, body: object = {}): void =>
    void witness.operate(operation, params, body);
  const milliseconds = ({ within = PATIENCE_S }: Patience = {}) => within * 1000;

  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    witness.stop();
    database.close();
  }

  return {
    id: identity,
    plugIn: ({ car, ...where } = {}) => operate('plugIn', at(where), car === undefined ? {} : { car }),
    plugOut: (where) => operate('plugOut', at(where)),
    swipe: (idTag, { connectors } = {}) =>
      operate('swipe', {}, connectors === undefined ? { idTag } : { idTag, connectorIds: connectors }),
    setCar: (settings, where) => operate('setEv', at(where), settings),
    setMeter: (energyWh, where) => operate('setMeter', at(where), { energyWh }),
    raiseFault: (fault, where) => operate('raiseError', at(where), fault),
    clearFault: (errorId, where) => operate('clearError', { ...at(where), errorId }),
    offline: () => operate('setNetwork', {}, { online: false }),
    online: () => operate('setNetwork', {}, { online: true }),
    reboot: (type = 'soft') => operate('reboot', {}, { type }),
    dataTransfer: async (request) =>
      (await witness.operate('dataTransfer', {}, request)) as Confirmation<'DataTransfer'>,
    setSpeed: world.clock.setSpeed,
    pass: (seconds) => witness.pass(seconds * 1000),
    status: witness.status,
    async waitFor(wanted, settings = {}) {
      if (typeof wanted === 'function') {
        await witness.untilTrue(wanted, 'what a function was to say', milliseconds(settings));
      } else {
        const conditions = typeof wanted === 'string' ? { status: known(wanted) } : wanted;
        const violations = checkConditions(conditions);
        if (violations.length > 0) throw wrong('This cannot be waited for', violations);
        await witness.until(conditions, settings.connector ?? 1, milliseconds(settings));
      }
      return witness.status();
    },
    frames: () => [...witness.frames],
    async nextFrame(wanted, patience) {
      return (await witness.frame(patternOf(wanted), milliseconds(patience))) as never;
    },
    noFrame: (wanted, seconds) => witness.noFrame(patternOf(wanted), seconds * 1000),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function openDatabase(dataDir: string | undefined): Promise<Database> {
  if (dataDir === undefined) return createMemoryDatabase();
  const { DATABASE_FILE, openSqliteDatabase } = await import('../store/sqlite.ts');
  return openSqliteDatabase(join(dataDir, DATABASE_FILE));
}

function patternOf(wanted: Action | FramePattern): FramePattern {
  const pattern = typeof wanted === 'string' ? { action: wanted } : wanted;
  const violations = [...validate(framePattern, pattern), ...checkPattern(pattern.payload, '/payload')];
  if (violations.length > 0) throw wrong('No frame can be like this', violations);
  return pattern;
}

function known(status: ChargePointStatus): ChargePointStatus {
  if (chargePointStatuses.includes(status)) return status;
  throw new TypeError(`There is no status ${status}, only ${chargePointStatuses.join(', ')}.`);
}

function wrong(what: string, violations: readonly Violation[]): TypeError {
  return new TypeError(`${what}: ${violations.map(explain).join('; ')}.`);
}

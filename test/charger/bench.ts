/**
 * A charger on a virtual board: the clock is moved by hand, what the listener hears is written down. At each beginning and
 * end of a transaction the bench looks at the hardware: it must be at rest then, or the transaction would miss energy.
 */
import assert from 'node:assert/strict';
import { createVirtualBoard, type VirtualBoard, type VirtualConnectorOptions } from '../../src/boards/virtual/board.ts';
import type { Board, Fault, Grid } from '../../src/charger/board.ts';
import { type Charger, type ChargerRules, createCharger } from '../../src/charger/charger.ts';
import type { ConnectorView } from '../../src/charger/connector-view.ts';
import { currentOfDutyCycle } from '../../src/charger/control-pilot.ts';
import type { FaultCause } from '../../src/charger/fault-causes.ts';
import type { Authorization, Ending, StopReason } from '../../src/charger/session.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';

export const tn: Grid = { type: 'TN', voltageV: 230, phases: 3 };
export const CONNECTION_TIMEOUT_MS = 30_000;
/** How long the virtual board's relays and lock take to move. */
export const RELAY_MS = 50;
export const LOCK_MS = 300;

export const owner: Authorization = { idTag: 'OWNER' };
export const groundFailure: Fault = { id: 'ground', code: 'GroundFailure', blocking: true };

export interface BenchOptions {
  readonly grid?: Grid;
  readonly connectors?: readonly VirtualConnectorOptions[];
  readonly car?: string;
}

/** The charger's settings, as plain values that a test may change at any time. */
export interface Settings {
  connectionTimeoutMs: number;
  stopOnEvSideDisconnect: boolean;
  unlockOnEvSideDisconnect: boolean;
  lightIntensity: number;
  blinkRepeat: number;
  outOfService: readonly number[];
  onePhaseChargingPhase: 1 | 2 | 3;
  lockCablePermanently: boolean;
}

/** What the listener was told of one transaction. */
export type Told =
  | {
      readonly kind: 'started';
      readonly connector: number;
      readonly idTag: string;
      readonly at: number;
      readonly wh: number;
    }
  | {
      readonly kind: 'stopped';
      readonly connector: number;
      readonly reason: StopReason;
      readonly idTag?: string;
      readonly at: number;
      readonly wh: number;
    };

export interface Bench {
  readonly clock: VirtualClock;
  readonly board: VirtualBoard;
  readonly charger: Charger;
  readonly settings: Settings;
  /** Beginnings and ends of transactions, in order; `at` is elapsed ms. */
  readonly told: Told[];
  /** Every view that was told to have changed. */
  readonly changes: ConnectorView[];
  readonly tokens: (readonly [idTag: string, connectors: readonly number[] | undefined])[];
  readonly causes: (readonly [connector: number, cause: FaultCause, present: boolean])[];
  readonly failures: unknown[];
  /** Thrown by the listener instead of hearing, while it is set. */
  readonly refusals: { started?: Error; stopped?: Error; changed?: Error };
  start(): void;
  /** What the pilot offers on the wire, A. */
  offered(connector?: number): number;
  view(connector?: number): ConnectorView;
  phase(connector?: number): ConnectorView['session']['phase'];
  /** The whole register, Wh. */
  register(connector?: number): number;
}

export function defaultSettings(): Settings {
  return {
    connectionTimeoutMs: CONNECTION_TIMEOUT_MS,
    stopOnEvSideDisconnect: true,
    unlockOnEvSideDisconnect: true,
    lightIntensity: 50,
    blinkRepeat: 3,
    outOfService: [],
    onePhaseChargingPhase: 1,
    lockCablePermanently: false,
  };
}

/** Rules that follow the settings. */
export function rulesOf(settings: Settings): ChargerRules {
  return {
    connectionTimeoutMs: () => settings.connectionTimeoutMs,
    stopOnEvSideDisconnect: () => settings.stopOnEvSideDisconnect,
    unlockOnEvSideDisconnect: () => settings.unlockOnEvSideDisconnect,
    lightIntensity: () => settings.lightIntensity,
    blinkRepeat: () => settings.blinkRepeat,
    onePhaseChargingPhase: () => settings.onePhaseChargingPhase,
    lockCablePermanently: () => settings.lockCablePermanently,
    admits: (connector) => !settings.outOfService.includes(connector),
    showsReservation: () => false,
    updating: () => false,
  };
}

/** A charger that was never started, on its board. */
export function createColdBench(options: BenchOptions = {}, wrap: (board: VirtualBoard) => Board = (b) => b): Bench {
  const clock = createVirtualClock();
  const memory = new Map<number, number>();
  const board = createVirtualBoard({
    clock,
    random: createSeededRandom(1),
    grid: options.grid ?? tn,
    connectors: options.connectors ?? [{ id: 1 }],
    memory: {
      load: (connector) => memory.get(connector) ?? 0,
      save: (connector, energyWh) => void memory.set(connector, energyWh),
    },
    car: options.car ?? 'wagon-22kw',
  });
  const settings = defaultSettings();
  const charger = createCharger({ board: wrap(board), clock, rules: rulesOf(settings) });
  const bench: Bench = {
    clock,
    board,
    charger,
    settings,
    told: [],
    changes: [],
    tokens: [],
    causes: [],
    failures: [],
    refusals: {},
    start() {
      charger.start({
        transactionStarted(connector, { idTag }, { energyWh }) {
          if (bench.refusals.started !== undefined) throw bench.refusals.started;
          assertAtRest(bench, connector, energyWh);
          assert.equal(bench.offered(connector), 0, 'energy is offered before the transaction is known');
          bench.told.push({ kind: 'started', connector, idTag, at: clock.elapsed(), wh: energyWh });
        },
        transactionStopped(connector: number, ending: Ending, { energyWh }) {
          if (bench.refusals.stopped !== undefined) throw bench.refusals.stopped;
          assertAtRest(bench, connector, energyWh);
          bench.told.push({ kind: 'stopped', connector, ...ending, at: clock.elapsed(), wh: energyWh });
        },
        changed(view) {
          if (bench.refusals.changed !== undefined) throw bench.refusals.changed;
          assert.deepEqual(view, charger.view(view.id));
          bench.changes.push(view);
        },
        token: (idTag, connectors) => bench.tokens.push([idTag, connectors]),
        cause: (connector, cause, present) => void bench.causes.push([connector, cause, present]),
        failed(error) {
          // What the bench itself finds wrong must reach the test, not be reported as the listener's trouble.
          if (error instanceof assert.AssertionError) throw error;
          bench.failures.push(error);
        },
      });
    },
    offered(connector = 1) {
      const output = board.pilotOutput(connector);
      return output.kind === 'pwm' ? currentOfDutyCycle(output.dutyPercent) : 0;
    },
    view: (connector = 1) => charger.view(connector),
    phase: (connector = 1) => charger.view(connector).session.phase,
    register: (connector = 1) => charger.meter(connector).energyWh,
  };
  return bench;
}

function assertAtRest({ board, charger }: Bench, connector: number, energyWh: number): void {
  // Nobody can bring welded relays to rest.
  if (charger.view(connector).faults.some(({ id }) => id === 'contactor-welded')) return;
  assert.deepEqual(board.connectors[connector - 1]?.relays(), [], 'the relays are closed');
  assert.equal(charger.meter(connector).powerW, 0);
  assert.equal(charger.meter(connector).energyWh, energyWh);
}

/** A charger that runs, with nobody there. */
export function createBench(options: BenchOptions = {}): Bench {
  const bench = createColdBench(options);
  bench.start();
  return bench;
}

/** A car that is charging by its owner's card; all that moves has come to rest. */
export async function createChargingBench(options: BenchOptions = {}): Promise<Bench> {
  const bench = createBench(options);
  await charge(bench);
  return bench;
}

/** Plugs the board's car in and lets its owner charge until nothing moves any more. */
export async function charge(bench: Bench, connector = 1): Promise<void> {
  bench.board.plugIn(connector);
  await bench.clock.settle();
  bench.charger.authorize(connector, owner);
  await bench.clock.advance(10_000);
  assert.ok(bench.charger.meter(connector).powerW > 0, 'the car does not charge');
}

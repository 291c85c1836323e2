/** A charger on hardware that is moved by hand (hand-hardware.ts); the clock, too. */
import type { Board, BoardEvent, Grid, LineCurrents, PilotState } from '../../src/charger/board.ts';
import { type Charger, createCharger } from '../../src/charger/charger.ts';
import type { ConnectorView } from '../../src/charger/connector-view.ts';
import type { FaultCause } from '../../src/charger/fault-causes.ts';
import { createVirtualClock, type VirtualClock } from '../../src/clock/virtual-clock.ts';
import { defaultSettings, owner, rulesOf, type Settings, tn } from './bench.ts';
import { createHandConnector, type HandConnector, type HandOptions } from './hand-hardware.ts';

export interface HandBench {
  readonly clock: VirtualClock;
  readonly charger: Charger;
  readonly settings: Settings;
  readonly hardware: HandConnector;
  /** `started`, `stopped Local`, in order. */
  readonly told: string[];
  readonly causes: string[];
  readonly failures: unknown[];
  /** What the thermometer shows at any time, °C. */
  celsius: number;
  /** The car puts the pilot into this state; A is no car. */
  car(state: PilotState): Promise<void>;
  currents(currents: LineCurrents): Promise<void>;
  temperature(celsius: number): Promise<void>;
  cause(cause: FaultCause, present: boolean, connector?: number): Promise<void>;
  view(): ConnectorView;
  seconds(count: number): Promise<void>;
  /** What the charger has done since this was last asked. */
  story(): readonly string[];
  /** A car plugs in, its owner's card is good, and it is served. The story begins then. */
  charge(): Promise<void>;
}

export interface HandBenchOptions extends HandOptions {
  readonly grid?: Grid;
  readonly celsius?: number;
}

/** It runs, with nobody there. */
export async function createHandBench(options: HandBenchOptions = {}): Promise<HandBench> {
  const clock = createVirtualClock();
  const settings = defaultSettings();
  let listener: ((event: BoardEvent) => void) | undefined;
  const emit = (event: BoardEvent): void => {
    clock.after(0, () => listener?.(event));
  };
  const hardware = createHandConnector(clock, emit, options);
  const board: Board = {
    grid: options.grid ?? tn,
    connectors: [hardware],
    start(to) {
      listener = to;
    },
    stop() {
      listener = undefined;
      hardware.setRelays([]);
      hardware.setPilot({ kind: 'off' });
    },
    temperature: () => bench.celsius,
    setLed: () => undefined,
    blink: () => undefined,
  };
  const charger = createCharger({ board, clock, rules: rulesOf(settings) });
  let read = 0;

  const happens = async (event: BoardEvent): Promise<void> => {
    emit(event);
    await clock.settle();
  };

  const bench: HandBench = {
    clock,
    charger,
    settings,
    hardware,
    told: [],
    causes: [],
    failures: [],
    celsius: options.celsius ?? 20,
    car(state) {
      hardware.car = state;
      return happens({ kind: 'pilot', connector: 1, state: hardware.pilot() });
    },
    currents: (currents) => happens({ kind: 'current', connector: 1, currents }),
    temperature(celsius) {
      bench.celsius = celsius;
      return happens({ kind: 'temperature', celsius });
    },
    cause: (cause, present, connector = 1) => happens({ kind: 'cause', connector, cause, present }),
    view: () => charger.view(1),
    seconds: (count) => clock.advance(count * 1000),
    story() {
      const news = hardware.story.slice(read);
      read = hardware.story.length;
      return news;
    },
    async charge() {
      await bench.car('B');
      charger.authorize(1, owner);
      await bench.seconds(1);
      await bench.car('C');
      await bench.seconds(1);
      bench.story();
    },
  };
  charger.start({
    transactionStarted: () => void bench.told.push('started'),
    transactionStopped: (_, { reason }) => void bench.told.push(`stopped ${reason}`),
    changed: () => undefined,
    token: () => undefined,
    cause: (_, cause, present) => void bench.causes.push(present ? cause : `no ${cause}`),
    failed: (error) => void bench.failures.push(error),
  });
  await clock.settle();
  return bench;
}

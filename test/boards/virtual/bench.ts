/** A virtual board on the bench: its clock is moved by hand, its events are written down, its meter's memory can be seen. */

import {
  createVirtualBoard,
  type VirtualBoard,
  type VirtualConnectorOptions,
} from '../../../src/boards/virtual/board.ts';
import type { MeterMemory } from '../../../src/boards/virtual/meter.ts';
import type { BoardConnector, BoardEvent, Grid } from '../../../src/charger/board.ts';
import { dutyCycleOfCurrent } from '../../../src/charger/control-pilot.ts';
import { createVirtualClock, type VirtualClock } from '../../../src/clock/virtual-clock.ts';
import { createSeededRandom } from '../../../src/random/seeded-random.ts';

export const tn: Grid = { type: 'TN', voltageV: 230, phases: 3 };
export const it3: Grid = { type: 'IT', voltageV: 230, phases: 3 };

export interface Bench {
  readonly board: VirtualBoard;
  readonly clock: VirtualClock;
  readonly events: BoardEvent[];
  readonly memory: Map<number, number>;
  connector(id?: number): BoardConnector;
  /** Offers so many A on the pilot; undefined turns it off. */
  offer(currentA: number | undefined, id?: number): void;
  /** What is drawn now, A per phase. */
  drawn(id?: number): number;
  /** Whether the board's writes still reach the memory; after `kill` they do not. */
  kill(): void;
}

export interface BenchOptions {
  readonly grid?: Grid;
  readonly connectors?: readonly VirtualConnectorOptions[];
  readonly memory?: Map<number, number>;
  readonly car?: string;
  readonly seed?: number;
}

/** A started board. */
export function createBench(options: BenchOptions = {}): Bench {
  const clock = createVirtualClock();
  const memory = options.memory ?? new Map<number, number>();
  const events: BoardEvent[] = [];
  let alive = true;
  const port: MeterMemory = {
    load: (connector) => memory.get(connector) ?? 0,
    save(connector, energyWh) {
      if (alive) memory.set(connector, energyWh);
    },
  };
  const board = createVirtualBoard({
    clock,
    random: createSeededRandom(options.seed ?? 1),
    grid: options.grid ?? tn,
    connectors: options.connectors ?? [{ id: 1 }],
    memory: port,
    car: options.car ?? 'wagon-22kw',
  });
  board.start((event) => events.push(event));

  function connector(id = 1): BoardConnector {
    const found = board.connectors[id - 1];
    if (found === undefined) throw new Error(`no connector ${id}`);
    return found;
  }

  return {
    board,
    clock,
    events,
    memory,
    connector,
    offer(currentA, id) {
      const dutyPercent = currentA === undefined ? undefined : dutyCycleOfCurrent(currentA);
      connector(id).setPilot(dutyPercent === undefined ? { kind: 'off' } : { kind: 'pwm', dutyPercent });
    },
    drawn(id = 1) {
      const car = board.car(id);
      return car.plugged ? car.drawnA : 0;
    },
    kill() {
      alive = false;
    },
  };
}

/** Plugs the board's car in and lets it charge with this offer until nothing moves any more. */
export async function charge(bench: Bench, currentA: number, lines: readonly (1 | 2 | 3)[] = [1, 2, 3]): Promise<void> {
  bench.board.plugIn(1);
  bench.offer(currentA);
  bench.connector().setRelays(lines);
  await bench.clock.advance(5000);
}

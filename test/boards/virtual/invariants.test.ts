import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CarModel } from '../../../src/boards/virtual/car-models.ts';
import type { Grid, Line, Lines, PilotOutput, PilotState } from '../../../src/charger/board.ts';
import { dutyCycleOfCurrent } from '../../../src/charger/control-pilot.ts';
import { type Bench, createBench, it3, tn } from './bench.ts';

/** Everything on the board moves on this beat, so that a reference which looks once a beat sees every change. */
const BEAT_MS = 50;
/** By then the slowest car has reacted. */
const SETTLED_MS = 4000;

/** A battery without steps or end, so that between two beats nothing changes; its steps are tested with the car. */
const endless: CarModel = {
  name: 'endless',
  batteryKwh: 1e9,
  maxCurrentA: 32,
  minCurrentA: 6,
  phases: 3,
  ventilation: false,
  curve: [{ fromSoc: 0, fraction: 1 }],
  reaction: { startMs: 1000, stopMs: 500, downMs: 500, upMs: 1500 },
};

type Act =
  | { readonly kind: 'plugIn'; readonly phases: 1 | 2 | 3 }
  | { readonly kind: 'plugOut' }
  | { readonly kind: 'pilot'; readonly output: PilotOutput }
  | { readonly kind: 'relays'; readonly lines: Lines }
  | { readonly kind: 'hand'; readonly state: PilotState; readonly currentA: number; readonly phases: 1 | 2 | 3 }
  | { readonly kind: 'limit'; readonly currentA: number };

/** Something that happens to a connector, and how long it is left alone then. */
interface Step {
  readonly connector: 1 | 2;
  readonly act: Act;
  readonly beats: number;
  /** Beyond the beats, ms: nothing moves any more by then. */
  readonly restMs: number;
}

const phases = fc.constantFrom<(1 | 2 | 3)[]>(1, 2, 3);
const currentA = fc.oneof(fc.integer({ min: 6, max: 32 }), fc.double({ min: 0, max: 40, noNaN: true }));
const offer = currentA.map((amps): PilotOutput => {
  const dutyPercent = dutyCycleOfCurrent(amps);
  return dutyPercent === undefined ? { kind: 'off' } : { kind: 'pwm', dutyPercent };
});

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('plugIn' as const), phases }),
  fc.record({ kind: fc.constant('plugOut' as const) }),
  fc.record({
    kind: fc.constant('pilot' as const),
    output: fc.oneof(
      { arbitrary: offer, weight: 5 },
      { arbitrary: fc.constant<PilotOutput>({ kind: 'fault' }), weight: 1 },
    ),
  }),
  fc.record({
    kind: fc.constant('relays' as const),
    lines: fc.constantFrom<Lines[]>([], [1], [2], [3], [1, 2], [2, 3], [3, 1], [1, 2, 3], [3, 1, 2], [2, 3, 1]),
  }),
  fc.record({
    kind: fc.constant('hand' as const),
    state: fc.constantFrom<PilotState[]>('A', 'B', 'C', 'C', 'C', 'D', 'E', 'F'),
    currentA,
    phases,
  }),
  fc.record({ kind: fc.constant('limit' as const), currentA }),
);

const step: fc.Arbitrary<Step> = fc.record({
  connector: fc.constantFrom<(1 | 2)[]>(1, 2),
  act,
  beats: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(SETTLED_MS / BEAT_MS)),
  restMs: fc.constantFrom(0, 0, 600_000, 3_600_000),
});

/** A good part of the runs begins with both cars charging, so that there is something to disturb. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 12 }))
  .map(([charging, rest]) => (charging ? [...opening, ...rest] : rest));

const opening: readonly Step[] = ([1, 2] as const).flatMap((connector) => [
  { connector, act: { kind: 'plugIn', phases: 3 }, beats: 0, restMs: 0 } as const,
  { connector, act: { kind: 'relays', lines: [1, 2, 3] }, beats: 0, restMs: 0 } as const,
  { connector, act: { kind: 'pilot', output: { kind: 'pwm', dutyPercent: 40 } }, beats: 40, restMs: 0 } as const,
]);

function apply(bench: Bench, { connector, act: what }: Step): void {
  const port = bench.connector(connector);
  switch (what.kind) {
    case 'plugIn':
      bench.board.plugIn(connector, { ...endless, phases: what.phases });
      break;
    case 'plugOut':
      bench.board.plugOut(connector);
      break;
    case 'pilot':
      port.setPilot(what.output);
      break;
    case 'relays':
      port.setRelays(what.lines);
      break;
    case 'hand':
      // The board's own car would come into an empty socket; it must be the endless one.
      if (what.state !== 'A') bench.board.plugIn(connector, endless);
      bench.board.setCar(connector, { state: what.state, currentA: what.currentA, phases: what.phases });
      break;
    case 'limit':
      bench.board.setCar(connector, { currentA: what.currentA });
      break;
  }
}

/** The power in W that follows from what can be seen, worked out without the board's own code. */
function expectedPower(bench: Bench, grid: Grid, connector: number): number {
  const car = bench.board.car(connector);
  if (!car.plugged) return 0;
  const relays = bench.connector(connector).relays();
  if (grid.type === 'TN') return Math.min(relays.length, car.phases) * 230 * car.drawnA;
  if (relays.length < 2) return 0;
  return (relays.length === 3 && car.phases === 3 ? Math.sqrt(3) : 1) * 230 * car.drawnA;
}

function checkMoment(bench: Bench, connector: number): void {
  const car = bench.board.car(connector);
  const flows = bench
    .connector(connector)
    .meter()
    .lines.flatMap((line, index) => (line.currentA > 0 ? [(index + 1) as Line] : []));
  const relays = bench.connector(connector).relays();
  for (const line of flows) assert.ok(relays.includes(line), `current on line ${line}, relays [${relays}]`);
  if (flows.length > 0) assert.ok(car.state === 'C' || car.state === 'D', `current in state ${car.state}`);
  assert.equal(flows.length > 0, car.plugged && car.drawnA > 0);
}

const grids = fc.constantFrom(tn, it3);
const twoConnectors = [{ id: 1 }, { id: 2 }];

describe('whatever happens to a virtual board', () => {
  it('its registers never fall and are the integral of the power to 1 Wh, and current flows only where it can', async () => {
    let countedWh = 0;
    await fc.assert(
      fc.asyncProperty(grids, steps, async (grid, sequence) => {
        const bench = createBench({ grid, connectors: twoConnectors });
        const expectedWh = [0, 0];
        const lastWh = [0, 0];

        async function pass(ms: number): Promise<void> {
          for (const index of [0, 1]) {
            const powerW = expectedPower(bench, grid, index + 1);
            expectedWh[index] = (expectedWh[index] ?? 0) + (powerW * ms) / 3_600_000;
          }
          await bench.clock.advance(ms);
          for (const index of [0, 1]) {
            checkMoment(bench, index + 1);
            const { energyWh } = bench.connector(index + 1).meter();
            assert.ok(energyWh >= (lastWh[index] ?? 0));
            assert.ok(Math.abs(energyWh - (expectedWh[index] ?? 0)) < 1.001);
            lastWh[index] = energyWh;
          }
        }

        for (const each of sequence) {
          apply(bench, each);
          for (let beat = 0; beat < each.beats; beat++) await pass(BEAT_MS);
          if (each.restMs === 0) continue;
          for (let beat = 0; beat < SETTLED_MS / BEAT_MS; beat++) await pass(BEAT_MS);
          await pass(each.restMs);
        }
        countedWh += (lastWh[0] ?? 0) + (lastWh[1] ?? 0);
      }),
      { numRuns: 60 },
    );
    assert.ok(countedWh > 0, 'no run drew any energy: the test has tested nothing');
  });

  it('it has one timer for each connector that charges once all is settled, and none when nothing charges', async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(grids, steps, async (grid, sequence) => {
        const bench = createBench({ grid, connectors: twoConnectors });
        for (const each of sequence) {
          apply(bench, each);
          await bench.clock.advance(each.beats * BEAT_MS);
        }
        await bench.clock.advance(SETTLED_MS);
        const charging = [1, 2].filter((connector) => expectedPower(bench, grid, connector) > 0).length;
        assert.equal(bench.clock.pending(), charging);
        seen.add(charging);
      }),
      { numRuns: 200 },
    );
    assert.ok(seen.has(0) && seen.has(1) && seen.has(2));
  });

  it('a killed process forgets no reading that was given out, and of what nobody read at most 100 Wh', async () => {
    await fc.assert(
      fc.asyncProperty(grids, steps, fc.boolean(), async (grid, sequence, looks) => {
        const memory = new Map<number, number>();
        const bench = createBench({ grid, connectors: twoConnectors, memory });
        let givenOut = 0;
        for (const each of sequence) {
          apply(bench, each);
          await bench.clock.advance(each.beats * BEAT_MS + each.restMs);
          if (looks) givenOut = bench.connector(1).meter().energyWh;
        }
        bench.kill();
        const reached = bench.connector(1).meter().energyWh;
        const next = createBench({ grid, connectors: twoConnectors, memory }).connector(1).meter().energyWh;
        assert.ok(next >= givenOut);
        assert.ok(next <= reached && next >= reached - 101);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { VirtualBoard } from '../../src/boards/virtual/board.ts';
import type { CarModel } from '../../src/boards/virtual/car-models.ts';
import type { Board, BoardConnector, BoardEvent, Fault, LineCurrents, PilotState } from '../../src/charger/board.ts';
import { type DeratingStep, deratingAt } from '../../src/charger/derating.ts';
import { type FaultCause, faultCauses } from '../../src/charger/fault-causes.ts';
import { ledRow } from '../../src/charger/led.ts';
import { type LimitSource, limitSources } from '../../src/charger/limits.ts';
import type { StopReason } from '../../src/charger/session.ts';
import { createColdBench, RELAY_MS } from './bench.ts';
import { createWatch } from './watch.ts';

/** All that moves does so on this beat, so that whoever looks once a beat misses nothing. */
const BEAT_MS = RELAY_MS;
/** By then the car has answered, the relays were forced open, and the lock has moved there and back. */
const SETTLED_BEATS = 7000 / BEAT_MS;

/** A battery without end, whose steps would come between two beats. */
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

/** Two that differ: a socket where nobody may ask for ventilation, and a fixed cable where they may. */
const connectors = [
  { id: 1, lock: true, ventilation: false },
  { id: 2, lock: false, ventilation: true },
] as const;
type Id = (typeof connectors)[number]['id'];

/** That of the temperature is the charger's own. */
type SetSource = Exclude<LimitSource, 'hardware' | 'temperature'>;

interface Acts {
  plugIn: { readonly ventilation: boolean };
  plugOut: object;
  hand: { readonly state: PilotState };
  authorize: { readonly idTag: string };
  /** From then on, until the next card, the listener refuses every transaction. */
  refused: { readonly idTag: string };
  end: { readonly reason: StopReason };
  withhold: object;
  release: object;
  fault: { readonly of: 0 | Id; readonly id: string; readonly blocking: boolean };
  mend: { readonly of: 0 | Id; readonly id: string };
  limit: {
    readonly source: SetSource;
    readonly maxCurrentA: number | undefined;
    readonly phases: 1 | undefined;
  };
  cause: { readonly of: 0 | Id; readonly cause: FaultCause };
  /** The cause is gone. */
  over: { readonly of: 0 | Id; readonly cause: FaultCause };
  temperature: { readonly celsius: number };
  /** What the meter says that the car draws, which a simulated one never would. */
  currents: { readonly currents: LineCurrents };
  /** From then on the relays do not open any more. */
  weld: object;
  /** The motor of the lock does not turn as long as this lasts. */
  jam: { readonly jammed: boolean };
  monitor: { readonly works: boolean };
  rules: { readonly stop: boolean; readonly unlock: boolean };
}
type Act = { readonly [K in keyof Acts]: { readonly kind: K } & Acts[K] }[keyof Acts];

/** Something that happens to a connector, and how long it is left alone then. */
interface Step {
  readonly connector: Id;
  readonly act: Act;
  readonly beats: number;
  /** Beyond the beats, ms: nothing moves any more by then, but energy may flow. */
  readonly restMs: number;
}

function some<K extends keyof Acts>(
  weight: number,
  kind: K,
  rest: { readonly [M in keyof Acts[K]]: fc.Arbitrary<Acts[K][M]> },
) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), ...rest }) as unknown as fc.Arbitrary<Act> };
}

const ids = fc.constantFrom<Id[]>(1, 2);
const places = fc.constantFrom<(0 | Id)[]>(0, 1, 2);
const cards = fc.constantFrom('A', 'B');
const faultIds = fc.constantFrom('x', 'y');
/** One of each reaction and recovery; those that the charger finds by itself are not made. */
const causes = fc.constantFrom<FaultCause[]>(
  'residual-current-ac',
  'diode-fault',
  'over-voltage',
  'tamper',
  'open-pen',
  'moisture',
  'meter-lost',
  'pilot-fault',
);
const act: fc.Arbitrary<Act> = fc.oneof(
  some(4, 'plugIn', { ventilation: fc.boolean() }),
  some(2, 'plugOut', {}),
  some(4, 'hand', { state: fc.constantFrom<PilotState[]>('A', 'B', 'C', 'C', 'C', 'D', 'E', 'F') }),
  some(6, 'authorize', { idTag: cards }),
  some(1, 'refused', { idTag: cards }),
  some(3, 'end', { reason: fc.constantFrom<StopReason[]>('Local', 'Remote', 'DeAuthorized', 'DeAuthorized') }),
  some(1, 'withhold', {}),
  some(1, 'release', {}),
  some(2, 'fault', { of: places, id: faultIds, blocking: fc.boolean() }),
  some(2, 'mend', { of: places, id: faultIds }),
  some(3, 'limit', {
    source: fc.constantFrom(
      ...limitSources.filter((source): source is SetSource => source !== 'hardware' && source !== 'temperature'),
    ),
    maxCurrentA: fc.constantFrom(undefined, undefined, 0, 5.5, 6, 16, 40),
    phases: fc.constantFrom(undefined, 1),
  }),
  some(2, 'cause', { of: places, cause: causes }),
  some(3, 'over', { of: places, cause: causes }),
  some(2, 'temperature', { celsius: fc.constantFrom(20, 20, 58, 62, 66, 72) }),
  some(1, 'currents', {
    currents: fc.constantFrom<LineCurrents[]>([0, 0, 0], [0, 0, 0], [16, 16, 16], [0, 45, 0]),
  }),
  some(1, 'jam', { jammed: fc.boolean() }),
  some(1, 'monitor', { works: fc.boolean() }),
  some(2, 'rules', { stop: fc.boolean(), unlock: fc.boolean() }),
);
const step: fc.Arbitrary<Step> = fc.record({
  connector: ids,
  act,
  beats: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: SETTLED_BEATS })),
  restMs: fc.constantFrom(0, 0, 0, 60_000, 3_600_000),
});

/** In a few runs the relays weld, somewhere; then nothing else can be said of their energy. */
const welding: fc.Arbitrary<readonly Step[]> = fc
  .record({
    connector: ids,
    act: fc.constant<Act>({ kind: 'weld' }),
    beats: fc.integer({ min: 0, max: SETTLED_BEATS }),
    restMs: fc.constantFrom(0, 60_000),
  })
  .map((weld) => [weld]);

/** A good part of the runs begins with both cars charging, so that there is something to disturb. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.boolean(),
    fc.array(step, { maxLength: 14, size: 'max' }),
    fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: welding }),
    fc.array(step, { maxLength: 6 }),
  )
  .map(([charging, before, weld, after]) => [...(charging ? opening : []), ...before, ...weld, ...after]);
const opening: readonly Step[] = ([1, 2] as const).flatMap((connector) => [
  { connector, act: { kind: 'plugIn', ventilation: false }, beats: 1, restMs: 0 },
  { connector, act: { kind: 'authorize', idTag: 'A' }, beats: 30, restMs: 0 },
]);

/** Leads through everything that has to come up; the random ones come there often, but not in each 150 of them. */
const everywhere: readonly Step[] = [
  { connector: 1, act: { kind: 'authorize', idTag: 'A' }, beats: 2, restMs: 0 },
  { connector: 1, act: { kind: 'plugIn', ventilation: false }, beats: 30, restMs: 0 },
  // A car that goes on drawing when it should not is cut off.
  { connector: 1, act: { kind: 'hand', state: 'C' }, beats: 8, restMs: 0 },
  { connector: 1, act: { kind: 'end', reason: 'DeAuthorized' }, beats: SETTLED_BEATS, restMs: 60_000 },
  { connector: 1, act: { kind: 'release' }, beats: 8, restMs: 0 },
  { connector: 1, act: { kind: 'plugOut' }, beats: 8, restMs: 0 },
  { connector: 1, act: { kind: 'plugIn', ventilation: false }, beats: 2, restMs: 3_600_000 },
  // A car that does not ask is woken after half a minute.
  { connector: 2, act: { kind: 'plugIn', ventilation: false }, beats: 2, restMs: 0 },
  { connector: 2, act: { kind: 'hand', state: 'B' }, beats: 2, restMs: 0 },
  { connector: 2, act: { kind: 'authorize', idTag: 'B' }, beats: 2, restMs: 20_000 },
  { connector: 2, act: { kind: 'hand', state: 'B' }, beats: SETTLED_BEATS, restMs: 0 },
];

/** The same for what can be wrong with a charger, and for its phases. */
const troubles: readonly Step[] = [
  ...opening,
  { connector: 1, act: { kind: 'limit', source: 'schedule', maxCurrentA: 16, phases: 1 }, beats: 400, restMs: 0 },
  {
    connector: 1,
    act: { kind: 'limit', source: 'schedule', maxCurrentA: 10, phases: undefined },
    beats: 600,
    restMs: 0,
  },
  { connector: 1, act: { kind: 'cause', of: 0, cause: 'open-pen' }, beats: SETTLED_BEATS, restMs: 0 },
  { connector: 1, act: { kind: 'over', of: 0, cause: 'open-pen' }, beats: SETTLED_BEATS, restMs: 0 },
  { connector: 1, act: { kind: 'temperature', celsius: 72 }, beats: SETTLED_BEATS, restMs: 0 },
  { connector: 1, act: { kind: 'temperature', celsius: 20 }, beats: SETTLED_BEATS, restMs: 0 },
  { connector: 2, act: { kind: 'currents', currents: [45, 45, 45] }, beats: SETTLED_BEATS + 20, restMs: 0 },
  { connector: 2, act: { kind: 'plugOut' }, beats: 8, restMs: 0 },
  { connector: 2, act: { kind: 'currents', currents: [0, 0, 0] }, beats: 8, restMs: 0 },
  { connector: 2, act: { kind: 'monitor', works: false }, beats: 1, restMs: 0 },
  { connector: 2, act: { kind: 'plugIn', ventilation: false }, beats: 1, restMs: 0 },
  { connector: 2, act: { kind: 'authorize', idTag: 'A' }, beats: 80, restMs: 0 },
  { connector: 1, act: { kind: 'weld' }, beats: 8, restMs: 0 },
  { connector: 1, act: { kind: 'end', reason: 'Local' }, beats: 2 * SETTLED_BEATS, restMs: 60_000 },
];

/** One transaction after the other with the same car, with another number of phases. */
const another: readonly Step[] = [
  ...opening,
  { connector: 2, act: { kind: 'limit', source: 'cable', maxCurrentA: 16, phases: 1 }, beats: 0, restMs: 0 },
  { connector: 2, act: { kind: 'end', reason: 'Local' }, beats: 11, restMs: 0 },
  { connector: 2, act: { kind: 'authorize', idTag: 'A' }, beats: 21, restMs: 60_000 },
];

const refusal = new Error('refused');
const seen = new Set<string>();

/** The board, with what no simulated hardware would do by itself; the relays of `welded` do not open. */
function createUnrulyBoard(board: VirtualBoard) {
  const welded = new Set<number>();
  const withoutMonitor = new Set<number>();
  let celsius = 20;
  let listener: ((event: BoardEvent) => void) | undefined;
  const connectors = board.connectors.map(
    (real): BoardConnector => ({
      id: real.id,
      maxCurrentA: real.maxCurrentA,
      phases: real.phases,
      hasLock: real.hasLock,
      hasVentilation: real.hasVentilation,
      switchesPhases: real.switchesPhases,
      pilot: () => real.pilot(),
      cable: () => real.cable(),
      testResidualCurrentMonitor: () => !withoutMonitor.has(real.id),
      setPilot: (output) => real.setPilot(output),
      setRelays(lines) {
        if (welded.has(real.id) && real.relays().length > 0) return;
        real.setRelays(lines);
      },
      relays: () => real.relays(),
      setLock: (locked) => real.setLock(locked),
      locked: () => real.locked(),
      meter: () => real.meter(),
    }),
  );
  const unruly: Board = {
    grid: board.grid,
    connectors,
    start(to) {
      listener = to;
      board.start(to);
    },
    stop: () => board.stop(),
    temperature: () => celsius,
    setLed: (light) => board.setLed(light),
    blink: (colour, times) => board.blink(colour, times),
  };
  return {
    unruly,
    welded,
    withoutMonitor,
    tell(event: BoardEvent) {
      if (event.kind === 'temperature') celsius = event.celsius;
      listener?.(event);
    },
  };
}

async function run(sequence: readonly Step[]): Promise<void> {
  let hands: ReturnType<typeof createUnrulyBoard> | undefined;
  const bench = createColdBench({ connectors }, (board) => {
    hands = createUnrulyBoard(board);
    return hands.unruly;
  });
  const { welded, withoutMonitor, tell } = hands ?? assert.fail();
  bench.start();
  const faults = new Map<string, readonly [of: 0 | Id, fault: Fault]>();
  const present = new Map<string, readonly [of: 0 | Id, cause: FaultCause]>();
  const jammed = new Set<Id>();
  let derating: DeratingStep | undefined;
  const of = <T>(what: ReadonlyMap<string, readonly [0 | Id, T]>, id: Id) =>
    [...what.values()].filter(([at]) => at === 0 || at === id).map(([, one]) => one);
  const watch = (id: Id) =>
    createWatch(
      bench,
      id,
      {
        faults: () => of(faults, id),
        causes: () => of(present, id),
        derated: () => derating?.maxCurrentA,
        welded: () => welded.has(id),
        jammed: () => jammed.has(id),
      },
      seen,
    );
  const watches = { 1: watch(1), 2: watch(2) };

  function look(): void {
    for (const { id } of connectors) watches[id].look();
    const row = ledRow(connectors.map(({ id }) => bench.view(id)));
    assert.equal(bench.charger.led(), row);
    const { colour, pulsing } = bench.board.light();
    assert.deepEqual([colour, pulsing], [row.colour, row.pulsing]);
  }

  async function pass(beats: number): Promise<void> {
    for (let beat = 0; beat < beats; beat++) {
      await bench.clock.advance(BEAT_MS);
      look();
    }
  }

  function authorize(connector: Id, idTag: string): void {
    try {
      bench.charger.authorize(connector, { idTag });
    } catch (error) {
      assert.equal(error, refusal);
    }
  }

  const acts: { readonly [K in keyof Acts]: (connector: Id, what: Acts[K]) => void } = {
    plugIn: (connector, { ventilation }) => bench.board.plugIn(connector, { ...endless, ventilation }),
    plugOut: (connector) => bench.board.plugOut(connector),
    hand(connector, { state }) {
      // The board's own car would come into an empty place; it must be the endless one.
      if (state !== 'A') bench.board.plugIn(connector, endless);
      bench.board.setCar(connector, { state });
    },
    authorize(connector, { idTag }) {
      delete bench.refusals.started;
      authorize(connector, idTag);
    },
    refused(connector, { idTag }) {
      bench.refusals.started = refusal;
      authorize(connector, idTag);
    },
    end: (connector, { reason }) => bench.charger.end(connector, { reason }),
    withhold: (connector) => bench.charger.withhold(connector),
    release: (connector) => bench.charger.release(connector),
    fault(_, { of: at, id, blocking }) {
      const fault = { id, code: 'OtherError', blocking };
      faults.set(`${at} ${id}`, [at, fault]);
      bench.board.raiseFault(at, fault);
    },
    mend(_, { of: at, id }) {
      faults.delete(`${at} ${id}`);
      bench.board.clearFault(at, id);
    },
    limit: (connector, { source, maxCurrentA, phases }) => watches[connector].limit(source, maxCurrentA, phases),
    cause(_, { of: at, cause }) {
      if ((faultCauses[cause].of === 'charger') !== (at === 0)) return;
      present.set(`${at} ${cause}`, [at, cause]);
      tell({ kind: 'cause', connector: at, cause, present: true });
    },
    over(_, { of: at, cause }) {
      if (!present.delete(`${at} ${cause}`)) return;
      tell({ kind: 'cause', connector: at, cause, present: false });
    },
    temperature(_, { celsius }) {
      derating = deratingAt(celsius, derating);
      tell({ kind: 'temperature', celsius });
    },
    currents: (connector, { currents }) => tell({ kind: 'current', connector, currents }),
    weld: (connector) => void welded.add(connector),
    jam(connector, { jammed: jams }) {
      if (jams) jammed.add(connector);
      else jammed.delete(connector);
      const jam = { id: 'jam', code: 'ConnectorLockFailure', blocking: false };
      faults.delete(`${connector} jam`);
      if (jams) faults.set(`${connector} jam`, [connector, jam]);
      if (jams) bench.board.raiseFault(connector, jam);
      else bench.board.clearFault(connector, 'jam');
    },
    monitor(connector, { works }) {
      if (works) withoutMonitor.delete(connector);
      else withoutMonitor.add(connector);
    },
    rules(_, { stop, unlock }) {
      bench.settings.stopOnEvSideDisconnect = stop;
      bench.settings.unlockOnEvSideDisconnect = unlock;
    },
  };

  for (const { connector, act: what, beats, restMs } of sequence) {
    (acts[what.kind] as (connector: Id, what: Act) => void)(connector, what);
    await bench.clock.settle();
    look();
    await pass(beats);
    if (restMs === 0) continue;
    await pass(SETTLED_BEATS);
    await bench.clock.advance(restMs);
    for (const { id } of connectors) watches[id].lookAway();
    look();
  }
  assert.ok(bench.failures.every((error) => error === refusal));
}

describe('whatever happens to a charger', () => {
  it('energy flows only to a transaction that may have it, all of it is accounted for, and all that is shown agrees', async () => {
    await fc.assert(fc.asyncProperty(steps, run), { numRuns: 150, examples: [[everywhere], [troubles], [another]] });
    const all = [
      ...[
        'charging',
        'held',
        'forced opening',
        'timed-out',
        'finishing',
        'authorized',
        'woken',
        'one phase',
        'switched',
      ],
      ...['let go', 'too hot', 'over-current', 'without monitor', 'welded'],
    ];
    for (const what of all) assert.ok(seen.has(what), `never came up: ${what}`);
  });
});

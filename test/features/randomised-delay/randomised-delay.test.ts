/** The randomised delay of a charge point, by the clock, by chance and by its keys (SI 2021/1467, regulation 11). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PhaseCount } from '../../../src/charger/phases.ts';
import { createVirtualClock } from '../../../src/clock/virtual-clock.ts';
import { createConfiguration, createKeyTable } from '../../../src/features/configuration/configuration.ts';
import type { Target } from '../../../src/features/randomised-delay/delay.ts';
import { randomisedDelayKeys } from '../../../src/features/randomised-delay/keys.ts';
import {
  type Applied,
  createRandomisedDelay,
  type RandomisedDelay,
} from '../../../src/features/randomised-delay/randomised-delay.ts';
import { silentLog } from '../../../src/log/log.ts';
import type { Random } from '../../../src/random/random.ts';
import { createSeededRandom } from '../../../src/random/seeded-random.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../../src/store/memory.ts';

const amperes = (maxCurrentA: number | undefined, phases?: PhaseCount): Target => ({ maxCurrentA, phases });
const at16 = { delayed: true, target: amperes(16), capA: 32 };

interface BenchOptions {
  readonly enabled?: boolean;
  readonly maximum?: number;
  /** What chance gives, in seconds of a maximum of 600; without them it is a seeded one. */
  readonly draws?: readonly number[];
  readonly changed?: (connector: number, delays: RandomisedDelay) => void;
}

function createBench(options: BenchOptions = {}) {
  const { enabled = true, maximum = 600 } = options;
  const clock = createVirtualClock();
  const draws = options.draws?.map((seconds) => (seconds + 0.5) / 601);
  const seeded = createSeededRandom(11);
  let drawn = 0;
  const random: Random = {
    next() {
      drawn += 1;
      if (draws === undefined) return seeded.next();
      const next = draws.shift();
      assert.ok(next !== undefined, 'nothing more is to be drawn');
      return next;
    },
    uuid: seeded.uuid,
  };
  const configuration = createConfiguration({
    table: createKeyTable(randomisedDelayKeys, { name: 'reference', configuration: {} }),
    store: createMemoryDatabase(createMemoryDisk()).open('CP001'),
    log: silentLog,
    charger: { connectors: 2, measurands: {} },
    initial: { RandomisedDelayEnabled: String(enabled), RandomisedDelayMaxSeconds: String(maximum) },
  });
  const told: string[] = [];
  const lines: string[] = [];
  /** Within a call of the feature nobody is told of anything. */
  let inside = false;
  const delays: RandomisedDelay = createRandomisedDelay({
    clock,
    random,
    log: { ...silentLog, info: (line) => void lines.push(line) },
    configuration,
    changed(connector) {
      assert.equal(inside, false, 'told inside a call');
      told.push(`${clock.elapsed() / 1000} s: ${connector} at ${say(delays.applied(connector))}`);
      options.changed?.(connector, delays);
    },
  });

  function within<T>(act: () => T): T {
    inside = true;
    try {
      return act();
    } finally {
      inside = false;
    }
  }

  return {
    clock,
    configuration,
    delays,
    told,
    lines,
    drawn: () => drawn,
    begin: (connector = 1, start = at16) => say(within(() => delays.begin(connector, start))),
    target: (target: Target, connector = 1, capA = 32) => say(within(() => delays.target(connector, target, capA))),
    override: (connector = 1) => within(() => delays.override(connector)),
    applied: (connector = 1) => say(delays.applied(connector)),
    remaining: () => configuration.find('RandomisedDelayRemaining')?.text,
    /** ChangeConfiguration, within which nobody is told either. */
    set(name: string, text: string) {
      assert.equal(within(() => configuration.change(name, text)).status, 'Accepted');
    },
    seconds: (count: number) => clock.advance(count * 1000),
  };
}

function say(applied: Applied | undefined): string {
  if (applied === undefined) return 'nothing';
  const one = ({ maxCurrentA, phases }: Target): string =>
    `${maxCurrentA ?? 'any'} A${phases === undefined ? '' : ` ${phases}ph`}`;
  const { target, waiting } = applied;
  return `${one(target)}${waiting === undefined ? '' : `, ${one(waiting.target)} at ${waiting.until / 1000} s`}`;
}

describe('the randomised delay', () => {
  it('holds a start back until it is over, and tells it then', async () => {
    const bench = createBench({ draws: [40] });
    await bench.seconds(5);
    assert.equal(bench.begin(), '0 A, 16 A at 45 s');
    await bench.seconds(39.999);
    assert.deepEqual([bench.applied(), bench.told], ['0 A, 16 A at 45 s', []]);
    await bench.seconds(0.001);
    assert.deepEqual([bench.applied(), bench.told], ['16 A', ['45 s: 1 at 16 A']]);
    assert.equal(bench.clock.pending(), 0);
  });

  it('applies the latest target when it is over, current and phases together', async () => {
    const bench = createBench({ draws: [0, 300] });
    assert.equal(bench.begin(), '16 A');
    await bench.seconds(10);
    assert.equal(bench.target(amperes(10)), '16 A, 10 A at 310 s');
    await bench.seconds(200);
    assert.equal(bench.target(amperes(20, 1)), '16 A, 20 A 1ph at 310 s');
    await bench.seconds(1000);
    assert.deepEqual(bench.told, ['310 s: 1 at 20 A 1ph']);
    assert.equal(bench.drawn(), 2);
    assert.deepEqual(bench.lines, ['connector 1: a randomised delay of 300 s begins']);
  });

  it('has nothing to wait for when the target comes back', async () => {
    const bench = createBench({ draws: [0, 300] });
    bench.begin();
    bench.target(amperes(10));
    assert.equal(bench.clock.pending(), 1);
    assert.equal(bench.target(amperes(16)), '16 A');
    assert.equal(bench.clock.pending(), 0);
    await bench.seconds(1000);
    assert.deepEqual(bench.told, []);
  });

  it('leaves alone what a person has asked for, and delays what the schedule changes later', () => {
    const bench = createBench({ draws: [50] });
    assert.equal(bench.begin(1, { ...at16, delayed: false }), '16 A');
    assert.equal(bench.target(amperes(20)), '16 A, 20 A at 50 s');
  });

  it('takes what the connector can bear into account', () => {
    const bench = createBench({ draws: [50] });
    bench.begin(1, { delayed: false, target: amperes(40), capA: 32 });
    assert.equal(bench.target(amperes(50)), '50 A');
    assert.equal(bench.target(amperes(16)), '50 A, 16 A at 50 s');
    assert.equal(bench.target(amperes(16), 1, 16), '16 A');
  });

  it('is overridden by the owner, this one only', async () => {
    const bench = createBench({ draws: [40, 30] });
    assert.equal(bench.override(), false);
    bench.begin();
    assert.equal(bench.override(2), false);
    assert.equal(bench.override(), true);
    assert.equal(bench.applied(), '16 A');
    assert.equal(bench.override(), false);
    assert.equal(bench.target(amperes(10)), '16 A, 10 A at 30 s');
    await bench.seconds(1000);
    assert.deepEqual(bench.told, ['30 s: 1 at 10 A']);
  });

  it('is of one connector; RandomisedDelayRemaining tells the longest, and can only be read', async () => {
    const bench = createBench({ draws: [40, 90] });
    assert.equal(bench.remaining(), '0');
    bench.begin(1);
    bench.begin(2);
    await bench.seconds(0.5);
    assert.deepEqual([bench.delays.remaining(1), bench.delays.remaining(2), bench.remaining()], [40, 90, '90']);
    await bench.seconds(50);
    assert.deepEqual([bench.delays.remaining(1), bench.delays.remaining(2), bench.remaining()], [0, 40, '40']);
    bench.delays.end(2);
    assert.deepEqual([bench.delays.remaining(2), bench.remaining()], [0, '0']);
    assert.equal(bench.configuration.change('RandomisedDelayRemaining', '9').status, 'Rejected');
    assert.deepEqual(bench.told, ['40 s: 1 at 16 A']);
  });

  it('is forgotten with its transaction; the next one draws anew', async () => {
    const bench = createBench({ draws: [40, 70] });
    bench.begin();
    bench.delays.end(1);
    assert.deepEqual([bench.applied(), bench.clock.pending()], ['nothing', 0]);
    assert.equal(bench.target(amperes(10)), '10 A');
    assert.equal(bench.begin(), '0 A, 16 A at 70 s');
    bench.delays.stop();
    assert.deepEqual([bench.applied(), bench.clock.pending(), bench.remaining()], ['nothing', 0, '0']);
    await bench.seconds(1000);
    assert.deepEqual(bench.told, []);
  });

  it('leaves a connector without a transaction as it is', () => {
    const bench = createBench({ draws: [] });
    for (const target of [amperes(16), amperes(0), amperes(undefined), amperes(6, 1)]) {
      bench.target(target);
      assert.equal(bench.applied(), 'nothing');
    }
    bench.delays.end(1);
    assert.equal(bench.clock.pending(), 0);
  });
});

describe('whoever is told that a delay is over', () => {
  it('may want something else at once, or end the transaction', async () => {
    const bench = createBench({
      draws: [40, 40, 100],
      changed(connector, delays) {
        if (connector === 1) delays.target(1, amperes(10), 32);
        else delays.end(connector);
      },
    });
    bench.begin(1);
    bench.begin(2);
    await bench.seconds(40);
    assert.deepEqual([bench.applied(1), bench.applied(2)], ['16 A, 10 A at 140 s', 'nothing']);
    assert.equal(bench.clock.pending(), 1);
  });
});

describe('the keys of the randomised delay', () => {
  it('switch it off by default, and then nothing is drawn and no timer runs', () => {
    const bench = createBench({ enabled: false, draws: [] });
    assert.equal(bench.begin(), '16 A');
    assert.equal(bench.target(amperes(10)), '10 A');
    assert.equal(bench.clock.pending(), 0);
    const states = bench.configuration.keys();
    assert.deepEqual(
      states.map((state) => [state.key.name, state.access, state.default]),
      [
        ['RandomisedDelayEnabled', 'RW', 'false'],
        ['RandomisedDelayMaxSeconds', 'RW', '600'],
        ['RandomisedDelayRemaining', 'R', '0'],
      ],
    );
  });

  it('have a range of 0 to 1800 s', () => {
    const { configuration } = createBench();
    for (const [text, status] of [
      ['0', 'Accepted'],
      ['1800', 'Accepted'],
      ['1801', 'Rejected'],
      ['-1', 'Rejected'],
      ['1.5', 'Rejected'],
    ] as const) {
      assert.equal(configuration.change('RandomisedDelayMaxSeconds', text).status, status, text);
    }
  });

  it('switched off in the middle, end what is under way at once; switched on, wait for the next change', async () => {
    const bench = createBench({ draws: [40, 60] });
    bench.begin();
    await bench.seconds(10);
    bench.set('RandomisedDelayEnabled', 'false');
    assert.deepEqual([bench.applied(), bench.remaining(), bench.override(), bench.told], ['16 A', '0', false, []]);
    await bench.clock.settle();
    assert.deepEqual(bench.told, ['10 s: 1 at 16 A']);
    assert.equal(bench.target(amperes(10)), '10 A');
    bench.set('RandomisedDelayEnabled', 'true');
    await bench.seconds(10);
    assert.deepEqual([bench.applied(), bench.told.length], ['10 A', 1]);
    assert.equal(bench.target(amperes(20)), '10 A, 20 A at 80 s');
  });

  it('with a lower maximum, shorten what is under way, which nothing prolongs again; 0 ends it', async () => {
    const bench = createBench({ draws: [500, 500] });
    bench.begin(1);
    bench.begin(2);
    await bench.seconds(100);
    bench.set('RandomisedDelayMaxSeconds', '300');
    bench.set('RandomisedDelayMaxSeconds', '1800');
    assert.deepEqual([bench.applied(1), bench.clock.pending()], ['0 A, 16 A at 300 s', 2]);
    bench.delays.end(2);
    await bench.seconds(250);
    assert.deepEqual(bench.told, ['300 s: 1 at 16 A']);
    bench.begin(2, { ...at16, delayed: false });
    bench.set('RandomisedDelayMaxSeconds', '0');
    assert.equal(bench.target(amperes(10), 2), '10 A');
  });

  it('end all delays at once, and a target that comes before anybody was told is applied', async () => {
    const bench = createBench({ draws: [500, 500] });
    bench.begin(1);
    bench.begin(2);
    await bench.seconds(100);
    bench.set('RandomisedDelayMaxSeconds', '100');
    bench.set('RandomisedDelayMaxSeconds', '0');
    assert.equal(bench.target(amperes(10), 2), '10 A');
    await bench.clock.settle();
    assert.deepEqual(bench.told, ['100 s: 1 at 16 A']);
    assert.equal(bench.clock.pending(), 0);
  });
});

describe('what chance gives', () => {
  for (const [maximum, draws] of [
    [3, 4_000],
    [600, 20_000],
  ] as const) {
    it(`is every whole second from 0 to ${maximum}, one as often as another`, () => {
      const { delays, clock } = createBench({ maximum });
      const counts = Array.from({ length: maximum + 1 }, () => 0);
      for (let index = 0; index < draws; index++) {
        const { waiting } = delays.begin(1, at16);
        const seconds = (waiting?.until ?? 0) / 1000;
        counts[seconds] = (counts[seconds] ?? 0) + 1;
        delays.end(1);
      }
      assert.equal(counts.length, maximum + 1);
      // Chi-squared, of as many degrees of freedom as there are seconds: its mean, and five standard deviations.
      const expected = draws / (maximum + 1);
      const distance = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      assert.ok(distance < maximum + 5 * Math.sqrt(2 * maximum), `${distance}`);
      assert.ok(Math.min(...counts) > 0);
      assert.equal(clock.pending(), 0);
    });
  }
});

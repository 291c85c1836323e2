import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CarSnapshot } from '../../../src/boards/virtual/car.ts';
import { carModelNamed, carModels, misbehaves } from '../../../src/boards/virtual/car-models.ts';
import { type Bench, charge, createBench, it3 } from './bench.ts';

function car(bench: Bench): Extract<CarSnapshot, { plugged: true }> {
  const snapshot = bench.board.car(1);
  assert.ok(snapshot.plugged);
  return snapshot;
}

/** The pilot says `output` for so long, then offers 16 A until the car has had its time. */
async function offerAfter(bench: Bench, output: 'off' | 'fault', ms: number): Promise<void> {
  bench.connector().setPilot({ kind: output });
  await bench.clock.advance(ms);
  bench.offer(16);
  await bench.clock.advance(5_000);
}

describe('a car that sleeps', () => {
  const sleeper = () => createBench({ car: 'hatchback-11kw-sleeps' });

  it('goes on after a short pause, and not after a long one', async () => {
    const bench = sleeper();
    await charge(bench, 16);
    await offerAfter(bench, 'off', 59_000);
    assert.deepEqual([bench.connector().pilot(), car(bench).asleep], ['C', false]);
    await offerAfter(bench, 'off', 60_000);
    await bench.clock.advance(3_600_000);
    assert.deepEqual([bench.connector().pilot(), car(bench).asleep, bench.drawn()], ['B', true, 0]);
    assert.equal(bench.clock.pending(), 0);
  });

  it('sleeps also when it waited long for its first offer', async () => {
    const bench = sleeper();
    bench.board.plugIn(1);
    await bench.clock.advance(60_000);
    bench.offer(16);
    await bench.clock.advance(60_000);
    assert.equal(bench.connector().pilot(), 'B');
  });

  for (const output of ['off', 'fault'] as const) {
    it(`is woken by 3 s of ${output}, and not by less`, async () => {
      const bench = sleeper();
      await charge(bench, 16);
      await offerAfter(bench, 'off', 60_000);
      await offerAfter(bench, output, 2_900);
      assert.equal(bench.connector().pilot(), 'B');
      await offerAfter(bench, output, 3_000);
      assert.equal(bench.connector().pilot(), 'C');
    });
  }

  it('is woken by a new plug', async () => {
    const bench = sleeper();
    await charge(bench, 16);
    await offerAfter(bench, 'off', 60_000);
    bench.board.plugOut(1);
    bench.board.plugIn(1);
    await bench.clock.advance(5_000);
    assert.equal(bench.connector().pilot(), 'C');
  });
});

describe('a car that refuses three phases of an IT grid', () => {
  it('stops when it gets them, and charges from one phase after a new offer', async () => {
    const bench = createBench({ car: 'coupe-11kw-no-it-three-phase', grid: it3 });
    await charge(bench, 16);
    assert.deepEqual([bench.connector().pilot(), bench.drawn()], ['B', 0]);
    assert.equal(car(bench).trouble, 'three phases of an IT grid');
    bench.connector().setRelays([]);
    await offerAfter(bench, 'off', 10_000);
    assert.equal(bench.connector().pilot(), 'C');
    bench.connector().setRelays([2, 3]);
    await bench.clock.advance(5_000);
    assert.ok(bench.drawn() > 15.9);
    assert.equal(car(bench).trouble, undefined);
  });

  it('charges from three phases of a TN grid', async () => {
    const bench = createBench({ car: 'coupe-11kw-no-it-three-phase' });
    await charge(bench, 16);
    assert.ok(bench.drawn() > 15.9);
  });
});

describe('a car that does not tolerate a phase switch', () => {
  const fragile = () => createBench({ car: 'roadster-11kw-no-phase-switch' });

  it('stops when its phases become more or less, and stays so until it is unplugged', async () => {
    for (const [before, after] of [
      [[1, 2, 3], [1]],
      [[2], [1, 2, 3]],
    ] as const) {
      const bench = fragile();
      await charge(bench, 16, before);
      bench.connector().setRelays(after);
      await bench.clock.advance(5_000);
      assert.deepEqual([bench.connector().pilot(), car(bench).trouble], ['B', 'a phase switch']);
      await offerAfter(bench, 'off', 10_000);
      bench.connector().setRelays(before);
      await bench.clock.advance(5_000);
      assert.equal(bench.connector().pilot(), 'B');
      bench.board.plugOut(1);
      bench.board.plugIn(1);
      await bench.clock.advance(5_000);
      assert.ok(bench.drawn() > 15.9);
    }
  });

  it('minds neither other lines nor a pause', async () => {
    const bench = fragile();
    await charge(bench, 16, [1, 2, 3]);
    bench.connector().setRelays([]);
    await offerAfter(bench, 'off', 10_000);
    bench.connector().setRelays([3, 1, 2]);
    await bench.clock.advance(5_000);
    assert.ok(bench.drawn() > 15.9);
  });

  it('is an exception: other cars go on with the phases that they get', async () => {
    const bench = createBench({ car: 'compact-11kw' });
    await charge(bench, 16);
    bench.connector().setRelays([2]);
    await bench.clock.advance(5_000);
    assert.ok(bench.drawn() > 15.9);
  });
});

describe('a car with', () => {
  it('a target is full there', async () => {
    const bench = createBench({ car: 'crossover-11kw-target-80' });
    bench.board.setCar(1, { soc: 79 });
    await charge(bench, 16);
    assert.equal(bench.connector().pilot(), 'C');
    await bench.clock.advance(3_600_000);
    assert.equal(bench.connector().pilot(), 'B');
    assert.ok(Math.abs(car(bench).soc - 80) < 0.01);
    assert.equal(bench.clock.pending(), 0);
  });

  it('a least current does not take a lower offer, and stops at one', async () => {
    const bench = createBench({ car: 'runabout-22kw-from-10a' });
    await charge(bench, 9.5);
    assert.equal(bench.connector().pilot(), 'B');
    bench.offer(10);
    await bench.clock.advance(5_000);
    assert.ok(Math.abs(bench.drawn() - 10) < 1e-6);
    bench.offer(8);
    await bench.clock.advance(5_000);
    assert.deepEqual([bench.connector().pilot(), bench.drawn()], ['B', 0]);
  });

  it('a slow start asks for energy after 25 s', async () => {
    const bench = createBench({ car: 'truck-22kw-slow-start' });
    await charge(bench, 16);
    await bench.clock.advance(19_999);
    assert.equal(bench.connector().pilot(), 'B');
    await bench.clock.advance(1);
    assert.equal(bench.connector().pilot(), 'C');
  });
});

describe('a car that misbehaves', () => {
  it('is told as such, and the others are not', () => {
    const names = carModels.filter(misbehaves).map(({ name }) => name);
    assert.deepEqual(names, ['rogue-draws-too-much', 'rogue-stays-in-c', 'rogue-no-diode']);
  });

  it('draws a quarter more than it is offered, as far as its cable goes', async () => {
    const bench = createBench({ connectors: [{ id: 1, maxCurrentA: 63 }] });
    bench.board.plugIn(1, carModelNamed('rogue-draws-too-much'));
    await charge(bench, 16);
    assert.ok(Math.abs(bench.drawn() - 20) < 1e-6);
    bench.board.plugOut(1);
    bench.board.plugIn(1, carModelNamed('rogue-draws-too-much'), 20);
    bench.offer(32);
    await bench.clock.advance(5_000);
    assert.ok(Math.abs(bench.drawn() - 20) < 1e-6);
  });

  it('stays in C and draws when the offer ends, until the relays open', async () => {
    for (const output of ['off', 'fault'] as const) {
      const bench = createBench({ car: 'rogue-stays-in-c' });
      await charge(bench, 16);
      bench.connector().setPilot({ kind: output });
      await bench.clock.advance(60_000);
      assert.equal(car(bench).state, 'C');
      assert.ok(bench.drawn() > 15.9);
      bench.connector().setRelays([]);
      await bench.clock.advance(1_000);
      assert.equal(bench.drawn(), 0);
      assert.equal(car(bench).state, 'C');
    }
  });

  it('waits in B before its first offer all the same', async () => {
    const bench = createBench({ car: 'rogue-stays-in-c' });
    bench.board.plugIn(1);
    await bench.clock.advance(60_000);
    assert.equal(bench.connector().pilot(), 'B');
  });

  it('has no diode, which is told while there is a square wave', async () => {
    const bench = createBench({ car: 'rogue-no-diode' });
    bench.board.plugIn(1);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.board.causes(1), { raised: [], reported: [] });
    bench.offer(16);
    await bench.clock.advance(1_000);
    assert.deepEqual(bench.board.instruments(1).pilot, { high: 6, low: -6 });
    assert.equal(bench.connector().pilot(), 'C');
    assert.deepEqual(bench.board.causes(1), { raised: [], reported: ['diode-fault'] });
    bench.connector().setPilot({ kind: 'off' });
    await bench.clock.settle();
    assert.deepEqual(
      bench.events.filter(({ kind }) => kind === 'cause'),
      [true, false].map((present) => ({ kind: 'cause', connector: 1, cause: 'diode-fault', present })),
    );
  });
});

describe('the hand', () => {
  it('overrules all manners, but for the cable', async () => {
    for (const name of ['hatchback-11kw-sleeps', 'roadster-11kw-no-phase-switch', 'rogue-draws-too-much']) {
      const bench = createBench({ connectors: [{ id: 1, maxCurrentA: 63 }] });
      bench.board.plugIn(1, carModelNamed(name), 20);
      bench.board.setCar(1, { state: 'C', currentA: 40, phases: 3 });
      await bench.clock.advance(120_000);
      bench.offer(16);
      for (const lines of [[1, 2, 3], [1]] as const) {
        bench.connector().setRelays(lines);
        await bench.clock.advance(5_000);
        assert.ok(Math.abs(bench.drawn() - 16) < 1e-6);
      }
      bench.offer(32);
      assert.equal(bench.drawn(), 20);
    }
  });
});

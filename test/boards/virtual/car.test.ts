import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  arrivingCar,
  CHARGING_EFFICIENCY,
  snapshotOf,
  wantedCurrent,
  withSettings,
} from '../../../src/boards/virtual/car.ts';
import { carModelNamed, carModels } from '../../../src/boards/virtual/car-models.ts';
import { type Bench, charge, createBench } from './bench.ts';

const MINUTE = 60_000;

function soc(bench: Bench): number {
  const car = bench.board.car(1);
  assert.ok(car.plugged);
  return car.soc;
}

function statesHeard(bench: Bench): string {
  return bench.events.flatMap((event) => (event.kind === 'pilot' ? [event.state] : [])).join('');
}

describe('the car models', () => {
  for (const model of carModels) {
    it(`describe '${model.name}' consistently`, () => {
      assert.equal(carModelNamed(model.name), model);
      assert.equal(model.curve[0]?.fromSoc, 0);
      model.curve.reduce((before, step) => {
        assert.ok(step.fromSoc > before.fromSoc && step.fromSoc < 100 && step.fraction > 0 && step.fraction <= 1);
        return step;
      });
      assert.ok(model.minCurrentA >= 6 && model.maxCurrentA >= model.minCurrentA && model.batteryKwh > 0);
      const { startMs, stopMs, downMs, upMs } = model.reaction;
      // IEC 61851-1: 5 s to follow an offer, 3 s to stop; this house asks for 1 s to stop.
      assert.ok(startMs > 0 && stopMs <= 1000 && Math.max(downMs, upMs) <= 5000);
    });
  }

  it('have names of their own', () => {
    assert.equal(new Set(carModels.map((model) => model.name)).size, carModels.length);
  });

  it('are listed for whoever asks for one that does not exist', () => {
    assert.throws(() => carModelNamed('tricycle'), /RangeError.*tricycle.*compact-11kw/s);
    assert.throws(() => createBench({ car: 'tricycle' }), RangeError);
  });
});

describe('a car in its own mind', () => {
  it('waits in B as long as nothing is offered', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    assert.equal(bench.connector().pilot(), 'B');
    await bench.clock.advance(60 * MINUTE);
    assert.equal(bench.connector().pilot(), 'B');
    assert.equal(bench.clock.pending(), 0);
  });

  it('goes to C after its reaction time once current is offered, and draws as soon as the relays are closed', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    bench.offer(16);
    await bench.clock.advance(999);
    assert.equal(bench.connector().pilot(), 'B');
    await bench.clock.advance(1);
    assert.equal(bench.connector().pilot(), 'C');
    assert.equal(bench.drawn(), 0);
    bench.connector().setRelays([1, 2, 3]);
    await bench.clock.advance(49);
    assert.equal(bench.drawn(), 0);
    await bench.clock.advance(1);
    assert.ok(Math.abs(bench.drawn() - 16) < 1e-9);
  });

  it('asks for ventilation if it needs it', async () => {
    const bench = createBench({ car: 'van-11kw-ventilated' });
    await charge(bench, 16);
    assert.equal(bench.connector().pilot(), 'D');
    assert.ok(bench.drawn() > 15.9);
  });

  it('follows a lower offer within 500 ms and a higher one within 1500 ms', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.offer(10);
    await bench.clock.advance(499);
    assert.ok(bench.drawn() > 15.9);
    await bench.clock.advance(1);
    assert.ok(Math.abs(bench.drawn() - 10) < 1e-9);
    bench.offer(20);
    await bench.clock.advance(1499);
    assert.ok(Math.abs(bench.drawn() - 10) < 1e-9);
    await bench.clock.advance(1);
    assert.ok(Math.abs(bench.drawn() - 20) < 1e-9);
  });

  it('is not kept from reacting by an offer that changes all the time', async () => {
    const bench = createBench();
    await charge(bench, 20);
    for (let change = 1; change <= 20; change++) {
      bench.offer(20 - change * 0.5);
      await bench.clock.advance(100);
    }
    assert.ok(bench.drawn() < 13);
  });

  it('draws no more than its on-board charger, and no more than the cable bears', async () => {
    const compact = createBench({ car: 'compact-11kw' });
    await charge(compact, 32);
    assert.equal(compact.drawn(), 16);
    const thin = createBench({ connectors: [{ id: 1, maxCurrentA: 20 }] });
    await charge(thin, 32);
    assert.equal(thin.drawn(), 20);
  });

  it('goes back to B within a second of the end of the offer, and to C when it is offered again', async () => {
    for (const output of [{ kind: 'off' }, { kind: 'pwm', dutyPercent: 5 }, { kind: 'fault' }] as const) {
      const bench = createBench();
      await charge(bench, 16);
      bench.connector().setPilot(output);
      await bench.clock.advance(1000);
      assert.equal(bench.drawn(), 0);
      assert.equal(bench.board.car(1).state, 'B');
      bench.offer(16);
      await bench.clock.advance(1000);
      assert.equal(bench.connector().pilot(), 'C');
      assert.ok(bench.drawn() > 15.9);
    }
  });

  it('never notices an offer that is taken back before it has reacted', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    bench.offer(16);
    await bench.clock.advance(900);
    bench.offer(undefined);
    await bench.clock.advance(MINUTE);
    assert.equal(statesHeard(bench), 'B');
    assert.equal(bench.clock.pending(), 0);
  });

  it('stores nine tenths of what it takes from the grid', async () => {
    const bench = createBench();
    await charge(bench, 16);
    const before = soc(bench);
    await bench.clock.advance(60 * MINUTE);
    const gained = ((soc(bench) - before) / 100) * 82_000;
    assert.ok(Math.abs(gained - 11_040 * 0.9) < 0.01);
    assert.equal(CHARGING_EFFICIENCY, 0.9);
  });

  it('draws less from each step of its charge curve on, at once, and is back in B when it is full', async () => {
    const bench = createBench();
    bench.board.setCar(1, { soc: 89 });
    await charge(bench, 32);
    const steps: (readonly [soc: number, drawnA: number])[] = [];
    bench.board.observe(() => {
      const drawnA = bench.drawn();
      if ((steps.at(-1)?.[1] ?? 32) !== drawnA) steps.push([Math.round(soc(bench) * 1000) / 1000, drawnA]);
    });
    await bench.clock.advance(3 * 60 * MINUTE);
    assert.deepEqual(steps, [
      [90, 24],
      [97, 12.8],
      [100, 0],
    ]);
    assert.equal(bench.connector().pilot(), 'B');
    assert.equal(bench.clock.pending(), 0);
    assert.equal(statesHeard(bench), 'BCB');
  });

  it('takes the time to be full that its battery and curve say', async () => {
    const bench = createBench();
    bench.board.setCar(1, { soc: 89 });
    bench.board.plugIn(1);
    bench.offer(32);
    bench.connector().setRelays([1, 2, 3]);
    await bench.clock.advance(1000);
    const since = bench.clock.elapsed();
    await bench.clock.runUntil(() => bench.connector().pilot() === 'B', 10 * 60 * MINUTE);
    const hours = [
      [1, 32],
      [7, 24],
      [3, 12.8],
    ].reduce((sum, [percent = 0, drawnA = 1]) => sum + (820 * percent) / 0.9 / (3 * 230 * drawnA), 0);
    assert.ok(Math.abs(bench.clock.elapsed() - since - hours * 60 * MINUTE) < 10);
  });

  it('stays in B when it is full, and starts again when its battery is not any more', async () => {
    const bench = createBench();
    bench.board.setCar(1, { soc: 100 });
    await charge(bench, 16);
    assert.equal(statesHeard(bench), 'B');
    bench.board.setCar(1, { soc: 50 });
    await bench.clock.advance(1000);
    assert.equal(bench.connector().pilot(), 'C');
  });

  it('does not draw less than 6 A for its curve', () => {
    const car = withSettings(arrivingCar(carModelNamed('hybrid-4kw-single-phase')), { soc: 96 });
    assert.equal(wantedCurrent(car), 6);
  });

  it('goes on in its own mind when something but its state is set', async () => {
    const bench = createBench();
    await charge(bench, 32);
    bench.board.setCar(1, { currentA: 9, phases: 1 });
    await bench.clock.advance(2000);
    const car = bench.board.car(1);
    assert.ok(car.plugged && !car.manual);
    assert.equal(car.drawnA, 9);
    assert.equal(car.phases, 1);
    bench.offer(undefined);
    await bench.clock.advance(1000);
    assert.equal(bench.connector().pilot(), 'B');
  });
});

describe('a car driven by hand', () => {
  it('holds the pilot in the state that it is told, whatever is offered', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    for (const state of ['C', 'D', 'E', 'F', 'B'] as const) {
      bench.board.setCar(1, { state });
      assert.equal(bench.connector().pilot(), state);
      bench.offer(16);
      await bench.clock.advance(5000);
      assert.equal(bench.connector().pilot(), state);
      bench.offer(undefined);
      await bench.clock.advance(5000);
      assert.equal(bench.connector().pilot(), state);
    }
  });

  it('draws in C and D the lesser of what it is told and what is offered, and nothing in the other states', async () => {
    const bench = createBench();
    bench.connector().setRelays([1, 2, 3]);
    bench.offer(16);
    for (const [state, currentA, drawnA] of [
      ['C', 10, 10],
      ['C', 32, 16],
      ['D', 20, 16],
      ['B', 20, 0],
      ['E', 20, 0],
      ['F', 20, 0],
    ] as const) {
      bench.board.setCar(1, { state, currentA });
      await bench.clock.advance(50);
      assert.ok(Math.abs(bench.drawn() - drawnA) < 1e-9, `${state} ${currentA} A: ${bench.drawn()} A`);
    }
  });

  it('draws nothing while nothing is offered or the relays are open', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'C', currentA: 16 });
    bench.offer(16);
    await bench.clock.advance(1000);
    assert.equal(bench.drawn(), 0);
    bench.connector().setRelays([1]);
    await bench.clock.advance(1000);
    assert.ok(bench.drawn() > 15.9);
    bench.offer(undefined);
    assert.equal(bench.drawn(), 0);
  });

  it('uses the phases that it is told', async () => {
    const bench = createBench();
    bench.offer(16);
    bench.connector().setRelays([1, 2, 3]);
    for (const phases of [1, 2, 3] as const) {
      bench.board.setCar(1, { state: 'C', phases });
      await bench.clock.advance(50);
      const flowing = bench
        .connector()
        .meter()
        .lines.filter((line) => line.currentA > 0);
      assert.equal(flowing.length, phases);
    }
  });

  it('goes on drawing when its battery is full', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'C', currentA: 16, soc: 99.9 });
    bench.offer(16);
    bench.connector().setRelays([1, 2, 3]);
    await bench.clock.advance(60 * MINUTE);
    assert.equal(soc(bench), 100);
    assert.ok(bench.drawn() > 15.9);
  });

  it('is brought along by a state when there was none, and taken away by A', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'C' });
    assert.equal(bench.connector().pilot(), 'C');
    bench.board.setCar(1, { state: 'A' });
    assert.equal(bench.connector().pilot(), 'A');
    await bench.clock.settle();
    assert.equal(statesHeard(bench), 'BCA');
  });

  it('is forgotten with the plug: the next car has a mind of its own and 30 %', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'C', currentA: 7, phases: 1, soc: 90 });
    bench.board.plugOut(1);
    bench.board.plugIn(1);
    assert.deepEqual(bench.board.car(1), snapshotOf(arrivingCar(carModelNamed('wagon-22kw')), 0));
    assert.ok(Math.abs(soc(bench) - 30) < 1e-9);
  });

  it('is refused a current or a state of charge that cannot be', () => {
    const bench = createBench();
    for (const settings of [{ currentA: -1 }, { currentA: Number.NaN }, { soc: 101 }, { soc: -1 }]) {
      assert.throws(() => bench.board.setCar(1, settings), RangeError);
    }
    assert.throws(() => bench.board.setCar(2, {}), RangeError);
  });
});

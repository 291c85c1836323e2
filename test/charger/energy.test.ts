import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limitSources } from '../../src/charger/limits.ts';
import {
  type Bench,
  charge,
  createBench,
  createChargingBench,
  groundFailure,
  LOCK_MS,
  owner,
  RELAY_MS,
} from './bench.ts';

/** IEC 61851-1: a car that goes on drawing is cut off so long after the offer has ended. */
const PATIENCE_MS = 6000;

/** A transaction with a car that is held in C by hand, whatever it is offered: it draws 16 A. */
async function createStubbornBench(): Promise<Bench> {
  const bench = createBench();
  bench.board.setCar(1, { state: 'C', currentA: 16 });
  await bench.clock.settle();
  bench.charger.authorize(1, owner);
  await bench.clock.advance(LOCK_MS + RELAY_MS);
  assert.deepEqual(bench.view().lines, [1, 2, 3]);
  return bench;
}

describe('the relays', () => {
  it('stay closed for 6 s when the offer ends and the car does not stop, and open then', async () => {
    const bench = await createStubbornBench();
    bench.charger.end(1, { reason: 'Remote' });
    await bench.clock.advance(PATIENCE_MS + RELAY_MS - 1);
    assert.deepEqual([bench.view().lines, bench.told.length], [[1, 2, 3], 1]);
    await bench.clock.advance(1);
    assert.deepEqual([bench.view().lines, bench.told.length], [[], 2]);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.phase()], [[], 'finishing']);
  });

  it('open at once when the car leaves C within the 6 s', async () => {
    const bench = await createStubbornBench();
    bench.charger.end(1, { reason: 'Remote' });
    await bench.clock.advance(2000);
    bench.board.setCar(1, { state: 'B' });
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual([bench.view().lines, bench.told.length], [[], 2]);
  });

  it('do not open when there is an offer again within the 6 s, and the next 6 s are counted anew', async () => {
    const bench = await createStubbornBench();
    bench.charger.setLimit(1, 'schedule', 0);
    await bench.clock.advance(2000);
    bench.charger.setLimit(1, 'temperature', 5);
    await bench.clock.advance(2000);
    bench.charger.setLimit(1, 'temperature', undefined);
    bench.charger.setLimit(1, 'schedule', undefined);
    const before = bench.changes.length;
    await bench.clock.advance(2 * PATIENCE_MS);
    assert.deepEqual(bench.changes.slice(before), [], 'nothing moves');
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    bench.charger.setLimit(1, 'schedule', 0);
    await bench.clock.advance(PATIENCE_MS + RELAY_MS - 1);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    await bench.clock.advance(1);
    assert.deepEqual([bench.view().lines, bench.phase()], [[], 'transaction']);
  });

  it('are counted once, not anew with every change, while the offer is gone', async () => {
    const bench = await createStubbornBench();
    bench.charger.setLimit(1, 'schedule', 0);
    for (let second = 0; second < 6; second++) {
      await bench.clock.advance(1000);
      bench.charger.setLimit(1, 'temperature', second);
    }
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual(bench.view().lines, []);
  });

  it('close again for a car that still asks when there is an offer again after they were forced open', async () => {
    const bench = await createStubbornBench();
    bench.charger.setLimit(1, 'schedule', 0);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.view().lines, []);
    bench.charger.setLimit(1, 'schedule', 16);
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
  });

  for (const state of ['B', 'E', 'F'] as const) {
    it(`open at once when the car goes from C to ${state}, the transaction goes on, and they close when it is back in C`, async () => {
      const bench = await createStubbornBench();
      bench.board.setCar(1, { state });
      await bench.clock.advance(RELAY_MS);
      assert.deepEqual([bench.view().lines, bench.phase()], [[], 'transaction']);
      await bench.clock.advance(60_000);
      bench.board.setCar(1, { state: 'C' });
      await bench.clock.advance(RELAY_MS);
      assert.deepEqual([bench.view().lines, bench.told.length], [[1, 2, 3], 1]);
    });
  }

  it('do not close when the car leaves C before they have', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'B' });
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    bench.board.setCar(1, { state: 'C' });
    await bench.clock.advance(RELAY_MS - 1);
    bench.board.setCar(1, { state: 'B' });
    await bench.clock.advance(RELAY_MS);
    assert.deepEqual(bench.view().lines, []);
    assert.ok(bench.changes.every(({ lines }) => lines.length === 0));
  });

  it('that have closed a moment ago end no transaction which is ended in that moment', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(1000 + RELAY_MS - 1);
    bench.clock.after(1, () => bench.charger.end(1, { reason: 'Remote' }));
    await bench.clock.advance(1);
    assert.deepEqual([bench.view().lines, bench.told.length], [[1, 2, 3], 1]);
    await bench.clock.advance(1000);
    assert.deepEqual([bench.view().lines, bench.told.length], [[], 2]);
  });

  for (const [ventilation, lines] of [
    [true, [1, 2, 3]],
    [false, []],
  ] as const) {
    it(`${ventilation ? 'close' : 'stay open'} for a car that asks for ventilation where there is ${ventilation ? 'some' : 'none'}`, async () => {
      const bench = createBench({ connectors: [{ id: 1, ventilation }], car: 'van-11kw-ventilated' });
      bench.board.plugIn(1);
      await bench.clock.settle();
      bench.charger.authorize(1, owner);
      await bench.clock.advance(60_000);
      assert.deepEqual([bench.view().pilot, bench.view().lines, bench.phase()], ['D', lines, 'transaction']);
      assert.equal(bench.register() > 0, ventilation);
    });
  }

  const supplies = [
    ['TN', 3, 3, [1, 2, 3]],
    ['TN', 1, 3, [1]],
    ['TN', 3, 1, [1]],
    ['IT', 3, 3, [1, 2, 3]],
    ['IT', 1, 3, [1, 2]],
    ['IT', 3, 1, [1, 2]],
  ] as const;
  for (const [type, phases, relays, lines] of supplies) {
    it(`connect lines ${lines} of ${type} with ${phases} phases, with relays for ${relays}`, async () => {
      const grid = { type, voltageV: 230, phases };
      const bench = await createChargingBench({ grid, connectors: [{ id: 1, phases: relays }] });
      assert.deepEqual(bench.view().lines, lines);
    });
  }
});

describe('a fault', () => {
  for (const connector of [0, 1]) {
    it(`that blocks opens the relays and ends the offer at once, and charging goes on when it is mended (${connector === 0 ? 'of the charger' : 'of the connector'})`, async () => {
      const bench = await createStubbornBench();
      bench.board.raiseFault(connector, groundFailure);
      await bench.clock.advance(RELAY_MS - 1);
      assert.deepEqual([bench.view().lines, bench.offered(), bench.charger.led().colour], [[1, 2, 3], 0, 'red']);
      await bench.clock.advance(1);
      assert.deepEqual(bench.view().lines, []);
      assert.deepEqual(bench.view().faults, [groundFailure]);
      await bench.clock.advance(3_600_000);
      assert.deepEqual([bench.view().lines, bench.phase(), bench.told.length], [[], 'transaction', 1]);
      bench.board.clearFault(connector, groundFailure.id);
      await bench.clock.advance(RELAY_MS);
      assert.deepEqual([bench.view().lines, bench.offered(), bench.view().faults], [[1, 2, 3], 32, []]);
      assert.equal(bench.told.length, 1);
    });
  }

  it('lets a car with a mind of its own begin again by itself when it is mended', async () => {
    const bench = await createChargingBench();
    bench.board.raiseFault(1, groundFailure);
    await bench.clock.advance(60_000);
    const before = bench.register();
    bench.board.clearFault(1, groundFailure.id);
    await bench.clock.advance(60_000);
    assert.ok(bench.register() > before);
  });

  it('that does not block changes nothing but what can be seen', async () => {
    const bench = await createChargingBench();
    const warning = { ...groundFailure, blocking: false };
    bench.board.raiseFault(1, warning);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.view().faults], [[1, 2, 3], [warning]]);
    assert.equal(bench.charger.led().colour, 'green');
  });

  it('is replaced by one of the same id, and energy may flow when no other blocks', async () => {
    const bench = await createStubbornBench();
    bench.board.raiseFault(1, groundFailure);
    bench.board.raiseFault(0, { ...groundFailure, id: 'hot', code: 'HighTemperature' });
    await bench.clock.advance(1000);
    assert.equal(bench.view().faults.length, 2);
    bench.board.raiseFault(1, { ...groundFailure, blocking: false });
    await bench.clock.advance(1000);
    assert.deepEqual(bench.view().lines, [], 'the other blocks');
    bench.board.clearFault(0, 'hot');
    await bench.clock.advance(1000);
    assert.deepEqual([bench.view().lines, bench.view().faults.length], [[1, 2, 3], 1]);
  });

  it('lets a transaction begin and keeps it waiting', async () => {
    const bench = createBench();
    bench.board.raiseFault(0, groundFailure);
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.phase(), bench.offered(), bench.register()], ['transaction', 0, 0]);
    bench.board.clearFault(0, groundFailure.id);
    await bench.clock.advance(60_000);
    assert.ok(bench.register() > 0);
  });

  it('of one connector leaves the other alone, one of the charger stops both', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    await charge(bench, 1);
    await charge(bench, 2);
    bench.board.raiseFault(1, groundFailure);
    await bench.clock.advance(1000);
    assert.deepEqual([bench.view(1).lines, bench.view(2).lines], [[], [1, 2, 3]]);
    assert.deepEqual(bench.view(2).faults, []);
    bench.board.raiseFault(0, { ...groundFailure, id: 'other' });
    await bench.clock.advance(1000);
    assert.deepEqual([bench.view(1).lines, bench.view(2).lines], [[], []]);
  });
});

describe('the offer', () => {
  it('is the lowest of all limits, and follows them as a duty cycle, at most every 5 s', async () => {
    const bench = await createChargingBench();
    const duty = () => {
      const output = bench.board.pilotOutput(1);
      return output.kind === 'pwm' ? Math.round(output.dutyPercent * 1000) / 1000 : undefined;
    };
    assert.deepEqual([duty(), bench.view().limit], [53.333, { source: 'hardware', maxCurrentA: 32 }]);
    bench.charger.setLimit(1, 'schedule', 16);
    assert.deepEqual([duty(), bench.view().offeredA], [26.667, 16]);
    assert.deepEqual(bench.view().limit, { source: 'schedule', maxCurrentA: 16 });
    bench.charger.setLimit(1, 'installer', 24);
    assert.equal(duty(), 26.667);
    bench.charger.setLimit(1, 'schedule', undefined);
    assert.deepEqual([duty(), bench.view().limit.maxCurrentA], [26.667, 24]);
    await bench.clock.advance(4999);
    assert.equal(duty(), 26.667);
    await bench.clock.advance(1);
    assert.equal(duty(), 40);
    // The last of several is what comes out.
    bench.charger.setLimit(1, 'temperature', 10);
    bench.charger.setLimit(1, 'temperature', 6);
    await bench.clock.advance(5000);
    assert.equal(duty(), 10);
    assert.deepEqual(bench.view().limits, { hardware: 32, cable: 32, installer: 24, temperature: 6 });
    await bench.clock.advance(5000);
    const car = bench.board.car(1);
    assert.ok(car.plugged && car.drawnA === 6);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
  });

  it('below 6 A is none: the car pauses, the transaction goes on, and charging begins again with 6 A', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 5.9);
    assert.deepEqual([bench.board.pilotOutput(1), bench.view().offeredA], [{ kind: 'off' }, 0]);
    await bench.clock.advance(1000);
    const paused = bench.register();
    await bench.clock.advance(3_600_000);
    assert.deepEqual([bench.register(), bench.phase(), bench.view().lines], [paused, 'transaction', []]);
    bench.charger.setLimit(1, 'schedule', 6);
    await bench.clock.advance(60_000);
    assert.ok(bench.register() > paused);
    assert.equal(bench.told.length, 1);
  });

  it('is none without a transaction, whatever the limits are', async () => {
    const bench = createBench();
    for (const source of limitSources) if (source !== 'hardware') bench.charger.setLimit(1, source, 80);
    assert.equal(bench.offered(), 0);
    bench.board.plugIn(1);
    await bench.clock.advance(60_000);
    bench.charger.setLimit(1, 'schedule', 16);
    assert.equal(bench.offered(), 0);
  });

  it('is under the limit that holds when the transaction begins', async () => {
    const bench = createBench();
    bench.charger.setLimit(1, 'schedule', 10);
    await charge(bench);
    assert.equal(Math.round(bench.offered() * 1e6) / 1e6, 10);
  });

  it('of one connector is not limited by what limits another', async () => {
    const bench = createBench({ connectors: [{ id: 1, maxCurrentA: 16 }, { id: 2 }] });
    await charge(bench, 1);
    await charge(bench, 2);
    await bench.clock.advance(5000);
    bench.charger.setLimit(1, 'schedule', 8);
    assert.deepEqual([bench.view(1).offeredA, bench.view(2).offeredA], [8, 32]);
    bench.charger.setLimit(1, 'schedule', undefined);
    await bench.clock.advance(5000);
    assert.equal(bench.view(1).offeredA, 16);
  });

  it('is withheld when the id has turned out to be invalid: the transaction goes on without energy, until it is ended', async () => {
    const bench = await createChargingBench();
    bench.charger.withhold(1);
    assert.equal(bench.offered(), 0);
    await bench.clock.advance(1000);
    const before = bench.register();
    await bench.clock.advance(3_600_000);
    assert.deepEqual([bench.register(), bench.phase(), bench.told.length], [before, 'transaction', 1]);
    bench.charger.end(1, { reason: 'Local' });
    assert.deepEqual([bench.told.length, bench.phase()], [2, 'finishing']);
  });
});

describe('a transaction', () => {
  /** Whether it is told of as started; a transaction is expected. */
  function hasStarted(bench: Bench): boolean {
    const { session } = bench.view();
    assert.ok(session.phase === 'transaction');
    return session.started;
  }

  it('has started when the relays have closed', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(1000 + RELAY_MS - 1);
    assert.equal(hasStarted(bench), false);
    await bench.clock.advance(1);
    assert.equal(hasStarted(bench), true);
    assert.ok(bench.changes.some(({ session }) => session.phase === 'transaction' && session.started));
  });

  it('has started when the car was given 10 s and has not asked', async () => {
    const bench = createBench();
    bench.board.setCar(1, { state: 'B' });
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(9999);
    assert.equal(hasStarted(bench), false);
    await bench.clock.advance(1);
    assert.equal(hasStarted(bench), true);
  });

  it('has started when the car is kept waiting from the beginning', async () => {
    const bench = createBench();
    bench.charger.setLimit(1, 'schedule', 0);
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    assert.equal(hasStarted(bench), true);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRegister } from '../../../src/boards/virtual/meter.ts';
import { createVirtualClock } from '../../../src/clock/virtual-clock.ts';
import { charge, createBench, it3, tn } from './bench.ts';

const HOUR = 3_600_000;

describe('the meter of the virtual board', () => {
  it('counts one hour of three times 16 A as 11040 Wh', async () => {
    const bench = createBench();
    await charge(bench, 16);
    const before = bench.connector().meter().energyWh;
    await bench.clock.advance(HOUR);
    assert.ok(Math.abs(bench.connector().meter().energyWh - before - 11_040) <= 1);
  });

  it('gives out whole Wh, and has saved them before it does', async () => {
    const bench = createBench();
    await charge(bench, 16);
    for (let look = 0; look < 50; look++) {
      await bench.clock.advance(337);
      const { energyWh } = bench.connector().meter();
      assert.equal(energyWh, Math.floor(energyWh));
      assert.ok((bench.memory.get(1) ?? 0) > energyWh - 1e-3);
    }
  });

  it('saves at least every 100 Wh when nobody looks', async () => {
    const bench = createBench();
    await charge(bench, 32);
    const start = bench.memory.get(1) ?? 0;
    for (let minute = 1; minute <= 60; minute++) {
      await bench.clock.advance(60_000);
      const drawnWh = (3 * 230 * 32 * minute) / 60;
      assert.ok((bench.memory.get(1) ?? 0) >= start + drawnWh - 100);
    }
  });

  it('goes on counting while its memory takes nothing, gives no reading out meanwhile, and has lost nothing afterwards', () => {
    const clock = createVirtualClock();
    let saved = 0;
    let full = false;
    const register = createRegister(
      clock,
      {
        load: () => saved,
        save(_, energyWh) {
          if (full) throw new Error('the disk is full');
          saved = energyWh;
        },
      },
      1,
    );
    full = true;
    register.setPower(36_000);
    return clock.advance(60_000).then(() => {
      register.count();
      register.keep();
      assert.equal(saved, 0);
      assert.throws(() => register.read(), /the disk is full/);
      // It is not tried again at once, over and over.
      assert.equal(register.whUntilKept(), 100);
      full = false;
      assert.equal(register.read(), 600);
      assert.equal(saved, 600);
    });
  });

  it('does not look at the wall clock', async () => {
    const bench = createBench();
    await charge(bench, 16);
    const before = bench.connector().meter().energyWh;
    bench.clock.step(-HOUR);
    assert.equal(bench.connector().meter().energyWh, before);
    bench.clock.step(3 * HOUR);
    assert.equal(bench.connector().meter().energyWh, before);
  });

  it('can be set by hand, is saved then, and goes on from there', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.setMeter(1, 5);
    assert.equal(bench.memory.get(1), 5);
    assert.equal(bench.connector().meter().energyWh, 5);
    await bench.clock.advance(HOUR);
    assert.ok(Math.abs(bench.connector().meter().energyWh - 11_045) <= 1);
    assert.throws(() => bench.board.setMeter(1, -1), RangeError);
    assert.throws(() => bench.board.setMeter(1, Number.NaN), RangeError);
  });

  it('starts from what the memory holds, connector by connector', () => {
    const memory = new Map([[2, 1234.5]]);
    const bench = createBench({ memory, connectors: [{ id: 1 }, { id: 2 }] });
    assert.equal(bench.connector(1).meter().energyWh, 0);
    assert.equal(bench.connector(2).meter().energyWh, 1234);
  });

  it('shows the same twice within a second, and something else a second later', async () => {
    const bench = createBench();
    await charge(bench, 16);
    const first = bench.connector().meter();
    await bench.clock.advance(400);
    const second = bench.connector().meter();
    assert.deepEqual(second.lines, first.lines);
    await bench.clock.advance(1000);
    assert.notDeepEqual(bench.connector().meter().lines, first.lines);
  });

  it('shows 0 A and 0 W exactly while no current flows, and the voltage all the same', () => {
    const reading = createBench().connector().meter();
    assert.equal(reading.powerW, 0);
    for (const line of reading.lines) {
      assert.equal(line.currentA, 0);
      assert.ok(Math.abs(line.voltageV - 230) <= 230 * 0.003);
    }
  });

  it('shows no voltage on lines that the installation does not bring', () => {
    const reading = createBench({ grid: { type: 'TN', voltageV: 230, phases: 1 } })
      .connector()
      .meter();
    assert.deepEqual(
      reading.lines.map((line) => line.voltageV > 0),
      [true, false, false],
    );
  });

  it('stays close to the truth, never shows more current than flows, and its power is that of what it shows', async () => {
    const bench = createBench();
    await charge(bench, 16);
    for (let second = 0; second < 200; second++) {
      await bench.clock.advance(1000);
      const { lines, powerW } = bench.connector().meter();
      for (const { voltageV, currentA } of lines) {
        assert.ok(currentA <= 16 && currentA >= 16 * 0.995, `${currentA} A`);
        assert.ok(voltageV <= 230 * 1.003 && voltageV >= 230 * 0.997 - 1, `${voltageV} V`);
      }
      const sum = lines.reduce((total, line) => total + line.voltageV * line.currentA, 0);
      assert.ok(Math.abs(powerW - sum) < 1e-9);
    }
  });

  it('shows on IT the same current on both lines of a pair, and the power of one phase', async () => {
    const bench = createBench({ grid: it3, car: 'city-7kw-single-phase' });
    await charge(bench, 16, [1, 3]);
    const { lines, powerW } = bench.connector().meter();
    assert.equal(lines[0].currentA, lines[2].currentA);
    assert.equal(lines[1].currentA, 0);
    assert.ok(lines[0].currentA > 15.9);
    assert.ok(Math.abs(powerW - lines[2].voltageV * lines[2].currentA) < 1e-9);
  });

  it('shows on IT the power of three phases as the square root of three times voltage and current', async () => {
    const bench = createBench({ grid: it3 });
    await charge(bench, 16);
    const { powerW } = bench.connector().meter();
    assert.ok(Math.abs(powerW / (Math.sqrt(3) * 230 * 16) - 1) < 0.01);
  });

  it('reads the current on the grid line that feeds the car', async () => {
    const bench = createBench({ car: 'city-7kw-single-phase' });
    await charge(bench, 16, [3]);
    assert.deepEqual(
      bench
        .connector()
        .meter()
        .lines.map((line) => Math.round(line.currentA)),
      [0, 0, 16],
    );
  });

  it('shows the same on every board of the same seed, and differs from one of another', async () => {
    const [one, same, other] = [createBench({ seed: 7 }), createBench({ seed: 7 }), createBench({ seed: 8 })];
    for (const bench of [one, same, other]) await charge(bench, 16);
    assert.deepEqual(same.connector().meter(), one.connector().meter());
    assert.notDeepEqual(other.connector().meter(), one.connector().meter());
  });

  it('differs between two connectors', () => {
    const bench = createBench({ grid: tn, connectors: [{ id: 1 }, { id: 2 }] });
    assert.notDeepEqual(bench.connector(1).meter().lines, bench.connector(2).meter().lines);
  });
});

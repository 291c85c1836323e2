/** From three phases to one and back while a car charges: a whole charger with simulated cars (phase-drive.ts alone has tests of its own). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grid } from '../../src/charger/board.ts';
import { type Bench, charge, createChargingBench, owner } from './bench.ts';
import { createHandBench } from './hand-bench.ts';

const it3: Grid = { type: 'IT', voltageV: 230, phases: 3 };

/** What is seen of the relays, the offer and the switching from now on, each time that it is another, and after how many seconds. */
function record(bench: Bench): () => readonly string[] {
  const first = bench.changes.length;
  const start = bench.clock.elapsed();
  const moments: number[] = [];
  const { push } = bench.changes;
  bench.changes.push = (...views) => {
    moments.push((bench.clock.elapsed() - start) / 1000);
    return push.apply(bench.changes, views);
  };
  return () => {
    const seen = bench.changes
      .slice(first)
      .map(
        ({ lines, offeredA, switchingPhases }) =>
          `${lines.join('') || '-'} ${offeredA} A${switchingPhases ? ' switching' : ''}`,
      );
    return seen.flatMap((now, index) => (now === seen[index - 1] ? [] : [`${moments[index]} s: ${now}`]));
  };
}

describe('a car that charges with three phases', () => {
  it('goes on with one when that is wanted: no offer for 10 s, the other relays, the offer again; and back after 10 s', async () => {
    const bench = await createChargingBench();
    const story = record(bench);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(60_000);
    assert.deepEqual(story(), ['0 s: 123 0 A switching', '0.55 s: - 0 A switching', '10 s: - 16 A', '11.05 s: 1 16 A']);
    const oneW = bench.charger.meter(1).powerW;
    assert.ok(Math.abs(oneW / (16 * 230) - 1) < 0.02, `${oneW} W`);
    bench.charger.setLimit(1, 'schedule', 16);
    await bench.clock.advance(60_000);
    assert.deepEqual(story().slice(4), [
      '70 s: 1 0 A switching',
      '70.55 s: - 0 A switching',
      '80 s: - 16 A',
      '81.05 s: 123 16 A',
    ]);
    const threeW = bench.charger.meter(1).powerW;
    assert.ok(Math.abs(threeW / (3 * 16 * 230) - 1) < 0.02, `${threeW} W`);
    assert.deepEqual([bench.told.length, bench.failures, bench.view().faults], [1, [], []]);
  });

  it('goes on between two lines of an IT grid', async () => {
    const bench = await createChargingBench({ grid: it3 });
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.view().lines, [1, 2]);
    const { powerW, lines } = bench.charger.meter(1);
    assert.ok(Math.abs(powerW / (16 * 230) - 1) < 0.02, `${powerW} W`);
    assert.deepEqual(
      lines.map(({ currentA }) => Math.round(currentA)),
      [16, 16, 0],
    );
  });

  it('begins with one when that is wanted from the beginning, without any sequence', async () => {
    const bench = await createChargingBench();
    bench.charger.end(1, { reason: 'Local' });
    bench.board.plugOut(1);
    await bench.clock.advance(10_000);
    bench.charger.setLimit(1, 'phase-cap', 32, { phases: 1 });
    await charge(bench);
    assert.deepEqual([bench.view().lines, bench.view().phases, bench.view().phaseLimit], [[1], 1, 'phase-cap']);
  });

  it('is not served above the limit of the sequence’s end: what is wanted last holds', async () => {
    const bench = await createChargingBench();
    const story = record(bench);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(4_000);
    bench.charger.setLimit(1, 'schedule', 10, { phases: 1 });
    await bench.clock.advance(60_000);
    assert.equal(story().at(-1), '11.05 s: 1 10 A');
  });

  it('that pauses meanwhile for want of current is at one phase when the pause is over', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(4_000);
    bench.charger.setLimit(1, 'schedule', 5, { phases: 1 });
    assert.equal(bench.view().switchingPhases, false, 'it is the limit that keeps the car waiting');
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().offeredA, bench.view().lines], [0, []]);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(10_000);
    assert.deepEqual([bench.view().offeredA, bench.view().lines], [16, [1]]);
  });

  it('that pauses of its own accord is switched as well, and served with one phase when it goes on', async () => {
    const bench = await createChargingBench();
    bench.board.setCar(1, { state: 'B' });
    await bench.clock.advance(1_000);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(11_000);
    bench.board.setCar(1, { state: 'C', currentA: 16 });
    await bench.clock.advance(1_000);
    assert.deepEqual([bench.view().offeredA, bench.view().lines], [16, [1]]);
  });

  it('that is unplugged meanwhile leaves nothing behind: the next car begins with what is wanted then', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(4_000);
    bench.board.plugOut(1);
    await bench.clock.advance(1_000);
    assert.deepEqual([bench.view().switchingPhases, bench.told.length, bench.phase()], [false, 2, 'idle']);
    bench.charger.setLimit(1, 'schedule', undefined);
    await charge(bench);
    assert.deepEqual(bench.view().lines, [1, 2, 3]);
  });

  it('whose transaction ends meanwhile is told when its relays are open, and nothing is switched', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    bench.charger.end(1, { reason: 'Remote' });
    await bench.clock.advance(550);
    assert.deepEqual([bench.told.length, bench.phase(), bench.view().switchingPhases], [2, 'finishing', false]);
    await bench.clock.advance(60_000);
    assert.deepEqual([bench.view().lines, bench.offered()], [[], 0]);
  });

  it('that goes on drawing is cut off after 6 s, and switched after 10', async () => {
    const bench = await createChargingBench();
    bench.board.setCar(1, { state: 'C' });
    await bench.clock.advance(1_000);
    const story = record(bench);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(60_000);
    assert.deepEqual(story(), ['0 s: 123 0 A switching', '6.05 s: - 0 A switching', '10 s: - 16 A', '10.05 s: 1 16 A']);
  });

  it('and does not come back from the pause is woken after 30 s, and stays the one who suspends', async () => {
    const bench = await createChargingBench();
    bench.board.setCar(1, { state: 'B' });
    const outputs: string[] = [];
    bench.board.observe(() => {
      const { kind } = bench.board.pilotOutput(1);
      if (outputs.at(-1) !== kind) outputs.push(kind);
    });
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(3_600_000);
    assert.deepEqual(outputs, ['off', 'pwm', 'fault', 'off', 'pwm']);
    assert.deepEqual([bench.phase(), bench.view().offeredA, bench.view().lines], ['transaction', 16, []]);
  });

  it('has its phases switched within the sequence that a fault interrupts, and charges with one when it is mended', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.clock.advance(2_000);
    bench.charger.setCause(0, 'over-voltage', true);
    assert.equal(bench.view().switchingPhases, false, 'it is the fault that keeps the car waiting');
    await bench.clock.advance(60_000);
    bench.charger.setCause(0, 'over-voltage', false);
    await bench.clock.advance(10_000);
    assert.deepEqual(bench.view().lines, [1]);
  });
});

describe('relays that have been told to close and have not yet', () => {
  it('are brought to other lines by the sequence, as closed ones', async () => {
    const bench = await createHandBench();
    await bench.car('C');
    bench.charger.authorize(1, owner);
    await bench.seconds(0.325);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.seconds(20);
    assert.deepEqual(bench.story(), [
      '0 s: offers 32 A',
      '0 s: locks',
      '0.3 s: closes 1,2,3',
      '0.325 s: offers nothing',
      '0.325 s: opens',
      '10.325 s: offers 16 A',
      '10.325 s: closes 1',
    ]);
  });
});

describe('relays that cannot switch under way', () => {
  it('give a car nothing while it may not have as many phases as they connect, and the next one what it may have', async () => {
    const bench = await createHandBench({ switchesPhases: false });
    await bench.charge();
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.car('B');
    await bench.seconds(3_600);
    assert.deepEqual(bench.story(), ['2 s: offers nothing', '2 s: opens']);
    bench.charger.setLimit(1, 'schedule', 16);
    await bench.car('C');
    await bench.seconds(10);
    assert.deepEqual([bench.view().lines, bench.view().offeredA], [[1, 2, 3], 16]);
    bench.charger.setLimit(1, 'schedule', 16, { phases: 1 });
    await bench.car('A');
    await bench.seconds(10);
    await bench.charge();
    assert.deepEqual(bench.view().lines, [1]);
    bench.charger.setLimit(1, 'schedule', 16);
    await bench.seconds(60);
    assert.deepEqual(bench.view().lines, [1], 'nor back');
  });
});

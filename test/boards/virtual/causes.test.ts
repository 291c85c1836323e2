import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BoardEvent } from '../../../src/charger/board.ts';
import { type FaultCause, faultCauseNames, faultCauses } from '../../../src/charger/fault-causes.ts';
import { type Bench, charge, createBench, it3 } from './bench.ts';

/** What was told of causes since the last look: '1 +meter-lost'. */
function told(bench: Bench): readonly string[] {
  return bench.events
    .splice(0)
    .flatMap((event) =>
      event.kind === 'cause' ? [`${event.connector} ${event.present ? '+' : '-'}${event.cause}`] : [],
    );
}

const placeOf = (cause: FaultCause) => (faultCauses[cause].of === 'charger' ? 0 : 1);

describe('every cause of trouble', () => {
  for (const cause of faultCauseNames) {
    it(`can be raised and cleared: ${cause}`, async () => {
      const bench = createBench();
      await charge(bench, 16);
      const at = placeOf(cause);
      bench.events.length = 0;
      assert.equal(bench.board.clearCause(at, cause), false);
      bench.board.raiseCause(at, cause);
      bench.board.raiseCause(at, cause);
      await bench.clock.settle();
      assert.deepEqual(told(bench), [`${at} +${cause}`]);
      assert.deepEqual(bench.board.causes(at), { raised: [cause], reported: [cause] });
      await bench.clock.advance(10_000);
      assert.equal(bench.board.clearCause(at, cause), true);
      assert.equal(bench.board.clearCause(at, cause), false);
      await bench.clock.settle();
      assert.deepEqual(told(bench), [`${at} -${cause}`]);
      assert.deepEqual(bench.board.causes(at), { raised: [], reported: [] });
    });

    it(`is told anew by a board that starts anew: ${cause}`, async () => {
      const bench = createBench();
      const at = placeOf(cause);
      bench.board.raiseCause(at, cause);
      bench.board.stop();
      bench.events.length = 0;
      bench.board.start((event) => bench.events.push(event));
      await bench.clock.settle();
      // There is no square wave yet that would show it.
      assert.deepEqual(told(bench), cause === 'diode-fault' ? [] : [`${at} +${cause}`]);
      assert.equal(bench.board.clearCause(at, cause), true);
    });

    it(`is refused where it does not belong: ${cause}`, () => {
      const { board } = createBench();
      assert.throws(() => board.raiseCause(1 - placeOf(cause), cause), RangeError);
      assert.throws(() => board.clearCause(1 - placeOf(cause), cause), RangeError);
      assert.throws(() => board.raiseCause(2, cause), RangeError);
    });
  }

  it('stands beside others, and goes alone', async () => {
    const bench = createBench();
    for (const cause of ['meter-lost', 'lock-failure', 'residual-current-dc'] as const)
      bench.board.raiseCause(1, cause);
    bench.board.raiseCause(0, 'tilt');
    bench.board.clearCause(1, 'lock-failure');
    await bench.clock.settle();
    assert.deepEqual(bench.board.causes(1).reported, ['meter-lost', 'residual-current-dc']);
    assert.deepEqual(bench.board.causes(0).reported, ['tilt']);
  });

  it('is of one connector', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    bench.board.raiseCause(2, 'lock-failure');
    for (const id of [1, 2]) bench.connector(id).setLock(true);
    await bench.clock.advance(300);
    assert.deepEqual(
      [1, 2].map((id) => bench.connector(id).locked()),
      [true, false],
    );
  });
});

describe('relays', () => {
  it('that are welded stay as they are, tell the truth, and let the current flow', async () => {
    const bench = createBench();
    await charge(bench, 16, [3, 1, 2]);
    bench.board.raiseCause(1, 'contactor-welded');
    bench.connector().setRelays([]);
    await bench.clock.advance(1_000);
    assert.deepEqual(bench.connector().relays(), [3, 1, 2]);
    assert.ok(bench.drawn() > 15.9);
    bench.board.stop();
    assert.deepEqual(bench.connector().relays(), [3, 1, 2]);
  });

  it('that weld while they are open come together', async () => {
    const bench = createBench({ grid: it3, connectors: [{ id: 1, phases: 1 }] });
    bench.board.raiseCause(1, 'contactor-welded');
    assert.deepEqual(bench.connector().relays(), [1, 2]);
    await bench.clock.settle();
    assert.ok(bench.events.some((event) => event.kind === 'relays' && event.lines.length === 2));
  });

  it('that are no longer welded do what they were asked for last', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.raiseCause(1, 'contactor-welded');
    bench.connector().setRelays([]);
    await bench.clock.advance(1_000);
    bench.events.length = 0;
    bench.board.clearCause(1, 'contactor-welded');
    await bench.clock.advance(50);
    assert.deepEqual(bench.connector().relays(), []);
    assert.ok(bench.events.some((event) => event.kind === 'relays'));
  });

  it('whose coil is dead fall open and do not close', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.events.length = 0;
    bench.board.raiseCause(1, 'contactor-stuck');
    assert.deepEqual(bench.connector().relays(), []);
    await bench.clock.settle();
    assert.ok(bench.events.some((event) => event.kind === 'relays' && event.lines.length === 0));
    bench.connector().setRelays([1]);
    await bench.clock.advance(1_000);
    assert.deepEqual(bench.connector().relays(), []);
    bench.board.clearCause(1, 'contactor-stuck');
    await bench.clock.advance(50);
    assert.deepEqual(bench.connector().relays(), [1]);
  });
});

describe('other things that break', () => {
  it('a lock stops where it is, and moves again when it is mended and asked', async () => {
    const bench = createBench();
    bench.connector().setLock(true);
    await bench.clock.advance(200);
    bench.board.raiseCause(1, 'lock-failure');
    bench.connector().setLock(true);
    await bench.clock.advance(1_000);
    assert.equal(bench.connector().locked(), false);
    bench.board.clearCause(1, 'lock-failure');
    bench.connector().setLock(true);
    await bench.clock.advance(300);
    assert.equal(bench.connector().locked(), true);
  });

  it('a meter that is lost stays at its last reading, counts on unseen, and tells the truth when it is back', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.raiseCause(1, 'meter-lost');
    const last = bench.connector().meter();
    assert.ok(last.powerW > 10_000);
    await bench.clock.advance(3_600_000);
    bench.board.plugOut(1);
    assert.deepEqual(bench.connector().meter(), last);
    bench.board.clearCause(1, 'meter-lost');
    const { energyWh, powerW } = bench.connector().meter();
    assert.equal(powerW, 0);
    assert.ok(Math.abs(energyWh - last.energyWh - 11_040) <= 1);
  });

  it('a reader that is lost hears no card', async () => {
    const bench = createBench();
    bench.board.raiseCause(0, 'reader-lost');
    bench.board.swipe('LOST');
    bench.board.clearCause(0, 'reader-lost');
    bench.board.swipe('HEARD');
    await bench.clock.settle();
    assert.deepEqual(
      bench.events.flatMap((event) => (event.kind === 'token' ? [event.idTag] : [])),
      ['HEARD'],
    );
  });

  it('a pilot that is out of its levels is E, offers nothing to the car, and leaves an empty socket empty', async () => {
    const bench = createBench();
    bench.board.raiseCause(1, 'pilot-fault');
    assert.equal(bench.connector().pilot(), 'A');
    await charge(bench, 16);
    assert.equal(bench.connector().pilot(), 'E');
    assert.equal(bench.drawn(), 0);
    bench.board.clearCause(1, 'pilot-fault');
    await bench.clock.advance(5_000);
    assert.equal(bench.connector().pilot(), 'C');
  });

  it('a diode that the car loses is missed under a square wave only', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.raiseCause(1, 'diode-fault');
    assert.deepEqual(bench.board.causes(1), { raised: ['diode-fault'], reported: ['diode-fault'] });
    bench.connector().setPilot({ kind: 'off' });
    assert.deepEqual(bench.board.causes(1), { raised: ['diode-fault'], reported: [] });
  });

  it('a residual current monitor that fails its test says so', () => {
    const bench = createBench();
    assert.equal(bench.connector().testResidualCurrentMonitor(), true);
    bench.board.raiseCause(1, 'residual-current-monitor');
    assert.equal(bench.connector().testResidualCurrentMonitor(), false);
  });

  it('a residual current is a cause above 30 mA AC and 6 mA DC', async () => {
    const bench = createBench();
    for (const [acMa, dcMa, expected] of [
      [30, 6, []],
      [30.1, 6, ['1 +residual-current-ac']],
      [31, 6.1, ['1 +residual-current-dc']],
      [0, 7, ['1 -residual-current-ac']],
      [0, 0, ['1 -residual-current-dc']],
    ] as const) {
      bench.board.setResidualCurrent(1, { acMa, dcMa });
      await bench.clock.settle();
      assert.deepEqual(told(bench), expected);
      assert.deepEqual(bench.board.instruments(1).residualCurrent, { acMa, dcMa });
    }
    assert.throws(() => bench.board.setResidualCurrent(1, { acMa: -1, dcMa: 0 }), RangeError);
  });
});

describe('the mains', () => {
  it('are a cause more than 10 % from nominal, on any line that the installation brings', async () => {
    for (const [phases, voltages, causes] of [
      [3, [253, 207, 230], []],
      [3, [253.1, 230, 230], ['over-voltage']],
      [3, [230, 230, 206.9], ['under-voltage']],
      [3, [260, 0, 230], ['over-voltage', 'under-voltage']],
      [3, [0, 0, 0], ['power-loss']],
      [1, [230, 0, 300], []],
      [1, [0, 230, 230], ['power-loss']],
    ] as const) {
      const bench = createBench({ grid: { type: 'TN', voltageV: 230, phases } });
      bench.board.setVoltages(voltages);
      assert.deepEqual(bench.board.causes(0).reported, causes);
      await bench.clock.settle();
      assert.deepEqual(
        told(bench),
        causes.map((cause) => `0 +${cause}`),
      );
      bench.board.setVoltages([230, 230, 230]);
      assert.deepEqual(bench.board.causes(0).reported, []);
    }
    assert.throws(() => createBench().board.setVoltages([230, -1, 230]), RangeError);
  });

  it('are what the meter shows and what the register counts', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.setVoltages([250, 240, 220]);
    const before = bench.connector().meter();
    for (const [index, voltageV] of [250, 240, 220].entries()) {
      assert.ok(Math.abs((before.lines[index]?.voltageV ?? 0) - voltageV) < 2);
    }
    await bench.clock.advance(3_600_000);
    const { energyWh } = bench.connector().meter();
    assert.ok(Math.abs(energyWh - before.energyWh - 16 * (250 + 240 + 220)) <= 1);
  });

  it('that are gone leave no current and no voltage, and the car draws again when they are back', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.board.raiseCause(0, 'power-loss');
    const { powerW, lines } = bench.connector().meter();
    assert.deepEqual([powerW, bench.drawn()], [0, 0]);
    for (const line of lines) assert.deepEqual(line, { voltageV: 0, currentA: 0 });
    bench.board.clearCause(0, 'power-loss');
    assert.ok(bench.drawn() > 15.9);
  });

  it('have one cause in place of another', () => {
    const { board } = createBench();
    board.raiseCause(0, 'over-voltage');
    board.raiseCause(0, 'under-voltage');
    assert.deepEqual(board.causes(0).reported, ['under-voltage']);
    assert.equal(board.clearCause(0, 'over-voltage'), false);
    assert.equal(board.clearCause(0, 'under-voltage'), true);
    assert.deepEqual(board.voltages(), [230, 230, 230]);
  });
});

describe('currents', () => {
  const heard = (events: readonly BoardEvent[]) =>
    events.flatMap((event) =>
      event.kind === 'current' ? [event.currents.map((each) => Math.round(each * 10) / 10)] : [],
    );

  it('are told by grid line when they change by more than half an ampere', async () => {
    const bench = createBench({ car: 'saloon-7kw-two-phase' });
    await charge(bench, 16, [3, 1, 2]);
    bench.offer(15.6);
    await bench.clock.advance(5_000);
    bench.offer(15.4);
    await bench.clock.advance(5_000);
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.deepEqual(heard(bench.events), [
      [16, 0, 16],
      [15.4, 0, 15.4],
      [0, 0, 0],
    ]);
  });

  it('are told anew where they flow on when a board starts anew', async () => {
    const bench = createBench({ car: 'rogue-stays-in-c' });
    await charge(bench, 16, [2]);
    bench.board.raiseCause(1, 'contactor-welded');
    bench.board.stop();
    bench.events.length = 0;
    bench.board.start((event) => bench.events.push(event));
    await bench.clock.settle();
    assert.deepEqual(heard(bench.events), [[0, 16, 0]]);
  });
});

describe('cables', () => {
  it('say what they bear: the car brings its own, or another one is taken', () => {
    const bench = createBench();
    assert.equal(bench.connector().cable(), undefined);
    for (const [name, cableA, expected] of [
      ['wagon-22kw', undefined, 32],
      ['hybrid-4kw-single-phase', undefined, 20],
      ['hybrid-4kw-single-phase', 63, 63],
      ['wagon-22kw', 13, 13],
    ] as const) {
      const model = bench.board.cars.find((each) => each.name === name);
      bench.board.plugIn(1, model, cableA);
      assert.equal(bench.connector().cable(), expected);
      bench.board.plugOut(1);
      assert.equal(bench.connector().cable(), undefined);
    }
  });

  it('that are fixed say nothing', () => {
    const bench = createBench({ connectors: [{ id: 1, lock: false }] });
    bench.board.plugIn(1, undefined, 13);
    assert.equal(bench.connector().cable(), undefined);
  });
});

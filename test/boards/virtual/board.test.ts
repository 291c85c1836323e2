import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fault } from '../../../src/charger/board.ts';
import { charge, createBench, it3 } from './bench.ts';

const groundFailure: Fault = { id: 'x', code: 'GroundFailure', blocking: true };

describe('the virtual board', () => {
  it('delivers events by the clock, never inside a call, in the order in which they happened', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    bench.board.plugIn(2);
    bench.board.swipe('04A1B2C3', [2]);
    bench.board.raiseFault(0, groundFailure);
    bench.board.plugOut(2);
    bench.board.swipe('04A1B2C3');
    assert.deepEqual(bench.events, []);
    await bench.clock.settle();
    assert.deepEqual(bench.events, [
      { kind: 'pilot', connector: 2, state: 'B' },
      { kind: 'token', idTag: '04A1B2C3', connectors: [2] },
      { kind: 'fault', connector: 0, fault: groundFailure, present: true },
      { kind: 'pilot', connector: 2, state: 'A' },
      { kind: 'token', idTag: '04A1B2C3' },
    ]);
  });

  it('plugs in and out idempotently', async () => {
    const bench = createBench();
    bench.board.plugOut(1);
    bench.board.plugIn(1);
    bench.board.plugIn(1);
    bench.board.plugOut(1);
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.deepEqual(
      bench.events.map((event) => event.kind === 'pilot' && event.state),
      ['B', 'A'],
    );
  });

  it('moves its relays in 50 ms and tells it once, also when asked again and again', async () => {
    const bench = createBench();
    const connector = bench.connector();
    connector.setRelays([1, 2, 3]);
    await bench.clock.advance(30);
    connector.setRelays([1, 2, 3]);
    await bench.clock.advance(20);
    assert.deepEqual(connector.relays(), [1, 2, 3]);
    connector.setRelays([1, 2, 3]);
    await bench.clock.advance(1000);
    assert.deepEqual(bench.events, [{ kind: 'relays', connector: 1, lines: [1, 2, 3] }]);
  });

  it('obeys the last order to its relays', async () => {
    const bench = createBench();
    bench.connector().setRelays([1, 2, 3]);
    await bench.clock.advance(30);
    bench.connector().setRelays([2]);
    await bench.clock.advance(30);
    assert.deepEqual(bench.connector().relays(), []);
    await bench.clock.advance(20);
    assert.deepEqual(bench.connector().relays(), [2]);
    bench.connector().setRelays([]);
    bench.connector().setRelays([2]);
    await bench.clock.advance(1000);
    assert.deepEqual(bench.events, [{ kind: 'relays', connector: 1, lines: [2] }]);
  });

  it('connects no more lines than it has relays for', async () => {
    for (const [grid, lines] of [
      [{ type: 'TN', voltageV: 230, phases: 3 }, [1]],
      [it3, [1, 2]],
    ] as const) {
      const bench = createBench({ grid, connectors: [{ id: 1, phases: 1 }] });
      bench.connector().setRelays([1, 2, 3]);
      await bench.clock.advance(50);
      assert.deepEqual(bench.connector().relays(), lines);
    }
  });

  it('moves its lock in 300 ms and tells it', async () => {
    const bench = createBench();
    bench.connector().setLock(true);
    await bench.clock.advance(299);
    assert.equal(bench.connector().locked(), false);
    await bench.clock.advance(1);
    assert.equal(bench.connector().locked(), true);
    await bench.clock.settle();
    assert.deepEqual(bench.events, [{ kind: 'lock', connector: 1, locked: true }]);
  });

  it('always holds a fixed cable', async () => {
    const bench = createBench({ connectors: [{ id: 1, lock: false }] });
    assert.equal(bench.connector().hasLock, false);
    assert.equal(bench.connector().locked(), true);
    bench.connector().setLock(false);
    await bench.clock.advance(1000);
    assert.equal(bench.connector().locked(), true);
    assert.deepEqual(bench.events, []);
  });

  it('lets the world pull a locked plug, and leaves the lock as it is', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    bench.connector().setLock(true);
    await bench.clock.advance(300);
    bench.board.plugOut(1);
    assert.equal(bench.connector().pilot(), 'A');
    assert.equal(bench.connector().locked(), true);
  });

  it('does not move the lock of a connector with a ConnectorLockFailure until that is mended', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    bench.board.raiseFault(1, { id: 'lock', code: 'ConnectorLockFailure', blocking: false });
    for (const id of [1, 2]) bench.connector(id).setLock(true);
    await bench.clock.advance(300);
    assert.deepEqual(
      [1, 2].map((id) => bench.connector(id).locked()),
      [false, true],
    );
    bench.board.clearFault(1, 'lock');
    bench.connector(1).setLock(true);
    await bench.clock.advance(300);
    assert.equal(bench.connector(1).locked(), true);
  });

  it('shows F on the pilot while it puts -12 V on it, and A all the same for an empty socket', async () => {
    const bench = createBench();
    bench.connector().setPilot({ kind: 'fault' });
    assert.equal(bench.connector().pilot(), 'A');
    bench.board.plugIn(1);
    assert.equal(bench.connector().pilot(), 'F');
    assert.equal(bench.board.car(1).state, 'B');
    bench.connector().setPilot({ kind: 'off' });
    assert.equal(bench.connector().pilot(), 'B');
    await bench.clock.settle();
    assert.deepEqual(
      bench.events.map((event) => event.kind === 'pilot' && event.state),
      ['F', 'B'],
    );
  });

  it('tells a fault and its end, and knows which faults there are', async () => {
    const bench = createBench();
    bench.board.raiseFault(1, groundFailure);
    assert.equal(bench.board.clearFault(1, 'y'), false);
    assert.equal(bench.board.clearFault(0, 'x'), false);
    assert.equal(bench.board.clearFault(1, 'x'), true);
    assert.equal(bench.board.clearFault(1, 'x'), false);
    await bench.clock.settle();
    assert.deepEqual(bench.events, [
      { kind: 'fault', connector: 1, fault: groundFailure, present: true },
      { kind: 'fault', connector: 1, fault: groundFailure, present: false },
    ]);
  });

  it('refuses connectors that do not exist, and ids that are not 1..n', () => {
    const { board } = createBench();
    for (const call of [
      () => board.plugIn(0),
      () => board.plugOut(2),
      () => board.car(2),
      () => board.raiseFault(2, groundFailure),
      () => board.clearFault(-1, 'x'),
      () => createBench({ connectors: [{ id: 2 }] }),
    ]) {
      assert.throws(call, RangeError);
    }
  });

  it('remembers its light and what is on the pilot', () => {
    const bench = createBench();
    assert.equal(bench.board.light().colour, 'off');
    bench.board.setLed({ colour: 'green', pulsing: true, intensity: 80 });
    assert.deepEqual(bench.board.light(), { colour: 'green', pulsing: true, intensity: 80 });
    assert.deepEqual(bench.board.pilotOutput(1), { kind: 'off' });
    bench.offer(12);
    assert.deepEqual(bench.board.pilotOutput(1), { kind: 'pwm', dutyPercent: 20 });
  });

  it('warms up with the square of the current and cools down again', async () => {
    const bench = createBench();
    assert.equal(bench.board.temperature(), 20);
    await charge(bench, 32);
    bench.board.setCar(1, { state: 'C' });
    await bench.clock.advance(20 * 60_000);
    const afterOneConstant = 20 + 25 * (1 - Math.exp(-1));
    assert.ok(Math.abs(bench.board.temperature() - afterOneConstant) < 0.1);
    await bench.clock.advance(10 * 3_600_000);
    assert.ok(Math.abs(bench.board.temperature() - 45) < 0.01);
    bench.offer(16);
    await bench.clock.advance(10 * 3_600_000);
    assert.ok(Math.abs(bench.board.temperature() - 26.25) < 0.01);
    bench.board.plugOut(1);
    await bench.clock.advance(10 * 3_600_000);
    assert.ok(Math.abs(bench.board.temperature() - 20) < 0.01);
  });

  it('tells observers once for each moment which connector changed, and 0 for the light', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2 }] });
    const heard: number[] = [];
    const stop = bench.board.observe((connector) => heard.push(connector));
    bench.board.plugIn(2);
    bench.offer(16, 2);
    bench.board.setLed({ colour: 'blue', pulsing: false, intensity: 100 });
    assert.deepEqual(heard, []);
    await bench.clock.settle();
    assert.deepEqual(heard, [2, 0]);
    bench.board.setMeter(1, 7);
    bench.connector(1).setLock(true);
    await bench.clock.advance(400);
    assert.deepEqual(heard, [2, 0, 1, 1]);
    stop();
    bench.board.plugOut(2);
    await bench.clock.advance(400);
    assert.deepEqual(heard, [2, 0, 1, 1]);
  });

  it('is all off after stop: no event, no relay, no pilot, no timer', async () => {
    const bench = createBench();
    await charge(bench, 16);
    bench.events.length = 0;
    bench.connector().setRelays([1]);
    bench.connector().setLock(true);
    bench.board.swipe('04A1B2C3');
    bench.board.stop();
    bench.board.swipe('04A1B2C3');
    assert.deepEqual(bench.connector().relays(), []);
    assert.deepEqual(bench.board.pilotOutput(1), { kind: 'off' });
    assert.equal(bench.drawn(), 0);
    await bench.clock.settle();
    assert.equal(bench.clock.pending(), 0);
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.events, []);
    assert.equal(bench.connector().locked(), false);
  });

  it('finds its car, its faults, its lock and its meter again when it is started anew', async () => {
    const bench = createBench();
    bench.connector().setLock(true);
    await charge(bench, 16);
    await bench.clock.advance(3_600_000);
    const { energyWh } = bench.connector().meter();
    assert.ok(energyWh > 11_000);
    bench.board.raiseFault(1, groundFailure);
    bench.board.swipe('from before');
    bench.board.stop();
    bench.events.length = 0;
    bench.board.start((event) => bench.events.push(event));
    await bench.clock.advance(60_000);
    assert.deepEqual(bench.events, [{ kind: 'fault', connector: 1, fault: groundFailure, present: true }]);
    assert.equal(bench.board.car(1).plugged, true);
    assert.deepEqual(bench.connector().relays(), []);
    assert.equal(bench.connector().locked(), true);
    assert.equal(bench.connector().meter().energyWh, energyWh);
  });
});

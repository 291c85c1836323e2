import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { charge, createBench } from './bench.ts';

const HOUR = 3_600_000;

function degrees(events: ReturnType<typeof createBench>['events']): readonly number[] {
  return events.splice(0).flatMap((event) => (event.kind === 'temperature' ? [event.celsius] : []));
}

describe('the temperature inside', () => {
  it('follows the air with a time constant of 20 minutes', async () => {
    const { board, clock } = createBench();
    board.setAmbient(40);
    assert.equal(board.temperature(), 20);
    await clock.advance(20 * 60_000);
    assert.ok(Math.abs(board.temperature() - (40 - 20 * Math.exp(-1))) < 1e-9);
    assert.equal(board.ambient(), 40);
    for (const celsius of [-51, 81, Number.NaN]) assert.throws(() => board.setAmbient(celsius), RangeError);
  });

  it('rises by 25 °C under full load, however many connectors there are and whatever they bear', async () => {
    const bench = createBench({ connectors: [{ id: 1 }, { id: 2, maxCurrentA: 16 }] });
    for (const id of [1, 2]) {
      bench.board.setCar(id, { state: 'C', currentA: 32 });
      bench.offer(id === 1 ? 32 : 16, id);
      bench.connector(id).setRelays([1, 2, 3]);
    }
    await bench.clock.advance(10 * HOUR);
    assert.ok(Math.abs(bench.board.temperature() - 45) < 0.01);
  });

  it('is told degree by degree from 50 °C on, when it is reached, and once below', async () => {
    const { board, clock, events } = createBench();
    board.setAmbient(54.5);
    await clock.advance(10 * HOUR);
    assert.deepEqual(degrees(events), [50, 51, 52, 53, 54]);
    assert.equal(clock.pending(), 0);
    board.setAmbient(20);
    await clock.advance(10 * HOUR);
    assert.deepEqual(degrees(events), [53, 52, 51, 50, 49]);
    assert.equal(clock.pending(), 0);
  });

  it('is what was told at the moment at which it is told', async () => {
    const { board, clock, events } = createBench();
    board.setAmbient(60);
    await clock.runUntil(() => events.some((event) => event.kind === 'temperature' && event.celsius === 55), 10 * HOUR);
    assert.ok(Math.abs(board.temperature() - 55) < 0.001);
    assert.ok(board.temperature() >= 55);
  });

  it('costs no timer while it stays below 50 °C', async () => {
    const bench = createBench();
    await charge(bench, 32);
    assert.equal(bench.clock.pending(), 1);
    bench.board.plugOut(1);
    bench.board.setAmbient(50);
    await bench.clock.settle();
    assert.equal(bench.clock.pending(), 0);
    bench.board.setAmbient(51);
    assert.equal(bench.clock.pending(), 1);
    bench.board.stop();
    assert.equal(bench.clock.pending(), 0);
  });

  it('is 90 °C at once when it is heated, and falls back at once', async () => {
    const { board, clock, events } = createBench();
    board.raiseCause(0, 'over-temperature');
    assert.equal(board.temperature(), 90);
    board.clearCause(0, 'over-temperature');
    assert.equal(board.temperature(), 20);
    await clock.settle();
    assert.deepEqual(degrees(events), [90, 20]);
  });

  it('is told again by a board that starts anew while it is warm', async () => {
    const { board, clock, events } = createBench();
    board.setAmbient(60);
    await clock.advance(5 * HOUR);
    board.stop();
    events.length = 0;
    board.start((event) => events.push(event));
    await clock.settle();
    assert.deepEqual(degrees(events), [59]);
  });
});

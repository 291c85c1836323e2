import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Bench, createBench, createChargingBench, LOCK_MS, owner, RELAY_MS } from './bench.ts';

/** The transaction has ended because its id turned out to be invalid; all has come to rest. */
async function deauthorized(bench: Bench): Promise<void> {
  bench.charger.end(1, { reason: 'DeAuthorized' });
  await bench.clock.advance(10_000);
}

describe('the lock', () => {
  it('holds the plug from the beginning of the transaction until the relays are open, and not before or after', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.advance(10_000);
    assert.equal(bench.view().locked, false);
    bench.charger.authorize(1, owner);
    await bench.clock.advance(LOCK_MS);
    assert.equal(bench.view().locked, true);
    await bench.clock.advance(3_600_000);
    assert.equal(bench.view().locked, true);
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(500 + RELAY_MS);
    assert.deepEqual([bench.view().lines, bench.view().locked], [[], true]);
    await bench.clock.advance(LOCK_MS);
    assert.equal(bench.view().locked, false);
  });

  it('holds the plug also while no energy flows: in a pause, and when nothing is offered', async () => {
    const bench = await createChargingBench();
    bench.charger.setLimit(1, 'schedule', 0);
    await bench.clock.advance(60_000);
    assert.equal(bench.view().locked, true);
    bench.charger.withhold(1);
    await bench.clock.advance(60_000);
    assert.equal(bench.view().locked, true);
  });

  it('lets go also when the transaction ends while the motor still runs', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(LOCK_MS / 2);
    bench.charger.end(1, { reason: 'Local' });
    assert.equal(bench.phase(), 'finishing');
    await bench.clock.advance(10_000);
    assert.equal(bench.view().locked, false);
  });

  it('tells when it has moved', async () => {
    const bench = createBench();
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(LOCK_MS);
    assert.deepEqual([bench.changes.at(-1)?.locked, bench.changes.at(-2)?.locked], [true, false]);
  });

  it('holds the cable of an invalid id, and it alone, until its owner comes, also when the car goes meanwhile', async () => {
    const bench = await createChargingBench();
    await deauthorized(bench);
    assert.deepEqual([bench.view().lines, bench.view().locked, bench.told.length], [[], true, 2]);
    bench.charger.authorize(1, { idTag: 'OTHER' });
    bench.charger.end(1, { reason: 'Remote' });
    await bench.clock.advance(3_600_000);
    assert.deepEqual([bench.view().locked, bench.phase(), bench.told.length], [true, 'finishing', 2]);
    bench.board.plugOut(1);
    await bench.clock.advance(3_600_000);
    assert.deepEqual([bench.view().locked, bench.phase()], [true, 'finishing']);
    bench.charger.release(1);
    await bench.clock.advance(LOCK_MS);
    assert.deepEqual([bench.view().locked, bench.phase()], [false, 'idle']);
  });

  it('lets a released cable go while the car is still there, which may then charge again', async () => {
    const bench = await createChargingBench();
    await deauthorized(bench);
    bench.charger.release(1);
    await bench.clock.advance(LOCK_MS);
    assert.deepEqual([bench.view().locked, bench.phase()], [false, 'finishing']);
    bench.charger.authorize(1, { idTag: 'OTHER' });
    await bench.clock.advance(10_000);
    assert.ok(bench.charger.meter(1).powerW > 0);
    assert.equal(bench.view().locked, true);
  });

  it('holds the cable of an invalid id also when its car was away already', async () => {
    const bench = await createChargingBench();
    bench.settings.stopOnEvSideDisconnect = false;
    bench.board.plugOut(1);
    await bench.clock.advance(60_000);
    await deauthorized(bench);
    assert.deepEqual([bench.view().locked, bench.phase()], [true, 'finishing']);
    bench.charger.release(1);
    await bench.clock.advance(LOCK_MS);
    assert.deepEqual([bench.view().locked, bench.phase()], [false, 'idle']);
  });

  it('is none at a fixed cable: nothing is held, and the place is free when the car goes', async () => {
    const bench = await createChargingBench({ connectors: [{ id: 1, lock: false }] });
    await deauthorized(bench);
    assert.deepEqual(bench.view().session, {
      phase: 'finishing',
      authorization: owner,
      plugged: true,
      held: false,
    });
    bench.board.plugOut(1);
    await bench.clock.settle();
    assert.equal(bench.phase(), 'idle');
  });

  it('that was jammed moves when it is mended', async () => {
    const bench = createBench();
    const jam = { id: 'jam', code: 'ConnectorLockFailure', blocking: false };
    bench.board.raiseFault(1, jam);
    bench.board.plugIn(1);
    await bench.clock.settle();
    bench.charger.authorize(1, owner);
    await bench.clock.advance(60_000);
    assert.equal(bench.view().locked, false);
    bench.board.clearFault(1, 'jam');
    await bench.clock.advance(LOCK_MS);
    assert.equal(bench.view().locked, true);
    bench.board.raiseFault(1, jam);
    bench.charger.end(1, { reason: 'Local' });
    await bench.clock.advance(60_000);
    assert.equal(bench.view().locked, true);
    bench.board.clearFault(1, 'jam');
    await bench.clock.advance(LOCK_MS);
    assert.equal(bench.view().locked, false);
  });
});

/** What waits for a moment of the wall clock follows a clock that is set. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, type World, type WorldOptions } from '../support/world.ts';
import { reserveNow } from './acts.ts';
import { createTimelessWorld } from './time.ts';
import { calls, secondsOf } from './timeline.ts';

const MINUTE = 60_000;

/** A charger whose clock is so far ahead, until its server speaks: it is asked at 0, 24, 64 and 136 s and answers 6 s later. */
function create(errorMs: number, options: WorldOptions = {}) {
  return createTimelessWorld(errorMs, {
    ...options,
    configuration: { ClockAlignedDataInterval: '900', MeterValueSampleInterval: '0', ...options.configuration },
  });
}

/** When clock-aligned values came, and what they bear, s since the beginning of the world. */
const aligned = (world: World): readonly (readonly [number, number])[] =>
  calls(world, ['MeterValues']).map(({ payload, at }) => [
    Math.round(secondsOf(at)),
    secondsOf((payload as { meterValue: readonly { timestamp: string }[] }).meterValue[0]?.timestamp),
  ]);

describe('clock-aligned values', () => {
  it('come at the quarters of the right clock, when it was set ahead', async () => {
    const { world, server } = await create(-10 * MINUTE);
    await world.seconds(20);
    server.silent = false;
    await world.seconds(1_900);
    assert.deepEqual(aligned(world), [
      [900, 900],
      [1_800, 1_800],
    ]);
  });

  it('come at the quarters of the right clock, when it was set back, none twice', async () => {
    const { world, server } = await create(10 * MINUTE);
    await world.seconds(20);
    server.silent = false;
    await world.seconds(1_900);
    assert.deepEqual(aligned(world), [
      [900, 900],
      [1_800, 1_800],
    ]);
  });

  it('come at the quarters of a clock that slews', async () => {
    const { world, server } = await create(120);
    server.silent = false;
    await world.seconds(1_900);
    assert.deepEqual(aligned(world), [
      [900, 900],
      [1_800, 1_800],
    ]);
  });

  it('are still those of one charger after a reset: who is gone does not follow', async () => {
    const { world, server } = await create(-10 * MINUTE);
    world.chargePoint().reset('Hard');
    await world.seconds(20);
    server.silent = false;
    await world.seconds(1_000);
    assert.deepEqual(aligned(world), [[900, 900]]);
  });
});

describe('a reservation', () => {
  it('ends at once when the clock is set beyond its end', async () => {
    const { world, server } = await create(-10 * MINUTE);
    await world.seconds(20);
    assert.equal(await reserveNow(world, { idTag: CARD, seconds: 5 }), 'Accepted');
    assert.equal(world.charger.status(1), 'Reserved');
    server.silent = false;
    // Asked at 24 s: the clock is set at 30 s.
    await world.seconds(9);
    assert.equal(world.charger.status(1), 'Reserved');
    await world.seconds(2);
    assert.equal(world.charger.status(1), 'Available');
    world.assertNoComplaints();
  });

  it('ends at its moment of the right clock when that was set back', async () => {
    const { world, server } = await create(2_000);
    await world.seconds(20);
    assert.equal(await reserveNow(world, { idTag: CARD, seconds: 20 }), 'Accepted');
    server.silent = false;
    await world.seconds(19);
    assert.equal(world.charger.status(1), 'Reserved');
    await world.seconds(2);
    assert.equal(world.charger.status(1), 'Available');
  });
});

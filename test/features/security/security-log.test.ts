/** The security log of a whole charger: what is in it, how long, and what it says of itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_ENTRIES } from '../../../src/features/security/security-log.ts';
import { createWorld } from '../../support/world.ts';

describe('the security log', () => {
  it('has every event, critical or not, with time and techInfo, and survives a power cut', async () => {
    const world = await createWorld();
    const { security } = world.chargePoint();
    const at = world.clock.now();
    security.raise('InvalidMessages', 'no JSON');
    await world.seconds(10);
    security.raise('TamperDetectionActivated');
    security.raise('T'.repeat(60), 'i'.repeat(300));
    const expected = [
      { type: 'InvalidMessages', at, techInfo: 'no JSON' },
      { type: 'TamperDetectionActivated', at: at + 10_000 },
      { type: 'T'.repeat(50), at: at + 10_000, techInfo: 'i'.repeat(255) },
    ];
    assert.deepEqual(world.eventsKept(), expected);
    world.powerCut();
    await world.powerOn();
    assert.deepEqual(world.eventsKept().slice(0, 3), expected);
  });

  it('that is full gives up its oldest quarter, says so once, and tells the Central System', async () => {
    const world = await createWorld();
    const { security } = world.chargePoint();
    for (let count = 0; count < MOST_ENTRIES - 1; count += 1) security.raise('InvalidMessages', String(count));
    assert.equal(security.entries().length, MOST_ENTRIES, 'with the start');
    assert.deepEqual(world.eventsTold(), []);
    security.raise('InvalidMessages', 'one more');
    const entries = security.entries();
    assert.equal(entries.length, MOST_ENTRIES * 0.75 + 2);
    assert.equal(entries[0]?.techInfo, String(MOST_ENTRIES / 4 - 1));
    assert.deepEqual(
      entries.slice(-2).map(({ type, techInfo }) => [type, techInfo]),
      [
        ['InvalidMessages', 'one more'],
        ['SecurityLogWasCleared', `the oldest ${MOST_ENTRIES / 4} entries, to make room`],
      ],
    );
    for (let count = 0; count < 100; count += 1) security.raise('InvalidMessages');
    await world.seconds(5);
    assert.deepEqual(
      world.eventsTold().map(({ type }) => type),
      ['SecurityLogWasCleared'],
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late, silence } from '../../src/central/scripted-answer.ts';
import { MOST_WAITING } from '../../src/features/authorization/swipe.ts';
import { CARD, createWorld } from '../support/world.ts';
import { faults } from './timeline.ts';

describe('a card that is shown again and again while it is asked about', () => {
  it('begins and ends transactions of which no two have the same beginning, and none ends before it begins', async () => {
    const world = await createWorld({ configuration: { LocalPreAuthorize: 'false' } });
    world.charger.intercept('Authorize', ({ usual }) => late(5000, usual()), { times: 1 });
    world.twin().board.plugIn(1);
    for (let time = 0; time < 5; time += 1) {
      world.twin().board.swipe(CARD);
      await world.seconds(0.2);
    }
    await world.seconds(60);
    const starts = world.charger.requests('StartTransaction');
    const stops = world.charger.requests('StopTransaction');
    assert.equal(starts.length, 3);
    assert.equal(stops.length, 2);
    assert.equal(new Set(starts.map(({ timestamp }) => timestamp)).size, 3);
    assert.deepEqual(
      world.charger.transactions.map(({ state }) => state.kind),
      ['stopped', 'stopped', 'running'],
    );
    for (const [index, { timestamp, transactionData = [] }] of stops.entries()) {
      assert.ok(timestamp >= (starts[index]?.timestamp ?? ''));
      assert.deepEqual(
        transactionData.map((value) => value.timestamp),
        [starts[index]?.timestamp, timestamp],
      );
    }
    assert.deepEqual(faults(world), []);
  });

  it('is not looked at any more while too many wait', async () => {
    const world = await createWorld();
    const silent = world.charger.intercept('Authorize', silence);
    // The first is not waiting: it is being asked about.
    for (let nth = 0; nth < MOST_WAITING + 6; nth += 1) {
      world.twin().board.swipe(`STRANGER${nth}`);
      await world.clock.settle();
    }
    assert.equal(world.warnings.filter((line) => /others are waiting/.test(line)).length, 5);
    silent.remove();
    await world.seconds(60);
    const asked = world.charger.requests('Authorize').map(({ idTag }) => idTag);
    assert.deepEqual([asked.length, asked.at(-1)], [MOST_WAITING + 1, `STRANGER${MOST_WAITING}`]);
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(10);
    assert.equal(world.charger.status(1), 'Charging');
  });
});

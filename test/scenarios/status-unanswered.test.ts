import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callError, silence } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld } from '../support/world.ts';

describe('a status that is not answered in time, on a connection that stands', () => {
  it('is told again until it is answered, with the time of the change', async () => {
    const world = await createWorld();
    world.charger.intercept('StatusNotification', silence, { times: 2 });
    world.twin().board.plugIn(1);
    await world.seconds(29);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
    // A minute after the time-out; by then ConnectionTimeOut has passed, and the past is not told again.
    await world.seconds(62);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing']);
    await world.seconds(90);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Finishing', 'Finishing']);
    const finishing = world.charger.requests('StatusNotification').slice(-2);
    assert.equal(new Set(finishing.map(({ timestamp }) => timestamp)).size, 1);
    await world.seconds(600);
    assert.equal(world.statuses().length, 4);
    assert.equal(world.charger.status(1), 'Finishing');
    assert.equal(world.charger.connections, 1);
  });

  it('is not told again when it was refused', async () => {
    const world = await createWorld();
    world.charger.intercept('StatusNotification', callError('InternalError'), { times: 1 });
    world.twin().board.plugIn(1);
    await world.seconds(25);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
  });

  it('is a step all the same: what follows it is told as if it had been heard', async () => {
    const world = await createWorld({ configuration: { MinimumStatusDuration: '5', MessageTimeout: '10' } });
    await world.charge();
    await world.seconds(60);
    // The Central System hears that it is Finishing, and its answer is lost.
    world.charger.intercept(
      'StatusNotification',
      ({ usual }) => {
        usual();
        return silence;
      },
      { times: 1 },
    );
    world.twin().board.swipe(CARD);
    await world.seconds(8);
    assert.equal(world.charger.status(1), 'Finishing');
    world.twin().board.swipe(CARD);
    await world.seconds(60);
    assert.deepEqual(world.statuses().slice(-3), ['Finishing', 'Preparing', 'Charging']);
  });
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { callError } from '../../src/central/scripted-answer.ts';
import { createWorld } from '../support/world.ts';
import { moments } from './timeline.ts';

it('a shorter TransactionMessageRetryInterval holds for a message that waits already', async () => {
  const world = await createWorld({ configuration: { TransactionMessageRetryInterval: '900' } });
  world.charger.intercept('StartTransaction', callError('InternalError'), { times: 1 });
  await world.charge();
  const [first = 0] = moments(world, 'StartTransaction');
  await world.seconds(20);
  assert.equal(moments(world, 'StartTransaction').length, 1);
  const changed = world.clock.elapsed() / 1000;
  assert.equal(await world.configure('TransactionMessageRetryInterval', '5'), 'Accepted');
  await world.seconds(30);
  assert.deepEqual(moments(world, 'StartTransaction'), [first, changed + 5]);
});

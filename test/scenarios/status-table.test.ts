/** Each cell of the table of S 4.9, walked by a whole charger and told over the wire as exactly that step. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transition } from '../../src/ocpp16/status-transitions.ts';
import { chargePointStatuses } from '../../src/ocpp16/types.ts';
import { createWorld } from '../support/world.ts';
import { perform } from './acts.ts';
import { modelNames } from './sent.ts';
import { SWALLOWING_S, type Way, ways } from './status-rows.ts';
import { faults } from './timeline.ts';

/** After the step nothing more may be told for so long, ms. */
const QUIET_MS = 5_000;

async function walk({ lead, step, from, to, ...way }: Way, model: (typeof modelNames)[number]): Promise<void> {
  const world = await createWorld({
    model,
    configuration: way.configuration ?? {},
    ...(way.fixedCable ? { file: { connectors: [{ id: 1, lock: false }] } } : {}),
  });
  await perform(world, lead);
  const told = () => world.charger.requests('StatusNotification').filter(({ connectorId }) => connectorId === 1);
  assert.equal(told().at(-1)?.status, from, 'the way into the first status');
  const before = told().length;
  const moment = world.clock.now() + (way.afterMs ?? 0);
  await perform(world, step);
  const delay = way.configuration?.MinimumStatusDuration === undefined ? 0 : SWALLOWING_S * 1000;
  await world.clock.advance((way.afterMs ?? 0) + delay + QUIET_MS);
  assert.deepEqual(told().slice(before), [
    {
      connectorId: 1,
      status: to,
      errorCode: 'NoError',
      ...way.says,
      timestamp: new Date(moment).toISOString(),
    },
  ]);
  assert.deepEqual(faults(world), []);
}

describe('the table of S 4.9', () => {
  it('is walked here as a whole', () => {
    const cells = chargePointStatuses
      .flatMap((from) => chargePointStatuses.map((to) => transition(from, to)))
      .filter((cell) => cell !== undefined);
    assert.deepEqual([...new Set(ways.map(({ cell }) => cell))].sort(), cells.sort());
    for (const { cell, from, to } of ways) assert.equal(transition(from, to), cell);
  });

  for (const model of modelNames) {
    describe(`as a ${model} walks it`, () => {
      for (const way of ways.filter(({ tellsFault }) => model === 'reference' || tellsFault !== true)) {
        it(`${way.cell} from ${way.from} to ${way.to}: ${way.when}`, () => walk(way, model));
      }
    });
  }
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSeededRandom } from '../../src/random/seeded-random.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createTwin } from '../../src/twin.ts';
import { CARD, createWorld } from '../support/world.ts';

const configuration = {
  ClockAlignedDataInterval: '900',
  MeterValueSampleInterval: '60',
  StopTxnSampledData: 'Energy.Active.Import.Register',
};

describe('the values of a transaction', () => {
  it('have its own two moments at their ends, however often the clock moves on while they are taken', async () => {
    const world = await createWorld({ configuration, off: true });
    let looks = 0;
    // As a real one does: each look at it is a little later than the one before.
    const restless: Clock = {
      ...world.clock,
      now: () => {
        looks += 1;
        return world.clock.now() + looks;
      },
    };
    const twin = createTwin({
      startUp: world.startUp,
      store: createMemoryDatabase().open('CP001'),
      transport: world.network.transport,
      clock: restless,
      random: createSeededRandom(1),
      log: silentLog,
    });
    twin.start();
    await world.seconds(1);
    twin.board.plugIn(1);
    twin.board.swipe(CARD);
    await world.seconds(200);
    twin.board.swipe(CARD);
    await world.seconds(20);
    twin.stop();

    const [start] = world.charger.requests('StartTransaction');
    const [stop] = world.charger.requests('StopTransaction');
    const moments = stop?.transactionData?.map(({ timestamp }) => timestamp) ?? [];
    assert.equal(moments[0], start?.timestamp);
    assert.equal(moments.at(-1), stop?.timestamp);
    assert.deepEqual(moments, moments.toSorted());
    assert.equal(moments.length, 5);
  });

  it('do not bear a transaction that began after their moment, when the clock was set ahead over it', async () => {
    const world = await createWorld({ configuration });
    // Half a minute before the quarter.
    await world.seconds(870);
    world.clock.step(60_000);
    await world.charge();
    await world.seconds(30);
    const [values] = world.charger.requests('MeterValues');
    const [start] = world.charger.requests('StartTransaction');
    assert.equal(values?.meterValue[0]?.timestamp, '2026-01-01T00:15:00.000Z');
    assert.ok((start?.timestamp ?? '') > '2026-01-01T00:15:00.000Z');
    assert.equal(values?.transactionId, undefined);
    world.assertNoComplaints();
  });

  it('bear the transaction that is running when the clock was set back behind its start', async () => {
    const world = await createWorld({ configuration });
    await world.charge();
    world.clock.step(-3_600_000);
    await world.seconds(60);
    const [values] = world.charger.requests('MeterValues');
    const [start] = world.charger.requests('StartTransaction');
    assert.ok((values?.meterValue[0]?.timestamp ?? '') < (start?.timestamp ?? ''));
    assert.equal(values?.transactionId, 1);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, createWorld } from '../support/world.ts';

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`the first charge of a ${model}`, () => {
    it('is told to the Central System from plug to plug, in order, with the registers of the meter', async () => {
      const world = await createWorld({ model });
      await world.charge();
      await world.seconds(3600);
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      world.twin().board.plugOut(1);
      await world.seconds(5);

      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'Finishing', 'Available']);
      const [start, ...otherStarts] = world.charger.requests('StartTransaction');
      const [stop, ...otherStops] = world.charger.requests('StopTransaction');
      assert.deepEqual([otherStarts, otherStops], [[], []]);
      assert.equal(start?.idTag, CARD);
      assert.equal(start?.meterStart, 0);
      assert.equal(stop?.transactionId, 1);
      assert.equal(stop?.reason, 'Local');
      assert.equal(stop?.idTag, CARD);
      assert.equal(stop?.meterStop, world.twin().board.connectors[0]?.meter().energyWh);
      assert.ok((stop?.meterStop ?? 0) > 10_900 && (stop?.meterStop ?? 0) < 11_100, String(stop?.meterStop));
      const samples = world.charger.requests('MeterValues').filter(({ transactionId }) => transactionId === 1);
      assert.equal(samples.length, 60 + 4);
      world.assertNoComplaints();
    });
  });
}

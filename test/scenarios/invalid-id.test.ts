/** Energy for an identifier that turned out not to be accepted, with StopTransactionOnInvalidId false (S 3.5.4, 9.1.14, E4 3.17). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { late, reply } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, type World } from '../support/world.ts';

const energy = (world: World) => world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;

/** What a car draws at most in the second between two looks, and in the second in which it stops, at 22 kW: 12 Wh. */
const SLACK_WH = 13;

/** A car that charges with a card of which the Central System says Invalid, so many seconds after the start. */
async function createInvalid(
  model: 'zaptec-pro' | 'reference',
  options: { readonly maxWh: number; readonly afterSeconds?: number },
): Promise<World> {
  const { maxWh, afterSeconds = 0 } = options;
  const world = await createWorld({
    model,
    configuration: { StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: String(maxWh) },
  });
  world.charger.intercept('StartTransaction', ({ usual }) => {
    const answer = usual();
    return answer.kind === 'reply'
      ? late(afterSeconds * 1000, reply({ ...answer.payload, idTagInfo: { status: 'Invalid' } }))
      : answer;
  });
  world.twin().board.setCar(1, { currentA: 32, phases: 3 });
  world.twin().board.plugIn(1);
  world.twin().board.swipe(CARD);
  // The Central System hears nothing of it before it has answered StartTransaction.
  await world.clock.runUntil(() => world.chargePoint().charger.view(1).lines.length > 0, 20_000);
  return world;
}

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`MaxEnergyOnInvalidId of a ${model}`, () => {
    it('counts from the verdict: what was drawn before it is not held against anybody', async () => {
      const world = await createInvalid(model, { maxWh: 500, afterSeconds: 25 });
      await world.clock.runUntil(() => world.warnings.some((line) => line.includes('says Invalid')), 60_000);
      const before = energy(world);
      assert.ok(before > 50, String(before));
      await world.seconds(3600);
      const after = energy(world) - before;
      assert.ok(after >= 500 && after <= 500 + SLACK_WH, String(after));
      assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'SuspendedEVSE']);
      world.assertNoComplaints();
    });

    it('of 0 ends the energy with the verdict', async () => {
      const world = await createInvalid(model, { maxWh: 0, afterSeconds: 25 });
      await world.clock.runUntil(() => world.warnings.some((line) => line.includes('says Invalid')), 60_000);
      const before = energy(world);
      await world.seconds(3600);
      assert.ok(energy(world) - before <= SLACK_WH, String(energy(world) - before));
      assert.equal(world.charger.status(1), 'SuspendedEVSE');
      assert.deepEqual(world.charger.requests('StopTransaction'), []);
    });

    for (const [what, limitA] of [
      ['slow', 6],
      ['paused', 0],
    ] as const) {
      it(`holds also when the charge is ${what} at the verdict and let go afterwards`, async () => {
        const world = await createInvalid(model, { maxWh: 500, afterSeconds: 25 });
        world.chargePoint().charger.setLimit(1, 'schedule', limitA);
        await world.clock.runUntil(() => world.warnings.some((line) => line.includes('says Invalid')), 60_000);
        const before = energy(world);
        await world.seconds(60);
        world.chargePoint().charger.setLimit(1, 'schedule', undefined);
        await world.seconds(7200);
        const drawn = energy(world) - before;
        assert.ok(drawn >= 500 && drawn <= 500 + SLACK_WH, String(drawn));
        assert.equal(world.charger.status(1), 'SuspendedEVSE');
        world.assertNoComplaints();
      });
    }

    it('is what the key says at the verdict; a change afterwards is for the next one', async () => {
      const world = await createInvalid(model, { maxWh: 500 });
      await world.seconds(5);
      assert.equal(await world.configure('MaxEnergyOnInvalidId', '100000'), 'Accepted');
      await world.seconds(3600);
      assert.ok(energy(world) <= 500 + SLACK_WH, String(energy(world)));
    });

    it('is not renewed by a car that pauses, and the LED shows who waits for whom', async () => {
      const world = await createInvalid(model, { maxWh: 500 });
      const led = () => world.chargePoint().charger.led().situation;
      await world.seconds(20);
      assert.equal(led(), 'charging');
      world.twin().board.setCar(1, { state: 'B' });
      await world.seconds(600);
      assert.equal(world.charger.status(1), 'SuspendedEV');
      assert.equal(led(), 'car connected, not charging');
      world.twin().board.setCar(1, { state: 'C' });
      await world.seconds(3600);
      assert.ok(energy(world) >= 500 && energy(world) <= 500 + SLACK_WH, String(energy(world)));
      // Both suspend: it is the charger (E4 3.64).
      assert.deepEqual(world.statuses(), [
        'Available',
        'Preparing',
        'Charging',
        'SuspendedEV',
        'Charging',
        'SuspendedEVSE',
      ]);
      assert.equal(led(), 'waiting for power');
      assert.deepEqual([world.twin().board.light().colour, world.twin().board.light().pulsing], ['yellow', false]);
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Local');
      world.assertNoComplaints();
    });
  });
}

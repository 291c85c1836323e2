/** The release note's rows RN-R1 (the Reservation profile) and RN-K2 (a reservation leaves the LED of a Zaptec Pro alone). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD, createWorld, FATHER, MOTHER, OTHER_CARD } from '../support/world.ts';
import { cancel, reserveNow } from './acts.ts';
import { modelNames } from './sent.ts';
import { begun, plugIn, plugOut, swipe } from './several-connectors.ts';

describe('the release note on reservations', () => {
  for (const model of modelNames) {
    it(`RN-R1 ${model}: the profile Reservation is there, with its key, and connector 0 can be reserved`, async () => {
      const world = await createWorld({ model });
      const profiles = await world.key('SupportedFeatureProfiles');
      assert.ok(profiles?.value?.split(',').includes('Reservation'));
      assert.deepEqual(await world.key('ReserveConnectorZeroSupported'), { value: 'true', readonly: true });
      assert.equal(await reserveNow(world, { idTag: CARD, connectorId: 0 }), 'Accepted');
      await swipe(world, OTHER_CARD);
      await plugIn(world, 1);
      assert.deepEqual(begun(world), []);
      await swipe(world, CARD);
      assert.equal(world.charger.requests('StartTransaction')[0]?.reservationId, 0);
      world.assertNoComplaints();
    });

    it(`RN-R1 ${model}: ReserveNow keeps the connector for the card and its parent until it expires, CancelReservation gives it back`, async () => {
      const world = await createWorld({ model });
      assert.equal(await reserveNow(world, { idTag: MOTHER, parentIdTag: 'FAMILY', seconds: 60 }), 'Accepted');
      await swipe(world, OTHER_CARD);
      assert.equal(world.charger.status(1), 'Reserved');
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'Available');
      assert.equal(await reserveNow(world, { idTag: MOTHER, reservationId: 1 }), 'Accepted');
      assert.equal(await cancel(world, 1), 'Accepted');
      assert.equal(world.charger.status(1), 'Available');
      assert.equal(await reserveNow(world, { idTag: MOTHER, parentIdTag: 'FAMILY', reservationId: 2 }), 'Accepted');
      await plugIn(world, 1);
      await swipe(world, FATHER);
      assert.equal(world.charger.requests('StartTransaction')[0]?.reservationId, 2);
      world.assertNoComplaints();
    });

    it(`RN-K2 ${model}: a reservation ${model === 'reference' ? 'is shown by the LED' : 'leaves the LED as it is'}`, async () => {
      const world = await createWorld({ model });
      const light = () => {
        const { colour, pulsing } = world.twin().board.light();
        return `${colour}${pulsing ? ', pulsing' : ''}`;
      };
      const shown = model === 'reference' ? 'white, pulsing' : 'white';
      const told = world.events.length;
      await reserveNow(world, { idTag: CARD });
      assert.equal(light(), shown);
      const leds = world.events.slice(told).filter(({ kind }) => kind === 'led');
      assert.equal(leds.length, model === 'reference' ? 1 : 0);
      await plugIn(world, 1);
      assert.equal(light(), 'yellow, pulsing');
      await plugOut(world, 1);
      assert.equal(light(), shown);
      world.powerCut();
      await world.powerOn();
      assert.equal(light(), shown);
      await cancel(world, 0);
      assert.equal(light(), 'white');
    });
  }

  it('RN-K2 zaptec-pro: shows it when the start-up file says so', async () => {
    const world = await createWorld({ file: { quirks: { showsReservation: true } } });
    await reserveNow(world, { idTag: CARD });
    assert.deepEqual([world.twin().board.light().colour, world.twin().board.light().pulsing], ['white', true]);
  });
});

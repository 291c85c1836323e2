/** The parent of a card that is told only when its transaction runs, or is over (S 3.10, S 4.8; E4 3.5). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply } from '../../src/central/scripted-answer.ts';
import type { IdTagInfo } from '../../src/ocpp16/types.ts';
import { createWorld, FATHER, MOTHER, OTHER_CARD, type World } from '../support/world.ts';
import { isLocked, modelNames, remoteStart } from './sent.ts';
import { ended, plugIn, plugOut, swipe } from './several-connectors.ts';

/** StartTransaction is confirmed with this said of the card. */
function startsAre(world: World, idTagInfo: IdTagInfo): void {
  world.charger.intercept('StartTransaction', ({ usual }) => {
    const answer = usual();
    return answer.kind === 'reply' ? reply({ ...answer.payload, idTagInfo }) : answer;
  });
}

/** What the charger has on disk of its transactions' parents. */
const parents = (world: World) =>
  world
    .chargePoint()
    .records.all()
    .map(({ parentIdTag }) => parentIdTag);

for (const model of modelNames) {
  describe(`the parent that comes with StartTransaction.conf, at a ${model}`, () => {
    it('lets another card of the family end what a remote start began that nobody asked about', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'false' } });
      await plugIn(world, 1);
      assert.equal(await remoteStart(world, MOTHER, 1), 'Accepted');
      await world.seconds(10);
      assert.deepEqual(parents(world), ['FAMILY']);
      await swipe(world, OTHER_CARD);
      assert.equal(world.charger.status(1), 'Charging');
      await swipe(world, FATHER);
      await world.seconds(5);
      assert.deepEqual(ended(world), [`${MOTHER} on 1: Local`]);
      assert.equal(world.charger.requests('StopTransaction')[0]?.idTag, FATHER);
      world.assertNoComplaints();
    });

    it('lets it end what began offline', async () => {
      const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
      world.twin().setOnline(false);
      await plugIn(world, 1);
      await swipe(world, MOTHER);
      await world.seconds(60);
      assert.deepEqual(parents(world), [undefined]);
      world.twin().setOnline(true);
      await world.seconds(10);
      assert.deepEqual(parents(world), ['FAMILY']);
      await swipe(world, FATHER);
      await world.seconds(5);
      assert.deepEqual(ended(world), [`${MOTHER} on 1: Local`]);
      world.assertNoComplaints();
    });

    it('holds when it is another than before: the old family is a stranger, the new one is not', async () => {
      const world = await createWorld({ model });
      startsAre(world, { status: 'Accepted', parentIdTag: 'NEW FAMILY' });
      world.central.idTags.set('AUNT', { status: 'Accepted', parentIdTag: 'NEW FAMILY' });
      await plugIn(world, 1);
      await swipe(world, MOTHER);
      await world.seconds(5);
      assert.deepEqual(parents(world), ['NEW FAMILY']);
      await swipe(world, FATHER);
      assert.equal(world.charger.status(1), 'Charging');
      await swipe(world, 'AUNT');
      await world.seconds(5);
      assert.deepEqual(ended(world), [`${MOTHER} on 1: Local`]);
    });

    it('that names none takes none away', async () => {
      const world = await createWorld({ model });
      startsAre(world, { status: 'Accepted' });
      await plugIn(world, 1);
      await swipe(world, MOTHER);
      assert.deepEqual(parents(world), ['FAMILY']);
      await swipe(world, FATHER);
      await world.seconds(5);
      assert.deepEqual(ended(world), [`${MOTHER} on 1: Local`]);
    });

    it('is the family to whom the held cable of a refused card is given (E4 3.5)', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'false' } });
      startsAre(world, { status: 'Blocked', parentIdTag: 'FAMILY' });
      await plugIn(world, 1);
      assert.equal(await remoteStart(world, MOTHER, 1), 'Accepted');
      await world.seconds(60);
      assert.deepEqual([ended(world), isLocked(world)], [[`${MOTHER} on 1: DeAuthorized`], true]);
      await swipe(world, OTHER_CARD);
      assert.equal(isLocked(world), true);
      await swipe(world, FATHER);
      assert.equal(isLocked(world), false);
      world.assertNoComplaints();
    });

    it('is the family to whom a cable is given whose transaction was over before it could be told', async () => {
      const world = await createWorld({
        model,
        configuration: { AllowOfflineTxForUnknownId: 'true', UnlockConnectorOnEVSideDisconnect: 'false' },
      });
      world.twin().setOnline(false);
      await plugIn(world, 1);
      await swipe(world, MOTHER);
      await world.seconds(60);
      await plugOut(world, 1);
      await world.seconds(10);
      assert.equal(isLocked(world), true);
      world.twin().setOnline(true);
      await world.seconds(10);
      assert.deepEqual(ended(world), [`${MOTHER} on 1: EVDisconnected`]);
      await swipe(world, OTHER_CARD);
      assert.equal(isLocked(world), true);
      await swipe(world, FATHER);
      assert.equal(isLocked(world), false);
      await world.seconds(1);
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it("says nothing of a stranger's transaction that runs there by then", async () => {
      const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
      world.twin().setOnline(false);
      await plugIn(world, 1);
      await swipe(world, MOTHER);
      await world.seconds(20);
      await swipe(world, MOTHER);
      await world.seconds(10);
      await swipe(world, OTHER_CARD);
      await world.seconds(20);
      world.twin().setOnline(true);
      await world.seconds(10);
      await swipe(world, FATHER);
      assert.equal(world.charger.status(1), 'Charging');
      assert.deepEqual(ended(world), [`${MOTHER} on 1: Local`]);
      world.assertNoComplaints();
    });
  });
}

describe('the parent that comes with StopTransaction.conf', () => {
  it('is the family to whom the held cable is given', async () => {
    const world = await createWorld({
      configuration: { AuthorizeRemoteTxRequests: 'false', UnlockConnectorOnEVSideDisconnect: 'false' },
    });
    startsAre(world, { status: 'Accepted' });
    world.charger.intercept('StopTransaction', reply({ idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' } }));
    await plugIn(world, 1);
    assert.equal(await remoteStart(world, MOTHER, 1), 'Accepted');
    await world.seconds(10);
    await plugOut(world, 1);
    await world.seconds(10);
    assert.equal(isLocked(world), true);
    await swipe(world, FATHER);
    assert.equal(isLocked(world), false);
  });
});

describe('the parent of a card in a record on disk', () => {
  it('is there after a power cut that interrupts the transaction', async () => {
    const world = await createWorld({ configuration: { AuthorizeRemoteTxRequests: 'false' } });
    await plugIn(world, 1);
    assert.equal(await remoteStart(world, MOTHER, 1), 'Accepted');
    await world.seconds(10);
    world.charger.setBootPolicy({ status: 'Pending', interval: 600 });
    world.powerCut();
    await world.powerOn();
    const [record] = world.chargePoint().records.all();
    assert.deepEqual([record?.parentIdTag, record?.transactionId, record?.stop?.reason], ['FAMILY', 1, 'PowerLoss']);
  });
});

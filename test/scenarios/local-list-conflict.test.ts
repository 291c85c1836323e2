/** LocalListConflict (S 7.6): what the Central System says of a card is not what its own list says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IdTagStatus } from '../../src/central/id-tags.ts';
import { reply } from '../../src/central/scripted-answer.ts';
import { BLOCKED_CARD, CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { accepts, entries, sendDifferential, sendFull } from './lists.ts';
import { actionsSent, wire } from './sent.ts';

/** What was said of connector 0 since the start, and its connectors' errors. */
const told = ({ charger }: World) =>
  charger
    .requests('StatusNotification')
    .filter(({ connectorId }) => connectorId === 0)
    .slice(1)
    .map(({ errorCode, status, info }) => [errorCode, status, info].filter((each) => each !== undefined).join(' '));

const conflict = (info: string) => `LocalListConflict Available idTag ${info}`;
const settled = 'NoError Available';

/** Begins and ends a charge with this card, of which the Central System says this; the list has let it in. */
async function visit(world: World, card: string, status: IdTagStatus): Promise<void> {
  world.central.idTags.set(card, status);
  const { board } = world.twin();
  board.plugIn(1);
  board.swipe(card);
  await world.seconds(20);
  // Ends the transaction, or lets go of a cable that is held since it was ended.
  board.swipe(card);
  await world.seconds(5);
  board.plugOut(1);
  await world.seconds(10);
}

async function listing(of: Parameters<typeof entries>[0], model: 'zaptec-pro' | 'reference' = 'reference') {
  const world = await createWorld({ model });
  assert.equal(await sendFull(world, 1, entries(of)), 'Accepted');
  return world;
}

describe('a StartTransaction.conf of a reference that contradicts the list', () => {
  it('is told of once for connector 0, after it, however often it is said', async () => {
    const world = await listing({ [CARD]: 'Accepted' });
    await visit(world, CARD, 'Blocked');
    assert.deepEqual(told(world), [conflict(CARD)]);
    const sent = actionsSent(world);
    assert.ok(sent.indexOf('StartTransaction') < sent.lastIndexOf('StatusNotification'));
    await visit(world, CARD, 'Invalid');
    assert.deepEqual(told(world), [conflict(CARD)]);
    assert.ok(
      world.charger
        .requests('StatusNotification')
        .every(({ connectorId, errorCode }) => connectorId === 0 || errorCode === 'NoError'),
    );
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason }) => reason),
      ['DeAuthorized', 'DeAuthorized'],
      'the verdict is the Central System’s all the same',
    );
  });

  it('is over when the Central System agrees with the list again', async () => {
    const world = await listing({ [CARD]: 'Accepted' });
    await visit(world, CARD, 'Expired');
    await visit(world, CARD, 'Accepted');
    await visit(world, CARD, 'Expired');
    assert.deepEqual(told(world), [conflict(CARD), settled, conflict(CARD)]);
  });

  it('is told for each card, and is over for those that an update names', async () => {
    const world = await listing({ [CARD]: 'Accepted', [OTHER_CARD]: 'Accepted', A: 'Accepted' });
    await visit(world, CARD, 'Blocked');
    await visit(world, OTHER_CARD, 'Blocked');
    await visit(world, 'A', 'Blocked');
    const three = [conflict(CARD), conflict(`${OTHER_CARD} and 1 more`), conflict('A and 2 more')];
    assert.deepEqual(told(world), three);
    assert.equal(await sendDifferential(world, 2), 'Accepted');
    assert.equal(await sendDifferential(world, 1, entries({ A: 'Blocked' })), 'VersionMismatch');
    await world.seconds(1);
    assert.deepEqual(told(world), three, 'nothing has changed');
    const from = world.charger.frames.length;
    assert.equal(await sendDifferential(world, 3, entries({ a: 'Blocked' })), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(told(world), [...three, conflict(`${OTHER_CARD} and 1 more`)]);
    assert.equal(wire(world, from)[1], '< result SendLocalList', 'the answer goes first');
    assert.equal(await sendFull(world, 4), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(told(world).at(-1), settled);
    world.assertNoComplaints();
  });

  it('is over when the list is switched off', async () => {
    const world = await listing({ [CARD]: 'Accepted' });
    await visit(world, CARD, 'Blocked');
    const from = world.charger.frames.length;
    assert.equal(await world.configure('LocalAuthListEnabled', 'false'), 'Accepted');
    await world.seconds(1);
    assert.deepEqual(told(world), [conflict(CARD), settled]);
    assert.equal(wire(world, from)[1], '< result ChangeConfiguration', 'the answer goes first');
    await visit(world, CARD, 'Blocked');
    assert.deepEqual(told(world), [conflict(CARD), settled]);
  });

  it('of a card that charged while offline is told of when that is known', async () => {
    const world = await listing({ [BLOCKED_CARD]: 'Accepted' });
    const { board } = world.twin();
    world.twin().setOnline(false);
    board.plugIn(1);
    board.swipe(BLOCKED_CARD);
    await world.seconds(60);
    assert.equal(world.chargePoint().status(1), 'Charging');
    world.twin().setOnline(true);
    await world.seconds(10);
    assert.deepEqual(told(world), [conflict(BLOCKED_CARD)]);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'DeAuthorized');
    world.assertNoComplaints();
  });
});

describe('no conflict', () => {
  it('is another no, nor that the card charges elsewhere at this moment', async () => {
    const world = await listing({ [CARD]: 'Accepted', [BLOCKED_CARD]: 'Invalid' });
    const idTagInfo = { status: 'ConcurrentTx' } as const;
    world.charger.intercept('StartTransaction', reply({ transactionId: 9, idTagInfo }));
    await visit(world, CARD, 'Accepted');
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'DeAuthorized');
    assert.equal(await accepts(world, BLOCKED_CARD), false, 'the Central System has said Blocked');
    assert.deepEqual(told(world), []);
  });

  it('is what is said of a card that is not listed', async () => {
    const world = await listing({ [CARD]: 'Accepted' });
    await accepts(world, OTHER_CARD);
    await visit(world, OTHER_CARD, 'Blocked');
    assert.deepEqual(told(world), []);
  });
});

describe('an Authorize.conf of a reference that contradicts the list', () => {
  it('is told of as well', async () => {
    const world = await listing({ [CARD]: 'Blocked' });
    assert.equal(await accepts(world, CARD), true);
    assert.deepEqual(told(world), [conflict(CARD)]);
    world.assertNoComplaints();
  });
});

describe('a zaptec-pro', () => {
  it('tells of no conflict, as it tells of no error', async () => {
    const world = await listing({ [CARD]: 'Accepted' }, 'zaptec-pro');
    await visit(world, CARD, 'Blocked');
    assert.deepEqual(told(world), []);
    assert.ok(world.charger.requests('StatusNotification').every(({ errorCode }) => errorCode === 'NoError'));
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'DeAuthorized');
  });
});

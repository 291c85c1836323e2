import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { callError, late, reply, replyAnything, silence } from '../../src/central/scripted-answer.ts';
import { createAuthorizationCache } from '../../src/features/authorization/cache.ts';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import type { AuthorizationStatus, IdTagInfo } from '../../src/ocpp16/types.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { BLOCKED_CARD, CARD, createWorld, FATHER, MOTHER, OTHER_CARD, type World } from '../support/world.ts';
import { everythingTold, moments } from './timeline.ts';

/** Every card is asked for, every time. */
const alwaysAsk = { configuration: { LocalPreAuthorize: 'false' } };

const phase = (world: World, connector = 1) => world.chargePoint().charger.view(connector).session.phase;
const energy = (world: World) => world.twin().board.connectors[0]?.meter().energyWh ?? Number.NaN;
const locked = (world: World) => world.chargePoint().charger.view(1).locked;

/** Which cards were asked for. */
const asked = ({ charger }: World) => charger.requests('Authorize').map(({ idTag }) => idTag);

async function swipe(world: World, card: string, seconds = 5): Promise<void> {
  world.twin().board.swipe(card);
  await world.seconds(seconds);
}

async function plugIn(world: World): Promise<void> {
  world.twin().board.plugIn(1);
  await world.clock.settle();
}

/** StartTransaction is answered with this status, whatever the card. */
function startsAre(world: World, status: AuthorizationStatus): void {
  world.charger.intercept('StartTransaction', ({ usual }) => {
    const answer = usual();
    return answer.kind === 'reply' ? reply({ ...answer.payload, idTagInfo: { status } }) : answer;
  });
}

describe('a card at the reader', () => {
  it('that the Central System accepts starts a transaction: it is asked first', async () => {
    const world = await createWorld();
    await plugIn(world);
    const before = world.charger.received.length;
    await swipe(world, CARD);
    assert.deepEqual(everythingTold(world, before).slice(0, 2), ['Authorize', 'StartTransaction']);
    assert.equal(phase(world), 'transaction');
    world.assertNoComplaints();
  });

  for (const [what, card] of [
    ['blocked', BLOCKED_CARD],
    ['unknown', 'NOBODYS'],
  ] as const) {
    it(`that is ${what} starts nothing, whatever the charger could do offline`, async () => {
      const world = await createWorld({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
      await plugIn(world);
      await swipe(world, card);
      assert.deepEqual(asked(world), [card]);
      assert.equal(phase(world), 'plugged');
      assert.deepEqual(world.charger.requests('StartTransaction'), []);
      world.assertNoComplaints();
    });
  }

  for (const [what, answer] of [
    ['a CALLERROR', callError('InternalError')],
    ['an answer that breaks its schema', replyAnything({ idTagInfo: { status: 'Yes' } })],
    ['an answer without idTagInfo', replyAnything({})],
  ] as const) {
    it(`starts nothing when the Central System answers with ${what}: it was asked and did not say yes`, async () => {
      const world = await createWorld({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
      await world.charge();
      await swipe(world, CARD);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(await world.configure('LocalPreAuthorize', 'false'), 'Accepted');
      world.charger.intercept('Authorize', answer);
      await plugIn(world);
      await swipe(world, CARD);
      await swipe(world, 'NOBODYS');
      assert.equal(phase(world), 'plugged');
    });
  }

  it('that gets no answer in time is treated as offline: known cards start, unknown ones do not', async () => {
    const world = await createWorld({ configuration: { LocalPreAuthorize: 'false', ConnectionTimeOut: '0' } });
    await world.charge();
    await swipe(world, CARD);
    world.twin().board.plugOut(1);
    await world.seconds(5);
    world.charger.intercept('Authorize', silence);
    await plugIn(world);
    await swipe(world, 'NOBODYS', 31);
    assert.equal(phase(world), 'plugged');
    await swipe(world, CARD, 29);
    assert.equal(phase(world), 'plugged');
    await world.seconds(2);
    assert.equal(phase(world), 'transaction');
  });

  it('that gets no answer in time starts when AllowOfflineTxForUnknownId says so', async () => {
    const world = await createWorld({
      configuration: { AllowOfflineTxForUnknownId: 'true', ConnectionTimeOut: '0', MessageTimeout: '3' },
    });
    world.charger.intercept('Authorize', silence);
    await plugIn(world);
    await swipe(world, CARD, 2);
    assert.equal(phase(world), 'plugged');
    await world.seconds(2);
    assert.equal(phase(world), 'transaction');
  });

  it('is the same card however its letters are written', async () => {
    const world = await createWorld(alwaysAsk);
    await world.charge(CARD.toLowerCase());
    await swipe(world, CARD);
    assert.deepEqual(asked(world), [CARD.toLowerCase()]);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Local');
    world.assertNoComplaints();
  });
});

describe('the end of a transaction by card', () => {
  it('needs no question when it is the card that began it', async () => {
    const world = await createWorld(alwaysAsk);
    await world.charge();
    await swipe(world, CARD);
    assert.deepEqual(asked(world), [CARD]);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ idTag, reason }) => [idTag, reason]),
      [[CARD, 'Local']],
    );
    assert.equal(world.charger.status(1), 'Finishing');
    world.assertNoComplaints();
  });

  it('is up to another card of the same parent, which is asked for', async () => {
    const world = await createWorld(alwaysAsk);
    await world.charge(MOTHER);
    await swipe(world, FATHER);
    assert.deepEqual(asked(world), [MOTHER, FATHER]);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ idTag, reason }) => [idTag, reason]),
      [[FATHER, 'Local']],
    );
    world.assertNoComplaints();
  });

  it('is up to another card of the same parent that the charger knows, without a question', async () => {
    const world = await createWorld();
    await world.charge(FATHER);
    await swipe(world, FATHER);
    await swipe(world, MOTHER);
    assert.equal(phase(world), 'transaction');
    await swipe(world, FATHER);
    assert.deepEqual(asked(world), [FATHER, MOTHER]);
    assert.equal(phase(world), 'finishing');
    world.assertNoComplaints();
  });

  it('is not up to the card of a stranger, accepted or not, nor to the parent itself', async () => {
    const world = await createWorld(alwaysAsk);
    world.central.idTags.set('FAMILY', 'Accepted');
    await world.charge(MOTHER);
    for (const stranger of [CARD, OTHER_CARD, BLOCKED_CARD, 'NOBODYS', 'FAMILY']) await swipe(world, stranger);
    assert.equal(world.charger.status(1), 'Charging');
    assert.deepEqual(world.charger.requests('StopTransaction'), []);
    world.assertNoComplaints();
  });

  it('is not up to a blocked card of the same parent', async () => {
    const world = await createWorld(alwaysAsk);
    await world.charge(MOTHER);
    world.central.idTags.set(FATHER, { status: 'Blocked', parentIdTag: 'FAMILY' });
    await swipe(world, FATHER);
    assert.equal(world.charger.status(1), 'Charging');
  });

  it('leaves the place to a new transaction without unplugging', async () => {
    const world = await createWorld();
    await world.charge();
    await world.seconds(100);
    await swipe(world, CARD);
    await swipe(world, OTHER_CARD, 10);
    assert.deepEqual(world.statuses().slice(-3), ['Finishing', 'Preparing', 'Charging']);
    const [, second] = world.charger.requests('StartTransaction');
    assert.equal(second?.idTag, OTHER_CARD);
    assert.equal(second?.meterStart, world.charger.requests('StopTransaction')[0]?.meterStop);
    world.assertNoComplaints();
  });

  it('leaves the place to the same card too', async () => {
    const world = await createWorld();
    await world.charge();
    await swipe(world, CARD);
    await swipe(world, CARD, 10);
    assert.deepEqual(world.statuses().slice(-3), ['Finishing', 'Preparing', 'Charging']);
    assert.equal(world.charger.requests('StartTransaction').length, 2);
    world.assertNoComplaints();
  });
});

describe('a card before the car', () => {
  it('waits for the car, which then charges without another card', async () => {
    const world = await createWorld();
    await swipe(world, CARD);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing']);
    assert.deepEqual(world.charger.requests('StartTransaction'), []);
    world.twin().board.plugIn(1);
    await world.seconds(5);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging']);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
    world.assertNoComplaints();
  });

  it('is taken back by the same card, without a question', async () => {
    const world = await createWorld(alwaysAsk);
    await swipe(world, CARD);
    await swipe(world, CARD);
    assert.deepEqual(asked(world), [CARD]);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Available']);
    await plugIn(world);
    assert.equal(phase(world), 'plugged');
    world.assertNoComplaints();
  });

  it('is taken back by a card of the same parent, and not by that of a stranger', async () => {
    const world = await createWorld(alwaysAsk);
    await swipe(world, MOTHER);
    await swipe(world, OTHER_CARD);
    assert.equal(phase(world), 'authorized');
    await swipe(world, FATHER);
    assert.equal(phase(world), 'idle');
    world.assertNoComplaints();
  });
});

describe('swipes while the Central System is slow', () => {
  async function createSlowWorld(options: Parameters<typeof createWorld>[0] = alwaysAsk) {
    const world = await createWorld(options);
    world.charger.intercept('Authorize', ({ usual }) => late(10_000, usual()));
    return world;
  }

  it('are handled one after the other: the second card finds the place taken', async () => {
    const world = await createSlowWorld();
    await plugIn(world);
    world.twin().board.swipe(CARD);
    world.twin().board.swipe(OTHER_CARD);
    await world.seconds(9);
    assert.deepEqual(asked(world), [CARD]);
    await world.seconds(25);
    assert.deepEqual(asked(world), [CARD, OTHER_CARD]);
    assert.deepEqual(moments(world, 'Authorize'), [0, 10]);
    assert.deepEqual(
      world.charger.requests('StartTransaction').map(({ idTag }) => idTag),
      [CARD],
    );
    assert.deepEqual(world.charger.requests('StopTransaction'), []);
    world.assertNoComplaints();
  });

  it('of one card begin a transaction and end it, however impatient the hand was', async () => {
    const world = await createSlowWorld();
    await plugIn(world);
    for (const _ of [1, 2]) world.twin().board.swipe(CARD);
    await world.seconds(30);
    assert.deepEqual(asked(world), [CARD]);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
    assert.equal(world.charger.requests('StopTransaction').length, 1);
    world.assertNoComplaints();
  });

  it('find the car gone that was there when they began', async () => {
    const world = await createSlowWorld();
    await plugIn(world);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.twin().board.plugOut(1);
    await world.seconds(6);
    assert.equal(phase(world), 'authorized');
    assert.deepEqual(world.charger.requests('StartTransaction'), []);
    world.assertNoComplaints();
  });

  it('are forgotten at a power cut', async () => {
    const world = await createSlowWorld();
    await plugIn(world);
    world.twin().board.swipe(CARD);
    await world.seconds(5);
    world.powerCut();
    await world.powerOn();
    world.twin().board.plugIn(1);
    await world.seconds(20);
    assert.equal(phase(world), 'plugged');
    assert.deepEqual(world.charger.requests('StartTransaction'), []);
    world.assertNoComplaints();
  });
});

describe('with two connectors, a card', () => {
  const two = { model: 'reference', file: { connectors: [{ id: 1 }, { id: 2 }] } } as const;

  it('starts where a car waits, and stops only its own', async () => {
    const world = await createWorld(two);
    world.twin().board.plugIn(2);
    await swipe(world, CARD);
    world.twin().board.plugIn(1);
    await swipe(world, OTHER_CARD);
    assert.deepEqual(
      world.charger.requests('StartTransaction').map(({ connectorId, idTag }) => [connectorId, idTag]),
      [
        [2, CARD],
        [1, OTHER_CARD],
      ],
    );
    await swipe(world, CARD);
    assert.deepEqual([phase(world, 1), phase(world, 2)], ['transaction', 'finishing']);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ transactionId }) => transactionId),
      [1],
    );
    world.assertNoComplaints();
  });
});

describe('the authorization cache of a charger', () => {
  const offline = async (world: World, card: string) => {
    world.twin().setOnline(false);
    await plugIn(world);
    await swipe(world, card);
    return phase(world);
  };

  it('lets a card start offline that was accepted before, also after a power cut', async () => {
    const world = await createWorld(alwaysAsk);
    await swipe(world, CARD);
    world.powerCut();
    await world.powerOn();
    assert.equal(await offline(world, CARD.toLowerCase()), 'transaction');
    world.assertNoComplaints();
  });

  it('lets no card start offline of which it knows nothing, or nothing good', async () => {
    for (const card of [OTHER_CARD, BLOCKED_CARD]) {
      const world = await createWorld(alwaysAsk);
      await swipe(world, BLOCKED_CARD);
      assert.equal(await offline(world, card), 'plugged', card);
    }
  });

  it('wins over AllowOfflineTxForUnknownId', async () => {
    for (const [card, expected] of [
      [OTHER_CARD, 'transaction'],
      [BLOCKED_CARD, 'plugged'],
    ] as const) {
      const world = await createWorld({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
      await swipe(world, BLOCKED_CARD);
      assert.equal(await offline(world, card), expected, card);
    }
  });

  it('is no help offline when LocalAuthorizeOffline is off', async () => {
    const world = await createWorld({
      configuration: { LocalAuthorizeOffline: 'false', AllowOfflineTxForUnknownId: 'true' },
    });
    await swipe(world, CARD);
    await swipe(world, CARD);
    assert.equal(await offline(world, CARD), 'plugged');
  });

  it('saves the question while online when LocalPreAuthorize is on', async () => {
    const world = await createWorld();
    for (const _ of [1, 2, 3]) await swipe(world, CARD);
    await plugIn(world);
    await world.seconds(5);
    assert.deepEqual(asked(world), [CARD]);
    assert.equal(phase(world), 'transaction');
  });

  it('does not save the question for a card that was not accepted: it may be by now', async () => {
    const world = await createWorld();
    await plugIn(world);
    await swipe(world, BLOCKED_CARD);
    world.central.idTags.set(BLOCKED_CARD, 'Accepted');
    await swipe(world, BLOCKED_CARD);
    assert.deepEqual(asked(world), [BLOCKED_CARD, BLOCKED_CARD]);
    assert.equal(phase(world), 'transaction');
  });

  it('learns from the answers to StartTransaction and StopTransaction', async () => {
    for (const action of ['StartTransaction', 'StopTransaction'] as const) {
      const world = await createWorld({ configuration: { StopTransactionOnInvalidId: 'false' } });
      world.charger.intercept(action, ({ usual }) => {
        const answer = usual();
        return answer.kind === 'reply'
          ? replyAnything({ ...answer.payload, idTagInfo: { status: 'Expired' } })
          : answer;
      });
      // The end of a transaction need not say anything of its card.
      if (action === 'StartTransaction') world.charger.intercept('StopTransaction', reply({}));
      await plugIn(world);
      await swipe(world, CARD);
      await swipe(world, CARD);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(await offline(world, CARD), 'plugged', action);
    }
  });

  it('learns from the end of a transaction about the card that ended it', async () => {
    for (const [card, expected] of [
      [MOTHER, 'transaction'],
      [FATHER, 'plugged'],
    ] as const) {
      const world = await createWorld();
      world.charger.intercept('StopTransaction', reply({ idTagInfo: { status: 'Blocked' } }));
      await plugIn(world);
      await swipe(world, MOTHER);
      await swipe(world, FATHER);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      assert.equal(await offline(world, card), expected, card);
    }
  });

  it('does not take ConcurrentTx for a quality of the card', async () => {
    const world = await createWorld();
    startsAre(world, 'ConcurrentTx');
    await plugIn(world);
    await swipe(world, CARD, 10);
    assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'DeAuthorized');
    await swipe(world, CARD);
    world.twin().board.plugOut(1);
    await world.seconds(5);
    assert.equal(await offline(world, CARD), 'transaction');
  });

  it('lets a card expire at the moment that the Central System named', async () => {
    const world = await createWorld();
    world.central.idTags.set(CARD, { status: 'Accepted', expiresAt: world.clock.now() + 100_000 });
    await swipe(world, CARD);
    await swipe(world, CARD, 85);
    world.twin().setOnline(false);
    await plugIn(world);
    await swipe(world, CARD, 1);
    assert.equal(phase(world), 'transaction', 'at 91 s');
    await swipe(world, CARD, 10);
    assert.equal(phase(world), 'finishing');
    await swipe(world, CARD, 1);
    assert.equal(phase(world), 'finishing', 'at 102 s');
  });

  it('is emptied by ClearCache', async () => {
    const world = await createWorld();
    await swipe(world, CARD);
    await swipe(world, CARD);
    const answer = world.charger.call('ClearCache', {});
    await world.clock.settle();
    assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Accepted' } });
    assert.equal(await offline(world, CARD), 'plugged');
  });

  it('that is switched off neither learns nor knows, and cannot be cleared', async () => {
    const world = await createWorld();
    await swipe(world, CARD);
    await swipe(world, CARD);
    assert.equal(await world.configure('AuthorizationCacheEnabled', 'false'), 'Accepted');
    await swipe(world, CARD);
    await swipe(world, CARD);
    await swipe(world, OTHER_CARD);
    await swipe(world, OTHER_CARD);
    assert.deepEqual(asked(world), [CARD, CARD, OTHER_CARD]);
    const answer = world.charger.call('ClearCache', {});
    await world.clock.settle();
    assert.deepEqual(await answer, { kind: 'confirmed', payload: { status: 'Rejected' } });
    assert.equal(await world.configure('AuthorizationCacheEnabled', 'true'), 'Accepted');
    assert.equal(await offline(world, OTHER_CARD), 'plugged');
  });
});

describe('a transaction whose card turns out not to be accepted', () => {
  for (const status of ['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const) {
    it(`is stopped with DeAuthorized when StartTransaction is answered with ${status}`, async () => {
      const world = await createWorld();
      startsAre(world, status);
      await plugIn(world);
      await swipe(world, CARD, 60);
      assert.deepEqual(
        world.charger.requests('StopTransaction').map(({ transactionId, reason }) => [transactionId, reason]),
        [[1, 'DeAuthorized']],
      );
      assert.equal(world.charger.status(1), 'Finishing');
      assert.equal(energy(world), 0);
      world.assertNoComplaints();
    });
  }

  it('leaves its cable locked until the same card comes; a stranger gets neither the cable nor the place', async () => {
    const world = await createWorld();
    startsAre(world, 'Blocked');
    await plugIn(world);
    await swipe(world, CARD, 60);
    assert.equal(locked(world), true);
    await swipe(world, OTHER_CARD);
    assert.equal(locked(world), true);
    assert.equal(world.charger.requests('StartTransaction').length, 1);
    await swipe(world, CARD);
    assert.equal(locked(world), false);
    world.twin().board.plugOut(1);
    await world.seconds(1);
    assert.equal(world.charger.status(1), 'Available');
    world.assertNoComplaints();
  });

  it('leaves its cable to a card of the same parent too', async () => {
    const world = await createWorld();
    await swipe(world, MOTHER);
    await swipe(world, MOTHER);
    startsAre(world, 'Blocked');
    await plugIn(world);
    await swipe(world, MOTHER, 60);
    assert.equal(locked(world), true);
    await swipe(world, FATHER);
    assert.equal(locked(world), false);
    world.assertNoComplaints();
  });

  it('keeps the cable locked over a car that has left, and Finishing with it', async () => {
    const world = await createWorld();
    startsAre(world, 'Blocked');
    await plugIn(world);
    await swipe(world, CARD, 60);
    world.twin().board.plugOut(1);
    await world.seconds(60);
    assert.deepEqual([locked(world), world.charger.status(1)], [true, 'Finishing']);
    await swipe(world, CARD);
    assert.deepEqual([locked(world), world.charger.status(1)], [false, 'Available']);
    world.assertNoComplaints();
  });

  it('is stopped also when the answer comes after an outage, with the energy of the outage in its register', async () => {
    const world = await createWorld({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
    world.twin().setOnline(false);
    await plugIn(world);
    await swipe(world, BLOCKED_CARD, 600);
    assert.equal(phase(world), 'transaction');
    world.twin().setOnline(true);
    await world.seconds(10);
    const [stop] = world.charger.requests('StopTransaction');
    assert.equal(stop?.reason, 'DeAuthorized');
    assert.equal(stop?.meterStop, energy(world));
    assert.ok(energy(world) > 1_000);
    world.assertNoComplaints();
  });

  it('that is over by the time of the answer is left alone, and so is the one that follows it', async () => {
    const world = await createWorld({ configuration: { AllowOfflineTxForUnknownId: 'true' } });
    world.twin().setOnline(false);
    await plugIn(world);
    await swipe(world, BLOCKED_CARD, 60);
    await swipe(world, BLOCKED_CARD, 10);
    await swipe(world, CARD, 60);
    world.twin().setOnline(true);
    await world.seconds(30);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason }) => reason),
      ['Local'],
    );
    assert.equal(world.charger.status(1), 'Charging');
    world.assertNoComplaints();
  });

  it('goes on without energy when StopTransactionOnInvalidId is off, until its card ends it', async () => {
    const world = await createWorld({ configuration: { StopTransactionOnInvalidId: 'false' } });
    world.charger.intercept('StartTransaction', ({ usual }) => {
      const answer = usual();
      return answer.kind === 'reply'
        ? late(20_000, reply({ ...answer.payload, idTagInfo: { status: 'Invalid' } }))
        : answer;
    });
    await plugIn(world);
    await swipe(world, CARD, 15);
    assert.ok(energy(world) > 0, 'nobody has said anything against it yet');
    await world.seconds(20);
    const before = energy(world);
    await world.seconds(3600);
    assert.equal(energy(world), before);
    assert.deepEqual(world.statuses(), ['Available', 'Preparing', 'Charging', 'SuspendedEVSE']);
    assert.deepEqual(world.charger.requests('StopTransaction'), []);
    await swipe(world, CARD);
    assert.deepEqual(
      world.charger.requests('StopTransaction').map(({ reason, meterStop }) => [reason, meterStop]),
      [['Local', before]],
    );
    world.assertNoComplaints();
  });

  it('gets MaxEnergyOnInvalidId before its energy ends', async () => {
    const world = await createWorld({
      configuration: { StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: '500' },
    });
    startsAre(world, 'Invalid');
    await plugIn(world);
    await swipe(world, CARD, 60);
    assert.equal(world.charger.status(1), 'Charging');
    await world.seconds(3600);
    assert.equal(world.charger.status(1), 'SuspendedEVSE');
    // 11 kW draw 3 Wh in each second, and half a second is what the car takes to stop.
    assert.ok(energy(world) >= 500 && energy(world) <= 506, String(energy(world)));
    world.assertNoComplaints();
  });

  it('makes no difference to the transaction that follows it', async () => {
    const world = await createWorld({
      configuration: { StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: '500' },
    });
    world.charger.intercept(
      'StartTransaction',
      ({ usual }) => {
        const answer = usual();
        return answer.kind === 'reply' ? reply({ ...answer.payload, idTagInfo: { status: 'Invalid' } }) : answer;
      },
      { times: 1 },
    );
    await plugIn(world);
    await swipe(world, CARD, 60);
    await swipe(world, CARD);
    await swipe(world, OTHER_CARD, 3600);
    assert.equal(world.charger.status(1), 'Charging');
    assert.ok(energy(world) > 10_000);
    world.assertNoComplaints();
  });
});

describe('the authorization cache', () => {
  const SIZE = 4;
  const accepted: IdTagInfo = { status: 'Accepted' };
  const blocked: IdTagInfo = { status: 'Blocked' };
  const until = (expiry: number): IdTagInfo => ({ status: 'Accepted', expiryDate: formatDateTime(expiry) });

  function filled(...entries: readonly (readonly [idTag: string, info: IdTagInfo])[]) {
    const cache = createAuthorizationCache(createMemoryDatabase().open('CP1'), SIZE);
    for (const [idTag, info] of entries) cache.put(idTag, info, 0);
    const kept = () => ['a', 'b', 'c', 'd', 'e'].filter((idTag) => cache.get(idTag, 0) !== undefined);
    return { cache, kept };
  }

  it('makes room by forgetting who is not accepted, and only then the oldest', () => {
    const { cache, kept } = filled(['a', accepted], ['b', blocked], ['c', accepted], ['d', blocked]);
    cache.put('e', accepted, 0);
    assert.deepEqual(kept(), ['a', 'c', 'd', 'e']);
    cache.put('b', accepted, 0);
    assert.deepEqual(kept(), ['a', 'b', 'c', 'e']);
    cache.put('d', blocked, 0);
    assert.deepEqual(kept(), ['b', 'c', 'd', 'e']);
  });

  it('makes room by forgetting who has expired before anybody who has not', () => {
    const { cache, kept } = filled(['a', accepted], ['b', until(1000)], ['c', until(9000)], ['d', accepted]);
    cache.put('e', accepted, 1000);
    assert.deepEqual(kept(), ['a', 'c', 'd', 'e']);
  });

  it('makes no room for somebody whom it knows already, and takes the update for the newest', () => {
    const { cache, kept } = filled(['a', accepted], ['b', accepted], ['c', accepted], ['d', accepted]);
    cache.put('A', accepted, 0);
    assert.deepEqual(kept(), ['a', 'b', 'c', 'd']);
    cache.put('e', accepted, 0);
    assert.deepEqual(kept(), ['a', 'c', 'd', 'e']);
  });

  it('tells the expiry of a card that is good, and leaves a card that is not good as it is', () => {
    const { cache } = filled(['a', until(1000)], ['b', { ...until(1000), status: 'Blocked' }]);
    assert.equal(cache.get('a', 999)?.status, 'Accepted');
    assert.equal(cache.get('a', 1000)?.status, 'Expired');
    assert.equal(cache.get('b', 1000)?.status, 'Blocked');
  });

  it('knows, whatever was said in whatever order, what was said last of those for whom there is room', () => {
    const info = fc.record({
      status: fc.constantFrom('Accepted', 'Blocked', 'Expired', 'Invalid'),
      expires: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    });
    const step = fc.oneof(
      { weight: 20, arbitrary: fc.record({ idTag: fc.constantFrom(...'abcdefABCDEF'), info }) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
      { weight: 2, arbitrary: fc.constant('power cut' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = createMemoryDatabase().open('CP1');
        let cache = createAuthorizationCache(store, SIZE);
        /** The oldest first. */
        let model: { readonly key: string; readonly status: AuthorizationStatus; readonly expires: number }[] = [];
        for (const [now, each] of steps.entries()) {
          if (each === 'clear') {
            cache.clear();
            model = [];
          } else if (each === 'power cut') cache = createAuthorizationCache(store, SIZE);
          else {
            const { status, expires } = each.info;
            const key = each.idTag.toLowerCase();
            cache.put(
              each.idTag,
              { status, ...(expires === undefined ? {} : { expiryDate: formatDateTime(expires) }) },
              now,
            );
            const others = model.filter((one) => one.key !== key);
            if (others.length === SIZE && others.length === model.length) {
              const bad = others.findIndex((one) => one.status !== 'Accepted' || one.expires <= now);
              others.splice(Math.max(bad, 0), 1);
            }
            model = [...others, { key, status, expires: expires ?? Number.POSITIVE_INFINITY }];
          }
          for (const idTag of 'abcdef') {
            const one = model.find(({ key }) => key === idTag);
            const status = one?.status === 'Accepted' && one.expires <= now ? 'Expired' : one?.status;
            assert.equal(cache.get(idTag.toUpperCase(), now)?.status, status);
          }
        }
      }),
    );
  });
});

/** A card is shown, the Central System is asked, and the connection does not live to see the answer (S 3.5.4, wishes F1). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silence } from '../../src/central/scripted-answer.ts';
import { BLOCKED_CARD, CARD, createWorld, OTHER_CARD, type World, type WorldOptions } from '../support/world.ts';
import { count } from './sent.ts';
import { now } from './timeline.ts';

const phase = (world: World) => world.chargePoint().charger.view(1).session.phase;

/** A charger that knows CARD as good and BLOCKED_CARD as not, with a car that waits and a Central System that is always asked. */
async function createAcquainted(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({
    ...options,
    configuration: { LocalPreAuthorize: 'false', ConnectionTimeOut: '0', ...options.configuration },
  });
  for (const card of [CARD, CARD, BLOCKED_CARD]) {
    world.twin().board.swipe(card);
    await world.seconds(1);
  }
  world.twin().board.plugIn(1);
  await world.seconds(1);
  return world;
}

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`an Authorize of a ${model} that waits when the connection dies`, () => {
    const cases = [
      ['a card that is known to be good starts', CARD, {}, 'transaction'],
      ['a card that is known not to be good does not', BLOCKED_CARD, { AllowOfflineTxForUnknownId: 'true' }, 'plugged'],
      ['a card of which nothing is known does not', OTHER_CARD, {}, 'plugged'],
      [
        'a card of which nothing is known starts where it may',
        OTHER_CARD,
        { AllowOfflineTxForUnknownId: 'true' },
        'transaction',
      ],
      [
        'a card that is known to be good does not where it may not',
        CARD,
        { LocalAuthorizeOffline: 'false' },
        'plugged',
      ],
    ] as const;
    for (const [what, card, configuration, expected] of cases) {
      it(`is decided at once as while offline: ${what}`, async () => {
        const world = await createAcquainted({ model, configuration });
        world.charger.intercept('Authorize', silence);
        world.twin().board.swipe(card);
        await world.seconds(3);
        assert.equal(phase(world), 'plugged');
        world.network.failDials('refused');
        world.network.connections()[0]?.cut();
        await world.clock.settle();
        assert.equal(phase(world), expected);
        world.network.failDials(undefined);
        await world.seconds(120);
        assert.equal(count(world, 'StartTransaction'), expected === 'transaction' ? 1 : 0);
        assert.equal(count(world, 'Authorize'), 3, 'nobody is asked once more');
      });
    }

    it('keeps no other card waiting: the next one is decided after it', async () => {
      const world = await createAcquainted({ model });
      world.charger.intercept('Authorize', silence);
      world.twin().board.swipe(OTHER_CARD);
      world.twin().board.swipe(CARD);
      await world.seconds(3);
      world.twin().setOnline(false);
      await world.clock.settle();
      const { session } = world.chargePoint().charger.view(1);
      assert.equal(session.phase === 'transaction' && session.authorization.idTag, CARD);
    });
  });

  describe(`a dead connection that does not say so, with a ${model}`, () => {
    it('keeps no card waiting that is known to be good while LocalPreAuthorize is on', async () => {
      const world = await createAcquainted({ model, configuration: { LocalPreAuthorize: 'true' } });
      world.network.connections()[0]?.halfOpen();
      world.twin().board.swipe(CARD);
      await world.clock.settle();
      assert.equal(phase(world), 'transaction');
      await world.seconds(120);
      assert.equal(count(world, 'StartTransaction'), 1);
      world.assertNoComplaints();
    });

    it('keeps a card waiting until a ping has found it, and no longer than MessageTimeout', async () => {
      for (const [WebSocketPingInterval, MessageTimeout, decided] of [
        // The ping goes out at 10 s, five seconds later there is no pong.
        ['10', '30', 15],
        ['0', '20', 24],
      ] as const) {
        const world = await createAcquainted({ model, configuration: { WebSocketPingInterval, MessageTimeout } });
        assert.equal(now(world), 4);
        world.network.connections()[0]?.halfOpen();
        world.twin().board.swipe(CARD);
        await world.clock.advance((decided - 4) * 1000 - 1);
        assert.equal(phase(world), 'plugged');
        await world.clock.advance(1);
        assert.equal(phase(world), 'transaction');
        // Without pings nobody finds out (OCPP-J errata 3.11).
        await world.seconds(200);
        assert.equal(count(world, 'StartTransaction'), WebSocketPingInterval === '0' ? 0 : 1);
      }
    });
  });
}

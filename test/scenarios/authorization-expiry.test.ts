/** What becomes of an identifier whose time is over, and in which forms that time may be written (S 3.5.1, 3.5.4, 3.14, 3.15). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply, replyAnything } from '../../src/central/scripted-answer.ts';
import type { AuthorizationStatus } from '../../src/ocpp16/types.ts';
import { CARD, createWorld, type World } from '../support/world.ts';
import { count } from './sent.ts';

const phase = (world: World) => world.chargePoint().charger.view(1).session.phase;

/** Shows the card, without a car: it is asked for, or not, and taken back. */
async function show(world: World): Promise<void> {
  world.twin().board.swipe(CARD);
  await world.seconds(1);
  if (phase(world) === 'authorized') world.twin().board.swipe(CARD);
  await world.seconds(1);
}

/** May the card start here, now, with nobody to ask? */
async function startsOffline(world: World): Promise<boolean> {
  world.twin().setOnline(false);
  world.twin().board.swipe(CARD);
  await world.seconds(1);
  return phase(world) === 'authorized';
}

function authorizationsAre(world: World, status: AuthorizationStatus, expiryDate: string): void {
  world.charger.intercept('Authorize', replyAnything({ idTagInfo: { status, expiryDate } }));
}

for (const model of ['zaptec-pro', 'reference'] as const) {
  describe(`an identifier with an end, at a ${model}`, () => {
    /** The virtual clock begins at 2026-01-01T00:00:00Z: each of these is 100 s later. */
    const forms = [
      '2026-01-01T00:01:40Z',
      '2026-01-01T00:01:40.000000000Z',
      '2026-01-01T00:01:40',
      '2026-01-01T01:01:40+01:00',
      '2025-12-31T19:01:40-05:00',
      '2026-01-01T05:46:40.0+05:45',
      '2026-01-01t00:01:40z',
    ];
    for (const form of forms) {
      it(`is good until the moment that ${form} names, and no longer`, async () => {
        const world = await createWorld({ model, configuration: { ConnectionTimeOut: '0' } });
        authorizationsAre(world, 'Accepted', form);
        await show(world);
        await world.clock.advance(99_999 - 2_000);
        assert.equal(await startsOffline(world), true, 'at 99.999 s');
        world.twin().board.swipe(CARD);
        await world.clock.advance(1);
        assert.equal(await startsOffline(world), false, 'at 101 s');
      });
    }

    it('J25: is asked for again once its time is over, and refused while nobody can be asked, also after a power cut', async () => {
      const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
      world.central.idTags.set(CARD, { status: 'Accepted', expiresAt: world.clock.now() + 50_000 });
      await show(world);
      await show(world);
      assert.equal(count(world, 'Authorize'), 1, 'it is known');
      await world.seconds(60);
      world.central.idTags.set(CARD, 'Accepted');
      world.powerCut();
      await world.powerOn();
      assert.equal(await startsOffline(world), false);
      world.twin().setOnline(true);
      await world.seconds(5);
      await show(world);
      assert.equal(count(world, 'Authorize'), 2, 'it is asked for');
      assert.equal(await startsOffline(world), true, 'and good again');
      world.assertNoComplaints();
    });

    it('that the Central System accepts though its time is over charges, and is not remembered as good', async () => {
      const world = await createWorld({ model });
      const idTagInfo = { status: 'Accepted', expiryDate: '2020-01-01T00:00:00Z' } as const;
      authorizationsAre(world, 'Accepted', idTagInfo.expiryDate);
      world.charger.intercept('StartTransaction', reply({ transactionId: 9, idTagInfo }));
      world.charger.intercept('StopTransaction', reply({ idTagInfo }));
      await world.charge();
      await world.seconds(60);
      assert.equal(world.charger.status(1), 'Charging');
      world.twin().board.swipe(CARD);
      await world.seconds(5);
      assert.equal(world.charger.requests('StopTransaction')[0]?.reason, 'Local');
      world.twin().board.plugOut(1);
      await world.seconds(5);
      await show(world);
      assert.equal(count(world, 'Authorize'), 2, 'it is asked for each time');
      assert.equal(await startsOffline(world), false);
    });

    it('is learned from StartTransaction and StopTransaction as well', async () => {
      for (const action of ['StartTransaction', 'StopTransaction'] as const) {
        const world = await createWorld({ model });
        const idTagInfo = { status: 'Accepted', expiryDate: '2026-01-01T01:00:00+00:00' } as const;
        world.charger.intercept(
          'StartTransaction',
          reply({ transactionId: 9, idTagInfo: action === 'StartTransaction' ? idTagInfo : { status: 'Accepted' } }),
        );
        world.charger.intercept('StopTransaction', reply(action === 'StopTransaction' ? { idTagInfo } : {}));
        await world.charge();
        world.twin().board.swipe(CARD);
        await world.seconds(5);
        world.twin().board.plugOut(1);
        await world.seconds(3700);
        assert.equal(await startsOffline(world), false, action);
      }
    });

    it('whose end is no moment is not accepted: such an answer says nothing', async () => {
      for (const expiryDate of ['soon', '', '2026-13-01T00:00:00Z', '2026-01-01', 1767225700]) {
        const world = await createWorld({ model });
        world.charger.intercept('Authorize', replyAnything({ idTagInfo: { status: 'Accepted', expiryDate } }));
        world.twin().board.swipe(CARD);
        await world.seconds(1);
        assert.equal(phase(world), 'idle', String(expiryDate));
        assert.equal(await startsOffline(world), false, String(expiryDate));
      }
    });
  });

  describe(`the authorization cache of a ${model} that is switched off and on`, () => {
    it('is empty: what it knew may have become wrong meanwhile', async () => {
      const world = await createWorld({ model });
      await show(world);
      assert.equal(await world.configure('AuthorizationCacheEnabled', 'false'), 'Accepted');
      await show(world);
      assert.equal(count(world, 'Authorize'), 2);
      world.powerCut();
      await world.powerOn();
      assert.equal(await world.configure('AuthorizationCacheEnabled', 'true'), 'Accepted');
      assert.equal(await startsOffline(world), false);
      world.twin().setOnline(true);
      await world.seconds(5);
      await show(world);
      assert.equal(count(world, 'Authorize'), 3);
      assert.equal(await startsOffline(world), true);
    });
  });

  describe(`the moment that a BootNotification of a ${model} is answered with`, () => {
    it('may be written in any form of ISO 8601, and changes nothing', async () => {
      for (const currentTime of [
        '2026-01-01T02:00:00+02:00',
        '2026-01-01T00:00:00.123456789Z',
        '2026-01-01T00:00:00',
        '1999-12-31T23:59:59-11:30',
      ]) {
        const world = await createWorld({ model, off: true });
        world.charger.intercept('BootNotification', ({ usual }) => {
          const answer = usual();
          return answer.kind === 'reply' ? { ...answer, payload: { ...answer.payload, currentTime } } : answer;
        });
        world.charger.intercept('Heartbeat', reply({ currentTime }));
        world.twin().start();
        await world.seconds(301);
        assert.equal(world.chargePoint().registration(), 'Accepted', currentTime);
        assert.equal(count(world, 'Heartbeat'), 1);
        assert.equal(world.charger.requests('StatusNotification')[0]?.timestamp, '2026-01-01T00:00:00.000Z');
        assert.deepEqual(world.warnings, []);
      }
    });
  });
}

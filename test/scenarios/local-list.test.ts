/** The local list of a whole charger: what becomes of each SendLocalList, and who may charge then (S 3.5.2, 3.5.4, 5.10, 5.15). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reply, silence } from '../../src/central/scripted-answer.ts';
import { CARD, createWorld, OTHER_CARD, type World } from '../support/world.ts';
import { acceptedOffline, accepts, type Entries, entries, many, sendDifferential, sendFull, version } from './lists.ts';
import { count, modelNames, remoteStart } from './sent.ts';

const asked = ({ charger }: World) => charger.requests('Authorize').map(({ idTag }) => idTag);
const abc = ['A', 'B', 'C'];

/** Refused with this, and nothing has changed. */
const refused: readonly (readonly [
  what: string,
  type: 'Full' | 'Differential',
  version: number,
  list: Entries | undefined,
  answer: string,
])[] = [
  ['version 0', 'Full', 0, entries({ C: 'Accepted' }), 'Failed'],
  ['version -1', 'Full', -1, entries({ C: 'Accepted' }), 'Failed'],
  ['version -1', 'Differential', -1, entries({ C: 'Accepted' }), 'Failed'],
  ['a version below all', 'Full', -2, entries({ C: 'Accepted' }), 'Failed'],
  ['the version that is there', 'Differential', 5, entries({ C: 'Accepted' }), 'VersionMismatch'],
  ['an older version', 'Differential', 4, entries({ A: undefined }), 'VersionMismatch'],
  ['an older version and nothing else', 'Differential', 4, undefined, 'VersionMismatch'],
  ['an identifier twice', 'Full', 6, [...entries({ C: 'Accepted' }), ...entries({ C: 'Accepted' })], 'Failed'],
  ['an identifier twice, once in small letters', 'Differential', 6, entries({ A: undefined, a: 'Blocked' }), 'Failed'],
  ['an identifier without idTagInfo', 'Full', 6, entries({ C: 'Accepted', A: undefined }), 'Failed'],
];

for (const model of modelNames) {
  describe(`the local list of a ${model}`, () => {
    it('J24: is what full and differential updates make of it, with the version of the last that was accepted', async () => {
      const world = await createWorld({ model });
      assert.equal(await version(world), 0);
      assert.equal(await sendFull(world, 10, entries({ A: 'Accepted', B: 'Blocked' })), 'Accepted');
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [10, ['A']]);
      assert.equal(await sendDifferential(world, 11, entries({ b: 'Accepted', C: 'Accepted' })), 'Accepted');
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [11, abc]);
      assert.equal(await sendDifferential(world, 20, entries({ a: undefined, NOBODYS: undefined })), 'Accepted');
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [20, ['B', 'C']]);
      assert.equal(await sendDifferential(world, 20, entries({ A: 'Accepted' })), 'VersionMismatch');
      assert.equal(await sendDifferential(world, 21), 'Accepted');
      assert.equal(await sendDifferential(world, 22, []), 'Accepted');
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [22, ['B', 'C']]);
      world.powerCut();
      await world.powerOn();
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [22, ['B', 'C']]);
      assert.equal(await sendFull(world, 3, entries({ A: 'Accepted' })), 'Accepted');
      assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [3, ['A']]);
      world.assertNoComplaints();
    });

    for (const list of [undefined, []]) {
      it(`is emptied by a full update ${list === undefined ? 'without a list' : 'with an empty list'}: its version is 0, and any counts from there`, async () => {
        const world = await createWorld({ model });
        assert.equal(await sendFull(world, 10, entries({ A: 'Accepted' })), 'Accepted');
        assert.equal(await sendFull(world, 11, list), 'Accepted');
        assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [0, []]);
        assert.equal(await sendDifferential(world, 7), 'Accepted');
        assert.equal(await version(world), 0, 'it is empty still');
        assert.equal(await sendDifferential(world, 1, entries({ B: 'Accepted' })), 'Accepted');
        assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [1, ['B']]);
        assert.equal(await sendDifferential(world, 2, entries({ B: undefined })), 'Accepted');
        assert.equal(await version(world), 0);
      });
    }

    for (const [what, updateType, listVersion, list, answer] of refused) {
      it(`is as it was after a ${updateType} update with ${what}, which is answered ${answer}`, async () => {
        const world = await createWorld({ model });
        assert.equal(await sendFull(world, 5, entries({ A: 'Accepted', B: 'Accepted' })), 'Accepted');
        const send = updateType === 'Full' ? sendFull : sendDifferential;
        assert.equal(await send(world, listVersion, list), answer);
        assert.deepEqual([await version(world), await acceptedOffline(world, abc)], [5, ['A', 'B']]);
        assert.ok(
          world.warnings.some((line) => line.startsWith(`SendLocalList ${answer}: `)),
          'somebody can read why',
        );
      });
    }

    it('is as long as the start-up file lets it be', async () => {
      const configuration = { LocalAuthListMaxLength: '3', SendLocalListMaxLength: '2' };
      const world = await createWorld({ model, configuration });
      assert.equal(await sendFull(world, 1, many(3)), 'Failed');
      assert.equal(await sendFull(world, 1, many(2)), 'Accepted');
      assert.equal(await sendDifferential(world, 2, many(2, 2)), 'Failed');
      assert.equal(await sendDifferential(world, 2, many(1, 2)), 'Accepted');
      assert.equal(await sendDifferential(world, 3, many(2)), 'Accepted', 'what is there may be sent again');
      assert.deepEqual(await acceptedOffline(world, ['L0', 'L1', 'L2', 'L3']), ['L0', 'L1', 'L2']);
    });

    it('is sent and asked for before the first BootNotification is answered, and while it is Pending', async () => {
      const world = await createWorld({ model, off: true });
      world.charger.intercept('BootNotification', silence, { times: 1 });
      world.twin().start();
      await world.clock.settle();
      assert.equal(await sendFull(world, 1, entries({ A: 'Accepted' })), 'Accepted');
      assert.equal(await version(world), 1);
      assert.equal(world.chargePoint().registration(), 'unknown');

      const pending = { status: 'Pending', currentTime: '2026-01-01T00:00:00Z', interval: 300 } as const;
      world.charger.intercept('BootNotification', reply(pending));
      await world.seconds(120);
      assert.equal(world.chargePoint().registration(), 'Pending');
      assert.equal(await sendDifferential(world, 2, entries({ B: 'Accepted' })), 'Accepted');
      assert.equal(await version(world), 2);
    });

    it('holds any text as an idTag', async () => {
      const world = await createWorld({ model });
      const odd = ['', '\0', '\ud800', '""', '__proto__', 'ÄÖ', '💳💳'];
      const list = odd.map((idTag) => ({ idTag, idTagInfo: { status: 'Accepted' } as const }));
      assert.equal(await sendFull(world, 1, list), 'Accepted');
      assert.deepEqual(await acceptedOffline(world, [...odd, 'äö', '"', 'constructor']), [...odd, 'äö']);
    });
  });

  describe(`a listed card at a ${model}`, () => {
    it('needs no question while LocalPreAuthorize is on, and one each time while it is off', async () => {
      const world = await createWorld({ model });
      await sendFull(world, 1, entries({ [CARD]: 'Accepted' }));
      await world.charge(CARD.toLowerCase());
      assert.deepEqual(asked(world), []);
      world.twin().board.plugOut(1);
      await world.seconds(5);
      await world.configure('LocalPreAuthorize', 'false');
      await world.charge();
      assert.deepEqual(asked(world), [CARD]);
      world.assertNoComplaints();
    });

    it('starts from afar without a question, where remote starts are authorized', async () => {
      const world = await createWorld({ model, configuration: { AuthorizeRemoteTxRequests: 'true' } });
      await sendFull(world, 1, entries({ [CARD]: 'Accepted' }));
      world.twin().board.plugIn(1);
      assert.equal(await remoteStart(world, CARD, 1), 'Accepted');
      await world.seconds(10);
      assert.equal(world.charger.status(1), 'Charging');
      assert.deepEqual(asked(world), []);
    });

    it('starts while offline, also before the first BootNotification after a power cut', async () => {
      const world = await createWorld({ model });
      await sendFull(world, 1, entries({ [CARD]: 'Accepted' }));
      world.powerCut();
      world.charger.intercept('BootNotification', silence);
      await world.powerOn();
      assert.equal(world.chargePoint().registration(), 'unknown');
      world.twin().board.plugIn(1);
      world.twin().board.swipe(OTHER_CARD);
      await world.seconds(2);
      assert.equal(world.chargePoint().charger.view(1).session.phase, 'plugged', 'another does not');
      world.twin().board.swipe(CARD);
      await world.seconds(10);
      assert.equal(world.chargePoint().status(1), 'Charging');
      assert.equal(count(world, 'StartTransaction'), 0);
    });

    it('does not start while offline and LocalAuthorizeOffline is off', async () => {
      const world = await createWorld({
        model,
        configuration: { LocalAuthorizeOffline: 'false', AllowOfflineTxForUnknownId: 'true' },
      });
      await sendFull(world, 1, entries({ A: 'Accepted' }));
      assert.deepEqual(await acceptedOffline(world, ['A', 'B']), ['B']);
    });

    for (const status of ['Blocked', 'Expired', 'Invalid', 'ConcurrentTx'] as const) {
      it(`as ${status} is refused while offline, whoever else may start, and asked for while online`, async () => {
        const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
        await sendFull(world, 1, entries({ [CARD]: status }));
        assert.deepEqual(await acceptedOffline(world, [CARD, OTHER_CARD]), [OTHER_CARD]);
        assert.equal(await accepts(world, CARD), true);
        assert.deepEqual(asked(world), [CARD]);
        assert.deepEqual(await acceptedOffline(world, [CARD]), [], 'the list is as it was');
      });
    }

    it('is Expired once its time is over: refused while offline, asked for while online', async () => {
      const world = await createWorld({ model, configuration: { AllowOfflineTxForUnknownId: 'true' } });
      // The virtual clock begins at midnight.
      const idTagInfo = { status: 'Accepted', expiryDate: '2026-01-01T01:01:40+01:00' } as const;
      await sendFull(world, 1, [{ idTag: CARD, idTagInfo }]);
      assert.deepEqual(await acceptedOffline(world, [CARD]), [CARD]);
      assert.equal(await accepts(world, CARD), true);
      assert.deepEqual(asked(world), []);
      await world.seconds(100);
      assert.deepEqual(await acceptedOffline(world, [CARD]), []);
      assert.equal(await accepts(world, CARD), true);
      assert.deepEqual(asked(world), [CARD]);
    });

    it('is of the family that the list names', async () => {
      const world = await createWorld({ model });
      const idTagInfo = { status: 'Accepted', parentIdTag: 'CLAN' } as const;
      await sendFull(
        world,
        1,
        ['A', 'B'].map((idTag) => ({ idTag, idTagInfo })),
      );
      world.twin().setOnline(false);
      world.twin().board.plugIn(1);
      world.twin().board.swipe('A');
      await world.seconds(20);
      assert.equal(world.chargePoint().status(1), 'Charging');
      world.twin().board.swipe('B');
      await world.seconds(10);
      assert.equal(world.chargePoint().status(1), 'Finishing');
    });
  });

  describe(`the authorization cache of a ${model}`, () => {
    it('knows nothing of what is listed, from the update on', async () => {
      const world = await createWorld({ model });
      for (const card of [CARD, OTHER_CARD]) assert.equal(await accepts(world, card), true);
      await sendFull(world, 1, entries({ [CARD]: 'Blocked' }));
      assert.deepEqual(await acceptedOffline(world, [CARD, OTHER_CARD]), [OTHER_CARD], 'the list goes first');
      assert.equal(await accepts(world, CARD), true, 'the Central System says so');
      await sendDifferential(world, 2, entries({ [CARD]: undefined }));
      assert.deepEqual(await acceptedOffline(world, [CARD, OTHER_CARD]), [OTHER_CARD], 'nothing was kept of it');
      assert.equal(await accepts(world, CARD), true);
      assert.deepEqual(await acceptedOffline(world, [CARD]), [CARD], 'and now it is');
      assert.deepEqual(asked(world), [CARD, OTHER_CARD, CARD, CARD]);
    });

    it('is no place for what is removed from the list', async () => {
      const world = await createWorld({ model });
      await world.configure('LocalAuthListEnabled', 'false');
      assert.equal(await accepts(world, CARD), true);
      await world.configure('LocalAuthListEnabled', 'true');
      await sendDifferential(world, 1, entries({ [CARD]: undefined }));
      assert.deepEqual(await acceptedOffline(world, [CARD]), []);
    });

    it('may be off: the list is another thing', async () => {
      const world = await createWorld({ model, configuration: { AuthorizationCacheEnabled: 'false' } });
      await sendFull(world, 1, entries({ [CARD]: 'Accepted' }));
      assert.equal(await accepts(world, CARD), true);
      assert.deepEqual(await acceptedOffline(world, [CARD]), [CARD]);
      assert.deepEqual(asked(world), []);
    });

    it('is cleared without the list', async () => {
      const world = await createWorld({ model });
      await sendFull(world, 1, entries({ A: 'Accepted' }));
      assert.equal(await accepts(world, CARD), true);
      const cleared = world.charger.call('ClearCache', {});
      await world.clock.settle();
      assert.deepEqual(await cleared, { kind: 'confirmed', payload: { status: 'Accepted' } });
      assert.deepEqual(await acceptedOffline(world, ['A', CARD]), ['A']);
    });
  });

  describe(`LocalAuthListEnabled of a ${model}`, () => {
    it('switched off hides the list, which can be neither asked for nor changed; on again, it is what it was', async () => {
      const world = await createWorld({ model });
      await sendFull(world, 5, entries({ A: 'Accepted', [CARD]: 'Blocked' }));
      assert.equal(await world.configure('LocalAuthListEnabled', 'false'), 'Accepted');
      assert.equal(await version(world), -1);
      assert.equal(await sendFull(world, 6, entries({ B: 'Accepted' })), 'NotSupported');
      assert.equal(await sendDifferential(world, 6), 'NotSupported');
      assert.equal(await accepts(world, 'A'), false);
      assert.equal(await accepts(world, CARD), true);
      assert.deepEqual(await acceptedOffline(world, ['A', 'B', CARD]), [CARD], 'the cache is asked');
      world.powerCut();
      await world.powerOn();
      assert.equal(await version(world), -1);
      assert.equal(await world.configure('LocalAuthListEnabled', 'true'), 'Accepted');
      assert.equal(await version(world), 5);
      assert.deepEqual(await acceptedOffline(world, ['A', 'B', CARD]), ['A']);
      // What was learnt meanwhile is forgotten with the next word on that card.
      assert.equal(await accepts(world, CARD), true);
      assert.equal(await sendFull(world, 6), 'Accepted');
      assert.deepEqual(await acceptedOffline(world, [CARD]), []);
      world.assertNoComplaints();
    });
  });
}

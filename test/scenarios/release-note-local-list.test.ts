/** The release note's rows on the local list (RN-A1, RN-A2), each on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld } from '../support/world.ts';
import { acceptedOffline, entries, many, sendDifferential, sendFull, version } from './lists.ts';
import { modelNames } from './sent.ts';

for (const model of modelNames) {
  describe(`the local list of a ${model}`, () => {
    it(`RN-A1 ${model}: has both actions and all keys of the profile, and says so`, async () => {
      const world = await createWorld({ model });
      const { value: profiles = '' } = (await world.key('SupportedFeatureProfiles')) ?? {};
      assert.ok(profiles.split(',').includes('LocalAuthListManagement'), profiles);
      for (const [name, readonly] of [
        ['LocalAuthListEnabled', false],
        ['LocalAuthListMaxLength', true],
        ['SendLocalListMaxLength', true],
      ] as const) {
        assert.equal((await world.key(name))?.readonly, readonly, name);
        assert.equal(
          await world.configure(name, name === 'LocalAuthListEnabled' ? 'true' : '7'),
          readonly ? 'Rejected' : 'Accepted',
        );
      }
      assert.equal(await version(world), 0);
      assert.equal(await sendFull(world, 1, entries({ A: 'Accepted', B: 'Blocked' })), 'Accepted');
      assert.equal(await sendDifferential(world, 2, entries({ A: undefined, C: 'Accepted' })), 'Accepted');
      assert.equal(await version(world), 2);
      assert.deepEqual(await acceptedOffline(world, ['A', 'B', 'C']), ['C']);
      world.assertNoComplaints();
    });

    it(`RN-A2 ${model}: is on unless told otherwise, with room for 1024 identifiers, 255 in a message`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(
        [
          await world.key('LocalAuthListEnabled'),
          await world.key('LocalAuthListMaxLength'),
          await world.key('SendLocalListMaxLength'),
        ],
        [
          { value: 'true', readonly: false },
          { value: '1024', readonly: true },
          { value: '255', readonly: true },
        ],
      );
    });

    it(`RN-A2 ${model}: holds 1024 identifiers, and fails with the 1025th, unchanged`, async () => {
      const world = await createWorld({ model });
      assert.equal(await sendFull(world, 1, many(255)), 'Accepted');
      for (const part of [1, 2, 3]) {
        assert.equal(await sendDifferential(world, part + 1, many(255, part * 255)), 'Accepted');
      }
      assert.equal(await sendDifferential(world, 5, many(5, 1020)), 'Failed');
      assert.equal(await version(world), 4);
      assert.deepEqual(await acceptedOffline(world, ['L1019', 'L1020']), ['L1019']);
      assert.equal(await sendDifferential(world, 5, many(4, 1020)), 'Accepted');
      assert.equal(await sendDifferential(world, 6, many(1, 1024)), 'Failed');
      assert.equal(await version(world), 5);
      // What is listed can be changed, and what makes room for another can go, in one message.
      assert.equal(
        await sendDifferential(world, 6, entries({ L0: 'Blocked', L1: undefined, L1024: 'Accepted' })),
        'Accepted',
      );
      assert.deepEqual(await acceptedOffline(world, ['L0', 'L1', 'L2', 'L1023', 'L1024']), ['L2', 'L1023', 'L1024']);
      world.assertNoComplaints();
    });

    it(`RN-A2 ${model}: refuses a message with 256 identifiers, unchanged`, async () => {
      const world = await createWorld({ model });
      assert.equal(await sendFull(world, 7, entries({ A: 'Accepted' })), 'Accepted');
      assert.equal(await sendFull(world, 8, many(256)), 'Failed');
      assert.equal(await sendDifferential(world, 8, many(256)), 'Failed');
      assert.equal(await version(world), 7);
      assert.deepEqual(await acceptedOffline(world, ['A', 'L0']), ['A']);
      assert.equal(await sendFull(world, 8, many(255)), 'Accepted');
      assert.deepEqual(await acceptedOffline(world, ['A', 'L0', 'L254']), ['L0', 'L254']);
      world.assertNoComplaints();
    });
  });
}

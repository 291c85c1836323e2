/** Which charging profiles there are: what replaces what, how many fit, and what ClearChargingProfile takes away (S 3.13.2, 5.5, 5.16; E4 3.25, 3.26). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Request } from '../../src/ocpp16/actions.ts';
import { createWorld, type World } from '../support/world.ts';
import {
  chargePointMax,
  clearProfile,
  composite,
  type Details,
  installedIds,
  offeredA,
  setProfile,
  tx,
  txDefault,
} from './profiles.ts';
import { modelNames } from './sent.ts';
import { createTriple } from './several-connectors.ts';

/** Six profiles on a charger with three connectors, one of them charging: the id says which. */
const set = {
  1: ['TxDefaultProfile, all connectors, level 0', txDefault(20, { chargingProfileId: 1 }), 0],
  2: ['TxDefaultProfile, connector 1, level 0', txDefault(20, { chargingProfileId: 2 }), 1],
  3: ['TxDefaultProfile, connector 1, level 1', txDefault(20, { chargingProfileId: 3, stackLevel: 1 }), 1],
  4: ['TxDefaultProfile, connector 2, level 1', txDefault(20, { chargingProfileId: 4, stackLevel: 1 }), 2],
  5: ['ChargePointMaxProfile, level 1', chargePointMax(60, { chargingProfileId: 5, stackLevel: 1 }), 0],
  6: ['TxProfile, connector 1, level 0', tx(20, { chargingProfileId: 6 }), 1],
} as const;

async function createSet(): Promise<World> {
  const world = await createTriple();
  await world.charge();
  for (const [what, profile, connectorId] of Object.values(set)) {
    assert.equal(await setProfile(world, profile, connectorId), 'Accepted', what);
  }
  assert.deepEqual(installedIds(world), [1, 2, 3, 4, 5, 6]);
  return world;
}

const clearings: readonly (readonly [request: Request<'ClearChargingProfile'>, removes: readonly number[]])[] = [
  [{}, [1, 2, 3, 4, 5, 6]],
  [{ id: 3 }, [3]],
  [{ id: 6 }, [6]],
  // E4 3.26: with an id the other members do not matter.
  [{ id: 3, connectorId: 2, chargingProfilePurpose: 'TxProfile', stackLevel: 7 }, [3]],
  [{ id: 7 }, []],
  [{ id: 7, connectorId: 1 }, []],
  [{ connectorId: 0 }, [1, 5]],
  [{ connectorId: 1 }, [2, 3, 6]],
  [{ connectorId: 3 }, []],
  [{ connectorId: 4 }, []],
  [{ connectorId: -1 }, []],
  [{ chargingProfilePurpose: 'TxDefaultProfile' }, [1, 2, 3, 4]],
  [{ chargingProfilePurpose: 'TxProfile' }, [6]],
  [{ chargingProfilePurpose: 'ChargePointMaxProfile' }, [5]],
  [{ stackLevel: 0 }, [1, 2, 6]],
  [{ stackLevel: 1 }, [3, 4, 5]],
  [{ stackLevel: 2 }, []],
  [{ connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile' }, [2, 3]],
  [{ connectorId: 1, chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 1 }, [3]],
  [{ connectorId: 0, stackLevel: 1 }, [5]],
  [{ connectorId: 0, chargingProfilePurpose: 'TxProfile' }, []],
  [{ connectorId: 2, stackLevel: 0 }, []],
];

describe('ClearChargingProfile', () => {
  for (const [request, removes] of clearings) {
    it(`${JSON.stringify(request)} takes away ${removes.length === 0 ? 'nothing: Unknown' : removes.join(', ')}`, async () => {
      const world = await createSet();
      assert.equal(await clearProfile(world, request), removes.length > 0 ? 'Accepted' : 'Unknown');
      const left = [1, 2, 3, 4, 5, 6].filter((id) => !removes.includes(id));
      assert.deepEqual(installedIds(world), left);
      // And for good, but for the TxProfile, which a power cut takes with its transaction.
      world.powerCut();
      await world.powerOn();
      assert.deepEqual(
        installedIds(world),
        left.filter((id) => id !== 6),
      );
      world.assertNoComplaints();
    });
  }

  it('is Unknown where there is nothing', async () => {
    const world = await createWorld();
    assert.equal(await clearProfile(world), 'Unknown');
    assert.equal(await clearProfile(world, { id: 1 }), 'Unknown');
  });
});

describe('a charging profile', () => {
  it('takes the place of the one with its id, whatever else that was', async () => {
    const later: readonly (readonly [ReturnType<typeof txDefault>, number])[] = [
      [txDefault(10, { chargingProfileId: 4, stackLevel: 5 }), 3],
      [chargePointMax(10, { chargingProfileId: 4, stackLevel: 5 }), 0],
      [tx(10, { chargingProfileId: 4, stackLevel: 5 }), 1],
    ];
    for (const [profile, connectorId] of later) {
      const world = await createSet();
      assert.equal(await setProfile(world, profile, connectorId), 'Accepted');
      assert.deepEqual(installedIds(world), [1, 2, 3, 5, 6, 4]);
      assert.deepEqual(world.chargePoint().smartCharging.installed().at(-1)?.profile, profile);
      world.powerCut();
      await world.powerOn();
      // What was replaced does not come back.
      assert.deepEqual(
        installedIds(world),
        profile.chargingProfilePurpose === 'TxProfile' ? [1, 2, 3, 5] : [1, 2, 3, 5, 4],
      );
    }
  });

  it('takes the place of the one with its purpose and stackLevel on the same connector, and no other', async () => {
    const later: readonly (readonly [ReturnType<typeof txDefault>, number, readonly number[]])[] = [
      [txDefault(10, { chargingProfileId: 9 }), 0, [2, 3, 4, 5, 6, 9]],
      [txDefault(10, { chargingProfileId: 9 }), 1, [1, 3, 4, 5, 6, 9]],
      [txDefault(10, { chargingProfileId: 9, stackLevel: 1 }), 1, [1, 2, 4, 5, 6, 9]],
      [txDefault(10, { chargingProfileId: 9, stackLevel: 1 }), 0, [1, 2, 3, 4, 5, 6, 9]],
      [txDefault(10, { chargingProfileId: 9, stackLevel: 1 }), 3, [1, 2, 3, 4, 5, 6, 9]],
      [chargePointMax(10, { chargingProfileId: 9, stackLevel: 1 }), 0, [1, 2, 3, 4, 6, 9]],
      [chargePointMax(10, { chargingProfileId: 9 }), 0, [1, 2, 3, 4, 5, 6, 9]],
      [tx(10, { chargingProfileId: 9 }), 1, [1, 2, 3, 4, 5, 9]],
      [tx(10, { chargingProfileId: 9, stackLevel: 8 }), 1, [1, 2, 3, 4, 5, 6, 9]],
    ];
    for (const [profile, connectorId, left] of later) {
      const world = await createSet();
      assert.equal(await setProfile(world, profile, connectorId), 'Accepted');
      assert.deepEqual(installedIds(world), left);
    }
  });

  it('can replace two at once: one by its id, one by its place', async () => {
    const world = await createSet();
    assert.equal(await setProfile(world, txDefault(10, { chargingProfileId: 4 }), 1), 'Accepted');
    assert.deepEqual(installedIds(world), [1, 3, 5, 6, 4]);
  });

  it('that begins later replaces at once: until then there is no limit (S 3.13.2)', async () => {
    const world = await createWorld();
    await setProfile(world, txDefault(10));
    await world.charge();
    assert.equal(offeredA(world), 10);
    await world.seconds(10);
    await setProfile(world, txDefault(8, { validFrom: '2026-01-01T01:00:00Z' }));
    assert.equal(offeredA(world), 32);
    await world.clock.runUntil(() => offeredA(world) === 8, 3600_000);
    assert.equal(world.clock.now(), Date.parse('2026-01-01T01:00:00Z'));
  });
});

/** One after the other, with ids from 1 on, spread over purposes and levels. */
async function fill(world: World, count: number, details: Details = {}): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const about: Details = { chargingProfileId: index + 1, stackLevel: index % 9, ...details };
    const group = Math.floor(index / 9);
    const [profile, connector] = [
      [txDefault(20, about), 0],
      [txDefault(20, about), 1],
      [chargePointMax(20, about), 0],
    ][group] as [ReturnType<typeof txDefault>, number];
    assert.equal(await setProfile(world, profile, connector), 'Accepted', `number ${index + 1}`);
  }
}

for (const model of modelNames) {
  describe(`the room that a ${model} has for charging profiles`, () => {
    it('is what its keys say: 24 profiles', async () => {
      const world = await createWorld({ model });
      await fill(world, 24);
      const one = chargePointMax(20, { chargingProfileId: 25, stackLevel: 8 });
      assert.equal(await setProfile(world, one), 'Rejected');
      assert.deepEqual(world.warnings.slice(-1), [
        'charging profile 25 is refused: there are 24 charging profiles already (MaxChargingProfilesInstalled)',
      ]);
      assert.equal(installedIds(world).length, 24);
      assert.equal(await clearProfile(world, { id: 7 }), 'Accepted');
      assert.equal(await setProfile(world, one), 'Accepted');
      world.assertNoComplaints();
    });

    it('J13: is enough for a replacement when it is full', async () => {
      const world = await createWorld({ model });
      await fill(world, 24);
      // By id, also at another place; and by place.
      assert.equal(await setProfile(world, chargePointMax(8, { chargingProfileId: 1, stackLevel: 8 })), 'Accepted');
      assert.equal(await setProfile(world, chargePointMax(9, { chargingProfileId: 99, stackLevel: 8 })), 'Accepted');
      assert.equal(installedIds(world).length, 24);
      assert.ok(!installedIds(world).includes(1));
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 9 A x 3']);
      world.powerCut();
      await world.powerOn();
      assert.deepEqual(await composite(world, { duration: 60 }), ['0: 9 A x 3']);
    });

    it('is given back by profiles whose time is over, when it is needed and no earlier', async () => {
      const world = await createWorld({ model });
      await fill(world, 24);
      await setProfile(world, txDefault(20, { chargingProfileId: 3, stackLevel: 2, validTo: '2026-01-01T00:10:00Z' }));
      const one = chargePointMax(20, { chargingProfileId: 25, stackLevel: 8 });
      await world.seconds(599);
      assert.equal(await setProfile(world, one), 'Rejected');
      await world.seconds(1);
      // One that is refused for another reason takes nothing away.
      assert.equal(await setProfile(world, { ...one, stackLevel: 9 }), 'Rejected');
      assert.ok(installedIds(world).includes(3));
      assert.equal(await setProfile(world, one), 'Accepted');
      assert.equal(installedIds(world).length, 24);
      assert.ok(!installedIds(world).includes(3));
    });

    it('is for stack levels 0 to 8, and 32 periods', async () => {
      const world = await createWorld({ model });
      const periods = Array.from({ length: 32 }, (_, index) => [index * 10, 6 + index / 2] as const);
      assert.equal(await setProfile(world, txDefault(periods, { stackLevel: 8 })), 'Accepted');
      const told = await composite(world, { duration: 400 });
      assert.deepEqual(
        told,
        periods.map(([start, limit]) => `${start}: ${limit} A x 3`),
      );
    });
  });
}

describe('the order in which charging profiles came', () => {
  it('is the same after a power cut, also with more than nine', async () => {
    const world = await createWorld();
    await fill(world, 24);
    await setProfile(world, txDefault(10, { chargingProfileId: 2, stackLevel: 1 }));
    const before = installedIds(world);
    assert.equal(before.at(-1), 2);
    world.powerCut();
    await world.powerOn();
    assert.deepEqual(installedIds(world), before);
    // And the next one is again the last.
    await setProfile(world, txDefault(10, { chargingProfileId: 1 }));
    world.powerCut();
    await world.powerOn();
    assert.equal(installedIds(world).at(-1), 1);
  });
});

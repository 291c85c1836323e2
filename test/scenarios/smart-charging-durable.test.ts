/** Charging profiles outlive power cuts and resets (E4 3.37), whole or not at all, whatever befalls the disk. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChargingProfile } from '../../src/ocpp16/types.ts';
import { cutAt } from '../../src/store/faulty.ts';
import { CARD, createWorld } from '../support/world.ts';
import { createMortalWorld, type MortalWorld } from './mortal-world.ts';
import {
  chargePointMax,
  clearProfile,
  composite,
  installedIds,
  offeredA,
  setProfile,
  tx,
  txDefault,
} from './profiles.ts';
import { modelNames } from './sent.ts';

/** Two that this one replaces: the one by its id, the other by its place. */
const before: readonly ChargingProfile[] = [
  txDefault(20, { chargingProfileId: 1 }),
  txDefault(16, { chargingProfileId: 2, stackLevel: 1 }),
  chargePointMax(30, { chargingProfileId: 3 }),
];
const replacing = txDefault(10, { chargingProfileId: 1, stackLevel: 1 });

/** A charger with those profiles, whose car charges, and that now lives with this plan. */
async function createProfiled(plan?: Parameters<MortalWorld['powerOn']>[0]): Promise<MortalWorld> {
  const world = createMortalWorld({ ClockAlignedDataInterval: '0', MeterValueSampleInterval: '0' });
  await world.powerOn();
  for (const profile of before) assert.equal(await setProfile(world, profile), 'Accepted');
  await world.powerOn(plan);
  await world.seconds(10);
  return world;
}

const changes = {
  'SetChargingProfile that replaces two': {
    send: (world: MortalWorld) => setProfile(world, replacing),
    from: ['1', '2', '3'],
    to: ['3', '1'],
    limits: [16, 10],
  },
  'SetChargingProfile that replaces nothing': {
    send: (world: MortalWorld) => setProfile(world, txDefault(10, { chargingProfileId: 4, stackLevel: 2 })),
    from: ['1', '2', '3'],
    to: ['1', '2', '3', '4'],
    limits: [16, 10],
  },
  'ClearChargingProfile of two': {
    send: (world: MortalWorld) => clearProfile(world, { chargingProfilePurpose: 'TxDefaultProfile' }),
    from: ['1', '2', '3'],
    to: ['3'],
    limits: [16, 30],
  },
} as const;

const idsOf = (world: MortalWorld): readonly string[] => installedIds(world).map(String);

/** What a transaction that begins now is limited to, A. */
async function limitNow(world: MortalWorld): Promise<number> {
  world.twin().board.plugIn(1);
  world.twin().board.swipe(CARD);
  await world.seconds(10);
  return offeredA(world);
}

for (const [what, { send, from, to, limits }] of Object.entries(changes)) {
  describe(`${what}`, () => {
    for (const when of ['before', 'after'] as const) {
      it(`has happened or has not, when the power goes right ${when} any of its writes; and has, when it was answered`, async () => {
        const idle = (await createProfiled()).writes();
        const found = new Set<string>();
        for (let write = idle + 1; ; write += 1) {
          const world = await createProfiled(cutAt(write, when));
          assert.ok(world.alive(), 'it lives until then');
          const answer = await send(world);
          if (world.alive()) {
            assert.equal(answer, 'Accepted');
            assert.deepEqual(idsOf(world), to);
            world.kill();
            await world.powerOn();
            await world.seconds(10);
            assert.deepEqual(idsOf(world), to, 'what was answered holds');
            assert.equal(await limitNow(world), limits[1]);
            assert.ok(write > idle + 1);
            break;
          }
          assert.equal(answer, 'unreachable');
          await world.powerOn();
          await world.seconds(10);
          const now = idsOf(world);
          assert.ok(String(now) === String(from) || String(now) === String(to), `cut ${when} write ${write}: ${now}`);
          assert.equal(await limitNow(world), limits[String(now) === String(from) ? 0 : 1]);
          found.add(String(now));
        }
        assert.deepEqual(found, new Set(when === 'before' ? [String(from)] : [String(from), String(to)]));
      });
    }

    it('fails on a disk that is full at any of its writes, changes nothing, and can be sent again', async () => {
      const idle = (await createProfiled()).writes();
      let failures = 0;
      for (let full = idle + 1; ; full += 1) {
        const world = await createProfiled(({ number }) => (number === full ? 'disk full' : undefined));
        const answer = await send(world);
        if (answer === 'Accepted') break;
        assert.equal(answer, 'InternalError');
        failures += 1;
        assert.ok(
          world.errors.some((line) => line.includes('ChargingProfile')),
          world.errors.join(),
        );
        assert.deepEqual(idsOf(world), from);
        assert.equal(await send(world), 'Accepted');
        assert.deepEqual(idsOf(world), to);
      }
      assert.ok(failures > 0);
    });
  });
}

describe('a TxProfile', () => {
  it('needs no room on the disk: not to come, not to be taken away, not to end with its transaction', async () => {
    const world = createMortalWorld({ ClockAlignedDataInterval: '0', MeterValueSampleInterval: '0' });
    let full = false;
    await world.powerOn((write) => (full && write.collection === 'charging-profiles' ? 'disk full' : undefined));
    world.twin().board.plugIn(1);
    world.twin().board.swipe(CARD);
    await world.seconds(30);
    full = true;
    assert.equal(await setProfile(world, tx(20)), 'Accepted');
    await world.seconds(6);
    assert.equal(offeredA(world), 20);
    assert.equal(await clearProfile(world, { id: 1 }), 'Accepted');
    assert.equal(await setProfile(world, tx(20)), 'Accepted');
    world.twin().board.plugOut(1);
    await world.seconds(5);
    assert.equal(world.charger.requests('StopTransaction').length, 1);
    assert.equal(world.charger.status(1), 'Available');
    assert.deepEqual([idsOf(world), world.errors], [[], []]);
  });
});

for (const model of modelNames) {
  describe(`the charging profiles of a ${model}`, () => {
    it('outlive power cuts and resets, but for a TxProfile (E4 3.37)', async () => {
      const world = await createWorld({ model });
      for (const profile of before) assert.equal(await setProfile(world, profile), 'Accepted');
      const schedule = await composite(world);
      assert.deepEqual(schedule, ['0: 16 A x 3']);
      for (const restart of [
        async () => {
          world.powerCut();
          await world.powerOn();
        },
        async () => void world.charger.call('Reset', { type: 'Soft' }),
        async () => void world.charger.call('Reset', { type: 'Hard' }),
      ]) {
        await world.charge();
        assert.equal(await setProfile(world, tx(10, { chargingProfileId: 9 })), 'Accepted');
        assert.deepEqual(installedIds(world), [1, 2, 3, 9]);
        await restart();
        await world.seconds(30);
        assert.deepEqual(installedIds(world), [1, 2, 3]);
        assert.deepEqual(await composite(world), schedule);
        world.twin().board.plugOut(1);
        await world.seconds(10);
        await world.charge();
        assert.equal(offeredA(world), 16);
        world.twin().board.plugOut(1);
        await world.seconds(10);
      }
    });
  });
}

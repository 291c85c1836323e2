import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld, type World } from '../support/world.ts';
import { listenSecurely, secureStart } from './security-acts.ts';

const KEY = '0001020304050607FFFFFFFFFFFFFFFFFFFFFFFF';

describe('the AuthorizationKey', () => {
  it('is presented as HTTP Basic under security profile 1, and the Central System lets nobody in without', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const stranger = await createWorld({ central });
    await stranger.seconds(1);
    assert.equal(stranger.charger.connections, 0);
    assert.ok(
      stranger.warnings.some((line) => line.includes('401')),
      stranger.warnings.join('\n'),
    );
    const world = await createWorld({ central, configuration: { SecurityProfile: '1', AuthorizationKey: KEY } });
    assert.equal(world.charger.status(1), 'Available');
  });

  it('is not presented under profile 0', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const world = await createWorld({ central, configuration: { AuthorizationKey: KEY } });
    await world.seconds(1);
    assert.equal(world.charger.connections, 0);
  });

  it('is answered first when it is changed, and then used for a new connection', async () => {
    const central = { chargers: { CP001: { authorizationKey: KEY } } };
    const world = await createWorld({ central, configuration: { SecurityProfile: '1', AuthorizationKey: KEY } });
    assert.equal(await world.configure('AuthorizationKey', 'a new password, long enough'), 'Accepted');
    assert.equal(world.charger.connections, 1);
    await world.seconds(10);
    assert.equal(world.charger.connections, 2);
    assert.equal(world.charger.requests('BootNotification').length, 1);
    world.assertNoComplaints();
  });

  it('can be written and never read, and stands in no log when it is refused', async () => {
    const world = await createWorld({ configuration: { AuthorizationKey: 'short secret' } });
    assert.equal(await world.configure('AuthorizationKey', 'another one'), 'Rejected');
    assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
    assert.deepEqual(await world.key('AuthorizationKey'), { value: undefined, readonly: false });
    const said = world.warnings.join('\n');
    assert.match(said, /AuthorizationKey expects 32 to 40 hexadecimal digits/);
    assert.doesNotMatch(said, /short secret|another one/);
  });

  describe('on trial', () => {
    const SECOND = 'a second password, long enough';
    const THIRD = 'a third password, long enough';

    async function connected(): Promise<World> {
      const central = { chargers: { CP001: { authorizationKey: KEY } } };
      const configuration = { SecurityProfile: '1', AuthorizationKey: KEY, RetryBackoffRandomRange: '0' };
      return createWorld({ central, configuration });
    }

    /** Which of the keys gets the charger in, after a power cut. */
    async function knows(world: World, key: string): Promise<boolean> {
      world.powerCut();
      world.central.setAuthorizationKey('CP001', key);
      const { connections } = world.charger;
      await world.powerOn();
      await world.seconds(5);
      return world.charger.connections > connections;
    }

    it('takes the place of the former one with the first connection, which is not kept', async () => {
      const world = await connected();
      assert.equal(await world.configure('AuthorizationKey', SECOND), 'Accepted');
      await world.seconds(3);
      assert.equal(world.charger.connections, 2);
      assert.deepEqual(world.securityEvents, ['ReconfigurationOfSecurityParameters: AuthorizationKey']);
      assert.equal(await knows(world, SECOND), true);
      assert.equal(await knows(world, KEY), false);
    });

    it('gives way to the former one at a Central System that has not changed its mind yet, and has its turn when it has', async () => {
      const world = await connected();
      assert.equal(await world.configure('AuthorizationKey', SECOND), 'Accepted');
      world.central.setAuthorizationKey('CP001', KEY);
      await world.seconds(30);
      assert.equal(world.charger.connections, 2, 'with the former key');
      assert.ok(world.warnings.includes('the Central System does not admit the new AuthorizationKey'));
      assert.ok(world.securityEvents.includes('FailedToAuthenticateAtCentralSystem: HTTP 401'));
      world.central.setAuthorizationKey('CP001', SECOND);
      world.charger.disconnect();
      await world.seconds(60);
      assert.equal(world.charger.connections, 3, 'with the new key');
      assert.equal(await knows(world, SECOND), true);
      assert.equal(await knows(world, KEY), false);
      assert.doesNotMatch(world.warnings.join('\n'), /password|00010203/);
    });

    it('that nobody has taken up gives way to the next one', async () => {
      const world = await connected();
      await world.configure('AuthorizationKey', SECOND);
      world.central.setAuthorizationKey('CP001', KEY);
      await world.seconds(30);
      assert.equal(await world.configure('AuthorizationKey', THIRD), 'Accepted');
      await world.seconds(3);
      assert.equal(world.charger.connections, 3);
      assert.equal(await knows(world, SECOND), false);
      assert.equal(await knows(world, THIRD), true);
    });

    it('and the former one outlive power cuts, as long as neither has worked', async () => {
      for (const wanted of [KEY, SECOND]) {
        const world = await connected();
        await world.configure('AuthorizationKey', SECOND);
        world.central.setAuthorizationKey('CP001', THIRD);
        await world.seconds(10);
        for (let cuts = 0; cuts < 3; cuts += 1) {
          world.powerCut();
          await world.powerOn();
          await world.seconds(5);
        }
        world.central.setAuthorizationKey('CP001', wanted);
        await world.seconds(60);
        assert.equal(world.charger.connections, 2, wanted);
      }
    });

    it('is the same as the former one: nothing happens', async () => {
      const world = await connected();
      assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
      await world.seconds(30);
      assert.equal(world.charger.connections, 1);
      assert.deepEqual(world.securityEvents, []);
    });

    it('is just stored under profile 3, whose connection stays', async () => {
      const world = await createWorld(secureStart(3));
      listenSecurely(world);
      world.twin().start();
      await world.seconds(2);
      assert.equal(await world.configure('AuthorizationKey', SECOND), 'Accepted');
      await world.seconds(30);
      assert.equal(world.charger.connections, 1);
    });
  });
});

/** The release note's rows on security profiles (RN-X1, RN-X3), each on a whole charger, and the edge case J9. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld, type World, type WorldOptions } from '../support/world.ts';
import { KEY, listenSecurely, NOW, OTHER_KEY, secureStart, seeds, serverChain, stranger } from './security-acts.ts';
import { modelNames } from './sent.ts';

/** The value of SecurityProfile, as the Central System reads it. */
const profileOf = async (world: World): Promise<string | undefined> => (await world.key('SecurityProfile'))?.value;

const urlOf = (world: World): string | undefined => {
  const state = world.chargePoint().link.state();
  return state.kind === 'connected' ? state.url : undefined;
};

for (const model of modelNames) {
  describe(`the security profile of a ${model}`, () => {
    it(`RN-X1 ${model}: is 0, connects without credentials, and can be read`, async () => {
      const world = await createWorld({ model });
      assert.deepEqual(await world.key('SecurityProfile'), { value: '0', readonly: false });
      assert.deepEqual(await world.key('AuthorizationKey'), { value: undefined, readonly: false });
      assert.equal(world.charger.status(1), 'Available');
      world.assertNoComplaints();
    });

    it(`RN-X1 ${model}: is raised from 0 to 1, 2 and 3, each over a new connection that begins after the answer`, async () => {
      const world = await createWorld({ model, certificates: seeds.rootAndOwn });
      listenSecurely(world);
      assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
      assert.equal(world.charger.connections, 1);
      world.central.setAuthorizationKey('CP001', KEY);
      for (const [profile, url] of [
        ['1', 'ws://central/ocpp/CP001'],
        ['2', 'wss://central/ocpp/CP001'],
        ['3', 'wss://central/ocpp/CP001'],
      ] as const) {
        if (profile === '3') world.central.setAuthorizationKey('CP001', undefined);
        const { connections } = world.charger;
        assert.equal(await world.configure('SecurityProfile', profile), 'Accepted');
        assert.equal(world.charger.connections, connections);
        assert.equal(await profileOf(world), String(Number(profile) - 1), 'not before it has worked');
        await world.seconds(3);
        assert.equal(world.charger.connections, connections + 1);
        assert.deepEqual([await profileOf(world), urlOf(world)], [profile, url]);
      }
      assert.deepEqual(world.securityEvents, [
        'ReconfigurationOfSecurityParameters: AuthorizationKey',
        'ReconfigurationOfSecurityParameters: SecurityProfile 1 in place of 0',
        'ReconfigurationOfSecurityParameters: SecurityProfile 2 in place of 1',
        'ReconfigurationOfSecurityParameters: SecurityProfile 3 in place of 2',
      ]);
      assert.equal(world.charger.requests('BootNotification').length, 1);
      world.powerCut();
      await world.powerOn();
      await world.seconds(2);
      assert.deepEqual([await profileOf(world), urlOf(world)], ['3', 'wss://central/ocpp/CP001']);
    });

    it(`RN-X1 ${model}: is never lowered, and is Rejected where something that it takes is missing`, async () => {
      const refused = async (options: WorldOptions, value: string): Promise<void> => {
        const world = await createWorld({ model, ...options });
        assert.equal(await world.configure('SecurityProfile', value), 'Rejected', JSON.stringify([options, value]));
        await world.seconds(30);
        assert.equal(world.charger.connections, 1);
      };
      const configuration = { SecurityProfile: '1', AuthorizationKey: KEY };
      // A05.FR.01
      for (const value of ['0', '1', '4', '-1', 'two', '']) await refused({ configuration }, value);
      await refused({}, '0');
      // A05.FR.02
      for (const value of ['1', '2']) await refused({ certificates: seeds.root }, value);
      // A05.FR.03
      for (const value of ['2', '3']) await refused({ configuration }, value);
      // A05.FR.04
      await refused({ certificates: seeds.root, configuration }, '3');
    });

    it(`RN-X1 ${model}: goes back to what worked when the new one does not connect within the time`, async () => {
      const configuration = { SwitchSecurityProfileConnectionTimeout: '30' };
      const world = await createWorld({ model, certificates: seeds.rootAndOwn, configuration });
      const secure = listenSecurely(world, { chain: serverChain({}, 'central', stranger) });
      assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
      assert.equal(await world.configure('SecurityProfile', '2'), 'Accepted');
      await world.seconds(25);
      assert.equal(urlOf(world), undefined, 'it is still trying');
      await world.seconds(15);
      assert.deepEqual([await profileOf(world), urlOf(world)], ['0', 'ws://central/ocpp/CP001']);
      assert.deepEqual(world.securityEvents.slice(1), [
        'InvalidCentralSystemCertificate: CN=central: its issuer O=Tests, CN=Stranger is not known',
        'ReconfigurationOfSecurityParameters: SecurityProfile 0 again: 2 did not connect',
      ]);
      assert.ok(world.warnings.includes('no connection with SecurityProfile 2 within 30 s; back to 0'));
      assert.equal(world.charger.requests('BootNotification').length, 1);
      // And can be raised all the same once the other side is in order.
      secure.close();
      listenSecurely(world);
      assert.equal(await world.configure('SecurityProfile', '2'), 'Accepted');
      await world.seconds(3);
      assert.equal(await profileOf(world), '2');
    });

    it(`RN-X3 ${model}: with 0 and 1 over wss:// ${model === 'reference' ? 'a server has to show who it is, unless the start-up file says otherwise' : 'any certificate will do, and the credentials are sent'}`, async () => {
      const chains = [
        serverChain({}, 'central', stranger),
        serverChain({ notAfter: NOW - 1000, notBefore: NOW - 5000 }),
        serverChain({}, 'elsewhere'),
      ];
      for (const chain of chains) {
        for (const profile of [0, 1]) {
          const told = { quirks: { verifiesServer: false } };
          for (const file of model === 'reference' ? [{}, told] : [{}]) {
            const world = await createWorld(secureStart(profile, { model, file }));
            if (profile === 1) world.central.setAuthorizationKey('CP001', KEY);
            listenSecurely(world, { chain });
            world.twin().start();
            await world.seconds(60);
            const refuses = model === 'reference' && file !== told;
            assert.equal(world.charger.connections, refuses ? 0 : 1);
            const events = world.securityEvents.filter((event) => event.startsWith('InvalidCentralSystemCertificate'));
            assert.equal(events.length, refuses ? 1 : 0, 'once, and not for each attempt');
          }
        }
      }
    });
  });
}

describe('a security profile on trial', () => {
  /** A charger that is told to go to profile 1, and a Central System that is not ready for it. */
  async function started(configuration: Readonly<Record<string, string>> = {}): Promise<World> {
    const world = await createWorld({ configuration: { AuthorizationKey: OTHER_KEY, ...configuration } });
    assert.equal(await world.configure('SecurityProfile', '1'), 'Accepted');
    return world;
  }

  it('J9: is answered while the old connection stands, and another change meanwhile is Rejected', async () => {
    const world = await started();
    assert.equal(await world.configure('SecurityProfile', '1'), 'Rejected');
    assert.equal(await world.configure('AuthorizationKey', KEY), 'Rejected');
    assert.equal(await world.configure('HeartbeatInterval', '99'), 'Accepted');
    await world.seconds(3);
    assert.equal(await profileOf(world), '1');
    world.assertNoComplaints();
  });

  it('J9: is tried several times within its time, whatever the back-off', async () => {
    const world = await started({ RetryBackoffWaitMinimum: '600' });
    world.network.failDials('refused');
    await world.seconds(12);
    world.network.failDials(undefined);
    await world.seconds(6);
    assert.equal(await profileOf(world), '1');
  });

  it('J9: falls back also when nothing answers at all, and what was queued meanwhile is told', async () => {
    const world = await started({ ConnectionTimeOut: '600' });
    world.network.failDials('unanswered');
    await world.seconds(2);
    world.twin().board.plugIn(1);
    await world.seconds(18);
    world.network.failDials(undefined);
    world.central.setAuthorizationKey('CP001', KEY);
    await world.seconds(60);
    assert.equal(urlOf(world), undefined, 'it does not know the key, and with profile 0 sends none');
    world.central.setAuthorizationKey('CP001', undefined);
    await world.seconds(60);
    assert.ok(urlOf(world) !== undefined);
    assert.equal(world.charger.status(1), 'Preparing');
  });

  it('J9: has its turn again and again while neither it nor the former one connects', async () => {
    const world = await started();
    world.network.failDials('refused');
    await world.seconds(600);
    world.network.failDials(undefined);
    // From now on only who has the key is let in: that is profile 1.
    world.central.setAuthorizationKey('CP001', OTHER_KEY);
    await world.seconds(120);
    assert.equal(await profileOf(world), '1');
  });

  it('J9: is forgotten when the former one works again, and no power cut brings it back', async () => {
    const world = await started({ RetryBackoffRandomRange: '0' });
    world.central.setAuthorizationKey('CP001', KEY);
    await world.seconds(22);
    world.central.setAuthorizationKey('CP001', undefined);
    await world.seconds(30);
    assert.equal(await profileOf(world), '0');
    world.powerCut();
    await world.powerOn();
    await world.seconds(60);
    assert.equal(await profileOf(world), '0');
    assert.equal(world.charger.requests('BootNotification').length, 2);
  });

  it('J9: outlives a power cut, as a trial', async () => {
    const world = await started();
    world.powerCut();
    world.central.setAuthorizationKey('CP001', OTHER_KEY);
    await world.powerOn();
    await world.seconds(3);
    assert.equal(await profileOf(world), '1');
  });

  it('J9: costs nothing once it is over: no timer is left', async () => {
    const world = await started({ WebSocketPingInterval: '0', ClockAlignedDataInterval: '0', HeartbeatInterval: '0' });
    await world.seconds(3);
    const before = world.clock.pending();
    await world.seconds(100);
    assert.equal(world.clock.pending(), before);
    assert.equal(world.charger.connections, 2);
  });
});

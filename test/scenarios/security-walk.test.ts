/** A charger is taken from security profile 0 to 3 by the Central System, which signs its certificate (WP A01, A02, A05). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CentralSystemAction, Request } from '../../src/ocpp16/actions.ts';
import { createWorld, type World } from '../support/world.ts';
import { authority, KEY, listenSecurely } from './security-acts.ts';

const OPERATOR = 'Tests';

async function started(): Promise<World> {
  const central = {
    authority: { roots: [authority.certificate], organization: OPERATOR, sign: (csr: string) => authority.sign(csr) },
  };
  const world = await createWorld({ central, configuration: { RetryBackoffRandomRange: '0' } });
  listenSecurely(world, { asksClient: true });
  await world.seconds(5);
  return world;
}

async function accepted<A extends CentralSystemAction>(world: World, action: A, payload: Request<A>): Promise<void> {
  const outcome = world.charger.call(action, payload);
  await world.clock.settle();
  assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } }, action);
}

async function raise(world: World, profile: 1 | 2 | 3): Promise<void> {
  assert.equal(await world.configure('SecurityProfile', String(profile)), 'Accepted');
  await world.seconds(10);
  assert.equal(world.charger.securityProfile, profile);
}

async function walk(world: World): Promise<void> {
  assert.equal(world.charger.securityProfile, 0);
  assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
  await raise(world, 1);
  const certificateType = 'CentralSystemRootCertificate';
  await accepted(world, 'InstallCertificate', { certificateType, certificate: authority.certificate });
  await raise(world, 2);
  assert.equal(await world.configure('CpoName', OPERATOR), 'Accepted');
  await accepted(world, 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });
  await world.seconds(5);
  await raise(world, 3);
}

describe('a charger and the Central System', () => {
  it('go from profile 0 to 3, and neither has anything to complain about', async () => {
    const world = await started();
    await walk(world);
    world.assertNoComplaints();
    assert.equal(world.charger.requests('BootNotification').length, 1);
    assert.equal(await world.configure('SecurityProfile', '2'), 'Rejected');
  });

  it('stay at profile 3 over a power cut', async () => {
    const world = await started();
    await walk(world);
    world.powerCut();
    await world.powerOn();
    await world.seconds(10);
    assert.equal(world.charger.securityProfile, 3);
    world.assertNoComplaints();
  });

  it('renew the certificate: the next one is presented, and known', async () => {
    const world = await started();
    await walk(world);
    const before = world.charger.connections;
    await accepted(world, 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });
    await world.seconds(30);
    assert.equal(world.charger.requests('SignCertificate').length, 2);
    assert.equal(world.charger.connections, before + 1);
    assert.equal(world.charger.securityProfile, 3);
    world.assertNoComplaints();
  });

  it('find out when the operator is another one: nothing is signed, and the charger stays as it was', async () => {
    const world = await started();
    assert.equal(await world.configure('CpoName', 'Somebody else'), 'Accepted');
    await accepted(world, 'ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' });
    await world.seconds(5);
    assert.equal(world.central.complaints[0]?.kind, 'signing-request');
    assert.equal(await world.configure('SecurityProfile', '3'), 'Rejected');
    assert.equal(world.charger.connected, true);
  });

  it('change the AuthorizationKey: the old one is let in no more', async () => {
    const world = await started();
    assert.equal(await world.configure('AuthorizationKey', KEY), 'Accepted');
    await raise(world, 1);
    assert.equal(await world.configure('AuthorizationKey', 'another password, also long'), 'Accepted');
    const before = world.charger.connections;
    await world.seconds(30);
    assert.equal(world.charger.connections, before + 1);
    world.assertNoComplaints();
  });
});

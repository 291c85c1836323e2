/**
 * The release note's rows on the messages of security: events (RN-X2), certificates (RN-X5), and the logs that this release does not
 * upload (RN-K3).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashData } from '../../src/certificates/hash-data.ts';
import { one } from '../certificates/authorities.ts';
import { createWorld, type World } from '../support/world.ts';
import {
  authorityOf,
  chainFor,
  extended,
  install,
  installed,
  presented,
  remove,
  requests,
  signed,
} from './certificate-acts.ts';
import { listenSecurely, secureStart, seeds, serverChain, stranger } from './security-acts.ts';
import { modelNames } from './sent.ts';

/** How a request for a file of the charger's is answered, or refused. */
async function fileAsked(world: World, action: 'GetLog' | 'GetDiagnostics'): Promise<string> {
  const url = 'http://files.example/';
  const outcome =
    action === 'GetLog'
      ? world.charger.call('GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: url } })
      : world.charger.call('GetDiagnostics', { location: url });
  await world.clock.settle();
  const answer = await outcome;
  return answer.kind === 'refused' ? answer.code : answer.kind;
}

for (const model of modelNames) {
  describe(`the messages of security of a ${model}`, () => {
    it(`RN-X2 ${model}: a critical event is told and kept, also over a power cut, one that is not critical is kept`, async () => {
      const world = await createWorld({ model });
      const { security } = world.chargePoint();
      security.raise('TamperDetectionActivated', 'the cover is off');
      security.raise('InvalidFirmwareSignature', 'not the maker');
      await world.seconds(1);
      assert.deepEqual(
        world.eventsTold().map(({ type, techInfo }) => [type, techInfo]),
        [['TamperDetectionActivated', 'the cover is off']],
      );
      world.powerCut();
      await world.powerOn();
      await world.seconds(1);
      assert.deepEqual(
        world.eventsKept().map(({ type }) => type),
        ['TamperDetectionActivated', 'InvalidFirmwareSignature'],
      );
      assert.equal(world.eventsTold().length, 1, 'it was told');
      world.assertNoComplaints();
    });

    it(`RN-X5 ${model}: roots are installed, listed and deleted, and its own certificate is asked for, signed and accepted`, async () => {
      const world = await createWorld({ model, configuration: { CpoName: 'Tests' } });
      const authority = authorityOf(world);
      assert.equal(await install(world, authority.certificate), 'Accepted');
      const root = one(authority.certificate);
      assert.deepEqual(await installed(world), [hashData('SHA256', root, root)]);
      world.charger.intercept('SignCertificate', { kind: 'reply', payload: { status: 'Accepted' } }, { times: 1 });
      assert.equal(await extended(world, 'SignChargePointCertificate'), 'Accepted');
      assert.equal(requests(world).length, 1);
      assert.equal(await signed(world, chainFor(world, authority)), 'Accepted');
      assert.ok(presented(world) !== undefined);
      assert.equal(await remove(world, hashData('SHA256', root, root)), 'Accepted');
      assert.deepEqual(await installed(world), []);
    });

    it(`RN-X5 ${model}: a server whose root was deleted is refused under profile 2, with the event`, async () => {
      const certificates = {
        ...seeds.root,
        centralSystemRoots: `${seeds.root.centralSystemRoots}${stranger.certificate}`,
      };
      const world = await createWorld(secureStart(2, { model, certificates }));
      const good = listenSecurely(world);
      world.twin().start();
      await world.seconds(2);
      assert.equal(world.charger.connected, true);
      const root = one(stranger.certificate);
      assert.equal(await remove(world, hashData('SHA256', root, root)), 'Accepted');
      good.close();
      listenSecurely(world, { chain: serverChain({}, 'central', stranger) });
      world.network.connections()[0]?.cut();
      await world.seconds(60);
      assert.equal(world.charger.connected, false);
      assert.ok(world.securityEvents.some((event) => event.startsWith('InvalidCentralSystemCertificate')));
    });

    it(`RN-K3 ${model}: logs and diagnostics are ${model === 'reference' ? 'uploaded on request' : 'not supported'}`, async () => {
      const world = await createWorld({ model });
      const expected = model === 'reference' ? 'confirmed' : 'NotSupported';
      assert.deepEqual(
        [await fileAsked(world, 'GetDiagnostics'), await fileAsked(world, 'GetLog')],
        [expected, expected],
      );
    });
  });
}

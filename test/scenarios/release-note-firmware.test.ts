/** The release note's rows on firmware: RN-F1, RN-F2, RN-X4. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatDateTime } from '../../src/ocpp16/date-time.ts';
import { createWorld, type World } from '../support/world.ts';
import { createFirmwareWorld, firmwareOf, NEW_VERSION, signatureOf } from './firmware-world.ts';

const location = 'ftp://firmware.example/new';

/** What both actions and the trigger are answered. */
async function answers(world: World) {
  const now = formatDateTime(world.clock.now());
  const firmware = { location, retrieveDateTime: now, signingCertificate: 'PEM', signature: 'c2ln' };
  const outcomes = [
    world.charger.call('UpdateFirmware', { location, retrieveDate: now, retries: 0 }),
    world.charger.call('SignedUpdateFirmware', { requestId: 1, firmware }),
    world.charger.call('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' }),
  ] as const;
  await world.seconds(60);
  const told = await Promise.all(outcomes);
  return told.map((outcome) => {
    if (outcome.kind === 'refused') return outcome.code;
    return outcome.kind === 'confirmed' && 'status' in outcome.payload ? outcome.payload.status : outcome.kind;
  });
}

describe('firmware of a zaptec-pro', () => {
  it('RN-F1 zaptec-pro: UpdateFirmware is answered NotSupported, and nothing follows', async () => {
    const world = await createWorld({ model: 'zaptec-pro' });
    assert.equal((await answers(world))[0], 'NotSupported');
    assert.equal(world.charger.requests('FirmwareStatusNotification').length, 0);
    const profiles = (await world.key('SupportedFeatureProfiles'))?.value?.split(',');
    assert.equal(profiles?.includes('FirmwareManagement'), false);
  });

  it("RN-F1 zaptec-pro: firmware comes by the maker's own channel", async () => {
    const content = firmwareOf(NEW_VERSION, 'zaptec-pro');
    const world = await createFirmwareWorld({ model: 'zaptec-pro', signed: true, content });
    assert.equal(world.version(), '7.5.4.0');
    world.chargePoint().firmware.stage(content, signatureOf(content));
    await world.seconds(60);
    assert.equal(world.version(), NEW_VERSION);
    assert.deepEqual(world.told(), []);
  });

  it('RN-F2 zaptec-pro: HTTP and HTTPS are what it has', async () => {
    const world = await createWorld({ model: 'zaptec-pro' });
    assert.equal((await world.key('SupportedFileTransferProtocols'))?.value, 'HTTP,HTTPS');
  });

  it('RN-X4 zaptec-pro: SignedUpdateFirmware is answered NotSupported, a trigger for its status NotImplemented', async () => {
    const world = await createWorld({ model: 'zaptec-pro' });
    assert.deepEqual((await answers(world)).slice(1), ['NotSupported', 'NotImplemented']);
    assert.equal(world.charger.requests('SignedFirmwareStatusNotification').length, 0);
  });
});

describe('firmware of a reference', () => {
  it('RN-F1 reference: UpdateFirmware is complete', async () => {
    const world = await createFirmwareWorld();
    assert.equal(await world.update(), 'confirmed');
    await world.seconds(60);
    assert.deepEqual(world.told(), ['Downloading', 'Downloaded', 'Installing', 'Installed']);
    assert.equal(world.version(), NEW_VERSION);
    const profiles = (await world.key('SupportedFeatureProfiles'))?.value?.split(',');
    assert.ok(profiles?.includes('FirmwareManagement'));
  });

  it('RN-F2 reference: firmware comes over FTP and FTPS too', async () => {
    for (const scheme of ['ftp', 'ftps', 'https']) {
      const world = await createFirmwareWorld();
      world.transfers.serve(`${scheme}://firmware.example`).files.set('/new', firmwareOf());
      await world.update({ location: `${scheme}://firmware.example/new` });
      await world.seconds(60);
      assert.equal(world.version(), NEW_VERSION, scheme);
    }
  });

  it('RN-X4 reference: SignedUpdateFirmware is complete, and a trigger for its status is answered with it', async () => {
    const world = await createFirmwareWorld({ signed: true });
    assert.equal(await world.updateSigned(3), 'Accepted');
    await world.seconds(60);
    assert.equal(world.toldSigned(3).at(-1), 'Installed');
    assert.deepEqual((await answers(world)).slice(1), ['InvalidCertificate', 'Accepted']);
    assert.equal(world.toldSigned().at(-1), 'Idle');
  });
});

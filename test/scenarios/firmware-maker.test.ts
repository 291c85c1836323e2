/** The maker's own channel: how a charger gets firmware that has no firmware over OCPP (RN-F1), and any other. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryFiles } from '../../src/files/memory.ts';
import { stage } from '../../src/firmware/staging.ts';
import { CARD } from '../support/world.ts';
import { createFirmwareWorld, firmwareOf, LOCATION, NEW_VERSION, signatureOf, stranger } from './firmware-world.ts';
import { modelNames } from './sent.ts';

describe("the maker's own channel", () => {
  for (const model of modelNames) {
    const content = firmwareOf(NEW_VERSION, model);

    it(`installs what is handed to a ${model} that charges, once it does not charge any more`, async () => {
      const world = await createFirmwareWorld({ model, signed: true, content });
      await world.charge();
      const staged = world.chargePoint().firmware.stage(content, signatureOf(content));
      assert.deepEqual(staged, { kind: 'staged', version: NEW_VERSION });
      await world.seconds(100);
      assert.equal(world.charger.status(1), 'Charging');
      world.twin().board.swipe(CARD);
      world.twin().board.plugOut(1);
      await world.seconds(60);
      assert.equal(world.version(), NEW_VERSION);
      assert.deepEqual([world.told(), world.toldSigned()], [[], []]);
      assert.deepEqual(world.eventsLogged(), ['FirmwareUpdated']);
      assert.equal(world.charger.requests('SecurityEventNotification').at(-1)?.type, 'FirmwareUpdated');
      assert.equal(world.chargePoint().firmware.view().staged, false);
      world.assertNoComplaints();
    });

    it(`installs what a ${model} finds when it starts`, async () => {
      const world = await createFirmwareWorld({ model, signed: true, content });
      world.powerCut();
      stage(createMemoryFiles(world.files), content, signatureOf(content));
      await world.powerOn();
      await world.seconds(60);
      assert.equal(world.version(), NEW_VERSION);
      assert.deepEqual(world.eventsLogged(), ['FirmwareUpdated']);
    });
  }

  it('refuses what the manufacturer has not signed, was changed, or is for another model, and keeps none of it', async () => {
    const content = firmwareOf();
    const other = firmwareOf(NEW_VERSION, 'zaptec-pro');
    const world = await createFirmwareWorld({ signed: true, content });
    const stagedAs = (file: Uint8Array, signature = signatureOf(file)) =>
      world.chargePoint().firmware.stage(file, signature);
    assert.match(JSON.stringify(stagedAs(content, signatureOf(content, stranger))), /refused.*not trusted/);
    assert.match(JSON.stringify(stagedAs(firmwareOf('2.0.0'), signatureOf(content))), /refused.*signature/);
    assert.match(JSON.stringify(stagedAs(other)), /refused.*for the model zaptec-pro/);
    await world.seconds(60);
    assert.equal(world.charger.requests('BootNotification').length, 1);
    assert.equal(world.chargePoint().firmware.view().staged, false);
  });

  it('believes nothing that it finds when it starts', async () => {
    for (const [signature, event] of [
      [signatureOf(firmwareOf(), stranger), 'InvalidFirmwareSigningCertificate'],
      [signatureOf(firmwareOf('1.2.3')), 'InvalidFirmwareSignature'],
      [{ signature: '', signingCertificate: '' }, 'InvalidFirmwareSigningCertificate'],
    ] as const) {
      const world = await createFirmwareWorld({ signed: true });
      world.powerCut();
      stage(createMemoryFiles(world.files), firmwareOf(), signature);
      await world.powerOn();
      await world.seconds(60);
      assert.equal(world.version(), '0.1.0');
      assert.deepEqual(world.eventsLogged(), [event]);
      assert.equal(world.chargePoint().firmware.view().staged, false);
      assert.equal(world.charger.status(1), 'Available');
    }
  });

  it('waits for an update that the Central System has asked for', async () => {
    const world = await createFirmwareWorld({ signed: true });
    await world.updateSigned(1, { retrieveDateTime: world.in(100), location: `${LOCATION}/nowhere` });
    assert.deepEqual(world.chargePoint().firmware.stage(firmwareOf(), signatureOf(firmwareOf())), { kind: 'busy' });
    world.powerCut();
    stage(createMemoryFiles(world.files), firmwareOf(), signatureOf(firmwareOf()));
    await world.powerOn();
    await world.seconds(50);
    assert.equal(world.version(), '0.1.0');
    await world.seconds(200);
    assert.equal(world.toldSigned(1).at(-1), 'DownloadFailed');
    assert.equal(world.version(), NEW_VERSION);
  });
});

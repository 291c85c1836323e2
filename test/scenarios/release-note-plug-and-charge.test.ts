/** The release note's row RN-K6: there is no Plug and Charge (ISO 15118), neither its keys nor its DataTransfer. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createWorld } from '../support/world.ts';
import { modelNames } from './sent.ts';

/** What the application note on Plug and Charge with OCPP 1.6 wraps its messages in. */
const vendorId = 'org.openchargealliance.iso15118pnc';
const messages = [
  'CertificateSigned',
  'DeleteCertificate',
  'GetInstalledCertificateIds',
  'InstallCertificate',
  'TriggerMessage',
];
const keys = [
  'CentralContractValidationAllowed',
  'CertSigningWaitMinimum',
  'CertSigningRepeatTimes',
  'ContractValidationOffline',
  'ISO15118PnCEnabled',
];

for (const model of modelNames) {
  describe(`Plug and Charge with a ${model}`, () => {
    it(`RN-K6 ${model}: its messages are of an unknown vendor`, async () => {
      const world = await createWorld({ model });
      for (const messageId of messages) {
        const outcome = world.charger.call('DataTransfer', { vendorId, messageId, data: '{}' });
        await world.clock.settle();
        assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'UnknownVendorId' } }, messageId);
      }
      world.assertNoComplaints();
    });

    it(`RN-K6 ${model}: its keys are unknown`, async () => {
      const world = await createWorld({ model });
      const outcome = world.charger.call('GetConfiguration', { key: keys });
      await world.clock.settle();
      assert.deepEqual(await outcome, { kind: 'confirmed', payload: { unknownKey: keys } });
      for (const key of keys) assert.equal(await world.configure(key, 'true'), 'NotSupported', key);
      world.assertNoComplaints();
    });
  });
}

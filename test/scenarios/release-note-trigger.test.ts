/** The release note's row on the profile RemoteTrigger (RN-T1), on a whole charger. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { messageTriggers } from '../../src/ocpp16/enumerations.ts';
import { createWorld } from '../support/world.ts';
import { type ModelName, modelNames, sentMeterValues, wire } from './sent.ts';
import { trigger } from './trigger.ts';

/** What each trigger is answered by an accepted charger of one connector, and what comes then. */
const rows = (
  model: ModelName,
): Readonly<Record<(typeof messageTriggers)[number], readonly [status: string, ...follows: string[]]>> => ({
  BootNotification: ['Rejected'],
  // RN-K3: a zaptec-pro does not have it.
  DiagnosticsStatusNotification:
    model === 'reference' ? ['Accepted', 'DiagnosticsStatusNotification'] : ['NotImplemented'],
  // RN-F1: nor this.
  FirmwareStatusNotification: model === 'reference' ? ['Accepted', 'FirmwareStatusNotification'] : ['NotImplemented'],
  Heartbeat: ['Accepted', 'Heartbeat'],
  MeterValues: ['Accepted', 'MeterValues'],
  StatusNotification: ['Accepted', 'StatusNotification', 'StatusNotification'],
});

for (const model of modelNames) {
  describe(`the profile RemoteTrigger of a ${model}`, () => {
    it(`RN-T1 ${model}: is among the profiles that it supports`, async () => {
      const world = await createWorld({ model });
      const profiles = (await world.key('SupportedFeatureProfiles'))?.value?.split(',');
      assert.ok(profiles?.includes('RemoteTrigger'), String(profiles));
    });

    for (const message of messageTriggers) {
      const [status, ...follows] = rows(model)[message];
      const what = follows.length === 0 ? 'and nothing follows' : 'and the message follows the confirmation';
      it(`RN-T1 ${model}: ${message} is ${status} once it is accepted, ${what}`, async () => {
        const world = await createWorld({ model });
        const from = world.charger.frames.length;
        assert.equal(await trigger(world, message), status);
        await world.seconds(60);
        const seen = wire(world, from).filter((line) => !line.startsWith('> result'));
        assert.deepEqual(seen, [
          '> call TriggerMessage',
          '< result TriggerMessage',
          ...follows.map((action) => `< call ${action}`),
        ]);
        world.assertNoComplaints();
      });
    }

    it(`RN-T1 ${model}: triggered values have the context Trigger and are those of MeterValuesSampledData (E4 3.46)`, async () => {
      const world = await createWorld({ model });
      await world.charge();
      assert.equal(await world.configure('MeterValuesSampledData', 'Current.Offered,Temperature'), 'Accepted');
      assert.equal(await trigger(world, 'MeterValues', 1), 'Accepted');
      const [values, ...more] = sentMeterValues(world, 'Trigger');
      assert.deepEqual(more, []);
      assert.equal(values?.transactionId, world.charger.transactions[0]?.transactionId);
      assert.deepEqual(
        values?.sampledValue.map(({ measurand }) => measurand),
        ['Current.Offered', 'Temperature'],
      );
      world.assertNoComplaints();
    });
  });
}

/** ExtendedTriggerMessage for the messages whose senders a charger may lack. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { triggerHandlers } from '../../../src/features/trigger/trigger.ts';
import { type Senders, triggers } from '../../../src/features/trigger/triggers.ts';
import { silentLog } from '../../../src/log/log.ts';
import type { Model } from '../../../src/models/model.ts';
import { reference } from '../../../src/models/reference.ts';
import { zaptecPro } from '../../../src/models/zaptec-pro.ts';
import type { ExtendedMessageTrigger } from '../../../src/ocpp16/security-enumerations.ts';

const nobody: Pick<Senders, 'heartbeat' | 'metering' | 'status'> = {
  heartbeat: { send: () => Promise.reject(new Error('not asked for')) },
  metering: { mayTellNow: () => false, tellNow: () => Promise.reject(new Error('not asked for')) },
  status: { tell: () => Promise.reject(new Error('not asked for')) },
};

const boot = (registration: 'Accepted' | 'Rejected'): Senders['boot'] => ({
  registration: () => registration,
  mayAskNow: () => false,
  askNow: () => Promise.reject(new Error('not asked for')),
});

function ask(requestedMessage: ExtendedMessageTrigger, senders: Partial<Senders>, model: Model = reference) {
  const handlers = triggerHandlers({
    model,
    connectors: [1],
    senders: { boot: boot('Accepted'), ...nobody, ...senders },
    log: silentLog,
  });
  const handled = handlers.ExtendedTriggerMessage?.({ requestedMessage });
  assert.ok(handled !== undefined && 'reply' in handled);
  return handled;
}

describe('ExtendedTriggerMessage', () => {
  for (const [message, sender] of [
    ['LogStatusNotification', 'logs'],
    ['FirmwareStatusNotification', 'firmware'],
  ] as const) {
    it(`for ${message} is Accepted where somebody sends it and the model has it, and sends it after the answer`, () => {
      let told = 0;
      const tell = async () => {
        told += 1;
      };
      const senders = {
        [sender]: { tellLogStatus: tell, tellDiagnosticsStatus: tell, tellSignedStatus: tell, tellStatus: tell },
      };
      const { reply, after } = ask(message, senders);
      assert.deepEqual([reply.status, told], ['Accepted', 0]);
      after?.();
      assert.equal(told, 1);
      assert.equal(ask(message, {}).reply.status, 'NotImplemented');
      assert.equal(ask(message, senders, zaptecPro).reply.status, 'NotImplemented');
      assert.equal(ask(message, { ...senders, boot: boot('Rejected') }).reply.status, 'Rejected');
    });
  }

  it('for a certificate is as its sender says', () => {
    const sender = (mayAskNow: boolean) => ({
      certificates: { mayAskNow: () => mayAskNow, askNow: async () => undefined },
    });
    assert.equal(ask('SignChargePointCertificate', sender(true)).reply.status, 'Accepted');
    assert.equal(ask('SignChargePointCertificate', sender(false)).reply.status, 'Rejected');
    assert.equal(ask('SignChargePointCertificate', {}).reply.status, 'NotImplemented');
  });

  it('is of its own: TriggerMessage knows none of these', () => {
    assert.deepEqual(Object.keys(triggers).sort(), [
      'BootNotification',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
    ]);
  });
});

/** Which message a trigger asks for. Pure. */
import type { Action, ChargePointAction, Request } from '../ocpp16/actions.ts';

/**
 * What a charger sends in answer to this CALL besides its confirmation; undefined when the CALL is no trigger.
 * ExtendedTriggerMessage has names of its own for two of them (white paper, chapter 5).
 */
export function triggeredAction(action: Action, payload: unknown): ChargePointAction | undefined {
  if (action !== 'TriggerMessage' && action !== 'ExtendedTriggerMessage') return undefined;
  const { requestedMessage } = payload as Request<'TriggerMessage' | 'ExtendedTriggerMessage'>;
  if (requestedMessage === 'SignChargePointCertificate') return 'SignCertificate';
  if (requestedMessage === 'FirmwareStatusNotification' && action === 'ExtendedTriggerMessage') {
    return 'SignedFirmwareStatusNotification';
  }
  return requestedMessage;
}

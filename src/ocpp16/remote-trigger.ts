/** The profile RemoteTrigger (S 3.3): its message, as schemas. */
import { enumeration, integer, object, optional } from '../schema/schema.ts';
import { messageTriggers, triggerMessageStatuses } from './enumerations.ts';
import type { MessageTable } from './message.ts';

export const remoteTrigger = {
  TriggerMessage: {
    summary: 'Asks the charge point to send a message now (S 5.17).',
    profile: 'RemoteTrigger',
    from: 'central system',
    request: object({
      requestedMessage: enumeration(messageTriggers),
      connectorId: optional(integer({ description: 'Absent: all to which the message applies.' })),
    }),
    confirmation: object({ status: enumeration(triggerMessageStatuses) }),
  },
} as const satisfies MessageTable;

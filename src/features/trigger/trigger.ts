/**
 * TriggerMessage (S 5.17) and ExtendedTriggerMessage (WP): the Central System asks for a message now.
 *
 * Guarantees:
 * - Accepted is out before the message, and is said only of a message that is sent as long as the connection lasts; one that the model
 *   does not have, or that is not built, is NotImplemented, one that cannot be sent now or for this connector Rejected;
 * - a connectorId that means nothing to the message is ignored; without one the message is sent for every connector that it can be of;
 * - while Pending what was asked for is sent, and nothing else (S 4.2.1); before the first answer to BootNotification nothing is;
 * - a Central System that triggers and does not answer is Rejected after `MOST_UNANSWERED` triggers, so that nothing piles up.
 */
import type { Log } from '../../log/log.ts';
import type { Model } from '../../models/model.ts';
import type { TriggerMessageStatus } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import { type Concerns, extendedTriggers, type Senders, type Trigger, triggers } from './triggers.ts';

/** How many triggers may wait for their messages to be answered (ours). */
export const MOST_UNANSWERED = 10;

/** `connectors` are those of the charge point, from 1. */
export function triggerHandlers(options: {
  readonly model: Pick<Model, 'actions'>;
  readonly connectors: readonly number[];
  readonly senders: Senders;
  readonly log: Log;
}): Handlers {
  const { model, connectors, senders, log } = options;
  let unanswered = 0;

  /** Those that a trigger is for; none when there is no such connector. */
  function meant(concerns: Concerns, connectorId: number | undefined): readonly number[] {
    if (concerns === 'charge point') return [0];
    const all = concerns === 'connectors' ? connectors : [0, ...connectors];
    return connectorId === undefined ? all : all.filter((id) => id === connectorId);
  }

  async function send(trigger: Trigger, to: readonly number[]): Promise<void> {
    unanswered += 1;
    try {
      await Promise.all(to.map((connector) => trigger.send(senders, connector)));
    } catch (error) {
      log.error('a message that was triggered could not be sent', { error: String(error) });
    }
    unanswered -= 1;
  }

  function answer(trigger: Trigger | undefined, connectorId: number | undefined): Answer {
    const built = trigger !== undefined && model.actions.includes(trigger.action) && trigger.built?.(senders) !== false;
    if (!built) return { reply: { status: 'NotImplemented' } };
    const to = meant(trigger.concerns, connectorId);
    if (to.length === 0 || unanswered >= MOST_UNANSWERED || !trigger.possible(senders)) {
      return { reply: { status: 'Rejected' } };
    }
    return { reply: { status: 'Accepted' }, after: () => void send(trigger, to) };
  }

  return {
    TriggerMessage: ({ requestedMessage, connectorId }) => answer(triggers[requestedMessage], connectorId),
    ExtendedTriggerMessage: ({ requestedMessage, connectorId }) =>
      answer(extendedTriggers[requestedMessage], connectorId),
  };
}

interface Answer {
  readonly reply: { readonly status: TriggerMessageStatus };
  readonly after?: () => void;
}

/**
 * TriggerMessage (S 5.17): the Central System asks for a message now.
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
import type { MessageTrigger } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Boot } from '../boot/boot.ts';
import type { Heartbeat } from '../boot/heartbeat.ts';
import type { Logs } from '../logs/logs.ts';
import type { Metering } from '../metering/metering.ts';
import type { StatusFeature } from '../status/status.ts';

/** How many triggers may wait for their messages to be answered (ours). */
export const MOST_UNANSWERED = 10;

/** Who sends the messages. */
export interface Senders {
  readonly boot: Pick<Boot, 'registration' | 'mayAskNow' | 'askNow'>;
  readonly heartbeat: Pick<Heartbeat, 'send'>;
  readonly metering: Pick<Metering, 'mayTellNow' | 'tellNow'>;
  readonly status: Pick<StatusFeature, 'tell'>;
  readonly logs: Pick<Logs, 'tellDiagnosticsStatus'>;
}

/** What connectorId means to a message. */
export type Concerns =
  /** Nothing: it is ignored. */
  | 'charge point'
  /** 1 and up; without it all of them. */
  | 'connectors'
  /** 0 is the charge point itself; without it that and all connectors. */
  | 'charge point and connectors';

export interface Trigger {
  readonly concerns: Concerns;
  /** Can it be sent now? */
  possible(senders: Senders): boolean;
  /** Ends when the message is answered, or is in the queue of transaction messages. */
  send(senders: Senders, connector: number): Promise<unknown>;
}

/** Every message that can be triggered and is built. */
export const triggers: Readonly<Partial<Record<MessageTrigger, Trigger>>> = {
  // E4 3.35: not once it is accepted.
  BootNotification: {
    concerns: 'charge point',
    possible: ({ boot }) => boot.mayAskNow(),
    send: ({ boot }) => boot.askNow(),
  },
  DiagnosticsStatusNotification: {
    concerns: 'charge point',
    possible: isHeard,
    send: ({ logs }) => logs.tellDiagnosticsStatus(),
  },
  Heartbeat: {
    concerns: 'charge point',
    possible: isHeard,
    send: ({ heartbeat }) => heartbeat.send(),
  },
  // E4 3.46. There is no main meter that connector 0 could mean.
  MeterValues: {
    concerns: 'connectors',
    possible: (senders) => isHeard(senders) && senders.metering.mayTellNow(),
    send: ({ metering }, connector) => metering.tellNow(connector),
  },
  StatusNotification: {
    concerns: 'charge point and connectors',
    possible: isHeard,
    send: ({ status }, connector) => status.tell(connector),
  },
};

/** S 4.2: until the Central System has said Accepted or Pending, it gets nothing but BootNotification. */
function isHeard({ boot }: Senders): boolean {
  const registration = boot.registration();
  return registration === 'Accepted' || registration === 'Pending';
}

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

  return {
    TriggerMessage({ requestedMessage, connectorId }) {
      const trigger = triggers[requestedMessage];
      if (trigger === undefined || !model.actions.includes(requestedMessage)) {
        return { reply: { status: 'NotImplemented' } };
      }
      const to = meant(trigger.concerns, connectorId);
      if (to.length === 0 || unanswered >= MOST_UNANSWERED || !trigger.possible(senders)) {
        return { reply: { status: 'Rejected' } };
      }
      return { reply: { status: 'Accepted' }, after: () => void send(trigger, to) };
    },
  };
}

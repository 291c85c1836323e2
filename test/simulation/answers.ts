/**
 * What becomes of the Central System's answers: one row for each way in which an answer can go wrong.
 * Guarantee: what the Central System has done its work for is in the book, whatever becomes of the answer.
 */
import type { InterceptedCall } from '../../src/central/interceptors.ts';
import {
  callError,
  hangUp,
  late,
  replyAnything,
  type ScriptedAnswer,
  silence,
  wireText,
} from '../../src/central/scripted-answer.ts';
import {
  type Action,
  actions,
  type ChargePointAction,
  isChargePointAction,
  type Request,
} from '../../src/ocpp16/actions.ts';
import type { Dice } from './dice.ts';
import type { FaultName } from './faults.ts';
import type { Stage } from './stage.ts';
import type { Told } from './told.ts';

type Call = InterceptedCall<ChargePointAction>;
type Answer = ScriptedAnswer<ChargePointAction>;

interface Row {
  readonly fault: FaultName;
  /** `usual` does the Central System's work, once. */
  readonly answer: (call: Call, dice: Dice, stage: Stage, usual: () => Answer) => Answer;
}

const rows: readonly [Row, ...Row[]] = [
  { fault: 'answer late', answer: (_, dice, __, usual) => late(dice.between(500, 4000), usual()) },
  {
    fault: 'answer too late',
    answer: (_, dice, { messageTimeoutMs }, usual) => late(messageTimeoutMs + dice.between(1, 60_000), usual()),
  },
  {
    fault: 'answer lost',
    answer: (_, __, ___, usual) => {
      usual();
      return silence;
    },
  },
  { fault: 'request lost', answer: () => silence },
  {
    fault: 'answer doubled',
    answer: ({ messageId }, _, stage, usual) => {
      stage.double(messageId);
      return usual();
    },
  },
  {
    fault: 'CALLERROR after the work',
    answer: (_, dice, __, usual) => {
      usual();
      return someError(dice);
    },
  },
  { fault: 'CALLERROR instead of the work', answer: (_, dice) => someError(dice) },
  {
    fault: 'invalid answer',
    answer: (_, dice, __, usual) => {
      usual();
      return replyAnything(
        dice.pick<unknown>([{ status: 'Splendid' }, [], { idTagInfo: {} }, { transactionId: 'one' }, 'no']),
      );
    },
  },
  {
    fault: 'broken answer',
    answer: (_, dice, __, usual) => {
      usual();
      const text = dice.pick([
        (id: string) => `[3,"${id}"]`,
        (id: string) => `[3,"${id}",{}`,
        (id: string) => `[4,"${id}"]`,
      ]);
      return wireText(text);
    },
  },
  {
    fault: 'hang-up instead of an answer',
    answer: (_, __, ___, usual) => {
      usual();
      return hangUp;
    },
  },
];

function someError(dice: Dice): Answer {
  return callError(dice.pick(['InternalError', 'GenericError', 'ProtocolError', 'NobodyKnowsThisCode']), 'not today');
}

/** Puts itself before the Central System's handlers, for all that a charge point may send. */
export function spoilAnswers(stage: Stage, told: Told, dice: Dice): void {
  /** The connectors of which a StatusNotification was not taken in. */
  const gaps = new Set<number>();
  const names = (Object.keys(actions) as Action[]).filter(isChargePointAction);

  function work(action: ChargePointAction, call: Call): Answer {
    if (action === 'StatusNotification') {
      const { connectorId } = call.request as Request<'StatusNotification'>;
      if (gaps.delete(connectorId)) stage.followsGap(call.messageId);
      stage.refused.delete(connectorId);
    }
    const answer = call.usual();
    told.call(action, call, answer);
    return answer;
  }

  for (const action of names) {
    stage.charger.intercept(action, (intercepted) => {
      const call = intercepted as Call;
      if (stage.calm() || !dice.chance(stage.plan.wrongAnswers)) return work(action, call) as never;
      let worked = false;
      const usual = (): Answer => {
        worked = true;
        return work(action, call);
      };
      const { fault, answer } = dice.pick(rows);
      stage.met(fault, () => `${action} ${call.messageId}`);
      const spoilt = answer(call, dice, stage, usual);
      if (action === 'SecurityEventNotification' && spoilt.kind !== 'late' && spoilt.kind !== 'silence')
        stage.eventRefused(call.messageId);
      if (!worked && action === 'StatusNotification') {
        const { connectorId } = call.request as Request<'StatusNotification'>;
        gaps.add(connectorId);
        if (spoilt.kind === 'call-error') stage.refused.add(connectorId);
      }
      return spoilt as never;
    });
  }
}

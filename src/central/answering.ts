/**
 * From a charger's CALL to its answer: checked, then admitted, then answered by an interceptor or by the handler of its action.
 *
 * Guarantees:
 * - interceptors and handlers see only payloads that fit their schema; what does not is complained about and gets CALLERROR;
 * - until the charger is Accepted, everything but BootNotification gets CALLERROR SecurityError (OCPP-J errata 3.10), except
 *   what a trigger asked for while it was Pending (S 4.2).
 */
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { actions, type ChargePointAction, isAction, isChargePointAction, type Request } from '../ocpp16/actions.ts';
import type { ErrorCode } from '../ocpp16/error-codes.ts';
import {
  type Answer,
  createRouter,
  describeViolations,
  type Handled,
  type Handlers,
  type Router,
} from '../rpc/router.ts';
import type { ChargerState } from './charger-state.ts';
import type { Finding } from './complaints.ts';
import type { ChargePointHandlers } from './handlers.ts';
import type { Interceptors } from './interceptors.ts';
import { callError, reply, type ScriptedAnswer } from './scripted-answer.ts';

/** What a CALL came by. */
export interface CallOrigin {
  readonly messageId: string;
  readonly send: (text: string) => void;
  readonly terminate: () => void;
}

export interface AnsweringOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: ChargerState;
  readonly handlers: ChargePointHandlers;
  readonly interceptors: Interceptors;
  /** Is a charger served that has never sent a BootNotification to this Central System? */
  readonly servesStrangers: boolean;
  readonly complain: (findings: readonly Finding[]) => void;
  /** Hears of every CALL, whatever becomes of it. */
  readonly received: (action: string, payload: unknown) => void;
  /** Of the CALL that is being served. */
  readonly origin: () => CallOrigin;
}

export function createAnswering(options: AnsweringOptions): Router {
  const { clock, log, state, handlers, interceptors, complain, origin } = options;
  const router = createRouter(wrapped(), 'ByKind');

  function wrapped(): Handlers {
    const names = Object.keys(handlers) as ChargePointAction[];
    return Object.fromEntries(names.map((action) => [action, (request: never) => answer(action, request)]));
  }

  function answer<A extends ChargePointAction>(action: A, request: Request<A>): Handled<A> | Promise<Handled<A>> {
    const usual = () => admitted(action) ?? handlers[action](request);
    const from = origin();
    /** What the usual answer would have had done after it. */
    const afterwards: (() => void)[] = [];
    const scripted = interceptors.answer(action, {
      chargerId: state.id,
      messageId: from.messageId,
      request,
      usual() {
        const handled = usual();
        if ('after' in handled && handled.after !== undefined) afterwards.push(handled.after);
        return asScripted(handled);
      },
    });
    return scripted === undefined
      ? usual()
      : perform(scripted, from, () => {
          for (const after of afterwards) after();
        });
  }

  /** The refusal of a CALL that may not come now. */
  function admitted(action: ChargePointAction): Handled<never> | undefined {
    const { registration } = state;
    if (action === 'BootNotification' || registration === 'Accepted') return undefined;
    if (registration === 'unknown' && options.servesStrangers) return undefined;
    if (state.triggered.has(action)) return undefined;
    const stage = registration === 'unknown' ? 'before any BootNotification' : `while the charger is ${registration}`;
    complain([{ kind: 'before-accepted', message: `${action} came ${stage}` }]);
    return { refuse: 'SecurityError', description: `${action} is not accepted before BootNotification is` };
  }

  function perform<A extends ChargePointAction>(
    answer: ScriptedAnswer<A>,
    from: CallOrigin,
    after: () => void,
  ): Handled<A> | Promise<Handled<A>> {
    switch (answer.kind) {
      case 'reply':
        return { reply: answer.payload, after };
      case 'call-error':
        // On the wire a code is any text.
        return { refuse: answer.code as ErrorCode, description: answer.description, details: answer.details };
      case 'silence':
        return unanswered();
      case 'hang-up':
        from.terminate();
        return unanswered();
      case 'wire-text':
        from.send(answer.text(from.messageId));
        return unanswered();
      case 'late':
        return new Promise((resolve) => {
          clock.after(answer.afterMs, () => resolve(perform(answer.answer, from, after)));
        });
    }
  }

  function judged(answer: Answer): Answer {
    if (answer.kind !== 'error') return answer;
    const { violations, cause } = answer;
    if (violations !== undefined) {
      complain([{ kind: 'schema', message: `the payload breaks its schema: ${describeViolations(violations)}` }]);
    }
    if (cause !== undefined) {
      log.error(`${state.id}: a message could not be processed`, { error: String(cause) });
    }
    return answer;
  }

  return {
    serve(action, payload) {
      options.received(action, payload);
      if (!isAction(action)) {
        complain([{ kind: 'unknown-action', message: `there is no action ${JSON.stringify(action.slice(0, 50))}` }]);
      } else if (!isChargePointAction(action)) {
        complain([{ kind: 'wrong-direction', message: `${action} is sent by ${actions[action].from}s only` }]);
      }
      const answer = router.serve(action, payload);
      return answer instanceof Promise ? answer.then(judged) : judged(answer);
    },
  };
}

/** A promise that nobody keeps: the CALL stays without an answer. */
function unanswered(): Promise<never> {
  return new Promise(() => undefined);
}

function asScripted<A extends ChargePointAction>(handled: Handled<A>) {
  return 'refuse' in handled ? callError(handled.refuse, handled.description, handled.details) : reply(handled.reply);
}

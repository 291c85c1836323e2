/**
 * Who answers instead of the Central System's own handlers, and how often.
 *
 * Guarantees: the interceptor that was added last is asked first; one that answers undefined leaves the CALL to the next, and
 * in the end to the handler; one that has answered `times` times is gone.
 */
import type { ChargePointAction, Confirmation, Request } from '../ocpp16/actions.ts';
import type { CallError, Reply, ScriptedAnswer } from './scripted-answer.ts';

/** A CALL that fits its schema, as an interceptor sees it. */
export interface InterceptedCall<A extends ChargePointAction> {
  readonly chargerId: string;
  readonly messageId: string;
  readonly request: Request<A>;
  /** Lets the Central System do its work, and returns what it would answer. */
  usual(): Reply<Confirmation<A>> | CallError;
}

/** Always the same answer, or one for each CALL; undefined: not this one. */
export type Interceptor<A extends ChargePointAction> =
  | ScriptedAnswer<A>
  | ((call: InterceptedCall<A>) => ScriptedAnswer<A> | undefined);

export interface InterceptOptions {
  /** How many CALLs to answer; without end unless told otherwise. */
  readonly times?: number;
}

/** An interceptor at work. */
export interface Interception {
  /** How many CALLs it has answered. */
  readonly answered: number;
  remove(): void;
}

export interface Interceptors {
  /** `chargerId` undefined: of all chargers. */
  add<A extends ChargePointAction>(
    chargerId: string | undefined,
    action: A,
    interceptor: Interceptor<A>,
    options?: InterceptOptions,
  ): Interception;
  answer<A extends ChargePointAction>(action: A, call: InterceptedCall<A>): ScriptedAnswer<A> | undefined;
}

interface Entry {
  readonly chargerId: string | undefined;
  readonly action: ChargePointAction;
  readonly interceptor: Interceptor<never>;
  readonly times: number;
  answered: number;
}

export function createInterceptors(): Interceptors {
  let entries: readonly Entry[] = [];
  const remove = (entry: Entry): void => {
    entries = entries.filter((other) => other !== entry);
  };
  return {
    add(chargerId, action, interceptor, { times = Number.POSITIVE_INFINITY } = {}) {
      const entry: Entry = { chargerId, action, interceptor: interceptor as Interceptor<never>, times, answered: 0 };
      entries = [entry, ...entries];
      return {
        get answered() {
          return entry.answered;
        },
        remove: () => remove(entry),
      };
    },
    answer(action, call) {
      for (const entry of entries) {
        if (entry.action !== action || (entry.chargerId ?? call.chargerId) !== call.chargerId) continue;
        const interceptor = entry.interceptor as Interceptor<typeof action>;
        const answer = typeof interceptor === 'function' ? interceptor(call) : interceptor;
        if (answer === undefined) continue;
        entry.answered += 1;
        if (entry.answered >= entry.times) remove(entry);
        return answer;
      }
      return undefined;
    },
  };
}

/**
 * From a CALL to the handler that owns its action, and back to an answer.
 *
 * Guarantees:
 * - a handler sees only payloads that fit their schema, with their static type;
 * - every CALL gets an answer: an action that nobody knows NotImplemented, one that this side does not have NotSupported
 *   (OCPP-J 4.2.3), a payload that breaks its schema the code that the policy names, a handler that throws InternalError;
 * - a handler never writes to the socket: it returns its reply, and what to do after the reply is out (DESIGN rule 1);
 * - what a message that may hold a secret has in the wrong place is told by its place alone, never by its value.
 */
import { type Action, actions, type Confirmation, isAction, type Request } from '../ocpp16/actions.ts';
import { isConfidential } from '../ocpp16/confidential.ts';
import { type ErrorCode, errorCodeFor } from '../ocpp16/error-codes.ts';
import { type Violation, validate } from '../schema/validate.ts';
import type { JsonObject } from './frame.ts';

/** What a handler returns. */
export type Handled<A extends Action> =
  /** A CALLRESULT; `after` runs once it is on its way. */
  | { readonly reply: Confirmation<A>; readonly after?: (() => void) | undefined }
  /** A CALLERROR. */
  | { readonly refuse: ErrorCode; readonly description: string; readonly details?: JsonObject };

export type Handler<A extends Action> = (request: Request<A>) => Handled<A> | Promise<Handled<A>>;

export type Handlers = { readonly [A in Action]?: Handler<A> };

/** The answer to a CALL, ready to be framed. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: unknown; readonly after?: (() => void) | undefined }
  | {
      readonly kind: 'error';
      readonly code: ErrorCode;
      readonly description: string;
      readonly details: JsonObject;
      /** What in the payload broke the schema, when that is why. */
      readonly violations?: readonly Violation[];
      /** What the handler threw, when that is why. */
      readonly cause?: unknown;
    };

/** Which CALLERROR a payload gets that breaks its schema: libocpp answers FormationViolation always, the specification has one for each kind. */
export type SchemaViolationCode = 'FormationViolation' | 'ByKind';

export interface Router {
  serve(action: string, payload: unknown): Answer | Promise<Answer>;
}

/** Puts handler tables together; two handlers for one action are a mistake of the programmer and throw. */
export function mergeHandlers(tables: readonly Handlers[]): Handlers {
  const merged: Record<string, unknown> = {};
  for (const table of tables) {
    for (const [action, handler] of Object.entries(table)) {
      if (action in merged) throw new Error(`two handlers for ${action}`);
      merged[action] = handler;
    }
  }
  return merged as Handlers;
}

/** Only the handlers of these actions: a model has what it lists, whatever is built. */
export function onlyHandlers(actions: readonly Action[], handlers: Handlers): Handlers {
  return Object.fromEntries(Object.entries(handlers).filter(([action]) => actions.includes(action as Action)));
}

export function createRouter(handlers: Handlers, schemaViolationCode: SchemaViolationCode): Router {
  return {
    serve(name, payload) {
      if (!isAction(name)) return refusal('NotImplemented', `there is no action ${name.slice(0, 50)} in OCPP 1.6`);
      const handler = handlers[name] as Handler<Action> | undefined;
      if (handler === undefined) return refusal('NotSupported', `${name} is not supported`);
      const violations = validate(actions[name].request, payload);
      if (violations.length > 0) {
        return violationAnswer(isConfidential(name) ? violations.map(withoutValue) : violations, schemaViolationCode);
      }
      try {
        const handled = handler(payload as Request<Action>);
        return handled instanceof Promise ? handled.then(toAnswer).catch(internalError) : toAnswer(handled);
      } catch (error) {
        return internalError(error);
      }
    },
  };
}

/** `path: expected X, got Y`, one after the other, for people. */
export function describeViolations(violations: readonly Violation[]): string {
  return violations.map(({ path, expected, got }) => `${path || '/'}: expected ${expected}, got ${got}`).join('; ');
}

function withoutValue(violation: Violation): Violation {
  return { ...violation, got: violation.got === 'nothing' ? violation.got : 'a value that is not shown' };
}

function violationAnswer(violations: readonly Violation[], policy: SchemaViolationCode): Answer {
  const first = violations[0];
  const code = policy === 'ByKind' && first !== undefined ? errorCodeFor(first.kind) : 'FormationViolation';
  return {
    kind: 'error',
    code,
    description: describeViolations(violations).slice(0, 255),
    details: {},
    violations,
  };
}

function toAnswer(handled: Handled<Action>): Answer {
  if ('refuse' in handled) return refusal(handled.refuse, handled.description, handled.details);
  return { kind: 'result', payload: handled.reply, after: handled.after };
}

function refusal(code: ErrorCode, description: string, details: JsonObject = {}): Answer {
  return { kind: 'error', code, description, details };
}

function internalError(cause: unknown): Answer {
  return {
    kind: 'error',
    code: 'InternalError',
    description: 'the message could not be processed',
    details: {},
    cause,
  };
}

/**
 * What a Central System says instead of its usual answer, as data: for tests and for trying out how a charger copes.
 *
 *     central.intercept('Authorize', reply({ idTagInfo: { status: 'Blocked' } }));
 *     central.intercept('StartTransaction', callError('InternalError'), { times: 1 });
 *     central.intercept('StopTransaction', ({ usual }) => late(45_000, usual()));
 *     central.intercept('StartTransaction', ({ usual }) => (usual(), hangUp));  // done, but the answer is lost
 */
import type { ChargePointAction, Confirmation } from '../ocpp16/actions.ts';
import type { ErrorCode } from '../ocpp16/error-codes.ts';
import type { JsonObject } from '../rpc/frame.ts';

export type ScriptedAnswer<A extends ChargePointAction> =
  | Reply<Confirmation<A>>
  | CallError
  | Silence
  | HangUp
  | WireText
  | Late<A>;

/** A CALLRESULT. */
export interface Reply<Payload> {
  readonly kind: 'reply';
  readonly payload: Payload;
}

/** A CALLERROR; `code` may be any text, also one that OCPP does not know. */
export interface CallError {
  readonly kind: 'call-error';
  readonly code: string;
  readonly description: string;
  readonly details: JsonObject;
}

/** No answer, ever. */
export interface Silence {
  readonly kind: 'silence';
}

/** No answer: the connection is dropped without a word. */
export interface HangUp {
  readonly kind: 'hang-up';
}

/** Any text on the wire, made from the id of the CALL. */
export interface WireText {
  readonly kind: 'wire-text';
  readonly text: (messageId: string) => string;
}

/** Another answer, that many ms later; lost when the connection is another one by then. */
export interface Late<A extends ChargePointAction> {
  readonly kind: 'late';
  readonly afterMs: number;
  readonly answer: ScriptedAnswer<A>;
}

/** A CALLRESULT that fits its schema. */
export function reply<Payload>(payload: Payload): Reply<Payload> {
  return { kind: 'reply', payload };
}

/** A CALLRESULT with whatever payload, to see what the charger makes of one that breaks its schema. */
export function replyAnything(payload: unknown): Reply<never> {
  return { kind: 'reply', payload: payload as never };
}

/** A CALLERROR. */
export function callError(code: ErrorCode | (string & {}), description = '', details: JsonObject = {}): CallError {
  return { kind: 'call-error', code, description, details };
}

/** No answer. */
export const silence: Silence = { kind: 'silence' };

/** No answer, and the connection is gone. */
export const hangUp: HangUp = { kind: 'hang-up' };

/** Any text instead of a frame: `wireText((id) => `[3,"${id}"]`)`. */
export function wireText(text: (messageId: string) => string): WireText {
  return { kind: 'wire-text', text };
}

/** The answer, `afterMs` ms later. */
export function late<A extends ChargePointAction>(afterMs: number, answer: ScriptedAnswer<A>): Late<A> {
  return { kind: 'late', afterMs, answer };
}

/** What became of a CALL: every way that it can end, as data. */
import type { Violation } from '../schema/validate.ts';
import type { JsonObject } from './frame.ts';

export type Outcome<Payload> =
  /** A CALLRESULT came and fits its schema. */
  | { readonly kind: 'confirmed'; readonly payload: Payload }
  /** A CALLERROR came: the other side failed to process the message (OCPP-J errata 3.3). */
  | { readonly kind: 'refused'; readonly code: string; readonly description: string; readonly details: JsonObject }
  /** A CALLRESULT came that breaks its schema, or an answer that is no proper frame. */
  | { readonly kind: 'invalid'; readonly reason: string; readonly violations: readonly Violation[] }
  /** No answer in time; one that comes later is ignored. */
  | { readonly kind: 'timeout'; readonly afterMs: number }
  /** There was no connection, or it ended before an answer came. */
  | { readonly kind: 'unreachable' }
  /** The message may not be sent now: the Central System has not accepted this charge point (S 4.2). */
  | { readonly kind: 'not-registered' };

/** A sentence for the log. */
export function describeOutcome(outcome: Outcome<unknown>): string {
  switch (outcome.kind) {
    case 'confirmed':
      return 'confirmed';
    case 'refused':
      return `refused with ${outcome.code}${outcome.description === '' ? '' : `: ${outcome.description}`}`;
    case 'invalid':
      return `answered with something invalid: ${outcome.reason}`;
    case 'timeout':
      return `not answered within ${outcome.afterMs / 1000} s`;
    case 'unreachable':
      return 'not answered: there is no connection';
    case 'not-registered':
      return 'not sent: the Central System has not accepted this charge point yet';
  }
}

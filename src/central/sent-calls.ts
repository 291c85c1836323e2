/**
 * What the Central System learns of a charger from its own CALLs: what may come because of them, and which key is in force.
 *
 * Guarantee: a CALL that the charger has declined, or not answered, leaves things as they were before it.
 */
import type { Action, CentralSystemAction, Confirmation, Request } from '../ocpp16/actions.ts';
import type { Outcome } from '../rpc/outcome.ts';
import { isSecretKey } from './central-frame.ts';
import type { ChargerState } from './charger-state.ts';
import { isProgressAction, progressOf } from './progress.ts';
import { triggeredAction } from './triggers.ts';

export interface SentCalls {
  /** It is about to be sent. */
  sending(action: CentralSystemAction, payload: unknown): void;
  ended(action: CentralSystemAction, payload: unknown, outcome: Outcome<unknown>): void;
}

/** Answers that mean no. */
const declined: readonly unknown[] = ['Rejected', 'NotImplemented', 'InvalidCertificate', 'RevokedCertificate'];

/** `keyTaken`: the charger has a new AuthorizationKey (OCPP-J 6.2.2). */
export function createSentCalls(state: ChargerState, keyTaken: (key: string) => void): SentCalls {
  const requestIdOf = (payload: unknown): number | undefined => (payload as { readonly requestId?: number }).requestId;

  return {
    sending(action, payload) {
      const triggered = triggeredAction(action, payload);
      // While a charger is Pending, it may send what it was asked for (S 4.2).
      if (triggered !== undefined && state.registration === 'Pending') state.triggered.add(triggered);
      if (triggered !== undefined && isProgressAction(triggered)) state.progress.triggered(triggered);
      const progress = progressOf(action);
      if (progress !== undefined) state.progress.asked(progress, requestIdOf(payload));
    },
    ended(action, payload, outcome) {
      const progress = progressOf(action);
      if (progress !== undefined && !takenUp(action, outcome)) state.progress.declined(progress, requestIdOf(payload));
      const key = outcome.kind === 'confirmed' ? newKey(action, payload, outcome.payload) : undefined;
      if (key !== undefined) keyTaken(key);
    },
  };
}

/** Will the charger do it? */
function takenUp(action: CentralSystemAction, outcome: Outcome<unknown>): boolean {
  // It may have got it, and its answer be lost.
  if (outcome.kind === 'timeout' || outcome.kind === 'unreachable') return true;
  if (outcome.kind !== 'confirmed') return false;
  const { status, fileName } = outcome.payload as { readonly status?: unknown; readonly fileName?: unknown };
  return action === 'GetDiagnostics' ? fileName !== undefined : !declined.includes(status);
}

function newKey(action: Action, payload: unknown, confirmation: unknown): string | undefined {
  if (action !== 'ChangeConfiguration') return undefined;
  const { key, value } = payload as Request<'ChangeConfiguration'>;
  const { status } = confirmation as Confirmation<'ChangeConfiguration'>;
  return isSecretKey(key) && (status === 'Accepted' || status === 'RebootRequired') ? value : undefined;
}

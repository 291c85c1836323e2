/**
 * A CALL that a person or a program asks for by name: checked before it is sent, for the prompt and the HTTP interface.
 *
 * Guarantee: nothing leaves that the specification does not allow a Central System to send, or that breaks its schema.
 */
import { actions, type CentralSystemAction, isAction, isCentralSystemAction } from '../ocpp16/actions.ts';
import type { Outcome } from '../rpc/outcome.ts';
import { type Violation, validate } from '../schema/validate.ts';
import type { CentralSystem } from './central-system.ts';

/** Why a CALL is not sent; `unreachable` among the outcomes is another reason. */
export type Unsendable =
  | { readonly kind: 'unknown-charger' }
  /** OCPP 1.6 has no such action; `meant` is one that looks like it. */
  | { readonly kind: 'unknown-action'; readonly meant: CentralSystemAction | undefined }
  /** Only charge points send this action. */
  | { readonly kind: 'wrong-direction' }
  | { readonly kind: 'invalid-payload'; readonly violations: readonly Violation[] };

/** Every action that a Central System may send, by name. */
export const sendableActions: readonly CentralSystemAction[] = Object.keys(actions)
  .filter(isAction)
  .filter(isCentralSystemAction)
  .sort();

/** What is wrong with it before it is sent; undefined when nothing is. */
export function checkCall(
  action: string,
  payload: unknown,
): Exclude<Unsendable, { kind: 'unknown-charger' }> | undefined {
  if (!isAction(action)) return { kind: 'unknown-action', meant: meantAction(action) };
  if (!isCentralSystemAction(action)) return { kind: 'wrong-direction' };
  const violations = validate(actions[action].request, payload);
  return violations.length === 0 ? undefined : { kind: 'invalid-payload', violations };
}

/** Sends it, and waits for what becomes of it. */
export async function sendCall(
  central: CentralSystem,
  chargerId: string,
  action: string,
  payload: unknown,
): Promise<Unsendable | Outcome<unknown>> {
  const charger = central.find(chargerId);
  if (charger === undefined) return { kind: 'unknown-charger' };
  const wrong = checkCall(action, payload);
  if (wrong !== undefined) return wrong;
  return charger.call(action as CentralSystemAction, payload as never);
}

/** The action of that name in another spelling of upper and lower case, or the only one that begins with it. */
export function meantAction(name: string): CentralSystemAction | undefined {
  const lower = name.toLowerCase();
  const same = sendableActions.find((action) => action.toLowerCase() === lower);
  const beginning = sendableActions.filter((action) => lower !== '' && action.toLowerCase().startsWith(lower));
  return same ?? (beginning.length === 1 ? beginning[0] : undefined);
}

/**
 * What is to happen with a text that comes to a charge point, worked out without the code under test that answers it (the
 * schemas apart, which have a test of their own).
 */
import { type Action, actions } from '../../src/ocpp16/actions.ts';
import { errorCodes } from '../../src/ocpp16/error-codes.ts';
import { MAX_FRAME_LENGTH } from '../../src/rpc/rpc.ts';
import { validate } from '../../src/schema/validate.ts';

export type Due =
  /** Not a word, and nothing changes. */
  | { readonly kind: 'nothing' }
  /** A CALLERROR, and nothing changes. */
  | { readonly kind: 'refusal'; readonly id: string; readonly codes: readonly string[] }
  /** A CALLRESULT that fits, or a CALLERROR for a reason; perhaps later. */
  | { readonly kind: 'answer'; readonly id: string; readonly action: Action };

/** Who is spoken to. */
export interface Addressee {
  /** What it answers with more than a refusal. */
  readonly handled: readonly Action[];
  /** Does it answer at all? */
  readonly silent: boolean;
  /** Has each kind of violation a code of its own? */
  readonly codeByKind: boolean;
}

const actionNames: ReadonlySet<string> = new Set(Object.keys(actions));
const violationCodes = errorCodes.filter((code) => code.endsWith('Violation'));

export const unreadable: Due = { kind: 'refusal', id: '-1', codes: ['GenericError'] };

export function dueTo(text: string, { handled, silent, codeByKind }: Addressee): Due {
  if (silent) return { kind: 'nothing' };
  if (text.length > MAX_FRAME_LENGTH) return unreadable;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return unreadable;
  }
  if (!Array.isArray(json) || typeof json[0] !== 'number') return unreadable;
  const [type, id, action, payload] = json as readonly unknown[];
  if (type !== 2) return { kind: 'nothing' };
  if (typeof id !== 'string') return unreadable;
  const refused = (...codes: readonly string[]): Due => ({ kind: 'refusal', id, codes });
  if (json.length !== 4 || id.length > 36 || typeof action !== 'string') return refused('FormationViolation');
  if (!actionNames.has(action)) return refused('NotImplemented');
  const known = action as Action;
  if (!handled.includes(known)) return refused('NotSupported');
  if (validate(actions[known].request, payload ?? {}).length === 0) return { kind: 'answer', id, action: known };
  return refused(...(codeByKind ? violationCodes : ['FormationViolation']));
}

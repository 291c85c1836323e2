/**
 * Which messages may hold a secret: the value of a key that can only be written, or a URL with a password.
 * Guarantee: pure; whoever shows something of a message can ask here whether it may be shown.
 */
import type { Action } from './actions.ts';

const confidential: readonly string[] = [
  'ChangeConfiguration',
  'GetDiagnostics',
  'GetLog',
  'UpdateFirmware',
  'SignedUpdateFirmware',
] satisfies readonly Action[];

/** May a CALL of this action have a secret in it? */
export function isConfidential(action: string): boolean {
  return confidential.includes(action);
}

/** Words of which each text stands near that has a secret and is not understood: names of actions, of the key, of the members. */
const hints = new RegExp(`${confidential.join('|')}|AuthorizationKey|location`, 'i');

/** May a text that is no proper frame have a secret in it? */
export function mayBeConfidential(text: string): boolean {
  return hints.test(text);
}

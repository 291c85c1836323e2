/**
 * A line at the prompt, as a command. Pure, but for the files that it names.
 *
 * Guarantees: any text gives a command or a mistake, and a mistake is a sentence that says what to write instead; a CALL that
 * comes out fits its schema. Payloads may be JSON, or the looser YAML of one line: `CP001 Reset {type: Soft}`, with the shorthands of
 * shorthand.ts where there are `surroundings`.
 */
import { parse } from 'yaml';
import { isAction } from '../ocpp16/actions.ts';
import { explain } from '../schema/validate.ts';
import { checkCall, meantAction, sendableActions } from './send-call.ts';
import { type Surroundings, writtenOut } from './shorthand.ts';

export type Command =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list' }
  | { readonly kind: 'transactions' }
  | { readonly kind: 'complaints' }
  | { readonly kind: 'frames'; readonly chargerId: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'call'; readonly chargerId: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: 'mistake'; readonly message: string };

/** The words that are commands, with what each does. */
export const words = {
  list: 'the chargers that have ever come',
  transactions: 'all transactions',
  complaints: 'what is wrong with what the chargers sent',
  'frames <charger>': 'the newest messages of one charger',
  '<charger> <Action> {payload}': 'sends a CALL and waits for its answer, as: CP001 Reset {"type":"Soft"}',
  'file:PATH': 'for a certificate, a certificateHashData or a signature: what is in that file',
  'now, now+60': 'for a moment: this one, or so many seconds later',
  help: 'this',
  quit: 'ends the prompt',
} as const;

const simple = ['list', 'transactions', 'complaints', 'help', 'quit'] as const;

export function parseCommand(line: string, surroundings?: Surroundings): Command {
  const [first, afterFirst] = takeWord(line);
  if (first === '') return { kind: 'nothing' };
  const [second, rest] = takeWord(afterFirst);
  const plain = simple.find((word) => word === first);
  if (second === '') {
    if (plain !== undefined) return { kind: plain };
    const what = first === 'frames' ? 'Of which charger? Write: frames <charger>.' : noAction(first);
    return mistake(what);
  }
  if (first === 'frames') return { kind: 'frames', chargerId: second };
  return parseCall(first, second, rest, surroundings);
}

/**
 * What may stand where the line ends: the completions, and the part of the line that they complete, as node:readline asks.
 * `chargerIds`: the chargers that are known.
 */
export function complete(line: string, chargerIds: readonly string[]): [readonly string[], string] {
  const [first, afterFirst] = takeWord(line);
  if (afterFirst === '' && !/\s$/.test(line)) {
    const all = [...simple, 'frames', ...chargerIds.map(quoted)];
    return [all.filter((word) => word.startsWith(line)).map((word) => `${word} `), line];
  }
  const begun = afterFirst.trimStart();
  if (/\s/.test(begun)) return [[], line];
  const all = first === 'frames' ? chargerIds.map(quoted) : sendableActions;
  return [all.filter((word) => word.toLowerCase().startsWith(begun.toLowerCase())).map((word) => `${word} `), begun];
}

function parseCall(chargerId: string, name: string, text: string, surroundings: Surroundings | undefined): Command {
  const action = isAction(name) ? name : (meantAction(name) ?? name);
  const written = parsePayload(text);
  if (written instanceof Error) return mistake(`The payload cannot be read: ${written.message}`);
  const full = surroundings === undefined ? { ok: true as const, value: written } : writtenOut(written, surroundings);
  if (!full.ok) return mistake(`The payload of ${action} is wrong: ${full.why}.`);
  const payload = full.value;
  const wrong = checkCall(action, payload);
  switch (wrong?.kind) {
    case undefined:
      return { kind: 'call', chargerId, action, payload };
    case 'unknown-action':
      return mistake(`There is no action ${JSON.stringify(name)} that a Central System can send; help shows more.`);
    case 'wrong-direction':
      return mistake(`${action} is sent by charge points only.`);
    case 'invalid-payload':
      return mistake(`The payload of ${action} is wrong: ${wrong.violations.map(explain).join('; ')}.`);
  }
}

function parsePayload(text: string): unknown {
  if (text.trim() === '') return {};
  // JSON is YAML, but YAML would not take all of it exactly as it stands.
  try {
    return JSON.parse(text);
  } catch {
    try {
      return parse(text, { logLevel: 'error' });
    } catch (error) {
      return new Error(String((error as Error).message).split('\n')[0]);
    }
  }
}

function noAction(chargerId: string): string {
  return `What is to be sent to ${chargerId}? Write: ${quoted(chargerId)} <Action> {payload}. Or help.`;
}

function mistake(message: string): Command {
  return { kind: 'mistake', message };
}

/** The first word, which may stand in quotation marks, and what follows it. */
function takeWord(text: string): readonly [word: string, rest: string] {
  const [, inQuotes, bare, rest = ''] = /^\s*(?:"([^"]*)"|(\S+))(.*)$/s.exec(text) ?? [];
  return [inQuotes ?? bare ?? '', rest];
}

function quoted(chargerId: string): string {
  return /\s/.test(chargerId) ? `"${chargerId}"` : chargerId;
}

/**
 * OCPP-J frames: JSON text to a Frame and back (OCPP-J 4.2). Pure.
 *
 * Guarantees:
 * - any text gives a Frame; nothing throws;
 * - what can be answered says so: a broken CALL keeps its id, a broken answer keeps the id of the CALL that it ends;
 * - a payload of `null` is read as `{}` (OCPP-J 4.2.1 tolerates it), and `{}` is what goes out.
 */

export const CALL = 2;
export const CALLRESULT = 3;
export const CALLERROR = 4;

/** OCPP-J 4.1.4: the longest message id that may be sent. */
export const MAX_ID_LENGTH = 36;

/** The id with which a frame is refused whose own id cannot be read (as libocpp does). */
export const UNREADABLE_ID = '-1';

export type JsonObject = Readonly<Record<string, unknown>>;

export type Frame =
  | { readonly kind: 'call'; readonly id: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: 'result'; readonly id: string; readonly payload: unknown }
  | {
      readonly kind: 'error';
      readonly id: string;
      readonly code: string;
      readonly description: string;
      readonly details: JsonObject;
    }
  /** To be ignored: a message type number that we do not know (OCPP-J 4.1.3), or an answer of which nobody can say to what. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** A CALL, or something that can only be told apart from one by guessing; `id` when it could be read. */
  | { readonly kind: 'broken-call'; readonly id: string | undefined; readonly reason: string }
  /** An answer that cannot be understood, to the CALL with this id. */
  | { readonly kind: 'broken-answer'; readonly id: string; readonly reason: string };

/** Reads one text message. */
export function parseFrame(text: string): Frame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'broken-call', id: undefined, reason: 'the message is not JSON' };
  }
  if (!Array.isArray(json)) {
    return { kind: 'broken-call', id: undefined, reason: 'the message is not a JSON array' };
  }
  const [type]: readonly unknown[] = json;
  if (typeof type !== 'number') {
    return { kind: 'broken-call', id: undefined, reason: 'the message type is not a number' };
  }
  const read = readers[type];
  return read === undefined ? { kind: 'unknown', reason: `${type} is no message type of OCPP 1.6` } : read(json);
}

const answerWithoutId: Frame = { kind: 'unknown', reason: 'the message id of an answer is not a string' };

const readers: Readonly<Record<number, (parts: readonly unknown[]) => Frame>> = {
  [CALL]: ([, id, action, payload, ...rest]) => {
    if (typeof id !== 'string') return { kind: 'broken-call', id: undefined, reason: 'the message id is not a string' };
    if (id.length > MAX_ID_LENGTH) {
      return { kind: 'broken-call', id, reason: `the message id is longer than ${MAX_ID_LENGTH} characters` };
    }
    if (typeof action !== 'string') return { kind: 'broken-call', id, reason: 'the action is not a string' };
    if (payload === undefined) return { kind: 'broken-call', id, reason: 'the payload is missing' };
    if (rest.length > 0) return { kind: 'broken-call', id, reason: 'a CALL has four elements' };
    return { kind: 'call', id, action, payload: payload ?? {} };
  },
  [CALLRESULT]: ([, id, payload, ...rest]) => {
    if (typeof id !== 'string') return answerWithoutId;
    if (payload === undefined) return { kind: 'broken-answer', id, reason: 'the payload is missing' };
    if (rest.length > 0) return { kind: 'broken-answer', id, reason: 'a CALLRESULT has three elements' };
    return { kind: 'result', id, payload: payload ?? {} };
  },
  [CALLERROR]: ([, id, code, description, details]) => {
    if (typeof id !== 'string') return answerWithoutId;
    return {
      kind: 'error',
      id,
      code: typeof code === 'string' ? code : 'GenericError',
      description: typeof description === 'string' ? description : '',
      details: isObject(details) ? details : {},
    };
  },
};

/** `[2, id, action, payload]` */
export function callText(id: string, action: string, payload: unknown): string {
  return `[2,${JSON.stringify(id)},${JSON.stringify(action)},${JSON.stringify(payload)}]`;
}

/** `[3, id, payload]` */
export function resultText(id: string, payload: unknown): string {
  return `[3,${JSON.stringify(id)},${JSON.stringify(payload)}]`;
}

/** `[4, id, code, description, details]` */
export function errorText(id: string, code: string, description: string, details: JsonObject): string {
  return `[4,${JSON.stringify(id)},${JSON.stringify(code)},${JSON.stringify(description)},${JSON.stringify(details)}]`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

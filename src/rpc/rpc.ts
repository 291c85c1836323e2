/**
 * OCPP-J over one connection after another, for either role. Knows frames, ids, order and time, and no charging.
 *
 * Guarantees:
 * - at most one CALL of ours is unanswered at any time (OCPP-J 4.1.1); the others wait in the order in which they were asked for;
 * - every `call` ends, once, with an Outcome; an answer that comes late, twice or to nothing is ignored and reported;
 * - every well-formed CALL of the other side gets exactly one answer, on the connection on which it came, unless that is gone by
 *   then or `admit` says that it is to be met with silence;
 * - a reply is on its way before the handler's `after` runs, and whatever a handler or an `after` throws stays inside;
 * - a CALL that comes with an answer is served when whoever waited for the answer has heard of it;
 * - a message longer than `maxFrameLength` is refused without being read.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { type Action, actions, type Confirmation, type Request } from '../ocpp16/actions.ts';
import type { Random } from '../random/random.ts';
import { mostViolations, type Violation, validate } from '../schema/validate.ts';
import { callText, errorText, type Frame, parseFrame, resultText, UNREADABLE_ID } from './frame.ts';
import type { Outcome } from './outcome.ts';
import { type Answer, describeViolations, type Router } from './router.ts';

/** The longest message that is read, in characters: a SendLocalList with 255 entries needs about 40,000. */
export const MAX_FRAME_LENGTH = 262_144;

/** Of so many CALLs that were not answered in time it is known that their answers may still come. */
const MOST_LATE = 50;

export interface RpcOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly router: Router;
  /** Puts text on the wire; false when there is none. */
  readonly send: (text: string) => boolean;
  /** How long to wait for an answer, ms (the key MessageTimeout, E4 3.82). */
  readonly timeoutMs: () => number;
  /** May this CALL be answered at all? A charge point that was Rejected stays silent (S 4.2.1). */
  readonly admit?: (action: string) => boolean;
  /** Called when the connection stands and nothing of ours is waiting or unanswered: the moment for the transaction queue. */
  readonly idle?: () => void;
  /** Hears of every frame, for logs and pages. */
  readonly observe?: (event: FrameEvent) => void;
  /** Hears of what nobody sends who means well; `why` holds nothing of the message itself. */
  readonly misconduct?: (what: Misconduct, why: string) => void;
  readonly maxFrameLength?: number;
}

/** A message that breaks the rules of OCPP-J or its schema; an answer that has come before. */
export type Misconduct = 'invalid message' | 'repeated answer';

/** One frame on the wire, as a page or a log wants it. */
export interface FrameEvent {
  readonly direction: 'in' | 'out';
  readonly text: string;
  /** The CALL's action; of an answer, the action that it answers, when that is known. */
  readonly action?: string;
  readonly kind: Frame['kind'] | 'binary' | 'too-long';
  readonly id?: string;
  /** From the CALL to its answer, ms. */
  readonly latencyMs?: number;
  /** Why the frame was refused or ignored. */
  readonly complaint?: string;
}

export interface Rpc {
  /** Sends a CALL when its turn comes. `id` only to repeat a message that was sent before (OCPP-J errata 3.1). */
  call<A extends Action>(action: A, payload: Request<A>, id?: string): Promise<Outcome<Confirmation<A>>>;
  /** The connection stands. */
  up(): void;
  /** The connection is gone: what is unanswered or waiting ends `unreachable`. */
  down(): void;
  receive(text: string): void;
  receiveBinary(length: number): void;
  /** True when a CALL of ours is unanswered or waiting. */
  busy(): boolean;
}

interface Waiting {
  readonly action: Action;
  readonly payload: unknown;
  readonly id: string;
  readonly end: (outcome: Outcome<never>) => void;
}

interface InFlight extends Waiting {
  readonly sentAt: number;
  readonly timer: Timer;
}

export function createRpc(options: RpcOptions): Rpc {
  const { clock, log, router, observe } = options;
  const maxFrameLength = options.maxFrameLength ?? MAX_FRAME_LENGTH;
  let connected = false;
  /** Tells one connection from the next. */
  let connection = 0;
  let inFlight: InFlight | undefined;
  let waiting: Waiting[] = [];
  /** The last one that was answered, unless more than one answer to it may be on its way. */
  let answered: string | undefined;
  /** CALLs of this connection that were not answered in time, the newest last: they may still be, also when they are sent again. */
  let late: readonly string[] = [];
  /** Who waited for an answer has not heard of it yet. */
  let settling = false;

  function sendNext(): void {
    while (connected && inFlight === undefined) {
      const next = waiting.shift();
      if (next === undefined) {
        options.idle?.();
        return;
      }
      const text = callText(next.id, next.action, next.payload);
      observe?.({ direction: 'out', kind: 'call', text, action: next.action, id: next.id });
      if (!options.send(text)) {
        // The connection is gone, and `down` is about to say so: no moment for `idle`, which would call again.
        next.end({ kind: 'unreachable' });
        if (waiting.length === 0) return;
        continue;
      }
      const afterMs = options.timeoutMs();
      inFlight = {
        ...next,
        sentAt: clock.elapsed(),
        timer: clock.after(afterMs, () => {
          log.warn(`${next.action} was not answered within ${afterMs / 1000} s`);
          late = [...late.slice(1 - MOST_LATE), next.id];
          finish({ kind: 'timeout', afterMs });
        }),
      };
    }
  }

  function finish(outcome: Outcome<never>): void {
    const ended = inFlight;
    if (ended === undefined) return;
    inFlight = undefined;
    ended.timer.cancel();
    ended.end(outcome);
    // The caller's reaction to the outcome may itself be a call: it runs first, then the line moves on.
    settling = true;
    queueMicrotask(() => {
      settling = false;
      sendNext();
    });
  }

  function receiveAnswer(frame: Frame & { readonly id: string }, text: string): void {
    const asked = inFlight;
    if (asked === undefined || asked.id !== frame.id) {
      const complaint = 'an answer that no CALL is waiting for: late, repeated or misdirected';
      log.warn(complaint, { id: frame.id });
      if (frame.id === answered) options.misconduct?.('repeated answer', 'the last answer came again');
      observe?.({ direction: 'in', kind: frame.kind, text, id: frame.id, complaint });
      return;
    }
    answered = late.includes(frame.id) ? undefined : frame.id;
    const { outcome, complaint } = readAnswer(asked.action, frame);
    if (outcome.kind === 'invalid') options.misconduct?.('invalid message', `the answer to ${asked.action}`);
    if (complaint !== undefined) log.warn(`the answer to ${asked.action} breaks the rules: ${complaint}`);
    observe?.({
      direction: 'in',
      kind: frame.kind,
      text,
      id: frame.id,
      action: asked.action,
      latencyMs: clock.elapsed() - asked.sentAt,
      ...(complaint === undefined ? {} : { complaint }),
    });
    finish(outcome);
  }

  function receiveCall(id: string, action: string, payload: unknown, text: string): void {
    if (settling) {
      // One packet may bring an answer and a CALL: TriggerMessage behind the Pending that allows it.
      const asked = connection;
      queueMicrotask(() => {
        if (connection === asked) receiveCall(id, action, payload, text);
      });
      return;
    }
    if (options.admit?.(action) === false) {
      const complaint = 'not answered: the Central System has rejected this charge point';
      observe?.({ direction: 'in', kind: 'call', text, id, action, complaint });
      return;
    }
    observe?.({ direction: 'in', kind: 'call', text, id, action });
    const answer = router.serve(action, payload);
    if (answer instanceof Promise) {
      const asked = connection;
      void answer.then((late) => reply(id, action, late, connection === asked));
    } else reply(id, action, answer, true);
  }

  /** `reachable` is false when the connection of the CALL is gone: on another one its id may mean something else. */
  function reply(id: string, action: string, answer: Answer, reachable: boolean): void {
    if (answer.kind === 'error') {
      if (answer.cause !== undefined) log.error(`${action} failed`, { error: String(answer.cause) });
      else log.warn(`${action} refused with ${answer.code}: ${answer.description}`);
      if (answer.violations !== undefined) options.misconduct?.('invalid message', `${action}: ${answer.code}`);
      if (reachable) sendError(id, answer.code, answer.description, answer.details, action);
      return;
    }
    if (reachable) {
      const text = resultText(id, answer.payload);
      observe?.({ direction: 'out', kind: 'result', text, id, action });
      options.send(text);
    }
    try {
      answer.after?.();
    } catch (error) {
      log.error(`after ${action} was answered, acting on it failed`, { error: String(error) });
    }
  }

  function sendError(id: string, code: string, description: string, details = {}, action?: string): void {
    const text = errorText(id, code, description, details);
    observe?.({ direction: 'out', kind: 'error', text, id, ...(action === undefined ? {} : { action }) });
    options.send(text);
  }

  function refuse(kind: FrameEvent['kind'], text: string, id: string | undefined, complaint: string): void {
    log.warn(`refused a message: ${complaint}`);
    options.misconduct?.('invalid message', complaint);
    observe?.({ direction: 'in', kind, text, complaint, ...(id === undefined ? {} : { id }) });
    if (options.admit?.('') === false) return;
    sendError(id ?? UNREADABLE_ID, id === undefined ? 'GenericError' : 'FormationViolation', complaint);
  }

  return {
    call(action, payload, id = options.random.uuid()) {
      return new Promise((resolve) => {
        if (!connected) {
          resolve({ kind: 'unreachable' });
          return;
        }
        waiting.push({ action, payload, id, end: resolve });
        sendNext();
      });
    },
    up() {
      connected = true;
      sendNext();
    },
    down() {
      connected = false;
      connection += 1;
      late = [];
      const abandoned = waiting;
      waiting = [];
      finish({ kind: 'unreachable' });
      for (const { end } of abandoned) end({ kind: 'unreachable' });
    },
    receive(text) {
      if (text.length > maxFrameLength) {
        const complaint = `the message has ${text.length} characters; at most ${maxFrameLength} are read`;
        refuse('too-long', `${text.slice(0, 200)}…`, undefined, complaint);
        return;
      }
      const frame = parseFrame(text);
      switch (frame.kind) {
        case 'call':
          return receiveCall(frame.id, frame.action, frame.payload, text);
        case 'result':
        case 'error':
        case 'broken-answer':
          return receiveAnswer(frame, text);
        case 'broken-call':
          return refuse(frame.kind, text, frame.id, frame.reason);
        case 'unknown': {
          const complaint = `ignored: ${frame.reason}`;
          log.warn(complaint);
          options.misconduct?.('invalid message', 'neither a CALL nor the answer to one');
          observe?.({ direction: 'in', kind: frame.kind, text, complaint });
        }
      }
    },
    receiveBinary(length) {
      refuse('binary', '', undefined, `a binary message of ${length} bytes: OCPP-J messages are text`);
    },
    busy: () => inFlight !== undefined || waiting.length > 0,
  };
}

/** What an answer means for the CALL that it ends, and what is to be said about its form. */
function readAnswer(
  action: Action,
  frame: Frame & { readonly id: string },
): { outcome: Outcome<never>; complaint?: string } {
  switch (frame.kind) {
    case 'result': {
      const violations = validate(actions[action].confirmation, frame.payload);
      if (violations.length === 0) return { outcome: { kind: 'confirmed', payload: frame.payload as never } };
      const complaint = describeViolations(violations);
      // Members that the schema does not know are reported and otherwise let be: nothing that we read is in doubt.
      // Of a list that is full nobody knows how it would go on.
      return violations.length < mostViolations && violations.every(isUnknownMember)
        ? { outcome: { kind: 'confirmed', payload: frame.payload as never }, complaint }
        : { outcome: { kind: 'invalid', reason: complaint, violations }, complaint };
    }
    case 'error': {
      const { code, description, details } = frame;
      return { outcome: { kind: 'refused', code, description, details } };
    }
    default: {
      const reason = 'reason' in frame ? frame.reason : 'no answer';
      return { outcome: { kind: 'invalid', reason, violations: [] }, complaint: reason };
    }
  }
}

function isUnknownMember({ kind, path }: Violation): boolean {
  return kind === 'formation' && path !== '';
}

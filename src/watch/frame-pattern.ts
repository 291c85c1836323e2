/**
 * Which frame is meant: action, kind, direction, and a pattern of the payload. Pure.
 *
 * Guarantee: the direction that is not told is the one in which a frame of that kind and action goes between a charge point and
 * its Central System; for DataTransfer, which goes both ways, and without an action it may be either.
 */
import { type Action, actions } from '../ocpp16/actions.ts';
import { array, enumeration, object, optional, type Static, unknown } from '../schema/schema.ts';
import type { Violation } from '../schema/validate.ts';
import { mismatches, shown } from './match.ts';

/** As JSON: also what the steps `expect`, `expect-all` and `expect-no` take. */
export const framePatternMembers = {
  action: optional(
    enumeration(Object.keys(actions) as Action[], { description: 'The action; of an answer, the one it answers.' }),
  ),
  kind: optional(
    enumeration(['call', 'result', 'error'], {
      default: 'call',
      description: 'CALL, CALLRESULT or CALLERROR; the payload of an error is { code, description, details }.',
    }),
  ),
  direction: optional(
    enumeration(['in', 'out'], {
      description: 'As the charger sees it; absent: the one in which such a frame goes.',
    }),
  ),
  payload: optional(unknown({ description: 'A pattern of its payload.' })),
};

export const framePattern = object(framePatternMembers);

export const framePatterns = array(framePattern, { minItems: 1, description: 'Each as for expect.' });

export type FramePattern = Static<typeof framePattern>;

/** What is looked at. */
export interface FrameFacts {
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly action?: string;
  readonly payload: unknown;
}

/** Is it a frame of that kind, whatever its payload? */
export function isOfKind(pattern: FramePattern, frame: FrameFacts): boolean {
  const direction = directionOf(pattern);
  return (
    frame.kind === (pattern.kind ?? 'call') &&
    (pattern.action === undefined || frame.action === pattern.action) &&
    (direction === undefined || frame.direction === direction)
  );
}

/** What does not fit in the payload of a frame of that kind. */
export function payloadMismatches(pattern: FramePattern, frame: FrameFacts): readonly Violation[] {
  return pattern.payload === undefined ? [] : mismatches(pattern.payload, frame.payload);
}

export function fits(pattern: FramePattern, frame: FrameFacts): boolean {
  return isOfKind(pattern, frame) && payloadMismatches(pattern, frame).length === 0;
}

/** `a StartTransaction from the charger with {"connectorId":1}` */
export function describePattern(pattern: FramePattern): string {
  const { action, kind = 'call', payload } = pattern;
  const direction = directionOf(pattern);
  const what = { call: action ?? 'CALL', result: `answer${to(action)}`, error: `CALLERROR${to(action)}` }[kind];
  const where = direction === undefined ? '' : direction === 'out' ? ' from the charger' : ' from the Central System';
  return `${what}${where}${payload === undefined ? '' : ` with ${shown(payload)}`}`;
}

function to(action: string | undefined): string {
  return action === undefined ? '' : ` to ${action}`;
}

function directionOf({ action, kind = 'call', direction }: FramePattern): 'in' | 'out' | undefined {
  if (direction !== undefined || action === undefined) return direction;
  const { from } = actions[action];
  if (from === 'either') return undefined;
  return (from === 'charge point') === (kind === 'call') ? 'out' : 'in';
}

/**
 * Errors of the HTTP interface as problem details (RFC 9457), in one table. Pure.
 *
 * Guarantee: each kind of problem has one type and one status, whatever the detail.
 */
import { describeOutcome, type Outcome } from '../rpc/outcome.ts';
import type { Unsendable } from './send-call.ts';

export const PROBLEM_TYPE = 'application/problem+json';

const problems = {
  'not-found': { status: 404, title: 'There is nothing here' },
  'bad-request': { status: 400, title: 'The request cannot be understood' },
  'internal-error': { status: 500, title: 'Something went wrong in here' },
  unauthorized: { status: 401, title: 'A token is needed' },
  'foreign-host': { status: 403, title: 'The Host header names another machine' },
  'foreign-origin': { status: 403, title: 'Another web site asks' },
  'unknown-charger': { status: 404, title: 'No such charger' },
  'unknown-id-tag': { status: 404, title: 'No such id tag' },
  'unknown-action': { status: 400, title: 'No such action' },
  'wrong-direction': { status: 400, title: 'Not an action of a Central System' },
  'too-large': { status: 413, title: 'The file is too large' },
  'no-room': { status: 507, title: 'There is no room for another file' },
  'invalid-payload': { status: 422, title: 'The payload breaks the schema of its action' },
  'not-connected': { status: 409, title: 'The charger is not connected' },
  'call-error': { status: 502, title: 'The charger answered with a CALLERROR' },
  'invalid-answer': { status: 502, title: 'The charger answered with something invalid' },
  'too-many': { status: 503, title: 'Too many do that already' },
  timeout: { status: 504, title: 'The charger did not answer in time' },
} as const;

export type ProblemKind = keyof typeof problems;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Of a CALL: from the question to whatever it ended with. */
  readonly latencyMs?: number;
}

export function problem(kind: ProblemKind, detail: string, more: Readonly<Record<string, unknown>> = {}): Problem {
  const { status, title } = problems[kind];
  return { type: `urn:pilotwire:problem:${kind}`, title, status, detail, ...more };
}

/** What an ended CALL means for the one who asked for it by HTTP. */
export function callProblem(
  chargerId: string,
  action: string,
  outcome: Exclude<Unsendable | Outcome<unknown>, { kind: 'confirmed' }>,
): Problem {
  switch (outcome.kind) {
    case 'unknown-charger':
      return unknownCharger(chargerId);
    case 'unknown-action': {
      const hint = outcome.meant === undefined ? '' : `; do you mean ${outcome.meant}?`;
      return problem('unknown-action', `OCPP 1.6 has no action ${JSON.stringify(action.slice(0, 50))}${hint}`);
    }
    case 'wrong-direction':
      return problem('wrong-direction', `${action} is sent by charge points only`);
    case 'invalid-payload': {
      const { violations } = outcome;
      return problem('invalid-payload', `the payload of ${action} is wrong in ${violations.length} places`, {
        violations,
      });
    }
    case 'refused': {
      const { code, description, details } = outcome;
      return problem('call-error', `${action} was ${describeOutcome(outcome)}`, { code, description, details });
    }
    case 'invalid':
      return problem('invalid-answer', `${action} was ${describeOutcome(outcome)}`, { violations: outcome.violations });
    case 'timeout':
      return problem('timeout', `${action} was ${describeOutcome(outcome)}`);
    case 'unreachable':
    case 'not-registered':
      return problem('not-connected', `${action} was ${describeOutcome(outcome)}`);
  }
}

export function unknownCharger(chargerId: string): Problem {
  return problem('unknown-charger', `no charger ${JSON.stringify(chargerId)} has ever connected`);
}

/**
 * What the API answers when it does not do what it was asked: problem details (RFC 9457), each kind in one table.
 *
 * Guarantee: a caller can tell the kinds apart by `type`, and a person can go on from `detail` alone.
 */
import { array, integer, object, optional, type Static, string } from '../schema/schema.ts';
import { explain, type Violation } from '../schema/validate.ts';

export const problems = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 400, title: 'The request is not as it should be' },
  unauthorized: { status: 401, title: 'A token is needed' },
  'foreign-host': { status: 403, title: 'The Host header names another machine' },
  'foreign-origin': { status: 403, title: 'Another web site asks' },
  'unknown-call': { status: 404, title: 'There is no such call' },
  'unknown-connector': { status: 404, title: 'There is no such connector' },
  'unknown-error': { status: 404, title: 'There is no such error' },
  'no-delay': { status: 404, title: 'No randomised delay runs' },
  'unknown-cause': { status: 404, title: 'There is no such cause of trouble here' },
  'unknown-key': { status: 404, title: 'There is no such configuration key' },
  'unknown-file': { status: 404, title: 'The page has no such file' },
  'method-not-allowed': { status: 405, title: 'The method does not fit the path' },
  'read-only-key': { status: 409, title: 'The key can only be read' },
  'occupied-connector': { status: 409, title: 'Another car is plugged in' },
  'firmware-busy': { status: 409, title: 'Another update of the firmware is underway' },
  'firmware-refused': { status: 422, title: 'The charger would not install this firmware' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body has to be JSON' },
  'internal-error': { status: 500, title: 'Something is wrong with pilotwire' },
  'central-system-refused': { status: 502, title: 'The Central System did not do it' },
  'central-system-unreachable': { status: 503, title: 'There is no connection to the Central System' },
  'not-registered': { status: 503, title: 'The Central System has not accepted this charge point' },
  'too-many': { status: 503, title: 'Too many do that already' },
  'central-system-silent': { status: 504, title: 'The Central System did not answer in time' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemName = keyof typeof problems;

export const problemSchema = object(
  {
    type: string({ format: 'uri', description: 'Tells the kind.' }),
    title: string({ description: 'The kind in words; always the same.' }),
    status: integer({ description: 'The HTTP status again.' }),
    detail: string({ description: 'What is wrong this time, and what can be done about it.' }),
    violations: optional(
      array(
        object({
          path: string({ description: "Where in the body, as a JSON pointer; '' for the whole." }),
          expected: string(),
          got: string(),
        }),
        { description: 'Each thing that is wrong with the body.' },
      ),
    ),
  },
  { title: 'Problem' },
);

export type ProblemDetails = Static<typeof problemSchema>;

/** Throw it, and it is the answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly violations: readonly Violation[];

  constructor(problem: ProblemName, detail: string, violations: readonly Violation[] = []) {
    super(detail);
    this.problem = problem;
    this.violations = violations;
  }

  get status(): number {
    return problems[this.problem].status;
  }

  details(): ProblemDetails {
    return {
      type: `urn:pilotwire:problem:${this.problem}`,
      ...problems[this.problem],
      detail: this.message,
      ...(this.violations.length === 0
        ? {}
        : { violations: this.violations.map(({ path, expected, got }) => ({ path, expected, got })) }),
    };
  }
}

/** A body that breaks its schema. */
export function invalidBody(violations: readonly [Violation, ...Violation[]]): ProblemError {
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  return new ProblemError('invalid-request', `The body: ${explain(violations[0])}${more}.`, violations);
}

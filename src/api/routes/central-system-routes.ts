/** The calls that talk to the Central System. They are the only ones that wait for it. */

import type { Confirmation } from '../../ocpp16/actions.ts';
import { dataTransferStatuses } from '../../ocpp16/enumerations.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import { enumeration, object, optional, string } from '../../schema/schema.ts';
import { ProblemError, type ProblemName } from '../problem.ts';
import { jsonRoute, type Route } from '../route.ts';
import type { Surroundings } from './surroundings.ts';

/** How many may wait for the Central System at the same time. */
export const MOST_WAITING = 20;

type Failure = Exclude<Outcome<unknown>['kind'], 'confirmed'>;

const failures: Readonly<Record<Failure, ProblemName>> = {
  refused: 'central-system-refused',
  invalid: 'central-system-refused',
  timeout: 'central-system-silent',
  unreachable: 'central-system-unreachable',
  'not-registered': 'not-registered',
};

export function centralSystemRoutes({ twin }: Surroundings): readonly Route[] {
  let waiting = 0;
  return [
    jsonRoute({
      method: 'POST',
      path: '/data-transfer',
      id: 'dataTransfer',
      tag: 'Central System',
      summary: 'Sends DataTransfer and waits for the answer',
      body: object({
        vendorId: string({ minLength: 1, maxLength: 255 }),
        messageId: optional(string({ maxLength: 50 })),
        data: optional(string()),
      }),
      refusals: ['invalid-request', 'too-many', ...new Set(Object.values(failures))],
      returns: object({ status: enumeration(dataTransferStatuses), data: optional(string()) }),
      returned: 'What the Central System answered.',
      async answer({ body }) {
        if (waiting >= MOST_WAITING) {
          throw new ProblemError('too-many', `${MOST_WAITING} others wait for the Central System; try again later.`);
        }
        waiting += 1;
        try {
          return payloadOf(await twin.chargePoint().call('DataTransfer', body));
        } finally {
          waiting -= 1;
        }
      },
    }),
  ];
}

function payloadOf(outcome: Outcome<Confirmation<'DataTransfer'>>): Confirmation<'DataTransfer'> {
  if (outcome.kind === 'confirmed') {
    const { status, data } = outcome.payload;
    return data === undefined ? { status } : { status, data };
  }
  throw new ProblemError(failures[outcome.kind], `DataTransfer was ${describeOutcome(outcome)}.`);
}

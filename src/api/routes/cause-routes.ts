/**
 * The calls that break something physically, and mend it.
 * Guarantee: what they answer is the hardware as it stands then; what the charger makes of it is told by `GET /events`.
 */
import { faultCauseNames, faultCauses } from '../../charger/fault-causes.ts';
import { array, integer, number, object, optional, string } from '../../schema/schema.ts';
import { connectorIn } from '../connector-in.ts';
import { invalidBody, ProblemError } from '../problem.ts';
import { jsonRoute, type PathParameter, type Route, silentRoute } from '../route.ts';
import { causeRow, causeSchema, causeShown, residualCurrent } from '../schemas.ts';
import { causeRows, causesOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

const anyId: PathParameter = {
  name: 'id',
  description: 'The connector; 0 is the charger itself.',
  schema: integer({ minimum: 0 }),
};

export function causeRoutes({ twin }: Surroundings): readonly Route[] {
  const { board } = twin;
  return [
    jsonRoute({
      method: 'GET',
      path: '/causes',
      id: 'listCauses',
      tag: 'Hardware',
      summary: 'Everything that can physically go wrong, with what the charger does then',
      returns: array(causeRow),
      returned: 'The table of causes.',
      answer: causeRows,
    }),
    jsonRoute({
      method: 'POST',
      path: '/connectors/{id}/causes',
      id: 'raiseCause',
      tag: 'Hardware',
      summary: 'Breaks something physically',
      description:
        'What has a physics has it: welded relays stay closed, a lost meter gives its last reading, a voltage cause changes the ' +
        'voltages of the grid. Connector 0 is the charger itself. Raised twice is raised once.',
      parameters: [anyId],
      body: causeSchema,
      status: 201,
      refusals: ['invalid-request', 'unknown-connector'],
      returns: causeShown,
      returned: 'The cause as it stands now.',
      answer({ params, body: { cause } }) {
        const at = connectorIn(twin, params, 0);
        const { of } = faultCauses[cause];
        if ((of === 'charger') !== (at === 0)) {
          const expected = at === 0 ? 'a cause of the charger' : 'a cause of a connector';
          const got = `${JSON.stringify(cause)}, which is of ${of === 'charger' ? 'the charger (0)' : 'a connector'}`;
          throw invalidBody([{ path: '/cause', kind: 'property', expected, got }]);
        }
        board.raiseCause(at, cause);
        return causesOf(twin, at).find((each) => each.cause === cause) ?? { cause, reported: false };
      },
    }),
    silentRoute({
      method: 'DELETE',
      path: '/connectors/{id}/causes/{cause}',
      id: 'clearCause',
      tag: 'Hardware',
      summary: 'Mends it',
      description: 'What the charger asks for beyond that (unplugging, a power cycle) is told by GET /causes.',
      parameters: [anyId, { name: 'cause', description: 'Its name (GET /causes).', schema: string({ minLength: 1 }) }],
      refusals: ['unknown-connector', 'unknown-cause'],
      returned: 'It is mended.',
      act({ params }) {
        const at = connectorIn(twin, params, 0);
        const cause = faultCauseNames.find((name) => name === params.cause);
        const fits = cause !== undefined && (faultCauses[cause].of === 'charger') === (at === 0);
        if (fits && board.clearCause(at, cause)) return;
        const owner = at === 0 ? 'The charger' : `Connector ${at}`;
        throw new ProblemError(
          'unknown-cause',
          `${owner} has no cause ${JSON.stringify(params.cause)} that was raised. What a car brings along leaves with it.`,
        );
      },
    }),
    jsonRoute({
      method: 'PUT',
      path: '/connectors/{id}/residual-current',
      id: 'setResidualCurrent',
      tag: 'Hardware',
      summary: 'Lets a residual current flow',
      description: 'Above 30 mA AC or 6 mA DC it is a cause of trouble. What is absent stays as it is.',
      parameters: [{ ...anyId, description: 'The connector.', schema: integer({ minimum: 1 }) }],
      body: object({
        acMa: optional(number({ minimum: 0, maximum: 1_000 })),
        dcMa: optional(number({ minimum: 0, maximum: 1_000 })),
      }),
      refusals: ['invalid-request', 'unknown-connector'],
      returns: residualCurrent,
      returned: 'The residual current as it is now.',
      answer({ params, body }) {
        const at = connectorIn(twin, params);
        const { acMa, dcMa } = board.instruments(at).residualCurrent;
        board.setResidualCurrent(at, { acMa: body.acMa ?? acMa, dcMa: body.dcMa ?? dcMa });
        return board.instruments(at).residualCurrent;
      },
    }),
  ];
}

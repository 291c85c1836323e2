/**
 * The calls that limit a connector as its surroundings do: the installer's setting, a cap for each phase.
 * Guarantee: a limit holds at once, and until it is lifted, its time is over, or the charger starts anew.
 */
import { limitSources, type SettableSource } from '../../charger/limits.ts';
import { array, enumeration, integer, number, object, optional } from '../../schema/schema.ts';
import { connectorIn } from '../connector-in.ts';
import { ProblemError } from '../problem.ts';
import { jsonRoute, type PathParameter, type Route, silentRoute } from '../route.ts';
import { limit } from '../schemas.ts';
import { limitsOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

/** What the charging profiles say is set by the Central System, and what the hardware bears is no matter of opinion. */
const others: readonly string[] = ['hardware', 'schedule', 'load-balancing', 'randomised-delay'];

export const settableSources = limitSources.filter((source): source is SettableSource => !others.includes(source));

const at: readonly PathParameter[] = [
  { name: 'id', description: 'The connector.', schema: integer({ minimum: 1 }) },
  { name: 'source', description: 'Who limits.', schema: enumeration(settableSources) },
];

export function limitRoutes({ twin }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'PUT',
      path: '/connectors/{id}/limits/{source}',
      id: 'setLimit',
      tag: 'Connectors',
      summary: 'Limits the current, and the number of phases',
      description: 'Below 6 A is a pause. With `phases` 1 the relays switch, also while the car charges.',
      parameters: at,
      body: object({
        maxCurrentA: number({ minimum: 0, maximum: 80, description: 'Per line.' }),
        phases: optional(integer({ minimum: 1, maximum: 3, description: '1: one phase only.' })),
        forSeconds: optional(number({ minimum: 0, description: 'Of its time; absent: until it is lifted.' })),
      }),
      refusals: ['invalid-request', 'unknown-connector'],
      returns: array(limit),
      returned: 'Everybody who limits this connector now.',
      answer({ params, body: { maxCurrentA, phases, forSeconds } }) {
        const connector = connectorIn(twin, params);
        twin.chargePoint().charger.setLimit(connector, sourceIn(params), maxCurrentA, {
          phases: phases === 1 ? 1 : undefined,
          until: forSeconds === undefined ? undefined : twin.clock.elapsed() + forSeconds * 1000,
        });
        return limitsOf(twin, connector);
      },
    }),
    silentRoute({
      method: 'DELETE',
      path: '/connectors/{id}/limits/{source}',
      id: 'liftLimit',
      tag: 'Connectors',
      summary: 'Lifts it',
      parameters: at,
      refusals: ['invalid-request', 'unknown-connector'],
      returned: 'There is no such limit any more.',
      act({ params }) {
        twin.chargePoint().charger.setLimit(connectorIn(twin, params), sourceIn(params), undefined);
      },
    }),
  ];
}

function sourceIn({ source = '' }: Readonly<Record<string, string>>): (typeof settableSources)[number] {
  const found = settableSources.find((known) => known === source);
  if (found !== undefined) return found;
  throw new ProblemError(
    'invalid-request',
    `The source of a limit is one of ${settableSources.join(', ')}, not ${JSON.stringify(source)}.`,
  );
}

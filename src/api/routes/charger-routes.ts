/** The calls about the charger as a whole: what it is like, its reader, its uplink, its restart. */
import { array, boolean, enumeration, integer, number, object, optional, string } from '../../schema/schema.ts';
import { invalidBody } from '../problem.ts';
import { jsonRoute, type Route } from '../route.ts';
import { statusSchema, transactions, uplink } from '../schemas.ts';
import { statusOf, transactionsOf, uplinkOf } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

const swipe = object({
  idTag: string({ minLength: 1, maxLength: 20, description: "The card's identifier." }),
  connectorIds: optional(
    array(integer({ minimum: 1 }), { minItems: 1, description: 'For which connectors, best first; absent: for all.' }),
  ),
});

const powerCut = object({
  seconds: number({ minimum: 0, maximum: 86_400, description: "Of the charger's time." }),
});

const reboot = object({ type: enumeration(['soft', 'hard']) });

export function chargerRoutes(surroundings: Surroundings): readonly Route[] {
  const { twin, events } = surroundings;
  return [
    jsonRoute({
      method: 'GET',
      path: '/health',
      id: 'getHealth',
      tag: 'Charger',
      summary: 'Is the process up?',
      withoutToken: true,
      returns: object({ status: enumeration(['ok']) }),
      returned: 'It is.',
      answer: () => ({ status: 'ok' }) as const,
    }),
    jsonRoute({
      method: 'GET',
      path: '/status',
      id: 'getStatus',
      tag: 'Charger',
      summary: 'The whole charger',
      returns: statusSchema,
      returned: 'Link, registration, connectors, LED, queue, clock.',
      answer: () => statusOf(surroundings),
    }),
    jsonRoute({
      method: 'GET',
      path: '/transactions',
      id: 'getTransactions',
      tag: 'Charger',
      summary: 'The transactions on disk, and what waits to be told of them',
      returns: transactions,
      returned: 'Those that run, those that are not told to their end, and the queue.',
      answer: () => transactionsOf(twin),
    }),
    jsonRoute({
      method: 'POST',
      path: '/rfid/swipe',
      id: 'swipe',
      tag: 'Charger',
      summary: 'Holds a card to the reader',
      description: 'Swipes are handled one after the other; what comes of one is seen in the status and in the log.',
      body: swipe,
      status: 202,
      refusals: ['invalid-request'],
      returns: swipe,
      returned: 'The card was read.',
      answer({ body }) {
        const { connectors } = twin.chargePoint().charger;
        const strange = (body.connectorIds ?? []).findIndex((id) => !connectors.includes(id));
        if (strange >= 0) {
          const got = String(body.connectorIds?.[strange]);
          const expected = `a connector of this charger: ${connectors.join(', ')}`;
          throw invalidBody([{ path: `/connectorIds/${strange}`, kind: 'property', expected, got }]);
        }
        twin.board.swipe(body.idTag, body.connectorIds);
        return body;
      },
    }),
    jsonRoute({
      method: 'PUT',
      path: '/network',
      id: 'setNetwork',
      tag: 'Charger',
      summary: 'Cuts the uplink or brings it back',
      description: 'Offline holds as soon as the call returns; online connects at once, with no back-off left over.',
      body: object({ online: boolean() }),
      refusals: ['invalid-request'],
      returns: uplink,
      returned: 'The uplink as it is now.',
      answer({ body }) {
        twin.setOnline(body.online);
        events.uplinkSwitched();
        return uplinkOf(surroundings);
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/reboot',
      id: 'reboot',
      tag: 'Charger',
      summary: 'Restarts the charge point in the orderly way',
      description: 'Running transactions are ended and told first, as long as that takes no more than a minute.',
      body: reboot,
      status: 202,
      refusals: ['invalid-request'],
      returns: reboot,
      returned: 'The restart has begun.',
      answer({ body }) {
        twin.chargePoint().reset(body.type === 'soft' ? 'Soft' : 'Hard');
        return body;
      },
    }),
    jsonRoute({
      method: 'POST',
      path: '/power-cut',
      id: 'cutPower',
      tag: 'Hardware',
      summary: 'Cuts the mains for a while',
      description:
        'Nothing is told and nothing is ended first. What is on disk is all that the charge point has when the power comes back; the ' +
        'car stays plugged in. Cut anew, the time begins anew.',
      body: powerCut,
      status: 202,
      refusals: ['invalid-request'],
      returns: powerCut,
      returned: 'The power is gone.',
      answer({ body }) {
        twin.cutPower(body.seconds * 1000);
        return body;
      },
    }),
  ];
}

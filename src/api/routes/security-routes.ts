/** The calls about security. */
import { isCritical } from '../../features/security/events.ts';
import { boolean, object, optional, string } from '../../schema/schema.ts';
import { jsonRoute, type Route } from '../route.ts';
import type { Surroundings } from './surroundings.ts';

const type = string({
  minLength: 1,
  maxLength: 50,
  description: "One of the white paper's, or the vendor's own, which is critical.",
});
const techInfo = optional(string({ maxLength: 255, description: 'More about it, for whoever looks into it.' }));

export function securityRoutes({ twin }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'POST',
      path: '/security-events',
      id: 'raiseSecurityEvent',
      tag: 'Charger',
      summary: 'Raises a security event',
      description:
        'Critical ones are told to the Central System as soon as it can be reached, and survive a power cut.',
      body: object({ type, techInfo }),
      status: 202,
      refusals: ['invalid-request'],
      returns: object({ type, techInfo, critical: boolean({ description: 'Is the Central System told?' }) }),
      returned: 'The event has happened.',
      answer({ body }) {
        twin.chargePoint().security.raise(body.type, body.techInfo);
        return { ...body, critical: isCritical(body.type) };
      },
    }),
  ];
}

/** The calls about security. */
import { isCritical } from '../../features/security/events.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import { array, boolean, object, optional, string } from '../../schema/schema.ts';
import { certificates, certificatesOf } from '../certificates.ts';
import { jsonRoute, type Route } from '../route.ts';
import type { Surroundings } from './surroundings.ts';

const type = string({
  minLength: 1,
  maxLength: 50,
  description: "One of the white paper's, or the vendor's own, which is critical.",
});
const techInfo = optional(string({ maxLength: 255, description: 'More about it, for whoever looks into it.' }));

const critical = boolean({ description: 'Is the Central System told?' });
const entry = object({ type, timestamp: string({ format: 'date-time' }), critical, techInfo });

export function securityRoutes({ twin }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/security-log',
      id: 'getSecurityLog',
      tag: 'Charger',
      summary: 'The security log',
      description:
        'Every security event, critical or not, oldest first; it survives power cuts. A log that is full gives up its oldest quarter, and says so with SecurityLogWasCleared.',
      returns: array(entry),
      returned: 'The log as it is.',
      answer: () =>
        twin
          .chargePoint()
          .security.entries()
          .map(({ type, at, ...more }) => ({
            type,
            timestamp: formatDateTime(at),
            critical: isCritical(type),
            ...more,
          })),
    }),
    jsonRoute({
      method: 'GET',
      path: '/certificates',
      id: 'listCertificates',
      tag: 'Charger',
      summary: 'The certificates that are installed',
      description: 'Roots that others are trusted by, and those of the charge point itself. No key is told.',
      returns: certificates,
      returned: 'The certificates, the latest last.',
      answer: () => certificatesOf(twin.chargePoint().certificates.held()),
    }),
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
      returns: object({ type, techInfo, critical }),
      returned: 'The event has happened.',
      answer({ body }) {
        twin.chargePoint().security.raise(body.type, body.techInfo);
        return { ...body, critical: isCritical(body.type) };
      },
    }),
  ];
}

/** Every call of the API, in the order of the document. */

import { record, unknown } from '../../schema/schema.ts';
import { openApiDocument } from '../openapi.ts';
import { jsonRoute, type Route } from '../route.ts';
import { eventSchemas } from '../schemas.ts';
import { causeRoutes } from './cause-routes.ts';
import { centralSystemRoutes } from './central-system-routes.ts';
import { chargerRoutes } from './charger-routes.ts';
import { connectorRoutes } from './connector-routes.ts';
import { firmwareRoutes } from './firmware-routes.ts';
import { hardwareRoutes } from './hardware-routes.ts';
import { limitRoutes } from './limit-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { securityRoutes } from './security-routes.ts';
import type { Surroundings } from './surroundings.ts';
import { watchingRoutes } from './watching-routes.ts';

/** Of the API, not of the charger. */
const VERSION = '0.1.0';

/** `secured`: is a token needed? */
export function apiRoutes(surroundings: Surroundings, { secured }: { readonly secured: boolean }): readonly Route[] {
  let document: Readonly<Record<string, unknown>> | undefined;
  const routes: readonly Route[] = [
    ...chargerRoutes(surroundings),
    ...connectorRoutes(surroundings),
    ...limitRoutes(surroundings),
    ...scheduleRoutes(surroundings),
    ...causeRoutes(surroundings),
    ...hardwareRoutes(surroundings),
    ...centralSystemRoutes(surroundings),
    ...securityRoutes(surroundings),
    ...firmwareRoutes(surroundings),
    ...watchingRoutes(surroundings),
    jsonRoute({
      method: 'GET',
      path: '/openapi.json',
      id: 'getDocument',
      tag: 'Watching',
      summary: 'The document of all this',
      returns: record(unknown()),
      returned: 'OpenAPI 3.1.',
      answer() {
        document ??= openApiDocument({ routes, events: eventSchemas, secured, version: VERSION });
        return document;
      },
    }),
    ...pageRoutes,
  ];
  return routes;
}

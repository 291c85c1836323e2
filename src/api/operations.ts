/**
 * The calls of the API without HTTP: for those who operate a twin in the same process, in the API's own words.
 *
 * Guarantee: the same schemas, the same effects and the same refusals (ProblemError) as over HTTP.
 */
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import type { Schema } from '../schema/schema.ts';
import { check } from '../schema/validate.ts';
import type { Twin } from '../twin.ts';
import { createEventHub } from './event-hub.ts';
import { invalidBody } from './problem.ts';
import type { Route } from './route.ts';
import { causeRoutes } from './routes/cause-routes.ts';
import { centralSystemRoutes } from './routes/central-system-routes.ts';
import { chargerRoutes } from './routes/charger-routes.ts';
import { connectorRoutes } from './routes/connector-routes.ts';
import { firmwareRoutes } from './routes/firmware-routes.ts';
import { hardwareRoutes } from './routes/hardware-routes.ts';
import { limitRoutes } from './routes/limit-routes.ts';
import { scheduleRoutes } from './routes/schedule-routes.ts';
import { securityRoutes } from './routes/security-routes.ts';
import type { Surroundings } from './routes/surroundings.ts';
import { statusOf } from './snapshots.ts';

export interface Operations {
  /** What a call is, by its operationId. Throws a RangeError when there is none. */
  describe(id: string): { readonly summary: string; readonly body: Schema | undefined };
  /** Does it, and returns what it answers. Throws (or rejects with) ProblemError. */
  run(id: string, params: Readonly<Record<string, string>>, body: unknown): unknown;
  /** GET /status. */
  status(): ReturnType<typeof statusOf>;
}

export function createOperations(parts: {
  readonly twin: Twin;
  readonly networkClock: Clock;
  readonly log: Log;
}): Operations {
  const { twin, networkClock, log } = parts;
  const watched = { twin, networkClock, startedAt: twin.clock.elapsed() };
  const surroundings: Surroundings = {
    ...watched,
    log,
    // Nobody reads events or metrics here; an event hub without readers watches nothing.
    events: createEventHub(watched, { warn: log.warn.bind(log), observe: () => () => undefined }),
    metrics: { text: () => Promise.resolve(''), stop: () => undefined },
    offers: { of: () => [] },
  };
  const routes = new Map(
    [
      chargerRoutes,
      connectorRoutes,
      limitRoutes,
      scheduleRoutes,
      causeRoutes,
      hardwareRoutes,
      centralSystemRoutes,
      securityRoutes,
      firmwareRoutes,
    ]
      .flatMap((make) => make(surroundings))
      .map((route) => [route.id, route]),
  );

  function find(id: string): Route {
    const route = routes.get(id);
    if (route === undefined) throw new RangeError(`The API has no operation ${id}.`);
    return route;
  }

  return {
    describe(id) {
      const { summary, body } = find(id);
      return { summary, body };
    },
    run(id, params, body) {
      const { serve, body: schema } = find(id);
      if (serve.kind !== 'answer') throw new RangeError(`The operation ${id} answers without an end.`);
      if (schema !== undefined) {
        const checked = check(schema, body);
        if (!checked.ok) throw invalidBody(checked.violations);
      }
      return serve.answer({ params, query: {}, body: body as never });
    },
    status: () => statusOf(watched),
  };
}

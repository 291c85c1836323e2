/** The calls for those who watch: events, metrics. */
import { type Route, streamRoute, textRoute } from '../route.ts';
import { eventSchemas } from '../schemas.ts';
import type { Surroundings } from './surroundings.ts';

export function watchingRoutes({ events, metrics }: Surroundings): readonly Route[] {
  return [
    streamRoute({
      method: 'GET',
      path: '/events',
      id: 'watch',
      tag: 'Watching',
      summary: 'What happens, as it happens: server-sent events',
      description:
        `The first event is hello with the whole status. The kinds are ${Object.keys(eventSchemas).join(', ')}; the data of ` +
        'each is JSON, by the schemas under x-events. A reader that does not keep up is cut off.',
      refusals: ['too-many'],
      mediaType: 'text/event-stream',
      returned: 'Events without end.',
      open: events.open,
    }),
    textRoute({
      method: 'GET',
      path: '/metrics',
      id: 'getMetrics',
      tag: 'Watching',
      summary: 'For Prometheus',
      mediaType: 'text/plain; version=0.0.4',
      returned: "Metrics in Prometheus' text format.",
      text: metrics.text,
    }),
  ];
}

/** The calls for those who watch: events, metrics. */
import { array } from '../../schema/schema.ts';
import { KEPT_FRAMES } from '../frame-history.ts';
import { jsonRoute, type Route, streamRoute, textRoute } from '../route.ts';
import { eventSchemas } from '../schemas.ts';
import type { Surroundings } from './surroundings.ts';

export function watchingRoutes({ events, metrics, frames }: Surroundings): readonly Route[] {
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
    jsonRoute({
      method: 'GET',
      path: '/frames',
      id: 'listFrames',
      tag: 'Watching',
      summary: 'The latest frames on the wire',
      returns: array(eventSchemas.frame),
      returned: `The newest ${KEPT_FRAMES} since the API was started, oldest first; GET /events tells those to come.`,
      answer: frames.frames,
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

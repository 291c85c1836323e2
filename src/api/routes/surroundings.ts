/** What the calls work on. */
import type { Log } from '../../log/log.ts';
import type { EventHub } from '../event-hub.ts';
import type { FrameHistory } from '../frame-history.ts';
import type { Metrics } from '../metrics.ts';
import type { OfferHistory } from '../offer-history.ts';
import type { ReadingHistory } from '../reading-history.ts';
import type { Watched } from '../snapshots.ts';

export interface Surroundings extends Watched {
  readonly log: Log;
  readonly events: EventHub;
  readonly metrics: Metrics;
  readonly offers: Pick<OfferHistory, 'of'>;
  readonly frames: Pick<FrameHistory, 'frames'>;
  readonly readings: Pick<ReadingHistory, 'of'>;
}

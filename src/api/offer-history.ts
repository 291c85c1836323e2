/**
 * What each connector has offered lately, and whose limit that was.
 *
 * Guarantees: an entry for each change of the offer, of the limit behind it or of the phases, in order; the last `KEPT` of each
 * connector are kept; it goes on across restarts of the charge point.
 */
import type { LimitSource } from '../charger/limits.ts';
import { formatDateTime } from '../ocpp16/date-time.ts';
import type { Twin } from '../twin.ts';

export const KEPT = 200;

export interface Offer {
  readonly at: string;
  /** A per line. */
  readonly offeredCurrentA: number;
  readonly limit: { readonly source: LimitSource; readonly maxCurrentA: number };
  readonly phases: 1 | 3;
}

export interface OfferHistory {
  /** Oldest first. */
  of(connector: number): readonly Offer[];
  stop(): void;
}

export function createOfferHistory(twin: Twin): OfferHistory {
  const histories = new Map<number, Offer[]>();

  function take(connector: number): void {
    const { offeredA, limit, phases } = twin.chargePoint().charger.view(connector);
    const history = histories.get(connector) ?? [];
    const last = history.at(-1);
    const same =
      last?.offeredCurrentA === offeredA &&
      last.limit.source === limit.source &&
      last.limit.maxCurrentA === limit.maxCurrentA &&
      last.phases === phases;
    if (same) return;
    history.push({ at: formatDateTime(twin.clock.now()), offeredCurrentA: offeredA, limit, phases });
    if (history.length > KEPT) history.shift();
    histories.set(connector, history);
  }

  const stop = twin.observe((event) => {
    if (event.kind === 'connector') take(event.connector);
  });
  return { of: (connector) => histories.get(connector) ?? [], stop };
}

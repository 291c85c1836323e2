/**
 * What each connector's instruments have shown lately, for plots.
 *
 * Guarantees: an entry for each change that can be seen, but of those within a second that differ in nothing but what flows only the
 * first and the last; the newest `KEPT_READINGS` of each connector are kept, across restarts of the charge point; a meter that cannot be read
 * leaves a gap.
 */
import type { Twin } from '../twin.ts';
import { type Reading, readingOf } from './reading.ts';

export const KEPT_READINGS = 2_000;

const CLOSE_MS = 1_000;

export interface ReadingHistory {
  /** Oldest first. */
  of(connector: number): readonly Reading[];
  stop(): void;
}

export function createReadingHistory(twin: Twin): ReadingHistory {
  const histories = new Map<number, Reading[]>();
  /** When the first of the present second was taken, */
  const taken = new Map<number, number>();
  /** and those of which the last entry is a later one of it. */
  const latest = new Set<number>();

  /** What happens to the charger may not depend on whether it can be looked at. */
  function read(connector: number): Reading | undefined {
    try {
      return readingOf(twin, connector);
    } catch {
      return undefined;
    }
  }

  function take(connector: number): void {
    const reading = read(connector);
    if (reading === undefined) return;
    const history = histories.get(connector) ?? [];
    const last = history.at(-1);
    const now = twin.clock.elapsed();
    const close = now - (taken.get(connector) ?? Number.NEGATIVE_INFINITY) < CLOSE_MS;
    if (last !== undefined && close && sameSituation(last, reading)) {
      // The first of a second stays, and the latest of it.
      if (latest.has(connector)) history.pop();
      latest.add(connector);
    } else {
      taken.set(connector, now);
      latest.delete(connector);
    }
    history.push(reading);
    histories.set(connector, history.length < 2 * KEPT_READINGS ? history : history.slice(-KEPT_READINGS));
  }

  const stops = [
    twin.observe((event) => {
      if (event.kind === 'connector') take(event.connector);
    }),
    twin.board.observe((connector) => {
      if (connector !== 0) take(connector);
    }),
  ];
  return {
    of: (connector) => (histories.get(connector) ?? []).slice(-KEPT_READINGS),
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** Does only what flows differ? */
function sameSituation(one: Reading, other: Reading): boolean {
  return (
    one.offeredCurrentA === other.offeredCurrentA &&
    one.limit.source === other.limit.source &&
    one.limit.maxCurrentA === other.limit.maxCurrentA &&
    one.profile?.chargingProfileId === other.profile?.chargingProfileId &&
    one.powerW > 0 === other.powerW > 0 &&
    one.transaction === other.transaction
  );
}

/**
 * Counts what a charge point does, for whoever asks later.
 * Guarantee: it costs a few map entries, however long it runs and whatever the Central System sends.
 */
import { isAction } from '../ocpp16/actions.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import type { Twin } from '../twin.ts';

export interface FrameCount {
  readonly direction: FrameEvent['direction'];
  readonly kind: FrameEvent['kind'];
  /** 'unknown' for a name that is no action's, or none. */
  readonly action: string;
  readonly count: number;
}

/** The answers of one action whose latency lies in one bucket. */
export interface LatencyCount {
  readonly action: string;
  readonly count: number;
  /** The mean of their latencies, s: in the same bucket. */
  readonly meanS: number;
}

export interface Tally {
  frames(): readonly FrameCount[];
  /** What has come since the last time. */
  takeLatencies(): readonly LatencyCount[];
  /** Transactions that have begun on this connector. */
  begun(connector: number): number;
  ended(connector: number): number;
  stop(): void;
}

/** `bounds`: the upper bounds of the buckets, s, ascending. */
export function createTally(twin: Twin, bounds: readonly number[]): Tally {
  const frames = new Map<string, FrameCount>();
  const latencies = new Map<string, { action: string; bucket: number; count: number; totalS: number }>();
  const begun = new Map<number, number>();
  const ended = new Map<number, number>();
  /** The number of the transaction that runs on each connector. */
  const running = new Map<number, number | undefined>();

  function countFrame({ direction, kind, action: name = '', latencyMs }: FrameEvent): void {
    const action = isAction(name) ? name : 'unknown';
    const key = `${direction} ${kind} ${action}`;
    frames.set(key, { direction, kind, action, count: (frames.get(key)?.count ?? 0) + 1 });
    if (latencyMs !== undefined) countLatency(action, latencyMs / 1000);
  }

  function countLatency(action: string, seconds: number): void {
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const key = `${action} ${bucket}`;
    const { count, totalS } = latencies.get(key) ?? { count: 0, totalS: 0 };
    latencies.set(key, { action, bucket, count: count + 1, totalS: totalS + seconds });
  }

  function lookAt(connector: number): void {
    const before = running.get(connector);
    const now = twin.chargePoint().transactions.running(connector)?.number;
    if (now === before) return;
    running.set(connector, now);
    if (before !== undefined) ended.set(connector, (ended.get(connector) ?? 0) + 1);
    if (now !== undefined) begun.set(connector, (begun.get(connector) ?? 0) + 1);
  }

  for (const connector of twin.chargePoint().charger.connectors) {
    running.set(connector, twin.chargePoint().transactions.running(connector)?.number);
  }
  const stop = twin.observe((event) => {
    if (event.kind === 'frame') countFrame(event.frame);
    else if (event.kind === 'connector') lookAt(event.connector);
  });

  return {
    frames: () => [...frames.values()],
    takeLatencies() {
      const taken = [...latencies.values()].map(({ action, bucket, count, totalS }) => ({
        action,
        count,
        // A sum of fractions may end a hair above the bound of its bucket.
        meanS: Math.min(totalS / count, bounds[bucket] ?? Number.POSITIVE_INFINITY),
      }));
      latencies.clear();
      return taken;
    },
    begun: (connector) => begun.get(connector) ?? 0,
    ended: (connector) => ended.get(connector) ?? 0,
    stop,
  };
}

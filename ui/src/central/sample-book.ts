/**
 * What the meter of each connector told, and the configuration keys that the charger named, out of the frames as they pass.
 * Guarantee: of each connector the newest `MOST` samples are kept.
 */

import { createStore, type Store } from '../shared/store.ts';
import { type Sample, samplesOf } from './samples.ts';

const MOST = 2_000;

interface Passing {
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly action?: string | undefined;
  readonly text: string;
}

export interface SampleBook {
  /** By connector, oldest first. */
  readonly samples: Store<ReadonlyMap<number, readonly Sample[]>>;
  readonly keys: Store<readonly string[]>;
  take(frames: readonly Passing[]): void;
  clear(): void;
}

export function createSampleBook(): SampleBook {
  const samples = createStore<ReadonlyMap<number, readonly Sample[]>>(new Map());
  const keys = createStore<readonly string[]>([]);
  return {
    samples,
    keys,
    take(frames) {
      const found = frames.filter(isMeterValues).flatMap(({ text }) => samplesOf(contentOf(text, 3)) ?? []);
      if (found.length > 0) samples.update((before) => withSamples(before, found));
      const named = frames.filter(isConfiguration).flatMap(({ text }) => keysOf(contentOf(text, 2)));
      if (named.length > 0) keys.update((before) => [...new Set([...before, ...named])].sort());
    },
    clear() {
      samples.set(new Map());
      keys.set([]);
    },
  };
}

const isMeterValues = ({ direction, kind, action }: Passing) =>
  direction === 'in' && kind === 'call' && action === 'MeterValues';
const isConfiguration = ({ direction, kind, action }: Passing) =>
  direction === 'in' && kind === 'result' && action === 'GetConfiguration';

function withSamples(
  before: ReadonlyMap<number, readonly Sample[]>,
  found: readonly { readonly connectorId: number; readonly samples: readonly Sample[] }[],
): ReadonlyMap<number, readonly Sample[]> {
  const next = new Map(before);
  for (const { connectorId, samples } of found) {
    next.set(connectorId, [...(next.get(connectorId) ?? []), ...samples].slice(-MOST));
  }
  return next;
}

function keysOf(answer: unknown): readonly string[] {
  const { configurationKey } = (answer ?? {}) as { readonly configurationKey?: readonly { readonly key: string }[] };
  return Array.isArray(configurationKey) ? configurationKey.map(({ key }) => String(key)) : [];
}

/** What stands at that place of a frame; undefined in what is none. */
function contentOf(text: string, place: number): unknown {
  try {
    return (JSON.parse(text) as readonly unknown[])[place];
  } catch {
    return undefined;
  }
}

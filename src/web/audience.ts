/**
 * The readers of one address of server-sent events.
 *
 * Guarantees:
 * - each reader gets its greeting first and then, in order, all that is told after it and that it wants;
 * - without a reader nothing is watched and no timer runs; with one, something is said at least every 15 s of network time;
 * - a reader that does not keep up is cut off and told to the log.
 */
import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { createEventStream, type EventStream } from './event-stream.ts';

export const HEARTBEAT_MS = 15_000;

/** Each costs a connection and what waits for it. */
export const MOST_READERS = 64;

export interface Audience {
  /** Are there `MOST_READERS`? Then nobody else may come. */
  isFull(): boolean;
  /**
   * Takes the response over. `greeting` is the data of its first event, `hello`; `wants` chooses by what events are about, and
   * without it a reader gets everything.
   */
  open(response: ServerResponse, greeting: unknown, wants?: (about: string) => boolean): void;
  /** Tells all who want what is `about` this; without it, all. */
  tell(kind: string, data: unknown, about?: string): void;
  /** Ends all streams. */
  close(): Promise<void>;
}

export function createAudience(parts: {
  /** The network's time. */
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  /** What may wait for one reader, bytes. */
  readonly mostWaitingBytes: number;
  /** The first reader came; returns how to stop watching for them. */
  readonly watch: () => () => void;
}): Audience {
  const { clock, log, mostWaitingBytes, watch } = parts;
  const readers = new Map<EventStream, (about: string) => boolean>();
  let unwatch: (() => void) | undefined;
  let heartbeat: Timer | undefined;

  function beat(): void {
    heartbeat = clock.after(HEARTBEAT_MS, () => {
      for (const stream of readers.keys()) stream.comment('still here');
      beat();
    });
  }

  function begin(): void {
    if (unwatch !== undefined) return;
    unwatch = watch();
    beat();
  }

  function left(): void {
    if (readers.size > 0) return;
    unwatch?.();
    unwatch = undefined;
    heartbeat?.cancel();
  }

  return {
    isFull: () => readers.size >= MOST_READERS,
    open(response, greeting, wants = () => true) {
      const hello = JSON.stringify(greeting);
      const stream = createEventStream(response, {
        most: mostWaitingBytes,
        tooSlow() {
          readers.delete(stream);
          log.warn('a reader of /events was too slow and was cut off', { waitingBytes: response.writableLength });
        },
        closed() {
          readers.delete(stream);
          left();
        },
      });
      begin();
      stream.send('hello', hello);
      readers.set(stream, wants);
    },
    tell(kind, data, about) {
      let text: string | undefined;
      for (const [stream, wants] of readers) {
        if (about !== undefined && !wants(about)) continue;
        text ??= JSON.stringify(data);
        stream.send(kind, text);
      }
    },
    async close() {
      await Promise.all([...readers.keys()].map((stream) => stream.end()));
    },
  };
}

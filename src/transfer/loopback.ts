/**
 * File servers in memory, under a Clock, for tests and simulation.
 *
 * Guarantees: the promises of the Transfer port, but that nothing is encrypted and no address is forbidden; everything takes its
 * time through `clock.after`; with the same calls every run is the same.
 */
import type { Clock } from '../clock/clock.ts';
import { readLocation } from './location.ts';
import { createPatience, type Patience, usualLimits } from './patience.ts';
import type { Failure, Refusal, Transfer } from './transfer.ts';

export interface LoopbackTransfers {
  readonly transfer: Transfer;
  /** A server for all URLs of this scheme and host (http://files.example, with its port if it has one); they are served until `close`. */
  serve(origin: string): LoopbackServer;
}

export interface LoopbackServer {
  /** What has arrived, oldest first. */
  readonly uploads: readonly Uploaded[];
  /** What can be had, by path. */
  readonly files: Map<string, Uint8Array>;
  /** How many transfers have come. */
  requests(): number;
  /** What happens to the next `times` transfers (all, unless told otherwise); undefined: they succeed. */
  behave(behaviour: Behaviour | undefined, times?: number): void;
  close(): void;
}

export interface Uploaded {
  /** With the file's name, where the URL ends with a slash. */
  readonly path: string;
  readonly name: string;
  readonly mediaType: string | undefined;
  readonly content: Uint8Array;
}

export type Behaviour =
  /** Each transfer takes so long, ms. */
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'refuses'; readonly because: Refusal }
  /** The connection breaks half way. */
  | { readonly kind: 'cuts' }
  /** It takes the connection and says nothing. */
  | { readonly kind: 'silent' };

export function createLoopbackTransfers({ clock }: { readonly clock: Clock }): LoopbackTransfers {
  const servers = new Map<string, Server>();

  async function transfer<O>(
    url: string,
    signal: AbortSignal | undefined,
    work: (server: Server, path: string) => O | Failure,
  ): Promise<O | Failure> {
    const location = readLocation(url);
    if ('kind' in location) return location;
    const patience = createPatience(clock, usualLimits, signal);
    try {
      const server = servers.get(`${location.scheme}://${location.url.host}`);
      const behaviour = patience.signal.aborted ? undefined : server?.next();
      await passed(clock, behaviour, patience);
      const failure = patience.failure();
      if (failure !== undefined) return failure;
      if (server === undefined) return { kind: 'unreachable', reason: `connect ECONNREFUSED ${location.url.host}` };
      if (behaviour?.kind === 'refuses') {
        return { kind: 'refused', because: behaviour.because, reason: `the server refuses: ${behaviour.because}` };
      }
      if (behaviour?.kind === 'cuts') return { kind: 'unreachable', reason: 'the connection broke' };
      return work(server, location.path);
    } finally {
      patience.end();
    }
  }

  return {
    transfer: {
      upload: ({ url, name, content, mediaType, signal }) =>
        transfer(url, signal, (server, path) => {
          server.uploads.push({
            path: path.endsWith('/') ? path + name : path,
            name,
            mediaType,
            content: content.slice(),
          });
          return { kind: 'done' } as const;
        }),
      download: ({ url, limit, receive, signal }) =>
        transfer(url, signal, (server, path) => {
          const content = server.files.get(path);
          if (content === undefined)
            return { kind: 'refused', because: 'other', reason: `there is no ${path}` } as const;
          if (content.length > limit) return { kind: 'too-large', reason: `longer than ${limit} bytes` } as const;
          try {
            for (let from = 0; from < content.length; from += PIECE) receive(content.slice(from, from + PIECE));
          } catch (error) {
            return { kind: 'not-stored', reason: error instanceof Error ? error.message : String(error) } as const;
          }
          return { kind: 'done', bytes: content.length } as const;
        }),
    },
    serve(origin) {
      if (servers.has(origin)) throw new Error(`something serves ${origin} already`);
      const server = new Server();
      servers.set(origin, server);
      return {
        uploads: server.uploads,
        files: server.files,
        requests: () => server.requests,
        behave: (behaviour, times = Number.POSITIVE_INFINITY) => server.behave(behaviour, times),
        close: () => void servers.delete(origin),
      };
    },
  };
}

/** Bytes that are handed over at a time. */
const PIECE = 1024;

class Server {
  readonly uploads: Uploaded[] = [];
  readonly files = new Map<string, Uint8Array>();
  requests = 0;
  #behaviour: Behaviour | undefined;
  #times = 0;

  behave(behaviour: Behaviour | undefined, times: number): void {
    this.#behaviour = behaviour;
    this.#times = times;
  }

  /** What happens to the transfer that comes now. */
  next(): Behaviour | undefined {
    this.requests += 1;
    this.#times -= 1;
    return this.#times < 0 ? undefined : this.#behaviour;
  }
}

/** Ends when the server has done its part, or the transfer is over without it. */
function passed(clock: Clock, behaviour: Behaviour | undefined, { signal, touch }: Patience): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const working = behaviour?.kind === 'slow' ? behaviour.ms : 0;
    // Whoever works is heard of now and then.
    const sounds = behaviour?.kind === 'slow' ? setSounds(clock, touch, working) : [];
    const timer = behaviour?.kind === 'silent' ? undefined : clock.after(working, end);
    signal.addEventListener('abort', end);
    function end(): void {
      timer?.cancel();
      for (const sound of sounds) sound.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}

const SOUND_MS = 30_000;

function setSounds(clock: Clock, touch: () => void, whole: number) {
  const count = Math.floor(whole / SOUND_MS);
  return Array.from({ length: count }, (_, index) => clock.after((index + 1) * SOUND_MS, touch));
}

/**
 * Follows server-sent events for as long as the page lives. By fetch and not by EventSource, which can send no token and does not
 * notice a connection that has gone silent.
 *
 * Guarantees: events come in order; `connection` says at any time whether what is shown is the present; a connection that ends, or
 * over which nothing came for longer than the server's heartbeat, is made anew, soon and then every two seconds.
 */
import { type ApiClient, ApiError } from './api-client.ts';
import { createEventParser, type ServerEvent } from './event-parser.ts';
import { createStore, type Store } from './store.ts';

/** connecting: the first time; lost: what is shown is the past. */
export type Connection = { readonly kind: 'connecting' | 'open' } | { readonly kind: 'lost'; readonly since: number };

/** The server says something every 15 s. */
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

export interface EventReader {
  readonly connection: Store<Connection>;
  stop(): void;
}

export function readEvents(options: {
  readonly api: ApiClient;
  readonly path: string;
  readonly tell: (event: ServerEvent) => void;
}): EventReader {
  const { api, path, tell } = options;
  const connection = createStore<Connection>({ kind: 'connecting' });
  let attempt = new AbortController();
  let stopped = false;
  let retryMs = FIRST_RETRY_MS;

  async function follow(): Promise<void> {
    while (!stopped) {
      attempt = new AbortController();
      try {
        await readOnce(attempt);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) {
          await tokenGiven(api);
          continue;
        }
      }
      connection.update((now) => (now.kind === 'lost' ? now : { kind: 'lost', since: Date.now() }));
      if (!stopped) await pause(retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  async function readOnce(controller: AbortController): Promise<void> {
    const stream = await api.open(path, controller.signal);
    const parser = createEventParser();
    const reader = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
    let silence = setTimeout(() => controller.abort(), SILENCE_MS);
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(() => controller.abort(), SILENCE_MS);
        for (const event of parser.take(value)) tell(event);
        connection.update((now) => (now.kind === 'open' ? now : { kind: 'open' }));
        retryMs = FIRST_RETRY_MS;
      }
    } finally {
      clearTimeout(silence);
    }
  }

  void follow();
  return {
    connection,
    stop() {
      stopped = true;
      attempt.abort();
    },
  };
}

function tokenGiven({ wantsToken }: ApiClient): Promise<void> {
  return new Promise((resolve) => {
    const stop = wantsToken.subscribe(() => {
      stop();
      resolve();
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

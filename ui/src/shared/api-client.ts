/**
 * Calls of the HTTP API that served this page, with the token when it wants one.
 *
 * Guarantees: every call ends with what was answered or with an ApiError whose message can be shown as it is; when a token is
 * missing or wrong, `wantsToken` says so, until `giveToken`; the token is kept for this tab only.
 */
import { keptInTab } from './kept.ts';
import { createStore, type Store } from './store.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The call was refused, or nobody answered (status 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The last word of the problem's type: `unknown-connector`. */
  readonly problem: string;
  /** All that the problem tells (RFC 9457). */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, status: number, problem: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
    this.details = details;
  }
}

export interface ApiClient {
  /** `path` is relative to the page: `connectors/1`. */
  ask<T>(method: Method, path: string, body?: unknown): Promise<T>;
  /** An answer without an end; throws like `ask`. */
  open(path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  /** Why a token is wanted; undefined: it is not. */
  readonly wantsToken: Store<string | undefined>;
  giveToken(token: string): void;
}

export function createApiClient(): ApiClient {
  const token = keptInTab('token');
  const wantsToken = createStore<string | undefined>(undefined);

  async function send(path: string, options: RequestInit): Promise<Response> {
    const headers = new Headers(options.headers);
    const known = token.get();
    if (known !== undefined) headers.set('authorization', `Bearer ${known}`);
    const response = await fetch(path, { ...options, headers, cache: 'no-store' }).catch((error: unknown) => {
      if (options.signal?.aborted) throw error;
      throw new ApiError('pilotwire does not answer.', 0, 'unreachable');
    });
    if (response.ok) return response;
    const error = await refusal(response);
    if (error.status === 401) wantsToken.set(known === undefined ? 'A token is asked for here.' : error.message);
    throw error;
  }

  return {
    wantsToken,
    async ask<T>(method: Method, path: string, body?: unknown): Promise<T> {
      const response = await send(path, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async open(path, signal) {
      const { body } = await send(path, { signal, headers: { accept: 'text/event-stream' } });
      if (body === null) throw new ApiError('pilotwire answered nothing.', 0, 'unreachable');
      return body;
    },
    giveToken(given) {
      token.set(given);
      wantsToken.set(undefined);
    },
  };
}

async function refusal(response: Response): Promise<ApiError> {
  const problem: Readonly<Record<string, unknown>> = await response.json().catch(() => ({}));
  const { detail, type } = problem;
  const message = typeof detail === 'string' ? detail : `${response.status} ${response.statusText}`;
  return new ApiError(
    message,
    response.status,
    typeof type === 'string' ? (type.split(':').at(-1) ?? '') : '',
    problem,
  );
}

/**
 * The CALLs that were sent from this page, and what became of each.
 * Guarantee: the newest `MOST` are kept; every one ends as answered or failed.
 */
import type { Violation } from '../../../src/schema/validate.ts';
import { type ApiClient, ApiError } from '../shared/api-client.ts';
import { createStore, type Store } from '../shared/store.ts';

const MOST = 200;

export type Ending =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'answered'; readonly payload: unknown; readonly latencyMs: number }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** The last word of the problem's type: call-error, timeout, not-connected. */
      readonly problem: string;
      readonly latencyMs: number | undefined;
      readonly violations: readonly Violation[];
    };

export interface SentCall {
  /** Counts from 1. */
  readonly number: number;
  readonly chargerId: string;
  readonly action: string;
  readonly payload: unknown;
  /** ms since 1970, by the browser's clock. */
  readonly at: number;
  readonly ending: Ending;
}

export interface SentCalls {
  /** Oldest first. */
  readonly calls: Store<readonly SentCall[]>;
  /** Returns its number at once. */
  send(chargerId: string, action: string, payload: unknown): number;
}

export function createSentCalls(api: ApiClient): SentCalls {
  const calls = createStore<readonly SentCall[]>([]);
  let count = 0;

  function end(number: number, ending: Ending): void {
    calls.update((now) => now.map((call) => (call.number === number ? { ...call, ending } : call)));
  }

  return {
    calls,
    send(chargerId, action, payload) {
      count += 1;
      const number = count;
      const call: SentCall = { number, chargerId, action, payload, at: Date.now(), ending: { kind: 'waiting' } };
      calls.update((now) => [...now, call].slice(-MOST));
      api
        .ask<{ payload: unknown; latencyMs: number }>('POST', `chargers/${encodeURIComponent(chargerId)}/calls`, {
          action,
          payload,
        })
        .then(
          (answer) => end(number, { kind: 'answered', payload: answer.payload, latencyMs: answer.latencyMs }),
          (error: unknown) => end(number, failure(error)),
        );
      return number;
    },
  };
}

function failure(error: unknown): Ending {
  if (!(error instanceof ApiError))
    return { kind: 'failed', message: String(error), problem: '', latencyMs: undefined, violations: [] };
  const { latencyMs, violations } = error.details as { latencyMs?: number; violations?: readonly Violation[] };
  return { kind: 'failed', message: error.message, problem: error.problem, latencyMs, violations: violations ?? [] };
}

/** The word that tells most of an answer: its status, if it has one. */
export function statusOf(payload: unknown): string | undefined {
  const status = (payload as { readonly status?: unknown } | null)?.status;
  return typeof status === 'string' ? status : undefined;
}

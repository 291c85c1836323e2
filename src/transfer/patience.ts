/**
 * Ends a transfer that is cancelled, that is silent for too long, or that takes too long as a whole.
 * Guarantee: after `end` nothing of it is left: no timer, no listener.
 */
import type { Clock } from '../clock/clock.ts';
import type { Failure } from './transfer.ts';

export interface Limits {
  /** The longest silence, ms: while connecting, and later. */
  readonly silenceMs: number;
  /** The longest transfer, ms. */
  readonly wholeMs: number;
}

export const usualLimits: Limits = { silenceMs: 60_000, wholeMs: 3_600_000 };

export interface Patience {
  /** Aborted when it is over. */
  readonly signal: AbortSignal;
  /** Something has been sent or received. */
  touch(): void;
  /** What ended it; undefined while nothing has. */
  failure(): Failure | undefined;
  end(): void;
}

export function createPatience(clock: Clock, limits: Limits, signal: AbortSignal | undefined): Patience {
  const controller = new AbortController();
  let failure: Failure | undefined;
  let ended = false;
  const fail = (how: Failure): void => {
    failure ??= how;
    controller.abort();
  };
  const late = (what: string, ms: number) => (): void =>
    fail({ kind: 'unreachable', reason: `${what} for ${ms / 1000} s` });
  const cancel = (): void => fail({ kind: 'cancelled', reason: 'it was cancelled' });
  const silent = late('nothing was heard of the server', limits.silenceMs);

  let silence = clock.after(limits.silenceMs, silent);
  const whole = clock.after(limits.wholeMs, late('it went on', limits.wholeMs));
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener('abort', cancel);

  return {
    signal: controller.signal,
    touch() {
      silence.cancel();
      if (failure === undefined && !ended) silence = clock.after(limits.silenceMs, silent);
    },
    failure: () => failure,
    end() {
      ended = true;
      silence.cancel();
      whole.cancel();
      signal?.removeEventListener('abort', cancel);
    },
  };
}

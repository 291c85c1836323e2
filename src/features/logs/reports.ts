/**
 * Tells the Central System how an upload goes.
 *
 * Guarantees:
 * - what has been told is in the order in which it happened; what cannot be told for want of a connection is told later;
 * - how an upload ended is told also when the power goes first: one that power ended has failed, and that is told after the
 *   restart; one that was told to its end is not told again.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import type { Store } from '../../store/store.ts';

/** How long it takes to try again when there was no connection, ms. */
const RETRY_MS = 10_000;

/** How many reports wait at most; beyond that the oldest is of no interest any more. */
const MOST_WAITING = 20;

export interface Reports<S extends string> {
  /** An upload will begin. From now on its end will be told: if nothing else comes, as `failed`. Throws StoreError. */
  claim(requestId: number | undefined): void;
  /** It goes on. */
  tell(status: S, requestId: number | undefined): void;
  /** It has ended like this. */
  end(status: S, requestId: number | undefined): void;
  /** Power is on: tells what the power cut has left untold. */
  start(): void;
  stop(): void;
}

interface Report<S> {
  readonly status: S;
  readonly requestId?: number;
}

/** Has a power cut left something untold under this name? */
export function isLeft(store: Store, name: string): boolean {
  return store.collection('uploads').get(name) !== undefined;
}

export function createReports<S extends string>(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  /** The name under which the store has what is to be told in the end. */
  readonly name: string;
  /** What has become of an upload of which no more is known. */
  readonly failed: S;
  readonly send: (status: S, requestId: number | undefined) => Promise<Outcome<unknown>>;
}): Reports<S> {
  const { clock, log, store, name, failed } = options;
  const waiting: (Report<S> & { readonly settles: number | undefined })[] = [];
  /** Counts the claims: what was stored for one is not to be removed by the end of an earlier one. */
  let claims = 0;
  let busy = false;
  let stopped = false;
  let timer: Timer | undefined;

  const stored = () => store.collection<Report<S>>('uploads');
  const report = (status: S, requestId: number | undefined): Report<S> =>
    requestId === undefined ? { status } : { status, requestId };

  /** What is on disk decides about what is told after a power cut, not about what is told now. */
  function keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      log.error('how an upload ended may be told again after a restart', { error: String(error) });
    }
  }

  function put(next: Report<S>, settles: number | undefined): void {
    waiting.push({ ...next, settles });
    if (waiting.length > MOST_WAITING) waiting.shift();
    pull();
  }

  function pull(): void {
    const [head] = waiting;
    if (head === undefined || busy || stopped || timer !== undefined) return;
    busy = true;
    void options.send(head.status, head.requestId).then((outcome) => {
      busy = false;
      if (stopped) return;
      if (outcome.kind === 'unreachable' || outcome.kind === 'not-registered') {
        timer = clock.after(RETRY_MS, () => {
          timer = undefined;
          pull();
        });
        return;
      }
      if (outcome.kind !== 'confirmed') log.warn(`${name} ${head.status} was ${describeOutcome(outcome)}`);
      if (waiting[0] === head) waiting.shift();
      if (head.settles === claims) keep(() => stored().delete(name));
      pull();
    });
  }

  return {
    claim(requestId) {
      stored().put(name, report(failed, requestId));
      claims += 1;
    },
    tell: (status, requestId) => put(report(status, requestId), undefined),
    end(status, requestId) {
      keep(() => stored().put(name, report(status, requestId)));
      put(report(status, requestId), claims);
    },
    start() {
      const left = stored().get(name);
      if (left !== undefined) put(left, claims);
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

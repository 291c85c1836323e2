/**
 * Tells the Central System how an update goes: FirmwareStatusNotification and SignedFirmwareStatusNotification.
 *
 * Guarantees: what there is to tell is on disk in the same write as what it tells of, and is told in order, each status once, also after
 * outages and power cuts; a message keeps its id over its attempts; one that the Central System refuses, or leaves unanswered
 * `MOST_SILENCES` times, is given up, so that the next one has its turn; there are never more than `MOST_WAITING`: beyond that the oldest
 * is of no interest any more.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { FirmwareStatus } from '../../ocpp16/enumerations.ts';
import type { SignedFirmwareStatus } from '../../ocpp16/security-enumerations.ts';
import type { Random } from '../../random/random.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import type { Store } from '../../store/store.ts';
import type { Call } from '../call.ts';

/** How often one may be left unanswered. */
export const MOST_SILENCES = 3;

/** How many wait at most: those of several whole updates. */
export const MOST_WAITING = 50;

/** The wait after an attempt that was not answered, or a disk that failed, ms. */
const RETRY_MS = 10_000;

export type Notice =
  | { readonly action: 'FirmwareStatusNotification'; readonly status: FirmwareStatus }
  | {
      readonly action: 'SignedFirmwareStatusNotification';
      readonly status: SignedFirmwareStatus;
      /** Absent only with Idle that was triggered. */
      readonly requestId?: number;
    };

type Waiting = Notice & { readonly messageId: string };

export interface Notices {
  /** To be told, after those that wait. Within the write that it tells of. Throws StoreError. */
  add(notice: Notice): void;
  /** Is there anything left to tell? */
  waiting(): boolean;
  /** It may be possible to tell something now. */
  pull(): void;
  stop(): void;
}

/** Sends it over `call`. */
export function sendNotice(call: Call, notice: Notice, messageId?: string): Promise<Outcome<unknown>> {
  if (notice.action === 'FirmwareStatusNotification') return call(notice.action, { status: notice.status }, messageId);
  const { action, status, requestId } = notice;
  return call(action, requestId === undefined ? { status } : { status, requestId }, messageId);
}

export function createNotices(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly random: Random;
  readonly call: Call;
  /** May anything be told now? */
  readonly ready: () => boolean;
}): Notices {
  const { clock, log, store, random } = options;
  const queue = () => store.collection<Waiting>('firmware-notices');
  /** Looked at once, so that there is nothing to read where nobody updates anything. */
  let empty = queue().count() === 0;
  let silences = 0;
  let busy = false;
  let stopped = false;
  let timer: Timer | undefined;
  /** What was told and is still on disk. */
  let settled: number | undefined;

  function pull(): void {
    if (empty || busy || stopped || timer !== undefined || !options.ready()) return;
    try {
      if (settled !== undefined) queue().delete(settled);
      settled = undefined;
      const [head] = queue().entries({ limit: 1 });
      if (head === undefined) empty = true;
      else send(Number(head[0]), head[1]);
    } catch (error) {
      log.error('how the update goes cannot be told now', { error: String(error) });
      pause();
    }
  }

  function pause(): void {
    timer = clock.after(RETRY_MS, () => {
      timer = undefined;
      pull();
    });
  }

  function send(position: number, { messageId, ...notice }: Waiting): void {
    busy = true;
    void sendNotice(options.call, notice as Notice, messageId).then((outcome) => {
      busy = false;
      if (stopped) return;
      became(position, notice as Notice, outcome);
      pull();
    });
  }

  function became(position: number, { action, status }: Notice, outcome: Outcome<unknown>): void {
    const { kind } = outcome;
    silences = kind === 'timeout' ? silences + 1 : 0;
    const again = kind === 'timeout' && silences < MOST_SILENCES;
    if (again || kind === 'unreachable' || kind === 'not-registered') {
      pause();
      return;
    }
    if (kind !== 'confirmed') log.warn(`${action} ${status} was ${describeOutcome(outcome)}; given up`);
    silences = 0;
    settled = position;
  }

  return {
    add(notice) {
      const [last] = queue().entries({ reverse: true, limit: 1 });
      queue().put(last === undefined ? 1 : Number(last[0]) + 1, { ...notice, messageId: random.uuid() });
      const surplus = Math.max(0, queue().count() - MOST_WAITING);
      for (const [key] of queue().entries({ limit: surplus })) queue().delete(key);
      empty = false;
    },
    waiting: () => !empty,
    pull,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

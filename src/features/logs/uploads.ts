/**
 * Uploads of one kind, one at a time.
 *
 * Guarantees:
 * - a new upload ends the one before it, which is told as failed, and of which nothing more is sent;
 * - it is tried again `retries` times after the first attempt (E4 3.50), with the interval that was asked for in between; what no
 *   repetition can mend (no URL, a protocol that we do not have) is not tried again;
 * - Uploading is told once, before the first attempt, and the end once, after the last.
 */
import { gzipSync } from 'node:zlib';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import { maskedLocation } from '../../transfer/location.ts';
import type { Transfer, UploadOutcome } from '../../transfer/transfer.ts';
import type { Reports } from './reports.ts';

/** How often an upload is tried again when nobody says (ours). */
export const USUAL_RETRIES = 3;

/** The wait before another attempt when nobody says, s (ours). */
export const USUAL_INTERVAL_S = 60;

/** However short an interval is asked for, a server is not overrun, s. */
const LEAST_INTERVAL_S = 1;

/** Ends that no repetition can change. */
const final: readonly UploadOutcome['kind'][] = ['done', 'bad-url', 'not-supported', 'cancelled'];

export interface UploadRequest {
  readonly requestId?: number;
  readonly url: string;
  readonly retries?: number;
  /** Seconds. */
  readonly retryInterval?: number;
  readonly name: string;
  /** Compressed on its way. */
  readonly text: string;
}

export interface Uploads {
  /** Is one on its way, or waiting for another attempt? */
  underway(): UploadRequest | undefined;
  /** Ends the one that is underway, and begins this one, for which there is a claim. */
  begin(request: UploadRequest): void;
  stop(): void;
}

export function createUploads<S extends string>(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly transfer: Transfer;
  readonly reports: Reports<S>;
  /** What a status is called. */
  readonly words: { readonly uploading: S; readonly failed: S; readonly ended: (outcome: UploadOutcome) => S };
}): Uploads {
  const { clock, log, transfer, reports, words } = options;
  let present: { readonly request: UploadRequest; readonly cancel: () => void } | undefined;

  function run(request: UploadRequest): () => void {
    const { name, url, retries = USUAL_RETRIES, retryInterval = USUAL_INTERVAL_S } = request;
    const content = gzipSync(request.text);
    const controller = new AbortController();
    const to = maskedLocation(url);
    let timer: Timer | undefined;

    async function attempt(left: number): Promise<void> {
      const { signal } = controller;
      const outcome = await transfer.upload({ url, name, content, mediaType: 'application/gzip', signal });
      if (signal.aborted) return;
      if (outcome.kind !== 'done') log.warn(`${name} was not uploaded to ${to}: ${outcome.reason}`, { retries: left });
      if (left > 0 && !final.includes(outcome.kind)) {
        timer = clock.after(Math.max(retryInterval, LEAST_INTERVAL_S) * 1000, () => void attempt(left - 1));
        return;
      }
      present = undefined;
      if (outcome.kind === 'done') log.info(`${name} was uploaded to ${to}`, { bytes: content.length });
      reports.end(words.ended(outcome), request.requestId);
    }

    log.info(`uploading ${name} to ${to}`);
    reports.tell(words.uploading, request.requestId);
    void attempt(Math.max(0, retries));
    return () => {
      controller.abort();
      timer?.cancel();
    };
  }

  return {
    underway: () => present?.request,
    begin(request) {
      if (present !== undefined) {
        present.cancel();
        log.info(`the upload of ${present.request.name} gives way to another`);
        reports.tell(words.failed, present.request.requestId);
      }
      present = { request, cancel: run(request) };
    },
    stop() {
      present?.cancel();
      present = undefined;
    },
  };
}

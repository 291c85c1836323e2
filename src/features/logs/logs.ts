/**
 * GetDiagnostics (S 5.9) and GetLog (WP N01): the Central System asks for what this charger remembers.
 *
 * Guarantees:
 * - one file, compressed, whose name is told in the answer; where there is nothing to tell of the time that was asked for, there is
 *   no file name, and GetLog is Rejected; such a request ends no upload that is underway;
 * - how it goes is told in order (see uploads.ts, reports.ts); Idle is told only to whoever triggers, and only while nothing goes on;
 * - a diagnostics upload and a log upload do not know of each other, nor does either end the other;
 * - an upload that is underway when the power goes is over; that it has failed is told after the restart.
 */
import type { Log } from '../../log/log.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { DiagnosticsStatus } from '../../ocpp16/enumerations.ts';
import type { UploadLogStatus } from '../../ocpp16/security-enumerations.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';
import type { Refusal, Transfer, UploadOutcome } from '../../transfer/transfer.ts';
import type { Call } from '../call.ts';
import { diagnosticsContent, type Sources, securityLogContent } from './diagnostics-content.ts';
import { createReports, isLeft } from './reports.ts';
import { createUploads } from './uploads.ts';
import { windowOf } from './window.ts';

/** Characters of the charge point's identity that a file name has room for. */
const LONGEST_PART = 100;

export interface Logs {
  readonly handlers: Handlers;
  /** Tells how the upload of diagnostics goes (TriggerMessage). Ends when that is answered. */
  tellDiagnosticsStatus(): Promise<unknown>;
  /** Tells how the upload of a log goes (ExtendedTriggerMessage). Ends when that is answered. */
  tellLogStatus(): Promise<unknown>;
  start(): void;
  stop(): void;
}

/** What a refusal is called in a LogStatusNotification. */
const refusals: Readonly<Record<Refusal, UploadLogStatus>> = {
  permission: 'PermissionDenied',
  operation: 'NotSupportedOperation',
  message: 'BadMessage',
  other: 'UploadFailure',
};

export function createLogs(
  options: Sources & {
    readonly log: Log;
    readonly store: Store;
    readonly transfer: Transfer;
    readonly call: Call;
    /** Sends what was triggered, also while Pending. */
    readonly triggered: Call;
  },
): Logs {
  const { clock, store, triggered } = options;
  // Made when they are needed first: a fleet has thousands of chargers of which nobody asks this.
  const diagnostics = once(() => {
    const reports = createReports<DiagnosticsStatus>({
      ...options,
      name: 'DiagnosticsStatusNotification',
      failed: 'UploadFailed',
      send: (status) => options.call('DiagnosticsStatusNotification', { status }),
    });
    const ended = ({ kind }: UploadOutcome) => (kind === 'done' ? 'Uploaded' : 'UploadFailed');
    const words = { uploading: 'Uploading', failed: 'UploadFailed', ended } as const;
    return { reports, uploads: createUploads<DiagnosticsStatus>({ ...options, reports, words }) };
  });
  const logs = once(() => {
    const reports = createReports<UploadLogStatus>({
      ...options,
      name: 'LogStatusNotification',
      failed: 'UploadFailure',
      send: (status, requestId) => options.call('LogStatusNotification', withId({ status }, requestId)),
    });
    const words = { uploading: 'Uploading', failed: 'UploadFailure', ended: logStatus } as const;
    return { reports, uploads: createUploads<UploadLogStatus>({ ...options, reports, words }) };
  });

  function fileName(kind: string): string {
    const identity = options.identity.chargePointId.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, LONGEST_PART);
    return `${identity}-${kind}-${formatDateTime(clock.now()).replace(/[:-]|\.\d+/g, '')}.jsonl.gz`;
  }

  const handlers: Handlers = {
    GetDiagnostics({ location: url, startTime, stopTime, ...patience }) {
      const text = diagnosticsContent(options, windowOf(startTime, stopTime));
      if (text === undefined) return { reply: {} };
      const name = fileName('diagnostics');
      const { reports, uploads } = diagnostics.get();
      reports.claim(undefined);
      return { reply: { fileName: name }, after: () => uploads.begin({ url, name, text, ...patience }) };
    },
    GetLog({ logType, requestId, log: { remoteLocation: url, oldestTimestamp, latestTimestamp }, ...patience }) {
      const content = logType === 'SecurityLog' ? securityLogContent : diagnosticsContent;
      const text = content(options, windowOf(oldestTimestamp, latestTimestamp));
      if (text === undefined) return { reply: { status: 'Rejected' } };
      const name = fileName(logType === 'SecurityLog' ? 'security-log' : 'diagnostics');
      const { reports, uploads } = logs.get();
      const status = uploads.underway() === undefined ? 'Accepted' : 'AcceptedCanceled';
      reports.claim(requestId);
      return {
        reply: { status, filename: name },
        after: () => uploads.begin({ requestId, url, name, text, ...patience }),
      };
    },
  };

  return {
    handlers,
    tellDiagnosticsStatus() {
      const present = diagnostics.made()?.uploads.underway();
      return triggered('DiagnosticsStatusNotification', { status: present === undefined ? 'Idle' : 'Uploading' });
    },
    tellLogStatus() {
      const present = logs.made()?.uploads.underway();
      return triggered(
        'LogStatusNotification',
        present === undefined ? { status: 'Idle' } : withId({ status: 'Uploading' }, present.requestId),
      );
    },
    start() {
      if (isLeft(store, 'DiagnosticsStatusNotification')) diagnostics.get().reports.start();
      if (isLeft(store, 'LogStatusNotification')) logs.get().reports.start();
    },
    stop() {
      for (const part of [diagnostics.made(), logs.made()]) {
        part?.uploads.stop();
        part?.reports.stop();
      }
    },
  };
}

/** Makes something when it is needed first. */
function once<T>(make: () => T): { readonly get: () => T; readonly made: () => T | undefined } {
  let made: T | undefined;
  return {
    get: () => {
      made ??= make();
      return made;
    },
    made: () => made,
  };
}

/** How an upload of a log has ended (WP N01, UploadLogStatusEnumType). */
function logStatus(outcome: UploadOutcome): UploadLogStatus {
  if (outcome.kind === 'done') return 'Uploaded';
  if (outcome.kind === 'refused') return refusals[outcome.because];
  if (outcome.kind === 'bad-url') return 'BadMessage';
  return outcome.kind === 'not-supported' ? 'NotSupportedOperation' : 'UploadFailure';
}

function withId<S>(status: { readonly status: S }, requestId: number | undefined) {
  return requestId === undefined ? status : { ...status, requestId };
}

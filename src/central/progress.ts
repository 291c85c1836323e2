/**
 * How uploads and updates that were asked for are on their way, by what a charger tells of them.
 *
 * Guarantees: which status may come after which is one table; after a new connection, on which some may have been missed, any may
 * come; the newest `MOST_COURSES` requests are known.
 */
import type { DiagnosticsStatus, FirmwareStatus } from '../ocpp16/enumerations.ts';
import type { SignedFirmwareStatus, UploadLogStatus } from '../ocpp16/security-enumerations.ts';
import type { Finding } from './complaints.ts';

const MOST_COURSES = 50;

/** What may come after each status, and after nothing but the request. What has been told may be told again. */
interface Course {
  readonly finding: Finding['kind'];
  /** The CALL that begins it. */
  readonly request: string;
  /** May it begin without one? */
  readonly unasked: boolean;
  readonly after: Readonly<Record<string, readonly string[]>>;
}

/** `asked`: the request was sent, and nothing was told yet. */
type After<Status extends string> = Readonly<Record<Exclude<Status, 'Idle'> | 'asked', readonly Status[]>>;

const uploads = ['Uploading', 'Uploaded', 'UploadFailed'] as const satisfies readonly DiagnosticsStatus[];

/** S 4.4. Some chargers tell each attempt. */
const diagnostics: After<DiagnosticsStatus> = {
  asked: uploads,
  Uploading: ['Uploaded', 'UploadFailed'],
  UploadFailed: ['Uploading'],
  Uploaded: [],
};

const failures = ['UploadFailure', 'BadMessage', 'PermissionDenied', 'NotSupportedOperation'] as const;

/** WP N01. */
const logs: After<UploadLogStatus> = {
  asked: ['Uploading', ...failures],
  Uploading: ['Uploaded', ...failures],
  Uploaded: [],
  UploadFailure: ['Uploading'],
  BadMessage: ['Uploading'],
  PermissionDenied: ['Uploading'],
  NotSupportedOperation: ['Uploading'],
};

/** S 4.5. */
const firmware: After<FirmwareStatus> = {
  asked: ['Downloading', 'Downloaded', 'DownloadFailed'],
  Downloading: ['Downloaded', 'DownloadFailed'],
  DownloadFailed: ['Downloading'],
  Downloaded: ['Installing', 'InstallationFailed'],
  Installing: ['Installed', 'InstallationFailed'],
  Installed: ['Downloading'],
  InstallationFailed: ['Downloading', 'Installing'],
};

const installation = ['InstallRebooting', 'Installed', 'InstallationFailed', 'InstallVerificationFailed'] as const;

/** WP L01. */
const signedFirmware: After<SignedFirmwareStatus> = {
  asked: ['DownloadScheduled', 'Downloading', 'DownloadFailed'],
  DownloadScheduled: ['Downloading', 'DownloadPaused', 'DownloadFailed'],
  Downloading: ['DownloadPaused', 'Downloaded', 'DownloadFailed'],
  DownloadPaused: ['Downloading', 'DownloadFailed'],
  DownloadFailed: ['Downloading'],
  Downloaded: ['SignatureVerified', 'InvalidSignature'],
  InvalidSignature: [],
  SignatureVerified: ['InstallScheduled', 'Installing', ...installation],
  InstallScheduled: ['Installing', ...installation],
  Installing: installation,
  InstallRebooting: ['Installing', ...installation],
  Installed: [],
  InstallationFailed: [],
  InstallVerificationFailed: [],
};

const courses = {
  DiagnosticsStatusNotification: {
    finding: 'diagnostics-status',
    request: 'GetDiagnostics',
    unasked: false,
    after: diagnostics,
  },
  LogStatusNotification: { finding: 'log-status', request: 'GetLog', unasked: false, after: logs },
  // Chargers get firmware from their makers, too.
  FirmwareStatusNotification: { finding: 'firmware-status', request: 'UpdateFirmware', unasked: true, after: firmware },
  SignedFirmwareStatusNotification: {
    finding: 'firmware-status',
    request: 'SignedUpdateFirmware',
    unasked: false,
    after: signedFirmware,
  },
} as const satisfies Readonly<Record<string, Course>>;

/** The messages that tell of it. */
export type ProgressAction = keyof typeof courses;

export function isProgressAction(action: string): action is ProgressAction {
  return Object.hasOwn(courses, action);
}

/** The message that tells how what this CALL asks for is on its way; undefined: none does. */
export function progressOf(request: string): ProgressAction | undefined {
  return Object.keys(courses)
    .filter(isProgressAction)
    .find((action) => courses[action].request === request);
}

export interface Progress {
  /** The request was sent: its statuses may come. */
  asked(action: ProgressAction, requestId: number | undefined): void;
  /** The charger will not do it. */
  declined(action: ProgressAction, requestId: number | undefined): void;
  /** Asked to tell how it stands: it may tell Idle. */
  triggered(action: ProgressAction): void;
  /** What is strange about this status, which is the last one from now on. */
  told(action: ProgressAction, status: string, requestId: number | undefined): readonly Finding[];
  /** Some may have been missed. */
  missed(): void;
}

export function createProgress(): Progress {
  /** The last status of each; undefined: it is not known. */
  const last = new Map<string, string | undefined>();
  /** How many answers to triggers are still to come. */
  const triggers = new Map<ProgressAction, number>();
  const nameOf = (action: ProgressAction, requestId: number | undefined): string => `${action} ${requestId ?? ''}`;

  function remember(name: string, status: string | undefined): void {
    last.delete(name);
    last.set(name, status);
    for (const oldest of last.keys()) if (last.size > MOST_COURSES) last.delete(oldest);
  }

  function judge(action: ProgressAction, status: string, requestId: number | undefined): string | undefined {
    const { request, unasked, after }: Course = courses[action];
    const name = nameOf(action, requestId);
    if (status === 'Idle')
      return (triggers.get(action) ?? 0) > 0 ? undefined : `${status} was told, but nothing had asked for it`;
    if (!last.has(name)) {
      const which = requestId === undefined ? 'without one' : `of request ${requestId}, which was not made here`;
      return unasked ? undefined : `${status} was told after ${request} ${which}`;
    }
    const before = last.get(name);
    if (before === undefined || before === status || after[before]?.includes(status) !== false) return undefined;
    const allowed = after[before].length === 0 ? 'nothing' : after[before].join(', ');
    return `${status} came after ${before === 'asked' ? request : before}; after that may come ${allowed}`;
  }

  return {
    asked: (action, requestId) => remember(nameOf(action, requestId), 'asked'),
    declined: (action, requestId) => void last.delete(nameOf(action, requestId)),
    triggered: (action) => void triggers.set(action, (triggers.get(action) ?? 0) + 1),
    told(action, status, requestId) {
      const message = judge(action, status, requestId);
      triggers.set(action, Math.max(0, (triggers.get(action) ?? 0) - 1));
      if (status !== 'Idle') remember(nameOf(action, requestId), status);
      return message === undefined ? [] : [{ kind: courses[action].finding, message }];
    },
    missed() {
      for (const name of last.keys()) last.set(name, undefined);
    },
  };
}

/** Words of OCPP for people: how good news each is, one table for each kind, and what a charger is called. */
import type { ChargerSummary } from '../../../src/central/views.ts';
import type { AuthorizationStatus, ChargePointStatus } from '../../../src/ocpp16/types.ts';
import type { Tone } from '../shared/pill.tsx';

const statusTones = {
  Available: 'good',
  Preparing: 'busy',
  Charging: 'busy',
  SuspendedEVSE: 'warn',
  SuspendedEV: 'warn',
  Finishing: 'busy',
  Reserved: 'busy',
  Unavailable: 'warn',
  Faulted: 'bad',
} as const satisfies Readonly<Record<ChargePointStatus, Tone>>;

export function statusTone(status: ChargePointStatus): Tone {
  return statusTones[status];
}

const idTagTones = {
  Accepted: 'good',
  Blocked: 'bad',
  Expired: 'warn',
  Invalid: 'bad',
  ConcurrentTx: 'warn',
} as const satisfies Readonly<Record<AuthorizationStatus, Tone>>;

export function idTagTone(status: AuthorizationStatus): Tone {
  return idTagTones[status];
}

/** Of the status in the answer to a CALL. */
export function answerTone(status: string | undefined): Tone {
  if (status === undefined || /^(Accepted|Unlocked)$/.test(status)) return 'good';
  if (/^(Rejected|Failed|.*Error|NotSupported|UnlockFailed|InvalidCertificate)$/.test(status)) return 'bad';
  return 'warn';
}

/** What it is by its BootNotification. Many a model's name begins with the vendor's. */
export function modelName({ vendor, model }: Pick<ChargerSummary, 'vendor' | 'model'>): string {
  if (vendor === undefined || model === undefined) return 'has not introduced itself';
  return model.startsWith(vendor) ? model : `${vendor} ${model}`;
}

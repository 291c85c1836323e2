/**
 * What the Central System complains about: every kind of complaint in one table, and the book in which they are kept.
 *
 * Guarantees: a complaint changes no answer; each one is told to the log once, a fault as a warning and an oddity as
 * information, and kept with the newest `capacity` others.
 */
import type { Log } from '../log/log.ts';
import { createRing } from './ring.ts';

/** `fault`: a rule is broken. `oddity`: strange, but there may be a good reason. */
export type ComplaintWeight = 'fault' | 'oddity';

/** The kinds, with the clause whose rule each one is about. */
export const complaintKinds = {
  // The connection
  'no-subprotocol': { weight: 'fault', rule: 'OCPP-J 3.1.2' },
  'broken-frame': { weight: 'fault', rule: 'OCPP-J 4.2' },
  'reused-message-id': { weight: 'fault', rule: 'OCPP-J errata 3.1, 3.7' },
  'stray-answer': { weight: 'oddity', rule: 'OCPP-J 4.1.1' },
  'broken-answer': { weight: 'fault', rule: 'OCPP-J 4.2' },
  unanswered: { weight: 'fault', rule: 'OCPP-J 4.1.1' },
  // The payload
  'unknown-action': { weight: 'fault', rule: 'OCPP-J 4.2.3' },
  'wrong-direction': { weight: 'fault', rule: 'S 3.3' },
  schema: { weight: 'fault', rule: 'OCPP-J errata 3.2' },
  timestamp: { weight: 'oddity', rule: 'S 3.14' },
  // Registration
  'before-accepted': { weight: 'fault', rule: 'S 4.2, OCPP-J errata 3.10' },
  'boot-too-early': { weight: 'fault', rule: 'S 4.2.1' },
  // Security
  'wrong-credentials': { weight: 'fault', rule: 'WP A00.FR.203 to 205' },
  'wrong-certificate': { weight: 'fault', rule: 'WP A00.FR.403 to 405, 427' },
  'insufficient-security': { weight: 'fault', rule: 'WP A00.FR.002' },
  'lower-security-profile': { weight: 'fault', rule: 'WP A05.FR.09' },
  'serial-number': { weight: 'fault', rule: 'WP A00.FR.405' },
  'signing-request': { weight: 'fault', rule: 'WP A02' },
  'refused-certificate': { weight: 'oddity', rule: 'WP A02' },
  'security-event': { weight: 'oddity', rule: 'WP 8' },
  // Logs and firmware
  'log-status': { weight: 'fault', rule: 'WP N01' },
  'diagnostics-status': { weight: 'fault', rule: 'S 4.4' },
  'firmware-status': { weight: 'fault', rule: 'S 4.5, WP L01' },
  // Status
  'status-transition': { weight: 'fault', rule: 'S 4.9' },
  'main-controller-status': { weight: 'fault', rule: 'S 4.9' },
  // Transactions
  connector: { weight: 'fault', rule: 'S 3.8' },
  'start-without-preparing': { weight: 'oddity', rule: 'S 4.9' },
  'never-stopped': { weight: 'fault', rule: 'S 4.10' },
  'unknown-transaction': { weight: 'fault', rule: 'E4 3.18' },
  'stopped-transaction': { weight: 'fault', rule: 'S 3.7' },
  'stopped-differently': { weight: 'fault', rule: 'S 4.10' },
  'stopped-by-stranger': { weight: 'fault', rule: 'S 3.10, 4.10' },
  'ended-before-it-began': { weight: 'fault', rule: 'S 4.10' },
  // Metering
  'meter-value': { weight: 'fault', rule: 'S 7.43' },
  'register-falls': { weight: 'fault', rule: 'S 7.31, E4 3.9' },
  'meter-stop-below-start': { weight: 'fault', rule: 'S 4.10' },
  'meter-values-of-no-transaction': { weight: 'oddity', rule: 'E4 3.16' },
} as const satisfies Readonly<Record<string, { readonly weight: ComplaintWeight; readonly rule: string }>>;

export type ComplaintKind = keyof typeof complaintKinds;

/** What a check found: the kind, and a sentence with the facts. */
export interface Finding {
  readonly kind: ComplaintKind;
  readonly message: string;
}

export interface Complaint extends Finding {
  /** ms since 1970. */
  readonly at: number;
  readonly chargerId: string;
  readonly weight: ComplaintWeight;
  /** The clause, cited as in the sources. */
  readonly rule: string;
  /** Of the message that it is about. */
  readonly action?: string;
  readonly messageId?: string;
}

export interface ComplaintBook {
  /** The newest ones, oldest first. */
  readonly complaints: readonly Complaint[];
  enter(about: Omit<Complaint, 'weight' | 'rule'>): Complaint;
}

export function createComplaintBook(log: Log, capacity: number): ComplaintBook {
  const ring = createRing<Complaint>(capacity);
  return {
    complaints: ring.items,
    enter(about) {
      const { weight, rule } = complaintKinds[about.kind];
      const complaint: Complaint = { ...about, weight, rule };
      ring.add(complaint);
      const { chargerId: charger, kind, action, messageId } = about;
      log[weight === 'fault' ? 'warn' : 'info'](`${charger}: ${about.message} (${rule})`, {
        charger,
        kind,
        action,
        messageId,
      });
      return complaint;
    },
  };
}

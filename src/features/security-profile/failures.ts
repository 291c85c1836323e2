/**
 * Security events of connections that do not come about (WP 8, A00.FR.309, 315, 322).
 *
 * Guarantee: what fails time and again is one event for each reason, until a connection stands; another reason is another event.
 */
import type { TlsFault } from '../../link/tls.ts';
import type { Ending } from '../../link/transport.ts';
import type { SecurityEventType } from '../security/events.ts';

const ofTls: Readonly<Record<TlsFault['kind'], readonly SecurityEventType[]>> = {
  'server certificate': ['InvalidCentralSystemCertificate'],
  'client certificate': ['FailedToAuthenticateAtCentralSystem'],
  'tls version': ['InvalidTLSVersion'],
  'cipher suite': ['InvalidTLSCipherSuite'],
  // It was to show who it is, and did not.
  'no tls': ['CentralSystemFailedToAuthenticate'],
};

/** What an ending is, as security events; most are none. */
export function eventsOf(ending: Ending): readonly SecurityEventType[] {
  if (notAdmitted(ending)) return ['FailedToAuthenticateAtCentralSystem'];
  if (ending.kind !== 'insecure') return [];
  const { fault } = ending;
  // A certificate that is good, but another's.
  return fault.kind === 'server certificate' && fault.problem === 'wrong host'
    ? [...ofTls[fault.kind], 'CentralSystemFailedToAuthenticate']
    : ofTls[fault.kind];
}

/** The Central System does not take these credentials, or not from this charge point. */
export function notAdmitted(ending: Ending): boolean {
  return ending.kind === 'refused' && (ending.status === 401 || ending.status === 403);
}

/** It does not take the certificate that was presented. */
export function certificateRefused(ending: Ending): boolean {
  return notAdmitted(ending) || (ending.kind === 'insecure' && ending.fault.kind === 'client certificate');
}

/** How many reasons of one series are told, so that a server that always has another cannot fill the log. */
const MOST_REASONS = 16;

export interface Failures {
  failed(ending: Ending): void;
  /** A connection stands. */
  succeeded(): void;
}

export function createFailures(raise: (type: SecurityEventType, techInfo?: string) => void): Failures {
  const told = new Set<string>();
  return {
    failed(ending) {
      const events = eventsOf(ending);
      if (events.length === 0) return;
      const reason = ending.kind === 'refused' ? `HTTP ${ending.status}` : ending.reason;
      const series = `${events} ${reason}`;
      if (told.has(series) || told.size >= MOST_REASONS) return;
      told.add(series);
      for (const type of events) raise(type, reason);
    },
    succeeded() {
      told.clear();
    },
  };
}

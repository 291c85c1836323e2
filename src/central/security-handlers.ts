/**
 * What the Central System answers to the messages about security, logs and firmware, and what it finds strange about them.
 *
 * Guarantee: a certificate that was asked for follows the answer, Accepted, as CertificateSigned; a request that is Rejected is one that
 * nobody could make a certificate of, and a complaint says why (WP A02).
 */
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import { securityEventTypes } from '../ocpp16/security-enumerations.ts';
import type { Handled } from '../rpc/router.ts';
import { type CertificateAuthority, judgeRequest } from './certificate-authority.ts';
import type { ChargerState } from './charger-state.ts';
import { serialNumberOf } from './charger-state.ts';
import { oddTimestamp } from './checks.ts';
import type { Finding } from './complaints.ts';
import type { ChargePointHandlers } from './handlers.ts';
import type { ProgressAction } from './progress.ts';

export interface SecurityContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: ChargerState;
  /** Absent: nobody signs anything. */
  readonly authority: CertificateAuthority | undefined;
  readonly complain: (findings: readonly Finding[]) => void;
  /** Sends CertificateSigned. */
  readonly deliver: (certificateChain: string) => void;
}

type SecurityAction = ProgressAction | 'SecurityEventNotification' | 'SignCertificate';

export function createSecurityHandlers(context: SecurityContext): Pick<ChargePointHandlers, SecurityAction> {
  const { clock, log, state, authority, complain } = context;

  const told =
    (action: ProgressAction) =>
    ({ status, requestId }: { readonly status: string; readonly requestId?: number }) => {
      complain(state.progress.told(action, status, requestId));
      return { reply: {} };
    };

  function sign(csr: string): Handled<'SignCertificate'> {
    if (authority === undefined) {
      log.info(`${state.id}: there is no certificate authority here to sign its request`);
      return { reply: { status: 'Rejected' } };
    }
    const chain = judgeRequest(csr, authority, serialNumberOf(state));
    if (!chain.ok) {
      complain([{ kind: 'signing-request', message: chain.why }]);
      return { reply: { status: 'Rejected' } };
    }
    return { reply: { status: 'Accepted' }, after: () => context.deliver(chain.value) };
  }

  return {
    SecurityEventNotification({ type, timestamp }) {
      complain(oddTimestamp(timestamp, clock.now()));
      if (!(securityEventTypes as readonly string[]).includes(type))
        complain([
          { kind: 'security-event', message: `the white paper knows no security event ${JSON.stringify(type)}` },
        ]);
      return { reply: {} };
    },
    DiagnosticsStatusNotification: told('DiagnosticsStatusNotification'),
    FirmwareStatusNotification: told('FirmwareStatusNotification'),
    LogStatusNotification: told('LogStatusNotification'),
    SignedFirmwareStatusNotification: told('SignedFirmwareStatusNotification'),
    SignCertificate: ({ csr }) => sign(csr),
  };
}

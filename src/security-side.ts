/**
 * What of a charge point is about security: how it knows its Central System and is known by it, and the events about that.
 *
 * Guarantees: what a connection says of credentials and certificates is noted before any message of it is; whoever is told that a
 * connection stands or failed is told in one order: credentials, certificates, events.
 */
import { openCertificateStore } from './certificates/certificate-store.ts';
import type { ChargePointOptions } from './charge-point-contract.ts';
import type { Call } from './features/call.ts';
import { type CertificateFeature, createCertificates } from './features/certificates/certificates.ts';
import type { Configuration } from './features/configuration/configuration.ts';
import { connectionSettings } from './features/connection.ts';
import { createMisconductNotes } from './features/security/misconduct.ts';
import { createSecurityNotifications, type SecurityNotifications } from './features/security/notifications.ts';
import { announced } from './features/security/reconfiguration.ts';
import { createStartCause, type StartCause } from './features/security/start-cause.ts';
import { accessOf, meansOf } from './features/security-profile/access.ts';
import { createCredentials } from './features/security-profile/credentials.ts';
import { certificateRefused, createFailures } from './features/security-profile/failures.ts';
import { VerifyCsmsCommonName } from './features/security-profile/keys.ts';
import { createMemoryFiles } from './files/memory.ts';
import type { Link, LinkListener, LinkSettings } from './link/link.ts';
import type { Handlers } from './rpc/router.ts';
import type { Misconduct } from './rpc/rpc.ts';

export interface SecuritySide {
  readonly notifications: SecurityNotifications;
  readonly certificates: Pick<CertificateFeature, 'link' | 'held' | 'mayAskNow' | 'askNow'>;
  readonly handlers: Handlers;
  /** What the other side's messages are like. */
  misconduct(what: Misconduct, why: string): void;
  /** Restarts the charge point, because of this. */
  restart: StartCause['restart'];
  /** For each dial. */
  linkSettings(): LinkSettings;
  /** What the link has to say of who is who. */
  readonly listener: Pick<LinkListener, 'up' | 'refused'> & { down(): void };
  /** Before whatever else happens, so that its event is the first. */
  powerOn(): void;
  /** Before the first dial. */
  start(): void;
  /** The Central System has accepted the charge point. */
  accepted(): void;
  stop(): void;
}

export function createSecuritySide(
  options: Pick<
    ChargePointOptions,
    'model' | 'identity' | 'csmsUrl' | 'store' | 'files' | 'clock' | 'networkClock' | 'random' | 'log'
  > & {
    readonly configuration: Configuration;
    readonly call: Call;
    /** For what a trigger has asked for. */
    readonly triggered: Call;
    /** CN of the charge point's certificate. */
    readonly serialNumber: string;
    readonly online: () => boolean;
    /** It is the transaction messages' turn. */
    readonly turn: () => void;
    readonly link: () => Link;
  },
): SecuritySide {
  const { model, identity, store, clock, random, log, configuration, call } = options;
  const notifications = createSecurityNotifications({
    clock,
    log,
    random,
    store,
    call,
    ready: options.online,
    turn: options.turn,
  });
  const raise: SecurityNotifications['raise'] = (type, techInfo) => notifications.raise(type, techInfo);
  const startCause = createStartCause({ store, log, raise });
  const certificateStore = openCertificateStore({ files: options.files ?? createMemoryFiles(), log });
  const certificates = createCertificates({
    clock,
    log,
    store: certificateStore,
    configuration,
    call,
    triggered: options.triggered,
    serialNumber: options.serialNumber,
    raise,
    renewed() {
      if (showsCertificate()) options.link().reconnect('there is a new certificate to present');
    },
  });
  const credentials = createCredentials({
    clock: options.networkClock ?? clock,
    log,
    store,
    configuration,
    raise,
    has: () => ({
      root: certificates.link.trusted().length > 0,
      certificate: certificates.link.presented() !== undefined,
    }),
    link: options.link,
  });
  const failures = createFailures(raise);
  /** The fingerprint of the certificate that the present dial or connection shows. */
  let shown: string | undefined;

  const showsCertificate = (): boolean => meansOf(credentials.inUse().profile).certificate;

  return {
    notifications,
    certificates,
    handlers: announced(certificates.handlers, raise),
    misconduct: createMisconductNotes({ clock, raise }),
    restart: startCause.restart,
    linkSettings: () => ({
      identity: identity.chargePointId,
      ...credentials.hurried(connectionSettings(configuration)),
      ...accessOf({
        ...credentials.inUse(),
        endpoint: options.csmsUrl,
        verifiesServer: model.quirks.verifiesServer,
        verifiesHost: configuration.value(VerifyCsmsCommonName),
        now: () => clock.now(),
        trusted: certificates.link.trusted,
        presented() {
          const own = certificates.link.presented();
          shown = own?.fingerprint;
          return own;
        },
      }),
    }),
    listener: {
      up(secured) {
        const presented = showsCertificate() ? shown : undefined;
        credentials.up();
        certificates.link.worked({ presented, root: secured?.root });
        failures.succeeded();
      },
      down: () => certificates.link.down(),
      refused(ending) {
        const presented = showsCertificate() ? shown : undefined;
        credentials.failed(ending);
        failures.failed(ending);
        if (presented === undefined || !certificateRefused(ending)) return;
        if (certificates.link.failed(presented)) options.link().reconnect('the certificate before is presented again');
      },
    },
    powerOn: startCause.tell,
    start: credentials.start,
    accepted() {
      notifications.pull();
      certificates.accepted();
    },
    stop() {
      for (const part of [notifications, certificates, credentials]) part.stop();
    },
  };
}

/**
 * Certificates that the Central System installs, deletes or renews are changes of security parameters (WP 8).
 *
 * Guarantee: each that is Accepted is a security event, after its answer; the answers are those of the handlers.
 */
import type { Handlers } from '../../rpc/router.ts';
import type { SecurityEventType } from './events.ts';

type Raise = (type: SecurityEventType, techInfo?: string) => void;

/** Adds the event to the handlers among these that change certificates. */
export function announced(handlers: Handlers, raise: Raise): Handlers {
  const { InstallCertificate, DeleteCertificate, CertificateSigned } = handlers;
  return {
    ...handlers,
    ...(InstallCertificate && { InstallCertificate: announcing('InstallCertificate', InstallCertificate, raise) }),
    ...(DeleteCertificate && { DeleteCertificate: announcing('DeleteCertificate', DeleteCertificate, raise) }),
    ...(CertificateSigned && { CertificateSigned: announcing('CertificateSigned', CertificateSigned, raise) }),
  };
}

interface Answer {
  readonly reply: { readonly status: string };
  readonly after?: (() => void) | undefined;
}

function announcing<R, H>(
  action: string,
  handler: (request: R) => H | Promise<H>,
  raise: Raise,
): (request: R) => Promise<H> | H {
  const announce = (handled: H): H => {
    if (!isAccepted(handled)) return handled;
    const after = (): void => {
      raise('ReconfigurationOfSecurityParameters', action);
      handled.after?.();
    };
    return { ...handled, after };
  };
  return (request) => {
    const handled = handler(request);
    return handled instanceof Promise ? handled.then(announce) : announce(handled);
  };
}

function isAccepted(handled: unknown): handled is Answer {
  return (handled as Partial<Answer>).reply?.status === 'Accepted';
}

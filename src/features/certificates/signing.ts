/**
 * SignCertificate (WP A02, A03): a new key, the request for its certificate, and waiting for it.
 *
 * Guarantees:
 * - the key is on disk before its request leaves, and is the same for every repetition of the request, also after a power cut;
 * - a Central System that says nothing, or no, is asked `MOST_ATTEMPTS` times, ever more seldom; one that does not know the message once;
 *   a lost connection is no attempt. Then the key is thrown away, until somebody wants another certificate;
 * - once the request is accepted it is not repeated (WP A02): a certificate that has not come after `PATIENCE_MS` is not waited for any
 *   more, so that the next trigger or the next day asks anew. Its key stays till then: a certificate that comes late is welcome.
 */

import type { CertificateStore } from '../../certificates/certificate-store.ts';
import type { NameParts } from '../../certificates/distinguished-name.ts';
import { type MakeKey, makeKey } from '../../certificates/key-pair.ts';
import { makeSigningRequest } from '../../certificates/signing-request.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Confirmation } from '../../ocpp16/actions.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import type { Call } from '../call.ts';

/** How often one request is sent (ours). */
export const MOST_ATTEMPTS = 5;

/** The wait before the second attempt, ms; each later one is twice as long. */
export const RETRY_MS = 60_000;

/** How long a certificate may take from the acceptance of its request, ms (ours). */
export const PATIENCE_MS = 600_000;

/** What a Central System says that does not know the message at all. */
const unknownMessage: readonly string[] = ['NotImplemented', 'NotSupported'];

export interface Signing {
  /** Can a certificate be asked for: is it known who operates the charge point, and is no request on its way? */
  possible(): boolean;
  /** Makes a key and asks for its certificate. Ends when the request is answered, or nobody is there to answer. */
  ask(via: Call): Promise<void>;
  /** Is one being asked for, or waited for? */
  underway(): boolean;
  /** The Central System may hear us now: a request that it has not answered is sent again. */
  resume(): void;
  /** The certificate has come: nothing is waited for. */
  settled(): void;
  stop(): void;
}

export function createSigning(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: CertificateStore;
  readonly call: Call;
  /** Undefined as long as nobody knows who operates the charge point. */
  readonly name: () => NameParts | undefined;
  readonly makeKey?: MakeKey | undefined;
}): Signing {
  const { clock, log, store, name } = options;
  let busy = false;
  let stopped = false;
  let attempts = 0;
  let waiting: Timer | undefined;

  function wait(ms: number, then: () => void): void {
    waiting?.cancel();
    waiting = clock.after(ms, () => {
      waiting = undefined;
      then();
    });
  }

  function settled(): void {
    waiting?.cancel();
    waiting = undefined;
    attempts = 0;
  }

  function giveUp(why: string): void {
    log.warn(`no certificate is asked for any more: ${why}`);
    settled();
    stored(() => store.removePending());
  }

  /** What the disk has no room for is done without. */
  function stored(work: () => void): void {
    try {
      work();
    } catch (error) {
      log.error('what has become of a signing request could not be stored', { error: String(error) });
    }
  }

  async function send(via: Call): Promise<void> {
    const who = name();
    const key = store.pendingKey();
    if (busy || stopped || who === undefined || key === undefined) return;
    waiting?.cancel();
    waiting = undefined;
    busy = true;
    const outcome = await via('SignCertificate', { csr: makeSigningRequest(key, who) });
    busy = false;
    if (!stopped) became(outcome);
  }

  function became(outcome: Outcome<Confirmation<'SignCertificate'>>): void {
    const { kind } = outcome;
    // The certificate can be here before the confirmation.
    if (store.pending() === undefined) settled();
    else if (kind === 'not-registered' || kind === 'unreachable') wait(RETRY_MS, again);
    else if (kind === 'confirmed' && outcome.payload.status === 'Accepted') accepted();
    else {
      attempts += 1;
      const said = `SignCertificate was ${kind === 'confirmed' ? 'Rejected' : describeOutcome(outcome)}`;
      const unknown = kind === 'refused' && unknownMessage.includes(outcome.code);
      if (unknown || attempts >= MOST_ATTEMPTS) giveUp(said);
      else {
        log.warn(`${said}; it is sent again`);
        wait(RETRY_MS * 2 ** (attempts - 1), again);
      }
    }
  }

  function accepted(): void {
    settled();
    stored(() => store.pendingAccepted(clock.now()));
    wait(PATIENCE_MS, () => log.warn('the certificate that was asked for has not come; it is not waited for any more'));
  }

  function again(): void {
    const pending = store.pending();
    if (pending !== undefined && pending.acceptedAt === undefined) void send(options.call);
  }

  return {
    possible: () => name() !== undefined && !busy && !stopped,
    async ask(via) {
      if (busy || stopped) return;
      settled();
      try {
        store.setPending((options.makeKey ?? makeKey)());
      } catch (error) {
        log.error('no certificate is asked for: its key could not be stored', { error: String(error) });
        return;
      }
      await send(via);
    },
    underway() {
      const pending = store.pending();
      if (busy || waiting !== undefined) return pending !== undefined;
      return pending?.acceptedAt !== undefined && clock.now() - pending.acceptedAt < PATIENCE_MS;
    },
    resume: again,
    settled,
    stop() {
      stopped = true;
      waiting?.cancel();
    },
  };
}

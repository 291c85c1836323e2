/**
 * Updates of the firmware: UpdateFirmware (S 5.19), SignedUpdateFirmware (WP L01), and the maker's own channel.
 *
 * Guarantees:
 * - what was promised is on disk before it is answered and goes on after every power cut: a download that was cut begins anew, an
 *   installation too, and which firmware runs the slots know (src/firmware/slots.ts);
 * - signed firmware is installed only when its certificate leads to a root of the manufacturer and its signature is right, and once the
 *   charger has such a root, firmware that nobody has signed is not taken (WP L01.FR.20);
 * - nothing is installed while a transaction runs; from the moment at which it could be, idle connectors are out of service, and they are
 *   back when the update is over, however it ended (WP L01.FR.06, 07);
 * - firmware is told as Installed, and FirmwareUpdated raised, once it runs and has proved itself: the Central System has accepted the
 *   charge point, or it has run for `PROOF_MS`.
 */

import { rootsOnDisk } from '../../certificates/certificate-index.ts';
import type { Charger } from '../../charger/charger.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Files } from '../../files/files.ts';
import { type PackageSignature, trustedSigner } from '../../firmware/signature.ts';
import type { RunningFirmware, Slots } from '../../firmware/slots.ts';
import { isStaged, stage as putStaged, stagedSignature, unstage, verifyPackage } from '../../firmware/staging.ts';
import type { Log } from '../../log/log.ts';
import type { Model } from '../../models/model.ts';
import { parseDateTime } from '../../ocpp16/date-time.ts';
import type { Random } from '../../random/random.ts';
import type { Outcome } from '../../rpc/outcome.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Store } from '../../store/store.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Availability } from '../availability/availability.ts';
import type { Call } from '../call.ts';
import { USUAL_INTERVAL_S, USUAL_RETRIES } from '../logs/uploads.ts';
import type { SecurityNotifications } from '../security/notifications.ts';
import { createNotices, type Notice, sendNotice } from './notices.ts';
import { createProgress } from './progress.ts';
import { isSame, type Stage, type Update } from './update.ts';

/** New firmware that has run for so long has proved itself, also where no Central System is in reach, ms (ours). */
export const PROOF_MS = 300_000;

/** A disk that has no room may have some after this long, ms. */
const STORE_RETRY_MS = 10_000;

export interface FirmwareFeature {
  readonly handlers: Handlers;
  /** Is the light to say so? */
  updating(): boolean;
  /** Is there something left to tell of an update? */
  telling(): boolean;
  /** FirmwareStatusNotification, as it is asked for (TriggerMessage). Ends when it is answered. */
  tellStatus(): Promise<unknown>;
  /** The same with SignedFirmwareStatusNotification (ExtendedTriggerMessage). */
  tellSignedStatus(): Promise<unknown>;
  /** The maker's own channel: the package is verified and then installed as soon as no transaction runs. */
  stage(content: Uint8Array, signature: PackageSignature): Staged;
  view(): FirmwareView;
  /** The Central System has accepted the charge point, for the first time since the start. */
  accepted(): void;
  /** It may be possible to tell something now. */
  pull(): void;
  /** A connector has changed: perhaps no transaction runs any more. */
  review(): void;
  /** The restart that was asked for has failed. */
  notRestarted(): void;
  /** Power is on. */
  start(): void;
  stop(): void;
}

export type Staged =
  | { readonly kind: 'staged'; readonly version: string }
  /** It would not be installed. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Another update is underway. */
  | { readonly kind: 'busy' };

export interface FirmwareView {
  readonly running: RunningFirmware;
  /** Does a package wait there by the maker's own channel? */
  readonly staged: boolean;
  /** What goes on, or how it ended; undefined: there has been no update. */
  readonly update: { readonly channel: Update['channel']; readonly stage: Stage } | undefined;
}

export function createFirmware(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly store: Store;
  readonly files: Files;
  readonly slots: Slots;
  readonly transfer: Transfer;
  /** For which there is firmware. */
  readonly model: Pick<Model, 'name'>;
  readonly charger: Pick<Charger, 'connectors' | 'view' | 'rulesChanged'>;
  readonly availability: Pick<Availability, 'occupy'>;
  readonly raise: SecurityNotifications['raise'];
  readonly call: Call;
  /** For what a trigger has asked for. */
  readonly triggered: Call;
  /** May anything be told now? */
  readonly ready: () => boolean;
  /** Restarts the charge point in the orderly way. */
  readonly restart: () => void;
  /** False: new firmware waits for a restart that comes by itself. */
  readonly rebootAfterInstall?: boolean;
}): FirmwareFeature {
  const { clock, log, files, slots, raise, rebootAfterInstall: own = true } = options;
  const model = options.model.name;
  const notices = createNotices(options);
  const progress = createProgress({ ...options, model, notices, own, over: lookForStaged });
  let soon: Timer | undefined;
  let proof: Timer | undefined;

  /** Of the manufacturer, PEM. */
  const roots = (): readonly string[] => rootsOnDisk(files, 'manufacturer');

  /** Takes up what waits there. */
  function lookForStaged(): void {
    try {
      const signature = stagedSignature(files);
      if (signature === undefined) return;
      const signer = judge(signature.signingCertificate);
      if (signer.ok) {
        progress.accept({ channel: 'maker', retries: 0, retryInterval: 0, signed: signature });
        progress.pursue();
      } else {
        log.error(`the package that was staged is refused: ${signer.why}`);
        unstage(files);
      }
    } catch (error) {
      log.error('what was staged cannot be looked at', { error: String(error) });
    }
  }

  /** An event is raised of a certificate that is not to be trusted. */
  function judge(signingCertificate: string) {
    const signer = trustedSigner(signingCertificate, { roots: roots(), at: clock.now() });
    if (!signer.ok) raise('InvalidFirmwareSigningCertificate', signer.why);
    return signer;
  }

  /** The new firmware runs and does what a charger must. */
  function prove(): void {
    proof?.cancel();
    const stage = progress.kept()?.stage;
    // Something else is to be run, and was not started yet.
    if (stage?.kind === 'restarting' && !isSame(stage, slots.running().header)) return;
    try {
      slots.confirm();
    } catch (error) {
      log.error('that the firmware has proved itself could not be stored', { error: String(error) });
      proof = clock.after(STORE_RETRY_MS, prove);
      return;
    }
    progress.take({ kind: 'proved' });
  }

  const handlers: Handlers = {
    UpdateFirmware({ location, retrieveDate, retries, retryInterval }) {
      if (roots().length > 0) {
        const description =
          'this charger has a root certificate of its manufacturer: firmware has to be signed (WP L01.FR.20)';
        return { refuse: 'NotSupported', description };
      }
      if (progress.busy()) return { refuse: 'GenericError', description: 'an update is being installed' };
      progress.accept({
        channel: 'UpdateFirmware',
        location,
        retrieveAt: parseDateTime(retrieveDate) ?? 0,
        ...attempts(retries, retryInterval),
      });
      return { reply: {}, after: progress.pursue };
    },
    SignedUpdateFirmware({ requestId, firmware, retries, retryInterval }) {
      const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = firmware;
      const signer = judge(signingCertificate);
      if (!signer.ok) {
        log.warn(`SignedUpdateFirmware ${requestId}: the signing certificate is refused: ${signer.why}`);
        return { reply: { status: 'InvalidCertificate' } };
      }
      if (progress.busy()) return { reply: { status: 'Rejected' } };
      const status = progress.underway() ? 'AcceptedCanceled' : 'Accepted';
      progress.accept({
        channel: 'SignedUpdateFirmware',
        requestId,
        location,
        retrieveAt: parseDateTime(retrieveDateTime) ?? 0,
        ...(installDateTime === undefined ? {} : { installAt: parseDateTime(installDateTime) ?? 0 }),
        signed: { signature, signingCertificate },
        ...attempts(retries, retryInterval),
      });
      return { reply: { status }, after: progress.pursue };
    },
  };

  return {
    handlers,
    updating: progress.updating,
    telling: notices.waiting,
    tellStatus() {
      const { told } = progress.kept() ?? {};
      // S 7.25: Idle when nothing is being done.
      const busy = progress.underway() && told?.action === 'FirmwareStatusNotification';
      return tell(busy ? told : { action: 'FirmwareStatusNotification', status: 'Idle' });
    },
    tellSignedStatus() {
      const { told } = progress.kept() ?? {};
      // WP L01.FR.28, 29: the last one, and Idle in the place of Installed.
      const known = told?.action === 'SignedFirmwareStatusNotification' && told.status !== 'Installed';
      return tell(known ? told : { action: 'SignedFirmwareStatusNotification', status: 'Idle' });
    },
    stage(content, signature) {
      if (progress.underway()) return { kind: 'busy' };
      const verified = verifyPackage(content, signature, { model, roots: roots(), at: clock.now() });
      if (!verified.ok) return { kind: 'refused', why: verified.why };
      putStaged(files, content, signature);
      soon = clock.after(0, lookForStaged);
      return { kind: 'staged', version: verified.value.version };
    },
    view() {
      const kept = progress.kept();
      return {
        running: slots.running(),
        staged: isStaged(files),
        update: kept === undefined ? undefined : { channel: kept.update.channel, stage: kept.stage },
      };
    },
    accepted() {
      prove();
      notices.pull();
    },
    pull: notices.pull,
    review: progress.review,
    notRestarted: () => progress.take({ kind: 'not restarted' }),
    start() {
      if (slots.running().onTrial) proof = clock.after(PROOF_MS, prove);
      if (progress.kept() === undefined) lookForStaged();
      else progress.resume();
    },
    stop() {
      for (const timer of [soon, proof]) timer?.cancel();
      progress.stop();
      notices.stop();
    },
  };

  function tell(notice: Notice): Promise<Outcome<unknown>> {
    return sendNotice(options.triggered, notice);
  }
}

function attempts(retries = USUAL_RETRIES, retryInterval = USUAL_INTERVAL_S) {
  // However short an interval is asked for, a server is not overrun.
  return { retries: Math.max(0, retries), retryInterval: Math.max(1, retryInterval) * 1000 };
}

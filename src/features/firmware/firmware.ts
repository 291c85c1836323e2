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

import type { Charger } from '../../charger/charger.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Files } from '../../files/files.ts';
import { type PackageSignature, trustedSigner } from '../../firmware/signature.ts';
import type { RunningFirmware, Slots } from '../../firmware/slots.ts';
import { isStaged, stage as putStaged, stagedSignature, unstage, verifyPackage } from '../../firmware/staging.ts';
import type { Log } from '../../log/log.ts';
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
import { check, download, install, packageOf } from './installation.ts';
import { createNotices, type Notice, sendNotice } from './notices.ts';
import {
  advance,
  begin,
  type Candidate,
  givesWay,
  type Happening,
  isSame,
  resumed,
  type Stage,
  type Step,
  type Update,
} from './update.ts';
import { words } from './words.ts';

/** New firmware that has run for so long has proved itself, also where no Central System is in reach, ms (ours). */
export const PROOF_MS = 300_000;

/** How often the wall clock is looked at while it is waited for, ms: it may have been set. */
const LOOK_MS = 60_000;

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
  /** What goes on, or how it ended; undefined: there has been no update. */
  readonly staged: boolean;
  readonly update: { readonly channel: Update['channel']; readonly stage: Stage } | undefined;
}

/** What is on disk of an update. */
interface Kept {
  readonly update: Update;
  readonly stage: Stage;
  /** What was told last. */
  readonly told?: Notice;
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
  readonly model: string;
  /** Of the manufacturer, PEM. */
  readonly roots: () => readonly string[];
  readonly charger: Pick<Charger, 'connectors' | 'view' | 'rulesChanged'>;
  readonly availability: Pick<Availability, 'occupy'>;
  readonly raise: SecurityNotifications['raise'];
  readonly call: Call;
  /** For what a trigger has asked for. */
  readonly triggered: Call;
  /** May anything be told now? */
  readonly ready: () => boolean;
  /** Restarts the charge point in the orderly way; undefined: new firmware waits for a restart that comes by itself. */
  readonly restart: (() => void) | undefined;
}): FirmwareFeature {
  const { clock, log, store, files, slots, charger, raise } = options;
  const notices = createNotices(options);
  const collection = () => store.collection<Kept>('firmware');
  let kept = collection().get('update');
  /** Of what the present stage does. */
  let work = new AbortController();
  let timer: Timer | undefined;
  let proof: Timer | undefined;
  let stopped = false;
  /** What the light was told last. */
  let shown = false;

  const running = (): Candidate | undefined => slots.running().header;
  const underway = (): boolean => kept !== undefined && kept.stage.kind !== 'over';
  const busy = (): boolean => kept !== undefined && !givesWay(kept.stage, { running: running() });

  /** On disk, with what there is to tell of it; whatever the stage before was doing ends. Throws StoreError. */
  function keep(update: Update, { stage, milestones }: Step): void {
    // What was told of another update is of no interest.
    let told = update === kept?.update ? kept.told : undefined;
    store.transaction(() => {
      for (const milestone of milestones) {
        const notice = noticeOf(update, words[milestone]);
        if (notice === undefined || notice.status === told?.status) continue;
        notices.add(notice);
        told = notice;
      }
      if (stage.kind === 'over' && stage.installed) raise('FirmwareUpdated', `${running()?.version} runs`);
      collection().put('update', { update, stage, ...(told === undefined ? {} : { told }) });
    });
    if (milestones.includes('invalid signature'))
      raise('InvalidFirmwareSignature', `of ${update.location ?? 'the maker'}`);
    work.abort();
    work = new AbortController();
    timer?.cancel();
    kept = { update, stage, ...(told === undefined ? {} : { told }) };
  }

  /** Something has happened to the present update. */
  function take(happening: Happening): void {
    if (kept === undefined || stopped) return;
    const step = advance(kept.stage, happening, kept.update);
    if (step !== undefined) goOn(step);
  }

  function goOn(step: Step): void {
    if (kept === undefined || stopped) return;
    try {
      keep(kept.update, step);
    } catch (error) {
      log.error('the update of the firmware goes on as soon as there is room on the disk', { error: String(error) });
      timer?.cancel();
      timer = clock.after(STORE_RETRY_MS, () => goOn(step));
      return;
    }
    pursue();
  }

  /** Does what the present stage asks for. */
  function pursue(): void {
    if (kept === undefined || stopped) return;
    const { stage, update } = kept;
    notices.pull();
    occupy();
    (pursuits[stage.kind] as (stage: Stage, update: Update) => void)(stage, update);
  }

  const pursuits: { readonly [K in Stage['kind']]: (stage: Extract<Stage, { kind: K }>, update: Update) => void } = {
    scheduled: (_, { retrieveAt = 0 }) => waitUntil(retrieveAt),
    downloading: (_, { location = '' }) => begun((workshop) => download(location, workshop)),
    paused: ({ until }) => waitUntil(until),
    checking: (_, update) => begun((workshop) => check(update, workshop)),
    waiting: (_, update) => look(update),
    installing: (stage, update) => begun((workshop) => install(update, stage, options.restart !== undefined, workshop)),
    restarting({ own }) {
      tidy();
      if (own) options.restart?.();
    },
    over() {
      tidy();
      lookForStaged();
    },
  };

  /** The effect's end is a happening, unless something else has happened first. */
  function begun(effect: (workshop: Parameters<typeof download>[1]) => Promise<Happening | undefined>): void {
    const { signal } = work;
    void effect({ ...options, signal }).then((happening) => {
      if (happening !== undefined && !signal.aborted) take(happening);
    });
  }

  function waitUntil(moment: number): void {
    const left = moment - clock.now();
    if (left <= 0) take({ kind: 'due' });
    else timer = clock.after(Math.min(left, LOOK_MS), () => waitUntil(moment));
  }

  /** Is anything in the way of the installation? */
  function look({ channel, installAt = 0 }: Update): void {
    const early = installAt - clock.now();
    const held = early > 0 || charger.connectors.some((id) => charger.view(id).session.phase === 'transaction');
    const heard = kept?.told?.status === words['installation scheduled'].signed;
    if (!held) take({ kind: 'free' });
    else if (!heard && channel === 'SignedUpdateFirmware') take({ kind: 'held' });
    else if (early > 0) timer = clock.after(Math.min(early, LOOK_MS), pursue);
  }

  /** From the moment at which the firmware could be installed the connectors are out of service, and until it was. */
  function occupy(): void {
    options.availability.occupy(occupied());
    if (updating() === shown) return;
    shown = updating();
    charger.rulesChanged();
  }

  function occupied(): boolean {
    if (kept?.stage.kind === 'waiting') return clock.now() >= (kept.update.installAt ?? 0);
    return updating();
  }

  function updating(): boolean {
    return kept?.stage.kind === 'installing' || (kept?.stage.kind === 'restarting' && kept.stage.own);
  }

  /** The package is not needed any more. */
  function tidy(): void {
    try {
      if (kept?.update.channel === 'maker') unstage(files);
      else files.remove(packageOf('UpdateFirmware'));
    } catch (error) {
      log.error('a package that is not needed any more could not be removed', { error: String(error) });
    }
  }

  /** Takes up what waits there. */
  function lookForStaged(): void {
    try {
      const signature = stagedSignature(files);
      if (signature === undefined) return;
      const signer = judge(signature.signingCertificate);
      if (signer.ok) {
        accept({ channel: 'maker', retries: 0, retryInterval: 0, signed: signature });
        pursue();
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
    const signer = trustedSigner(signingCertificate, { roots: options.roots(), at: clock.now() });
    if (!signer.ok) raise('InvalidFirmwareSigningCertificate', signer.why);
    return signer;
  }

  /** In the place of what may be underway. Throws StoreError. */
  function accept(update: Update): void {
    keep(update, begin(update, clock.now()));
    log.info('an update of the firmware begins', { channel: update.channel });
  }

  /** The new firmware runs and does what a charger must. */
  function prove(): void {
    proof?.cancel();
    if (kept?.stage.kind === 'restarting' && !isSame(kept.stage, running())) return;
    try {
      slots.confirm();
    } catch (error) {
      log.error('that the firmware has proved itself could not be stored', { error: String(error) });
      proof = clock.after(STORE_RETRY_MS, prove);
      return;
    }
    take({ kind: 'proved' });
  }

  const handlers: Handlers = {
    UpdateFirmware({ location, retrieveDate, retries, retryInterval }) {
      if (options.roots().length > 0) {
        const description =
          'this charger has a root certificate of its manufacturer: firmware has to be signed (WP L01.FR.20)';
        return { refuse: 'NotSupported', description };
      }
      if (busy()) return { refuse: 'GenericError', description: 'an update is being installed' };
      accept({
        channel: 'UpdateFirmware',
        location,
        retrieveAt: parseDateTime(retrieveDate) ?? 0,
        ...attempts(retries, retryInterval),
      });
      return { reply: {}, after: pursue };
    },
    SignedUpdateFirmware({ requestId, firmware, retries, retryInterval }) {
      const { location, retrieveDateTime, installDateTime, signingCertificate, signature } = firmware;
      const signer = judge(signingCertificate);
      if (!signer.ok) {
        log.warn(`SignedUpdateFirmware ${requestId}: the signing certificate is refused: ${signer.why}`);
        return { reply: { status: 'InvalidCertificate' } };
      }
      if (busy()) return { reply: { status: 'Rejected' } };
      const status = underway() ? 'AcceptedCanceled' : 'Accepted';
      accept({
        channel: 'SignedUpdateFirmware',
        requestId,
        location,
        retrieveAt: parseDateTime(retrieveDateTime) ?? 0,
        ...(installDateTime === undefined ? {} : { installAt: parseDateTime(installDateTime) ?? 0 }),
        signed: { signature, signingCertificate },
        ...attempts(retries, retryInterval),
      });
      return { reply: { status }, after: pursue };
    },
  };

  return {
    handlers,
    updating,
    telling: notices.waiting,
    tellStatus() {
      const told = underway() && kept?.told?.action === 'FirmwareStatusNotification' ? kept.told : undefined;
      // S 7.25: Idle when nothing is being done.
      return tell(told ?? { action: 'FirmwareStatusNotification', status: 'Idle' });
    },
    tellSignedStatus() {
      const told = kept?.told?.action === 'SignedFirmwareStatusNotification' ? kept.told : undefined;
      // WP L01.FR.28, 29: the last one, and Idle in the place of Installed.
      const idle = told === undefined || told.status === 'Installed';
      return tell(idle ? { action: 'SignedFirmwareStatusNotification', status: 'Idle' } : told);
    },
    stage(content, signature) {
      if (underway()) return { kind: 'busy' };
      const verified = verifyPackage(content, signature, { ...options, roots: options.roots(), at: clock.now() });
      if (!verified.ok) return { kind: 'refused', why: verified.why };
      putStaged(files, content, signature);
      timer = clock.after(0, lookForStaged);
      return { kind: 'staged', version: verified.value.version };
    },
    view: () => ({
      running: slots.running(),
      staged: isStaged(files),
      update: kept === undefined ? undefined : { channel: kept.update.channel, stage: kept.stage },
    }),
    accepted() {
      prove();
      notices.pull();
    },
    pull: notices.pull,
    review() {
      if (kept?.stage.kind !== 'waiting' || !occupied()) return;
      timer?.cancel();
      timer = clock.after(0, pursue);
    },
    notRestarted: () => take({ kind: 'not restarted' }),
    start() {
      if (slots.running().onTrial) proof = clock.after(PROOF_MS, prove);
      const step = kept && resumed(kept.stage, { running: running(), refused: slots.refused()?.firmware });
      if (kept === undefined) lookForStaged();
      else if (step === undefined) pursue();
      else goOn(step);
    },
    stop() {
      stopped = true;
      work.abort();
      timer?.cancel();
      proof?.cancel();
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

/** What is told of a milestone; undefined: nothing. */
function noticeOf(
  { channel, requestId }: Update,
  { unsigned, signed }: (typeof words)[keyof typeof words],
): Notice | undefined {
  if (channel === 'UpdateFirmware') return unsigned && { action: 'FirmwareStatusNotification', status: unsigned };
  if (channel !== 'SignedUpdateFirmware') return undefined;
  return {
    action: 'SignedFirmwareStatusNotification',
    status: signed,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

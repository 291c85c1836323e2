/**
 * The update that there is: kept on disk, and moved on as things happen.
 *
 * Guarantees: a stage is on disk, in one write with what there is to tell of it, before anything is done for it, and what was done for
 * the stage before has ended then; a disk that has no room only delays it; connectors are out of service in the very stages in which the
 * firmware could be, or is, installed.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Files } from '../../files/files.ts';
import type { Slots } from '../../firmware/slots.ts';
import { unstage } from '../../firmware/staging.ts';
import type { Log } from '../../log/log.ts';
import type { Store } from '../../store/store.ts';
import { maskedLocation } from '../../transfer/location.ts';
import type { Transfer } from '../../transfer/transfer.ts';
import type { Availability } from '../availability/availability.ts';
import type { SecurityNotifications } from '../security/notifications.ts';
import { check, download, install, packageOf, type Workshop } from './installation.ts';
import type { Notice, Notices } from './notices.ts';
import { advance, begin, givesWay, type Happening, resumed, type Stage, type Step, type Update } from './update.ts';
import { type Words, words } from './words.ts';

/** How often the wall clock is looked at while it is waited for, ms: it may have been set. */
const LOOK_MS = 60_000;

/** A disk that has no room may have some after this long, ms. */
const STORE_RETRY_MS = 10_000;

/** What is on disk of an update. */
export interface Kept {
  readonly update: Update;
  readonly stage: Stage;
  /** What was told last. */
  readonly told?: Notice;
}

export interface Progress {
  /** The update that there is, or was last. */
  kept(): Kept | undefined;
  underway(): boolean;
  /** Is it at a point at which another one cannot take its place? */
  busy(): boolean;
  /** Is it at the point at which the light says so? */
  updating(): boolean;
  /** In the place of what may be underway: it is on disk, and begins with `pursue`. Throws StoreError. */
  accept(update: Update): void;
  /** Something has happened to it. */
  take(happening: Happening): void;
  /** Does what the present stage asks for. */
  pursue(): void;
  /** Perhaps no transaction runs any more. */
  review(): void;
  /** Goes on after a start. */
  resume(): void;
  stop(): void;
}

export function createProgress(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly files: Files;
  readonly slots: Slots;
  readonly transfer: Transfer;
  readonly notices: Notices;
  /** For which there is firmware. */
  readonly model: string;
  readonly charger: Pick<Charger, 'connectors' | 'view' | 'rulesChanged'>;
  readonly availability: Pick<Availability, 'occupy'>;
  readonly raise: SecurityNotifications['raise'];
  /** Restarts the charge point in the orderly way. */
  readonly restart: () => void;
  /** False: new firmware waits for a restart that comes by itself. */
  readonly own: boolean;
  /** There is room for another one. */
  readonly over: () => void;
}): Progress {
  const { clock, log, store, files, slots, notices, charger, raise, own } = options;
  const collection = () => store.collection<Kept>('firmware');
  let kept = collection().get('update');
  /** Of what the present stage does. */
  let work = new AbortController();
  let timer: Timer | undefined;
  let stopped = false;
  /** What the light was told last. */
  let shown = false;

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
      if (stage.kind === 'over' && stage.installed) raise('FirmwareUpdated', `${slots.running().header?.version} runs`);
      collection().put('update', { update, stage, ...(told === undefined ? {} : { told }) });
    });
    if (milestones.includes('invalid signature'))
      raise(
        'InvalidFirmwareSignature',
        `of ${update.location === undefined ? 'the maker' : maskedLocation(update.location)}`,
      );
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
    installing: (stage, update) => begun((workshop) => install(update, stage, own, workshop)),
    restarting(stage) {
      tidy();
      if (stage.own) options.restart();
    },
    over() {
      tidy();
      options.over();
    },
  };

  /** The effect's end is a happening, unless something else has happened first. */
  function begun(effect: (workshop: Workshop) => Promise<Happening | undefined>): void {
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

  return {
    kept: () => kept,
    underway: () => kept !== undefined && kept.stage.kind !== 'over',
    busy: () => kept !== undefined && !givesWay(kept.stage, { running: slots.running().header }),
    updating,
    accept(update) {
      keep(update, begin(update, clock.now()));
      log.info('an update of the firmware begins', { channel: update.channel });
    },
    take,
    pursue,
    review() {
      if (kept?.stage.kind !== 'waiting' || !occupied()) return;
      timer?.cancel();
      timer = clock.after(0, pursue);
    },
    resume() {
      const started = { running: slots.running().header, refused: slots.refused()?.firmware };
      const step = kept && resumed(kept.stage, started);
      if (step === undefined) pursue();
      else goOn(step);
    },
    stop() {
      stopped = true;
      work.abort();
      timer?.cancel();
    },
  };
}

/** What is told of a milestone; undefined: nothing. */
function noticeOf({ channel, requestId }: Update, { unsigned, signed }: Words): Notice | undefined {
  if (channel === 'UpdateFirmware') return unsigned && { action: 'FirmwareStatusNotification', status: unsigned };
  if (channel !== 'SignedUpdateFirmware') return undefined;
  return {
    action: 'SignedFirmwareStatusNotification',
    status: signed,
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/**
 * Getting a package and putting it into its slot: the effects of an update, each with its end as a happening.
 *
 * Guarantees: a file that was not downloaded to its end is not there; a slot is switched only when what was written into it was read
 * again and is the very firmware that was looked at before; what was interrupted (`signal`) has no end, and leaves what ran before.
 */
import { inspect } from '../../firmware/inspection.ts';
import { LARGEST_PACKAGE } from '../../firmware/package.ts';
import { Interrupted, piecesOf, type Surroundings } from '../../firmware/pieces.ts';
import type { Slots } from '../../firmware/slots.ts';
import { STAGED_PACKAGE } from '../../firmware/staging.ts';
import type { Log } from '../../log/log.ts';
import { maskedLocation } from '../../transfer/location.ts';
import type { DownloadOutcome, Transfer } from '../../transfer/transfer.ts';
import { type Candidate, type Channel, type Happening, isSame, type Update } from './update.ts';

/** Where a download goes to. */
const DOWNLOADED_PACKAGE = 'firmware/download';

/** Ends of a download that no repetition can change. */
const final: readonly DownloadOutcome['kind'][] = ['bad-url', 'not-supported', 'too-large'];

export function packageOf(channel: Channel): string {
  return channel === 'maker' ? STAGED_PACKAGE : DOWNLOADED_PACKAGE;
}

export interface Workshop extends Surroundings {
  readonly log: Log;
  readonly transfer: Transfer;
  readonly slots: Slots;
  /** For which there is firmware. */
  readonly model: string;
}

/** `url`: whence. Undefined: it was interrupted. */
export async function download(url: string, workshop: Workshop): Promise<Happening | undefined> {
  const { files, transfer, signal, log, clock } = workshop;
  const failed = (why: string, isFinal: boolean): Happening => {
    log.warn(`the firmware was not downloaded from ${maskedLocation(url)}: ${why}`);
    return { kind: 'download failed', now: clock.now(), final: isFinal };
  };
  try {
    const writer = files.open(DOWNLOADED_PACKAGE);
    try {
      const receive = (chunk: Uint8Array): void => writer.write(chunk);
      const outcome = await transfer.download({ url, limit: LARGEST_PACKAGE, receive, signal });
      if (signal.aborted) return undefined;
      if (outcome.kind !== 'done') return failed(outcome.reason, final.includes(outcome.kind));
      writer.close();
      log.info(`the firmware was downloaded from ${maskedLocation(url)}`, { bytes: outcome.bytes });
      return { kind: 'downloaded' };
    } finally {
      writer.discard();
    }
  } catch (error) {
    return signal.aborted ? undefined : failed(String(error), false);
  }
}

/** Who has signed it was judged when it was asked for. Undefined: it was interrupted. */
export async function check(update: Update, workshop: Workshop): Promise<Happening | undefined> {
  const { model, log, signal } = workshop;
  try {
    const findings = await inspect(packageOf(update.channel), { model, signed: update.signed }, workshop);
    if (findings.kind === 'sound') return { kind: 'sound', ...candidateOf(findings.header) };
    log.error(`the firmware is refused: ${findings.why}`);
    return { kind: findings.kind };
  } catch (error) {
    if (signal.aborted || error instanceof Interrupted) return undefined;
    log.error('the firmware could not be looked at', { error: String(error) });
    return { kind: 'bad package' };
  }
}

/** `own`: the charger sees to the restart itself. Undefined: it was interrupted. */
export async function install(
  { channel }: Update,
  candidate: Candidate,
  own: boolean,
  workshop: Workshop,
): Promise<Happening | undefined> {
  const { files, slots, model, log, signal } = workshop;
  try {
    const slot = slots.vacate();
    const writer = files.open(slot);
    try {
      for await (const piece of piecesOf(packageOf(channel), workshop)) writer.write(piece);
      writer.close();
    } finally {
      writer.discard();
    }
    const findings = await inspect(slot, { model }, workshop);
    if (findings.kind !== 'sound' || !isSame(candidate, findings.header)) {
      log.error(
        'the firmware in its slot is not what was written',
        findings.kind === 'sound' ? {} : { why: findings.why },
      );
      return { kind: 'bad package' };
    }
    slots.switch();
    log.info(`firmware ${candidate.version} is installed, and runs from the next start on`);
    return { kind: 'switched', own };
  } catch (error) {
    if (signal.aborted || error instanceof Interrupted) return undefined;
    log.error('the firmware could not be installed', { error: String(error) });
    return { kind: 'installation failed' };
  }
}

function candidateOf({ version, sha256 }: Candidate): Candidate {
  return { version, sha256 };
}

/**
 * The two slots that firmware runs from (A/B), and which of them does.
 *
 * Guarantees:
 * - one slot runs, and an installation writes the other; before there is any installation the charger's factory firmware runs;
 * - which one runs is in one small file that is replaced as a whole: a process that is killed at any moment leaves a charger that runs
 *   the old or the new one and knows which;
 * - new firmware is on trial until it is confirmed. A start on trial is counted before anything else happens; firmware that is damaged,
 *   or that has had `MOST_TRIALS` starts without being confirmed, is refused for good, and the one before it runs again;
 * - whatever is found on disk, something runs: a slot that is damaged gives way to the one that ran before, and that to the factory
 *   firmware.
 */
import type { Files } from '../files/files.ts';
import type { Log } from '../log/log.ts';
import { inspectAtOnce } from './inspection.ts';
import { LONGEST_HEADER, type PackageHeader, readHeader } from './package.ts';

export type SlotName = 'a' | 'b';

/** How many starts firmware has to prove itself. */
export const MOST_TRIALS = 3;

const POINTER = 'firmware/slots.json';

/** The file of which slot runs. */
interface Pointer {
  /** `factory`: neither. */
  readonly running: SlotName | 'factory';
  /** The one that ran before, as long as it is whole. */
  readonly previous?: SlotName;
  /** It runs from the next start on, and has had so many starts. */
  readonly trial?: { readonly slot: SlotName; readonly starts: number };
  /** The firmware that did not prove itself last. */
  readonly refused?: Refused;
}

export interface Refused {
  /** Absent when its header cannot be read any more. */
  readonly firmware?: PackageHeader | undefined;
  readonly why: string;
}

export interface RunningFirmware {
  readonly slot: SlotName | 'factory';
  /** Undefined for the factory firmware. */
  readonly header: PackageHeader | undefined;
  /** It is still to be confirmed. */
  readonly onTrial: boolean;
}

export interface Slots {
  /** What runs since this start. */
  running(): RunningFirmware;
  /** What the charger says of itself with it: nothing of its own for the factory firmware. */
  readonly identity: { readonly firmwareVersion?: string };
  /** What did not prove itself last. */
  refused(): Refused | undefined;
  /** What runs from the next start on, if that is something else. */
  next(): SlotName | undefined;
  /** Begins an installation: the path of the slot that may be written; nothing runs from it any more. Throws FilesError. */
  vacate(): string;
  /** The slot that was written runs from the next start on, on trial. Throws FilesError. */
  switch(): void;
  /** What runs has proved itself. Throws FilesError. */
  confirm(): void;
}

/** One start of the charger. `model`: firmware for others does not run. */
export function startSlots(options: { readonly files: Files; readonly log: Log; readonly model: string }): Slots {
  const { files, log, model } = options;
  let pointer = readPointer();
  let running = start();

  function readPointer(): Pointer {
    try {
      const content = files.read(POINTER);
      if (content === undefined) return { running: 'factory' };
      const found = JSON.parse(Buffer.from(content).toString()) as Partial<Pointer>;
      if (found.running === 'a' || found.running === 'b' || found.running === 'factory') return found as Pointer;
      log.error(`${POINTER} is not what a charger writes: the factory firmware runs`);
    } catch (error) {
      log.error(`${POINTER} cannot be read: the factory firmware runs`, { error: String(error) });
    }
    return { running: 'factory' };
  }

  function point(next: Pointer): void {
    files.write(POINTER, `${JSON.stringify(next)}\n`);
    pointer = next;
  }

  /** At a start nobody is there who could be told: it goes on with what there is. */
  function tryToPoint(next: Pointer): void {
    try {
      point(next);
    } catch (error) {
      pointer = next;
      log.error('which firmware runs could not be stored', { error: String(error) });
    }
  }

  function start(): RunningFirmware {
    return (pointer.trial === undefined ? undefined : startTrial(pointer.trial)) ?? startConfirmed();
  }

  function startTrial({ slot, starts }: NonNullable<Pointer['trial']>): RunningFirmware | undefined {
    const firmware = inspectAtOnce(files.read(pathOf(slot)), model);
    const why = !firmware.ok
      ? firmware.why
      : starts >= MOST_TRIALS
        ? `it did not prove itself in ${starts} starts`
        : undefined;
    if (firmware.ok && why === undefined) {
      tryToPoint({ ...pointer, trial: { slot, starts: starts + 1 } });
      return { slot, header: firmware.value, onTrial: true };
    }
    log.error(`the firmware in slot ${slot} is refused: ${why}; the one before runs again`);
    const { trial: _, ...before } = pointer;
    tryToPoint({ ...before, refused: { firmware: firmware.ok ? firmware.value : headerOf(slot), why: why ?? '' } });
    return undefined;
  }

  function startConfirmed(): RunningFirmware {
    for (const slot of [pointer.running, pointer.previous]) {
      if (slot === undefined || slot === 'factory') break;
      const header = headerOf(slot);
      if (header !== undefined) return { slot, header, onTrial: false };
      log.error(`the firmware in slot ${slot} is damaged and does not run`);
    }
    return { slot: 'factory', header: undefined, onTrial: false };
  }

  /** Of a package that is there as a whole, as far as can be told without reading all of it. */
  function headerOf(slot: SlotName): PackageHeader | undefined {
    const beginning = files.read(pathOf(slot), { from: 0, length: LONGEST_HEADER });
    const read = beginning === undefined ? undefined : readHeader(beginning);
    if (read?.ok !== true || read.value.header.model !== model) return undefined;
    const { header, offset } = read.value;
    return files.size(pathOf(slot)) === offset + header.length ? header : undefined;
  }

  const free = (): SlotName => other(running.slot);

  return {
    running: () => running,
    identity: running.header === undefined ? {} : { firmwareVersion: running.header.version },
    refused: () => pointer.refused,
    next: () => (pointer.trial?.slot === running.slot ? undefined : pointer.trial?.slot),
    vacate() {
      if (running.onTrial) throw new Error('firmware that is on trial itself installs no other');
      point({ running: running.slot });
      return pathOf(free());
    },
    switch: () => point({ running: running.slot, trial: { slot: free(), starts: 0 } }),
    confirm() {
      if (!running.onTrial || pointer.trial === undefined) return;
      const { running: before } = pointer;
      point({ running: running.slot, ...(before === 'factory' ? {} : { previous: before }) });
      running = { ...running, onTrial: false };
    },
  };
}

function pathOf(slot: SlotName): string {
  return `firmware/${slot}/package`;
}

function other(slot: SlotName | 'factory'): SlotName {
  return slot === 'a' ? 'b' : 'a';
}

/**
 * The charger's own log, kept in files: what a look into the past is made of (GetDiagnostics, GetLog).
 *
 * Guarantees:
 * - every line goes to the log behind it first; from `info` up it is kept as well, with its time, and survives SIGKILL;
 * - there are never more than `MOST_FILES` files of `FILE_BYTES` and a line: when one is full the oldest goes;
 * - a disk that cannot take a line costs that line and nothing else; that is said once, until it can again;
 * - user and password of a URL are not kept, whoever has logged them.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Files } from '../../files/files.ts';
import type { Log, LogDetails } from '../../log/log.ts';
import { formatDateTime, parseDateTime } from '../../ocpp16/date-time.ts';
import { isWithin, type Window } from './window.ts';

export const MOST_FILES = 4;

/** How long a file gets before another is begun. */
export const FILE_BYTES = 262_144;

/** Characters of a line that are kept. */
const LONGEST_LINE = 8192;

const NEWLINE = 10;

/** A line, as it is kept. */
export interface LogLine {
  readonly time: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details?: LogDetails;
}

export interface LogLines {
  /** Writes to the log behind it, and keeps. */
  readonly log: Log;
  /** The lines of a window, oldest first. Throws FilesError when the disk cannot be read. */
  within(window: Window): readonly LogLine[];
}

const path = (age: number): string => `logs/charge-point${age === 0 ? '' : `.${age}`}.log`;

export function createLogLines(options: {
  readonly files: Files;
  /** The charger's time. */
  readonly clock: Clock;
  readonly log: Log;
}): LogLines {
  const { files, clock, log } = options;
  /** Bytes of the present file, once they are known. */
  let size: number | undefined;
  let failing = false;

  function roll(): void {
    files.remove(path(MOST_FILES - 1));
    for (let age = MOST_FILES - 2; age >= 0; age--) {
      if (files.size(path(age)) !== undefined) files.rename(path(age), path(age + 1));
    }
  }

  /** Goes on with the present file; a line that was torn is ended. */
  function begin(): number {
    const length = files.size(path(0)) ?? 0;
    const [last] = length === 0 ? [] : (files.read(path(0), { from: length - 1, length: 1 }) ?? []);
    if (last === undefined || last === NEWLINE) return length;
    files.append(path(0), '\n');
    return length + 1;
  }

  function keep(line: LogLine): void {
    const text = `${maskUrls(JSON.stringify(line))}\n`;
    try {
      size ??= begin();
      if (size >= FILE_BYTES) {
        roll();
        size = 0;
      }
      files.append(path(0), text);
      size += Buffer.byteLength(text);
      failing = false;
    } catch (error) {
      size = undefined;
      if (failing) return;
      failing = true;
      log.error('the log cannot be kept for diagnostics', { error: String(error) });
    }
  }

  const at =
    (level: LogLine['level']) =>
    (message: string, details?: LogDetails): void => {
      if (details === undefined) log[level](message);
      else log[level](message, details);
      keep({
        time: formatDateTime(clock.now()),
        level,
        message: message.slice(0, LONGEST_LINE),
        ...(details === undefined ? {} : { details: shortened(details) }),
      });
    };

  return {
    log: {
      debug: (message, details) => (details === undefined ? log.debug(message) : log.debug(message, details)),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
    },
    within(window) {
      const ages = Array.from({ length: MOST_FILES }, (_, index) => MOST_FILES - 1 - index);
      return ages
        .flatMap((age) => new TextDecoder().decode(files.read(path(age)) ?? new Uint8Array()).split('\n'))
        .map(readLine)
        .filter((line) => line !== undefined)
        .filter(({ time }) => isWithin(window, parseDateTime(time) ?? Number.NaN));
    },
  };
}

/** Power may have been lost in the middle of a line. */
function readLine(text: string): LogLine | undefined {
  try {
    return text === '' ? undefined : (JSON.parse(text) as LogLine);
  } catch {
    return undefined;
  }
}

function shortened(details: LogDetails): LogDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? fact.slice(0, LONGEST_LINE) : fact,
    ]),
  );
}

function maskUrls(text: string): string {
  return text.replace(/(:\/\/)[^/?#@\s"']+@/g, '$1…@');
}

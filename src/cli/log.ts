/** The Log port by pino, on stderr: JSON lines, or on a terminal lines for people. */
import { pino } from 'pino';
import type { Log, LogDetails } from '../log/log.ts';
import { UsageError } from './usage-error.ts';

const levels = ['debug', 'info', 'warn', 'error'];

/** A log whose lines of `level` and above are shown. `about` stands on every line. */
export async function createLog(level: string, about: LogDetails = {}): Promise<Log> {
  if (!levels.includes(level)) throw new UsageError(`--log-level expects ${levels.join(', ')}, got ${level}`);
  const stream = process.stderr.isTTY ? await prettyStream() : pino.destination({ fd: 2, sync: true });
  const logger = pino({ level, base: { ...about }, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  const line = (at: 'debug' | 'info' | 'warn' | 'error') => (message: string, details?: LogDetails) =>
    details === undefined ? logger[at](message) : logger[at](details, message);
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

async function prettyStream() {
  const { PinoPretty } = await import('pino-pretty');
  return PinoPretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname' });
}

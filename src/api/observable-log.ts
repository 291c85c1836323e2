/**
 * A log that can be listened to while it is written, so that `GET /events` can show it.
 * Guarantee: the log behind it gets every line first and unchanged; who listens gets the lines from then on.
 */
import type { Log, LogDetails } from '../log/log.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export interface LogLine {
  readonly level: (typeof logLevels)[number];
  readonly message: string;
  readonly details?: LogDetails | undefined;
}

export interface ObservableLog extends Log {
  /** Returns how to stop listening. */
  observe(listener: (line: LogLine) => void): () => void;
}

/** Writes to `log`, and tells whoever listens. Give it to `createTwin` and to `startApi`. */
export function createObservableLog(log: Log): ObservableLog {
  const listeners = new Set<(line: LogLine) => void>();
  const at =
    (level: LogLine['level']) =>
    (message: string, details?: LogDetails): void => {
      if (details === undefined) log[level](message);
      else log[level](message, details);
      for (const listener of listeners) listener({ level, message, details });
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    observe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function isObservable(log: Log): log is ObservableLog {
  return 'observe' in log;
}

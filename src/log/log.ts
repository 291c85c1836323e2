/**
 * The Log port: what an operator reads. One sentence per line, the facts beside it as a flat record.
 *
 * Guarantees of every implementation: a call returns at once and never throws; nothing is kept of `details`.
 * Secrets (keys, passwords) are never handed to it.
 */
export interface Log {
  /** For the one who looks for a fault: every try, every wait. */
  debug(message: string, details?: LogDetails): void;
  /** What happened, in the normal course. */
  info(message: string, details?: LogDetails): void;
  /** Something that an operator should know and perhaps put right. */
  warn(message: string, details?: LogDetails): void;
  /** Something in this program or machine is broken. */
  error(message: string, details?: LogDetails): void;
}

/** Facts beside a sentence. A value of undefined counts as absent. */
export type LogDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/** A log that nobody reads. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The command or the start-up file is wrong; the message says what, where, and what was expected. Nothing was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

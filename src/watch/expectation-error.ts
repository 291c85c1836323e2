/** Something that was expected of a charger has not come about. The message says what, and what was there instead. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError';
  /** The last frames before it, as lines for people. */
  readonly frames: readonly string[];

  constructor(message: string, frames: readonly string[] = []) {
    super(message);
    this.frames = frames;
  }
}

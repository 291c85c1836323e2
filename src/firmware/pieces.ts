/**
 * Long files, piece by piece: a package is larger than the memory of a charger, and reading it must not keep the charger waiting.
 *
 * Guarantee: between two pieces the charger has its turn, and when `signal` is aborted meanwhile no more comes: the walk ends with
 * `Interrupted`.
 */
import type { Clock } from '../clock/clock.ts';
import type { Files } from '../files/files.ts';

/** Bytes. */
export const PIECE = 64 * 1024;

/** The charger's turn, ms: some 12 MB go by in a second. */
const TURN_MS = 5;

export interface Surroundings {
  readonly files: Files;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The pieces of a file from its beginning on; none of one that is not there. Throws Interrupted and FilesError. */
export async function* piecesOf(path: string, { files, clock, signal }: Surroundings): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += PIECE) {
    if (from > 0) await turn(clock);
    if (signal.aborted) throw new Interrupted(`reading ${path} was interrupted`);
    const piece = files.read(path, { from, length: PIECE });
    if (piece !== undefined && piece.length > 0) yield piece;
    if (piece === undefined || piece.length < PIECE) return;
  }
}

function turn(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(TURN_MS, resolve));
}

/**
 * The Files port: what a charge point keeps in files: certificates and their keys, logs, firmware (DESIGN rule 2).
 *
 * All of it lies below one root, and everything is synchronous, so no other code runs between two calls.
 *
 * Guarantees of every implementation, held by one conformance suite:
 * - a path names a file below the root and nothing else: one that would leave the root is a TypeError (see path.ts);
 * - `write`, `rename`, `remove` and a writer's `close` happen wholly or not at all, and have happened for good when they return:
 *   neither SIGKILL nor power loss undoes them (a memory implementation: they outlive opening its disk again);
 * - what `append` has added survives SIGKILL; power loss may take the last of it;
 * - a file that is written in pieces is not there until it is closed, and what was not closed leaves nothing behind;
 * - what cannot be done throws FilesError, and has changed nothing;
 * - folders come and go with the files in them; what is read shares nothing with what was written.
 */
export interface Files {
  /** The whole file, or of a long one the part asked for; undefined when there is no such file. */
  read(path: string, part?: Part): Uint8Array | undefined;
  /** Puts a file there, in the place of one that may be there. */
  write(path: string, content: Content, options?: NewFile): void;
  /** Adds to the end of a file, which comes to be if it is not there. */
  append(path: string, content: Content, options?: NewFile): void;
  /** Begins a file that is too long to be held in memory; it takes its place when it is closed. */
  open(path: string, options?: NewFile): FileWriter;
  /** True when there was such a file. */
  remove(path: string): boolean;
  /** Gives a file another path, in the place of one that may be there. Throws FilesError when there is no file at `from`. */
  rename(from: string, to: string): void;
  /** The names of the files right in this folder, in order; none for a folder that is not there. '' is the root. */
  list(folder: string): readonly string[];
  /** Bytes; undefined when there is no such file. */
  size(path: string): number | undefined;
}

/** Text is stored as UTF-8. */
export type Content = Uint8Array | string;

/** Bytes from an offset on, at most so many; fewer where the file ends. */
export interface Part {
  readonly from: number;
  readonly length: number;
}

export interface NewFile {
  /** Who may read and write it, as chmod has it; 0o600 unless told otherwise. A file that is appended to keeps its own. */
  readonly mode?: number;
}

/** A file that is being written. After `close` or `discard` only `discard` may be called, and does nothing. */
export interface FileWriter {
  write(chunk: Uint8Array): void;
  /** The file is complete: it takes its place. */
  close(): void;
  /** It is not wanted after all. */
  discard(): void;
}

/** Who may read and write a file, unless told otherwise: this user alone. */
export const PRIVATE_MODE = 0o600;

/** A file that cannot be used; the message says which, why, and what to do about it. */
export class FilesError extends Error {
  override readonly name = 'FilesError';
}

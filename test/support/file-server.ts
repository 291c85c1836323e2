/** What the file servers of the tests have in common: they record, serve, and misbehave on command. */

export interface FileServer {
  /** By path, what has been uploaded and what can be downloaded. */
  readonly files: Map<string, Buffer>;
  /** What was asked for, oldest first: `PUT /logs/x`, `STOR x`. */
  readonly requests: readonly string[];
  readonly port: number;
  /** What happens to the files from now on. */
  behave(how: Misbehaviour | undefined): void;
  close(): Promise<void>;
}

/** No permission, a connection that breaks when half of a file has passed, no word at all. */
export type Misbehaviour = 'refuses' | 'cuts' | 'silent';

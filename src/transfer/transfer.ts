/**
 * The Transfer port: files that go to a server or come from one, by URL. Logs and diagnostics go up, firmware comes down.
 *
 * Guarantees of every implementation:
 * - the promise never rejects: whatever happens is an outcome, and its `reason` is a sentence for people, without the credentials
 *   that the URL may hold;
 * - it ends: a server that falls silent, or is endlessly slow, is given up;
 * - once `signal` is aborted nothing more is sent or received, and the outcome is `cancelled`, unless it was known already;
 * - a download hands over no more than `limit` bytes, in order, and those of a download that is not `done` are worth nothing.
 */
export interface Transfer {
  upload(upload: Upload): Promise<UploadOutcome>;
  download(download: Download): Promise<DownloadOutcome>;
}

export interface Upload {
  /** Whither; where it ends with a slash, or names a directory of an FTP server, the file goes there under its name. */
  readonly url: string;
  /** The file's name. */
  readonly name: string;
  readonly content: Uint8Array;
  readonly mediaType?: string;
  readonly signal?: AbortSignal;
}

export interface Download {
  readonly url: string;
  /** Bytes; a longer file is too large. */
  readonly limit: number;
  /** Gets the file piece by piece. If it throws, the download ends as `not-stored`. */
  readonly receive: (chunk: Uint8Array) => void;
  readonly signal?: AbortSignal;
}

export type UploadOutcome = { readonly kind: 'done' } | Failure;

export type DownloadOutcome =
  | { readonly kind: 'done'; readonly bytes: number }
  | { readonly kind: 'too-large'; readonly reason: string }
  | { readonly kind: 'not-stored'; readonly reason: string }
  | Failure;

export type Failure =
  /** The server said no, or may not be asked. */
  | { readonly kind: 'refused'; readonly because: Refusal; readonly reason: string }
  /** No connection, or it broke, or nothing came for too long. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** No URL, or one that cannot be meant. */
  | { readonly kind: 'bad-url'; readonly reason: string }
  /** A scheme that this charger does not have. */
  | { readonly kind: 'not-supported'; readonly reason: string }
  | { readonly kind: 'cancelled'; readonly reason: string };

/** What a refusal is about: whether one may, whether the server can at all, how it was asked, or anything else. */
export type Refusal = 'permission' | 'operation' | 'message' | 'other';

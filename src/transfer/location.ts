/**
 * Where a file comes from or goes to: a URL, read.
 *
 * Guarantee: `shown` and every `reason` are fit for a log: without user, password and query, any of which may be a secret.
 */
import type { Failure } from './transfer.ts';

export type Scheme = (typeof schemes)[number];

/** As SupportedFileTransferProtocols spells them, in lower case (E4 3.88). */
export const schemes = ['http', 'https', 'ftp', 'ftps'] as const;

export interface Location {
  readonly scheme: Scheme;
  readonly url: URL;
  /** Absent where the URL names none. */
  readonly user?: { readonly name: string; readonly password: string };
  readonly host: string;
  /** Undefined where the URL names none, or the scheme's own. */
  readonly port: number | undefined;
  /** Percent-decoded, with its slashes. */
  readonly path: string;
  readonly shown: string;
}

/** Reads a URL; what is none, or of no scheme that there is, is a failure. */
export function readLocation(text: string): Location | Extract<Failure, { kind: 'bad-url' | 'not-supported' }> {
  const [, scheme = ''] = /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  const known = schemes.find((each) => each === scheme.toLowerCase());
  if (known === undefined) return unknown(scheme);
  try {
    // Only the schemes of the web are read in full (WHATWG URL), and FTPS is none.
    const url = new URL(text.trim().replace(/^ftps:/i, 'ftp:'));
    const name = decodeURIComponent(url.username);
    const password = decodeURIComponent(url.password);
    const path = decodeURIComponent(url.pathname);
    if (known.startsWith('ftp') && hasControlCharacters(path + name + password)) throw new Error('a line break');
    return {
      scheme: known,
      url,
      ...(name === '' ? {} : { user: { name, password } }),
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? undefined : Number(url.port),
      path,
      shown: `${known}://${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`,
    };
  } catch {
    return { kind: 'bad-url', reason: `what was given as a URL of ${known} cannot be read` };
  }
}

/** The URL of a message as it may be shown. */
export function maskedLocation(text: string): string {
  const location = readLocation(text);
  return 'kind' in location ? '…' : location.shown;
}

function unknown(scheme: string): Extract<Failure, { kind: 'bad-url' | 'not-supported' }> {
  return scheme === ''
    ? { kind: 'bad-url', reason: 'what was given is no URL' }
    : { kind: 'not-supported', reason: `${scheme}: is none of ${schemes.join(', ')}` };
}

function hasControlCharacters(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they end a command of FTP
  return /[\u0000-\u001f\u007f]/.test(text);
}

/**
 * Files over HTTP and HTTPS (RFC 9110).
 *
 * Guarantees, beside those of the port:
 * - an upload is a PUT, as Central Systems and their object stores expect it; a server that says it has no PUT (405, 501) is asked
 *   once more, with a POST;
 * - redirects are followed `MOST_REDIRECTS` times, each to an address that may be reached, never from HTTPS back to HTTP, and the
 *   user and password of the URL go to no other server; a PUT stays a PUT;
 * - nothing is asked to be compressed, so what is counted against the limit is what is stored.
 */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Location } from './location.ts';
import type { Patience } from './patience.ts';
import { lookupOf, reach } from './reach.ts';
import type { Surroundings } from './surroundings.ts';
import type { Download, DownloadOutcome, Failure, Refusal, Upload, UploadOutcome } from './transfer.ts';

/** How often a server may send us elsewhere. */
export const MOST_REDIRECTS = 5;

/** Bytes that are given to the socket at a time. */
const PIECE = 65_536;

/** What a status says of a request; 4xx and 5xx that are not here are about something else. */
const refusals: Readonly<Record<number, Refusal>> = {
  400: 'message',
  401: 'permission',
  403: 'permission',
  405: 'operation',
  407: 'permission',
  411: 'message',
  415: 'message',
  422: 'message',
  501: 'operation',
};

/** What the upload becomes with each redirect; 303 says that it was taken, and where to look at it. */
const redirects: readonly number[] = [301, 302, 307, 308];

interface Sent {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: Uint8Array;
}

export async function uploadByHttp(
  upload: Upload,
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
): Promise<UploadOutcome> {
  const { content, name, mediaType = 'application/octet-stream' } = upload;
  const url = new URL(location.url);
  if (url.pathname.endsWith('/')) url.pathname += encodeURIComponent(name);
  const headers = { 'content-type': mediaType, 'content-length': String(content.length) };
  const put = await ask(url, location, { method: 'PUT', headers, content }, patience, surroundings);
  if ('kind' in put) return put;
  if (!lacksPut(put)) return settled(put);
  put.destroy();
  const named = { ...headers, 'content-disposition': `attachment; filename="${name}"` };
  const post = await ask(url, location, { method: 'POST', headers: named, content }, patience, surroundings);
  return 'kind' in post ? post : settled(post);
}

export async function downloadByHttp(
  { limit, receive }: Download,
  location: Location,
  patience: Patience,
  surroundings: Surroundings,
): Promise<DownloadOutcome> {
  const answer = await ask(location.url, location, { method: 'GET', headers: {} }, patience, surroundings);
  if ('kind' in answer) return answer;
  if (answer.statusCode !== 200) {
    answer.destroy();
    return refused(answer);
  }
  const tooLarge = { kind: 'too-large', reason: `the file is longer than ${limit} bytes` } as const;
  try {
    if (Number(answer.headers['content-length'] ?? 0) > limit) return tooLarge;
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Uint8Array>) {
      patience.touch();
      bytes += chunk.length;
      if (bytes > limit) return tooLarge;
      try {
        receive(chunk);
      } catch (error) {
        return { kind: 'not-stored', reason: error instanceof Error ? error.message : String(error) };
      }
    }
    return { kind: 'done', bytes };
  } finally {
    answer.destroy();
  }
}

/** Asks, and goes wherever it is sent. Throws what the connection dies of, and Forbidden. */
async function ask(
  first: URL,
  { user }: Location,
  sent: Sent,
  patience: Patience,
  surroundings: Surroundings,
): Promise<IncomingMessage | Failure> {
  const credentials = user && `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  let url = first;
  for (let redirected = 0; redirected <= MOST_REDIRECTS; redirected++) {
    const authorization =
      credentials !== undefined && url.origin === first.origin ? { authorization: credentials } : {};
    const answer = await exchange(
      url,
      { ...sent, headers: { ...sent.headers, ...authorization } },
      patience,
      surroundings,
    );
    const { statusCode = 0, headers } = answer;
    const elsewhere = redirects.includes(statusCode) || (statusCode === 303 && sent.method === 'GET');
    if (!elsewhere || headers.location === undefined) return answer;
    answer.destroy();
    const next = URL.parse(headers.location, url.href);
    if (next === null || !/^https?:$/.test(next.protocol) || (url.protocol === 'https:' && next.protocol === 'http:')) {
      return { kind: 'refused', because: 'other', reason: 'the server redirects to where one may not follow' };
    }
    url = next;
  }
  return { kind: 'refused', because: 'other', reason: `the server redirects more than ${MOST_REDIRECTS} times` };
}

/** One request and its answer. */
async function exchange(
  url: URL,
  { method, headers, content }: Sent,
  patience: Patience,
  surroundings: Surroundings,
): Promise<IncomingMessage> {
  const secure = url.protocol === 'https:';
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = await reach(host, port, surroundings);
  const { request } = secure ? await import('node:https') : await import('node:http');
  const options: RequestOptions & { readonly ca?: string[] | undefined } = {
    method,
    host,
    port,
    path: url.pathname + url.search,
    headers,
    agent: false,
    lookup: lookupOf(addresses),
    signal: patience.signal,
    ...(secure ? { ca: await surroundings.trusted() } : {}),
  };
  return new Promise((resolve, reject) => {
    const asked: ClientRequest = request(options, resolve);
    asked.on('error', reject);
    asked.on('socket', patience.touch);
    asked.on('response', patience.touch);
    // A server that answers before it has heard all has said what it thinks of it; its answer counts, not the broken pipe.
    if (content === undefined) asked.end();
    else pipeline(Readable.from(pieces(content, patience.touch)), asked).catch(() => undefined);
  });
}

function* pieces(content: Uint8Array, touch: () => void): Generator<Uint8Array> {
  for (let from = 0; from < content.length; from += PIECE) {
    touch();
    yield content.subarray(from, from + PIECE);
  }
}

function lacksPut({ statusCode, headers: { allow } }: IncomingMessage): boolean {
  return (statusCode === 405 || statusCode === 501) && (allow === undefined || /\bPOST\b/i.test(allow));
}

/** What has become of an upload. What the server tells beyond its status is of no interest. */
function settled(answer: IncomingMessage): UploadOutcome {
  const { statusCode = 0 } = answer;
  answer.destroy();
  return (statusCode >= 200 && statusCode < 300) || statusCode === 303 ? { kind: 'done' } : refused(answer);
}

function refused({ statusCode = 0 }: IncomingMessage): Failure {
  const because = refusals[statusCode] ?? 'other';
  return { kind: 'refused', because, reason: `the server says ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trim() };
}

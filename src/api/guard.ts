/**
 * Who may ask at all: the rules that hold for every call, before anything of it is read.
 *
 * Guarantees:
 * - nothing is served beyond this machine without a token;
 * - on loopback only names of this machine are served, so a web page that has its own name resolve to 127.0.0.1 gets nothing
 *   (DNS rebinding); a page of another origin cannot make a browser act here either;
 * - a token is compared in a time that says nothing of it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from './problem.ts';

/** Throws the ProblemError that is the answer, or lets pass. `withoutToken`: the call needs none. */
export type Guard = (headers: IncomingHttpHeaders, withoutToken: boolean) => void;

/** Throws an Error with a sentence for the operator when this may not be listened on. */
export function createGuard({ host, token }: { readonly host: string; readonly token?: string | undefined }): Guard {
  if (token === '') throw new Error('The token of the control API is empty: give it one of at least one character.');
  if (!isLoopback(host) && token === undefined) {
    throw new Error(
      `The control API may not listen on ${host} without a token: whoever can reach it could operate the charger. ` +
        'Give it a token, or let it listen on 127.0.0.1.',
    );
  }
  const expected = token === undefined ? undefined : digest(token);
  return (headers, withoutToken) => {
    if (isLoopback(host)) checkHost(headers.host ?? '', host);
    checkOrigin(headers);
    if (expected !== undefined && !withoutToken) checkToken(headers.authorization, expected);
  };
}

/** Does only this machine reach an address of that name? */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}

function checkHost(header: string, listening: string): void {
  const [, name = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(header) ?? [];
  if (['localhost', '127.0.0.1', '[::1]', listening.toLowerCase()].includes(name.toLowerCase())) return;
  throw new ProblemError(
    'foreign-host',
    `The Host header says ${JSON.stringify(header)}; the API of this machine answers to localhost, 127.0.0.1 and [::1] only.`,
  );
}

/** Browsers send Origin with whatever changes something; other clients do not send it. */
function checkOrigin({ origin, host = '' }: IncomingHttpHeaders): void {
  if (origin === undefined) return;
  const own = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : undefined;
  const asking = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (asking !== undefined && asking === own) return;
  throw new ProblemError('foreign-origin', `The page at ${JSON.stringify(origin)} may not use this API: only its own.`);
}

function checkToken(header: string | undefined, expected: Buffer): void {
  const [, token] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  if (token !== undefined && timingSafeEqual(digest(token), expected)) return;
  throw new ProblemError(
    'unauthorized',
    token === undefined
      ? 'This call needs the header "Authorization: Bearer TOKEN" with the token that the API was started with.'
      : 'The token is not the one that the API was started with.',
  );
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

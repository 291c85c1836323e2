/**
 * Who may ask an HTTP server of ours at all: the rules that hold for every call, before anything of it is read.
 *
 * Guarantees:
 * - nothing is served beyond this machine without a token;
 * - on loopback only names of this machine are served, so a web page that has its own name resolve to 127.0.0.1 gets nothing
 *   (DNS rebinding); a page of another origin cannot make a browser act here either;
 * - a token is compared in a time that says nothing of it.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a call is not served, with a sentence for who asked. */
export interface Refusal {
  readonly because: 'foreign-host' | 'foreign-origin' | 'unauthorized';
  readonly detail: string;
}

/** Undefined: let it pass. `withoutToken`: the call needs none. */
export type Guard = (headers: IncomingHttpHeaders, withoutToken: boolean) => Refusal | undefined;

export interface Guarded {
  /** For sentences: `control API`. */
  readonly name: string;
  /** What a stranger could do without a token: `operate the charger`. */
  readonly power: string;
  /** The address that is listened on. */
  readonly host: string;
  readonly token?: string | undefined;
}

/** Throws an Error with a sentence for the operator when this may not be listened on. */
export function createGuard({ name, power, host, token }: Guarded): Guard {
  if (token === '') throw new Error(`The token of the ${name} is empty: give it one of at least one character.`);
  if (!isLoopback(host) && token === undefined) {
    throw new Error(
      `The ${name} may not listen on ${host} without a token: whoever can reach it could ${power}. ` +
        'Give it a token, or let it listen on 127.0.0.1.',
    );
  }
  const expected = token === undefined ? undefined : digest(token);
  return (headers, withoutToken) => {
    const stranger = isLoopback(host) ? foreignHost(headers.host ?? '', host, name) : undefined;
    const refusal = stranger ?? foreignOrigin(headers, name);
    if (refusal !== undefined || expected === undefined || withoutToken) return refusal;
    return unauthorized(headers.authorization, expected, name);
  };
}

/** Does only this machine reach an address of that name? */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}

function foreignHost(header: string, listening: string, name: string): Refusal | undefined {
  const [, host = ''] = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(header) ?? [];
  if (['localhost', '127.0.0.1', '[::1]', listening.toLowerCase()].includes(host.toLowerCase())) return undefined;
  return {
    because: 'foreign-host',
    detail: `The Host header says ${JSON.stringify(header)}; the ${name} of this machine answers to localhost, 127.0.0.1 and [::1] only.`,
  };
}

/** Browsers send Origin with whatever changes something; other clients do not send it. */
function foreignOrigin({ origin, host = '' }: IncomingHttpHeaders, name: string): Refusal | undefined {
  if (origin === undefined) return undefined;
  const own = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).host : undefined;
  const asking = URL.canParse(origin) ? new URL(origin).host : undefined;
  if (asking !== undefined && asking === own) return undefined;
  return {
    because: 'foreign-origin',
    detail: `The page at ${JSON.stringify(origin)} may not use this ${name}: only its own.`,
  };
}

function unauthorized(header: string | undefined, expected: Buffer, name: string): Refusal | undefined {
  const [, token] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  if (token !== undefined && timingSafeEqual(digest(token), expected)) return undefined;
  return {
    because: 'unauthorized',
    detail:
      token === undefined
        ? `This call needs the header "Authorization: Bearer TOKEN" with the token that the ${name} was started with.`
        : `The token is not the one that the ${name} was started with.`,
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

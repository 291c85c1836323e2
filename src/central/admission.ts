/**
 * Who may connect: the identity out of the URL, the list of identities, and their HTTP Basic credentials.
 *
 * Guarantees: an identity that is not listed is told 404 (OCPP-J 3.2), one without its right credentials 401 (WP A00.FR.203 to
 * 205); keys are compared in a time that does not depend on where they differ, and are told to nobody.
 */
import { timingSafeEqual } from 'node:crypto';
import type { OpeningRequest } from '../link/acceptor.ts';
import { authorizationHeader, parseAuthorizationKey } from '../link/identity.ts';

/** What is known of a charger before it comes. */
export interface ListedCharger {
  /** As the configuration key of that name: 32 to 40 hexadecimal digits, or a password of 16 to 40 characters. Absent: no credentials are asked for. */
  readonly authorizationKey?: string;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly identity: string }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 404; readonly because: string };

export interface Door {
  judge(request: OpeningRequest): Admission;
  /** From now on this charger needs this key; undefined: none. Throws LinkError for a text that is no key. */
  setKey(identity: string, authorizationKey: string | undefined): void;
  /** Does this charger need a key? */
  asksKey(identity: string): boolean;
}

/** `listed` undefined: anybody is let in. Throws LinkError for a key that is none. */
export function createDoor(listed: Readonly<Record<string, ListedCharger>> | undefined): Door {
  const known = listed === undefined ? undefined : new Set(Object.keys(listed));
  const keys = new Map<string, Uint8Array>();
  const setKey = (identity: string, authorizationKey: string | undefined): void => {
    if (authorizationKey === undefined) keys.delete(identity);
    else keys.set(identity, parseAuthorizationKey(authorizationKey));
  };
  for (const [identity, { authorizationKey }] of Object.entries(listed ?? {})) setKey(identity, authorizationKey);

  return {
    setKey,
    asksKey: (identity) => keys.has(identity),
    judge({ url, headers }) {
      const identity = identityIn(url);
      if (identity === undefined) return refused(400, `${url} does not end with a charge point identity`);
      if (known !== undefined && !known.has(identity)) return refused(404, `${identity} is not a charger of ours`);
      const key = keys.get(identity);
      if (key !== undefined && !presents(headers.authorization ?? '', authorizationHeader(identity, key))) {
        return refused(401, `${identity} did not present its AuthorizationKey`);
      }
      return { kind: 'admitted', identity };
    },
  };
}

/** The last segment of the path, decoded (OCPP-J 3.1.1); undefined when there is none. */
export function identityIn(url: string): string | undefined {
  const segment = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined;
  if (segment === undefined || segment === '') return undefined;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function refused(status: 400 | 401 | 404, because: string): Admission {
  return { kind: 'refused', status, because };
}

/** Do two Authorization headers mean the same? The scheme may be written in any case (RFC 7235, 2.1). */
function presents(given: string, wanted: string): boolean {
  const [givenBytes, wantedBytes] = [given, wanted].map((header) => {
    const [, credentials = ''] = /^basic +(\S+) *$/i.exec(header) ?? [];
    return Buffer.from(credentials, 'base64');
  }) as [Buffer, Buffer];
  return givenBytes.length === wantedBytes.length && timingSafeEqual(givenBytes, wantedBytes);
}

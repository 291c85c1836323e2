/**
 * Who may connect: the identity out of the URL, the list of identities, and the security profile that each connection is of.
 *
 * Guarantees:
 * - an identity that is not listed is told 404 (OCPP-J 3.2); one that shows less than its profile asks for, or something wrong, 401
 *   (WP A00.FR.002, 203 to 205, 403 to 405);
 * - who has once connected with a profile is not let in with a lower one again (WP A05.FR.09), until `setKey` begins anew;
 * - keys are compared in a time that does not depend on where they differ, and are told to nobody.
 */
import { timingSafeEqual } from 'node:crypto';
import type { OpeningRequest } from '../link/acceptor.ts';
import { authorizationHeader, parseAuthorizationKey } from '../link/identity.ts';
import { type CertificateAuthority, judgeClient } from './certificate-authority.ts';
import type { Finding } from './complaints.ts';

/** How the two sides know each other (WP 1): 1 by AuthorizationKey, 2 the same over TLS, 3 by the charger's certificate. */
export type SecurityProfile = 0 | 1 | 2 | 3;

/** What is known of a charger before it comes. */
export interface ListedCharger {
  /** As the configuration key of that name: 32 to 40 hexadecimal digits, or a password of 16 to 40 characters. */
  readonly authorizationKey?: string;
  /** The least that is asked of it; with an authorizationKey 1 unless told otherwise, or what is asked of all. */
  readonly securityProfile?: SecurityProfile;
}

/** What a connection has proved. */
export interface Proof {
  readonly profile: SecurityProfile;
  /** Of its certificate: the serial number of the charger (WP A00.FR.405). */
  readonly commonName: string | undefined;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly identity: string; readonly proof: Proof }
  | {
      readonly kind: 'refused';
      readonly status: 400 | 401 | 404;
      readonly because: string;
      /** For the book of complaints, when it is a charger that has been here before. */
      readonly finding?: Finding & { readonly identity: string };
    };

export interface DoorOptions {
  /** Only these are let in; absent: anybody. */
  readonly listed?: Readonly<Record<string, ListedCharger>> | undefined;
  /** The least that is asked of who is not listed otherwise; 0 unless told otherwise. */
  readonly securityProfile?: SecurityProfile | undefined;
  /** Of all chargers that have none of their own. */
  readonly authorizationKey?: string | undefined;
  /** By whom the certificates of chargers are judged; absent: none is believed. */
  readonly clients?: Pick<CertificateAuthority, 'roots' | 'organization'> | undefined;
  /** ms since 1970. */
  readonly now: () => number;
  /** The serial number that a charger has told of itself. */
  readonly serialNumberOf: (identity: string) => string | undefined;
}

export interface Door {
  judge(request: OpeningRequest): Admission;
  /** A connection with this proof stands: what is less is not enough any more. */
  entered(identity: string, proof: Proof): void;
  /** From now on this charger needs this key, or with undefined nothing at all. Throws LinkError for a text that is no key. */
  setKey(identity: string, authorizationKey: string | undefined): void;
  /** The charger has taken this key: it counts from now on where a key is asked for, or shown. Throws LinkError. */
  learnKey(identity: string, authorizationKey: string): void;
}

/** What is asked of one charger. */
interface Terms {
  readonly key: Uint8Array | undefined;
  readonly least: SecurityProfile;
  /** The highest profile that it has connected with. */
  readonly reached: SecurityProfile;
}

/** Throws LinkError for a key that is none. */
export function createDoor(options: DoorOptions): Door {
  const { listed, securityProfile = 0, clients, now, serialNumberOf } = options;
  const commonKey =
    options.authorizationKey === undefined ? undefined : parseAuthorizationKey(options.authorizationKey);
  const terms = new Map<string, Terms>();
  /** Whose certificate has which CN (WP A00.FR.427: each charger has its own). */
  const owners = new Map<string, string>();
  for (const [identity, { authorizationKey, securityProfile: own }] of Object.entries(listed ?? {})) {
    const key = authorizationKey === undefined ? commonKey : parseAuthorizationKey(authorizationKey);
    const least = own ?? (authorizationKey === undefined ? securityProfile : higher(securityProfile, 1));
    terms.set(identity, { key, least, reached: 0 });
  }

  // Only who is let in, or known to the owner, is remembered.
  const termsOf = (identity: string): Terms =>
    terms.get(identity) ?? { key: commonKey, least: securityProfile, reached: 0 };

  /** What the certificate that was shown is worth; undefined when none was. */
  function certificateOf(identity: string, { tls }: OpeningRequest) {
    if (tls?.clientChain === undefined || clients === undefined) return undefined;
    const judged = judgeClient({ ...tls, clientChain: tls.clientChain }, clients, now());
    if (!judged.ok) return judged;
    const serialNumber = serialNumberOf(identity);
    const owner = owners.get(judged.value) ?? identity;
    if (serialNumber !== undefined && serialNumber !== judged.value)
      return {
        ok: false,
        why: `its certificate is for ${judged.value}, but its serial number is ${serialNumber}`,
      } as const;
    if (owner !== identity)
      return { ok: false, why: `its certificate is the one that ${owner} has shown (WP A00.FR.427)` } as const;
    return judged;
  }

  return {
    judge(request) {
      const identity = identityIn(request.url);
      if (identity === undefined) return refused(400, `${request.url} does not end with a charge point identity`);
      if (listed !== undefined && !Object.hasOwn(listed, identity))
        return refused(404, `${identity} is not a charger of ours`);
      const { key, least, reached } = termsOf(identity);
      const header = request.headers.authorization;
      const knowsKey =
        header === undefined || key === undefined ? undefined : presents(header, authorizationHeader(identity, key));
      const certificate = certificateOf(identity, request);
      const unauthorized = (kind: Finding['kind'], message: string): Admission => ({
        ...refused(401, `${identity}: ${message}`),
        finding: { kind, message, identity },
      });

      if (certificate?.ok !== true && knowsKey === false)
        return unauthorized('wrong-credentials', 'its credentials are not those of its AuthorizationKey');
      if (certificate?.ok === false && knowsKey !== true) return unauthorized('wrong-certificate', certificate.why);
      const profile = profileOf(certificate?.ok === true, knowsKey === true, request.tls !== undefined);
      if (profile < reached)
        return unauthorized(
          'lower-security-profile',
          `it comes with security profile ${profile} after it had come with ${reached}`,
        );
      if (profile < least) {
        const why =
          certificate?.ok === false
            ? certificate.why
            : header !== undefined && key === undefined
              ? 'no AuthorizationKey of it is known here'
              : missing[least];
        return unauthorized('insufficient-security', `security profile ${least} is asked of it: ${why}`);
      }
      const commonName = certificate?.ok === true ? certificate.value : undefined;
      return { kind: 'admitted', identity, proof: { profile, commonName } };
    },
    entered(identity, { profile, commonName }) {
      if (commonName !== undefined) owners.set(commonName, identity);
      const before = termsOf(identity);
      if (profile > before.reached) terms.set(identity, { ...before, reached: profile });
    },
    setKey(identity, authorizationKey) {
      const key = authorizationKey === undefined ? undefined : parseAuthorizationKey(authorizationKey);
      const { least, reached } = termsOf(identity);
      terms.set(
        identity,
        key === undefined ? { key, least: 0, reached: 0 } : { key, least: higher(least, 1), reached },
      );
    },
    learnKey(identity, authorizationKey) {
      terms.set(identity, { ...termsOf(identity), key: parseAuthorizationKey(authorizationKey) });
    },
  };
}

/** What each profile takes that the ones below do not. */
const missing: Readonly<Record<SecurityProfile, string>> = {
  0: '',
  1: 'its AuthorizationKey is to be presented by HTTP Basic',
  2: 'its AuthorizationKey is to be presented by HTTP Basic, over wss://',
  3: 'a certificate is to be shown, over wss://',
};

function profileOf(hasCertificate: boolean, hasKey: boolean, encrypted: boolean): SecurityProfile {
  if (hasCertificate) return 3;
  if (!hasKey) return 0;
  return encrypted ? 2 : 1;
}

function higher(one: SecurityProfile, other: SecurityProfile): SecurityProfile {
  return one > other ? one : other;
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

function refused(status: 400 | 401 | 404, because: string) {
  return { kind: 'refused', status, because } as const;
}

/** Do two Authorization headers mean the same? The scheme may be written in any case (RFC 7235, 2.1). */
function presents(given: string, wanted: string): boolean {
  const [givenBytes, wantedBytes] = [given, wanted].map((header) => {
    const [, credentials = ''] = /^basic +(\S+) *$/i.exec(header) ?? [];
    return Buffer.from(credentials, 'base64');
  }) as [Buffer, Buffer];
  return givenBytes.length === wantedBytes.length && timingSafeEqual(givenBytes, wantedBytes);
}

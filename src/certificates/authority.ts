/**
 * A small certificate authority: for the tests, for trying things out, and for a Central System that has none.
 *
 * Guarantees: what it signs is valid from an hour before now on, so that clocks may differ; no two of its certificates have the same
 * serial number; what it is asked to get wrong (times, host, name) is wrong, and nothing else is.
 */
import type { Random } from '../random/random.ts';
import { readCertificate } from './certificate.ts';
import { encodeName, type NameParts } from './distinguished-name.ts';
import { type Issuance, isAddress, issue, type Purpose } from './issue.ts';
import { type KeyKind, type MakeKey, makeKey, publicKeyOf } from './key-pair.ts';
import type { Read } from './pem.ts';
import { readSigningRequest } from './signing-request.ts';

/** A certificate and its private key, both PEM. */
export interface Identity {
  /** The certificate, and behind it those of the authorities below the root. */
  readonly chain: string;
  readonly privateKey: string;
}

/** What can be had other than it is by default. */
export interface Wishes {
  /** ms since 1970. */
  readonly notBefore?: number;
  /** ms since 1970. */
  readonly notAfter?: number;
  readonly keyKind?: KeyKind;
  /** Host names and IP addresses beside the name. */
  readonly alternativeNames?: readonly string[];
  /** Of an authority. */
  readonly pathLength?: number;
}

export interface Authority extends Identity {
  /** Its own certificate alone, PEM. */
  readonly certificate: string;
  /** One below this one. */
  intermediate(name: NameParts, wishes?: Wishes): Authority;
  /** For the Central System at this host: its CN (WP A00.FR.5xx). An IP address is an alternative name as well. */
  server(host: string, wishes?: Wishes): Identity;
  /** For a charge point: CN is its serial number, O who operates it. */
  client(name: NameParts, wishes?: Wishes): Identity;
  /** The chain for a signing request (PEM): what CertificateSigned delivers. */
  sign(request: string, wishes?: Wishes): Read<string>;
}

export interface AuthorityOptions {
  readonly random: Random;
  /** ms since 1970. */
  readonly now: () => number;
  readonly makeKey?: MakeKey;
}

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

/** How long what is signed is valid, ms. */
const lifetimes: Readonly<Record<Purpose, number>> = { authority: 20 * YEAR_MS, server: YEAR_MS, client: YEAR_MS };

/** A new root. */
export function createAuthority(options: AuthorityOptions, name: NameParts, wishes: Wishes = {}): Authority {
  const privateKey = (options.makeKey ?? makeKey)(wishes.keyKind);
  const own = { name: encodeName(name), publicKey: publicKeyOf(privateKey) };
  const certificate = signed(options, { ...own, issuer: own, privateKey, purpose: 'authority', wishes });
  return openAuthority(options, { certificate, privateKey, chain: '' });
}

/** One that was made before: its certificate and private key, and of one below a root the `chain` from itself up. */
export function openAuthority(
  options: AuthorityOptions,
  own: { readonly certificate: string; readonly privateKey: string; readonly chain: string },
): Authority {
  const read = readCertificate(own.certificate);
  if (!read.ok) throw new TypeError(`the certificate of the authority: ${read.why}`);
  const issuer = { name: read.value.source.subjectName, publicKey: publicKeyOf(own.privateKey) };
  const newKey = ({ keyKind }: Wishes): string => (options.makeKey ?? makeKey)(keyKind);

  function identity(name: NameParts, purpose: Purpose, wishes: Wishes): Identity {
    const privateKey = newKey(wishes);
    const subject = { name: encodeName(name), publicKey: publicKeyOf(privateKey) };
    const certificate = signed(options, { ...subject, issuer, privateKey: own.privateKey, purpose, wishes });
    return { chain: certificate + own.chain, privateKey };
  }

  return {
    ...own,
    intermediate(name, wishes = {}) {
      const { chain, privateKey } = identity(name, 'authority', wishes);
      return openAuthority(options, {
        certificate: chain.slice(0, chain.length - own.chain.length),
        privateKey,
        chain,
      });
    },
    server: (host, wishes = {}) =>
      identity({ commonName: host }, 'server', { ...(isAddress(host) ? { alternativeNames: [host] } : {}), ...wishes }),
    client: (name, wishes = {}) => identity(name, 'client', wishes),
    sign(text, wishes = {}) {
      const request = readSigningRequest(text);
      if (!request.ok) return request;
      const certificate = signed(options, {
        ...request.value,
        issuer,
        privateKey: own.privateKey,
        purpose: 'client',
        wishes,
      });
      return { ok: true, value: certificate + own.chain };
    },
  };
}

/** A certificate that nobody but itself vouches for, as devices have them before anybody has cared. */
export function selfSigned(
  options: AuthorityOptions,
  name: NameParts,
  purpose: Purpose,
  wishes: Wishes = {},
): Identity {
  const privateKey = (options.makeKey ?? makeKey)(wishes.keyKind);
  const own = { name: encodeName(name), publicKey: publicKeyOf(privateKey) };
  return { chain: signed(options, { ...own, issuer: own, privateKey, purpose, wishes }), privateKey };
}

/** The certificate, PEM. `name` and `publicKey` are whose it is. */
function signed(
  { random, now }: AuthorityOptions,
  about: Pick<Issuance, 'publicKey' | 'issuer' | 'privateKey' | 'purpose'> & {
    readonly name: Uint8Array;
    readonly wishes: Wishes;
  },
): string {
  const { name, publicKey, issuer, privateKey, purpose, wishes } = about;
  const notBefore = wishes.notBefore ?? now() - HOUR_MS;
  return issue({
    subject: name,
    publicKey,
    issuer,
    privateKey,
    purpose,
    serialNumber: serialNumber(random),
    notBefore,
    notAfter: wishes.notAfter ?? notBefore + lifetimes[purpose],
    pathLength: wishes.pathLength,
    ...(wishes.alternativeNames === undefined ? {} : { alternativeNames: wishes.alternativeNames }),
  });
}

/** A positive number of 16 bytes, most of them chance (RFC 5280, 4.1.2.2). */
function serialNumber(random: Random): Uint8Array {
  const bytes = Buffer.from(random.uuid().replaceAll('-', ''), 'hex');
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

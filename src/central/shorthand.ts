/**
 * What may be written at the prompt in place of values that nobody wants to type: certificates, signatures, moments.
 *
 *     CP001 InstallCertificate {certificateType: CentralSystemRootCertificate, certificate: file:pki/root.pem}
 *     CP001 DeleteCertificate {certificateHashData: file:pki/root.pem}
 *     CP001 UpdateFirmware {location: "http://127.0.0.1:9000/files/new.fw", retrieveDate: now+60}
 *
 * Guarantees: only the members in the table have shorthands, so that no other text is ever taken for one; what cannot be read is a
 * sentence; a payload without shorthands comes out as it went in.
 */
import { readCertificates } from '../certificates/certificate.ts';
import { issuerAmong } from '../certificates/chain.ts';
import { hashData } from '../certificates/hash-data.ts';
import type { Read } from '../certificates/pem.ts';
import { formatDateTime } from '../schema/date-time.ts';

export interface Surroundings {
  /** Throws what the operating system says. */
  readonly readFile: (path: string) => Uint8Array;
  /** ms since 1970. */
  readonly now: () => number;
}

/** Throws an Error whose message says what is wrong. */
type Shorthand = (text: string, member: string, surroundings: Surroundings) => unknown;

const FILE = /^file:(.+)$/s;
const MOMENT = /^now(?:\+(\d{1,9}))?$/;

/** The text of a file. One of JSON has what is wanted as a member, as the signatures beside firmware packages do. */
const text: Shorthand = (written, member, { readFile }) => {
  const [, path] = FILE.exec(written) ?? [];
  if (path === undefined) return written;
  const content = Buffer.from(readFile(path)).toString('utf8');
  if (!content.startsWith('{')) return content;
  const value: unknown = (JSON.parse(content) as Readonly<Record<string, unknown>>)[member];
  if (typeof value !== 'string') throw new Error(`it has no member ${member}`);
  return value;
};

/** A signature is base64, whether the file is or not. */
const signature: Shorthand = (written, member, surroundings) => {
  const [, path] = FILE.exec(written) ?? [];
  if (path === undefined) return written;
  const bytes = Buffer.from(surroundings.readFile(path));
  const content = bytes.toString('utf8');
  if (content.startsWith('{')) return text(written, member, surroundings);
  return /^[A-Za-z\d+/=\s]+$/.test(content) ? content.replace(/\s/g, '') : bytes.toString('base64');
};

/** What identifies the first certificate of a file. Its issuer is in the file, too, unless it has signed itself. */
const hashed: Shorthand = (written, _, { readFile }) => {
  const [, path] = FILE.exec(written) ?? [];
  if (path === undefined) return written;
  const read = readCertificates(Buffer.from(readFile(path)).toString('utf8'));
  if (!read.ok) throw new Error(read.why);
  const [certificate] = read.value;
  const issuer = certificate && issuerAmong(certificate, read.value);
  if (certificate === undefined || issuer === undefined)
    throw new Error('its issuer is not in it: put it behind the certificate');
  return hashData('SHA256', certificate, issuer);
};

/** `now`, or so many seconds later. */
const moment: Shorthand = (written, _, { now }) => {
  const [matched, seconds = '0'] = MOMENT.exec(written) ?? [];
  return matched === undefined ? written : formatDateTime(now() + Number(seconds) * 1000);
};

/** By the name of the member, wherever it stands. */
const shorthands: Readonly<Record<string, Shorthand>> = {
  certificate: text,
  certificateChain: text,
  signingCertificate: text,
  signature,
  certificateHashData: hashed,
  retrieveDate: moment,
  retrieveDateTime: moment,
  installDateTime: moment,
  startTime: moment,
  stopTime: moment,
  oldestTimestamp: moment,
  latestTimestamp: moment,
  expiryDate: moment,
};

/** The payload as it is sent. */
export function writtenOut(payload: unknown, surroundings: Surroundings): Read<unknown> {
  try {
    return { ok: true, value: expand(payload, surroundings) };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}

function expand(value: unknown, surroundings: Surroundings): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, written]) => {
      const shorthand = Object.hasOwn(shorthands, member) ? shorthands[member] : undefined;
      if (shorthand === undefined || typeof written !== 'string') return [member, expand(written, surroundings)];
      try {
        return [member, shorthand(written, member, surroundings)];
      } catch (error) {
        throw new Error(`${member}: ${written} cannot be used: ${(error as Error).message}`);
      }
    }),
  );
}

/**
 * A firmware package: what a maker publishes and a charger installs. One file: a header of one line, and the payload after it.
 *
 *     {"firmware":1,"model":"reference","version":"0.2.0","length":1234,"sha256":"…"}\n<1234 bytes>
 *
 * Guarantees: what `packFirmware` makes, `readHeader` and a look at the payload confirm; whatever differs by one bit is refused with a
 * sentence. Who made it is not said here: the signature is over the whole file, and lies beside it (see signature.ts).
 */
import { createHash } from 'node:crypto';
import type { Read } from '../certificates/pem.ts';

export interface PackageHeader {
  /** Which chargers it is for, as the start-up file's `model` has it. */
  readonly model: string;
  /** What BootNotification will tell as firmwareVersion: at most 50 characters (S 6.9). */
  readonly version: string;
  /** Bytes of the payload. */
  readonly length: number;
  /** Of the payload, hexadecimal. */
  readonly sha256: string;
}

/** A header, and how many bytes it takes with its line feed. */
export interface HeaderRead {
  readonly header: PackageHeader;
  readonly offset: number;
}

/** No header is longer, bytes. */
export const LONGEST_HEADER = 1024;

/** No package is longer, bytes: what no charger would have room for is not downloaded to its end. */
export const LARGEST_PACKAGE = 256 * 1024 * 1024;

const FORMAT = 1;
const LINE_FEED = 0x0a;

/** Throws TypeError for a model or version that cannot stand in a header. */
export function packFirmware(parts: {
  readonly model: string;
  readonly version: string;
  readonly payload: Uint8Array;
}): Uint8Array {
  const { model, version, payload } = parts;
  const sha256 = createHash('sha256').update(payload).digest('hex');
  const header = Buffer.from(
    `${JSON.stringify({ firmware: FORMAT, model, version, length: payload.length, sha256 })}\n`,
  );
  const read = readHeader(header);
  if (!read.ok) throw new TypeError(read.why);
  return Buffer.concat([header, payload]);
}

/** Reads the header at the beginning of a package: `LONGEST_HEADER` bytes of it are enough. */
export function readHeader(beginning: Uint8Array): Read<HeaderRead> {
  const end = beginning.subarray(0, LONGEST_HEADER).indexOf(LINE_FEED);
  if (end < 0) return wrong(`it does not begin with a line of at most ${LONGEST_HEADER} bytes`);
  let header: Readonly<Record<string, unknown>>;
  try {
    header = Object(JSON.parse(Buffer.from(beginning.subarray(0, end)).toString()));
  } catch {
    return wrong('its first line is not JSON');
  }
  const { firmware, model, version, length, sha256 } = header;
  if (firmware !== FORMAT)
    return wrong(`expected the format {"firmware":${FORMAT}, …}, got ${JSON.stringify(firmware)}`);
  if (typeof model !== 'string' || model === '') return wrong('its header names no model');
  if (typeof version !== 'string' || !/^[\x21-\x7e]{1,50}$/.test(version))
    return wrong(`its version must be 1 to 50 printable characters without blanks, got ${JSON.stringify(version)}`);
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
    return wrong('its header has no length');
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return wrong('its header has no SHA-256');
  return { ok: true, value: { header: { model, version, length, sha256 }, offset: end + 1 } };
}

function wrong(why: string): { readonly ok: false; readonly why: string } {
  return { ok: false, why: `this is no firmware package: ${why}` };
}

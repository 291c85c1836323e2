/**
 * Packets of the Network Time Protocol, version 4 (RFC 5905, 7.3; what a client has to check: RFC 4330, 5). Pure.
 *
 * Guarantees:
 * - a timestamp is read in the era in which it lies between 2024 and 2160, whatever our own clock says: it may be wrong by decades;
 * - a request tells nothing of us: its transmit timestamp is chance, and what does not repeat that chance is not an answer;
 * - an answer is judged whole: a server that is not synchronised, too far from its source of time, or that asks to be left alone
 *   gives no sample.
 *
 * Times here are ms with fractions; `elapsed` is the client's monotonic time, the server's are ms since 1970.
 */

/** Length of a packet without extensions, bytes. */
export const PACKET_LENGTH = 48;

export const MODE_CLIENT = 3;
export const MODE_SERVER = 4;

/** Leap indicator: the server is not synchronised. */
export const LEAP_UNKNOWN = 3;

/** Stratum 0 is a kiss-o'-death, 16 means not synchronised. */
const HIGHEST_STRATUM = 15;

/** How far a server may be from its source of time, ms: root delay / 2 + root dispersion (RFC 5905: MAXDIST, 1 s). */
export const GREATEST_ROOT_DISTANCE_MS = 1_000;

/** A server cannot have thought longer than we have waited; clocks that tick in whole ms may say so by a hair. */
const TICK_MS = 1;

/** The seconds of a timestamp count from 1900; ms from there to 1970. */
const FROM_1900_TO_1970_MS = 2_208_988_800_000;

/** Seconds of an era. */
const ERA = 2 ** 32;

/** No packet is older than this protocol's use here: a timestamp before belongs to the next era. */
const ERA_SPLIT_MS = Date.UTC(2024, 0, 1);

export interface NtpPacket {
  readonly leap: number;
  readonly version: number;
  readonly mode: number;
  readonly stratum: number;
  readonly rootDelayMs: number;
  readonly rootDispersionMs: number;
  /** Four bytes as text: the code of a kiss-o'-death, or what the server follows. */
  readonly referenceId: string;
  /** 64 bits each: seconds since 1900 of the era, and a fraction; 0 for none. */
  readonly origin: bigint;
  readonly receive: bigint;
  readonly transmit: bigint;
}

/** What one question has shown of a server's clock. */
export interface Sample {
  /** ms since 1970, by the server, when our `elapsed` was 0. */
  readonly epoch: number;
  /** How long the question and the answer were on their way, together. */
  readonly delay: number;
  /** By how much `epoch` may be wrong, if the server tells the truth. */
  readonly distance: number;
  readonly stratum: number;
}

export type Judgement =
  | { readonly kind: 'sample'; readonly sample: Sample }
  /** The server wants to be left alone (RFC 5905, 7.4). */
  | { readonly kind: 'kiss'; readonly code: string }
  | { readonly kind: 'useless'; readonly why: string }
  /** No answer to this question: forged, late, or no NTP at all. The answer may still come. */
  | { readonly kind: 'foreign' };

/** A question that waits for its answer. */
export interface Question {
  /** 64 bits of chance. */
  readonly nonce: bigint;
  /** `elapsed` when it left. */
  readonly sentAt: number;
}

/** ms since 1970 as a timestamp of its era. */
export function encodeTimestamp(ms: number): bigint {
  const since1900 = ms + FROM_1900_TO_1970_MS;
  const seconds = Math.floor(since1900 / 1000);
  const fraction = Math.round(((since1900 - seconds * 1000) / 1000) * ERA);
  return BigInt.asUintN(64, (BigInt(seconds) << 32n) + BigInt(fraction));
}

/** A timestamp as ms since 1970, between 2024 and 2160. */
export function decodeTimestamp(timestamp: bigint): number {
  const seconds = Number(timestamp >> 32n);
  const fraction = Number(timestamp & 0xffff_ffffn);
  const ms = seconds * 1000 - FROM_1900_TO_1970_MS;
  return (ms < ERA_SPLIT_MS ? ms + ERA * 1000 : ms) + (fraction * 1000) / ERA;
}

/** The packet that asks. */
export function encodeQuestion(nonce: bigint): Uint8Array {
  return encodePacket({
    leap: 0,
    version: 4,
    mode: MODE_CLIENT,
    stratum: 0,
    rootDelayMs: 0,
    rootDispersionMs: 0,
    referenceId: '',
    origin: 0n,
    receive: 0n,
    transmit: nonce,
  });
}

export function encodePacket(packet: NtpPacket): Uint8Array {
  const bytes = new Uint8Array(PACKET_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (packet.leap << 6) | (packet.version << 3) | packet.mode);
  view.setUint8(1, packet.stratum);
  view.setUint32(4, shortOf(packet.rootDelayMs));
  view.setUint32(8, shortOf(packet.rootDispersionMs));
  for (let index = 0; index < 4; index += 1) view.setUint8(12 + index, packet.referenceId.charCodeAt(index) || 0);
  view.setBigUint64(24, packet.origin);
  view.setBigUint64(32, packet.receive);
  view.setBigUint64(40, packet.transmit);
  return bytes;
}

/** undefined for what is too short; what stands behind the 48 bytes is not looked at. */
export function decodePacket(bytes: Uint8Array): NtpPacket | undefined {
  if (bytes.byteLength < PACKET_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  return {
    leap: first >> 6,
    version: (first >> 3) & 7,
    mode: first & 7,
    stratum: view.getUint8(1),
    rootDelayMs: msOfShort(view.getUint32(4)),
    rootDispersionMs: msOfShort(view.getUint32(8)),
    referenceId: String.fromCharCode(...bytes.subarray(12, 16)).replace(/\0+$/, ''),
    origin: view.getBigUint64(24),
    receive: view.getBigUint64(32),
    transmit: view.getBigUint64(40),
  };
}

/** What came, held against what was asked. `receivedAt`: `elapsed` when it came. */
export function judge(bytes: Uint8Array, { nonce, sentAt }: Question, receivedAt: number): Judgement {
  const packet = decodePacket(bytes);
  if (packet === undefined || packet.mode !== MODE_SERVER || packet.origin !== nonce) return { kind: 'foreign' };
  const { version, leap, stratum, rootDelayMs, rootDispersionMs } = packet;
  if (stratum === 0) return { kind: 'kiss', code: packet.referenceId };
  if (version !== 3 && version !== 4) return useless(`it speaks version ${version}`);
  if (leap === LEAP_UNKNOWN || stratum > HIGHEST_STRATUM) return useless('it is not synchronised');
  if (packet.receive === 0n || packet.transmit === 0n) return useless('it does not tell the time');
  const rootDistance = rootDelayMs / 2 + rootDispersionMs;
  if (rootDistance >= GREATEST_ROOT_DISTANCE_MS) {
    return useless(`it is ${Math.round(rootDistance)} ms from its source of time`);
  }
  const received = decodeTimestamp(packet.receive);
  const transmitted = decodeTimestamp(packet.transmit);
  const thinking = transmitted - received;
  const away = receivedAt - sentAt - thinking;
  if (thinking < 0 || away < -TICK_MS) return useless('its two timestamps contradict one another');
  const delay = Math.max(0, away);
  return {
    kind: 'sample',
    sample: {
      // RFC 5905, 8: the middle between the two ways; exact when both take equally long.
      epoch: (received - sentAt + (transmitted - receivedAt)) / 2,
      delay,
      distance: delay / 2 + rootDistance,
      stratum,
    },
  };
}

function useless(why: string): Judgement {
  return { kind: 'useless', why };
}

/** NTP's short format: 16 bits of seconds, 16 of fraction. */
function shortOf(ms: number): number {
  return Math.min(Math.round((ms / 1000) * 65_536), 0xffff_ffff);
}

function msOfShort(short: number): number {
  return (short / 65_536) * 1000;
}

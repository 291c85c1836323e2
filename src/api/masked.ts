/**
 * The text of a frame as it may be shown.
 * Guarantee: the value that a ChangeConfiguration has for a key that can only be written (a password) is not in it, nor the user,
 * password and query of a URL that files go to or come from; every other frame is shown as it is on the wire.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '../features/configuration/configuration.ts';
import { callText, parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';
import { maskedLocation } from '../transfer/location.ts';

/** Holds the password of the connection (WP 7.2), also on a charge point that does not have the key. */
const PASSWORD_KEY = 'authorizationkey';

/** Actions that name a URL, which may hold a password. */
const withLocation: readonly string[] = ['GetDiagnostics', 'GetLog', 'UpdateFirmware', 'SignedUpdateFirmware'];

export function masked({ kind, action, text }: FrameEvent, configuration: Pick<Configuration, 'find'>): string {
  if (kind === 'call' && withLocation.includes(action ?? '')) return withoutLocations(text);
  if (kind !== 'call' || action !== 'ChangeConfiguration') return text;
  const frame = parseFrame(text);
  if (frame.kind !== 'call' || !isChange(frame.payload)) return text;
  const { key } = frame.payload;
  const secret = key.toLowerCase() === PASSWORD_KEY || configuration.find(key)?.access === 'W';
  return secret ? callText(frame.id, action, { ...frame.payload, value: '…' }) : text;
}

function isChange(payload: unknown): payload is { readonly key: string } {
  return typeof payload === 'object' && payload !== null && 'key' in payload && typeof payload.key === 'string';
}

/** A frame that is no frame may have a URL anywhere: then nothing of it is shown. */
function withoutLocations(text: string): string {
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return '…';
  const payload = maskLocations(frame.payload);
  return isDeepStrictEqual(payload, frame.payload) ? text : callText(frame.id, frame.action, payload);
}

/** The same with each location and remoteLocation as it may be shown. */
function maskLocations<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    /^(remoteL|l)ocation$/.test(name) && typeof field === 'string' ? maskedLocation(field) : maskLocations(field),
  ]);
  return Object.fromEntries(fields) as T;
}

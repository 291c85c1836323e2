/**
 * The text of a frame as it may be shown.
 * Guarantee: the value that a ChangeConfiguration has for a key that can only be written (a password) is not in it; every other
 * frame is shown as it is on the wire.
 */
import type { Configuration } from '../features/configuration/configuration.ts';
import { callText, parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';

/** Holds the password of the connection (WP 7.2), also on a charge point that does not have the key. */
const PASSWORD_KEY = 'authorizationkey';

export function masked({ kind, action, text }: FrameEvent, configuration: Pick<Configuration, 'find'>): string {
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

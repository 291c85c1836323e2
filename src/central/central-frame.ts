/**
 * A frame as the Central System keeps and shows it. Pure.
 *
 * Guarantee: the value of the configuration key AuthorizationKey is masked in it (WP A01.FR.12: the key is logged nowhere).
 */
import { parseFrame } from '../rpc/frame.ts';
import type { FrameEvent } from '../rpc/rpc.ts';

/** `direction` is the Central System's: `in` comes from the charger. */
export interface CentralFrame extends FrameEvent {
  readonly chargerId: string;
  /** ms since 1970. */
  readonly at: number;
}

/** Put where a secret stood. */
export const MASK = '***';

/** The configuration key whose value is a secret; keys are compared without regard to case (E4 3.58). */
export function isSecretKey(key: unknown): boolean {
  return typeof key === 'string' && key.toLowerCase() === 'authorizationkey';
}

export function centralFrame(event: FrameEvent, chargerId: string, at: number): CentralFrame {
  return { ...event, text: withoutSecrets(event), chargerId, at };
}

function withoutSecrets({ action, kind, text }: FrameEvent): string {
  if (action !== 'ChangeConfiguration' || kind !== 'call') return text;
  const frame = parseFrame(text);
  if (frame.kind !== 'call') return text;
  const { payload } = frame;
  if (typeof payload !== 'object' || payload === null || !('key' in payload) || !isSecretKey(payload.key)) return text;
  return JSON.stringify([2, frame.id, frame.action, { ...payload, value: MASK }]);
}

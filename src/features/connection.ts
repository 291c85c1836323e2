/** The keys that say how the connection is made and kept, and the link's settings that follow from them. */
import type { LinkSettings } from '../link/link.ts';
import type { Configuration } from './configuration/configuration.ts';
import { integerKey } from './configuration/key.ts';

export const MessageTimeout = integerKey({
  name: 'MessageTimeout',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 30,
  minimum: 1,
  meaning: 'How long the answer to a message is waited for.',
  source: 'E4 3.82',
});

export const WebSocketPingInterval = integerKey({
  name: 'WebSocketPingInterval',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 30,
  meaning: 'From one WebSocket ping to the next; 0 for none.',
  source: 'OCPP-J 7',
});

export const RetryBackoffWaitMinimum = integerKey({
  name: 'RetryBackoffWaitMinimum',
  profile: 'Vendor',
  unit: 's',
  access: 'RW',
  default: 3,
  minimum: 1,
  meaning: 'The shortest wait before a lost or refused connection is tried again.',
  source: 'ours, with the name that libocpp uses; JE 3.4 asks for a back-off',
});

export const RetryBackoffRandomRange = integerKey({
  name: 'RetryBackoffRandomRange',
  profile: 'Vendor',
  unit: 's',
  access: 'RW',
  default: 10,
  meaning: 'The random part of each such wait: 0 to so much is added.',
  source: 'ours, with the name that libocpp uses',
});

export const RetryBackoffRepeatTimes = integerKey({
  name: 'RetryBackoffRepeatTimes',
  profile: 'Vendor',
  access: 'RW',
  default: 3,
  maximum: 20,
  meaning: 'How often the wait doubles before it stays as it is.',
  source: 'ours, with the name that libocpp uses',
});

export const connectionKeys = [
  MessageTimeout,
  WebSocketPingInterval,
  RetryBackoffWaitMinimum,
  RetryBackoffRandomRange,
  RetryBackoffRepeatTimes,
];

/** A pong that has not come after this long will not come, ms (libocpp waits as long). */
const PONG_TIMEOUT_MS = 5_000;

const HANDSHAKE_TIMEOUT_MS = 20_000;

/** How the connection is made and kept, by the keys as they are now. */
export function connectionSettings(
  configuration: Configuration,
): Pick<LinkSettings, 'pingIntervalMs' | 'pongTimeoutMs' | 'handshakeTimeoutMs' | 'backoff'> {
  return {
    pingIntervalMs: configuration.value(WebSocketPingInterval) * 1000,
    pongTimeoutMs: PONG_TIMEOUT_MS,
    handshakeTimeoutMs: HANDSHAKE_TIMEOUT_MS,
    backoff: {
      minimumMs: configuration.value(RetryBackoffWaitMinimum) * 1000,
      randomRangeMs: configuration.value(RetryBackoffRandomRange) * 1000,
      repeatTimes: configuration.value(RetryBackoffRepeatTimes),
    },
  };
}

/** The keys that say how the connection is made and kept, and the link's settings that follow from them. */
import { LinkError, parseAuthorizationKey } from '../link/identity.ts';
import type { LinkSettings } from '../link/link.ts';
import type { Configuration } from './configuration/configuration.ts';
import { integerKey, type Key, textKey } from './configuration/key.ts';

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

export const SecurityProfile = integerKey({
  name: 'SecurityProfile',
  profile: 'Security',
  access: 'R',
  default: 0,
  maximum: 3,
  meaning: 'How the two sides know each other: 0 not at all, 1 and 2 the charger by its AuthorizationKey.',
  source: 'WP 1, WP 7.6',
});

const authorizationKeyText = textKey({
  name: 'AuthorizationKey',
  profile: 'Security',
  access: 'W',
  default: '',
  meaning: 'The password of security profiles 1 and 2: 32 to 40 hexadecimal digits, or a text of 16 to 40 characters.',
  source: 'OCPP-J 6.2.2, WP 7.2',
});

export const AuthorizationKey: Key<string> = {
  ...authorizationKeyText,
  parse(text) {
    try {
      parseAuthorizationKey(text);
      return authorizationKeyText.parse(text);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      return { ok: false, expected: '32 to 40 hexadecimal digits (an even number) or a text of 16 to 40 characters' };
    }
  },
};

/** With which of the profiles the charger presents its AuthorizationKey (WP 1). */
const profilesWithKey = [1, 2];

export const connectionKeys = [
  MessageTimeout,
  WebSocketPingInterval,
  RetryBackoffWaitMinimum,
  RetryBackoffRandomRange,
  RetryBackoffRepeatTimes,
  SecurityProfile,
  AuthorizationKey,
];

/** A pong that has not come after this long will not come, ms (libocpp waits as long). */
const PONG_TIMEOUT_MS = 5_000;

const HANDSHAKE_TIMEOUT_MS = 20_000;

/** From a new AuthorizationKey to the connection that uses it, ms: the answer has to get out first (libocpp waits as long). */
export const NEW_KEY_PAUSE_MS = 1_000;

/** How to reach the Central System, by the keys as they are now. */
export function linkSettings(
  configuration: Configuration,
  where: { readonly endpoint: string; readonly identity: string },
): LinkSettings {
  const key = configuration.value(AuthorizationKey);
  const presented = key !== '' && profilesWithKey.includes(configuration.value(SecurityProfile));
  return {
    ...where,
    authorizationKey: presented ? parseAuthorizationKey(key) : undefined,
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

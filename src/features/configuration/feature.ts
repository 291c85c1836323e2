/**
 * GetConfiguration and ChangeConfiguration (S 5.8, 5.3).
 *
 * Guarantees: names are compared as CiStrings; who names no key gets them all; of a request with more names than
 * GetConfigurationMaxKeys the first so many are answered; a write-only key's value never leaves the charger.
 */
import type { Log } from '../../log/log.ts';
import type { Confirmation } from '../../ocpp16/actions.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Configuration, KeyState } from './configuration.ts';
import { integerKey } from './key.ts';

export const GetConfigurationMaxKeys = integerKey({
  name: 'GetConfigurationMaxKeys',
  profile: 'Core',
  access: 'R',
  default: 100,
  meaning: 'How many keys one GetConfiguration can name.',
  source: 'S 9.1.7',
});

export const configurationKeys = [GetConfigurationMaxKeys];

export function configurationHandlers(configuration: Configuration, log: Log): Handlers {
  return {
    GetConfiguration({ key: names = [] }) {
      if (names.length === 0) return { reply: { configurationKey: configuration.keys().map(toWire) } };
      const maximum = configuration.value(GetConfigurationMaxKeys);
      const asked = names.slice(0, maximum);
      if (asked.length < names.length)
        log.warn(`GetConfiguration asks for ${names.length} keys; answered are ${maximum}`);
      const found = asked.map((name) => configuration.find(name)).filter((state) => state !== undefined);
      const unknownKey = asked.filter((name) => configuration.find(name) === undefined);
      return {
        reply: {
          ...(found.length > 0 ? { configurationKey: found.map(toWire) } : {}),
          ...(unknownKey.length > 0 ? { unknownKey } : {}),
        },
      };
    },
    ChangeConfiguration({ key, value }) {
      const { status, why, after } = configuration.change(key, value);
      if (why !== undefined) log.warn(`ChangeConfiguration ${status}: ${why}`);
      return { reply: { status }, after };
    },
  };
}

type WireKey = NonNullable<Confirmation<'GetConfiguration'>['configurationKey']>[number];

function toWire({ key, access, text }: KeyState): WireKey {
  const named = { key: key.name, readonly: access === 'R' };
  return access === 'W' ? named : { ...named, value: text.slice(0, 500) };
}

/** The keys of the local list: whether it counts, and how long it and a message of it may be (S 9.2; release note: local list). */
import { booleanKey, integerKey } from '../configuration/key.ts';

export const LocalAuthListEnabled = booleanKey({
  name: 'LocalAuthListEnabled',
  profile: 'LocalAuthListManagement',
  access: 'RW',
  default: true,
  meaning: 'The local list counts. Switched off it is kept, and can be neither asked for nor changed.',
  source: 'S 9.2.1, S 3.5.2',
});

export const LocalAuthListMaxLength = integerKey({
  name: 'LocalAuthListMaxLength',
  profile: 'LocalAuthListManagement',
  access: 'R',
  default: 1024,
  minimum: 1,
  meaning: 'How many identifiers the local list can hold.',
  source: 'S 9.2.2; release note: LocalAuthListMaxLength',
});

export const SendLocalListMaxLength = integerKey({
  name: 'SendLocalListMaxLength',
  profile: 'LocalAuthListManagement',
  access: 'R',
  default: 255,
  minimum: 1,
  meaning: 'How many identifiers one SendLocalList can name.',
  source: 'S 9.2.3; release note: SendLocalListMaxLength',
});

export const localListKeys = [LocalAuthListEnabled, LocalAuthListMaxLength, SendLocalListMaxLength];

/** The keys of the security profile (WP 1, 7): how the two sides know each other. */
import { LinkError, parseAuthorizationKey } from '../../link/identity.ts';
import { booleanKey, integerKey, type Key, textKey } from '../configuration/key.ts';

export const SecurityProfile = integerKey({
  name: 'SecurityProfile',
  profile: 'Security',
  access: 'RW',
  default: 0,
  maximum: 3,
  meaning:
    'How the two sides know each other: 0 not at all, 1 and 2 the charger by its AuthorizationKey, 3 by its certificate; 2 and 3 the Central System by its own, over TLS. It can only be raised.',
  source: 'WP 1, A05, 7.6; release note: SecurityProfile',
});

const authorizationKeyText = textKey({
  name: 'AuthorizationKey',
  profile: 'Security',
  access: 'W',
  default: '',
  meaning: 'The password of security profiles 1 and 2: 32 to 40 hexadecimal digits, or a text of 16 to 40 characters.',
  source: 'OCPP-J 6.2.2, WP A01, 7.2',
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

export const SwitchSecurityProfileConnectionTimeout = integerKey({
  name: 'SwitchSecurityProfileConnectionTimeout',
  profile: 'Vendor',
  unit: 's',
  access: 'RW',
  default: 20,
  minimum: 1,
  maximum: 3600,
  meaning: 'How long a new SecurityProfile is tried before the former one has its turn again.',
  source: 'WP A05.FR.08; the name and the default are those of libocpp',
});

export const VerifyCsmsCommonName = booleanKey({
  name: 'VerifyCsmsCommonName',
  profile: 'Vendor',
  access: 'RW',
  default: true,
  meaning:
    "Must the Central System's certificate name the host of its URL? Without that any certificate below an installed root will do.",
  source: 'WP A00.FR.308; the name is that of libocpp',
});

export const securityProfileKeys = [
  SecurityProfile,
  AuthorizationKey,
  SwitchSecurityProfileConnectionTimeout,
  VerifyCsmsCommonName,
];

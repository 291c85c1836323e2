/** The keys of the certificates (WP 7): whose they are, how many there may be, how long what comes may be. */
import { booleanKey, integerKey, textKey } from '../configuration/key.ts';

export const CpoName = textKey({
  name: 'CpoName',
  profile: 'Security',
  access: 'RW',
  default: '',
  maximumLength: 64,
  meaning: 'Who operates the charge point: O in its certificate. Without it no certificate is asked for.',
  source: 'WP 7.5, A02, A03',
});

export const AdditionalRootCertificateCheck = booleanKey({
  name: 'AdditionalRootCertificateCheck',
  profile: 'Security',
  access: 'R',
  default: false,
  meaning:
    'There is one root of the Central System at a time, and only a certificate that it has signed can take its place.',
  source: 'WP 7.1, M05',
});

export const CertificateSignedMaxChainSize = integerKey({
  name: 'CertificateSignedMaxChainSize',
  profile: 'Security',
  access: 'R',
  default: 10_000,
  minimum: 1,
  maximum: 10_000,
  meaning: 'How many characters the certificateChain of CertificateSigned may have.',
  source: 'WP 7.3',
});

export const CertificateStoreMaxLength = integerKey({
  name: 'CertificateStoreMaxLength',
  profile: 'Security',
  access: 'R',
  default: 20,
  minimum: 1,
  maximum: 100,
  meaning: 'How many root certificates can be installed, of both uses together.',
  source: 'WP 7.4',
});

export const certificateKeys = [
  CpoName,
  AdditionalRootCertificateCheck,
  CertificateSignedMaxChainSize,
  CertificateStoreMaxLength,
];

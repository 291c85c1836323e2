/**
 * The options of `pilotwire central` that are about security, put together and checked.
 *
 * Guarantee: a combination that would let nobody in, or that cannot work, is a UsageError that says what is missing; the certificates
 * are loaded only where there are any.
 */
import type { SecurityProfile } from '../central/admission.ts';
import type { CentralSystemOptions } from '../central/central-system.ts';
import type { ServerTls } from '../central/tls-entrance.ts';
import type { AuthorityOptions } from '../certificates/authority.ts';
import { LinkError, parseAuthorizationKey } from '../link/identity.ts';
import { UsageError } from './usage-error.ts';

export interface CentralSecurityOptions {
  /** A folder that `pilotwire pki init` has made. */
  readonly tlsDir?: string;
  readonly securityProfile?: SecurityProfile;
  /** Of all chargers. */
  readonly password?: string;
  /** A file of passwords. */
  readonly passwords?: string;
}

export interface CentralSecurity {
  readonly central: Pick<CentralSystemOptions, 'securityProfile' | 'authorizationKey' | 'authority' | 'keyTaken'>;
  /** Of single chargers. */
  readonly passwords: Readonly<Record<string, string>>;
  readonly tls: ServerTls | undefined;
  /** The name in the server's certificate. */
  readonly host: string | undefined;
}

export async function readCentralSecurity(
  options: CentralSecurityOptions,
  authority: AuthorityOptions,
): Promise<CentralSecurity> {
  const { tlsDir, password } = options;
  const hasPasswords = password !== undefined || options.passwords !== undefined;
  // Whoever gives a password wants it to be asked for.
  const securityProfile = options.securityProfile ?? (hasPasswords ? 1 : 0);
  if (securityProfile >= 2 && tlsDir === undefined)
    throw new UsageError(
      `--security-profile ${securityProfile} needs --tls-dir: pilotwire pki init makes such a folder`,
    );
  if ((securityProfile === 1 || securityProfile === 2) && !hasPasswords)
    throw new UsageError(`--security-profile ${securityProfile} needs --password or --passwords`);
  checkPassword(password);
  const file = options.passwords === undefined ? undefined : await openPasswords(options.passwords);
  const pki = tlsDir === undefined ? undefined : await openPki(tlsDir, authority);
  return {
    central: {
      securityProfile,
      ...(password === undefined ? {} : { authorizationKey: password }),
      ...(pki === undefined ? {} : { authority: pki.authority }),
      ...(file === undefined ? {} : { keyTaken: file.remember }),
    },
    passwords: file?.passwords ?? {},
    tls: pki?.tls,
    host: pki?.host,
  };
}

async function openPasswords(path: string) {
  const { openPasswordFile } = await import('./password-file.ts');
  return openPasswordFile(path);
}

async function openPki(folder: string, options: AuthorityOptions) {
  const { readCentralPki } = await import('./pki-folder.ts');
  const { root, intermediate, servers, organization, host } = readCentralPki(folder, options);
  return {
    authority: { roots: [root], organization, sign: (request: string) => intermediate.sign(request) },
    tls: { identities: servers, clientRoots: [root] },
    host,
  };
}

function checkPassword(password: string | undefined): void {
  try {
    if (password !== undefined) parseAuthorizationKey(password);
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    throw new UsageError(`--password: ${error.message}`);
  }
}

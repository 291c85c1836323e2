/**
 * What `demo --secure` adds: a Central System that speaks wss:// and asks for security profile 2, and a charger that comes with it.
 *
 * Guarantee: the certificates lie in the demo's folder, made by its first run; the password is a new one each time, and shown to nobody.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CentralSystemOptions } from '../central/central-system.ts';
import type { ServerTls } from '../central/tls-entrance.ts';
import { createPki } from '../certificates/pki.ts';
import type { Random } from '../random/random.ts';
import type { StartUpFile } from '../start-up-file.ts';
import { readCentralSecurity } from './central-security.ts';
import { pkiFiles, writePki } from './pki-folder.ts';

export interface DemoSecurity {
  readonly central: CentralSystemOptions;
  readonly tls: ServerTls | undefined;
  readonly startUp: Pick<StartUpFile, 'configuration' | 'certificates'>;
}

const OPERATOR = 'Demo CPO';

/** `now`: ms since 1970. */
export async function secureDemo(
  folder: string,
  options: { readonly random: Random; readonly now: () => number },
): Promise<DemoSecurity> {
  const tlsDir = join(folder, 'pki');
  const root = join(tlsDir, pkiFiles.root.certificate);
  if (!existsSync(root))
    writePki(tlsDir, createPki(options, { hosts: ['localhost', '127.0.0.1'], organization: OPERATOR }));
  const password = options.random.uuid().replaceAll('-', '');
  const { central, tls } = await readCentralSecurity({ tlsDir, securityProfile: 2, password }, options);
  return {
    central,
    tls,
    startUp: {
      configuration: { SecurityProfile: '2', AuthorizationKey: password, CpoName: OPERATOR },
      certificates: { csmsRootFile: root },
    },
  };
}

/**
 * The certificate files that the start-up file names: what is in them is copied into the data directory, once.
 *
 * Guarantee: a file that is not there, or cannot be read, is skipped with a line in the log; none is ever written to.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { openCertificateStore } from '../certificates/certificate-store.ts';
import { type Seeds, seedCertificates } from '../certificates/seed.ts';
import type { Files } from '../files/files.ts';
import type { Log } from '../log/log.ts';
import type { StartUp } from '../start-up-file.ts';

/** Before the charge point is made, which opens them. */
export function copyCertificates(files: Files, { certificates }: Pick<StartUp, 'certificates'>, log: Log): void {
  if (Object.keys(certificates).length === 0) return;
  const store = openCertificateStore({ files, log });
  if (!store.seeded()) seedCertificates(store, readSeeds(certificates, log), log);
}

function readSeeds({ csmsRootFile, manufacturerRootFile, clientDir }: StartUp['certificates'], log: Log): Seeds {
  const read = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : attempt(path, () => readFileSync(path, 'utf8'));

  function attempt<T>(path: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      log.warn(`start-up file: ${path} is skipped: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  }

  /** The chain may lie in one file or in several. */
  function readOwn(folder: string): Seeds['own'] {
    const names = attempt(folder, () => readdirSync(folder).sort()) ?? [];
    const texts = (...endings: string[]): string =>
      names
        .filter((name) => endings.includes(extname(name)))
        .map((name) => read(join(folder, name)) ?? '')
        .join('\n');
    const [chain, privateKey] = [texts('.pem', '.crt'), texts('.key')];
    if (chain !== '' && privateKey !== '') return { chain, privateKey };
    log.warn(`start-up file: ${folder} is skipped: expected a certificate (.pem or .crt) and its private key (.key)`);
    return undefined;
  }

  const centralSystemRoots = read(csmsRootFile);
  const manufacturerRoots = read(manufacturerRootFile);
  const own = clientDir === undefined ? undefined : readOwn(clientDir);
  return {
    ...(centralSystemRoots === undefined ? {} : { centralSystemRoots }),
    ...(manufacturerRoots === undefined ? {} : { manufacturerRoots }),
    ...(own === undefined ? {} : { own }),
  };
}

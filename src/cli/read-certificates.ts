/**
 * The certificate files that the start-up file names, as texts.
 *
 * Guarantees: nothing is written; a file that is not there, or cannot be read, is skipped with a line in the log. What is in them is
 * judged by whoever copies them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seeds } from '../certificates/seed.ts';
import type { Log } from '../log/log.ts';
import type { CertificateFiles } from '../start-up-file.ts';

/** Undefined when the start-up file names none. */
export function readCertificateFiles(files: CertificateFiles, log: Log): Seeds | undefined {
  const { csmsRootFile, manufacturerRootFile, clientDir } = files;
  if (csmsRootFile === undefined && manufacturerRootFile === undefined && clientDir === undefined) return undefined;
  const centralSystemRoots = text('certificates.csmsRootFile', csmsRootFile, log);
  const manufacturerRoots = text('certificates.manufacturerRootFile', manufacturerRootFile, log);
  const own = clientDir === undefined ? undefined : ownIdentity(clientDir, log);
  return {
    ...(centralSystemRoots === undefined ? {} : { centralSystemRoots }),
    ...(manufacturerRoots === undefined ? {} : { manufacturerRoots }),
    ...(own === undefined ? {} : { own }),
  };
}

function ownIdentity(folder: string, log: Log): Seeds['own'] {
  const field = 'certificates.clientDir';
  const names = attempt(field, log, () => readdirSync(folder).sort());
  if (names === undefined) return undefined;
  const path = (ending: RegExp): string | undefined => {
    const found = names.filter((name) => ending.test(name));
    const [first] = found;
    if (first === undefined) log.warn(`start-up file: ${field}: ${folder} has no file that ends with ${ending.source}`);
    else if (found.length > 1) log.warn(`start-up file: ${field}: of ${found.join(', ')} the first is taken`);
    return first === undefined ? undefined : join(folder, first);
  };
  const chain = text(field, path(/\.(pem|crt)$/), log);
  const privateKey = text(field, path(/\.key$/), log);
  return chain === undefined || privateKey === undefined ? undefined : { chain, privateKey };
}

function text(field: string, path: string | undefined, log: Log): string | undefined {
  return path === undefined ? undefined : attempt(field, log, () => readFileSync(path, 'utf8'));
}

function attempt<T>(field: string, log: Log, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    log.warn(`start-up file: ${field} is skipped: ${(error as Error).message}`);
    return undefined;
  }
}

/**
 * `pilotwire firmware`: the maker's own channel.
 *
 * Guarantees: `pack` makes a package and, beside it, the signature that a charger asks for; `stage` puts one into the files of a charger
 * only when that charger would install it; nothing is written when anything is wrong. A charger that runs is not disturbed: it takes up
 * what is staged at its next start.
 */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCertificates } from '../certificates/certificate.ts';
import { rootsOnDisk } from '../certificates/certificate-index.ts';
import { isOfKey } from '../certificates/key-pair.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createDiskFiles } from '../files/disk.ts';
import { packFirmware, readHeader } from '../firmware/package.ts';
import { signPackage } from '../firmware/signature.ts';
import { readSignature, STAGED_FOLDER, stageInto, verifyPackage } from '../firmware/staging.ts';
import { models } from '../models/models.ts';
import { UsageError } from './usage-error.ts';

/** What the file of the signature is called: like the package, with this behind. */
export const SIGNATURE_SUFFIX = '.signature.json';

export interface PackOptions {
  readonly version: string;
  readonly model: string;
  readonly out: string;
  readonly key: string;
  readonly certificate: string;
  readonly payload?: string;
}

export function pack({ version, model, out, key, certificate, payload }: PackOptions): void {
  const signingCertificate = read(certificate, 'signing certificate').toString();
  const privateKey = read(key, 'private key').toString();
  const certificates = readCertificates(signingCertificate);
  if (!certificates.ok) throw new UsageError(`${certificate}: ${certificates.why}`);
  const [signer] = certificates.value;
  if (!isPrivateKey(privateKey)) throw new UsageError(`${key} is no private key (PEM)`);
  if (signer === undefined || !isOfKey(signer, privateKey))
    throw new UsageError(`the private key ${key} is not that of the first certificate in ${certificate}`);
  const content = packFirmware({
    model,
    version,
    payload: payload === undefined ? Buffer.from(`${model} ${version}\n`) : read(payload, 'payload'),
  });
  const signature = { signature: signPackage(content, privateKey), signingCertificate };
  writeFileSync(out, content);
  writeFileSync(out + SIGNATURE_SUFFIX, `${JSON.stringify(signature, undefined, 2)}\n`);
  print(`${out}: firmware ${version} for a ${model}, ${content.length} bytes`);
  print(`${out}${SIGNATURE_SUFFIX}: its signature, as SignedUpdateFirmware and POST /firmware take it`);
}

export function stage(file: string, { dataDir }: { readonly dataDir: string }): void {
  const content = read(file, 'package');
  const signature = readSignature(read(file + SIGNATURE_SUFFIX, 'signature').toString());
  const header = readHeader(content);
  if (!header.ok) throw new UsageError(`${file}: ${header.why}`);
  if (!existsSync(dataDir)) throw new UsageError(`there is no data directory ${dataDir}: start the charger once`);
  // Only read: the charger may be running.
  const roots = rootsOnDisk({ read: (path) => present(join(dataDir, path)) }, 'manufacturer');
  const { model } = header.value.header;
  if (!Object.hasOwn(models, model)) throw new UsageError(`${file} is for the model ${model}, which nobody here knows`);
  const verified = verifyPackage(content, signature, { model, roots, at: createSystemClock().now() });
  if (!verified.ok) throw new UsageError(`${file} would not be installed: ${verified.why}`);
  stageInto(createDiskFiles(join(dataDir, STAGED_FOLDER)), content, signature);
  print(
    `firmware ${verified.value.version} for a ${model} is staged in ${dataDir}; the charger takes it up at its next start`,
  );
}

function isPrivateKey(text: string): boolean {
  try {
    return createPrivateKey(text).type === 'private';
  } catch {
    return false;
  }
}

function read(file: string, what: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`the ${what} ${file} cannot be read: ${(error as Error).message}`);
  }
}

function present(file: string): Uint8Array | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

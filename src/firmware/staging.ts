/**
 * The maker's own channel: a package that was put into the charger's files, and waits there to be installed.
 *
 * Guarantees: a package counts as staged when it is there as a whole and its signature with it, whenever the power goes; a new one
 * takes the place of one that waits. Whoever takes it verifies it: what lies there proves nothing.
 */
import type { Read } from '../certificates/pem.ts';
import type { Files } from '../files/files.ts';
import { inspectAtOnce } from './inspection.ts';
import type { PackageHeader } from './package.ts';
import { checkSignature, type PackageSignature, trustedSigner } from './signature.ts';

/** Where it lies, below the data directory. */
export const STAGED_FOLDER = 'firmware/staged';
const PACKAGE = 'package';
const SIGNATURE = 'signature.json';

export const STAGED_PACKAGE = `${STAGED_FOLDER}/${PACKAGE}`;
const STAGED_SIGNATURE = `${STAGED_FOLDER}/${SIGNATURE}`;

/** `folder`: files of the staged folder alone (a charger that runs keeps the rest to itself). Throws FilesError. */
export function stageInto(folder: Files, content: Uint8Array, signature: PackageSignature): void {
  folder.remove(PACKAGE);
  folder.write(SIGNATURE, `${JSON.stringify(signature)}\n`);
  folder.write(PACKAGE, content);
}

/** The same with the files of the charger. Throws FilesError. */
export function stage(files: Files, content: Uint8Array, signature: PackageSignature): void {
  unstage(files);
  files.write(STAGED_SIGNATURE, `${JSON.stringify(signature)}\n`);
  files.write(STAGED_PACKAGE, content);
}

/** Would this charger install it? `roots`: the manufacturer's, PEM; `at`: ms since 1970. */
export function verifyPackage(
  content: Uint8Array,
  signature: PackageSignature,
  { model, roots, at }: { readonly model: string; readonly roots: readonly string[]; readonly at: number },
): Read<PackageHeader> {
  const signer = trustedSigner(signature.signingCertificate, { roots, at });
  if (!signer.ok) return { ok: false, why: `the signing certificate is not trusted: ${signer.why}` };
  const check = checkSignature(signature);
  check.add(content);
  if (!check.isRight()) return { ok: false, why: 'the signature is not of this file and that certificate' };
  return inspectAtOnce(content, model);
}

/** Does a package wait there? Throws FilesError. */
export function isStaged(files: Files): boolean {
  return files.size(STAGED_PACKAGE) !== undefined;
}

/** The signature of what is staged; undefined: nothing is. Throws FilesError. */
export function stagedSignature(files: Files): PackageSignature | undefined {
  if (!isStaged(files)) return undefined;
  const content = files.read(STAGED_SIGNATURE);
  return readSignature(content === undefined ? '' : Buffer.from(content).toString());
}

/** Takes away what is staged, if anything is. Throws FilesError. */
export function unstage(files: Files): void {
  files.remove(STAGED_PACKAGE);
  files.remove(STAGED_SIGNATURE);
}

/** What lies beside a package, as JSON. What is none becomes a signature that nobody has made. */
export function readSignature(text: string): PackageSignature {
  try {
    const { signature, signingCertificate } = Object(JSON.parse(text)) as Partial<
      Record<keyof PackageSignature, unknown>
    >;
    if (typeof signature === 'string' && typeof signingCertificate === 'string')
      return { signature, signingCertificate };
  } catch {
    // Whoever verifies it says so.
  }
  return { signature: '', signingCertificate: '' };
}

/**
 * What is found when a package is looked at as a whole: is the signature right, and is it what its header says, for this model?
 *
 * Guarantee: the answer is about every byte of the file. A wrong signature is told before anything is believed of the content.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Read } from '../certificates/pem.ts';
import { LONGEST_HEADER, type PackageHeader, readHeader } from './package.ts';
import { piecesOf, type Surroundings } from './pieces.ts';
import { checkSignature, type PackageSignature } from './signature.ts';

export type Findings =
  | { readonly kind: 'sound'; readonly header: PackageHeader }
  | { readonly kind: 'wrong signature'; readonly why: string }
  | { readonly kind: 'bad package'; readonly why: string };

/** Throws Interrupted and FilesError. A file that is not there is a bad package. */
export async function inspect(
  path: string,
  expected: {
    readonly model: string;
    /** Undefined: nobody has signed it, and nobody needs to have. */
    readonly signed?: PackageSignature | undefined;
  },
  surroundings: Surroundings,
): Promise<Findings> {
  const { model, signed } = expected;
  const signature = signed && checkSignature(signed);
  const content = createContentCheck(surroundings.files.read(path, { from: 0, length: LONGEST_HEADER }));
  for await (const piece of piecesOf(path, surroundings)) {
    signature?.add(piece);
    content.add(piece);
  }
  if (signature?.isRight() === false)
    return { kind: 'wrong signature', why: 'it was not signed with the key of the signing certificate' };
  const header = content.end(model);
  return header.ok ? { kind: 'sound', header: header.value } : { kind: 'bad package', why: header.why };
}

/** The same of a package in memory, or of one that is small enough for it; undefined: there is none. */
export function inspectAtOnce(content: Uint8Array | undefined, model: string): Read<PackageHeader> {
  if (content === undefined) return { ok: false, why: 'there is no such file' };
  const check = createContentCheck(content);
  check.add(content);
  return check.end(model);
}

function createContentCheck(beginning: Uint8Array | undefined) {
  const read = beginning === undefined ? undefined : readHeader(beginning);
  const hash: Hash = createHash('sha256');
  let length = 0;
  return {
    add(piece: Uint8Array): void {
      const skip = read?.ok === true ? Math.max(0, read.value.offset - length) : 0;
      length += piece.length;
      hash.update(piece.subarray(skip));
    },
    end(model: string): Read<PackageHeader> {
      if (read === undefined) return { ok: false, why: 'there is no such file' };
      if (!read.ok) return read;
      const { header, offset } = read.value;
      if (length !== offset + header.length)
        return { ok: false, why: `its payload has ${length - offset} bytes; its header says ${header.length}` };
      if (hash.digest('hex') !== header.sha256)
        return { ok: false, why: 'its payload is not the one that its header tells of' };
      if (header.model !== model) return { ok: false, why: `it is for the model ${header.model}; this is a ${model}` };
      return { ok: true, value: header };
    },
  };
}

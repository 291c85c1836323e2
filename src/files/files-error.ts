/** Turns what goes wrong with a file into a FilesError that names the file, what was found, and what to do. */
import { FilesError } from './files.ts';

type Explanation = readonly [found: string, advice: string];

const allow = 'give this user the right to read and write the data directory, or name another one';

/** By the error code of the operating system. */
const bySystemCode: Readonly<Record<string, Explanation>> = {
  ENOENT: ['it is not there', 'name a file that is'],
  EACCES: ['access is denied', allow],
  EPERM: ['access is denied', allow],
  EROFS: ['its file system is read-only', 'name a data directory on a disk that may be written'],
  ENOSPC: ['the disk is full', 'make room on the disk; what was asked for has not been stored'],
  EDQUOT: ['this user may store no more', 'make room on the disk; what was asked for has not been stored'],
  EISDIR: ['it is a folder', 'name a file'],
  ENOTEMPTY: ['it is a folder', 'name a file'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'name a file in a folder'],
  EEXIST: ['a part of its path is a file, not a folder', 'name a file in a folder'],
  EIO: ['the disk fails to read or write', 'check the disk and its file system'],
  EMFILE: ['this process has too many files open', 'raise the limit of open files (ulimit -n)'],
};

const unknown: Explanation = ['something unexpected went wrong', 'the reason is in the brackets'];

/** A FilesError about the file at `path`. */
export function filesError(path: string, code: string, cause?: Error): FilesError {
  const [found, advice] = bySystemCode[code] ?? unknown;
  const reason = cause === undefined ? '' : ` (${cause.message})`;
  return new FilesError(`the file ${path} cannot be used: ${found}${reason}; ${advice}`, { cause });
}

/** The FilesError for `error`; an error that does not come from the operating system is returned as it is. */
export function explain(path: string, error: unknown): unknown {
  return error instanceof Error && 'code' in error && 'syscall' in error
    ? filesError(path, String(error.code), error)
    : error;
}

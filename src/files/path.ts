/**
 * Paths of the Files port: folders and a name with slashes between them, from the root on.
 *
 * Guarantee: what passes names the same place on every system and in memory, below the root and not the root itself, and never
 * where unfinished files lie.
 */

/** The folder of the files that are not finished yet. */
export const UNFINISHED_FOLDER = '.unfinished';

/** Bytes of one name that every file system takes. */
const LONGEST_NAME = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no name may have
const forbidden = /[\u0000-\u001f\\:]/;

/** Returns `path`, the path of a file. Throws TypeError. */
export function checkPath(path: string): string {
  const names = path.split('/');
  const wrong = names[0] === UNFINISHED_FOLDER ? 'it is reserved' : names.map(wrongName).find(Boolean);
  if (wrong !== undefined) {
    throw new TypeError(
      `expected a path below the data directory, with names between slashes, got ${JSON.stringify(path)}: ${wrong}`,
    );
  }
  return path;
}

/** Returns `folder`, the path of a folder or '' for the root. Throws TypeError. */
export function checkFolder(folder: string): string {
  return folder === '' ? folder : checkPath(folder);
}

/** The folder of a path, or ''. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function wrongName(name: string): string | undefined {
  if (name === '') return 'a name is empty';
  if (name === '.' || name === '..') return `${name} leads elsewhere`;
  if (forbidden.test(name) || !name.isWellFormed()) return 'a name has a character that not every disk can hold';
  return Buffer.byteLength(name) > LONGEST_NAME ? `a name is longer than ${LONGEST_NAME} bytes` : undefined;
}

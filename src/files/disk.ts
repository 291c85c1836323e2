/**
 * The Files port on a real disk.
 *
 * Guarantees, beside those of the port: nothing is made on the disk before something is stored; a new file lies complete and synced
 * in the folder of unfinished files before it takes its place in one rename; unfinished files of a process that was killed are
 * removed when the root is opened again; folders that this makes are for this user alone.
 */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Files, FilesError, type FileWriter, PRIVATE_MODE } from './files.ts';
import { explain, filesError } from './files-error.ts';
import { checkFolder, checkPath, folderOf, UNFINISHED_FOLDER } from './path.ts';

const PRIVATE_FOLDER = 0o700;

/** What the operating system says where there is no such file: nothing of that name, or a folder on the way that is a file. */
const absent: readonly string[] = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** How many files this process has begun: no two unfinished ones share a name, whoever they are of. */
let begun = 0;

/** Files below `root`, a directory that exists or will. */
export function createDiskFiles(root: string): Files {
  const unfinished = join(root, UNFINISHED_FOLDER);
  explained(UNFINISHED_FOLDER, () => rmSync(unfinished, { recursive: true, force: true }));

  /** Does `work` with the file opened for reading; undefined when there is no such file. */
  function reading<T>(path: string, work: (descriptor: number, size: number) => T): T | undefined {
    return explained(checkPath(path), () => {
      let descriptor: number;
      try {
        descriptor = openSync(join(root, path), 'r');
      } catch (error) {
        if (absent.includes(codeOf(error))) return undefined;
        throw error;
      }
      return closing(descriptor, () => {
        const stat = fstatSync(descriptor);
        return stat.isFile() ? work(descriptor, stat.size) : undefined;
      });
    });
  }

  /** Makes the folder, and what is on the way to it, for good. */
  function makeFolder(folder: string): void {
    if (mkdirSync(join(root, folder), { recursive: true, mode: PRIVATE_FOLDER }) === undefined) return;
    for (let parent = folder; parent !== ''; parent = folderOf(parent)) syncFolder(join(root, folderOf(parent)));
  }

  /** Moves a complete file to its place. */
  function place(from: string, path: string): void {
    makeFolder(folderOf(path));
    renameSync(from, join(root, path));
    syncFolder(join(root, folderOf(path)));
  }

  /** Removes the folders that have nothing in them any more. */
  function prune(folder: string): void {
    try {
      for (let empty = folder; empty !== ''; empty = folderOf(empty)) rmdirSync(join(root, empty));
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(codeOf(error))) throw error;
    }
  }

  function open(path: string, mode: number): FileWriter {
    makeFolder(UNFINISHED_FOLDER);
    begun += 1;
    const temporary = join(unfinished, String(begun));
    let descriptor: number | undefined = openSync(temporary, 'wx', mode);
    // Whatever the umask of the process says.
    fchmodSync(descriptor, mode);
    const writable = (): number => {
      if (descriptor === undefined) throw new FilesError(`the file ${path} is closed: open it again to write it anew`);
      return descriptor;
    };
    const end = (): void => {
      if (descriptor === undefined) return;
      closeSync(descriptor);
      descriptor = undefined;
    };
    return {
      write(chunk) {
        const to = writable();
        explained(path, () => writeAll(to, chunk));
      },
      close() {
        const whole = writable();
        explained(path, () => {
          try {
            fsyncSync(whole);
            end();
            place(temporary, path);
          } catch (error) {
            end();
            rmSync(temporary, { force: true });
            throw error;
          }
        });
      },
      discard() {
        if (descriptor === undefined) return;
        end();
        rmSync(temporary, { force: true });
      },
    };
  }

  return {
    read: (path, part) =>
      reading(path, (descriptor, size) => {
        const from = part?.from ?? 0;
        const bytes = new Uint8Array(Math.max(0, Math.min(part?.length ?? size, size - from)));
        let done = 0;
        while (done < bytes.length) {
          const count = readSync(descriptor, bytes, done, bytes.length - done, from + done);
          if (count === 0) break;
          done += count;
        }
        return bytes.subarray(0, done);
      }),
    write(path, content, { mode = PRIVATE_MODE } = {}) {
      const writer = explained(checkPath(path), () => open(path, mode));
      try {
        writer.write(typeof content === 'string' ? Buffer.from(content) : content);
        writer.close();
      } finally {
        writer.discard();
      }
    },
    append(path, content, { mode = PRIVATE_MODE } = {}) {
      explained(checkPath(path), () => {
        makeFolder(folderOf(path));
        const descriptor = openSync(join(root, path), 'a', mode);
        closing(descriptor, () => {
          const { size } = fstatSync(descriptor);
          try {
            writeAll(descriptor, typeof content === 'string' ? Buffer.from(content) : content);
          } catch (error) {
            ftruncateSync(descriptor, size);
            throw error;
          }
        });
      });
    },
    open: (path, { mode = PRIVATE_MODE } = {}) => explained(checkPath(path), () => open(path, mode)),
    remove: (path) =>
      explained(checkPath(path), () => {
        if (reading(path, () => true) === undefined) return false;
        unlinkSync(join(root, path));
        syncFolder(join(root, folderOf(path)));
        prune(folderOf(path));
        return true;
      }),
    rename(from, to) {
      checkPath(to);
      if (reading(from, () => true) === undefined) throw filesError(from, 'ENOENT');
      explained(to, () => {
        place(join(root, from), to);
        syncFolder(join(root, folderOf(from)));
        prune(folderOf(from));
      });
    },
    list: (folder) =>
      explained(checkFolder(folder), () => {
        try {
          const entries = readdirSync(join(root, folder), { withFileTypes: true });
          return entries
            .filter((entry) => entry.isFile())
            .map(({ name }) => name)
            .sort();
        } catch (error) {
          if (absent.includes(codeOf(error))) return [];
          throw error;
        }
      }),
    size: (path) => reading(path, (_, size) => size),
  };
}

/** What the operating system says of `path` becomes a FilesError. */
function explained<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(path, error);
  }
}

function closing<T>(descriptor: number, work: () => T): T {
  try {
    return work();
  } finally {
    closeSync(descriptor);
  }
}

function writeAll(descriptor: number, content: Uint8Array): void {
  let done = 0;
  while (done < content.length) done += writeSync(descriptor, content, done);
}

/** Makes the entries of a folder survive a loss of power, on systems where a folder can be opened. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  closing(descriptor, () => fsyncSync(descriptor));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

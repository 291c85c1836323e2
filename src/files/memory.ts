/**
 * Files in memory, for tests, simulation and load: they obey the port in everything but outliving the process.
 *
 * Guarantees: what was stored lives on the `FilesDisk` and is there when it is opened again; a disk serves whoever opened it last,
 * and earlier ones are refused everything, as a killed process is; a disk whose `capacity` is used up is full, as a real one;
 * while nothing is stored it costs next to nothing.
 */
import {
  type Content,
  type Files,
  FilesError,
  type FileWriter,
  type NewFile,
  type Part,
  PRIVATE_MODE,
} from './files.ts';
import { filesError } from './files-error.ts';
import { checkFolder, checkPath, folderOf } from './path.ts';

/** What outlives files in memory. */
export interface FilesDisk {
  /** By path. */
  readonly files: Map<string, StoredFile>;
  /** Bytes; more than that does not fit. */
  capacity: number;
  /** Who may use the disk. */
  holder: Files | undefined;
}

export interface StoredFile {
  readonly content: Uint8Array;
  readonly mode: number;
}

/** An empty disk. */
export function createFilesDisk(capacity: number = Number.POSITIVE_INFINITY): FilesDisk {
  return { files: new Map(), capacity, holder: undefined };
}

/** Opens the files on `disk` (default: a new one), and takes the disk away from whoever holds it. */
export function createMemoryFiles(disk: FilesDisk = createFilesDisk()): Files {
  return new MemoryFiles(disk);
}

/** A class, because a fleet has thousands of them. */
class MemoryFiles implements Files {
  readonly #disk: FilesDisk;

  constructor(disk: FilesDisk) {
    this.#disk = disk;
    disk.holder = this;
  }

  read(path: string, part?: Part): Uint8Array | undefined {
    const content = this.#files().get(checkPath(path))?.content;
    return part === undefined ? content?.slice() : content?.slice(part.from, part.from + part.length);
  }

  write(path: string, content: Content, { mode = PRIVATE_MODE }: NewFile = {}): void {
    this.#put(checkPath(path), bytesOf(content), mode);
  }

  append(path: string, content: Content, { mode = PRIVATE_MODE }: NewFile = {}): void {
    const there = this.#files().get(checkPath(path));
    const all = there === undefined ? bytesOf(content) : joined([there.content, bytesOf(content)]);
    this.#put(path, all, there?.mode ?? mode);
  }

  open(path: string, { mode = PRIVATE_MODE }: NewFile = {}): FileWriter {
    checkPath(path);
    this.#files();
    let chunks: Uint8Array[] | undefined = [];
    const open = (): Uint8Array[] => {
      if (chunks === undefined) throw new FilesError(`the file ${path} is closed: open it again to write it anew`);
      return chunks;
    };
    return {
      write: (chunk) => {
        const pieces = open();
        const length = pieces.reduce((sum, { length: each }) => sum + each, chunk.length);
        this.#checkRoom(path, length);
        pieces.push(chunk.slice());
      },
      close: () => {
        const pieces = open();
        chunks = undefined;
        this.#put(path, joined(pieces), mode);
      },
      discard() {
        chunks = undefined;
      },
    };
  }

  remove(path: string): boolean {
    return this.#files().delete(checkPath(path));
  }

  rename(from: string, to: string): void {
    const file = this.#files().get(checkPath(from));
    checkPath(to);
    if (file === undefined) throw filesError(from, 'ENOENT');
    this.#checkPlace(to);
    this.#disk.files.delete(from);
    this.#disk.files.set(to, file);
  }

  list(folder: string): readonly string[] {
    const prefix = checkFolder(folder) === '' ? '' : `${folder}/`;
    return [...this.#files().keys()]
      .filter((path) => path.startsWith(prefix) && !path.includes('/', prefix.length))
      .map((path) => path.slice(prefix.length))
      .sort();
  }

  size(path: string): number | undefined {
    return this.#files().get(checkPath(path))?.content.length;
  }

  #files(): Map<string, StoredFile> {
    if (this.#disk.holder !== this) throw new FilesError('these files in memory are closed: open their disk again');
    return this.#disk.files;
  }

  #put(path: string, content: Uint8Array, mode: number): void {
    this.#checkPlace(path);
    this.#checkRoom(path, content.length - (this.#disk.files.get(path)?.content.length ?? 0));
    this.#disk.files.set(path, { content, mode });
  }

  /** A file is no folder, and a folder no file. */
  #checkPlace(path: string): void {
    const files = this.#files();
    for (const other of files.keys()) if (other.startsWith(`${path}/`)) throw filesError(path, 'EISDIR');
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
      if (files.has(folder)) throw filesError(path, 'ENOTDIR');
    }
  }

  #checkRoom(path: string, more: number): void {
    const used = [...this.#files().values()].reduce((sum, { content }) => sum + content.length, 0);
    if (more > 0 && used + more > this.#disk.capacity) throw filesError(path, 'ENOSPC');
  }
}

function bytesOf(content: Content): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces));
}

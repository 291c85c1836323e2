/** A directory of a test's own, which is removed when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Directory {
  readonly path: string;
  remove(): void;
}

export function makeDirectory(): Directory {
  const path = mkdtempSync(join(tmpdir(), 'pilotwire-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs `work` with a directory of its own. */
export async function inDirectory(work: (path: string) => void | Promise<void>): Promise<void> {
  const directory = makeDirectory();
  try {
    await work(directory.path);
  } finally {
    directory.remove();
  }
}

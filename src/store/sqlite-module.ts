/**
 * Loads Node's own SQLite without the warning that early releases of Node.js 24 print when it is loaded (later ones,
 * such as 24.21, print none). Only that warning is kept back, and only while the module is being loaded; every other
 * warning, also a later one about SQLite, is printed as the user's settings want it.
 */
import { StoreError } from './store.ts';

/** The module `node:sqlite`. Throws StoreError on a Node.js that was built or started without it. */
export const sqlite = load();

function load(): typeof import('node:sqlite') {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const kind = typeof rest[0] === 'object' && rest[0] !== null && 'type' in rest[0] ? rest[0].type : rest[0];
    if (kind === 'ExperimentalWarning' && String(warning).startsWith('SQLite ')) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    const module = process.getBuiltinModule('node:sqlite');
    if (module !== undefined) return module;
  } finally {
    process.emitWarning = emitWarning;
  }
  throw new StoreError('this Node.js has no SQLite: use Node.js 24 or later, without --no-experimental-sqlite');
}

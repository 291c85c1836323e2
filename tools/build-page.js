/**
 * `npm run prepare`: builds the web page after an installation. Plain JavaScript, for the Node.js of the machine, whichever it is.
 * Guarantee: without the development dependencies (`npm ci --omit=dev`) it says that there is no page, and the installation goes on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const vite = join(root, 'node_modules/vite/bin/vite.js');

if (existsSync(vite)) {
  const { status } = spawnSync('node', [vite, 'build', 'ui', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  process.exit(status ?? 1);
}
console.warn('pilotwire: the web page is not built: Vite is not installed (it is a development dependency)');

/**
 * The built web pages (`npm run page` puts them into dist/ui), as whoever serves them over HTTP needs them.
 *
 * Guarantees:
 * - nothing is read before it is asked for, and nothing is kept: a page that is built anew is the one that is served;
 * - only files of the build are found, whatever a path says;
 * - a page may load only what comes from its own origin, runs no script but the built ones, and cannot be framed;
 * - without a build there is a page all the same, which says in plain words what to do.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The same folder from src/page and from dist/page. */
const folder = join(import.meta.dirname, '../../dist/ui');

export type PageName = 'charger' | 'central';

/** The folders of what pages load, with the media type of all that is in them. */
export const pageFolders = { scripts: 'text/javascript', styles: 'text/css' } as const;
export type PageFolder = keyof typeof pageFolders;

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For a page itself: it is asked for each time, so that it names the scripts of the present build. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** For what it loads: a name stands for one content for ever. */
export const pageFileHeaders: Readonly<Record<string, string>> = {
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'public, max-age=31536000, immutable',
};

/** The HTML of a page. */
export async function pageHtml(name: PageName): Promise<string> {
  return (await read(`${name}.html`)) ?? notBuilt;
}

/** A script or a style sheet; undefined when the build has none of that name. */
export async function pageFile(of: PageFolder, name: string): Promise<string | undefined> {
  return /^[\w-]+\.(js|css)$/.test(name) ? read(join(of, name)) : undefined;
}

/** The icon of both pages, an SVG. */
export async function pageIcon(): Promise<string | undefined> {
  return read('icon.svg');
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, path), 'utf8');
  } catch {
    return undefined;
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>pilotwire</title>
<h1>The page is not built</h1>
<p>Type <code>npm run page</code> in the clone and load this page again.</p>
<p>All that it can do can be done over HTTP: <a href="openapi.json">openapi.json</a> tells how.</p>
</html>
`;

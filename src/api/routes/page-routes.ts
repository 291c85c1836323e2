/**
 * The page and what belongs to it.
 * Guarantee: these calls need no token, and tell nothing that is not in the package: the page asks for the token itself.
 */
import {
  type PageFolder,
  pageFile,
  pageFileHeaders,
  pageFolders,
  pageHeaders,
  pageHtml,
  pageIcon,
} from '../../page/built-page.ts';
import { string } from '../../schema/schema.ts';
import { ProblemError } from '../problem.ts';
import { type Route, textRoute } from '../route.ts';

export const pageRoutes: readonly Route[] = [
  textRoute({
    method: 'GET',
    path: '/',
    id: 'getPage',
    tag: 'Page',
    summary: 'The page',
    withoutToken: true,
    mediaType: 'text/html',
    returned: 'The page, or how to build it.',
    headers: pageHeaders,
    text: () => pageHtml('charger'),
  }),
  folderRoute('scripts', 'getPageScript', "The page's scripts"),
  folderRoute('styles', 'getPageStyle', "The page's looks"),
  textRoute({
    method: 'GET',
    path: '/icon.svg',
    id: 'getPageIcon',
    tag: 'Page',
    summary: "The page's icon",
    withoutToken: true,
    refusals: ['unknown-file'],
    mediaType: 'image/svg+xml',
    returned: 'The icon.',
    text: async () => (await pageIcon()) ?? noSuchFile('icon.svg'),
  }),
];

function folderRoute(of: PageFolder, id: string, summary: string): Route {
  return textRoute({
    method: 'GET',
    path: `/${of}/{file}`,
    id,
    tag: 'Page',
    summary,
    withoutToken: true,
    parameters: [{ name: 'file', description: 'Its name in the build.', schema: string({ minLength: 1 }) }],
    refusals: ['unknown-file'],
    mediaType: pageFolders[of],
    returned: 'The file.',
    headers: pageFileHeaders,
    text: async ({ params: { file = '' } }) => (await pageFile(of, file)) ?? noSuchFile(`${of}/${file}`),
  });
}

function noSuchFile(file: string): never {
  throw new ProblemError('unknown-file', `The page that is built now has no ${file}: load it again.`);
}

/**
 * The page and what belongs to it.
 * Guarantee: it loads nothing from elsewhere, runs no script but its own, and cannot be put into another site's frame.
 */
import { html } from '../page/html.ts';
import { script } from '../page/script.ts';
import { style } from '../page/style.ts';
import { type Route, textRoute } from '../route.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const parts = [
  { path: '/', id: 'getPage', summary: 'The page', mediaType: 'text/html', content: html },
  { path: '/page.css', id: 'getPageStyle', summary: "The page's looks", mediaType: 'text/css', content: style },
  {
    path: '/page.js',
    id: 'getPageScript',
    summary: "The page's script",
    mediaType: 'text/javascript',
    content: script,
  },
] as const;

export const pageRoutes: readonly Route[] = parts.map(({ content, ...part }) =>
  textRoute({
    ...part,
    method: 'GET',
    tag: 'Page',
    returned: part.summary,
    headers: {
      'content-security-policy': policy,
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
    },
    text: () => content,
  }),
);

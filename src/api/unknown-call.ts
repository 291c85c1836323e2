/** What to answer to a call that is not in the table: pure, and as helpful as the table allows. */
import { ProblemError } from './problem.ts';
import type { Route } from './route.ts';

export interface Unknown {
  readonly problem: ProblemError;
  /** The header Allow. */
  readonly allow?: string;
}

export function unknownCall(routes: readonly Route[], method: string, url: string): Unknown {
  const [path = ''] = url.split('?');
  const fitting = routes.filter((route) => pathPattern(route.path).test(path));
  if (fitting.length > 0) {
    const allow = fitting.map((route) => route.method).join(', ');
    return { problem: new ProblemError('method-not-allowed', `${path} takes ${allow}, not ${method}.`), allow };
  }
  const similar = routes.filter((route) => isSimilar(firstSegment(route.path), firstSegment(path)));
  const hint =
    similar.length === 0
      ? 'GET /openapi.json tells all calls.'
      : `Did you mean ${similar.map((route) => `${route.method} ${route.path}`).join(' or ')}? GET /openapi.json tells all calls.`;
  return { problem: new ProblemError('unknown-call', `There is no ${method} ${path}. ${hint}`) };
}

/** Matches the paths that a path with parameters in braces stands for. */
export function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

function firstSegment(path: string): string {
  return path.split('/')[1]?.toLowerCase() ?? '';
}

function isSimilar(one: string, other: string): boolean {
  return one !== '' && other !== '' && (one.startsWith(other) || other.startsWith(one));
}

/**
 * A call of the API as data. The server is set up from a table of these, and the OpenAPI document is made from the same one.
 *
 * Guarantees: a body has been held against its schema when `answer` gets it, and what `answer` returns has the type of the
 * schema that is promised for it.
 */
import type { ServerResponse } from 'node:http';
import type { Schema } from '../schema/schema.ts';
import type { ProblemName } from './problem.ts';

export type Tag = 'Charger' | 'Connectors' | 'Hardware' | 'Central System' | 'Watching' | 'Page';

/** What a caller is told of a call. */
export interface Described {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its parameters in braces: /connectors/{id}. */
  readonly path: string;
  /** The operationId. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly PathParameter[];
  /** What may stand behind the `?`. */
  readonly query?: readonly QueryParameter[];
  /** Answered without a token, too. */
  readonly withoutToken?: boolean;
  /** The refusals of its own; those that any call can have are not listed. */
  readonly refusals?: readonly ProblemName[];
}

export interface PathParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
}

/** A number, or one of some words; it may always be absent. */
export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
}

export interface ApiRequest<Body> {
  /** Percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Held against the schemas of `query`; numbers are numbers. */
  readonly query: Readonly<Record<string, number | string | undefined>>;
  readonly body: Body;
}

/** What a call answers when all is well. */
export interface Success {
  readonly status: number;
  readonly description: string;
  /** Absent: there is no content. */
  readonly mediaType?: string;
  readonly schema?: Schema;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route extends Described {
  readonly body?: Schema;
  readonly success: Success;
  readonly serve: Serving;
}

export type Serving =
  /** The content, to be turned into JSON if its media type is that, or text as it is. */
  | { readonly kind: 'answer'; readonly answer: (request: ApiRequest<never>) => unknown }
  /** Takes the response over. */
  | { readonly kind: 'stream'; readonly open: (response: ServerResponse) => void };

const JSON_MEDIA_TYPE = 'application/json';

/** JSON in (if there is a body) and JSON out. An absent body counts as `{}`. */
export function jsonRoute<Body, Answer>(
  route: Described & {
    readonly body?: Schema<Body>;
    /** Default 200. */
    readonly status?: 200 | 201 | 202;
    readonly returns: Schema<Answer>;
    readonly returned: string;
    readonly answer: (request: ApiRequest<Body>) => Answer | Promise<Answer>;
  },
): Route {
  const { status = 200, returns, returned, answer, ...described } = route;
  return {
    ...described,
    success: { status, description: returned, mediaType: JSON_MEDIA_TYPE, schema: returns },
    serve: { kind: 'answer', answer },
  };
}

/** Nothing to tell but that it is done. */
export function silentRoute(
  route: Described & { readonly returned: string; readonly act: (request: ApiRequest<unknown>) => void },
): Route {
  const { returned, act, ...described } = route;
  return { ...described, success: { status: 204, description: returned }, serve: { kind: 'answer', answer: act } };
}

/** Text of some media type. */
export function textRoute(
  route: Described & {
    readonly mediaType: string;
    readonly returned: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly text: () => string | Promise<string>;
  },
): Route {
  const { mediaType, returned, headers = {}, text, ...described } = route;
  return {
    ...described,
    success: { status: 200, description: returned, mediaType, schema: { type: 'string' }, headers },
    serve: { kind: 'answer', answer: text },
  };
}

/** An answer without an end. */
export function streamRoute(
  route: Described & {
    readonly mediaType: string;
    readonly returned: string;
    readonly open: (response: ServerResponse) => void;
  },
): Route {
  const { mediaType, returned, open, ...described } = route;
  return {
    ...described,
    success: { status: 200, description: returned, mediaType, schema: { type: 'string' } },
    serve: { kind: 'stream', open },
  };
}

/**
 * The OpenAPI 3.1 document, made from the table of routes. Pure.
 *
 * Guarantees: every route is in it, with every answer that it can have; a schema with a title is a component of that name and
 * appears once; every $ref resolves.
 */
import type { Schema, SchemaNode } from '../schema/schema.ts';
import { problemSchema, problems } from './problem.ts';
import type { PathParameter, Route } from './route.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };
export type JsonObject = { readonly [name: string]: Json | undefined };

export function openApiDocument(options: {
  readonly routes: readonly Route[];
  /** Data of the kinds of server-sent events. */
  readonly events: Readonly<Record<string, Schema>>;
  /** Is a token needed? */
  readonly secured: boolean;
  readonly version: string;
}): JsonObject {
  const { routes, events, secured, version } = options;
  const components = createComponents();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route, components, secured) };
  }
  const eventList = Object.entries(events).map(([kind, schema]) => [kind, components.place(schema)] as const);
  return {
    openapi: '3.1.1',
    info: {
      title: 'pilotwire control API',
      version,
      description:
        'Operates one charge point and its simulated hardware. It answers at once and never waits for the Central System, ' +
        'but for POST /data-transfer. Errors are problem details (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components.all(),
      ...(secured ? { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } } : {}),
    },
    'x-events': Object.fromEntries(eventList),
  };
}

function operation(route: Route, components: Components, secured: boolean): JsonObject {
  const { id, tag, summary, description, parameters = [], query = [], body, refusals = [] } = route;
  const problem = { 'application/problem+json': { schema: components.place(problemSchema) } };
  const refused: Record<string, Json> = {};
  for (const status of new Set(refusals.map((name) => problems[name].status))) {
    const titles = refusals.filter((name) => problems[name].status === status).map((name) => problems[name].title);
    refused[status] = { description: `${titles.join('; ')}.`, content: problem };
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    ...(parameters.length + query.length === 0
      ? {}
      : {
          parameters: [
            ...parameters.map((parameter) => placed(parameter, 'path', components)),
            ...query.map((parameter) => placed(parameter, 'query', components)),
          ],
        }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: 'required' in body,
            content: { 'application/json': { schema: components.place(body) } },
          },
        }),
    responses: {
      [route.success.status]: success(route, components),
      ...refused,
      default: { description: 'Anything else that is wrong with the request, or with pilotwire.', content: problem },
    },
    ...(secured ? { security: route.withoutToken === true ? [] : [{ token: [] }] } : {}),
  };
}

function placed(parameter: PathParameter, at: 'path' | 'query', components: Components): JsonObject {
  const { name, description, schema } = parameter;
  return { name, in: at, required: at === 'path', description, schema: components.place(schema) };
}

function success({ success: { description, mediaType, schema } }: Route, components: Components): JsonObject {
  if (mediaType === undefined || schema === undefined) return { description };
  return { description, content: { [mediaType]: { schema: components.place(schema) } } };
}

interface Components {
  /** The schema as it stands in the document where it is used: a reference, when it has a title. */
  place(schema: Schema): JsonObject;
  all(): JsonObject;
}

function createComponents(): Components {
  const placed = new Map<string, { readonly schema: Schema; readonly json: JsonObject }>();

  function place(schema: Schema): JsonObject {
    const { title } = schema;
    if (title === undefined) return walk(schema);
    const known = placed.get(title);
    if (known !== undefined && known.schema !== schema) throw new Error(`two schemas have the title ${title}`);
    if (known === undefined) placed.set(title, { schema, json: walk(schema) });
    return { $ref: `#/components/schemas/${title}` };
  }

  /** The schema with everything titled inside it replaced. */
  function walk(schema: SchemaNode): JsonObject {
    return Object.fromEntries(
      Object.entries(schema).map(([keyword, value]) => [keyword, placeIn[keyword]?.(value) ?? value]),
    );
  }

  /** Where schemas are inside a schema. */
  const placeIn: Readonly<Record<string, (value: unknown) => Json | undefined>> = {
    properties: (members) =>
      Object.fromEntries(
        Object.entries(members as Readonly<Record<string, Schema>>).map(([name, member]) => [name, place(member)]),
      ),
    items: (items) => place(items as Schema),
    anyOf: (schemas) => (schemas as readonly Schema[]).map(place),
    additionalProperties: (values) => (typeof values === 'boolean' ? values : place(values as Schema)),
  };

  return {
    place,
    all: () => Object.fromEntries([...placed].sort(byName).map(([title, { json }]) => [title, json])),
  };
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, openApiDocument } from '../../src/api/openapi.ts';
import { problems } from '../../src/api/problem.ts';
import { jsonRoute } from '../../src/api/route.ts';
import { eventSchemas } from '../../src/api/schemas.ts';
import { object, string } from '../../src/schema/schema.ts';
import { createWorld } from './api-world.ts';

// biome-ignore lint/suspicious/noExplicitAny: the document is JSON
type Document = any;

/** The calls of the contract that there are today, and those that come with the page and the document. */
const calls = [
  'DELETE /connectors/{id}/causes/{cause}',
  'DELETE /connectors/{id}/errors/{errorId}',
  'DELETE /connectors/{id}/limits/{source}',
  'DELETE /connectors/{id}/randomised-delay',
  'GET /',
  'GET /cars',
  'GET /causes',
  'GET /configuration',
  'GET /connectors',
  'GET /connectors/{id}',
  'GET /connectors/{id}/schedule',
  'GET /events',
  'GET /health',
  'GET /metrics',
  'GET /openapi.json',
  'GET /page.css',
  'GET /page.js',
  'GET /security-log',
  'GET /status',
  'GET /transactions',
  'POST /connectors/{id}/causes',
  'POST /connectors/{id}/errors',
  'POST /connectors/{id}/plug-in',
  'POST /connectors/{id}/plug-out',
  'POST /data-transfer',
  'POST /firmware',
  'POST /reboot',
  'POST /rfid/swipe',
  'POST /security-events',
  'PUT /connectors/{id}/ev',
  'PUT /connectors/{id}/limits/{source}',
  'PUT /connectors/{id}/meter',
  'PUT /connectors/{id}/residual-current',
  'PUT /grid',
  'PUT /network',
  'PUT /temperature',
];

function operations(document: Document): readonly (readonly [call: string, operation: Document])[] {
  return Object.entries<Document>(document.paths).flatMap(([path, item]) =>
    Object.entries<Document>(item).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );
}

function references(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) => (name === '$ref' ? [String(value)] : references(value)));
}

test('every call is in the document, and answers something else than that there is no such call', async (t) => {
  const world = await createWorld(t);
  const { body: document } = await world.ask('GET', '/openapi.json');
  assert.match(document.openapi, /^3\.1\./);
  assert.deepEqual(
    operations(document)
      .map(([call]) => call)
      .sort(),
    calls,
  );
  for (const call of calls) {
    const [method = '', path = ''] = call.split(' ');
    if (path === '/events') continue;
    const { body } = await world.ask(method, path.replace(/\{\w+\}/g, '1'), method === 'GET' ? {} : { body: '{' });
    assert.notEqual(body?.type, 'urn:pilotwire:problem:unknown-call');
    assert.notEqual(body?.type, 'urn:pilotwire:problem:method-not-allowed');
  }
});

test('every reference resolves, and every component is used', async (t) => {
  const world = await createWorld(t);
  const { body: document } = await world.ask('GET', '/openapi.json');
  const used = new Set(references(document));
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  assert.deepEqual([...used].sort(), known.sort());
});

test('operations have a name of their own, a summary, a tag, and a promise for success and for anything else', async (t) => {
  const world = await createWorld(t);
  const { body: document } = await world.ask('GET', '/openapi.json');
  const all = operations(document).map(([, operation]) => operation);
  assert.equal(new Set(all.map(({ operationId }) => operationId)).size, all.length);
  const tags = document.tags.map(({ name }: { name: string }) => name);
  for (const { operationId, summary, tags: own, responses } of all) {
    assert.ok(summary.length > 0, operationId);
    assert.ok(
      own.every((tag: string) => tags.includes(tag)),
      operationId,
    );
    assert.equal(Object.keys(responses).filter((status) => status.startsWith('2')).length, 1, operationId);
    assert.ok(responses.default.content['application/problem+json'], operationId);
  }
});

test('the parameters of a path are those that its operations declare, and those behind the ? may be absent', async (t) => {
  const world = await createWorld(t);
  const { body: document } = await world.ask('GET', '/openapi.json');
  for (const [call, { parameters = [] }] of operations(document)) {
    const inPath = [...call.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    assert.deepEqual(
      parameters.filter((each: Document) => each.in === 'path').map(({ name, required }: Document) => [name, required]),
      inPath.map((name) => [name, true]),
    );
    for (const { in: place, required, schema } of parameters) {
      assert.ok(place === 'path' || (place === 'query' && required === false), call);
      assert.ok(typeof schema === 'object', call);
    }
  }
});

test('each kind of event has a schema', async (t) => {
  const world = await createWorld(t);
  const { body: document } = await world.ask('GET', '/openapi.json');
  assert.deepEqual(Object.keys(document['x-events']), Object.keys(eventSchemas));
});

test('without a token there is no security, with one it is asked for by all but health', async (t) => {
  const plain = (await (await createWorld(t)).ask('GET', '/openapi.json')).body;
  assert.ok(!JSON.stringify(plain).includes('"security'));
  const secured = (await (await createWorld(t, { token: 'secret' })).ask('GET', '/openapi.json')).body;
  assert.deepEqual(secured.components.securitySchemes, { token: { type: 'http', scheme: 'bearer' } });
  for (const [call, { security }] of operations(secured)) {
    assert.deepEqual(security, call === 'GET /health' ? [] : [{ token: [] }], call);
  }
});

const route = jsonRoute({
  method: 'POST',
  path: '/thing',
  id: 'makeThing',
  tag: 'Charger',
  summary: 'Makes a thing',
  body: object({ name: string() }),
  refusals: ['invalid-request', 'central-system-unreachable', 'not-registered'],
  returns: object({ name: string() }, { title: 'Thing' }),
  returned: 'The thing.',
  answer: ({ body }) => body,
});

function documentOf(routes: Parameters<typeof openApiDocument>[0]['routes'], events = {}): Document {
  return openApiDocument({ routes, events, secured: false, version: '1' }) as JsonObject;
}

test('refusals of the same status are one answer with all reasons', () => {
  const { responses, requestBody } = documentOf([route]).paths['/thing'].post;
  assert.deepEqual(Object.keys(responses).sort(), ['200', '400', '503', 'default']);
  assert.equal(
    responses[503].description,
    `${problems['central-system-unreachable'].title}; ${problems['not-registered'].title}.`,
  );
  assert.equal(requestBody.required, true);
});

test('a titled schema stands in the components and nowhere else', () => {
  const document = documentOf([route]);
  assert.deepEqual(document.components.schemas.Thing.properties, { name: { type: 'string' } });
  assert.deepEqual(document.paths['/thing'].post.responses[200].content['application/json'].schema, {
    $ref: '#/components/schemas/Thing',
  });
});

test('two schemas of one title are a mistake of the programmer', () => {
  assert.throws(
    () => documentOf([route], { thing: object({}, { title: 'Thing' }) }),
    /two schemas have the title Thing/,
  );
});

test('a member whose name is a keyword of JSON Schema stays a member', () => {
  const { properties } = documentOf([], { odd: object({ items: string(), properties: string() }, { title: 'Odd' }) })
    .components.schemas.Odd;
  assert.deepEqual(properties, { items: { type: 'string' }, properties: { type: 'string' } });
});

/**
 * An HTTP server for a table of routes.
 *
 * Guarantees: whatever goes wrong is answered with a problem that says what and why; a body is held against its schema by our own
 * validator before the route sees it; nothing may be cached; an unforeseen error is logged, and the caller is told no more than that;
 * a caller that is slow, or one of too many, is cut off.
 */
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Log } from '../log/log.ts';
import { MAX_FRAME_LENGTH } from '../rpc/rpc.ts';
import type { Schema } from '../schema/schema.ts';
import { check } from '../schema/validate.ts';
import type { Guard } from '../web/guard.ts';
import { invalidBody, ProblemError } from './problem.ts';
import { queryOf } from './query.ts';
import type { Route } from './route.ts';
import { unknownCall } from './unknown-call.ts';

/** How many connections there may be; the operating system keeps the others waiting or turns them away. */
export const MOST_CONNECTIONS = 256;

/** How long a caller may take for a whole request, ms; looked at every `LOOK_MS`. */
export const LONGEST_REQUEST_MS = 10_000;

const LOOK_MS = 5_000;

/** The longest body, bytes: what the longest OCPP message could need. */
export const BODY_LIMIT = MAX_FRAME_LENGTH;

export function createServer(options: {
  readonly routes: readonly Route[];
  readonly guard: Guard;
  readonly log: Log;
}): FastifyInstance {
  const { routes, guard, log } = options;
  const withoutToken = new Set(routes.filter((route) => route.withoutToken).map(({ path }) => urlOf(path)));
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: LONGEST_REQUEST_MS,
    http: { connectionsCheckingInterval: LOOK_MS, headersTimeout: LONGEST_REQUEST_MS },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (error, _, reply) => void answerProblem(reply, problemOf(error, log)),
  });

  app.server.maxConnections = MOST_CONNECTIONS;
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const refusal = guard(request.headers, withoutToken.has(request.routeOptions.url ?? ''));
    if (refusal !== undefined) throw new ProblemError(refusal.because, refusal.detail);
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, text, done) => {
    try {
      done(null, text === '' ? undefined : JSON.parse(String(text)));
    } catch (error) {
      done(new ProblemError('malformed-json', `The body is not JSON: ${(error as Error).message}.`));
    }
  });
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined) request.body = {};
  });
  app.setValidatorCompiler<Schema>(({ schema }) => (body) => {
    const checked = check(schema, body);
    return checked.ok ? { value: body } : { error: invalidBody(checked.violations) };
  });
  app.setErrorHandler((error: FastifyError, _, reply) => answerProblem(reply, problemOf(error, log)));
  app.setNotFoundHandler((request, reply) => {
    const { problem, allow } = unknownCall(routes, request.method, request.url);
    if (allow !== undefined) reply.header('allow', allow);
    return answerProblem(reply, problem);
  });
  for (const route of routes) serve(app, route);
  return app;
}

function serve(app: FastifyInstance, route: Route): void {
  const { method, path, body, success, serve: serving } = route;
  const url = urlOf(path);
  const schema = body === undefined ? {} : { schema: { body } };
  if (serving.kind === 'stream') {
    app.route({
      method,
      url,
      exposeHeadRoute: false,
      handler(_, reply) {
        serving.open(reply.raw);
        reply.hijack();
      },
    });
    return;
  }
  app.route({
    method,
    url,
    ...schema,
    async handler(request, reply) {
      const params = request.params as Readonly<Record<string, string>>;
      const query = queryOf(route, request.query as Readonly<Record<string, unknown>>);
      const content = await serving.answer({ params, query, body: request.body as never });
      reply.code(success.status).headers(success.headers ?? {});
      if (success.mediaType === undefined) return reply.send();
      const text = success.mediaType === 'application/json' ? JSON.stringify(content) : String(content);
      return reply.type(withCharset(success.mediaType)).send(text);
    },
  });
}

/** A path with its parameters as Fastify names them. */
function urlOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function withCharset(mediaType: string): string {
  return mediaType.includes('charset') ? mediaType : `${mediaType}; charset=utf-8`;
}

function answerProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (problem.problem === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.details()));
}

function problemOf(error: FastifyError | ProblemError, log: Log): ProblemError {
  if (error instanceof ProblemError) return error;
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new ProblemError(
        'unsupported-media-type',
        'Send the body as JSON, with the header "Content-Type: application/json".',
      );
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new ProblemError('body-too-large', `The body may have ${BODY_LIMIT} bytes at most.`);
  }
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new ProblemError('invalid-request', error.message);
  log.error('the control API could not answer a call', { error: error.stack ?? String(error) });
  return new ProblemError('internal-error', 'Something went wrong inside pilotwire. What it was is in its log.');
}

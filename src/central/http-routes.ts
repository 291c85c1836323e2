/**
 * The HTTP interface of the Central System: what is known, as it stands and as it happens, and CALLs to chargers.
 *
 *     GET  /health                 GET  /actions      what can be sent, with the schemas
 *     GET  /chargers               POST /chargers/{id}/calls {"action","payload"}
 *     GET  /chargers/{id}          GET  /events       server-sent events, `?of=` one charger
 *     GET  /chargers/{id}/frames   GET  /id-tags      PUT, DELETE /id-tags/{idTag} {"status",…}
 *     GET  /transactions           GET  /             the page, with /scripts, /styles and /icon.svg
 *     GET  /complaints
 *
 * Guarantees: whatever goes wrong is answered with problem details (RFC 9457, problem.ts); who may not ask (web/guard.ts) gets
 * nothing but the page, which tells nothing, and /health.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../log/log.ts';
import { idToken } from '../ocpp16/types.ts';
import { pageFile, pageFileHeaders, pageFolders, pageHeaders, pageHtml, pageIcon } from '../page/built-page.ts';
import { parseDateTime } from '../schema/date-time.ts';
import { enumeration, object, optional, type Schema, type Static, string, unknown } from '../schema/schema.ts';
import { check, validate } from '../schema/validate.ts';
import { MOST_READERS } from '../web/audience.ts';
import type { Guard } from '../web/guard.ts';
import type { CentralSystem } from './central-system.ts';
import type { CentralEventHub } from './event-hub.ts';
import { type IdTag, idTagKey, idTagStatuses } from './id-tags.ts';
import { callProblem, PROBLEM_TYPE, type Problem, problem, unknownCharger } from './problem.ts';
import { sendCall } from './send-call.ts';
import {
  actionViews,
  chargerSummary,
  chargerView,
  complaintView,
  frameView,
  idTagsView,
  type PageOf,
} from './views.ts';

const callRequest = object({ action: string(), payload: optional(unknown()) });

const idTagChange = object({
  status: enumeration(idTagStatuses),
  parentIdTag: optional(idToken),
  expiryDate: optional(string({ format: 'date-time' })),
});

/** The path of one charger, its identity percent-encoded. */
type OneCharger = { Params: { id: string } };
type OneIdTag = { Params: { idTag: string } };

export interface Served {
  readonly central: CentralSystem;
  readonly events: CentralEventHub;
  readonly guard: Guard;
  readonly pageOf: PageOf;
  readonly log: Log;
}

export function addRoutes(app: FastifyInstance, served: Served): void {
  addRules(app, served);
  addPage(app);
  addChargers(app, served);
  addIdTags(app, served);
  app.get<{ Querystring: { of?: unknown } }>('/events', ({ query: { of } }, reply) => {
    if (Array.isArray(of))
      return tell(reply, problem('bad-request', '`of` may be there once, with the id of a charger'));
    if (served.events.isFull())
      return tell(reply, problem('too-many', `there are ${MOST_READERS} readers of /events; close one of them first`));
    served.events.open(reply.raw, of === undefined ? undefined : String(of));
    return reply.hijack();
  });
}

/** What needs no token: it tells nothing of chargers. */
const withoutToken: ReadonlySet<string | undefined> = new Set([
  '/',
  '/icon.svg',
  '/health',
  ...Object.keys(pageFolders).map((folder) => `/${folder}/:file`),
]);

/** Holds for every call. */
function addRules(app: FastifyInstance, { guard, log }: Served): void {
  app.addHook('onRequest', async ({ headers, routeOptions: { url } }, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const refusal = guard(headers, withoutToken.has(url));
    if (refusal === undefined) return undefined;
    if (refusal.because === 'unauthorized') reply.header('www-authenticate', 'Bearer');
    return tell(reply, problem(refusal.because, refusal.detail));
  });
  app.setNotFoundHandler(({ method, url }, reply) => tell(reply, problem('not-found', `there is no ${method} ${url}`)));
  app.setErrorHandler((error: Error & { statusCode?: number }, { method, url }, reply) => {
    const { statusCode = 500, message } = error;
    if (statusCode < 500) return tell(reply, { ...problem('bad-request', message), status: statusCode });
    log.error('an HTTP request could not be answered', { method, url, error: String(error) });
    return tell(reply, problem('internal-error', 'the log tells more'));
  });
}

function addChargers(app: FastifyInstance, { central, pageOf }: Served): void {
  const actions = JSON.stringify(actionViews());
  app.get('/health', () => {
    const chargers = central.chargers();
    return {
      status: 'ok',
      chargers: chargers.length,
      connected: chargers.filter(({ connected }) => connected).length,
      complaints: central.complaints.length,
    };
  });
  app.get('/chargers', () => central.chargers().map((charger) => chargerSummary(charger, pageOf)));
  app.get('/transactions', () => central.transactions());
  app.get('/complaints', () => central.complaints.map(complaintView));
  app.get('/actions', (_, reply) => reply.type('application/json; charset=utf-8').send(actions));

  app.get<OneCharger>('/chargers/:id', ({ params: { id } }, reply) => {
    const charger = central.find(id);
    return charger === undefined ? tell(reply, unknownCharger(id)) : chargerView(charger);
  });
  app.get<OneCharger>('/chargers/:id/frames', ({ params: { id } }, reply) => {
    const charger = central.find(id);
    return charger === undefined ? tell(reply, unknownCharger(id)) : charger.frames.map(frameView);
  });

  app.post<OneCharger>('/chargers/:id/calls', async ({ params: { id }, body }, reply) => {
    const request = check(callRequest, body);
    if (!request.ok) {
      const { violations } = request;
      const detail = 'the body is to be {"action": …, "payload": …}, as application/json';
      return tell(reply, problem('bad-request', detail, { violations }));
    }
    const { action, payload = {} } = request.value;
    const askedAt = central.networkClock.elapsed();
    const outcome = await sendCall(central, id, action, payload);
    // From the question to its answer; waiting for the answer to an earlier CALL is part of it.
    const latencyMs = central.networkClock.elapsed() - askedAt;
    if (outcome.kind !== 'confirmed') return tell(reply, { ...callProblem(id, action, outcome), latencyMs });
    return { outcome: 'confirmed', payload: outcome.payload, latencyMs };
  });
}

function addIdTags(app: FastifyInstance, { central, events }: Served): void {
  const { idTags, clock } = central;
  const nonEmpty: Schema<string> = { ...idToken, minLength: 1 } as Schema<string>;
  app.get('/id-tags', () => idTagsView(idTags, clock.now()));
  app.put<OneIdTag>('/id-tags/:idTag', ({ params: { idTag }, body }, reply) => {
    const change = check(idTagChange, body);
    const violations = [...validate(nonEmpty, idTag), ...(change.ok ? [] : change.violations)];
    if (!change.ok || violations.length > 0) {
      const detail = 'an id tag has 1 to 20 characters, and the body is to be {"status": …}, as application/json';
      return tell(reply, problem('bad-request', detail, { violations }));
    }
    idTags.set(idTag, idTagOf(change.value));
    events.idTagsChanged();
    return idTagsView(idTags, clock.now());
  });
  app.delete<OneIdTag>('/id-tags/:idTag', ({ params: { idTag } }, reply) => {
    const known = idTags.list().some((tag) => idTagKey(tag.idTag) === idTagKey(idTag));
    if (!known) return tell(reply, problem('unknown-id-tag', `${JSON.stringify(idTag)} is not on the list`));
    idTags.set(idTag, undefined);
    events.idTagsChanged();
    return idTagsView(idTags, clock.now());
  });
}

function idTagOf({ status, parentIdTag, expiryDate }: Static<typeof idTagChange>): IdTag {
  const expiresAt = expiryDate === undefined ? undefined : parseDateTime(expiryDate);
  return {
    status,
    ...(parentIdTag === undefined ? {} : { parentIdTag }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** The Central System's page and what it loads. */
function addPage(app: FastifyInstance): void {
  app.get('/', async (_, reply) =>
    reply
      .headers(pageHeaders)
      .type('text/html')
      .send(await pageHtml('central')),
  );
  app.get('/icon.svg', async (request, reply) => {
    const icon = await pageIcon();
    return icon === undefined ? tell(reply, noSuchFile(request.url)) : reply.type('image/svg+xml').send(icon);
  });
  for (const folder of Object.keys(pageFolders) as (keyof typeof pageFolders)[]) {
    app.get<{ Params: { file: string } }>(`/${folder}/:file`, async ({ params: { file }, url }, reply) => {
      const text = await pageFile(folder, file);
      if (text === undefined) return tell(reply, noSuchFile(url));
      return reply.headers(pageFileHeaders).type(pageFolders[folder]).send(text);
    });
  }
}

function noSuchFile(url: string): Problem {
  return problem('not-found', `the page that is built now has no ${url}`);
}

function tell(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

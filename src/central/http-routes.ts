/**
 * The HTTP interface of the Central System: what is known, and CALLs to chargers.
 *
 *     GET  /health                 GET  /transactions
 *     GET  /chargers               GET  /complaints
 *     GET  /chargers/{id}          POST /chargers/{id}/calls {"action","payload"}
 *     GET  /chargers/{id}/frames   GET  /             the page, with /scripts, /styles and /icon.svg
 *
 * Guarantee: whatever goes wrong is answered with problem details (RFC 9457, problem.ts).
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Log } from '../log/log.ts';
import { pageFile, pageFileHeaders, pageFolders, pageHeaders, pageHtml, pageIcon } from '../page/built-page.ts';
import { object, optional, string, unknown } from '../schema/schema.ts';
import { check } from '../schema/validate.ts';
import type { CentralSystem } from './central-system.ts';
import { callProblem, PROBLEM_TYPE, type Problem, problem, unknownCharger } from './problem.ts';
import { sendCall } from './send-call.ts';
import { chargerSummary, chargerView, complaintView, frameView } from './views.ts';

const callRequest = object({ action: string(), payload: optional(unknown()) });

/** The path of one charger, its identity percent-encoded. */
type OneCharger = { Params: { id: string } };

export function addRoutes(app: FastifyInstance, central: CentralSystem, log: Log): void {
  app.setNotFoundHandler(({ method, url }, reply) => tell(reply, problem('not-found', `there is no ${method} ${url}`)));
  app.setErrorHandler((error: Error & { statusCode?: number }, { method, url }, reply) => {
    const { statusCode = 500, message } = error;
    if (statusCode < 500) return tell(reply, { ...problem('bad-request', message), status: statusCode });
    log.error('an HTTP request could not be answered', { method, url, error: String(error) });
    return tell(reply, problem('internal-error', 'the log tells more'));
  });

  addPage(app);
  app.get('/health', () => {
    const chargers = central.chargers();
    return {
      status: 'ok',
      chargers: chargers.length,
      connected: chargers.filter(({ connected }) => connected).length,
      complaints: central.complaints.length,
    };
  });
  app.get('/chargers', () => central.chargers().map(chargerSummary));
  app.get('/transactions', () => central.transactions());
  app.get('/complaints', () => central.complaints.map(complaintView));

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
    const outcome = await sendCall(central, id, action, payload);
    if (outcome.kind !== 'confirmed') return tell(reply, callProblem(id, action, outcome));
    return { outcome: 'confirmed', payload: outcome.payload };
  });
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

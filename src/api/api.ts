/**
 * The HTTP control API of one charge point: it operates the charger and its simulated hardware, and lets one watch.
 *
 * Guarantees:
 * - everything is answered at once, whatever the Central System does, but for POST /data-transfer;
 * - it goes on answering while the charger is offline or restarting;
 * - beyond this machine it is served with a token only (see web/guard.ts);
 * - after `close` nothing listens, no connection is open, and nothing of the twin is watched.
 *
 * Import it dynamically: the web framework costs a tenth of a second of the process's start.
 */
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';
import type { Twin } from '../twin.ts';
import { createGuard } from '../web/guard.ts';
import { createEventHub } from './event-hub.ts';
import { createFrameHistory } from './frame-history.ts';
import { createMetrics } from './metrics.ts';
import { isObservable, type ObservableLog } from './observable-log.ts';
import { createOfferHistory } from './offer-history.ts';
import { createReadingHistory } from './reading-history.ts';
import { apiRoutes } from './routes/routes.ts';
import { createServer } from './server.ts';

export interface ApiOptions {
  readonly twin: Twin;
  /** An address or name of this machine. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** With an ObservableLog the events of `GET /events` have its lines. */
  readonly log: Log | ObservableLog;
  /** Callers have to know it. Needed for a `host` that is not loopback. */
  readonly token?: string | undefined;
  /** The URL of the Central System's own page, for a link to it. */
  readonly centralSystemPage?: string | undefined;
  /** The network's time, when the twin's own runs faster; the twin's otherwise. */
  readonly networkClock?: Clock | undefined;
}

export interface Api {
  /** http://host:port, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects, with a sentence for the operator and the system's code (EADDRINUSE), when it may not or cannot listen there. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { twin, token, log } = options;
  const host = options.host.replace(/^\[(.*)\]$/, '$1');
  const guard = createGuard({ name: 'control API', power: 'operate the charger', host, token });
  const watched = {
    twin,
    networkClock: options.networkClock ?? twin.clock,
    startedAt: twin.clock.elapsed(),
    centralSystemPage: options.centralSystemPage,
  };
  const lines = isObservable(log) ? log : { warn: log.warn.bind(log), observe: () => () => undefined };
  const events = createEventHub(watched, lines);
  const metrics = createMetrics(twin);
  const offers = createOfferHistory(twin);
  const frames = createFrameHistory(twin);
  const readings = createReadingHistory(twin);
  const watchers = [metrics, offers, frames, readings];
  const surroundings = { ...watched, log, events, metrics, offers, frames, readings };
  const routes = apiRoutes(surroundings, { secured: token !== undefined });
  const server = createServer({ routes, guard, log });
  try {
    await server.listen({ host, port: options.port });
  } catch (error) {
    for (const watcher of watchers) watcher.stop();
    await server.close();
    throw unlistenable(error as NodeJS.ErrnoException, `${host}:${options.port}`);
  }
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      for (const watcher of watchers) watcher.stop();
      await events.close();
      await server.close();
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something listens there already; choose another port',
  EACCES: 'this user may not listen there; choose a port from 1024 up',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'nobody knows a machine of that name',
};

/** A sentence for people, with the system's code for programs. */
function unlistenable(cause: NodeJS.ErrnoException, where: string): Error {
  const reason = reasons[cause.code ?? ''] ?? cause.message;
  const error = new Error(`The control API cannot listen on ${where}: ${reason}.`, { cause });
  return Object.assign(error, { code: cause.code });
}

/**
 * The Central System on a real port: chargers by WebSocket, people and programs by HTTP, on the same one, with TLS and without.
 *
 * Guarantees: it listens when `startCentralServer` resolves; beyond this machine people and programs need a token (chargers have
 * credentials of their own, admission.ts); after `close` nothing is open any more, not even a charger that does not answer the
 * closing of its connection. The HTTP library is loaded only here.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Files } from '../files/files.ts';
import type { Log } from '../log/log.ts';
import { createGuard } from '../web/guard.ts';
import type { CentralSystem } from './central-system.ts';
import { createCentralEventHub } from './event-hub.ts';
import { addFileRoutes } from './file-routes.ts';
import { addRoutes } from './http-routes.ts';
import { createEntrance, createSecure, type ServerTls } from './tls-entrance.ts';
import type { PageOf } from './views.ts';
import { serveWebSockets } from './web-socket-server.ts';

export interface CentralServerOptions {
  readonly central: CentralSystem;
  readonly log: Log;
  /** The address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** People and programs have to know it. Needed for a `host` that is not loopback. */
  readonly token?: string | undefined;
  /** Where a charger's own page is, for links to it. */
  readonly pageOf?: PageOf;
  /** Absent: no wss://. */
  readonly tls?: ServerTls | undefined;
  /** Firmware to be downloaded, and a place for logs (file-routes.ts); absent: none. */
  readonly files?: Files | undefined;
}

export interface CentralServer {
  /** For chargers, their identity still to be appended: ws://127.0.0.1:9000/ocpp */
  readonly url: string;
  /** http://127.0.0.1:9000 */
  readonly httpUrl: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects when the address may not or cannot be listened on. */
export async function startCentralServer(options: CentralServerOptions): Promise<CentralServer> {
  const { central, log, token, host = '127.0.0.1', pageOf = () => undefined, tls, files } = options;
  const guard = createGuard({ name: 'Central System', power: 'operate the chargers', host, token });
  const { fastify } = await import('fastify');
  let handle: RequestListener = () => undefined;
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    // Names of files, and identities of chargers whose characters are percent-encoded.
    routerOptions: { maxParamLength: 300 },
    serverFactory: (handler) => {
      handle = handler;
      return createServer(handler);
    },
  });
  const events = createCentralEventHub(central, log, pageOf);
  addRoutes(app, { central, events, guard, pageOf, log });
  if (files !== undefined) addFileRoutes(app, files);
  await app.ready();
  const secure = tls === undefined ? undefined : createSecure(tls, handle);
  const servers = [app.server, ...(secure === undefined ? [] : [secure])];
  const webSockets = servers.map((server) => serveWebSockets(server, central.acceptor));
  const entrance = secure === undefined ? undefined : createEntrance(app.server, secure);
  if (entrance === undefined) {
    await app.listen({ host, port: options.port });
  } else {
    entrance.listen({ host, port: options.port });
    await once(entrance, 'listening');
  }
  const { port } = (entrance ?? app.server).address() as AddressInfo;
  const authority = `${reachable(host)}:${port}`;
  return {
    // Any path will do for a charger; this is the one that we tell.
    url: `ws://${authority}/ocpp`,
    httpUrl: `http://${authority}`,
    port,
    async close() {
      await Promise.all(webSockets.map((each) => each.close()));
      await events.close();
      if (entrance !== undefined) {
        const closed = once(entrance, 'close');
        entrance.close();
        entrance.dropAll();
        await closed;
      }
      await app.close();
    },
  };
}

/** An address under which a listener on `host` can be reached from this machine, as a URL has it. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

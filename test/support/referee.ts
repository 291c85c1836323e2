/**
 * A Central System that is not ours: the server side of npm's ocpp-rpc in strict mode, which holds every frame, both ways,
 * against the official schemas. It accepts everything, and remembers what it had to complain about.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RPCServer } from 'ocpp-rpc';

export interface Referee {
  /** ws://127.0.0.1:port */
  readonly url: string;
  /** What came, in order. */
  readonly received: readonly { readonly action: string; readonly params: Record<string, unknown> }[];
  /** Everything that it has found wrong. */
  readonly complaints: readonly string[];
  /** Ends when that many CALLs of this action have come. */
  heard(action: string, count?: number): Promise<void>;
  /** Sends a CALL; rejects when it is answered with a CALLERROR or with something that breaks the schema. */
  call(action: string, params: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

interface Client {
  handle(handler: (call: { method: string; params: Record<string, unknown> }) => unknown): void;
  call(action: string, params: object): Promise<Record<string, unknown>>;
  on(event: string, listener: (event: unknown) => void): void;
}

export async function startReferee(): Promise<Referee> {
  const received: { action: string; params: Record<string, unknown> }[] = [];
  const complaints: string[] = [];
  const waiting = new Set<() => void>();
  let transactionId = 0;
  let present: Client | undefined;
  const answers: Readonly<Record<string, () => object>> = {
    BootNotification: () => ({ status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }),
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
    Authorize: () => ({ idTagInfo: { status: 'Accepted' } }),
    StartTransaction: () => {
      transactionId += 1;
      return { transactionId, idTagInfo: { status: 'Accepted' } };
    },
    DataTransfer: () => ({ status: 'Accepted' }),
  };

  const server = new RPCServer({ protocols: ['ocpp1.6'], strictMode: true });
  server.auth((accept: () => void) => accept());
  server.on('client', (client: Client) => {
    present = client;
    client.on('badMessage', (event) => complaints.push(`bad message: ${JSON.stringify(event)}`));
    client.on('strictValidationFailure', (event) => complaints.push(`schema: ${JSON.stringify(event)}`));
    client.handle(({ method, params }) => {
      received.push({ action: method, params });
      for (const look of waiting) look();
      return answers[method]?.() ?? {};
    });
  });
  const http = createServer();
  http.on('upgrade', server.handleUpgrade);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    complaints,
    heard(action, count = 1) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (received.filter((each) => each.action === action).length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    call(action, params) {
      if (present === undefined) return Promise.reject(new Error('no charger has come yet'));
      return present.call(action, params);
    },
    async close() {
      await server.close({ force: true } as never);
      http.closeAllConnections();
      http.close();
    },
  };
}

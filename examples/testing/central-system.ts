/** A Central System of a few lines, to be tested: it accepts everybody but one card. Yours is larger. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

export interface CentralSystem {
  readonly url: string;
  /** The energy of each transaction that is over, Wh, by its idTag. */
  readonly energy: ReadonlyMap<string, number>;
  close(): void;
}

export async function startCentralSystem(): Promise<CentralSystem> {
  const energy = new Map<string, number>();
  const starts = new Map<number, { readonly idTag: string; readonly meterStart: number }>();
  const infoOf = (idTag: string) => ({ status: idTag === 'BLOCKED' ? 'Blocked' : 'Accepted' });

  // biome-ignore lint/suspicious/noExplicitAny: whatever a charger sends; this is an example.
  const answers: Readonly<Record<string, (payload: any) => unknown>> = {
    BootNotification: () => ({ status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }),
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
    Authorize: ({ idTag }) => ({ idTagInfo: infoOf(idTag) }),
    StartTransaction({ idTag, meterStart }) {
      const transactionId = starts.size + 1;
      starts.set(transactionId, { idTag, meterStart });
      return { transactionId, idTagInfo: infoOf(idTag) };
    },
    StopTransaction({ transactionId, meterStop }) {
      const start = starts.get(transactionId);
      if (start !== undefined) energy.set(start.idTag, meterStop - start.meterStart);
      return {};
    },
  };

  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'ocpp1.6' });
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const [type, id, action, payload] = JSON.parse(String(data));
      if (type === 2) socket.send(JSON.stringify([3, id, answers[action]?.(payload) ?? {}]));
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/ocpp`,
    energy,
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

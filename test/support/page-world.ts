/**
 * A charger, its Central System and both pages in this process, over real sockets on ports of their own: for a browser.
 * The charger's time runs faster than real. Nothing is left behind by `close`.
 */
import assert from 'node:assert/strict';
import { type Api, startApi } from '../../src/api/api.ts';
import { createObservableLog } from '../../src/api/observable-log.ts';
import { type CentralSystem, createCentralSystem } from '../../src/central/central-system.ts';
import { createIdTags } from '../../src/central/id-tags.ts';
import { startCentralServer } from '../../src/central/server.ts';
import { createSystemClock } from '../../src/clock/system-clock.ts';
import { createWebSocketTransport } from '../../src/link/web-socket.ts';
import { silentLog } from '../../src/log/log.ts';
import { createSystemRandom } from '../../src/random/system-random.ts';
import { readStartUpFile } from '../../src/start-up-file.ts';
import { createMemoryDatabase } from '../../src/store/memory.ts';
import { createTwin, type Twin } from '../../src/twin.ts';

export interface PageWorld {
  readonly twin: Twin;
  readonly central: CentralSystem;
  readonly chargerId: string;
  /** The charger's page. */
  readonly chargerUrl: string;
  /** The Central System's page. */
  readonly centralUrl: string;
  /** The API goes away, as if its process had ended, */
  stopApi(): Promise<void>;
  /** and comes back at the same place. */
  startApi(): Promise<void>;
  close(): Promise<void>;
}

export const CARD = '04A1B2C3';

export async function createPageWorld(
  options: {
    /** The rest of the start-up file. */
    readonly file?: Readonly<Record<string, unknown>>;
    readonly speed?: number;
    readonly token?: string;
  } = {},
): Promise<PageWorld> {
  const { file = {}, speed = 20, token } = options;
  const networkClock = createSystemClock();
  const clock = createSystemClock({ speed });
  const random = createSystemRandom();
  const log = createObservableLog(silentLog);
  const central = createCentralSystem({
    clock,
    networkClock,
    random,
    log,
    idTags: createIdTags({ idTags: { [CARD]: 'Accepted', '04D4E5F6': 'Blocked' } }),
    options: { strangers: 'serve' },
  });
  const chargerId = 'ZPR123456';
  let chargerUrl: string | undefined;
  const server = await startCentralServer({
    central,
    log,
    port: 0,
    pageOf: (id) => (id === chargerId ? chargerUrl : undefined),
  });
  const read = readStartUpFile({ identity: { chargePointId: chargerId }, csms: { url: server.url }, speed, ...file });
  assert.ok(read.ok, JSON.stringify(read));
  const twin = createTwin({
    startUp: read.startUp,
    store: createMemoryDatabase().open(chargerId),
    transport: createWebSocketTransport(),
    clock,
    networkClock,
    random,
    log,
  });
  twin.start();
  const start = (port: number): Promise<Api> =>
    startApi({ twin, host: '127.0.0.1', port, log, networkClock, token, centralSystemPage: server.httpUrl });
  let api = await start(0);
  chargerUrl = api.url;
  return {
    twin,
    central,
    chargerId,
    chargerUrl,
    centralUrl: server.httpUrl,
    stopApi: () => api.close(),
    async startApi() {
      api = await start(api.port);
    },
    async close() {
      twin.stop();
      await api.close();
      await server.close();
    },
  };
}

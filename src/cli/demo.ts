/**
 * `pilotwire demo`: a charger, a Central System and a page in one process, over a real WebSocket and a real database file.
 *
 * Guarantees: with `--once` a car comes, a card is swiped, it charges for a simulated hour and leaves; the exit code is 0 only
 * if the Central System knows exactly that, from the first register to the last, and had nothing to complain about. Without it,
 * a car charges and everything is served until Ctrl-C. The temporary folder is removed either way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObservableLog } from '../api/observable-log.ts';
import { type CentralSystem, createCentralSystem } from '../central/central-system.ts';
import { frameLine } from '../central/frame-line.ts';
import { createIdTags } from '../central/id-tags.ts';
import { startCentralServer } from '../central/server.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createDiskFiles } from '../files/disk.ts';
import { createWebSocketTransport } from '../link/web-socket.ts';
import type { Random } from '../random/random.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { readStartUpFile } from '../start-up-file.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { createNetworkTransfer } from '../transfer/network-transfer.ts';
import { createTwin, type Twin } from '../twin.ts';
import { waitFor } from '../watch/wait.ts';
import { copyCertificates } from './certificate-files.ts';
import { createLog } from './log.ts';
import { listenNear } from './ports.ts';
import { DATABASE_FILE } from './run.ts';
import { judge, sessionTable } from './summary.ts';
import { untilStopped } from './until-stopped.ts';

export interface DemoOptions {
  readonly once?: boolean;
  readonly secure?: boolean;
  readonly speed?: number;
  readonly model: string;
  readonly port: number;
  readonly centralPort: number;
  readonly dataDir?: string;
  readonly logLevel?: string;
}

/** The card that may charge. */
const CARD = '04A1B2C3';
const CHARGER = 'ZPR123456';
const HOUR_MS = 3_600_000;
/** How long anything that should happen may take, in the charger's time, ms. */
const PATIENCE_MS = 600_000;

export async function demo(options: DemoOptions): Promise<void> {
  const once = options.once === true;
  const log = createObservableLog(await createLog(options.logLevel ?? (once ? 'warn' : 'info')));
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'pilotwire-demo-'));
  const networkClock = createSystemClock();
  const speed = options.speed ?? (once ? 600 : 1);
  const clock = createSystemClock({ speed });
  const random = createSystemRandom();
  const security = options.secure === true ? await secured(folder, random) : undefined;
  let frames = 0;
  const central = createCentralSystem({
    clock,
    networkClock,
    random,
    log,
    idTags: createIdTags({ idTags: { [CARD]: 'Accepted', '04D4E5F6': 'Blocked' } }),
    // A charger that keeps its database may come back to a Central System that has forgotten it.
    options: {
      strangers: 'serve',
      ...security?.central,
      observe(event) {
        if (event.kind !== 'frame') return;
        frames += 1;
        process.stdout.write(`${frameLine(event.frame)}\n`);
      },
    },
  });
  let pageUrl: string | undefined;
  const pageOf = (chargerId: string) => (chargerId === CHARGER ? pageUrl : undefined);
  const server = await listenNear(
    (port) => startCentralServer({ central, log, port, pageOf, tls: security?.tls }),
    options.centralPort,
  );
  const read = readStartUpFile({
    model: options.model,
    identity: { chargePointId: CHARGER },
    csms: { url: security === undefined ? server.url : `wss://localhost:${server.port}/ocpp` },
    speed,
    dataDir: folder,
    ...security?.startUp,
  });
  if (!read.ok) throw new Error('the start-up file of the demo is wrong');
  const database = openSqliteDatabase(join(folder, DATABASE_FILE));
  const files = createDiskFiles(folder);
  copyCertificates(files, read.startUp, log);
  let apiPort = 0;
  const twin = createTwin({
    startUp: read.startUp,
    store: database.open(CHARGER),
    files,
    transport: createWebSocketTransport(),
    transfer: createNetworkTransfer({
      clock: networkClock,
      own: () => [{ port: apiPort }],
      roots: () => twin.chargePoint().certificates.trusted(),
    }),
    clock,
    networkClock,
    random,
    log,
  });
  const stopped = untilStopped();
  twin.start();
  const { startApi } = await import('../api/api.ts');
  const api = await listenNear(
    (port) => startApi({ twin, host: '127.0.0.1', port, log, networkClock, centralSystemPage: server.httpUrl }),
    options.port,
  );
  apiPort = api.port;
  pageUrl = api.url;

  const visit = once ? oneVisit(twin, central) : begin(twin, central).then(() => stopped);
  const problems = await Promise.race([visit, stopped]).then(
    () => (once ? judge(central.charger(CHARGER), twin.board.connectors[0]?.meter().energyWh ?? 0) : []),
    (error: Error) => [error.message],
  );
  if (!once && problems.length === 0) process.stdout.write('\nstopped\n');
  if (once) process.stdout.write(`\n${sessionTable(central.charger(CHARGER), frames)}\n`);
  for (const problem of problems) process.stderr.write(`wrong: ${problem}\n`);
  twin.stop();
  await api.close();
  await server.close();
  database.close();
  if (options.dataDir === undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(problems.length === 0 ? 0 : 1);

  async function begin(of: Twin, to: CentralSystem): Promise<void> {
    await startCharging(of, to);
    const lines = [
      '',
      `a car charges. The charger's page and control API: ${api.url}`,
      `The Central System's page and HTTP interface:      ${server.httpUrl}`,
      `Connect your own charger to:                       ${server.url}`,
      `Connect this charger to your own Central System:   ${commandName()} run --csms ws://… --id cp001`,
      'Ctrl-C ends everything.',
      '',
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** A car comes, a card is swiped, it charges for an hour, the card ends it, the car leaves. */
/** The certificates are for the network, whose time is not the demo's. */
async function secured(folder: string, random: Random) {
  const { secureDemo } = await import('./demo-security.ts');
  const clock = createSystemClock();
  return secureDemo(folder, { random, now: () => clock.now() });
}

async function oneVisit(twin: Twin, central: CentralSystem): Promise<void> {
  await startCharging(twin, central);
  await new Promise<void>((resolve) => twin.clock.after(HOUR_MS, resolve));
  twin.board.swipe(CARD);
  await until(twin, 'the transaction to end', () =>
    central.transactions().every(({ state }) => state.kind === 'stopped'),
  );
  twin.board.plugOut(1);
  await until(twin, 'the connector to be free', () => central.charger(CHARGER).status(1) === 'Available');
}

async function startCharging(twin: Twin, central: CentralSystem): Promise<void> {
  const charger = central.charger(CHARGER);
  await until(twin, 'the charger to be accepted', () => charger.status(1) !== undefined);
  if (charger.status(1) === 'Charging') return;
  twin.board.plugIn(1);
  await until(twin, 'the car to be seen', () => charger.status(1) === 'Preparing');
  twin.board.swipe(CARD);
  await until(twin, 'the car to charge', () => charger.status(1) === 'Charging');
}

/** Ends when the condition holds; rejects when it does not hold in good time. */
async function until(twin: Twin, what: string, holds: () => boolean): Promise<void> {
  const waiting = { twin, networkClock: twin.clock };
  const held = await waitFor(waiting, PATIENCE_MS, () => (holds() ? true : undefined));
  if (held === undefined) throw new Error(`waited too long for ${what}`);
}

/** How the command was started: from a clone, or as an installed package. */
function commandName(): string {
  return import.meta.filename.endsWith('.ts') ? 'node src/cli/main.ts' : 'pilotwire';
}

/**
 * `pilotwire run`: one charge point in the foreground.
 *
 * Guarantees: the first message goes out before the control API is loaded, which waits for it no longer than a fifth of a
 * second; SIGTERM and Ctrl-C are a power cut that can be seen coming: no StopTransaction, no change of state, exit code 0 within
 * five seconds.
 */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createObservableLog } from '../api/observable-log.ts';
import type { Clock } from '../clock/clock.ts';
import type { Discipline } from '../clock/discipline.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createDiskFiles } from '../files/disk.ts';
import { createWebSocketTransport } from '../link/web-socket.ts';
import type { Log } from '../log/log.ts';
import type { Random } from '../random/random.ts';
import { createSystemRandom } from '../random/system-random.ts';
import type { StartUp } from '../start-up-file.ts';
import { DATABASE_FILE, openSqliteDatabase } from '../store/sqlite.ts';
import { createNetworkTransfer } from '../transfer/network-transfer.ts';
import { createTwin, type Twin } from '../twin.ts';
import { copyCertificates } from './certificate-files.ts';
import { createLog } from './log.ts';
import { explainPort } from './ports.ts';
import { readStartUp, type StartUpOptions } from './read-start-up.ts';
import { untilStopped } from './until-stopped.ts';

/** How long the control API waits for the first message, ms: loading it would keep that message waiting for a tenth of a second. */
const LOADING_WAITS_MS = 200;

export { DATABASE_FILE };

export async function run(options: StartUpOptions & { readonly logLevel: string }): Promise<void> {
  const startUp = await readStartUp(options);
  const log = createObservableLog(await createLog(options.logLevel, { chargePoint: startUp.identity.chargePointId }));
  const database = openSqliteDatabase(join(startUp.dataDir, DATABASE_FILE));
  const files = createDiskFiles(startUp.dataDir);
  copyCertificates(files, startUp, log);
  const networkClock = createSystemClock();
  const random = createSystemRandom();
  let finished = (): void => undefined;
  const exitWanted = new Promise<void>((resolve) => {
    finished = resolve;
  });
  let apiPort = startUp.api.port;
  const twin = createTwin({
    startUp,
    store: database.open(startUp.identity.chargePointId),
    files,
    transport: createWebSocketTransport(),
    ...(await timeOf(startUp, networkClock, random, log)),
    transfer: createNetworkTransfer({
      clock: networkClock,
      allow: startUp.fileTransfer.allow,
      own: () => [{ port: apiPort }],
      roots: () => twin.chargePoint().certificates.trusted(),
    }),
    networkClock,
    random,
    log,
    exit: finished,
  });
  const stopped = untilStopped();
  const heard = firstAttempt(twin, networkClock);
  twin.start();
  await heard;
  const { startApi } = await import('../api/api.ts');
  const { host, port, token } = startUp.api;
  const api = await explainPort(startApi({ twin, host, port, token, log, networkClock }), host, port);
  apiPort = api.port;
  log.info(`control API and page: ${api.url}`);
  // So that the next start finds its code compiled, however this process ends.
  flushCompileCache();
  await Promise.race([stopped, exitWanted]);
  twin.stop();
  await api.close();
  database.close();
  process.exit(0);
}

/** The charger's clock, and who sets it. Whoever has the computer's time does not load what it takes to have another. */
async function timeOf(
  { clock: told, speed }: StartUp,
  networkClock: Clock,
  random: Random,
  log: Log,
): Promise<{ readonly clock: Clock; readonly discipline?: Discipline }> {
  if (told.source === 'system') return { clock: speed === 1 ? networkClock : createSystemClock({ speed }) };
  const { followCentralSystem, followServers } = await import('./time.ts');
  return told.source === 'ntp'
    ? followServers({ base: networkClock, servers: told.servers, random, log })
    : followCentralSystem({ base: networkClock, log });
}

/** Ends when the first message is out, when the first attempt to connect has failed, or soon anyway. */
function firstAttempt(twin: Twin, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const patience = clock.after(LOADING_WAITS_MS, end);
    const stop = twin.observe((event) => {
      if (event.kind === 'frame' || (event.kind === 'link' && event.link.kind === 'waiting')) end();
    });
    function end(): void {
      patience.cancel();
      stop();
      resolve();
    }
  });
}

/**
 * `pilotwire run`: one charge point in the foreground.
 *
 * Guarantees: the connection is dialled before the control API is loaded; SIGTERM and Ctrl-C are a power cut that can be seen
 * coming: no StopTransaction, no change of state, exit code 0 within five seconds.
 */
import { join } from 'node:path';
import { createObservableLog } from '../api/observable-log.ts';
import { createSystemClock } from '../clock/system-clock.ts';
import { createWebSocketTransport } from '../link/web-socket.ts';
import { createSystemRandom } from '../random/system-random.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { createTwin } from '../twin.ts';
import { createLog } from './log.ts';
import { explainPort } from './ports.ts';
import { readStartUp, type StartUpOptions } from './read-start-up.ts';
import { untilStopped } from './until-stopped.ts';

export const DATABASE_FILE = 'pilotwire.sqlite';

export async function run(options: StartUpOptions & { readonly logLevel: string }): Promise<void> {
  const startUp = await readStartUp(options);
  const log = createObservableLog(await createLog(options.logLevel, { chargePoint: startUp.identity.chargePointId }));
  const database = openSqliteDatabase(join(startUp.dataDir, DATABASE_FILE));
  const networkClock = createSystemClock();
  let finished = (): void => undefined;
  const exitWanted = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const twin = createTwin({
    startUp,
    store: database.open(startUp.identity.chargePointId),
    transport: createWebSocketTransport(),
    clock: startUp.speed === 1 ? networkClock : createSystemClock({ speed: startUp.speed }),
    networkClock,
    random: createSystemRandom(),
    log,
    exit: finished,
  });
  const stopped = untilStopped();
  twin.start();
  const { startApi } = await import('../api/api.ts');
  const { host, port, token } = startUp.api;
  const api = await explainPort(startApi({ twin, host, port, token, log, networkClock }), host, port);
  log.info(`control API and page: ${api.url}`);
  await Promise.race([stopped, exitWanted]);
  twin.stop();
  await api.close();
  database.close();
  process.exit(0);
}

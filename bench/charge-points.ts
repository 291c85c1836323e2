/** Charge points as a process with many of them has them: twins of a Zaptec Pro that share clock, chance, transport and database. */
import { join } from 'node:path';
import { createSystemClock } from '../src/clock/system-clock.ts';
import { createWebSocketTransport } from '../src/link/web-socket.ts';
import { silentLog } from '../src/log/log.ts';
import { createSystemRandom } from '../src/random/system-random.ts';
import { readStartUpFile } from '../src/start-up-file.ts';
import { openSqliteDatabase } from '../src/store/sqlite.ts';
import { createTwin, type Twin } from '../src/twin.ts';

/** The charger and its one connector each tell their status after the boot. */
const STATUSES = 2;

/** Makes charge points for this Central System with one database in `folder`. */
export function createSite(csmsUrl: string, folder: string): { chargePoint(chargePointId: string): Twin } {
  const shared = {
    transport: createWebSocketTransport(),
    clock: createSystemClock(),
    random: createSystemRandom(),
    log: silentLog,
  };
  const database = openSqliteDatabase(join(folder, 'bench.sqlite'));
  return {
    chargePoint(chargePointId) {
      const read = readStartUpFile({ identity: { chargePointId }, csms: { url: csmsUrl } });
      if (!read.ok) throw new Error('the start-up file of the bench is wrong');
      return createTwin({ ...shared, startUp: read.startUp, store: database.open(chargePointId) });
    },
  };
}

/** Applies power; ends when BootNotification and each StatusNotification are answered. */
export function boot(twin: Twin): Promise<void> {
  return new Promise((resolve) => {
    let statuses = 0;
    const stop = twin.observe((event) => {
      if (event.kind !== 'frame' || event.frame.kind !== 'result' || event.frame.action !== 'StatusNotification')
        return;
      statuses += 1;
      if (statuses < STATUSES) return;
      stop();
      resolve();
    });
    twin.start();
  });
}

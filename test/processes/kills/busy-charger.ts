/**
 * One life of a charger that is to be killed: the twin on a file of SQLite and a real WebSocket, without the control API, and a
 * world around it that is driven by a seed. It says on standard output how far it has come, before it goes on.
 *
 * A life `in peace` begins nothing: it ends by itself when everything is told.
 */
import { writeSync } from 'node:fs';
import { createSystemClock } from '../../../src/clock/system-clock.ts';
import { createWebSocketTransport } from '../../../src/link/web-socket.ts';
import { silentLog } from '../../../src/log/log.ts';
import { createSeededRandom } from '../../../src/random/seeded-random.ts';
import { readStartUpFile } from '../../../src/start-up-file.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';
import { createTwin } from '../../../src/twin.ts';
import { createFastClock } from './fast-clock.ts';
import type { LifeOptions, Utterance } from './life.ts';
import { playWorld } from './world.ts';

/** On its way before anything else happens, whenever the kill comes. */
function say(what: NonNullable<Utterance>): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

const options: LifeOptions = JSON.parse(process.argv[2] ?? '');
// Whoever has started us is gone.
process.stdin.on('end', () => process.exit(1)).resume();

const read = readStartUpFile(options.startUp);
if (!read.ok) throw new Error(JSON.stringify(read.violations));
const { startUp } = read;
const clock = createFastClock(options.origin);
const networkClock = createSystemClock();
const random = createSeededRandom(options.seed).fork(`life ${options.life}`);

say({ reached: 'opening' });
const database = openSqliteDatabase(options.file);
say({ reached: 'open' });
const twin = createTwin({
  startUp,
  store: database.open(startUp.identity.chargePointId),
  transport: createWebSocketTransport(),
  clock,
  networkClock,
  random,
  log: {
    ...silentLog,
    error: (message, details) => say({ error: `${message} ${JSON.stringify(details ?? {})}` }),
  },
});
/** The Central System asks right after its acceptance, perhaps before we have heard of that. */
let asked = false;
let accepted = false;
twin.observe((event) => {
  if (event.kind === 'frame' && event.frame.kind === 'result' && event.frame.action === 'GetConfiguration')
    asked = true;
  if (event.kind === 'registration' && event.registration === 'Accepted' && !accepted) {
    accepted = true;
    say({ reached: 'accepted' });
    if (!options.inPeace) playWorld({ twin, clock, random: random.fork('world'), cards: options.cards });
  }
  // What this event is the reason for has happened then.
  if (options.inPeace) setImmediate(endWhenTold);
});
twin.start();
say({ reached: 'started' });

/** The Central System knows what it wants to know, and nothing is left to be told. */
function endWhenTold(): void {
  const { records } = twin.chargePoint();
  if (!asked || !accepted || records.queueLength() > 0 || records.running().length > 0) return;
  twin.stop();
  database.close();
  process.exit(0);
}

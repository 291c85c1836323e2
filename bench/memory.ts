/**
 * (b) What an idle charge point holds: resident memory of a process with 1,000 of them.
 *
 * Ours: 1,000 twins of a Zaptec Pro, each with its virtual board, on one shared clock, chance, transport and SQLite database (one
 * file, `open` for each), connected to a server in another process, booted, each BootNotification and StatusNotification
 * answered, at rest, after a collection of garbage. Floor: a process with 1,000 bare `ws` client sockets at the same server, at
 * rest, after the same. Both have their code from the compile cache. The difference per charge point has all in it that our process holds and the floor's does not, code and
 * database too. The processes take turns; the figures are medians of the runs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import type { IdleMemory } from './idle-memory.ts';
import type { PeerListens } from './peer.ts';
import { startTalker } from './processes.ts';

const CHARGE_POINTS = 1_000;
const GOAL_EACH_KB = 40;
const GOAL_ALL_MB = 140;

export const memory: Figure = {
  letter: 'b',
  async measure({ quick }, folder) {
    const runs = quick ? 1 : 3;
    const held = { ours: [] as number[], floor: [] as number[] };
    // The first run of each fills the compile cache and does not count.
    for (let run = -1; run < runs; run += 1) {
      const own = join(folder, String(run));
      mkdirSync(own);
      const [ours, floor] = [await residentMemory('idle-ours.ts', own), await residentMemory('idle-floor.ts', own)];
      if (run < 0) continue;
      held.ours.push(ours);
      held.floor.push(floor);
    }
    const [ours, floor] = [median(held.ours), median(held.floor)];
    const each = (ours - floor) / CHARGE_POINTS / 1_000;
    return [
      {
        name: 'idle charge point, memory',
        ours: `${(ours / CHARGE_POINTS / 1_000).toFixed(1)} KB`,
        floor: `${(floor / CHARGE_POINTS / 1_000).toFixed(1)} KB`,
        compared: `+${each.toFixed(1)} KB`,
        goal: `<= +${GOAL_EACH_KB} KB`,
        met: each <= GOAL_EACH_KB,
      },
      {
        name: '1,000 idle charge points, memory',
        ours: `${(ours / 1e6).toFixed(1)} MB`,
        floor: `${(floor / 1e6).toFixed(1)} MB`,
        compared: `+${((ours - floor) / 1e6).toFixed(1)} MB`,
        goal: `<= ${GOAL_ALL_MB} MB`,
        met: ours / 1e6 <= GOAL_ALL_MB,
      },
    ];
  },
};

/** Of a process with its server, both new: bytes. */
async function residentMemory(entry: string, folder: string): Promise<number> {
  const peer = startTalker('peer.ts');
  const { url } = await peer.next<PeerListens>();
  const measured = startTalker(entry, { args: [url, String(CHARGE_POINTS), folder], nodeOptions: ['--expose-gc'] });
  const { rss } = await measured.next<IdleMemory>();
  await Promise.all([measured.stop(), peer.stop()]);
  return rss;
}

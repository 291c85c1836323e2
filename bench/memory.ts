/**
 * (b) What an idle charge point holds: resident memory of a process with 1,000 of them.
 *
 * Ours: 1,000 twins of a Zaptec Pro, each with its virtual board, on one shared clock, chance, transport and SQLite database (one
 * file, `open` for each), connected to a server in another process, booted, each BootNotification and StatusNotification
 * answered, at rest, after a collection of garbage. Floor: a process with 1,000 bare `ws` client sockets at the same server, at
 * rest, after the same. Both have their code from the compile cache. The difference per charge point has all in it that our
 * process holds and the floor's does not, code and database too. The processes take turns, after one run of each that does not
 * count; the figures are medians of the runs.
 *
 * It is measured twice: with both processes started as one for many charge points should be (node-options.ts), and with both
 * started with nothing but `node`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, median, type Row } from './figure.ts';
import type { IdleMemory } from './idle-memory.ts';
import { nodeOptionsForMany } from './node-options.ts';
import type { PeerListens } from './peer.ts';
import { startTalker } from './processes.ts';

const CHARGE_POINTS = 1_000;
const GOAL_EACH_KB = 40;
const GOAL_ALL_MB = 140;

/** How both processes are started. */
const settings = [
  { named: '', nodeOptions: nodeOptionsForMany },
  { named: ', no options', nodeOptions: [] },
] as const;

export const memory: Figure = {
  letter: 'b',
  async measure({ quick }, folder) {
    const runs = quick ? 1 : 3;
    // Fills the compile cache.
    await heldByBoth(join(folder, 'first'), []);
    const rows: Row[] = [];
    for (const [index, { named, nodeOptions }] of settings.entries()) {
      const held = { ours: [] as number[], floor: [] as number[] };
      for (let run = 0; run < runs; run += 1) {
        const { ours, floor } = await heldByBoth(join(folder, `${index}-${run}`), nodeOptions);
        held.ours.push(ours);
        held.floor.push(floor);
      }
      rows.push(...rowsOf(named, median(held.ours), median(held.floor)));
    }
    return rows;
  },
};

function rowsOf(named: string, ours: number, floor: number): readonly Row[] {
  const kilobytes = (bytes: number) => `${(bytes / CHARGE_POINTS / 1e3).toFixed(1)} KB`;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    {
      name: `idle charge point, memory${named}`,
      ours: kilobytes(ours),
      floor: kilobytes(floor),
      compared: `+${kilobytes(ours - floor)}`,
      goal: `<= +${GOAL_EACH_KB} KB`,
      met: (ours - floor) / CHARGE_POINTS / 1e3 <= GOAL_EACH_KB,
    },
    {
      name: `1,000 idle charge points, memory${named}`,
      ours: megabytes(ours),
      floor: megabytes(floor),
      compared: `+${megabytes(ours - floor)}`,
      goal: `<= ${GOAL_ALL_MB} MB`,
      met: ours / 1e6 <= GOAL_ALL_MB,
    },
  ];
}

/** Of one process after the other, bytes. */
async function heldByBoth(folder: string, nodeOptions: readonly string[]) {
  mkdirSync(folder);
  const ours = await residentMemory('idle-ours.ts', folder, nodeOptions);
  const floor = await residentMemory('idle-floor.ts', folder, nodeOptions);
  return { ours, floor };
}

/** Of a process with its server, both new: bytes. */
async function residentMemory(entry: string, folder: string, nodeOptions: readonly string[]): Promise<number> {
  const peer = startTalker('peer.ts');
  const { url } = await peer.next<PeerListens>();
  const measured = startTalker(entry, {
    args: [url, String(CHARGE_POINTS), folder],
    nodeOptions: ['--expose-gc', ...nodeOptions],
  });
  const { rss } = await measured.next<IdleMemory>();
  await Promise.all([measured.stop(), peer.stop()]);
  return rss;
}

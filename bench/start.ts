/**
 * (c) How long a start takes: from starting the process to the arrival of its first message at a server in another process.
 *
 * Ours: `node src/cli/main.ts run`, up to the BootNotification; the database is there from the run before, and so is Node's
 * compile cache. Floor: a Node.js that opens a bare `ws` socket and sends a text. They take turns, after one start of each that
 * does not count; the figures are medians of ten.
 */
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import type { FirstMessage, PeerListens } from './peer.ts';
import { startNode, startTalker } from './processes.ts';

const GOAL_MS = 300;

export const start: Figure = {
  letter: 'c',
  async measure({ quick }, folder) {
    const starts = quick ? 5 : 10;
    const peer = startTalker('peer.ts');
    const { url } = await peer.next<PeerListens>();
    const took = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round <= starts; round += 1) {
      const ours = await untilFirstMessage([
        'src/cli/main.ts',
        'run',
        ...['--csms', url],
        ...['--id', 'start'],
        ...['--port', '0'],
        ...['--data-dir', join(folder, 'data')],
      ]);
      const floor = await untilFirstMessage(['-e', bareStart, `${url}/start`]);
      if (round === 0) continue;
      took.ours.push(ours);
      took.floor.push(floor);
    }
    await peer.stop();
    const [ours, floor] = [median(took.ours), median(took.floor)];
    return [
      {
        name: 'process start to BootNotification',
        ours: `${ours.toFixed(0)} ms`,
        floor: `${floor.toFixed(0)} ms`,
        compared: `+${(ours - floor).toFixed(0)} ms`,
        goal: `< ${GOAL_MS} ms`,
        met: ours < GOAL_MS,
      },
    ];

    async function untilFirstMessage(args: readonly string[]): Promise<number> {
      const began = performance.now();
      const started = startNode(args);
      await Promise.race([peer.next<FirstMessage>(), started.ended]);
      const ms = performance.now() - began;
      // Politely, so that it leaves its compiled code for the next.
      await started.end();
      return ms;
    }
  },
};

const bareStart = `
  const { WebSocket } = require('ws');
  const socket = new WebSocket(process.argv[1], 'ocpp1.6', { perMessageDeflate: false });
  socket.on('open', () => socket.send('[2,"1","BootNotification",{}]'));
`;

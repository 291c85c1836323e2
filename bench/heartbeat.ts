/**
 * (a) What a Heartbeat costs: CPU time of the client process, user and system, all its threads, per round trip.
 *
 * Ours: `chargePoint.call('Heartbeat')` of a twin, one after the other, through rpc, link, `ws` and a socket to the server in
 * another process; the answer is read, held against its schema and handed to the caller's promise. Floor: a bare `ws` client that
 * does the same round trips with the same server, with JSON.stringify and JSON.parse. Each has a process of its own; they
 * take turns, round by round, after a round that does not count. The figures are medians of the rounds.
 */
import { type Figure, median } from './figure.ts';
import type { Round, RoundDone } from './heartbeat-round.ts';
import type { PeerListens } from './peer.ts';
import { startTalker } from './processes.ts';

const GOAL = 2;

export const heartbeat: Figure = {
  letter: 'a',
  async measure({ quick }, folder) {
    const rounds = quick ? 5 : 15;
    const roundTrips = quick ? 3_000 : 10_000;
    const peer = startTalker('peer.ts');
    const { url } = await peer.next<PeerListens>();
    const ours = startTalker('heartbeat-ours.ts', { args: [url, folder] });
    const floor = startTalker('heartbeat-floor.ts', { args: [url] });
    await Promise.all([ours.next(), floor.next()]);
    const costs = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      const question: Round = { roundTrips };
      const ourRound = await ours.ask<RoundDone>(question);
      const floorRound = await floor.ask<RoundDone>(question);
      if (round === 0) continue;
      costs.ours.push(ourRound.cpuMicroseconds / roundTrips);
      costs.floor.push(floorRound.cpuMicroseconds / roundTrips);
    }
    await Promise.all([ours.stop(), floor.stop(), peer.stop()]);
    const [our, bare] = [median(costs.ours), median(costs.floor)];
    return [
      {
        name: 'Heartbeat round trip, CPU',
        ours: `${our.toFixed(1)} µs`,
        floor: `${bare.toFixed(1)} µs`,
        compared: `${(our / bare).toFixed(2)} x`,
        goal: `<= ${GOAL} x`,
        met: our / bare <= GOAL,
      },
    ];
  },
};

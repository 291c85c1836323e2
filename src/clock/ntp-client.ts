/**
 * Asks time servers and tells what they agree on.
 *
 * Guarantees: all servers are asked at the same time, and the answer comes when each has answered or kept silent for long enough;
 * a server that has sent a kiss-o'-death is left alone for as long as its code asks for (RFC 5905, 7.4).
 */
import type { Log } from '../log/log.ts';
import type { Random } from '../random/random.ts';
import type { Clock } from './clock.ts';
import type { Datagrams } from './datagrams.ts';
import { agree, type Opinion } from './ntp-agreement.ts';
import { type Answer, type Asking, askServer, SLOT_MS } from './ntp-question.ts';
import type { NtpServer } from './ntp-server.ts';

const HOUR_MS = 3_600_000;

/** How long a server is left alone that says so, ms. Other codes ask for nothing. */
export const kissPauses: Readonly<Record<string, number>> = {
  // Access denied, for good; a name may be another server's tomorrow.
  DENY: 24 * HOUR_MS,
  RSTR: 24 * HOUR_MS,
  // Asked too often.
  RATE: HOUR_MS,
};

export interface NtpClient {
  /** Asks them all; undefined when they do not agree, or too few of them say anything. */
  ask(): Promise<Opinion | undefined>;
  /** A question that is underway ends without an answer. */
  stop(): void;
}

export function createNtpClient(options: {
  readonly servers: readonly NtpServer[];
  readonly clock: Pick<Clock, 'elapsed' | 'after'>;
  readonly random: Random;
  readonly log: Log;
  readonly datagrams: Datagrams;
  /** From one question to the next, ms. */
  readonly slotMs?: number;
}): NtpClient {
  const { servers, clock, log, slotMs = SLOT_MS } = options;
  /** Until when a server is left alone, `clock.elapsed()`. */
  const pauses = new Map<NtpServer, number>();
  let underway: readonly Asking[] = [];

  function heard(server: NtpServer, answer: Answer): readonly Opinion[] {
    if (answer.kind === 'opinion') return [answer.opinion];
    if (answer.kind === 'none') log.info(`time server ${server.name} gives no time: ${answer.why}`);
    else {
      const pause = kissPauses[answer.code] ?? 0;
      pauses.set(server, clock.elapsed() + pause);
      log.warn(`time server ${server.name} wants to be left alone (${answer.code})`, { forS: pause / 1000 });
    }
    return [];
  }

  return {
    async ask() {
      const open = servers.filter((server) => (pauses.get(server) ?? 0) <= clock.elapsed());
      const asking = open.map((server) => ({ server, asked: askServer({ ...options, server, slotMs }) }));
      underway = asking.map(({ asked }) => asked);
      const heards = await Promise.all(asking.map(async ({ server, asked }) => heard(server, await asked.answer)));
      underway = [];
      const opinions = heards.flat();
      const agreed = agree(opinions, servers.length);
      if (agreed === undefined && opinions.length > 0) {
        log.warn(`the time servers do not agree, ${opinions.length} of ${servers.length} have answered`);
      }
      return agreed;
    },
    stop() {
      for (const asked of underway) asked.stop();
    },
  };
}

/**
 * Keeps a clock with what time servers say.
 *
 * Guarantees:
 * - an offset of `STEP_MS` or more is stepped at once, a smaller one slewed (RFC 5905's threshold, without its quarter of an hour
 *   of waiting: what servers agree on, by the best of several samples, is no spike);
 * - after a success the next poll is in 64 s, then ever later, up to 1024 s, as long as nothing had to be stepped; while the servers
 *   are silent or at odds, in 16 s, then ever later, as far;
 * - a clock of which nobody has said anything for a day is not synchronised any more.
 */
import type { Log } from '../log/log.ts';
import type { Timer } from './clock.ts';
import { type ClockState, createStepping, type Discipline, type DisciplineListener } from './discipline.ts';
import type { DisciplinedClock } from './disciplined-clock.ts';
import type { Opinion } from './ntp-agreement.ts';
import type { NtpClient } from './ntp-client.ts';

export const STEP_MS = 128;

/** Seconds between polls. */
export const SHORTEST_POLL = 64;
export const LONGEST_POLL = 1_024;
export const SHORTEST_RETRY = 16;

/** A crystal goes wrong by a second or so in a day. */
const TRUST_MS = 86_400_000;

export function createNtpDiscipline(options: {
  readonly clock: DisciplinedClock;
  readonly client: NtpClient;
  readonly log: Log;
}): Discipline {
  const { clock, client, log } = options;
  const stepping = createStepping(options);
  let state: ClockState = { kind: 'unsynchronised' };
  /** When `state` was learnt, `clock.elapsed()`. */
  let learntAt = 0;
  let timer: Timer | undefined;
  let stopped = false;
  /** Seconds to the next poll, should it go as the last one did. */
  let poll = SHORTEST_POLL;
  let retry = SHORTEST_RETRY;

  async function ask(listener: DisciplineListener): Promise<void> {
    const agreed = await client.ask();
    if (stopped) return;
    const wait = agreed !== undefined && adopt(agreed, listener) ? succeeded() : failed();
    timer = clock.after(wait * 1000, () => void ask(listener));
  }

  function adopt({ server, epoch, delay, stratum }: Opinion, listener: DisciplineListener): boolean {
    const offset = epoch - clock.epoch();
    if (Math.abs(offset) >= STEP_MS) {
      if (!stepping.step(Math.round(offset), `time server ${server}`, listener)) return false;
      poll = SHORTEST_POLL;
    } else clock.slew(offset);
    stepping.known();
    if (state.kind === 'unsynchronised') {
      log.info(`the clock is synchronised with ${server}`, { offsetMs: Math.round(offset * 1000) / 1000 });
    }
    state = {
      kind: 'synchronised',
      at: clock.now(),
      offsetMs: offset,
      server: { name: server, stratum, delayMs: delay },
    };
    learntAt = clock.elapsed();
    return true;
  }

  function succeeded(): number {
    const wait = poll;
    poll = Math.min(2 * poll, LONGEST_POLL);
    retry = SHORTEST_RETRY;
    return wait;
  }

  function failed(): number {
    const wait = retry;
    retry = Math.min(2 * retry, LONGEST_POLL);
    poll = SHORTEST_POLL;
    if (state.kind === 'synchronised' && clock.elapsed() - learntAt >= TRUST_MS) {
      log.warn('no time server has told the time for a day; the clock is on its own');
      state = { kind: 'unsynchronised' };
    }
    return wait;
  }

  return {
    source: 'ntp',
    state: () => state,
    start: (listener) => void ask(listener),
    stop() {
      stopped = true;
      timer?.cancel();
      client.stop();
    },
  };
}

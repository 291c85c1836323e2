/**
 * How long to wait before the next attempt to connect, as data (OCPP-J errata 3.4: a refused charge point retries with a back-off).
 *
 * Guarantees: pure but for the chance drawn; never below the minimum, and never above the larger of minimum and one day; the
 * number of attempts has no limit. Many charge points that lost their Central System at the same moment come back spread out.
 */
import type { Random } from '../random/random.ts';

/** The keys RetryBackoffWaitMinimum, RetryBackoffRandomRange and RetryBackoffRepeatTimes; times in ms, none below 0. */
export interface BackoffSettings {
  /** The shortest wait, ms. */
  readonly minimumMs: number;
  /** The chance that each step adds, 0 to so many ms. */
  readonly randomRangeMs: number;
  /** How often the wait doubles before it stays flat. */
  readonly repeatTimes: number;
}

/** The longest wait, ms, unless the minimum is longer: settings must not put a charger out of reach for weeks. */
export const LONGEST_WAIT_MS = 86_400_000;

/**
 * The wait in whole ms before the try that follows failure number `attempt` (1 for the first). The first is the minimum plus
 * chance; each of the next `repeatTimes` doubles the one before and adds chance anew, as libocpp does; then it stays flat.
 * With 3 s, 10 s and 3 times: 3..13 s, 6..36 s, 12..82 s, and from then on 24..174 s.
 */
export function backoff(settings: BackoffSettings, attempt: number, random: Random): number {
  const jitter = () => random.next() * settings.randomRangeMs;
  const doublings = Math.min(attempt - 1, settings.repeatTimes);
  let wait = settings.minimumMs + jitter();
  for (let done = 0; done < doublings && wait < LONGEST_WAIT_MS; done += 1) wait = 2 * wait + jitter();
  return Math.ceil(Math.max(settings.minimumMs, Math.min(wait, LONGEST_WAIT_MS)));
}

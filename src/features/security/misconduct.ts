/**
 * What is wrong with the messages that come in, as security events (WP 8: InvalidMessages, AttemptedReplayAttacks).
 *
 * Guarantee: whoever sends a thousand such messages a second writes one event of a kind a minute, which says how many there were;
 * nothing of the messages themselves is noted, for they may hold a secret.
 */
import type { Clock } from '../../clock/clock.ts';
import type { Misconduct } from '../../rpc/rpc.ts';
import type { SecurityEventType } from './events.ts';
import type { SecurityNotifications } from './notifications.ts';

/** From one event of a kind to the next, ms (ours). */
const PAUSE_MS = 60_000;

const types: Readonly<Record<Misconduct, SecurityEventType>> = {
  'invalid message': 'InvalidMessages',
  'repeated answer': 'AttemptedReplayAttacks',
};

/** What has happened since the last event. */
interface Quiet {
  readonly until: number;
  readonly count: number;
}

export function createMisconductNotes(options: {
  readonly clock: Clock;
  readonly raise: SecurityNotifications['raise'];
}): (what: Misconduct, why: string) => void {
  const { clock, raise } = options;
  const quiet = new Map<Misconduct, Quiet>();

  return (what, why) => {
    const now = clock.elapsed();
    const before = quiet.get(what);
    if (before !== undefined && now < before.until) {
      quiet.set(what, { ...before, count: before.count + 1 });
      return;
    }
    quiet.set(what, { until: now + PAUSE_MS, count: 0 });
    const more = before === undefined || before.count === 0 ? '' : `; ${before.count} more before`;
    raise(types[what], `${why}${more}`);
  };
}

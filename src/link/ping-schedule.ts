/**
 * When to ping and when to give the other side up for dead (OCPP-J 7, WebSocketPingInterval), as data.
 *
 * Guarantees: pure; at any moment there is at most one next thing to do, so one timer serves; what is heard costs no timer.
 * All times are `clock.elapsed()` in ms; Infinity means never.
 */
export interface PingSchedule {
  /** When the next ping is due. */
  readonly nextPing: number;
  /** When the other side is dead if nothing was heard by then. */
  readonly deadline: number;
}

export interface PingSettings {
  /** From ping to ping, ms; 0 = no pings. */
  readonly pingIntervalMs: number;
  /** How long after a ping something must be heard, ms, more than 0. */
  readonly pongTimeoutMs: number;
}

/** The schedule of a connection that has just come up, or of settings that have just changed. */
export function startPings(settings: PingSettings, now: number): PingSchedule {
  return { nextPing: settings.pingIntervalMs > 0 ? now + settings.pingIntervalMs : Infinity, deadline: Infinity };
}

/** Something was heard: the other side lives. */
export function heard(schedule: PingSchedule): PingSchedule {
  return schedule.deadline === Infinity ? schedule : { nextPing: schedule.nextPing, deadline: Infinity };
}

/** What to do now: give up, ping, or nothing yet. */
export function duty(schedule: PingSchedule, now: number): 'give-up' | 'ping' | 'wait' {
  if (now >= schedule.deadline) return 'give-up';
  return now >= schedule.nextPing ? 'ping' : 'wait';
}

/** The schedule after a ping was sent. An earlier ping that is still unanswered keeps its deadline. */
export function pinged(schedule: PingSchedule, settings: PingSettings, now: number): PingSchedule {
  return {
    nextPing: now + settings.pingIntervalMs,
    deadline: Math.min(schedule.deadline, now + settings.pongTimeoutMs),
  };
}

/** When to look again; Infinity = never. */
export function wakeAt(schedule: PingSchedule): number {
  return Math.min(schedule.nextPing, schedule.deadline);
}

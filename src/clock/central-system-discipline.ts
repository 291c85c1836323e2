/**
 * Keeps a clock with what the Central System says in BootNotification.conf and Heartbeat.conf (S 4.2, 4.6: recommended).
 *
 * Guarantee: a clock that is within `TOLERANCE_MS` of it is left alone, as the answer may have been that long on its way; any other
 * is stepped at once.
 */
import type { Log } from '../log/log.ts';
import { type ClockState, createStepping, type Discipline, type DisciplineListener } from './discipline.ts';
import type { DisciplinedClock } from './disciplined-clock.ts';

/** Ours; the specification names none. */
export const TOLERANCE_MS = 2_000;

export function createCentralSystemDiscipline(options: {
  readonly clock: DisciplinedClock;
  readonly log: Log;
}): Discipline & Required<Pick<Discipline, 'told'>> {
  const { clock } = options;
  const stepping = createStepping(options);
  let state: ClockState = { kind: 'unsynchronised' };
  let listener: DisciplineListener | undefined;

  return {
    source: 'central-system',
    state: () => state,
    start(whoListens) {
      listener = whoListens;
    },
    told(currentTime) {
      if (listener === undefined) return;
      const offsetMs = currentTime - clock.now();
      if (Math.abs(offsetMs) > TOLERANCE_MS && !stepping.step(offsetMs, 'the Central System', listener)) return;
      stepping.known();
      state = { kind: 'synchronised', at: clock.now(), offsetMs };
    },
    stop() {
      listener = undefined;
    },
  };
}

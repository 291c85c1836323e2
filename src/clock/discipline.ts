/**
 * The Discipline port: who sets a charger's clock, and what is known of the time.
 *
 * Guarantees of every implementation:
 * - before the first synchronisation the clock is what it was; the first one that has to step it tells so before, and does not step
 *   when the listener throws: it tries again with the next answer;
 * - every step is told after it was made.
 */
import type { Log } from '../log/log.ts';
import type { DisciplinedClock } from './disciplined-clock.ts';

/** What is known of the time. */
export type ClockState =
  | { readonly kind: 'unsynchronised' }
  | {
      readonly kind: 'synchronised';
      /** When the time was last learnt, ms since 1970. */
      readonly at: number;
      /** How far the clock was behind then, before it was set (negative: ahead), ms. */
      readonly offsetMs: number;
      /** The time server, when it was one. */
      readonly server?: { readonly name: string; readonly stratum: number; readonly delayMs: number };
    };

export interface DisciplineListener {
  /** The time of this power-on was wrong by so much all along, whole ms. What it stamped may be put right now. May throw. */
  beforeFirstStep(by: number): void;
  /** The clock was set, by so many ms; `by` whom, for people. */
  stepped(by: number, source: string): void;
}

export interface Discipline {
  readonly source: 'ntp' | 'central-system';
  state(): ClockState;
  start(listener: DisciplineListener): void;
  stop(): void;
  /** The Central System has told the time, ms since 1970. Nothing to who does not follow it. */
  told?(currentTime: number): void;
}

/** The steps of a discipline's clock, the first of which is a matter of its own. */
export function createStepping({ clock, log }: { readonly clock: DisciplinedClock; readonly log: Log }) {
  let first = true;
  return {
    /** The time is known: from now on no step is the first. */
    known(): void {
      first = false;
    },
    /** Returns false when it could not be set yet. */
    step(by: number, source: string, listener: DisciplineListener): boolean {
      try {
        if (first) listener.beforeFirstStep(by);
      } catch (error) {
        log.error('the clock is not set: what was recorded cannot be put right yet', { error: String(error) });
        return false;
      }
      first = false;
      log.warn(`the clock is set ${by < 0 ? 'back' : 'ahead'} by ${Math.abs(by) / 1000} s by ${source}`);
      for (const tell of [() => clock.step(by), () => listener.stepped(by, source)]) {
        try {
          tell();
        } catch (error) {
          log.error('not everybody could follow the clock', { error: String(error) });
        }
      }
      return true;
    },
  };
}

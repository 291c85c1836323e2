/**
 * The disk's moods: the power goes at a write that is still to come, or there is no room.
 * Guarantee: a healed disk is a flawless one; what was still to come is forgotten with it, and with the process that it hits.
 */
import type { Clock } from '../../src/clock/clock.ts';
import type { FaultPlan } from '../../src/store/faulty.ts';
import type { FaultName } from './faults.ts';

export interface Disk {
  /** To be asked about each write of the present process. */
  readonly plan: FaultPlan;
  /** Cuts the power at the write after so many others. */
  cutAfter(writes: number, when: 'before' | 'after'): void;
  /** Has no room for the next write. */
  fullOnce(): void;
  /** Has no room for so long, ms. */
  fullFor(ms: number): void;
  /** Was there no room within the last so many ms? */
  wasFullWithin(ms: number): boolean;
  heal(): void;
}

export function createDisk(options: {
  readonly clock: Clock;
  readonly met: (fault: FaultName) => void;
  /** The present process has died of it. */
  readonly died: () => void;
}): Disk {
  const { clock, met, died } = options;
  let cut: { readonly when: 'before' | 'after'; left: number } | undefined;
  let once = false;
  let fullUntil = Number.NEGATIVE_INFINITY;
  let lastFull = Number.NEGATIVE_INFINITY;

  return {
    plan() {
      if (cut !== undefined) {
        cut.left -= 1;
        if (cut.left < 0) {
          const { when } = cut;
          cut = undefined;
          met(when === 'before' ? 'kill before a write' : 'kill after a write');
          died();
          return `cut ${when}`;
        }
      }
      const full = clock.elapsed() < fullUntil;
      if (!full && !once) return undefined;
      met(full ? 'disk full for a while' : 'disk full once');
      once = false;
      lastFull = clock.elapsed();
      return 'disk full';
    },
    cutAfter(writes, when) {
      cut = { when, left: writes };
    },
    fullOnce() {
      once = true;
    },
    fullFor(ms) {
      fullUntil = clock.elapsed() + ms;
    },
    wasFullWithin: (ms) => clock.elapsed() - lastFull <= ms,
    heal() {
      cut = undefined;
      once = false;
      fullUntil = Number.NEGATIVE_INFINITY;
    },
  };
}

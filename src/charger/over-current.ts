/**
 * Does a car keep to its offer (the soft over-current protection)?
 *
 * Guarantee: more than 1.1 times (offer + 0.5 A) on any line for 7 s without a break is reported, once; a car has 5 s to follow a
 * lower offer (IEC 61851-1), so one that does is never accused.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { LineCurrents } from './board.ts';

const PATIENCE_MS = 7_000;

/** May these currents flow under this offer? All in A. */
export function isWithinOffer(currents: LineCurrents, offeredA: number): boolean {
  return Math.max(...currents) <= (offeredA + 0.5) * 1.1;
}

/** A class, because a process has thousands of connectors. */
export class OverCurrentWatch {
  readonly #clock: Clock;
  readonly #found: () => void;
  #timer: Timer | undefined;
  #accused = false;

  constructor(clock: Clock, found: () => void) {
    this.#clock = clock;
    this.#found = found;
  }

  follow(currents: LineCurrents, offeredA: number): void {
    if (isWithinOffer(currents, offeredA)) {
      this.stop();
      this.#accused = false;
    } else if (!this.#accused) {
      // What the meter has to say of this moment is heard first: a process that was held up is late with everything.
      this.#timer ??= this.#clock.after(PATIENCE_MS, () => {
        this.#timer = this.#clock.after(0, () => this.#accuse());
      });
    }
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #accuse(): void {
    this.#timer = undefined;
    this.#accused = true;
    this.#found();
  }
}

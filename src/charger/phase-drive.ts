/**
 * How many phases a transaction is served with, and how it is brought from three to one and back while the car charges.
 *
 * Guarantees:
 * - before relays have been told to close the number is free; later it changes only by the sequence: no offer for 10 s (the car opens
 *   its own switch, the relays follow), then the other relays, then the offer again;
 * - down at once, up only when three phases have been wanted for 10 s without a break;
 * - at most `MOST_SWITCHES` sequences for a car, of which the last leads to one phase: there it stays;
 * - relays that cannot switch under way are left alone: then there is no offer (`held`) as long as fewer phases are allowed than they
 *   connect, for a cap is never exceeded;
 * - a transaction that ends, or whose car leaves, ends the sequence with it; a car that begins another one at once, with another
 *   number, is kept without an offer for what is left of the 10 s.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { PhaseCount } from './phases.ts';

/** Without an offer, ms (EVerest: switch_3ph1ph_delay_s). */
const PAUSE_MS = 10_000;

/** Three phases must have been wanted for so long, ms. */
const STEADY_MS = 10_000;

/** Contactors wear, and cars take it amiss (ours). */
export const MOST_SWITCHES = 40;

export interface PhaseWish {
  readonly wanted: PhaseCount;
  /** A transaction with its car plugged in. */
  readonly serving: boolean;
  /** The relays are closed now, or about to be. */
  readonly closed: boolean;
  /** Can these relays do it? */
  readonly able: boolean;
}

/** A class, because a process has thousands of connectors. */
export class PhaseDrive {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #count: PhaseCount = 3;
  #served = false;
  #held = false;
  /** Sequences that were begun, whatever became of them. */
  #begun = 0;
  #steadySince: number | undefined;
  /** With how many phases this car was last served, and until when, `clock.elapsed()`. */
  #last: { readonly count: PhaseCount; readonly at: number } | undefined;
  /** No offer until then, `clock.elapsed()`. */
  #pauseUntil: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get count(): PhaseCount {
    return this.#count;
  }

  get switching(): boolean {
    return this.#pauseUntil !== undefined;
  }

  /** No offer for want of relays that could bring the number down. */
  get held(): boolean {
    return this.#held;
  }

  follow(wish: PhaseWish): void {
    const { wanted, serving, closed, able } = wish;
    if (serving) this.#served ||= closed;
    else this.#reset();
    if (closed) this.#last = { count: this.#count, at: this.#clock.elapsed() };
    if (this.#pauseUntil !== undefined) this.#finish(this.#pauseUntil, wish);
    else if (this.#served) this.#consider(wish);
    else if (!closed) this.#choose(wanted, serving);
    this.#held = this.#served && !able && wanted < this.#count;
  }

  /** The car has left: the next one is another. */
  unplugged(): void {
    this.#last = undefined;
  }

  stop(): void {
    this.#reset();
  }

  #reset(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#served = false;
    this.#begun = 0;
    this.#steadySince = undefined;
    this.#pauseUntil = undefined;
  }

  /** A transaction begins with what is wanted; a car that was served otherwise a moment ago, in another one, has to wait. */
  #choose(wanted: PhaseCount, serving: boolean): void {
    this.#count = wanted;
    if (!serving || this.#last === undefined || this.#last.count === wanted) return;
    const wait = this.#last.at + PAUSE_MS - this.#clock.elapsed();
    if (wait <= 0) return;
    this.#pauseUntil = this.#clock.elapsed() + wait;
    this.#wake(wait);
  }

  /** Is it time to begin the sequence? */
  #consider({ wanted, able }: PhaseWish): void {
    const now = this.#clock.elapsed();
    if (wanted === this.#count) {
      this.#steadySince = undefined;
      this.#wake(undefined);
      return;
    }
    // The way down must be left.
    if (!able || (wanted === 3 && this.#begun >= MOST_SWITCHES - 1)) return;
    this.#steadySince ??= now;
    const wait = wanted === 1 ? 0 : this.#steadySince + STEADY_MS - now;
    if (wait > 0) {
      this.#wake(wait);
      return;
    }
    this.#steadySince = undefined;
    this.#begun += 1;
    this.#pauseUntil = now + PAUSE_MS;
    this.#wake(PAUSE_MS);
  }

  /** The sequence goes on when its time is over and the relays are open. */
  #finish(until: number, { wanted, closed }: PhaseWish): void {
    const wait = until - this.#clock.elapsed();
    if (wait > 0) {
      if (this.#timer === undefined) this.#wake(wait);
      return;
    }
    if (closed) return;
    this.#pauseUntil = undefined;
    this.#count = this.#begun >= MOST_SWITCHES ? 1 : wanted;
  }

  #wake(wait: number | undefined): void {
    this.#timer?.cancel();
    this.#timer =
      wait === undefined
        ? undefined
        : this.#clock.after(wait, () => {
            this.#timer = undefined;
            this.#changed();
          });
  }
}

/**
 * One connector's lock, over time.
 *
 * Guarantees:
 * - the plug is held as long as the relays are closed, whatever else is wanted; else as long as the session holds it, or it stays for good;
 * - a plug that the session holds is let go 5 s after the pilot began to fail safe (IEC 61851-1), so that nobody is tied to a charger
 *   that is out of order; one that stays for good is as a fixed cable, and stays;
 * - a lock that does not hold the plug 3 s after it was told to is reported, once, and when it holds, or has nothing more to hold.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { BoardConnector } from './board.ts';

/** After how long at -12 V the plug is let go, ms. */
const LETTING_GO_MS = 5_000;

/** A motor that has not locked after this long does not, ms (ours). */
const TURNING_MS = 3_000;

export interface LockWish {
  /** The relays are closed. */
  readonly closed: boolean;
  /** The session holds the plug. */
  readonly held: boolean;
  /** The plug stays for good. */
  readonly kept: boolean;
  /** The pilot says -12 V to the car. */
  readonly failSafe: boolean;
}

/** A class, because a process has thousands of connectors. */
export class LockDrive {
  readonly #hardware: BoardConnector;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #trouble: (present: boolean) => void;
  /** What the motor was told last, here. */
  #told: boolean | undefined;
  /** The pilot has been failing safe for long enough. */
  #letGo = false;
  #lettingGo: Timer | undefined;
  #turning: Timer | undefined;
  #failed = false;

  /** `changed` is called after a change that time has brought. */
  constructor(hardware: BoardConnector, clock: Clock, changed: () => void, trouble: (present: boolean) => void) {
    this.#hardware = hardware;
    this.#clock = clock;
    this.#changed = changed;
    this.#trouble = trouble;
  }

  /** Does nothing at a fixed cable. */
  follow({ closed, held, kept, failSafe }: LockWish): void {
    if (!this.#hardware.hasLock) return;
    const locked = this.#hardware.locked();
    this.#countDown(failSafe);
    const wanted = closed || kept || (held && !this.#letGo);
    // A motor under way the other way still shows the old position.
    if (locked !== wanted || this.#told === !wanted) this.#hardware.setLock(wanted);
    this.#told = wanted;
    this.#watch(wanted && !locked);
  }

  stop(): void {
    this.#lettingGo?.cancel();
    this.#turning?.cancel();
  }

  #countDown(failSafe: boolean): void {
    if (!failSafe) {
      this.#lettingGo?.cancel();
      this.#lettingGo = undefined;
      this.#letGo = false;
    } else if (!this.#letGo) {
      this.#lettingGo ??= this.#clock.after(LETTING_GO_MS, () => {
        this.#lettingGo = undefined;
        this.#letGo = true;
        this.#changed();
      });
    }
  }

  /** Does it do what it was told? */
  #watch(turning: boolean): void {
    if (!turning) {
      this.#turning?.cancel();
      this.#turning = undefined;
      if (!this.#failed) return;
      this.#failed = false;
      this.#trouble(false);
    } else if (!this.#failed) {
      this.#turning ??= this.#clock.after(TURNING_MS, () => {
        this.#turning = undefined;
        // It has moved, and the event is still to come: a process that was held up is late with everything.
        if (this.#hardware.locked()) return;
        this.#failed = true;
        this.#trouble(true);
      });
    }
  }
}

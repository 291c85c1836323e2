/**
 * One connector's relays, over time.
 *
 * Guarantees:
 * - they are told to close only when the car asks and current is offered; they open at once when the car stops asking or something
 *   is wrong, and at the latest 6 s after the offer has ended (IEC 61851-1, table A.6);
 * - relays that do not stand as they were told within half a second are reported, once: `welded` or `stuck`.
 */
import type { Clock, Timer } from '../clock/clock.ts';
import type { BoardConnector, Lines } from './board.ts';

/** A car that keeps drawing after the offer has ended is cut off after this long, ms. */
const FORCED_OPENING_MS = 6_000;

/** Relays that have not moved after this long will not, ms. */
const TRAVEL_MS = 500;

export interface RelayWish {
  readonly asking: boolean;
  readonly offering: boolean;
  /** Something is wrong: no energy, whatever the car does. */
  readonly blocked: boolean;
  /** The lines that would be connected. */
  readonly lines: Lines;
}

export type RelayTrouble = 'contactor-welded' | 'contactor-stuck';

/** A class, because a process has thousands of connectors. */
export class RelayDrive {
  readonly #hardware: BoardConnector;
  readonly #clock: Clock;
  readonly #trouble: (what: RelayTrouble) => void;
  #told: Lines = [];
  #opening: Timer | undefined;
  #travel: Timer | undefined;
  #welded = false;

  constructor(hardware: BoardConnector, clock: Clock, trouble: (what: RelayTrouble) => void) {
    this.#hardware = hardware;
    this.#clock = clock;
    this.#trouble = trouble;
  }

  /** They have been told to open, and did not. */
  get welded(): boolean {
    return this.#welded;
  }

  /** Are they closed, or about to be? */
  get closing(): boolean {
    return this.#told.length > 0;
  }

  follow({ asking, offering, blocked, lines }: RelayWish): void {
    if (asking && offering && !blocked) this.#tell(lines);
    else if (!asking || blocked || this.#hardware.relays().length === 0) this.#tell([]);
    else this.#opening ??= this.#clock.after(FORCED_OPENING_MS, () => this.#tell([]));
    this.#watch();
  }

  stop(): void {
    this.#opening?.cancel();
    this.#travel?.cancel();
    this.#travel = undefined;
  }

  #tell(lines: Lines): void {
    this.#opening?.cancel();
    this.#opening = undefined;
    this.#told = lines;
    this.#hardware.setRelays(lines);
  }

  /** Do they stand as they were told? */
  #watch(): void {
    if (sameLines(this.#told, this.#hardware.relays())) {
      this.#travel?.cancel();
      this.#travel = undefined;
      if (this.#told.length === 0) this.#welded = false;
      return;
    }
    this.#travel ??= this.#clock.after(TRAVEL_MS, () => {
      this.#travel = undefined;
      if (sameLines(this.#told, this.#hardware.relays())) return;
      this.#welded = this.#told.length === 0;
      this.#trouble(this.#welded ? 'contactor-welded' : 'contactor-stuck');
    });
  }
}

function sameLines(one: Lines, other: Lines): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

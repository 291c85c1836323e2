/**
 * One connector's relays, over time.
 *
 * Guarantees:
 * - they are told to close only when the car asks and current is offered; they open at once when the car stops asking or something
 *   is wrong, and at the latest 6 s after the offer has ended (IEC 61851-1, table A.6);
 * - closed on some lines, they are told to open before they are told to close on others;
 * - relays that do not stand as they were told within half a second are reported, once for each telling: `welded` or `stuck`.
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
  readonly #found: (what: RelayTrouble) => void;
  #told: Lines = [];
  #opening: Timer | undefined;
  #travel: Timer | undefined;
  /** What was reported of the last telling. */
  #trouble: RelayTrouble | undefined;

  constructor(hardware: BoardConnector, clock: Clock, found: (what: RelayTrouble) => void) {
    this.#hardware = hardware;
    this.#clock = clock;
    this.#found = found;
  }

  /** They have been told to open, and did not. */
  get welded(): boolean {
    return this.#trouble === 'contactor-welded';
  }

  /** Are they closed, or about to be? */
  get closing(): boolean {
    return this.#told.length > 0;
  }

  follow({ asking, offering, blocked, lines }: RelayWish): void {
    if (asking && offering && !blocked) this.#close(lines);
    else if (!asking || blocked || !this.closing || this.#hardware.relays().length === 0) this.#tell([]);
    else {
      this.#opening ??= this.#clock.after(FORCED_OPENING_MS, () => {
        this.#tell([]);
        this.#watch();
      });
    }
    this.#watch();
  }

  stop(): void {
    this.#opening?.cancel();
    this.#rest();
  }

  #close(lines: Lines): void {
    if (!sameLines(this.#told, lines)) this.#tell([]);
    const standing = this.#hardware.relays();
    if (standing.length === 0 || this.closing || sameLines(standing, lines)) this.#tell(lines);
  }

  #tell(lines: Lines): void {
    this.#opening?.cancel();
    this.#opening = undefined;
    if (!sameLines(this.#told, lines)) this.#rest();
    this.#told = lines;
    this.#hardware.setRelays(lines);
  }

  /** Do they stand as they were told? */
  #watch(): void {
    if (sameLines(this.#told, this.#hardware.relays())) {
      this.#rest();
      return;
    }
    if (this.#trouble !== undefined) return;
    this.#travel ??= this.#clock.after(TRAVEL_MS, () => {
      this.#travel = undefined;
      if (sameLines(this.#told, this.#hardware.relays())) return;
      this.#trouble = this.closing ? 'contactor-stuck' : 'contactor-welded';
      this.#found(this.#trouble);
    });
  }

  /** There is nothing to watch. */
  #rest(): void {
    this.#travel?.cancel();
    this.#travel = undefined;
    this.#trouble = undefined;
  }
}

function sameLines(one: Lines, other: Lines): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/**
 * A connector's relays: which grid lines they connect to the car.
 *
 * Guarantees: they stand where their contacts are, whatever was asked; welded contacts stay where they are (or, open until then, come
 * together), a dead coil lets them fall open, and once that is mended they go where they were asked to go last.
 */
import type { Grid, Lines } from '../../charger/board.ts';
import type { Clock } from '../../clock/clock.ts';
import { type Actuator, createActuator } from './actuator.ts';

const TRAVEL_MS = 50;

export interface RelaysOptions {
  readonly clock: Clock;
  readonly grid: Grid;
  /** How many phases they can switch. */
  readonly phases: 1 | 3;
  /** Called at the end of each motion. */
  readonly moved: () => void;
}

/** A class, because a process has thousands: methods are shared, closures would not be. */
export class Relays {
  readonly #options: RelaysOptions;
  readonly #contacts: Actuator<Lines>;
  #ordered: Lines = none;
  #trouble: 'none' | 'welded' | 'stuck' = 'none';

  constructor(options: RelaysOptions) {
    const { clock, moved } = options;
    this.#options = options;
    this.#contacts = createActuator<Lines>({ clock, travelMs: TRAVEL_MS, position: none, same: sameLines, moved });
  }

  lines(): Lines {
    return this.#contacts.position();
  }

  order(lines: Lines): void {
    this.#ordered = this.#switchable(lines);
    if (this.#trouble === 'none') this.#contacts.moveTo(this.#ordered);
  }

  /** What is wrong with them from now on. Contacts that jump for it have moved. */
  suffer(trouble: 'none' | 'welded' | 'stuck'): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    const lines = this.lines();
    if (trouble === 'none') this.#contacts.moveTo(this.#ordered);
    else if (trouble === 'stuck') this.#jumpTo(none);
    else this.#jumpTo(lines.length > 0 ? lines : this.#switchable([1, 2, 3]));
  }

  /** No current in any coil: what can open is open at once. */
  release(): void {
    this.#ordered = none;
    this.#contacts.jumpTo(this.#trouble === 'welded' ? this.lines() : none);
  }

  #jumpTo(lines: Lines): void {
    const jumps = !sameLines(lines, this.lines());
    this.#contacts.jumpTo(lines);
    if (jumps) this.#options.moved();
  }

  /** Of the lines asked for, those that there are relays for: three, or those of one phase. */
  #switchable(lines: Lines): Lines {
    const { phases, grid } = this.#options;
    if (phases === 3) return lines;
    return lines.slice(0, grid.type === 'IT' ? 2 : 1);
  }
}

const none: Lines = [];

function sameLines(one: Lines, other: Lines): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/**
 * Something that takes time to move: a relay, a lock's motor.
 *
 * Guarantees: the last order wins; an order for where it stands or already goes changes nothing, so repeating an order
 * neither restarts the motion nor makes a second `moved`; a timer is pending only while it moves.
 */
import type { Clock, Timer } from '../../clock/clock.ts';

export interface Actuator<Position> {
  position(): Position;
  moveTo(target: Position): void;
  /** Stands there at once and stops moving; no `moved` is heard. */
  jumpTo(position: Position): void;
}

export interface ActuatorOptions<Position> {
  readonly clock: Clock;
  /** How long a motion takes, ms. */
  readonly travelMs: number;
  readonly position: Position;
  readonly same: (one: Position, other: Position) => boolean;
  /** Called at the end of each motion, when `position` is already the new one. */
  readonly moved: () => void;
}

/** Something that stands where `options` say. */
export function createActuator<Position>(options: ActuatorOptions<Position>): Actuator<Position> {
  return new TimedActuator(options);
}

/** A class, because every connector has two and a process has thousands of connectors: methods are shared, closures would not be. */
class TimedActuator<Position> implements Actuator<Position> {
  readonly #options: ActuatorOptions<Position>;
  #position: Position;
  #motion: { readonly target: Position; readonly timer: Timer } | undefined;

  constructor(options: ActuatorOptions<Position>) {
    this.#options = options;
    this.#position = options.position;
  }

  position(): Position {
    return this.#position;
  }

  moveTo(target: Position): void {
    const { clock, travelMs, same, moved } = this.#options;
    if (same(target, this.#motion?.target ?? this.#position)) return;
    this.#halt();
    if (same(target, this.#position)) return;
    const timer = clock.after(travelMs, () => {
      this.#motion = undefined;
      this.#position = target;
      moved();
    });
    this.#motion = { target, timer };
  }

  jumpTo(position: Position): void {
    this.#halt();
    this.#position = position;
  }

  #halt(): void {
    this.#motion?.timer.cancel();
    this.#motion = undefined;
  }
}

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

export function createActuator<Position>(options: ActuatorOptions<Position>): Actuator<Position> {
  const { clock, travelMs, same, moved } = options;
  let { position } = options;
  let motion: { readonly target: Position; readonly timer: Timer } | undefined;

  function halt(): void {
    motion?.timer.cancel();
    motion = undefined;
  }

  return {
    position: () => position,
    moveTo(target) {
      if (same(target, motion?.target ?? position)) return;
      halt();
      if (same(target, position)) return;
      const timer = clock.after(travelMs, () => {
        motion = undefined;
        position = target;
        moved();
      });
      motion = { target, timer };
    },
    jumpTo(target) {
      halt();
      position = target;
    },
  };
}

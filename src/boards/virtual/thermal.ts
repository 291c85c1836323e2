/**
 * The temperature inside the charger: a body that is warmed with the square of the current and cools to the air around it.
 *
 * Guarantee: exact at every moment without a timer; between two changes of the load the temperature is an exponential.
 */
import type { Clock } from '../../clock/clock.ts';

/** The air around the charger, °C. */
const AMBIENT = 20;

/** How much warmer than the air it gets in the end, per A² summed over all lines, °C: 25 °C at three times 32 A. */
const RISE_PER_SQUARE = 25 / (3 * 32 ** 2);

/** How long it takes to come within 37 % of the way that is left, ms. */
const TIME_CONSTANT_MS = 20 * 60_000;

export interface Thermal {
  /** Temperature now, °C. */
  temperature(): number;
  /** From now on the squares of the currents on all lines sum up to this, A². */
  setLoad(squares: number): void;
}

export function createThermal(clock: Clock): Thermal {
  let since = clock.elapsed();
  let then = AMBIENT;
  let target = AMBIENT;

  const temperature = () => target + (then - target) * Math.exp((since - clock.elapsed()) / TIME_CONSTANT_MS);

  return {
    temperature,
    setLoad(squares) {
      then = temperature();
      since = clock.elapsed();
      target = AMBIENT + RISE_PER_SQUARE * squares;
    },
  };
}

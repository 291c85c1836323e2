/**
 * The temperature inside the charger: a body that is warmed with the square of the current and cools to the air around it.
 *
 * Guarantees:
 * - exact at every moment; between two changes of load or air the temperature is an exponential;
 * - from 50 °C on each whole degree is told when it is reached, and the first one below 50 °C;
 * - a timer waits only for the next degree of 50 °C or more: a body that is cool and stays so has none.
 */
import type { Clock, Timer } from '../../clock/clock.ts';

/** The air around the charger until it is set, °C. */
const AMBIENT = 20;

/** How much warmer than the air it gets in the end under full load, °C. */
const FULL_RISE = 25;

/** How long it takes to come within 37 % of the way that is left, ms. */
const TIME_CONSTANT_MS = 20 * 60_000;

/** From here on it is told, °C. */
const WARM = 50;

/** As warm as this at least it is while it is heated from outside, °C. */
export const HEATED = 90;

export interface Thermal {
  /** Temperature now, °C. */
  temperature(): number;
  /** The air around, °C. */
  ambient(): number;
  setAmbient(celsius: number): void;
  /** From now on the squares of the currents on all lines sum up to this, A². */
  setLoad(squares: number): void;
  /** Heats it to 90 °C at once, or lets that heat go at once. */
  heat(on: boolean): void;
  /** From now on whole degrees are told to this one, first the present one if it is warm; undefined: to nobody. */
  listen(tell: ((celsius: number) => void) | undefined): void;
}

/** A cool body in cool air; it is built for so much: the squares of the currents of all lines under full load, A². */
export function createThermal(clock: Clock, fullSquares: number): Thermal {
  return new Body(clock, fullSquares);
}

/** A class, because a process has thousands: methods are shared, closures would not be. */
class Body implements Thermal {
  readonly #clock: Clock;
  readonly #fullSquares: number;
  #since: number;
  #then = AMBIENT;
  #ambient = AMBIENT;
  #squares = 0;
  #heated = false;
  #tell: ((celsius: number) => void) | undefined;
  #told: number | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, fullSquares: number) {
    this.#clock = clock;
    this.#fullSquares = fullSquares;
    this.#since = clock.elapsed();
  }

  temperature(): number {
    return this.#heated ? Math.max(HEATED, this.#body()) : this.#body();
  }

  ambient(): number {
    return this.#ambient;
  }

  setAmbient(celsius: number): void {
    this.#settle();
    this.#ambient = celsius;
    this.#watch();
  }

  setLoad(squares: number): void {
    if (squares === this.#squares) return;
    this.#settle();
    this.#squares = squares;
    this.#watch();
  }

  heat(on: boolean): void {
    this.#heated = on;
    this.#watch();
  }

  listen(tell: ((celsius: number) => void) | undefined): void {
    this.#tell = tell;
    this.#told = undefined;
    this.#watch();
  }

  /** Where it goes. */
  #target(): number {
    return this.#ambient + (FULL_RISE * this.#squares) / this.#fullSquares;
  }

  /** Without the heat from outside. */
  #body(): number {
    const target = this.#target();
    return target + (this.#then - target) * Math.exp((this.#since - this.#clock.elapsed()) / TIME_CONSTANT_MS);
  }

  /** From here another exponential begins. */
  #settle(): void {
    this.#then = this.#body();
    this.#since = this.#clock.elapsed();
  }

  #watch(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#tell === undefined) return;
    const whole = Math.floor(this.temperature());
    if (whole !== this.#told && (whole >= WARM || this.#told !== undefined)) {
      this.#told = whole >= WARM ? whole : undefined;
      this.#tell(whole);
    }
    const delay = this.#heated ? undefined : untilNextDegree(this.#body(), this.#target());
    if (delay !== undefined) this.#timer = this.#clock.after(Math.max(1, Math.ceil(delay)), () => this.#watch());
  }
}

/** How long until a body of this temperature, on its way to that one, is at the next degree that is told, ms. Undefined: never. */
function untilNextDegree(celsius: number, target: number): number | undefined {
  const rising = target > celsius;
  const next = rising ? Math.max(WARM, Math.floor(celsius) + 1) : Math.floor(celsius);
  const comes = rising ? next < target : celsius >= WARM && target < next;
  return comes ? TIME_CONSTANT_MS * Math.log((celsius - target) / (next - target)) : undefined;
}

/**
 * What a limit in W is in A, and the other way round (S 7.12 to 7.14, E4 3.68). Pure.
 *
 * Guarantees: amperes are those of each phase, watts those of all together, at the nominal voltage; amperes there and back are the same
 * to the millionth.
 */
import type { Grid } from '../../charger/board.ts';
import type { ChargingRateUnit } from '../../ocpp16/types.ts';
import type { NumberPhases } from './profile.ts';

export interface Supply {
  /** The grid's kind: on IT three phases carry the root of 3 times the power of one. */
  readonly type: Grid['type'];
  /** Nominal, of a one-phase load, V (the key SupplyVoltage). */
  readonly voltageV: number;
}

/** Power of one ampere on each of so many phases, W. */
export function wattsPerAmpere({ type, voltageV }: Supply, numberPhases: NumberPhases): number {
  return voltageV * (type === 'IT' && numberPhases === 3 ? Math.sqrt(3) : numberPhases);
}

/** A per phase. */
export function toAmperes(limit: number, unit: ChargingRateUnit, numberPhases: NumberPhases, supply: Supply): number {
  return unit === 'A' ? limit : toMillionths(limit / wattsPerAmpere(supply, numberPhases));
}

/** W in total. */
export function toWatts(currentA: number, numberPhases: NumberPhases, supply: Supply): number {
  return toMillionths(currentA * wattsPerAmpere(supply, numberPhases));
}

/** Otherwise 6 A, there and back, might be a little less, and a pause. */
function toMillionths(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

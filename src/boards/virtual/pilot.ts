/**
 * The control pilot of a virtual connector as an instrument sees it, and what the board makes of it. Pure.
 *
 * Guarantees: the state and the causes follow from the voltages alone; only a socket without a plug is A, whatever stands on
 * the pilot (the proximity contact tells).
 */
import type { PilotOutput, PilotState } from '../../charger/board.ts';
import { type PilotVoltages, pilotStateOf, pilotVoltagesOf } from '../../charger/control-pilot.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';
import type { PluggedState } from './car.ts';

/** Between the windows of B and C. */
const ASTRAY: PilotVoltages = { high: 7.5, low: 7.5 };

/** What is connected to the charger's end of the pilot. */
export interface PilotLine {
  readonly output: PilotOutput;
  /** The state in which the car holds it; undefined without a car. */
  readonly car: PluggedState | undefined;
  readonly diode: boolean;
  /** The charger's own generator is out of order. */
  readonly broken: boolean;
}

export function voltagesOn({ output, car, diode, broken }: PilotLine): PilotVoltages {
  return broken ? ASTRAY : pilotVoltagesOf(car ?? 'A', output, diode);
}

/** What the charger is told. A car without diode is in the state that it shows; voltages that are no state count as E, the error. */
export function stateOn(line: PilotLine): PilotState {
  if (line.car === undefined) return 'A';
  const read = pilotStateOf(voltagesOn(line));
  if (read === undefined) return 'E';
  return read === 'no diode' ? line.car : read;
}

/** What is wrong with the voltages. A missing diode shows only under a square wave. */
export function causeOn(line: PilotLine): FaultCause | undefined {
  const read = pilotStateOf(voltagesOn(line));
  if (read === undefined) return 'pilot-fault';
  return read === 'no diode' ? 'diode-fault' : undefined;
}

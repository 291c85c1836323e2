/**
 * What the control pilot says, as numbers (IEC 61851-1, annex A). Pure.
 *
 * Guarantees: a duty cycle made here never promises more current than was asked for; and reading it back gives the
 * current that was asked for, but for the gap between 51 A and 52.5 A, which no duty cycle can say (then it is 51 A).
 */
import type { PilotOutput, PilotState } from './board.ts';

/** The least current that a duty cycle can offer, A. Below it nothing is offered: the pilot is steady. */
export const MIN_OFFER_A = 6;

/** The most current that a duty cycle can offer, A. */
export const MAX_OFFER_A = 80;

/** One band of duty cycles and what it offers. */
interface Band {
  /** The band reaches up to this duty cycle in percent, which belongs to it. */
  readonly upTo: number;
  /** The current that a duty cycle of this band offers, A. */
  readonly currentA: (percent: number) => number;
}

/**
 * The bands of the duty cycle that offer current, ascending, from 8 % on. From 8 % to 10 % and from 96 % to 97 % lie the
 * tolerances of the least and the greatest offer. Below (5 % asks the car to talk digitally, which is not our trade) and
 * above, no current is offered.
 */
const bands: readonly Band[] = [
  { upTo: 10, currentA: () => MIN_OFFER_A },
  { upTo: 85, currentA: (percent) => percent * 0.6 },
  { upTo: 96, currentA: (percent) => (percent - 64) * 2.5 },
  { upTo: 97, currentA: () => MAX_OFFER_A },
];

/** The current in A that a duty cycle of so many percent offers; 0 when it offers none. */
export function currentOfDutyCycle(percent: number): number {
  if (percent < 8) return 0;
  return bands.find((band) => percent <= band.upTo)?.currentA(percent) ?? 0;
}

/**
 * The duty cycle in percent, 10..96, that offers so many A. Undefined below 6 A, where there is none: offer nothing then.
 * Above 80 A it is that of 80 A.
 */
export function dutyCycleOfCurrent(currentA: number): number | undefined {
  if (!(currentA >= MIN_OFFER_A)) return undefined;
  if (currentA <= 52.5) return Math.min(currentA, 51) / 0.6;
  return Math.min(currentA, MAX_OFFER_A) / 2.5 + 64;
}

/** Is there a plug in the socket? Only A says that there is none; in E and F nobody may take the car for gone. */
export function isPlugged(state: PilotState): boolean {
  return state !== 'A';
}

/** The levels of the pilot as an instrument sees them, V: the upper one, and the lower one, equal where there is no square wave. */
export interface PilotVoltages {
  readonly high: number;
  readonly low: number;
}

/** What a state is and asks for. */
export interface PilotRow {
  readonly state: PilotState;
  /** The upper level, V (IEC 61851-1, table A.2), with a window of 1.1 V to either side. */
  readonly high: number;
  readonly means: string;
  /** What becomes of the relays. */
  readonly relays: string;
  /** What becomes of the lock, where there is one. */
  readonly lock: string;
}

/** The states of the control pilot. */
export const pilotStates: readonly PilotRow[] = [
  { state: 'A', high: 12, means: 'no car', relays: 'open', lock: 'lets go, but of a cable that is held for its owner' },
  {
    state: 'B',
    high: 9,
    means: 'a car that wants no energy',
    relays: 'open at once',
    lock: 'holds the plug from the beginning of a transaction to its end',
  },
  {
    state: 'C',
    high: 6,
    means: 'a car that wants energy',
    relays: 'close under an offer, once the lock holds the plug; open 6 s after its end',
    lock: 'as in B',
  },
  {
    state: 'D',
    high: 3,
    means: 'a car that wants energy, and to be ventilated',
    relays: 'as in C where the place is ventilated, and else as in B',
    lock: 'as in B',
  },
  {
    state: 'E',
    high: 0,
    means: 'pilot and earth touch, or the pilot has no power',
    relays: 'open at once',
    lock: 'stays',
  },
  {
    state: 'F',
    high: -12,
    means: 'the charger is out of order, or wakes a car',
    relays: 'open at once',
    lock: 'lets go after 5 s, when the relays are open',
  },
];

const WINDOW_V = 1.1;

/**
 * The state that voltages mean; 'no diode' when the lower level of a square wave is not -12 V, as it is where the car's diode is
 * missing; undefined between the windows.
 */
export function pilotStateOf({ high, low }: PilotVoltages): PilotState | 'no diode' | undefined {
  const state = pilotStates.find((level) => Math.abs(high - level.high) <= WINDOW_V)?.state;
  const square = Math.abs(high - low) > WINDOW_V;
  if (square && state !== 'A' && Math.abs(low + 12) > WINDOW_V) return 'no diode';
  return state;
}

/** The voltages of a car that holds the pilot in this state, under this output. */
export function pilotVoltagesOf(state: PilotState, output: PilotOutput, diode = true): PilotVoltages {
  if (output.kind === 'fault') return { high: -12, low: -12 };
  const high = pilotStates.find((level) => level.state === state)?.high ?? 0;
  if (output.kind === 'off' || state === 'E' || state === 'F') return { high, low: high };
  return { high, low: diode ? -12 : -high };
}

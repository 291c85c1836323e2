/**
 * What is broken at a connector. Pure: trouble is a value, as most connectors have none and share it.
 *
 * Guarantees: of a cause with a physics the sensor tells what it measures, of any other that it was raised; the two sides of a
 * cause that is a current (residual current) are one number.
 */
import type { FaultCause } from '../../charger/fault-causes.ts';

/** Residual current, mA. */
export interface ResidualCurrent {
  readonly acMa: number;
  readonly dcMa: number;
}

export interface Trouble extends ResidualCurrent {
  /** All causes that were raised, but those of the residual current. */
  readonly raised: ReadonlySet<FaultCause>;
}

export const none: Trouble = { raised: new Set(), acMa: 0, dcMa: 0 };

/** The residual current monitor's causes: what it measures, above what it trips (IEC 62955, IEC 61008), and what raising one sets. */
const residual = {
  'residual-current-ac': { of: 'acMa', tripsAboveMa: 30, raisedMa: 45 },
  'residual-current-dc': { of: 'dcMa', tripsAboveMa: 6, raisedMa: 9 },
} as const satisfies Partial<Record<FaultCause, object>>;

const residualCauses = Object.keys(residual) as readonly (keyof typeof residual)[];

/** What the pilot's voltages tell by themselves, and only they. */
const seenOnPilot: readonly FaultCause[] = ['diode-fault', 'pilot-fault'];

function isResidual(cause: FaultCause): cause is keyof typeof residual {
  return cause in residual;
}

export function has(trouble: Trouble, cause: FaultCause): boolean {
  return isResidual(cause) ? trouble[residual[cause].of] > residual[cause].tripsAboveMa : trouble.raised.has(cause);
}

export function withCause(trouble: Trouble, cause: FaultCause): Trouble {
  if (isResidual(cause)) return { ...trouble, [residual[cause].of]: residual[cause].raisedMa };
  return { ...trouble, raised: new Set([...trouble.raised, cause]) };
}

export function withoutCause(trouble: Trouble, cause: FaultCause): Trouble {
  if (isResidual(cause)) return { ...trouble, [residual[cause].of]: 0 };
  return { ...trouble, raised: new Set([...trouble.raised].filter((each) => each !== cause)) };
}

export function withResidualCurrent(trouble: Trouble, { acMa, dcMa }: ResidualCurrent): Trouble {
  return { ...trouble, acMa, dcMa };
}

/** All that was raised, whether a sensor can see it now or not. */
export function raisedCauses(trouble: Trouble): readonly FaultCause[] {
  return [...trouble.raised, ...residualCauses.filter((cause) => has(trouble, cause))];
}

/** What the connector's sensors report, beside what they see on the pilot. */
export function reportedCauses(trouble: Trouble): readonly FaultCause[] {
  return raisedCauses(trouble).filter((cause) => !seenOnPilot.includes(cause));
}

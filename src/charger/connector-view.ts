/** What can be known of one connector at a moment: the input of everything that is derived (status, LED, API). */
import type { Fault, Lines, PilotState } from './board.ts';
import type { Limit, LimitSource, Limits } from './limits.ts';
import type { PhaseCount } from './phases.ts';
import type { Session } from './session.ts';

export interface ConnectorView {
  readonly id: number;
  readonly session: Session;
  readonly pilot: PilotState;
  /** The car asks for energy, in a way that this connector can serve (D only where it may be ventilated). */
  readonly asking: boolean;
  /** What the pilot offers now, A per line; 0 for no PWM. */
  readonly offeredA: number;
  /** The grid lines that are connected to the car now: to its L1, L2, L3. */
  readonly lines: Lines;
  /** The ones that the relays connect when they close. */
  readonly linesWanted: Lines;
  /** How many phases the offer is of. */
  readonly phases: PhaseCount;
  /** The offer is gone for a while for this alone, that the number of phases is being changed. */
  readonly switchingPhases: boolean;
  readonly locked: boolean;
  /** The connector's own faults and the charger's. */
  readonly faults: readonly Fault[];
  readonly limits: Limits;
  readonly limit: Limit;
  /** When a limit lapses, or is known to become another, `clock.elapsed()` ms; undefined for none. */
  readonly limitUntil: number | undefined;
  /** Who wants one phase only, if anybody does. */
  readonly phaseLimit: LimitSource | undefined;
}

/** May this car have energy, as far as the charger is concerned? */
export function isPermitted({ session, faults }: Pick<ConnectorView, 'session' | 'faults'>): boolean {
  return (
    session.phase === 'transaction' &&
    session.plugged &&
    !session.withheld &&
    session.ending === undefined &&
    !faults.some(({ blocking }) => blocking)
  );
}

/**
 * What the board's sensors have told the charger, and what they have not.
 *
 * Guarantees: a cause is told when it comes and when it goes, and a change of current when it is more than half an ampere on a line;
 * after `forget` all that is there is told anew.
 */
import type { BoardEvent, LineCurrents } from '../../charger/board.ts';
import type { FaultCause } from '../../charger/fault-causes.ts';

/** Changes of current up to this are not told, A. */
const UNTOLD_A = 0.5;

const noCauses: readonly FaultCause[] = [];

export const noCurrents: LineCurrents = [0, 0, 0];

/** A class, because every connector has one and a process has thousands. */
export class Sensors {
  /** 0 is the charger. */
  readonly #connector: number;
  readonly #emit: (event: BoardEvent) => void;
  #causes = noCauses;
  #currents = noCurrents;

  constructor(connector: number, emit: (event: BoardEvent) => void) {
    this.#connector = connector;
    this.#emit = emit;
  }

  tellCauses(causes: readonly FaultCause[]): void {
    const before = this.#causes;
    if (causes.length === 0 && before.length === 0) return;
    this.#causes = causes;
    for (const cause of before) if (!causes.includes(cause)) this.#tellCause(cause, false);
    for (const cause of causes) if (!before.includes(cause)) this.#tellCause(cause, true);
  }

  tellCurrents(currents: LineCurrents): void {
    if (currents.every((each, index) => Math.abs(each - (this.#currents[index] ?? 0)) <= UNTOLD_A)) return;
    this.#currents = currents;
    this.#emit({ kind: 'current', connector: this.#connector, currents });
  }

  forget(): void {
    this.#causes = noCauses;
    this.#currents = noCurrents;
  }

  #tellCause(cause: FaultCause, present: boolean): void {
    this.#emit({ kind: 'cause', connector: this.#connector, cause, present });
  }
}

/**
 * Somebody at the pilot with an oscilloscope who knows the charging profiles that were sent, and how they were answered.
 *
 * Guarantees, checked at each change of the physics and once a minute:
 * - no pilot offers more, and on no more phases, than the profiles allow; where less is allowed from now on, it follows within the 5 s
 *   that a car is given between two offers, and never rises to more than is allowed, not for a moment;
 * - where the relays are closed, the offers on no grid line come to more than ChargePointMaxProfile allows, with the same 5 s.
 */
import { currentOfDutyCycle } from '../../src/charger/control-pilot.ts';
import type { Clock } from '../../src/clock/clock.ts';
import type { Twin } from '../../src/twin.ts';
import { type Allowance, allowanceOf } from './allowance.ts';
import type { PossibleProfiles } from './possible-profiles.ts';

/** Between two offers, and a little for the grain of the clock, ms. */
const FOLLOWING_MS = 5_100;

/** A duty cycle and back, and watts and back, lose a hair, A. */
const HAIR_A = 0.001;

const LOOK_MS = 60_000;

export function watchLimits(
  twin: Twin,
  options: {
    readonly clock: Clock;
    readonly alive: () => boolean;
    readonly profiles: PossibleProfiles;
    /** The own profiles of this transaction are not known, of another connector's neither. */
    readonly murky: (connector: number, transaction: number, idTag: string) => boolean;
    readonly violated: (what: string) => void;
  },
): void {
  const { board } = twin;
  const { clock, violated } = options;
  /** What each pilot offered at the last look, and since when that is too much. */
  const before = new Map<number, number>();
  const over = new Map<number, number>();
  const wattsPerAmpere = (phases: number): number =>
    board.grid.voltageV * (board.grid.type === 'IT' && phases === 3 ? Math.sqrt(3) : phases);

  function offerOf(connector: number): number {
    const output = board.pilotOutput(connector);
    return output.kind === 'pwm' ? currentOfDutyCycle(output.dutyPercent) : 0;
  }

  /** Whatever is true of the profiles, no more than this is allowed; undefined when nobody can say. */
  function mostAllowed(connector: number, second: number): Allowance | undefined {
    const sets = options.profiles.all();
    const running = twin.chargePoint().transactions.running(connector);
    if (sets === undefined || running === undefined) return undefined;
    const since = Math.floor(running.start.at / 1000);
    const moment = { connector, transaction: running.number, since, second, wattsPerAmpere };
    const ownUnknown = options.murky(connector, running.number, running.idTag);
    const all = sets.map((set) => allowanceOf(set, moment, ownUnknown));
    return {
      currentA: Math.max(...all.map(({ currentA }) => currentA)),
      phases: Math.max(...all.map(({ phases }) => phases)),
    };
  }

  function complain(key: number, tooMuch: boolean, rises: boolean, what: () => string): void {
    if (!tooMuch) {
      over.delete(key);
      return;
    }
    const since = over.get(key);
    if (rises || (since !== undefined && clock.elapsed() - since > FOLLOWING_MS)) violated(what());
    if (since !== undefined) return;
    over.set(key, clock.elapsed());
    clock.after(FOLLOWING_MS + 1, look);
  }

  function lookAt(connector: number): void {
    const offeredA = offerOf(connector);
    const rises = offeredA > (before.get(connector) ?? 0);
    before.set(connector, offeredA);
    if (offeredA === 0) return void over.delete(connector);
    const threePhases = board.connectors[connector - 1]?.relays().length === 3;
    let tooMuch = false;
    let tooMany = false;
    // A change of the pilot and one of the schedule at the same moment may come in any order.
    for (const at of [clock.now(), clock.now() - 1]) {
      const allowed = mostAllowed(connector, Math.floor(at / 1000));
      tooMuch = allowed !== undefined && offeredA > allowed.currentA + HAIR_A;
      tooMany = allowed !== undefined && threePhases && allowed.phases < 3;
      if (!tooMuch && !tooMany) break;
    }
    complain(connector, tooMuch || tooMany, rises && tooMuch, () => {
      const { currentA, phases } = mostAllowed(connector, Math.floor(clock.now() / 1000)) ?? {};
      return `the pilot of connector ${connector} offers ${offeredA} A, where ${currentA} A on ${phases} phases are allowed`;
    });
  }

  function lookAtLines(): void {
    const sets = options.profiles.all();
    const closed = board.connectors.filter((connector) => connector.relays().length > 0);
    if (sets === undefined || closed.length < 2) return;
    const second = Math.floor(clock.now() / 1000);
    const moment = { connector: 0, transaction: -1, since: second, second, wattsPerAmpere };
    const capA = Math.max(...sets.map((set) => allowanceOf(set, moment, true).currentA));
    for (const line of [1, 2, 3] as const) {
      const sumA = closed
        .filter((connector) => connector.relays().includes(line))
        .reduce((sum, { id }) => sum + offerOf(id), 0);
      complain(-line, sumA > capA + HAIR_A, false, () => `${sumA} A are offered on line ${line}, of ${capA} A`);
    }
  }

  function look(): void {
    if (!options.alive()) return;
    for (const { id } of board.connectors) lookAt(id);
    lookAtLines();
  }

  function lookAgain(): void {
    if (!options.alive()) return;
    look();
    clock.after(LOOK_MS, lookAgain);
  }

  board.observe((connector) => {
    if (!options.alive() || connector === 0) return;
    lookAt(connector);
    lookAtLines();
  });
  clock.after(LOOK_MS, lookAgain);
}

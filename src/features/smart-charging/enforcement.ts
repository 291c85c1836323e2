/**
 * What the charging profiles say becomes what the charger may offer (S 3.13.6: with a connection and without).
 *
 * Guarantees:
 * - the limit of a transaction stands before its energy can flow, and changes in the second in which it is due: one timer for all
 *   connectors waits for the next change; a wall clock that is set is followed within a minute;
 * - connectors that share a ChargePointMaxProfile never offer more than it together, not for a moment (budget.ts);
 * - a change of the schedule waits for its randomised delay, if there is one; a share of the budget does not: it keeps a fuse whole;
 * - where nobody charges nothing runs, and a limit that was not set here is not touched.
 */
import type { Charger } from '../../charger/charger.ts';
import type { LimitChange } from '../../charger/connector-drive.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import { MIN_OFFER_A } from '../../charger/control-pilot.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Target } from '../randomised-delay/delay.ts';
import type { Applied, RandomisedDelay } from '../randomised-delay/randomised-delay.ts';
import { type Cap, type Claim, shareOut } from './budget.ts';
import { offersNow } from './budget-transition.ts';
import { chargePointMaxAt, type LimitAt, limitAt, noProfiles, type Profiles } from './limit.ts';
import { type Supply, toAmperes } from './supply.ts';

/** How often the wall clock is looked at while the limit of a transaction is going to change, ms: it may have been set. */
const LOOK_MS = 60_000;

export interface Enforcement {
  /** A transaction begins, and has not been told to the hardware yet. `delayed`: may its start be put off at random? */
  began(connector: number, transaction: { readonly since: number; readonly delayed: boolean }): void;
  ended(connector: number): void;
  /** Profiles, keys, the connection or a delay have changed. */
  review(): void;
  /** What can be seen of a connector has changed. */
  changed(view: ConnectorView): void;
  stop(): void;
}

/** A transaction, as far as it goes here. */
interface Running {
  /** When charging began, s since 1970. */
  readonly since: number;
  /** Its car was offered current, had its time, and asked for none. */
  declined: boolean;
}

/** What a connector's profiles come to at a moment. */
interface Step {
  readonly connector: number;
  readonly view: ConnectorView;
  readonly says: LimitAt;
  readonly wanted: Target;
  readonly applied: Applied;
}

export function createEnforcement(options: {
  readonly clock: Clock;
  readonly charger: Charger;
  readonly delay: Pick<RandomisedDelay, 'begin' | 'target' | 'end'>;
  /** What concerns a connector now. */
  readonly profiles: (connector: number) => Profiles;
  readonly supply: () => Supply;
}): Enforcement {
  const { clock, charger, delay } = options;
  /** By connector, in the order in which they began. */
  const running = new Map<number, Running>();
  /** The sources that have been told something here. */
  const told = new Map<number, ReadonlyMap<LimitChange['source'], LimitChange>>();
  let timer: Timer | undefined;
  let reviewing = false;
  let again = false;

  const now = (): number => Math.floor(clock.now() / 1000);

  function review(): void {
    // What is set shows in the view of a connector, and that may ask for another look.
    again = true;
    if (reviewing) return;
    reviewing = true;
    try {
      while (again) {
        again = false;
        apply([...running].map(([connector, { since }]) => step(connector, since)));
      }
    } finally {
      reviewing = false;
    }
  }

  function step(connector: number, since: number): Step {
    const view = charger.view(connector);
    const says = limitAt(options.profiles(connector), now(), since, options.supply());
    const wanted = targetOf(connector, says);
    return { connector, view, says, wanted, applied: delay.target(connector, wanted, bearable(view)) };
  }

  /** Relays know one phase or three: two would be too many where one more is not allowed. */
  function targetOf(connector: number, { says }: LimitAt): Target {
    const { grid, connectors } = charger.board;
    const choice = grid.phases === 3 && connectors.some(({ id, phases }) => id === connector && phases === 3);
    return {
      maxCurrentA: says?.currentA,
      phases: says !== undefined && says.numberPhases < 3 && choice ? 1 : undefined,
    };
  }

  function apply(steps: readonly Step[]): void {
    const shares = share(steps);
    const wishes = steps.map((each) => ({ each, changes: changesOf(each, shares?.get(each.connector)) }));
    // Whoever gives way goes first.
    wishes.sort((one, other) => Number(rises(one)) - Number(rises(other)));
    for (const { each, changes } of wishes) set(each.connector, changes);
    arm(Math.min(...steps.map(({ says }) => says.nextChange)));
  }

  const rises = ({ each, changes }: { readonly each: Step; readonly changes: readonly LimitChange[] }): boolean =>
    Math.min(...changes.map(({ maxCurrentA = Number.POSITIVE_INFINITY }) => maxCurrentA)) > each.view.offeredA;

  /** What each may offer of a ChargePointMaxProfile that several share; undefined where there is nothing to share. */
  function share(steps: readonly Step[]): ReadonlyMap<number, number> | undefined {
    if (charger.connectors.length < 2) return undefined;
    const { says } = chargePointMaxAt(options.profiles(0), now(), options.supply());
    if (says === undefined) return undefined;
    const cap: Cap = { currentA: says.currentA, phases: says.numberPhases === 3 ? 3 : 1 };
    const claims = steps.map((each) => claimOf(each, running.get(each.connector)));
    const leaving = charger.connectors
      .filter((connector) => !running.has(connector))
      .map(charger.view)
      .filter(({ offeredA }) => offeredA > 0)
      .map(({ id, lines, linesWanted, offeredA }) => ({ connector: id, lines: both(lines, linesWanted), offeredA }));
    return offersNow(cap, [...claims, ...leaving], shareOut(cap, claims));
  }

  function claimOf({ connector, view, says, applied }: Step, transaction: Running | undefined): Claim {
    const others = Object.entries(view.limits).filter(([source]) => !ours.some((own) => own === source));
    return {
      connector,
      wantsA: Math.min(currentOf(applied.target), ...others.map(([, currentA]) => currentA)),
      lines: both(view.lines, view.linesWanted),
      asking: view.asking || transaction?.declined !== true,
      minimumA: Math.max(MIN_OFFER_A, hintOf(says, options.supply())),
      offeredA: view.offeredA,
    };
  }

  function changesOf({ says, wanted, applied }: Step, shareA: number | undefined): readonly LimitChange[] {
    const { target, waiting } = applied;
    const holds = waiting !== undefined && currentOf(target) < currentOf(wanted);
    const phases = target.phases;
    const changesAt = elapsedAt(says.nextChange);
    return [
      { source: 'schedule', maxCurrentA: holds ? wanted.maxCurrentA : target.maxCurrentA, phases, changesAt },
      { source: 'load-balancing', maxCurrentA: shareA },
      {
        source: 'randomised-delay',
        maxCurrentA: holds ? target.maxCurrentA : undefined,
        phases,
        changesAt: waiting?.until,
      },
    ];
  }

  /** A moment of the wall clock, s, as `clock.elapsed()`, ms. */
  function elapsedAt(second: number): number | undefined {
    return Number.isFinite(second) ? clock.elapsed() + second * 1000 - clock.now() : undefined;
  }

  function set(connector: number, wishes: readonly LimitChange[]): void {
    const before = told.get(connector);
    const changes = wishes.filter((wish) => !same(wish, before?.get(wish.source)));
    if (changes.length === 0) return;
    const kept = wishes.filter(({ maxCurrentA }) => maxCurrentA !== undefined);
    if (kept.length === 0) told.delete(connector);
    else told.set(connector, new Map(kept.map((wish) => [wish.source, wish])));
    charger.setLimits(connector, changes);
  }

  function arm(second: number): void {
    timer?.cancel();
    timer = Number.isFinite(second) ? clock.after(Math.min(second * 1000 - clock.now(), LOOK_MS), review) : undefined;
  }

  return {
    began(connector, { since, delayed }) {
      running.set(connector, { since, declined: false });
      const view = charger.view(connector);
      const says = limitAt(options.profiles(connector), now(), since, options.supply());
      delay.begin(connector, { delayed, target: targetOf(connector, says), capA: bearable(view) });
      review();
    },
    ended(connector) {
      running.delete(connector);
      delay.end(connector);
      set(
        connector,
        ours.map((source) => ({ source, maxCurrentA: undefined })),
      );
      review();
    },
    review,
    changed(view) {
      const transaction = running.get(view.id);
      if (transaction !== undefined) transaction.declined = declines(view, transaction.declined);
      // Nobody's limit depends on what another does, unless they share one.
      if (charger.connectors.length > 1 && options.profiles(0) !== noProfiles) review();
    },
    stop() {
      timer?.cancel();
    },
  };
}

/** The sources that are set here. */
const ours: readonly LimitChange['source'][] = ['schedule', 'load-balancing', 'randomised-delay'];

const currentOf = ({ maxCurrentA = Number.POSITIVE_INFINITY }: Pick<Target, 'maxCurrentA'>): number => maxCurrentA;

/** What can be offered in this transaction at the most, A per line. */
function bearable({ limits: { hardware = 0, cable = hardware, installer = hardware } }: ConnectorView): number {
  return Math.min(hardware, cable, installer);
}

/** The least that makes sense for the car, A per phase; 0 where nobody says so. */
function hintOf({ says }: LimitAt, supply: Supply): number {
  if (says?.source.minChargingRate === undefined) return 0;
  const { minChargingRate, unit } = says.source;
  return toAmperes(minChargingRate, unit, says.numberPhases, supply);
}

function declines({ asking, offeredA, session }: ConnectorView, before: boolean): boolean {
  if (asking) return false;
  return offeredA > 0 && session.phase === 'transaction' && session.started ? true : before;
}

function both<T>(some: readonly T[], others: readonly T[]): readonly T[] {
  return [...new Set([...some, ...others])];
}

function same(one: LimitChange, other: LimitChange | undefined): boolean {
  if (one.maxCurrentA === undefined || other === undefined) return one.maxCurrentA === other?.maxCurrentA;
  // Two clocks that are slewed against each other never tell quite the same.
  const apart = Math.abs((one.changesAt ?? 0) - (other.changesAt ?? 0));
  return one.maxCurrentA === other.maxCurrentA && one.phases === other.phases && apart < 1000;
}

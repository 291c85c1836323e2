/**
 * What the charging profiles say becomes what the charger may offer (S 3.13.6: with a connection and without).
 *
 * Guarantees:
 * - the limit of a transaction stands before its energy can flow, and changes in the second in which it is due: one timer for all
 *   connectors waits for the next change; a wall clock that is set is followed within a minute, and moves nothing that is relative to
 *   the start of charging;
 * - connectors that share a ChargePointMaxProfile never offer more than it together, not for a moment (budget.ts);
 * - a change of the schedule waits for its randomised delay, if there is one; of a shared ChargePointMaxProfile only what allows more
 *   does (shared-cap.ts), and what others leave free does not;
 * - who cannot be served (a fault, an invalid card, a car that is away) takes nothing from the others;
 * - where nobody charges nothing runs, and a limit that was not set here is not touched.
 */
import type { Charger } from '../../charger/charger.ts';
import type { LimitChange } from '../../charger/connector-drive.ts';
import { type ConnectorView, isPermitted } from '../../charger/connector-view.ts';
import { MIN_OFFER_A } from '../../charger/control-pilot.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Target } from '../randomised-delay/delay.ts';
import type { Applied, RandomisedDelay } from '../randomised-delay/randomised-delay.ts';
import { type Claim, shareOut } from './budget.ts';
import { offersNow } from './budget-transition.ts';
import { chargePointMaxAt, type LimitAt, limitAt, noProfiles, type Profiles } from './limit.ts';
import { sharedCap, TOGETHER } from './shared-cap.ts';
import { type Supply, toAmperes } from './supply.ts';

/** How often the wall clock is looked at while a transaction has charging profiles, ms: it may have been set. */
const LOOK_MS = 60_000;

export interface Enforcement {
  /** A transaction begins, and has not been told to the hardware yet. `delayed`: may its start be put off at random? */
  began(connector: number, transaction: { readonly delayed: boolean }): void;
  ended(connector: number): void;
  /** When the transaction that is running there began, s since 1970 as the wall clock stands now. */
  since(connector: number): number | undefined;
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
  /** By how much the wall clock was ahead of `clock.elapsed()` then, ms. */
  readonly ahead: number;
  /** Its car was offered current, had its time, and asked for none. */
  declined: boolean;
}

/** What a connector's profiles come to at a moment; without what all connectors share, where there are several. */
interface Step {
  readonly connector: number;
  readonly view: ConnectorView;
  readonly says: LimitAt;
  readonly wanted: Target;
  readonly applied: Applied;
  /** Are there any profiles? */
  readonly profiled: boolean;
}

/** What the connectors may offer of a ChargePointMaxProfile that they share. */
interface Shares {
  /** A per line by connector; undefined where there is nothing to share. */
  readonly currents: ReadonlyMap<number, number> | undefined;
  /** At most so many, each of them. */
  readonly phases: Target['phases'];
  /** When the cap is going to be another: s since 1970, and, if it waits for a delay, `clock.elapsed()` ms. */
  readonly nextChange: number;
  readonly until: number | undefined;
}

const nothingShared: Shares = {
  currents: undefined,
  phases: undefined,
  nextChange: Number.POSITIVE_INFINITY,
  until: undefined,
};

export function createEnforcement(options: {
  readonly clock: Clock;
  readonly charger: Charger;
  readonly delay: Pick<RandomisedDelay, 'begin' | 'target' | 'applied' | 'end'>;
  /** What concerns a connector now. */
  readonly profiles: (connector: number) => Profiles;
  readonly supply: () => Supply;
}): Enforcement {
  const { clock, charger, delay } = options;
  /** By connector, in the order in which they began. */
  const running = new Map<number, Running>();
  /** The sources that have been told something here. */
  const told = new Map<number, ReadonlyMap<LimitChange['source'], LimitChange>>();
  const alone = charger.connectors.length === 1;
  let timer: Timer | undefined;
  let sharing = false;
  let reviewing = false;
  let again = false;

  const now = (): number => Math.floor(clock.now() / 1000);
  const ahead = (): number => clock.now() - clock.elapsed();

  /** In whole seconds, so that clocks that are slewed against each other move nothing to and fro. */
  const sinceOf = (transaction: Running): number =>
    transaction.since + Math.round((ahead() - transaction.ahead) / 1000);

  function review(): void {
    // What is set shows in the view of a connector, and that may ask for another look.
    again = true;
    if (reviewing) return;
    reviewing = true;
    try {
      while (again) {
        again = false;
        apply([...running].map(([connector, transaction]) => step(connector, sinceOf(transaction))));
      }
    } finally {
      reviewing = false;
    }
  }

  function step(connector: number, since: number): Step {
    const view = charger.view(connector);
    const profiles = options.profiles(connector);
    const says = sayingOf(profiles, since);
    const wanted = targetOf(connector, says);
    const applied = delay.target(connector, wanted, bearable(view));
    return { connector, view, says, wanted, applied, profiled: profiles !== noProfiles };
  }

  function sayingOf(profiles: Profiles, since: number): LimitAt {
    // What limits all connectors is shared among them.
    return limitAt(alone ? profiles : { ...profiles, chargePointMax: [] }, now(), since, options.supply());
  }

  /** Relays know one phase or three: two would be too many where one more is not allowed. */
  function targetOf(connector: number, { says }: LimitAt): Target {
    const fewer = says !== undefined && says.numberPhases < 3 && hasThreePhases(connector);
    return { maxCurrentA: says?.currentA, phases: fewer ? 1 : undefined };
  }

  function hasThreePhases(connector: number): boolean {
    const { grid, connectors } = charger.board;
    return grid.phases === 3 && connectors.some(({ id, phases }) => id === connector && phases === 3);
  }

  function apply(steps: readonly Step[]): void {
    const shares = share(steps);
    sharing = shares.currents !== undefined;
    const wishes = steps.map((each) => ({ each, changes: changesOf(each, shares) }));
    // Whoever gives way goes first.
    wishes.sort((one, other) => Number(rises(one)) - Number(rises(other)));
    for (const { each, changes } of wishes) set(each.connector, changes);
    const profiled = steps.some((each) => each.profiled);
    arm(profiled ? Math.min(shares.nextChange, ...steps.map(({ says }) => says.nextChange)) : undefined);
  }

  const rises = ({ each, changes }: { readonly each: Step; readonly changes: readonly LimitChange[] }): boolean =>
    Math.min(...changes.map(({ maxCurrentA = Number.POSITIVE_INFINITY }) => maxCurrentA)) > each.view.offeredA;

  function share(steps: readonly Step[]): Shares {
    if (alone || steps.length === 0) return nothingShared;
    const { says, nextChange } = chargePointMaxAt(options.profiles(TOGETHER), now(), options.supply());
    const capA = charger.connectors.reduce((sum, connector) => sum + bearable(charger.view(connector)), 0);
    const { cap, until } = sharedCap(delay, says, capA);
    if (cap === undefined) return { ...nothingShared, nextChange };
    const claims = steps.map((each) => claimOf(each, running.get(each.connector)));
    const leaving = charger.connectors
      .filter((connector) => !running.has(connector))
      .map(charger.view)
      .filter(({ offeredA }) => offeredA > 0)
      .map(({ id, lines, linesWanted, offeredA }) => ({ connector: id, lines: both(lines, linesWanted), offeredA }));
    const currents = offersNow(cap, [...claims, ...leaving], shareOut(cap, claims));
    return { currents, phases: cap.phases === 1 ? 1 : undefined, nextChange, until };
  }

  function claimOf({ connector, view, says, applied }: Step, transaction: Running | undefined): Claim {
    const others = Object.entries(view.limits).filter(([source]) => !ours.some((own) => own === source));
    // At its very beginning it is no transaction yet.
    const barred = view.session.phase === 'transaction' && !isPermitted(view);
    return {
      connector,
      wantsA: barred ? 0 : Math.min(currentOf(applied.target), ...others.map(([, currentA]) => currentA)),
      lines: both(view.lines, view.linesWanted),
      asking: view.asking || transaction?.declined !== true,
      minimumA: Math.max(MIN_OFFER_A, hintOf(says, options.supply())),
      offeredA: view.offeredA,
    };
  }

  function changesOf({ connector, says, wanted, applied }: Step, shares: Shares): readonly LimitChange[] {
    const { target, waiting } = applied;
    const higher = currentOf(target) < currentOf(wanted);
    const more = phasesOf(target) < phasesOf(wanted);
    return [
      // Of a change that is put off, whatever allows less is the schedule's, before as after.
      {
        source: 'schedule',
        maxCurrentA: higher ? wanted.maxCurrentA : target.maxCurrentA,
        phases: more ? wanted.phases : target.phases,
        changesAt: earliest(elapsedAt(says.nextChange), waiting?.until),
      },
      {
        source: 'load-balancing',
        maxCurrentA: shares.currents?.get(connector),
        phases: hasThreePhases(connector) ? shares.phases : undefined,
        changesAt: earliest(elapsedAt(shares.nextChange), shares.until),
      },
      {
        source: 'randomised-delay',
        maxCurrentA: waiting !== undefined && (higher || more) ? target.maxCurrentA : undefined,
        phases: target.phases,
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

  /** `second`: when something changes next, s since 1970; infinite for never, as the wall clock stands now. */
  function arm(second: number | undefined): void {
    timer?.cancel();
    timer = second === undefined ? undefined : clock.after(Math.min(second * 1000 - clock.now(), LOOK_MS), review);
  }

  const unfollowSteps = clock.onStep?.(review);

  return {
    began(connector, { delayed }) {
      const since = now();
      running.set(connector, { since, ahead: ahead(), declined: false });
      const view = charger.view(connector);
      const target = targetOf(connector, sayingOf(options.profiles(connector), since));
      delay.begin(connector, { delayed, target, capA: bearable(view) });
      review();
    },
    ended(connector) {
      running.delete(connector);
      delay.end(connector);
      if (running.size === 0) delay.end(TOGETHER);
      set(
        connector,
        ours.map((source) => ({ source, maxCurrentA: undefined })),
      );
      review();
    },
    since(connector) {
      const transaction = running.get(connector);
      return transaction && sinceOf(transaction);
    },
    review,
    changed(view) {
      const transaction = running.get(view.id);
      if (transaction !== undefined) transaction.declined = declines(view, transaction.declined);
      // Nobody's limit depends on what another does, unless they share one.
      if (sharing) review();
    },
    stop() {
      // Whoever asks for a review after that finds nothing to do.
      running.clear();
      unfollowSteps?.();
      timer?.cancel();
    },
  };
}

/** The sources that are set here. */
const ours: readonly LimitChange['source'][] = ['schedule', 'load-balancing', 'randomised-delay'];

const currentOf = ({ maxCurrentA = Number.POSITIVE_INFINITY }: Pick<Target, 'maxCurrentA'>): number => maxCurrentA;

const phasesOf = ({ phases = 3 }: Pick<Target, 'phases'>): number => phases;

function earliest(one = Number.POSITIVE_INFINITY, other = Number.POSITIVE_INFINITY): number | undefined {
  const moment = Math.min(one, other);
  return Number.isFinite(moment) ? moment : undefined;
}

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

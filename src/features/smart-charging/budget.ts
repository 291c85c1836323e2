/**
 * How the connectors of a charger share what ChargePointMaxProfile leaves to all of them (S 3.13.3). Pure.
 *
 * Guarantees:
 * - on no grid line do the shares come to more than the cap, and nobody gets more than it wants;
 * - a share is 6 A or more, or a pause: who began first is served first, and cars that ask for energy before those that do not;
 * - among those who are served, nobody gets more while somebody who wants more and could have it has less, but for the hint of
 *   minChargingRate; a car that does not ask holds 6 A, to wake up with, and has more only of what the others leave;
 * - shares are whole tenths of an ampere, rounded down, so that equal cars that are served have equal shares.
 */
import type { Line, Lines } from '../../charger/board.ts';
import { MIN_OFFER_A } from '../../charger/control-pilot.ts';
import type { PhaseCount } from '../../charger/phases.ts';

/** What ChargePointMaxProfile allows now. */
export interface Cap {
  /** A per line. */
  readonly currentA: number;
  /** Of one phase: all sessions together share its one current, whatever line they are on. */
  readonly phases: PhaseCount;
}

/** What a connector with a transaction would like to have of it. */
export interface Claim {
  readonly connector: number;
  /** A per line: the lowest of all its own limits. Below 6 A it gets nothing and takes nothing from anybody. */
  readonly wantsA: number;
  /** The grid lines that it is or will be connected to; where none is named as yet, it counts on all three. */
  readonly lines: Lines;
  /**
   * Its car draws energy or wants to. A car to which nothing is offered cannot say so with its pilot: it asks unless it had an offer
   * last and did not take it.
   */
  readonly asking: boolean;
  /** The minChargingRate of its profile, A per line: a hint. 6 where there is none. */
  readonly minimumA: number;
  /** What its pilot offers at this moment, A per line; 0 for nothing. */
  readonly offeredA: number;
}

/** A per line by connector, 0 for a pause. */
export type Shares = ReadonlyMap<number, number>;

/**
 * The share of each connector under this cap, or under none. The claims come in the order in which their transactions began.
 * A minimumA counts on lines that can bear the minimum of all who are on them, and is ignored by whoever is on another.
 */
export function shareOut(cap: Cap | undefined, claims: readonly Claim[]): Shares {
  const sharers = claims.map((claim) => sharerOf(cap, claim));
  const budget = budgetOf(cap, sharers);
  const asking = sharers.filter((sharer) => sharer.asking);
  const idle = sharers.filter((sharer) => !sharer.asking);
  for (const sharer of [...asking, ...idle]) {
    const served = sharer.wants >= LEAST && sharer.lines.every((line) => budget.free(line) >= LEAST);
    if (served) sharer.share = LEAST;
  }
  for (const group of [asking, idle]) {
    const served = group.filter(({ share }) => share > 0);
    raiseToMinimum(served, budget);
    fill(served, budget);
  }
  return new Map(sharers.map(({ connector, share }) => [connector, share / 10]));
}

/** The lines on which a connector counts under this cap: under one of one phase all count on the same. */
export function burdenedLines(cap: Cap | undefined, { lines }: Pick<Claim, 'lines'>): Lines {
  if (cap?.phases === 1) return [1];
  return lines.length === 0 ? [1, 2, 3] : lines;
}

/** Whole tenths of an ampere, rounded down, but for what arithmetic has lost on the way. */
export function tenthsOf(currentA: number): number {
  return Math.floor(currentA * 10 + 1e-6);
}

const LEAST = tenthsOf(MIN_OFFER_A);

/** A claim in tenths of an ampere, and how much of it is granted so far. */
interface Sharer {
  readonly connector: number;
  readonly lines: Lines;
  readonly wants: number;
  readonly minimum: number;
  readonly asking: boolean;
  share: number;
}

function sharerOf(cap: Cap | undefined, claim: Claim): Sharer {
  const wants = tenthsOf(claim.wantsA);
  return {
    connector: claim.connector,
    lines: burdenedLines(cap, claim),
    wants,
    minimum: Math.max(LEAST, Math.min(tenthsOf(claim.minimumA), wants)),
    asking: claim.asking,
    share: 0,
  };
}

/** What is left of the cap, in tenths of an ampere. */
interface Budget {
  free(line: Line): number;
  /** What is left on this line is too little to go round: nobody has it. */
  close(line: Line): void;
}

function budgetOf(cap: Cap | undefined, sharers: readonly Sharer[]): Budget {
  const limit = cap === undefined ? Number.POSITIVE_INFINITY : tenthsOf(cap.currentA);
  const closed = new Set<Line>();
  return {
    free: (line) => (closed.has(line) ? 0 : limit - total(on(line, sharers).map(({ share }) => share))),
    close: (line) => closed.add(line),
  };
}

function raiseToMinimum(group: readonly Sharer[], { free }: Budget): void {
  const bearsAll = (line: Line): boolean =>
    total(on(line, group).map(({ minimum, share }) => minimum - share)) <= free(line);
  const raised = group.filter(({ lines }) => lines.every(bearsAll));
  for (const sharer of raised) sharer.share = sharer.minimum;
}

/** Progressive filling: those who have least rise together, until they have what they want or one of their lines is full. */
function fill(group: readonly Sharer[], { free, close }: Budget): void {
  for (;;) {
    const rising = group.filter(({ share, wants, lines }) => share < wants && lines.every((line) => free(line) > 0));
    if (rising.length === 0) return;
    const level = Math.min(...rising.map(({ share }) => share));
    const lowest = rising.filter(({ share }) => share === level);
    const lines = [...new Set(lowest.flatMap((sharer) => sharer.lines))];
    const room = (line: Line): number => Math.floor(free(line) / on(line, lowest).length);
    const rise = Math.min(
      ...lines.map(room),
      ...lowest.map(({ wants }) => wants - level),
      // Those who had more from the beginning rise with the others once these have reached them.
      ...rising.filter(({ share }) => share > level).map(({ share }) => share - level),
    );
    if (rise === 0) lines.filter((line) => room(line) === 0).forEach(close);
    for (const sharer of lowest) sharer.share += rise;
  }
}

function on(line: Line, sharers: readonly Sharer[]): readonly Sharer[] {
  return sharers.filter(({ lines }) => lines.includes(line));
}

function total(currents: readonly number[]): number {
  return currents.reduce((sum, current) => sum + current, 0);
}

/**
 * How the pilots go from what they offer to the shares of a budget. Pure.
 *
 * Guarantees:
 * - while some pilots have followed and others have not yet, the offers on no grid line come to more than the cap; where they did
 *   already, because the cap was lowered, nobody rises there, and whoever has to come down does so at once;
 * - once those have come down everybody reaches its share, and then nothing changes any more.
 */
import { MIN_OFFER_A } from '../../charger/control-pilot.ts';
import { burdenedLines, type Cap, type Claim, type Shares, tenthsOf } from './budget.ts';

/**
 * What each connector may offer now, A per line, on the way to these shares of the cap; to be asked again when a pilot has changed.
 * A connector without a share goes to 0; one that still offers after its transaction belongs among the claims until it does not.
 */
export function offersNow(
  cap: Cap | undefined,
  claims: readonly Pick<Claim, 'connector' | 'lines' | 'offeredA'>[],
  shares: Shares,
): Shares {
  const steps = claims.map((claim) => stepOf(cap, claim, shares.get(claim.connector) ?? 0));
  return new Map(steps.map((step) => [step.connector, offerOf(step, freeFor(step, steps, cap))]));
}

/** Where a connector stands and where it goes, A per line. */
interface Step {
  readonly connector: number;
  readonly lines: Claim['lines'];
  readonly offeredA: number;
  readonly shareA: number;
}

function stepOf(cap: Cap | undefined, claim: Pick<Claim, 'connector' | 'lines' | 'offeredA'>, shareA: number): Step {
  return { connector: claim.connector, lines: burdenedLines(cap, claim), offeredA: claim.offeredA, shareA };
}

/** What all others leave of the cap on the lines of this one, each of them with the higher of its share and what it offers, A. */
function freeFor(step: Step, steps: readonly Step[], cap: Cap | undefined): number {
  if (cap === undefined) return Number.POSITIVE_INFINITY;
  const free = step.lines.map((line) =>
    steps
      .filter((other) => other !== step && other.lines.includes(line))
      .reduce((restA, other) => restA - Math.max(other.shareA, other.offeredA), cap.currentA),
  );
  return Math.min(...free);
}

/** Whoever may not rise keeps what it has. */
function offerOf({ shareA, offeredA }: Step, freeA: number): number {
  const currentA = tenthsOf(Math.min(shareA, Math.max(offeredA, freeA))) / 10;
  return currentA < MIN_OFFER_A ? 0 : currentA;
}

/**
 * What ChargePointMaxProfile leaves to several connectors together, over time.
 *
 * Guarantee: a lower cap, or fewer phases, hold at once, for they may keep a fuse whole; what is allowed more waits for a randomised
 * delay of its own, if there is one (docs/randomised-delay.md).
 */
import { NO_LIMIT, type Target } from '../randomised-delay/delay.ts';
import type { RandomisedDelay } from '../randomised-delay/randomised-delay.ts';
import type { Cap } from './budget.ts';
import type { ProfileLimit } from './limit.ts';

/** The number under which the randomised delay knows all connectors together, as OCPP does. */
export const TOGETHER = 0;

/** The cap that holds now, and until when it is known to, `clock.elapsed()` ms. */
export interface SharedCap {
  readonly cap: Cap | undefined;
  readonly until: number | undefined;
}

/** `capA`: what all connectors together can offer, A per line. Somebody charges; when nobody does any more, end `TOGETHER`. */
export function sharedCap(
  delay: Pick<RandomisedDelay, 'applied' | 'begin' | 'target'>,
  says: ProfileLimit | undefined,
  capA: number,
): SharedCap {
  const wanted: Target =
    says === undefined ? NO_LIMIT : { maxCurrentA: says.currentA, phases: says.numberPhases === 3 ? undefined : 1 };
  const before = delay.applied(TOGETHER)?.target;
  const { target, waiting } =
    before === undefined || !allowsMore(wanted, before)
      ? delay.begin(TOGETHER, { delayed: false, target: wanted, capA })
      : delay.target(TOGETHER, wanted, capA);
  return { cap: capOf(lower(target, wanted)), until: waiting?.until };
}

function allowsMore(one: Target, other: Target): boolean {
  return currentOf(one) > currentOf(other) || phasesOf(one) > phasesOf(other);
}

function lower(one: Target, other: Target): Target {
  return {
    maxCurrentA: currentOf(other) < currentOf(one) ? other.maxCurrentA : one.maxCurrentA,
    phases: one.phases ?? other.phases,
  };
}

function capOf({ maxCurrentA, phases = 3 }: Target): Cap | undefined {
  return maxCurrentA === undefined ? undefined : { currentA: maxCurrentA, phases };
}

const currentOf = ({ maxCurrentA = Number.POSITIVE_INFINITY }: Target): number => maxCurrentA;

const phasesOf = ({ phases = 3 }: Target): number => phases;

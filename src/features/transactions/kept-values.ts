/**
 * The values that are kept on disk for StopTransaction (S 3.16.6).
 *
 * Guarantees:
 * - however long a transaction takes, no more is kept of it than some three times what its StopTransaction may carry;
 * - what StopTransaction then carries is what it would carry if everything had been kept (E4 3.89): even over all of it;
 * - the two ends are never dropped (E4 3.14).
 */
import type { MeterValue } from '../../ocpp16/types.ts';
import type { Collection, Store } from '../../store/store.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import { movedBy } from '../time/moved-by.ts';
import { isBoundary, roundsOutlived, roundsUntil, wholeRounds } from './thinning.ts';

export const StopTransactionMaxMeterValues = integerKey({
  name: 'StopTransactionMaxMeterValues',
  profile: 'Core',
  access: 'R',
  default: 512,
  meaning: 'How many meter values a StopTransaction carries at most; intermediate ones are dropped beyond it.',
  source: 'E4 3.89',
});

/** The values kept for one transaction lie together, numbered in the order in which they were taken: at most so many (30 years of seconds). */
const SPAN = 1_000_000_000;

/** Looking more often than each so many values costs more than it saves. */
const SHORTEST_LOOK = 16;

/** A class, because a fleet has thousands of them: methods are shared, closures would not be. */
export class KeptValues {
  readonly #kept: Collection<MeterValue>;
  readonly #configuration: Pick<Configuration, 'value'>;

  constructor(store: Store, configuration: Pick<Configuration, 'value'>) {
    this.#kept = store.collection('transaction-values');
    this.#configuration = configuration;
  }

  /** Keeps one more. Inside a transaction of the store. */
  add(transaction: number, values: MeterValue): void {
    const [last] = this.#kept.entries({ ...spanOf(transaction), reverse: true, limit: 1 });
    // The begin is the 0th, and the first one after it the 1st, whether there is a begin or not.
    const nth = last === undefined ? (isBoundary(values) ? 0 : 1) : Number(last[0]) - transaction * SPAN + 1;
    const look = Math.max(this.#maximum(), SHORTEST_LOOK);
    if (nth % look === 0) this.#thin(transaction, 2 * look);
    this.#kept.put(transaction * SPAN + nth, values);
  }

  /** What StopTransaction has to choose from, in order. */
  of(transaction: number): readonly MeterValue[] {
    const entries = this.#kept.entries(spanOf(transaction));
    const intermediate = entries.filter(([, values]) => !isBoundary(values));
    const newest = Number(intermediate.at(-1)?.[0] ?? 0) % SPAN;
    const room = Math.max(0, this.#maximum() - (entries.length - intermediate.length));
    // All rounds but the last, which `stopTransaction` breaks off when it has dropped enough. Counted over all that there ever
    // were: what has come since the last look is still here, and would not outlive them either.
    const rounds = wholeRounds(newest, room) - 1;
    return entries.filter((entry) => roundsOf(entry) >= rounds).map(([, values]) => values);
  }

  /** Moves their times by `by` ms. Inside a transaction of the store. */
  correctTimes(transaction: number, by: number): void {
    for (const [key, values] of this.#kept.entries(spanOf(transaction))) this.#kept.put(key, movedBy(by, values));
  }

  forget(transaction: number): void {
    for (const [key] of this.#kept.entries(spanOf(transaction))) this.#kept.delete(key);
  }

  #maximum(): number {
    return this.#configuration.value(StopTransactionMaxMeterValues);
  }

  /** Drops whole rounds that StopTransaction would drop as well. */
  #thin(transaction: number, room: number): void {
    const entries = this.#kept.entries(spanOf(transaction));
    const rounds = roundsUntil(room, entries.map(roundsOf));
    for (const entry of entries) if (roundsOf(entry) < rounds) this.#kept.delete(entry[0]);
  }
}

function roundsOf([key, values]: readonly [number | string, MeterValue]): number {
  return isBoundary(values) ? Number.POSITIVE_INFINITY : roundsOutlived(Number(key) % SPAN);
}

function spanOf(transaction: number): { readonly from: number; readonly to: number } {
  return { from: transaction * SPAN, to: transaction * SPAN + SPAN - 1 };
}

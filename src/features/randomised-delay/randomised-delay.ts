/**
 * The randomised delay of a charge point's connectors (SI 2021/1467, regulation 11): what the schedule wants goes in, what is to be
 * applied comes out. What a delay is, and when there is one, is decided in delay.ts.
 *
 * Guarantees:
 * - a delay is drawn uniformly from 0 to RandomisedDelayMaxSeconds, whole seconds, both ends included; while the feature is switched
 *   off there is none, and a target is applied as it comes;
 * - keys hold at once: a lower maximum shortens what is under way, 0 and switching off end it;
 * - nothing is kept of a connector without a transaction, and no timer runs without a delay;
 * - nothing is stored: a power cut ends the transaction, and the start of the next one draws anew.
 * Limits of the hardware, the cable, the installer, the temperature and of faults do not come here: safety waits for nobody.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Random } from '../../random/random.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { begin, bound, type Delay, follow, override, pass, remainingSeconds, type Target, type Wish } from './delay.ts';
import { RandomisedDelayEnabled, RandomisedDelayMaxSeconds, RandomisedDelayRemaining } from './keys.ts';

/** What is to be applied to a connector now, and what follows when. */
export interface Applied {
  readonly target: Target;
  readonly waiting: { readonly target: Target /** `clock.elapsed()`, ms. */; readonly until: number } | undefined;
}

export interface RandomisedDelay {
  /**
   * A transaction begins, with this target. `delayed` is false where a person wants it now: for a RemoteStartTransaction, and when
   * the owner has said so. `capA`: see `target`.
   */
  begin(
    connector: number,
    start: { readonly delayed: boolean; readonly target: Target; readonly capA: number },
  ): Applied;
  /**
   * The schedule wants this from now on; without a transaction it is applied as it is. `capA`: the most that the connector
   * can offer in this transaction, A per line (hardware, cable, installer; not what comes and goes). Where one phase is all there is,
   * `phases` is always the same.
   */
  target(connector: number, target: Target, capA: number): Applied;
  /** What is to be applied now; undefined without a transaction. */
  applied(connector: number): Applied | undefined;
  /** The transaction is over. */
  end(connector: number): void;
  /** The owner ends the delay that runs, this one only; what followed is to be applied now. False when none runs. */
  override(connector: number): boolean;
  /** What is left of the connector's delay, or of the longest of all, whole seconds, rounded up; 0 for none. */
  remaining(connector?: number): number;
  /** Forgets everything. */
  stop(): void;
}

/** A transaction, as far as it goes here. */
interface Running {
  readonly delay: Delay;
  readonly timer: Timer | undefined;
}

export function createRandomisedDelay(options: {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly configuration: Configuration;
  /** A delay is over by time or by a key: `applied` is another. Never called inside a call of what this returns. */
  readonly changed: (connector: number) => void;
}): RandomisedDelay {
  const { clock, random, log, configuration, changed } = options;
  const running = new Map<number, Running>();

  const longest = (): number =>
    configuration.value(RandomisedDelayEnabled) ? configuration.value(RandomisedDelayMaxSeconds) : 0;

  function draw(): number {
    const most = longest();
    // Where there is no delay nothing is taken from chance either.
    return most === 0 ? 0 : Math.floor(random.next() * (most + 1));
  }

  const wish = (target: Target, capA: number): Wish => ({ target, capA, now: clock.elapsed(), draw });

  function put(connector: number, delay: Delay): Applied {
    const known = running.get(connector);
    known?.timer?.cancel();
    const wait = delay.kind === 'delay' ? delay.ends - clock.elapsed() : undefined;
    running.set(connector, { delay, timer: wait === undefined ? undefined : clock.after(wait, () => due(connector)) });
    if (delay.kind === 'delay' && known?.delay.kind !== 'delay')
      log.info(`connector ${connector}: a randomised delay of ${(delay.ends - delay.began) / 1000} s begins`);
    return seen(delay);
  }

  function due(connector: number): void {
    const known = running.get(connector);
    if (known === undefined) return;
    const delay = pass(known.delay, clock.elapsed());
    put(connector, delay);
    if (delay.kind === 'rest') changed(connector);
  }

  /** What is over now ends by its timer, after whoever has changed the key has been answered. */
  function keysChanged(): void {
    const most = longest();
    for (const [connector, { delay }] of running) {
      if (delay.kind === 'delay') put(connector, bound(delay, most));
    }
  }

  function seen(delay: Delay): Applied {
    const present = pass(delay, clock.elapsed());
    return {
      target: present.applied,
      waiting: present.kind === 'delay' ? { target: present.next, until: present.ends } : undefined,
    };
  }

  function remaining(connector?: number): number {
    const now = clock.elapsed();
    if (connector === undefined)
      return Math.max(0, ...[...running.values()].map(({ delay }) => remainingSeconds(delay, now)));
    const known = running.get(connector);
    return known === undefined ? 0 : remainingSeconds(known.delay, now);
  }

  configuration.give(RandomisedDelayRemaining, () => remaining());
  configuration.onChange(RandomisedDelayEnabled, keysChanged);
  configuration.onChange(RandomisedDelayMaxSeconds, keysChanged);

  return {
    begin: (connector, { delayed, target, capA }) => put(connector, begin(delayed, wish(target, capA))),
    target(connector, target, capA) {
      const known = running.get(connector);
      if (known === undefined) return { target, waiting: undefined };
      return put(connector, follow(known.delay, wish(target, capA)));
    },
    applied(connector) {
      const known = running.get(connector);
      return known && seen(known.delay);
    },
    end(connector) {
      running.get(connector)?.timer?.cancel();
      running.delete(connector);
    },
    override(connector) {
      const known = running.get(connector);
      // What a key has just ended needs no owner.
      if (known === undefined || pass(known.delay, clock.elapsed()).kind === 'rest') return false;
      put(connector, override(known.delay));
      return true;
    },
    remaining,
    stop() {
      for (const { timer } of running.values()) timer?.cancel();
      running.clear();
    },
  };
}

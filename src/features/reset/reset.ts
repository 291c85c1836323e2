/**
 * Reset (S 5.14, E4 3.36, 3.81), and the same from the charger's own side.
 *
 * Guarantees:
 * - running transactions are ended, with SoftReset or HardReset when the Central System asked and with Reboot when the charger itself
 *   did (S 7.36), the relays opened and the stop written down, before the restart;
 * - a Soft reset tells what there is to tell first, as long as that takes no more than a minute; a Hard one is the last resort and
 *   waits for a Central System only a moment; what is not told by then is on disk and told after the accepted boot, once;
 * - meanwhile nobody may start; a Hard reset that comes while a Soft one waits makes it a Hard one;
 * - a restart that does not succeed is tried again ResetRetries times; after that the charge point says so and goes on.
 */
import type { Charger } from '../../charger/charger.ts';
import type { StopReason } from '../../charger/session.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { ResetType } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import type { Transactions } from '../transactions/transactions.ts';

export const ResetRetries = integerKey({
  name: 'ResetRetries',
  profile: 'Core',
  access: 'RW',
  default: 1,
  maximum: 100,
  meaning: 'How often a reset that failed is tried again.',
  source: 'S 9.1.22',
});

export const resetKeys = [ResetRetries];

/** How long a reset waits, ms: for the relays and the disk, and after that for the Central System to be told. */
const patience: Readonly<Record<ResetType, { readonly endingMs: number; readonly tellingMs: number }>> = {
  // As long as libocpp waits.
  Soft: { endingMs: 60_000, tellingMs: 60_000 },
  // E4 3.36, 3.81: no graceful stop is required (the moment is ours). Without its end on disk a transaction would be a PowerLoss.
  Hard: { endingMs: 60_000, tellingMs: 3_000 },
};
const LOOK_MS = 250;

export interface Reset {
  readonly handlers: Handlers;
  /** The same from the charger's own side. */
  reset(type: ResetType): void;
  /** Is the charge point about to restart? */
  underway(): boolean;
  stop(): void;
}

interface Pending {
  readonly type: ResetType;
  /** Who asked for it, in words. */
  readonly cause: string;
  /** When (`clock.elapsed()`) it was asked for. */
  readonly asked: number;
  /** When all transactions had ended. */
  readonly ended?: number;
}

export function createReset(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly transactions: Transactions;
  /** Is there something that can be told now, and is not told yet? */
  readonly telling: () => boolean;
  /** Restarts the charge point, because of this; throws when it cannot. */
  readonly restart: (type: ResetType, cause: string) => void;
  /** The restart failed for good. */
  readonly failed: () => void;
}): Reset {
  const { clock, log, charger, transactions } = options;
  let timer: Timer | undefined;
  /** The reset that waits. */
  let pending: Pending | undefined;

  function reset(type: ResetType, reason: StopReason): void {
    const cause = `${type} reset by the ${reason === 'Reboot' ? 'charge point itself' : 'Central System'}`;
    if (timer !== undefined) {
      if (pending?.type === 'Soft' && type === 'Hard') pending = { type, cause, asked: clock.elapsed() };
      return;
    }
    log.info(`${type} reset`);
    pending = { type, cause, asked: clock.elapsed() };
    timer = clock.after(LOOK_MS, look);
    for (const connector of charger.connectors) charger.end(connector, { reason });
  }

  function look(): void {
    if (pending === undefined) return;
    if (mustWait(pending)) {
      timer = clock.after(LOOK_MS, look);
      return;
    }
    const { type, cause } = pending;
    pending = undefined;
    restart(type, cause, options.configuration.value(ResetRetries));
  }

  function mustWait({ type, cause, asked, ended = clock.elapsed() }: Pending): boolean {
    const { endingMs, tellingMs } = patience[type];
    const open = charger.connectors.some((connector) => transactions.running(connector) !== undefined);
    if (open) return clock.elapsed() - asked < endingMs;
    pending = { type, cause, asked, ended };
    return options.telling() && clock.elapsed() - ended < tellingMs;
  }

  function restart(type: ResetType, cause: string, retries: number): void {
    timer = undefined;
    try {
      options.restart(type, cause);
    } catch (error) {
      log.error(`the ${type} reset failed; ${retries} more attempts`, { error: String(error) });
      if (retries === 0) options.failed();
      else timer = clock.after(1_000, () => restart(type, cause, retries - 1));
    }
  }

  return {
    handlers: {
      Reset: ({ type }) => ({ reply: { status: 'Accepted' }, after: () => reset(type, `${type}Reset`) }),
    },
    reset: (type) => reset(type, 'Reboot'),
    underway: () => timer !== undefined,
    stop: () => timer?.cancel(),
  };
}

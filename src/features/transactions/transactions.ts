/**
 * Transactions: from what the charger sees to what is on disk (S 4.8, 4.10).
 *
 * Guarantees:
 * - the start is on disk before energy can flow, the stop before anybody hears of it (DESIGN rule 3);
 * - a reservation that is used up is gone from the disk with the start, in the same write (S 5.13);
 * - a transaction that a power cut has interrupted is ended once, at the next start, with reason PowerLoss, the register that
 *   the meter has kept, and the last moment at which it was known to run;
 * - no two transactions of a connector begin at the same moment: a Central System may know a repeated StartTransaction by it;
 * - an identifier that the Central System does not accept ends the transaction or its energy, online as after an outage (E4 3.17).
 */
import type { Charger } from '../../charger/charger.ts';
import type { Authorization, Ending } from '../../charger/session.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { IdTagInfo } from '../../ocpp16/types.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Metering } from '../metering/metering.ts';
import type { Use } from '../reservation/reservation.ts';
import { MaxEnergyOnInvalidId, StopTransactionOnInvalidId } from './keys.ts';
import type { TransactionRecord, TransactionRecords } from './records.ts';

/** How often at most a transaction's remaining energy is looked at, ms. */
const SHORTEST_LOOK_MS = 1_000;

/** A grid's voltage is at most so many times the nominal one (EN 50160). */
const HIGHEST_VOLTAGE = 1.1;

/** A disk that has no room may have some after this long, ms. */
const RECOVERY_RETRY_MS = 10_000;

export interface Transactions {
  /** Ends what a power cut has interrupted. Before the charger starts. */
  recover(): void;
  /** The same, if it could not be done yet: nothing new may be told before. Throws when it still cannot. */
  endInterrupted(): void;
  running(connector: number): TransactionRecord | undefined;
  /** The Central System's id of the transaction that is running there, once it is known; nothing keeps two from having the same. */
  transactionId(connector: number): number | undefined;
  /** The running transaction with this id of the Central System's. */
  findRunning(transactionId: number): TransactionRecord | undefined;
  started(connector: number, authorization: Authorization): void;
  stopped(connector: number, ending: Ending): void;
  /** What the Central System says of the identifier that began a transaction. */
  told(transaction: TransactionRecord, info: IdTagInfo): void;
  /** The records have other times now. */
  timesCorrected(): void;
  stop(): void;
}

export function createTransactions(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly records: TransactionRecords;
  readonly metering: () => Metering;
  /** The reservation that a transaction uses up, if any. */
  readonly reservation: (connector: number, authorization: Authorization) => Use | undefined;
  /** There is something new to tell. */
  readonly recorded: () => void;
}): Transactions {
  const { clock, log, configuration, charger, records } = options;
  /** By connector. */
  const current = new Map<number, TransactionRecord>();
  const energyTimers = new Map<number, Timer>();
  /** When the last transaction of each connector began. */
  const lastStart = new Map<number, number>();
  let recovered = false;
  let recoveryTimer: Timer | undefined;

  /** Ends what was running when the power went: before anything else can begin, so that the order is kept. */
  function endInterrupted(): void {
    if (recovered) return;
    for (const transaction of records.running()) {
      const { connector, seen } = transaction;
      const known = charger.connectors.includes(connector);
      const wh = known ? Math.max(seen.wh, options.metering().register(connector).wh) : seen.wh;
      const values = known ? options.metering().boundary(connector, 'Transaction.End', seen.at) : undefined;
      records.end(transaction, { at: seen.at, wh, reason: 'PowerLoss' }, values);
      log.warn(
        `transaction ${transaction.number} on connector ${connector} was interrupted by a power loss at ${wh} Wh`,
      );
    }
    recovered = true;
  }

  function recover(): void {
    try {
      endInterrupted();
      options.recorded();
    } catch (error) {
      log.error('a transaction that a power loss has interrupted could not be ended yet', { error: String(error) });
      recoveryTimer = clock.after(RECOVERY_RETRY_MS, recover);
    }
  }

  /** The register, Wh; undefined when the meter gives no reading because it cannot keep it. */
  function energyOf(connector: number): number | undefined {
    try {
      return charger.meter(connector).energyWh;
    } catch (error) {
      log.error(`the meter of connector ${connector} gives no reading`, { error: String(error) });
      return undefined;
    }
  }

  /** No more energy once the register has reached `limitWh`; until then it is looked at as seldom as the power allows. */
  function withholdAt(transaction: TransactionRecord, limitWh: number): void {
    const { connector, number } = transaction;
    if (current.get(connector)?.number !== number) return;
    const energyWh = energyOf(connector);
    // Without a reading nobody could say when it is enough.
    if (energyWh === undefined || energyWh >= limitWh) {
      charger.withhold(connector);
      return;
    }
    const remainingWh = limitWh - energyWh;
    // What may flow by then, whatever limits it now: limits come and go.
    const { hardware = 0 } = charger.view(connector).limits;
    const maximumPowerW = hardware * charger.board.grid.voltageV * HIGHEST_VOLTAGE * charger.board.grid.phases;
    const wait = Math.max(SHORTEST_LOOK_MS, (remainingWh / Math.max(maximumPowerW, 1)) * 3_600_000);
    energyTimers.get(connector)?.cancel();
    energyTimers.set(
      connector,
      clock.after(wait, () => withholdAt(transaction, limitWh)),
    );
  }

  function idOn(connector: number): number | undefined {
    const transaction = current.get(connector);
    return transaction && records.get(transaction.number)?.transactionId;
  }

  return {
    recover,
    endInterrupted,
    running: (connector) => current.get(connector),
    transactionId: idOn,
    findRunning: (transactionId) => [...current.values()].find(({ connector }) => idOn(connector) === transactionId),
    started(connector, authorization) {
      const { idTag, parentIdTag } = authorization;
      endInterrupted();
      const now = options.metering().register(connector);
      const start = { ...now, at: momentAfter(lastStart.get(connector), now.at) };
      lastStart.set(connector, start.at);
      const reservation = options.reservation(connector, authorization);
      const transaction = records.begin(
        {
          connector,
          idTag,
          ...(parentIdTag === undefined ? {} : { parentIdTag }),
          ...(reservation === undefined ? {} : { reservationId: reservation.reservationId }),
          start,
        },
        options.metering().boundary(connector, 'Transaction.Begin', start.at),
        reservation?.erase,
      );
      reservation?.done();
      current.set(connector, transaction);
      log.info(`transaction ${transaction.number} begins on connector ${connector} at ${start.wh} Wh`, { idTag });
      options.metering().transactionBegan(connector);
      // After what the connector has to say of it: from Finishing it is Preparing first (S 4.9, F2).
      queueMicrotask(options.recorded);
    },
    stopped(connector, ending) {
      const transaction = current.get(connector);
      if (transaction === undefined) return;
      const { at, wh } = options.metering().register(connector);
      // Not before its beginning, either.
      const stop = { at: momentAfter(transaction.start.at - 1, at), wh, ...ending };
      records.end(transaction, stop, options.metering().boundary(connector, 'Transaction.End', stop.at));
      current.delete(connector);
      energyTimers.get(connector)?.cancel();
      log.info(`transaction ${transaction.number} ends on connector ${connector} at ${stop.wh} Wh: ${ending.reason}`);
      options.metering().transactionEnded(connector);
      // After what the connector has to say of it, as at the start.
      queueMicrotask(options.recorded);
    },
    told(transaction, info) {
      const { connector, number } = transaction;
      if (current.get(connector)?.number !== number || info.status === 'Accepted') return;
      log.warn(`the Central System says ${info.status} of ${transaction.idTag}, which is charging`);
      if (configuration.value(StopTransactionOnInvalidId)) charger.end(connector, { reason: 'DeAuthorized' });
      else withholdAt(transaction, (energyOf(connector) ?? 0) + configuration.value(MaxEnergyOnInvalidId));
    },
    timesCorrected() {
      for (const [connector, { number }] of current) {
        const stored = records.get(number);
        if (stored !== undefined) current.set(connector, stored);
      }
    },
    stop() {
      recoveryTimer?.cancel();
      for (const timer of energyTimers.values()) timer.cancel();
    },
  };
}

/** So far apart at least, ms, are moments that only a clock that was set can have brought into the wrong order. */
const CLOCK_STEP_MS = 10;

/** `now`, or the first moment after `last` where that is a hair later: a card may be shown twice within the same ms. */
function momentAfter(last: number | undefined, now: number): number {
  return last !== undefined && now <= last && last - now < CLOCK_STEP_MS ? last + 1 : now;
}

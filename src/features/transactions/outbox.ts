/**
 * Brings the records of transactions to the Central System, one after the other (S 3.7).
 *
 * Guarantees:
 * - chronological order, one at a time; a record leaves the disk only when its CALLRESULT has come, or when it has failed
 *   TransactionMessageAttempts times (S 3.7.1; a CALLERROR and a time-out are failures, OCPP-J errata 3.3; a lost connection is none);
 * - the n-th repetition waits n x TransactionMessageRetryInterval, also across a restart;
 * - what other features have to say overtakes the queue between two records.
 */
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Action, Confirmation, Request } from '../../ocpp16/actions.ts';
import type { IdTagInfo } from '../../ocpp16/types.ts';
import { describeOutcome, type Outcome } from '../../rpc/outcome.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import { meterValues, startTransaction, stopTransaction } from './messages.ts';
import type { Queued, TransactionRecord, TransactionRecords } from './records.ts';

export const TransactionMessageAttempts = integerKey({
  name: 'TransactionMessageAttempts',
  profile: 'Core',
  access: 'RW',
  default: 3,
  minimum: 1,
  meaning: 'How often a transaction message is sent before it is given up.',
  source: 'S 9.1.31, S 3.7.1',
});

export const TransactionMessageRetryInterval = integerKey({
  name: 'TransactionMessageRetryInterval',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 60,
  meaning: 'The wait before a transaction message is repeated, times the number of earlier attempts.',
  source: 'S 9.1.32, S 3.7.1',
});

export const StopTransactionMaxMeterValues = integerKey({
  name: 'StopTransactionMaxMeterValues',
  profile: 'Core',
  access: 'R',
  default: 512,
  meaning: 'How many meter values a StopTransaction carries at most; intermediate ones are dropped beyond it.',
  source: 'E4 3.89',
});

export const outboxKeys = [TransactionMessageAttempts, TransactionMessageRetryInterval, StopTransactionMaxMeterValues];

export interface Outbox {
  /** Nothing of ours is unanswered: send the next record, if there is one whose time has come. */
  pull(): void;
  stop(): void;
}

type TransactionAction = 'StartTransaction' | 'MeterValues' | 'StopTransaction';

/** A message ready to go. */
type Built = {
  [A in TransactionAction]: { readonly action: A; readonly payload: Request<A> };
}[TransactionAction];

type Confirmed = Confirmation<TransactionAction>;

export function createOutbox(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly call: Call;
  /** May transaction messages go out now? */
  readonly ready: () => boolean;
  readonly configuration: Configuration;
  readonly records: TransactionRecords;
  /** What the Central System says of the identifier of a transaction, when it confirms the start or the stop. */
  readonly told: (transaction: TransactionRecord, about: 'start' | 'stop', info: IdTagInfo) => void;
}): Outbox {
  const { clock, log, configuration, records } = options;
  let busy = false;
  let stopped = false;
  let timer: Timer | undefined;

  function pull(): void {
    if (busy || stopped || !options.ready()) return;
    timer?.cancel();
    timer = undefined;
    const queued = records.first();
    if (queued === undefined) return;
    const wait = Math.min(queued.record.due - clock.now(), retryWait(queued.record.attempts));
    if (wait > 0) {
      timer = clock.after(wait, pull);
      return;
    }
    busy = true;
    void send(queued).finally(() => {
      busy = false;
      pull();
    });
  }

  async function send(queued: Queued): Promise<void> {
    const message = build(queued);
    if (message === undefined) {
      records.done(queued);
      return;
    }
    const outcome = (await options.call(
      message.action,
      message.payload,
      queued.record.messageId,
    )) as Outcome<Confirmed>;
    if (stopped) return;
    if (outcome.kind === 'confirmed') confirmed(queued, outcome.payload);
    else if (outcome.kind !== 'unreachable' && outcome.kind !== 'not-registered')
      failed(queued, message.action, outcome);
  }

  function build({ record }: Queued): Built | undefined {
    const transaction = record.transaction === undefined ? undefined : records.get(record.transaction);
    if (record.kind === 'meter') {
      return { action: 'MeterValues', payload: meterValues(record.connector, transaction, record.meterValue) };
    }
    if (transaction === undefined) return undefined;
    if (record.kind === 'start') return { action: 'StartTransaction', payload: startTransaction(transaction) };
    const maximum = configuration.value(StopTransactionMaxMeterValues);
    return {
      action: 'StopTransaction',
      payload: stopTransaction(transaction, records.kept(transaction.number), maximum),
    };
  }

  function confirmed(queued: Queued, payload: Confirmed): void {
    const { record } = queued;
    const transaction = record.transaction === undefined ? undefined : records.get(record.transaction);
    if (record.kind === 'start') {
      const { transactionId } = payload as Confirmation<'StartTransaction'>;
      records.done(queued, { transactionId });
    } else {
      records.done(queued);
    }
    const info = (payload as Confirmation<'StopTransaction'>).idTagInfo;
    if (record.kind !== 'meter' && transaction !== undefined && info !== undefined) {
      options.told(records.get(transaction.number) ?? transaction, record.kind, info);
    }
  }

  function failed(queued: Queued, action: Action, outcome: Outcome<unknown>): void {
    const attempts = queued.record.attempts + 1;
    if (attempts >= configuration.value(TransactionMessageAttempts)) {
      log.error(`${action} was ${describeOutcome(outcome)}; given up after ${attempts} attempts`);
      records.done(queued);
      return;
    }
    const wait = retryWait(attempts);
    log.warn(`${action} was ${describeOutcome(outcome)}; again in ${wait / 1000} s`);
    records.postpone(queued, attempts, clock.now() + wait);
  }

  function retryWait(attempts: number): number {
    return attempts * configuration.value(TransactionMessageRetryInterval) * 1000;
  }

  return {
    pull,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

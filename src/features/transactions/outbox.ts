/**
 * Brings the records of transactions to the Central System, one after the other (S 3.7).
 *
 * Guarantees:
 * - chronological order, one at a time; a record leaves the disk only when its CALLRESULT has come, or when it has failed
 *   TransactionMessageAttempts times (S 3.7.1; a CALLERROR and a time-out are failures, OCPP-J errata 3.3; a lost connection is none);
 * - what has become of a message and cannot be stored is tried to be stored before anything else is sent;
 * - the n-th repetition waits n x TransactionMessageRetryInterval, also across a restart, and no longer when the clock is set back;
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
import { StopTransactionMaxMeterValues } from './kept-values.ts';
import { meterValues, startTransaction, stopTransaction } from './messages.ts';
import { MessageQueueSizeThreshold, type OutboxRecord, type Queued } from './outbox-records.ts';
import type { TransactionRecord, TransactionRecords } from './records.ts';

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

export const outboxKeys = [
  TransactionMessageAttempts,
  TransactionMessageRetryInterval,
  StopTransactionMaxMeterValues,
  MessageQueueSizeThreshold,
];

/** A disk that has no room may have some after this long, ms. */
const STORE_RETRY_MS = 10_000;

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
  /** Stores what has become of the last message, and returns what is to be done then. */
  let unsettled: (() => (() => void) | undefined) | undefined;
  /** The attempt that is waited for, and until when (`clock.elapsed()`): the wall clock of `due` may step. */
  let awaited: { readonly attempt: string; readonly until: number } | undefined;

  function pull(): void {
    if (busy || stopped) return;
    timer?.cancel();
    timer = undefined;
    try {
      settle();
      // What was learnt may have made a record, and that a pull of its own.
      if (!busy && options.ready()) next();
    } catch (error) {
      log.error(`the transaction messages cannot go on; again in ${STORE_RETRY_MS / 1000} s`, { error: String(error) });
      timer = clock.after(STORE_RETRY_MS, pull);
    }
  }

  /** Takes note of what has become of the last message, on disk first. */
  function settle(): void {
    const act = unsettled?.();
    unsettled = undefined;
    act?.();
  }

  function next(): void {
    const queued = records.first();
    if (queued === undefined) return;
    const wait = waitFor(queued.record);
    if (wait > 0) {
      timer = clock.after(wait, pull);
      return;
    }
    const message = build(queued);
    busy = true;
    void send(queued, message).then(() => {
      busy = false;
      pull();
    });
  }

  /** ms until this record's next attempt. */
  function waitFor({ messageId, attempts, due }: OutboxRecord): number {
    const wait = Math.min(due - clock.now(), retryWait(attempts));
    const attempt = `${messageId} ${attempts}`;
    const until = clock.elapsed() + wait;
    // Sooner, when the interval has become shorter; never later.
    if (awaited?.attempt !== attempt || until < awaited.until) awaited = { attempt, until };
    return awaited.until - clock.elapsed();
  }

  async function send(queued: Queued, message: Built | undefined): Promise<void> {
    if (message === undefined) {
      unsettled = () => done(queued);
      return;
    }
    records.sent(queued);
    const outcome = (await options.call(
      message.action,
      message.payload,
      queued.record.messageId,
    )) as Outcome<Confirmed>;
    if (outcome.kind === 'confirmed') unsettled = () => confirmed(queued, outcome.payload);
    else if (outcome.kind !== 'unreachable' && outcome.kind !== 'not-registered')
      unsettled = () => failed(queued, message.action, outcome);
  }

  function done(queued: Queued): undefined {
    records.done(queued);
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

  /** Returns what is to be done once it is stored. */
  function confirmed(queued: Queued, payload: Confirmed): (() => void) | undefined {
    const { record } = queued;
    const transaction = record.transaction === undefined ? undefined : records.get(record.transaction);
    if (record.kind === 'start') {
      const { transactionId, idTagInfo } = payload as Confirmation<'StartTransaction'>;
      const { parentIdTag } = idTagInfo;
      records.done(queued, parentIdTag === undefined ? { transactionId } : { transactionId, parentIdTag });
    } else {
      records.done(queued);
    }
    const info = (payload as Confirmation<'StopTransaction'>).idTagInfo;
    const { kind } = record;
    if (kind === 'meter' || transaction === undefined || info === undefined) return undefined;
    return () => options.told(records.get(transaction.number) ?? transaction, kind, info);
  }

  function failed(queued: Queued, action: Action, outcome: Outcome<unknown>): undefined {
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

  // Who waits by a rule that does not hold any more waits by the new one.
  configuration.onChange(TransactionMessageRetryInterval, () => {
    awaited = undefined;
    if (timer === undefined) return;
    timer.cancel();
    timer = clock.after(0, pull);
  });

  return {
    pull,
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
}

/**
 * What the Central System has still to be told of transactions: records on disk, in chronological order, and bounded.
 *
 * Guarantees:
 * - a start and a stop are always queued, and never dropped; meter values only when there is room within the bound;
 * - when there is none, queued meter values make room, the least valuable first (`makeRoom`), a good part of them at once; when
 *   none may go, the new ones are not queued;
 * - the first record is left alone: it may be on its way. What is gone does not come back;
 * - whoever wants to know that the bound was reached is told once, until the queue is half empty again, also across power cuts.
 *
 * Everything that writes must be called inside a transaction of the store; `rolledBack` says that one has failed.
 */
import type { Log } from '../../log/log.ts';
import type { MeterValue } from '../../ocpp16/types.ts';
import type { Random } from '../../random/random.ts';
import type { Collection, Store } from '../../store/store.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import { movedBy } from '../time/moved-by.ts';
import { isBoundary, makeRoom, type Worth, worths } from './thinning.ts';

export const MessageQueueSizeThreshold = integerKey({
  name: 'MessageQueueSizeThreshold',
  profile: 'Vendor',
  access: 'R',
  default: 10_000,
  minimum: 1,
  maximum: 1_000_000,
  meaning:
    'How many transaction messages wait at most for the Central System before MeterValues are dropped (10,000: a week of one sample a minute); StartTransaction and StopTransaction never are.',
  source: 'ours, with the name that libocpp uses',
});

/** One thing that the Central System has to be told. */
export type OutboxRecord = {
  /** The same for every attempt (OCPP-J errata 3.1). */
  readonly messageId: string;
  readonly attempts: number;
  /** Not before this moment, ms since 1970. */
  readonly due: number;
} & OutboxContent;

export type OutboxContent = Milestone | MeterContent;

/** The start or the stop of a transaction. */
export interface Milestone {
  readonly kind: 'start' | 'stop';
  readonly transaction: number;
}

export interface MeterContent {
  readonly kind: 'meter';
  readonly connector: number;
  /** The one that was running when the values were taken (E4 3.16). */
  readonly transaction?: number;
  /** Their number among those of their transaction, or of their connector outside of any; from 1. */
  readonly nth: number;
  readonly meterValue: MeterValue;
}

/** A record with its place in the order. */
export interface Queued {
  readonly position: number;
  readonly record: OutboxRecord;
}

/** In `counters`: how many meter values were dropped since the bound was reached; absent when there is room again. */
const DROPPED = 'outbox-dropped';

export interface OutboxOptions {
  readonly store: Store;
  readonly random: Random;
  readonly log: Log;
  readonly configuration: Pick<Configuration, 'value'>;
  /** The bound was reached. Called inside the transaction of the store that takes note of it. */
  readonly exhausted: (info: string) => void;
}

/** A class, because a fleet has thousands of them: methods are shared, closures would not be. */
export class OutboxRecords {
  readonly #options: OutboxOptions;
  readonly #outbox: Collection<OutboxRecord>;
  readonly #counters: Collection<number>;
  /** The messageId of the last one that was handed over to be sent. */
  #sent: string | undefined;
  /** What is on disk, once it has been looked up. Counting is slow, and these are asked for with every record. */
  #count: number | undefined;
  #dropped: number | undefined;
  /** Of what worth nothing in the queue can make room, as long as the queue stays as it is. */
  #hopeless: Worth | undefined;
  /** Has the log been told that there is no room at all? */
  #complained = false;

  /** `counters` holds numbers by name. */
  constructor(options: OutboxOptions, counters: Collection<number>) {
    this.#options = options;
    this.#outbox = options.store.collection('outbox');
    this.#counters = counters;
  }

  first(): Queued | undefined {
    const [head] = this.#outbox.entries({ limit: 1 });
    return head === undefined ? undefined : { position: Number(head[0]), record: head[1] };
  }

  length(): number {
    this.#count ??= this.#outbox.count();
    return this.#count;
  }

  /** Queues a start or a stop, whether there is room or not. */
  add(content: Milestone): void {
    this.#put(content);
  }

  /** Queues the values if there is room or can be made. */
  addMeter(content: MeterContent): void {
    if (this.#makeRoom(worthOf(content))) this.#put(content);
    else this.#drop(1);
  }

  /** It is sent now: its content is fixed from here on, whatever comes of it. */
  sent({ record }: Queued): void {
    this.#sent = record.messageId;
  }

  /** Moves the times of the values that these are and that have not been sent by `by` ms; returns the others of these. */
  correctTimes(by: number, concerned: (record: OutboxRecord) => boolean): readonly Milestone[] {
    return this.#outbox.entries().flatMap(([key, record]): readonly Milestone[] => {
      if (record.messageId === this.#sent || !concerned(record)) return [];
      if (record.kind !== 'meter') return [record];
      this.#outbox.put(key, { ...record, meterValue: movedBy(by, record.meterValue) });
      return [];
    });
  }

  /** Takes note of a failed attempt, unless the record is gone. */
  postpone({ position, record }: Queued, attempts: number, due: number): void {
    if (this.#outbox.get(position)?.messageId !== record.messageId) return;
    this.#outbox.put(position, { ...record, attempts, due });
  }

  remove({ position }: Queued): void {
    const before = this.length();
    if (!this.#outbox.delete(position)) return;
    this.#count = before - 1;
    this.#hopeless = undefined;
    this.#recover();
  }

  /** The transaction of the store has failed: what was done in it has not been done. */
  rolledBack(): void {
    this.#count = undefined;
    this.#dropped = undefined;
    this.#hopeless = undefined;
  }

  #bound(): number {
    return this.#options.configuration.value(MessageQueueSizeThreshold);
  }

  #put(content: OutboxContent): void {
    const [last] = this.#outbox.entries({ reverse: true, limit: 1 });
    const position = last === undefined ? 1 : Number(last[0]) + 1;
    const before = this.length();
    this.#outbox.put(position, { ...content, messageId: this.#options.random.uuid(), attempts: 0, due: 0 });
    this.#count = before + 1;
    this.#hopeless = undefined;
  }

  /** True when something of this worth has room now. */
  #makeRoom(worth: Worth): boolean {
    const { log } = this.#options;
    const needed = this.length() - this.#bound() + 1;
    if (needed <= 0) return true;
    if (this.#hopeless !== undefined && worths.indexOf(worth) <= worths.indexOf(this.#hopeless)) return false;
    const candidates = this.#outbox
      .entries()
      .slice(1)
      .flatMap(([key, record]) =>
        record.kind === 'meter' ? [{ position: Number(key), worth: worthOf(record), nth: record.nth }] : [],
      );
    const going = makeRoom(candidates, worth, needed);
    if (going.length === 0) {
      this.#hopeless = worth;
      if (!this.#complained) log.warn(`${this.length()} transaction messages wait; new meter values find no room`);
      this.#complained = true;
      return false;
    }
    for (const position of going) this.#outbox.delete(position);
    this.#count = this.length() - going.length;
    this.#drop(going.length);
    log.warn(`${going.length} queued meter values were dropped to make room for others`);
    return true;
  }

  #droppedSoFar(): number {
    this.#dropped ??= this.#counters.get(DROPPED) ?? 0;
    return this.#dropped;
  }

  #drop(number: number): void {
    const before = this.#droppedSoFar();
    this.#counters.put(DROPPED, before + number);
    this.#dropped = before + number;
    if (before > 0) return;
    this.#options.exhausted(
      `${this.#bound()} transaction messages wait for the Central System; meter values are dropped`,
    );
  }

  /** There is room again: the next time is another one. */
  #recover(): void {
    const dropped = this.#droppedSoFar();
    if (dropped === 0 || this.length() * 2 >= this.#bound()) return;
    this.#counters.delete(DROPPED);
    this.#options.log.info(`the queue of transaction messages has room again; ${dropped} meter values were dropped`);
    this.#dropped = 0;
    this.#complained = false;
  }
}

function worthOf({ transaction, meterValue }: MeterContent): Worth {
  if (isBoundary(meterValue)) return 'boundary';
  return transaction === undefined ? 'outside' : 'intermediate';
}

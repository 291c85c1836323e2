/** The records of transactions on a disk of their own, with the keys as one likes them. */

import { StopTransactionMaxMeterValues } from '../../../src/features/transactions/kept-values.ts';
import type { Queued } from '../../../src/features/transactions/outbox-records.ts';
import { MessageQueueSizeThreshold } from '../../../src/features/transactions/outbox-records.ts';
import { createTransactionRecords, type TransactionRecords } from '../../../src/features/transactions/records.ts';
import type { MeterValue, ReadingContext } from '../../../src/ocpp16/types.ts';
import { createSeededRandom } from '../../../src/random/seeded-random.ts';
import { createFaultyDatabase, type FaultPlan } from '../../../src/store/faulty.ts';
import { createMemoryDatabase, createMemoryDisk } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/store.ts';

export interface RecordWorld {
  readonly records: TransactionRecords;
  /** What is on the disk. */
  readonly store: Store;
  /** The whole queue, in order. */
  queue(): readonly Queued[];
  /** What `exhausted` has said. */
  readonly exhaustions: readonly string[];
  /** Warnings. */
  readonly warnings: readonly string[];
  /** The process starts anew on the same disk. */
  restart(): RecordWorld;
}

export function createRecordWorld(
  options: { readonly bound?: number; readonly maximum?: number; readonly plan?: FaultPlan } = {},
  disk = createMemoryDisk(),
  seed = 1,
): RecordWorld {
  const exhaustions: string[] = [];
  const warnings: string[] = [];
  const store = createFaultyDatabase(createMemoryDatabase(disk), options.plan ?? (() => undefined)).open('cp');
  const values = new Map<object, unknown>([
    [MessageQueueSizeThreshold, options.bound ?? 10_000],
    [StopTransactionMaxMeterValues, options.maximum ?? 512],
  ]);
  const nothing = () => undefined;
  const records = createTransactionRecords({
    store,
    random: createSeededRandom(seed),
    log: { debug: nothing, info: nothing, warn: (message) => void warnings.push(message), error: nothing },
    configuration: { value: (key) => values.get(key) as never },
    exhausted: (info) => void exhaustions.push(info),
  });
  const outbox = store.collection<Queued['record']>('outbox');
  return {
    records,
    store,
    exhaustions,
    warnings,
    queue: () => outbox.entries().map(([position, record]) => ({ position: Number(position), record })),
    restart: () => createRecordWorld(options, disk, seed + 1),
  };
}

/** A meter value that one can recognise. */
export function meterValue(number: number, context: ReadingContext = 'Sample.Periodic'): MeterValue {
  return { timestamp: new Date(number * 1000).toISOString(), sampledValue: [{ value: String(number), context }] };
}

/** The number that it was made of. */
export function numberOf({ sampledValue: [first] }: MeterValue): number {
  return Number(first?.value);
}

/** A queue as a line: `start 1`, `outside 17`, `1: 18`, `stop 1`. */
export function lineOf({ record }: Queued): string {
  if (record.kind !== 'meter') return `${record.kind} ${record.transaction}`;
  return `${record.transaction === undefined ? 'outside' : `${record.transaction}:`} ${numberOf(record.meterValue)}`;
}

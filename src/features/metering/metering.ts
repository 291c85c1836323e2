/**
 * Takes meter values when they are due and hands them to the records (S 4.7, S 3.16).
 *
 * Guarantees:
 * - in a transaction one sample each MeterValueSampleInterval, counted from its start; clock-aligned values on every connector
 *   at multiples of ClockAlignedDataInterval since midnight UTC, stamped with exactly that moment;
 * - a changed interval counts from the change; 0 takes nothing;
 * - values bear the transaction that was running at their moment (E4 3.16), and the two ends of one have its own two moments;
 * - triggered values take their place in the queue like all others, so that meter values come in the order in which they were taken;
 *   only while Pending, when the queue stands still, they go by themselves, and only when it is empty;
 * - values that cannot be stored are lost, and nothing else is.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Log } from '../../log/log.ts';
import type { Model } from '../../models/model.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { MeterValue, ReadingContext } from '../../ocpp16/types.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Key } from '../configuration/key.ts';
import type { Register, TransactionRecord, TransactionRecords } from '../transactions/records.ts';
import {
  ClockAlignedDataInterval,
  MeterValueSampleInterval,
  MeterValuesAlignedData,
  MeterValuesSampledData,
  StopTxnAlignedData,
  StopTxnSampledData,
} from './keys.ts';
import { sampledValues, wholeWh } from './measurands.ts';

const DAY_MS = 86_400_000;

export interface Metering {
  start(): void;
  stop(): void;
  /** The register of a connector now. */
  register(connector: number): Register;
  /** The values that S 3.16.6 wants at the two ends of a transaction; undefined when StopTransaction is to carry none. `at` is when that end was. */
  boundary(connector: number, context: 'Transaction.Begin' | 'Transaction.End', at: number): MeterValue | undefined;
  /** Can `tellNow` tell something, in its order? */
  mayTellNow(): boolean;
  /** Tells all of MeterValuesSampledData as it is now (E4 3.46), and leaves what is due to its time. Ends when it is queued or answered. */
  tellNow(connector: number): Promise<unknown>;
  transactionBegan(connector: number): void;
  transactionEnded(connector: number): void;
}

export function createMetering(options: {
  readonly clock: Clock;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly model: Pick<Model, 'measurands'>;
  readonly records: TransactionRecords;
  readonly running: (connector: number) => TransactionRecord | undefined;
  /** What has to be told before any more values; throws when that cannot be stored yet. */
  readonly beforeSample: () => void;
  /** There is something new to tell. */
  readonly recorded: () => void;
  /** Has the Central System accepted us? */
  readonly accepted: () => boolean;
  /** Sends what was triggered, also while Pending. */
  readonly triggered: Call;
}): Metering {
  const { clock, configuration, charger, records } = options;
  const sampleTimers = new Map<number, Timer>();
  let alignedTimer: Timer | undefined;
  let followsSteps: (() => void) | undefined;
  let started = false;

  function take(
    connector: number,
    items: readonly string[],
    context: ReadingContext,
    at: number,
  ): MeterValue | undefined {
    if (items.length === 0) return undefined;
    const view = charger.view(connector);
    const { grid } = charger.board;
    const measurement = {
      meter: charger.meter(connector),
      offeredA: view.offeredA,
      phaseFactor: view.phases === 1 ? 1 : grid.type === 'IT' ? Math.sqrt(3) : 3,
      nominalVoltageV: grid.voltageV,
      temperature: charger.board.temperature(),
    };
    const sampledValue = sampledValues(items, measurement, context, options.model.measurands);
    return sampledValue.length === 0 ? undefined : { timestamp: formatDateTime(at), sampledValue };
  }

  function sample(
    connector: number,
    context: ReadingContext,
    at: number,
    tellKey: Key<readonly string[]>,
    keepKey?: Key<readonly string[]>,
  ): void {
    try {
      options.beforeSample();
      const running = options.running(connector);
      const transaction = running !== undefined && beganSince(at, running) ? undefined : running;
      const tell = take(connector, configuration.value(tellKey), context, at);
      const keep =
        transaction === undefined || keepKey === undefined
          ? undefined
          : take(connector, configuration.value(keepKey), context, at);
      if (tell === undefined && keep === undefined) return;
      records.sample({ connector, transaction, seen: register(connector), tell, keep });
    } catch (error) {
      // The meter, too, gives no reading that it cannot keep.
      options.log.error(`meter values of connector ${connector} could not be stored`, { error: String(error) });
      return;
    }
    options.recorded();
  }

  /** A late timer, or a clock that was set ahead: it has begun after the moment that the values bear. */
  function beganSince(at: number, { start }: TransactionRecord): boolean {
    return start.at > at && start.at <= clock.now();
  }

  function register(connector: number): Register {
    return { at: clock.now(), wh: wholeWh(charger.meter(connector)) };
  }

  function armSample(connector: number): void {
    sampleTimers.get(connector)?.cancel();
    sampleTimers.delete(connector);
    const seconds = configuration.value(MeterValueSampleInterval);
    if (seconds === 0 || options.running(connector) === undefined) return;
    sampleTimers.set(
      connector,
      clock.after(seconds * 1000, () => {
        armSample(connector);
        sample(connector, 'Sample.Periodic', clock.now(), MeterValuesSampledData, StopTxnSampledData);
      }),
    );
  }

  function armAligned(): void {
    alignedTimer?.cancel();
    const interval = configuration.value(ClockAlignedDataInterval) * 1000;
    if (!started || interval === 0) return;
    const now = clock.now();
    const due = nextAligned(now, interval);
    alignedTimer = clock.after(due - now, () => {
      // A wall clock that was set back has made this too early; one that was set ahead has made it another moment.
      const at = lastAligned(clock.now(), interval);
      if (at >= due) {
        for (const connector of charger.connectors) {
          sample(connector, 'Sample.Clock', at, MeterValuesAlignedData, StopTxnAlignedData);
        }
      }
      armAligned();
    });
  }

  configuration.onChange(MeterValueSampleInterval, () => {
    for (const connector of charger.connectors) armSample(connector);
  });
  configuration.onChange(ClockAlignedDataInterval, armAligned);

  return {
    start() {
      started = true;
      armAligned();
      followsSteps = clock.onStep?.(armAligned);
    },
    stop() {
      started = false;
      followsSteps?.();
      alignedTimer?.cancel();
      for (const timer of sampleTimers.values()) timer.cancel();
    },
    register,
    boundary(connector, context, at) {
      const items = new Set([...configuration.value(StopTxnSampledData), ...configuration.value(StopTxnAlignedData)]);
      return take(connector, [...items], context, at);
    },
    mayTellNow: () =>
      configuration.value(MeterValuesSampledData).length > 0 && (options.accepted() || records.queueLength() === 0),
    async tellNow(connector) {
      const at = clock.now();
      if (options.accepted()) return sample(connector, 'Trigger', at, MeterValuesSampledData);
      // The queue does not move before acceptance. It is empty, so no transaction is running.
      const value = take(connector, configuration.value(MeterValuesSampledData), 'Trigger', at);
      if (value !== undefined) await options.triggered('MeterValues', { connectorId: connector, meterValue: [value] });
    },
    transactionBegan: armSample,
    transactionEnded: armSample,
  };
}

/** The first multiple of `interval` since midnight UTC after `now`, or midnight itself. All in ms. */
export function nextAligned(now: number, interval: number): number {
  return Math.min(lastAligned(now, interval) + interval, midnightBefore(now) + DAY_MS);
}

/** The last such moment that is not after `now`. All in ms. */
export function lastAligned(now: number, interval: number): number {
  const midnight = midnightBefore(now);
  return midnight + Math.floor((now - midnight) / interval) * interval;
}

function midnightBefore(now: number): number {
  return Math.floor(now / DAY_MS) * DAY_MS;
}

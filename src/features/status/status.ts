/**
 * StatusNotification: tells the Central System what each connector's status is (S 4.9).
 *
 * Guarantees:
 * - after the first acceptance the status of connector 0 and of every connector goes out (E4 3.22); later each change, once,
 *   with the time of the change; after an outage only what differs from what was last told (S 4.9);
 * - a status that does not last MinimumStatusDuration is not told, and neither is the return from it, unless the table of S 4.9 asks
 *   for it as a step; an error that comes to a status that was told, or goes, is told at once;
 * - a notification counts as told when the Central System has answered it, in whatever way; one that was not answered in time is
 *   told again, and one that was lost with its connection on the next one, unless it is the past by then.
 */
import type { Fault } from '../../charger/board.ts';
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Quirks } from '../../models/model.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import { statusesBetween } from '../../ocpp16/status-transitions.ts';
import type { ChargePointStatus } from '../../ocpp16/types.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import { deriveChargerReport, derivePassing, deriveReport, type Report } from './derive.ts';

export const MinimumStatusDuration = integerKey({
  name: 'MinimumStatusDuration',
  profile: 'Core',
  unit: 's',
  access: 'RW',
  default: 0,
  meaning: 'How long a status must last before it is told to the Central System.',
  source: 'S 9.1.19',
});

export const statusKeys = [MinimumStatusDuration];

/** The statuses of a running transaction. */
const ofTransaction: readonly ChargePointStatus[] = ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE'];

/** After how long a status that was not answered in time is told again, ms: the line is needed for others too (ours). */
const RETELLING_MS = 60_000;

interface Reported {
  current: Report;
  /** Since when the status is, or, when that was told, since when this is said of it. */
  since: number;
  /** Since when each status was that did not last long enough to be told, since something was; undefined for none. */
  swallowed: Partial<Record<ChargePointStatus, number>> | undefined;
  /** What the Central System was last told; undefined for nothing, since the start. */
  told: Report | undefined;
  /** That was not answered: nobody knows whether it was heard. */
  unheard: boolean;
  timer: Timer | undefined;
}

export interface StatusFeature {
  /** Moves the times since when everything is as it is by `by` ms. */
  correctTimes(by: number): void;
  /** The status of a connector, or with 0 of the charger. */
  status(connector: number): ChargePointStatus;
  /** A connector's circumstances may have changed. */
  changed(view: ConnectorView): void;
  /** The circumstances of connector 0 may have changed, and no connector's. */
  chargerChanged(): void;
  /** The Central System accepts us: tell all, or (after an outage) what it does not know. */
  online(everything: boolean): void;
  /** The connection is gone: changes wait for the next one. */
  offline(): void;
  /** Tells the status of one connector (0: the charger), changed or not, lasting or not (TriggerMessage). Ends when it is answered. */
  tell(connector: number): Promise<unknown>;
  stop(): void;
}

export function createStatus(options: {
  readonly clock: Clock;
  readonly call: Call;
  /** Sends what was triggered, also while Pending. */
  readonly triggered: Call;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly quirks: Pick<Quirks, 'reportsFaults'>;
  /** What is wrong with the charger as a whole besides its hardware. */
  readonly faults: () => readonly Fault[];
  /** Is a connector, or with 0 the charger, to be in service? */
  readonly operative: (connector: number) => boolean;
  /** Is a connector kept for somebody? */
  readonly reserved: (connector: number) => boolean;
  /** Hears of every change of status, at once. */
  readonly observe: (connector: number, status: ChargePointStatus) => void;
}): StatusFeature {
  const { clock, configuration, charger, quirks } = options;
  const reported = new Map<number, Reported>();
  let online = false;
  let retelling: Timer | undefined;

  reported.set(0, fresh(reportOfCharger()));
  for (const id of charger.connectors) {
    const current = reportOf(charger.view(id));
    if (current !== undefined) reported.set(id, fresh(current));
  }

  function fresh(current: Report): Reported {
    return { current, since: clock.now(), swallowed: undefined, told: undefined, unheard: false, timer: undefined };
  }

  function reportOf(view: ConnectorView, operative = options.operative(view.id)): Report | undefined {
    return deriveReport({ view, ...quirks, operative, reserved: options.reserved(view.id) });
  }

  function reportOfCharger(): Report {
    // S 5.2: the charger is out of service when its last transaction is over.
    const operative =
      options.operative(0) || charger.connectors.some((id) => charger.view(id).session.phase === 'transaction');
    return deriveChargerReport({ faults: [...charger.faults(), ...options.faults()], ...quirks, operative });
  }

  function update(id: number, next: Report | undefined): void {
    const entry = reported.get(id);
    if (entry === undefined || next === undefined || same(entry.current, next)) return;
    const { status } = entry.current;
    const known = entry.told?.status === next.status;
    entry.current = next;
    // What is wrong with a status that is still to be told is told with it, and with its time.
    if (status !== next.status) turn(id, entry, status, known);
    else if (known) entry.since = clock.now();
    tellIfNew(id, entry, entry.told);
  }

  /** The status is another one than it was; `known`: it is the one that was told. */
  function turn(id: number, entry: Reported, was: ChargePointStatus, known: boolean): void {
    if (entry.timer !== undefined) entry.swallowed = { ...entry.swallowed, [was]: entry.since };
    entry.since = clock.now();
    entry.timer?.cancel();
    const seconds = configuration.value(MinimumStatusDuration);
    entry.timer =
      seconds === 0 || known
        ? undefined
        : clock.after(seconds * 1000, () => {
            entry.timer = undefined;
            tellIfNew(id, entry, entry.told);
          });
    options.observe(id, entry.current.status);
  }

  function tellIfNew(id: number, entry: Reported, before?: Report): void {
    const news = entry.unheard || !same(entry.current, entry.told);
    if (online && entry.timer === undefined && news) void tell(id, entry, before);
    if (entry.timer === undefined) entry.swallowed = undefined;
  }

  /** `before`: what the Central System has been told without a gap since. */
  function tell(id: number, entry: Reported, before?: Report, call = options.call): Promise<unknown> {
    const { current: telling, since, swallowed } = entry;
    entry.told = telling;
    entry.unheard = false;
    // Each step that is told is one of the table of S 4.9: what has happened in between, however shortly, is told as well.
    for (const status of before === undefined || id === 0 ? [] : statusesBetween(before.status, telling.status)) {
      const passing = derivePassing(status, { view: charger.view(id), ...quirks });
      const timestamp = formatDateTime(swallowed?.[status] ?? since);
      void call('StatusNotification', { connectorId: id, ...passing, timestamp });
    }
    const timestamp = formatDateTime(since);
    return call('StatusNotification', { connectorId: id, ...telling, timestamp }).then((outcome) => {
      if (outcome.kind !== 'unreachable' && outcome.kind !== 'timeout' && outcome.kind !== 'not-registered') return;
      // Since then something else was told.
      if (entry.told !== telling) return;
      entry.unheard = true;
      // What was lost with its connection, the next one tells; on one that still stands it is told again.
      if (outcome.kind === 'timeout') retelling ??= clock.after(RETELLING_MS, retell);
    });
  }

  function retell(): void {
    retelling = undefined;
    for (const [id, entry] of reported) if (entry.unheard) tellIfNew(id, entry, entry.told);
  }

  return {
    status: (id) => reported.get(id)?.current.status ?? 'Available',
    changed(view) {
      update(0, reportOfCharger());
      const now = reported.get(view.id)?.current.status;
      // What a transaction leaves to do is told (C6) before its connector goes out of service (F8).
      if (view.session.phase === 'finishing' && now !== undefined && ofTransaction.includes(now)) {
        update(view.id, reportOf(view, true));
      }
      update(view.id, reportOf(view));
    },
    chargerChanged: () => update(0, reportOfCharger()),
    online(everything) {
      online = true;
      for (const [id, entry] of reported) {
        // What was triggered while Pending is known; the step from there is one of the table too.
        const before = everything ? entry.told : undefined;
        if (everything) {
          // E4 3.22: every connector, whether its status has lasted or not.
          entry.told = undefined;
          entry.timer?.cancel();
          entry.timer = undefined;
        }
        tellIfNew(id, entry, before);
      }
    },
    offline() {
      online = false;
    },
    async tell(id) {
      const entry = reported.get(id);
      if (entry === undefined) return;
      const heard = tell(id, entry, entry.told, options.triggered);
      // It was told before it has lasted: there is nothing left to wait for.
      entry.timer?.cancel();
      entry.timer = undefined;
      entry.swallowed = undefined;
      await heard;
    },
    correctTimes(by) {
      for (const entry of reported.values()) {
        entry.since += by;
        for (const [status, since] of Object.entries(entry.swallowed ?? {})) {
          entry.swallowed = { ...entry.swallowed, [status]: since + by };
        }
      }
    },
    stop() {
      online = false;
      retelling?.cancel();
      for (const { timer } of reported.values()) timer?.cancel();
    },
  };
}

function same(a: Report, b: Report | undefined): boolean {
  return (
    a.status === b?.status &&
    a.errorCode === b.errorCode &&
    a.info === b.info &&
    a.vendorErrorCode === b.vendorErrorCode
  );
}

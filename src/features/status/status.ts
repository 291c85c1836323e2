/**
 * StatusNotification: tells the Central System what each connector's status is (S 4.9).
 *
 * Guarantees:
 * - after the first acceptance the status of connector 0 and of every connector goes out (E4 3.22); later each change, once,
 *   with the time of the change; after an outage only what differs from what was last told (S 4.9);
 * - a status that does not last MinimumStatusDuration is never told, and neither is the return from it;
 * - a notification counts as told when the Central System has answered it, in whatever way; one that was not answered in time is
 *   told again, and one that was lost with its connection on the next one, unless it is the past by then.
 */
import type { Fault } from '../../charger/board.ts';
import type { Charger } from '../../charger/charger.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import type { Quirks } from '../../models/model.ts';
import type { Request } from '../../ocpp16/actions.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import { statusesBetween } from '../../ocpp16/status-transitions.ts';
import type { ChargePointStatus } from '../../ocpp16/types.ts';
import type { Call } from '../call.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { integerKey } from '../configuration/key.ts';
import { deriveInfo, deriveStatus } from './derive.ts';

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

/** What StatusNotification says of a connector, but for the time. */
type Report = Omit<Request<'StatusNotification'>, 'connectorId' | 'timestamp'>;

interface Reported {
  current: Report;
  since: number;
  /** What the Central System was last told; undefined for nothing, since the start. */
  told: Report | undefined;
  timer: Timer | undefined;
}

export interface StatusFeature {
  /** The status of a connector, or with 0 of the charger. */
  status(connector: number): ChargePointStatus;
  /** A connector's circumstances may have changed. */
  changed(view: ConnectorView): void;
  /** The Central System accepts us: tell all, or (after an outage) what it does not know. */
  online(everything: boolean): void;
  /** The connection is gone: changes wait for the next one. */
  offline(): void;
  /** Tells the status of one connector (0: the charger), changed or not (TriggerMessage). */
  tell(connector: number): void;
  stop(): void;
}

export function createStatus(options: {
  readonly clock: Clock;
  readonly call: Call;
  readonly configuration: Configuration;
  readonly charger: Charger;
  readonly quirks: Pick<Quirks, 'reportsFaults'>;
  /** Is a connector, or with 0 the charger, to be in service? */
  readonly operative: (connector: number) => boolean;
  /** Hears of every change of status, at once. */
  readonly observe: (connector: number, status: ChargePointStatus) => void;
}): StatusFeature {
  const { clock, configuration, charger, quirks } = options;
  const reported = new Map<number, Reported>();
  let online = false;

  reported.set(0, fresh(reportOfCharger()));
  for (const id of charger.connectors) reported.set(id, fresh(reportOf(charger.view(id))));

  function fresh(current: Report): Reported {
    return { current, since: clock.now(), told: undefined, timer: undefined };
  }

  function reportOf(view: ConnectorView): Report {
    return report(
      deriveStatus({ view, ...quirks, operative: options.operative(view.id) }),
      view.faults,
      deriveInfo(view),
    );
  }

  /** Connector 0 (S 4.9): what is wrong with one connector does not concern it. */
  function reportOfCharger(): Report {
    const faults = charger.faults();
    const faulted = quirks.reportsFaults && faults.some(({ blocking }) => blocking);
    return report(faulted ? 'Faulted' : options.operative(0) ? 'Available' : 'Unavailable', faults, undefined);
  }

  function report(status: ChargePointStatus, faults: readonly Fault[], otherwise: string | undefined): Report {
    const fault = quirks.reportsFaults ? (faults.find(({ blocking }) => blocking) ?? faults[0]) : undefined;
    const info = fault?.info ?? otherwise;
    return {
      status,
      errorCode: (fault?.code ?? 'NoError') as Report['errorCode'],
      ...(info === undefined ? {} : { info: info.slice(0, 50) }),
      ...(fault?.vendorId === undefined ? {} : { vendorId: fault.vendorId.slice(0, 255) }),
      ...(fault?.vendorErrorCode === undefined ? {} : { vendorErrorCode: fault.vendorErrorCode.slice(0, 50) }),
    };
  }

  function update(id: number, next: Report): void {
    const entry = reported.get(id);
    if (entry === undefined || same(entry.current, next)) return;
    const statusChanged = entry.current.status !== next.status;
    entry.current = next;
    entry.since = clock.now();
    if (statusChanged) options.observe(id, next.status);
    entry.timer?.cancel();
    entry.timer = undefined;
    const seconds = configuration.value(MinimumStatusDuration);
    if (seconds === 0) tellIfNew(id, entry, entry.told);
    else {
      entry.timer = clock.after(seconds * 1000, () => {
        entry.timer = undefined;
        tellIfNew(id, entry, entry.told);
      });
    }
  }

  function tellIfNew(id: number, entry: Reported, before?: Report): void {
    if (online && entry.timer === undefined && !same(entry.current, entry.told)) tell(id, entry, before);
  }

  /** `before`: what the Central System has been told without a gap since. */
  function tell(id: number, entry: Reported, before?: Report): void {
    const telling = entry.current;
    entry.told = telling;
    const timestamp = formatDateTime(entry.since);
    // Each step that is told is one of the table of S 4.9: what happens at once in between is told as well.
    for (const status of before === undefined || id === 0 ? [] : statusesBetween(before.status, telling.status)) {
      void options.call('StatusNotification', { connectorId: id, status, errorCode: 'NoError', timestamp });
    }
    void options.call('StatusNotification', { connectorId: id, ...telling, timestamp }).then((outcome) => {
      if (outcome.kind !== 'unreachable' && outcome.kind !== 'timeout' && outcome.kind !== 'not-registered') return;
      // Nobody knows whether it was told.
      if (entry.told !== telling) return;
      entry.told = undefined;
      // What was lost with its connection, the next one tells; on one that still stands it is told again.
      if (outcome.kind === 'timeout') tellIfNew(id, entry);
    });
  }

  return {
    status: (id) => reported.get(id)?.current.status ?? 'Available',
    changed(view) {
      update(0, reportOfCharger());
      update(view.id, reportOf(view));
    },
    online(everything) {
      online = true;
      for (const [id, entry] of reported) {
        if (everything) entry.told = undefined;
        tellIfNew(id, entry);
      }
    },
    offline() {
      online = false;
    },
    tell(id) {
      const entry = reported.get(id);
      if (entry !== undefined) tell(id, entry);
    },
    stop() {
      online = false;
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

/**
 * What diagnostics and the security log are when they are uploaded: a line of JSON for each thing there is to tell.
 *
 * Guarantees: no secret is in it: of a key that can only be written its name and no value; cards are named in lines of the log only;
 * what tells how the charger is now is there only where the window has this moment in it; with nothing to tell there is no content.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Clock } from '../../clock/clock.ts';
import type { Request } from '../../ocpp16/actions.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import type { ChargePointStatus } from '../../ocpp16/types.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Registration } from '../registration.ts';
import { isCritical } from '../security/events.ts';
import type { SecurityNotifications } from '../security/notifications.ts';
import type { TransactionRecord, TransactionRecords } from '../transactions/records.ts';
import type { LogLines } from './log-lines.ts';
import { isWithin, type Window } from './window.ts';

/** Where there is something to be told. */
export interface Sources {
  readonly clock: Clock;
  /** Vendor, model, serial numbers, firmware version. */
  readonly identity: { readonly chargePointId: string } & Request<'BootNotification'>;
  readonly configuration: Pick<Configuration, 'keys'>;
  readonly charger: Pick<Charger, 'connectors' | 'view'>;
  readonly records: Pick<TransactionRecords, 'all' | 'queueLength'>;
  readonly security: Pick<SecurityNotifications, 'entries'>;
  readonly registration: () => Registration;
  readonly status: (connector: number) => ChargePointStatus;
  /** Absent where nobody keeps them. */
  readonly lines?: Pick<LogLines, 'within'> | undefined;
}

type Line = Readonly<Record<string, unknown>>;

/** Undefined when there is nothing to tell of that window. */
export function diagnosticsContent(sources: Sources, window: Window): string | undefined {
  const { clock, lines } = sources;
  const now = clock.now();
  const present = isWithin(window, now) ? presentLines(sources, formatDateTime(now)) : [];
  return textOf([...present, ...(lines?.within(window) ?? []).map((line) => ({ kind: 'log', ...line }))]);
}

/** Undefined when there is nothing to tell of that window. */
export function securityLogContent({ security }: Pick<Sources, 'security'>, window: Window): string | undefined {
  return textOf(
    security
      .entries()
      .filter(({ at }) => isWithin(window, at))
      .map(({ type, at, techInfo }) => ({ time: formatDateTime(at), type, critical: isCritical(type), techInfo })),
  );
}

function presentLines(sources: Sources, time: string): readonly Line[] {
  const { identity, configuration, charger, records, registration, status } = sources;
  return [
    { kind: 'charge point', time, ...identity, registration: registration(), status: status(0) },
    ...configuration.keys().map(({ key, access, text }) => ({
      kind: 'configuration',
      key: key.name,
      access,
      ...(access === 'W' ? {} : { value: text }),
    })),
    ...charger.connectors.map((id) => {
      const { session, pilot, offeredA, phases, locked, faults, limit } = charger.view(id);
      const view = { pilot, session: session.phase, offeredA, phases, locked, limit, faults };
      return { kind: 'connector', connectorId: id, status: status(id), ...view };
    }),
    ...records.all().map(transactionLine),
    { kind: 'queue', length: records.queueLength() },
  ];
}

function transactionLine({ transactionId, connector, start, seen, stop }: TransactionRecord): Line {
  return {
    kind: 'transaction',
    transactionId,
    connectorId: connector,
    started: formatDateTime(start.at),
    meterStartWh: start.wh,
    ...(stop === undefined
      ? { seen: formatDateTime(seen.at), meterWh: seen.wh }
      : { stopped: formatDateTime(stop.at), meterStopWh: stop.wh, reason: stop.reason }),
  };
}

function textOf(lines: readonly Line[]): string | undefined {
  return lines.length === 0 ? undefined : lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

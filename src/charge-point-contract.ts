/**
 * What a charge point is made of, and what it offers to those around it: types only. The guarantees stand in charge-point.ts.
 */
import type { ChargePointEvent } from './charge-point-event.ts';
import type { Board } from './charger/board.ts';
import type { Charger } from './charger/charger.ts';
import type { Clock } from './clock/clock.ts';
import type { Call } from './features/call.ts';
import type { LinkCertificates } from './features/certificates/certificates.ts';
import type { Configuration } from './features/configuration/configuration.ts';
import type { DataTransferHandlers } from './features/data-transfer/data-transfer.ts';
import type { FirmwareFeature } from './features/firmware/firmware.ts';
import type { LogLines } from './features/logs/log-lines.ts';
import type { Logs } from './features/logs/logs.ts';
import type { Registration } from './features/registration.ts';
import type { SecurityNotifications } from './features/security/notifications.ts';
import type { SmartCharging } from './features/smart-charging/smart-charging.ts';
import type { PowerOn } from './features/time/power-on.ts';
import type { TransactionRecords } from './features/transactions/records.ts';
import type { Transactions } from './features/transactions/transactions.ts';
import type { Files } from './files/files.ts';
import type { Identity } from './identity.ts';
import type { Link } from './link/link.ts';
import type { Transport } from './link/transport.ts';
import type { Log } from './log/log.ts';
import type { Model } from './models/model.ts';
import type { Action } from './ocpp16/actions.ts';
import type { ChargePointStatus, ResetType } from './ocpp16/types.ts';
import type { Random } from './random/random.ts';
import type { Store } from './store/store.ts';
import type { Transfer } from './transfer/transfer.ts';

export interface ChargePointOptions {
  readonly model: Model;
  readonly identity: Identity;
  /** ws:// or wss:// URL of the Central System, without the identity. */
  readonly csmsUrl: string;
  /** OCPP keys and vendor keys of the start-up file. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly board: Board;
  readonly store: Store;
  /** Certificates, logs, firmware. In memory, and gone with this object, unless told otherwise. */
  readonly files?: Files;
  readonly transport: Transport;
  /** How files go to servers and come from them; without it none do. */
  readonly transfer?: Transfer;
  /** What `log` has been told, for diagnostics; without it they have no lines. */
  readonly logLines?: Pick<LogLines, 'within'>;
  /** The charger's time. */
  readonly clock: Clock;
  /** The network's time, when a twin's own runs faster; the charger's otherwise. */
  readonly networkClock?: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The charge point wants to be restarted: `stop` it and make a new one. Throws when that cannot be done. */
  readonly restart: (type: ResetType) => void;
  /** Does the charge point restart by itself to run new firmware? True unless told otherwise. */
  readonly rebootAfterInstall?: boolean;
  readonly observe?: (event: ChargePointEvent) => void;
  /** The Central System has told the time, as it has written it. A charge point itself never applies it. */
  readonly timeTold?: (currentTime: string) => void;
  /** Who answers the Central System's DataTransfer, by vendor and message. */
  readonly dataTransfer?: DataTransferHandlers;
}

export interface ChargePoint {
  readonly model: Model;
  readonly identity: Identity;
  readonly charger: Charger;
  readonly configuration: Configuration;
  readonly link: Link;
  readonly records: TransactionRecords;
  readonly transactions: Transactions;
  readonly smartCharging: Pick<SmartCharging, 'schedule' | 'installed' | 'delay'>;
  readonly security: Pick<SecurityNotifications, 'raise' | 'entries'>;
  /** What TLS trusts and presents. */
  readonly certificates: LinkCertificates;
  readonly firmware: Pick<FirmwareFeature, 'stage' | 'view'>;
  readonly logs: Pick<Logs, 'tellDiagnosticsStatus' | 'tellLogStatus'>;
  registration(): Registration;
  status(connector: number): ChargePointStatus;
  /** The actions that it answers with more than a refusal. */
  readonly handledActions: readonly Action[];
  /** Sends a CALL to the Central System, once accepted. */
  readonly call: Call;
  /** The orderly way to restart: transactions are ended, as Reboot, and told first. */
  reset(type: ResetType): void;
  /** The clock was wrong since `since`, by `by` ms: what is not sent yet gets its right time. Throws StoreError, and then nothing has changed. */
  correctTimes(by: number, since: PowerOn): void;
  /** Power on. `online` false: without dialling. */
  start(online?: boolean): void;
  /** The power goes: nothing is sent, no state is changed. */
  stop(): void;
}

/**
 * What is strange about a message that fits its schema, given what is known of the charger. Pure: findings, no effects.
 * The kinds and their rules are in complaints.ts.
 */
import type { Request } from '../ocpp16/actions.ts';
import { mainControllerStatuses, statusesAfter, transition } from '../ocpp16/status-transitions.ts';
import type { ChargePointStatus } from '../ocpp16/types.ts';
import { parseDateTime } from '../schema/date-time.ts';
import type { Proof } from './admission.ts';
import type { ChargerState, ConnectorState } from './charger-state.ts';
import type { Finding } from './complaints.ts';
import { sameIdTag } from './id-tags.ts';
import { fallingRegister, laterOf, type Reading, readingsOf, unreadableValues, wattHours } from './readings.ts';
import type { Transaction } from './transactions.ts';

/** How far a timestamp may lie ahead, ms: clocks differ a little. */
const AHEAD_MS = 5 * 60_000;

/** How far back, ms: a charger may well have been offline for weeks. */
const BACK_MS = 30 * 24 * 3_600_000;

/** The id of a transaction that never got one (E4 3.18). */
export const NO_TRANSACTION = -1;

const none: readonly Finding[] = [];

/** Is this moment far from `now` (ms since 1970)? */
export function oddTimestamp(timestamp: string | undefined, now: number): readonly Finding[] {
  const at = timestamp === undefined ? now : (parseDateTime(timestamp) ?? now);
  if (at <= now + AHEAD_MS && at >= now - BACK_MS) return none;
  const [distance, direction] = at > now ? [at - now, 'ahead of'] : [now - at, 'behind'];
  return [{ kind: 'timestamp', message: `the timestamp ${timestamp} is ${duration(distance)} ${direction} our clock` }];
}

/** The longest unit that fits at least twice. */
function duration(ms: number): string {
  const units: readonly (readonly [name: string, ms: number])[] = [
    ['days', 86_400_000],
    ['hours', 3_600_000],
    ['minutes', 60_000],
  ];
  const [name, size] = units.find(([, unit]) => ms >= 2 * unit) ?? ['seconds', 1000];
  return `${Math.round(ms / size)} ${name}`;
}

/** `proof`: what the connection has shown (WP A00.FR.405). */
export function checkBoot(request: Request<'BootNotification'>, { commonName }: Proof): readonly Finding[] {
  const serialNumber = request.chargePointSerialNumber ?? request.chargeBoxSerialNumber;
  if (commonName === undefined || serialNumber === undefined || commonName === serialNumber) return none;
  return [
    {
      kind: 'serial-number',
      message: `its certificate is for ${commonName}, but its serial number is ${serialNumber}`,
    },
  ];
}

/** `before`: what the connector told last, undefined when something may have been missed since. */
export function checkStatus(
  { connectorId, status }: Request<'StatusNotification'>,
  before: ConnectorState | undefined,
): readonly Finding[] {
  if (connectorId < 0) return [{ kind: 'connector', message: `there is no connector ${connectorId}` }];
  if (connectorId === 0) {
    if (mainControllerStatuses.includes(status)) return none;
    const allowed = mainControllerStatuses.join(', ');
    return [{ kind: 'main-controller-status', message: `connector 0 is ${status}; it can only be ${allowed}` }];
  }
  if (before === undefined || before.status === status || transition(before.status, status) !== undefined) return none;
  const allowed = statusesAfter(before.status).join(', ');
  return [
    {
      kind: 'status-transition',
      message: `connector ${connectorId} went from ${before.status} to ${status}; after ${before.status} may come ${allowed}`,
    },
  ];
}

/** In which of these a transaction can begin: StatusNotification may have overtaken StartTransaction. */
const beginning: readonly ChargePointStatus[] = ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE'];

/** `abandoned`: what was still running on the connector. */
export function checkStart(
  request: Request<'StartTransaction'>,
  state: ChargerState,
  abandoned: Transaction | undefined,
): readonly Finding[] {
  const { connectorId, timestamp, meterStart } = request;
  const found: Finding[] = [];
  if (connectorId < 1)
    found.push({ kind: 'connector', message: `a transaction cannot be on connector ${connectorId}` });
  if (abandoned !== undefined) {
    found.push({
      kind: 'never-stopped',
      message: `a transaction began on connector ${connectorId} while transaction ${abandoned.transactionId} was running there`,
    });
  }
  const at = parseDateTime(timestamp) ?? Number.NaN;
  const status = state.connectors.get(connectorId)?.status;
  // One that began before the connection did was told late; what the connector says now is of another time.
  if (status !== undefined && !beginning.includes(status) && at >= (state.connectedAt ?? 0)) {
    found.push({
      kind: 'start-without-preparing',
      message: `a transaction began on connector ${connectorId}, which was ${status}, not Preparing`,
    });
  }
  return [...found, ...checkRegister(state, connectorId, { at, register: meterStart })];
}

/** `parentOf`: the group of a tag. */
export function checkStop(
  request: Request<'StopTransaction'>,
  transaction: Transaction,
  state: ChargerState,
  parentOf: (idTag: string) => string | undefined,
): readonly Finding[] {
  const { meterStop, timestamp, idTag, transactionData = [] } = request;
  const { transactionId, meterStart, startedAt, connectorId } = transaction;
  const found: Finding[] = [...unreadableValues(transactionData)];
  if (meterStop < meterStart) {
    found.push({
      kind: 'meter-stop-below-start',
      message: `transaction ${transactionId} stopped at ${wattHours(meterStop)} after it had started at ${wattHours(meterStart)}`,
    });
  }
  const at = parseDateTime(timestamp) ?? Number.NaN;
  if (at < (parseDateTime(startedAt) ?? Number.NaN)) {
    found.push({
      kind: 'ended-before-it-began',
      message: `transaction ${transactionId} stopped at ${timestamp}, before its start at ${startedAt}`,
    });
  }
  if (idTag !== undefined && !sameIdTag(idTag, transaction.idTag)) {
    const parent = parentOf(idTag);
    const ownParent = parentOf(transaction.idTag);
    if (parent === undefined || ownParent === undefined || !sameIdTag(parent, ownParent)) {
      found.push({
        kind: 'stopped-by-stranger',
        message: `transaction ${transactionId} of ${transaction.idTag} was stopped by ${idTag}, which is of no common group`,
      });
    }
  }
  const stop = { at, register: meterStop };
  const data = readingsOf(transactionData);
  const withinData = data.flatMap((reading, index) => fallingRegister(data[index - 1] ?? reading, reading));
  const afterData = data.slice(-1).flatMap((last) => fallingRegister(last, stop));
  const inAll = meterStop < meterStart ? none : checkRegister(state, connectorId, stop);
  return [...found, ...withinData, ...afterData, ...inAll];
}

/** `transaction`: the one that is named; `running`: the one that is on the connector. */
export function checkMeterValues(
  { connectorId, transactionId, meterValue }: Request<'MeterValues'>,
  state: ChargerState,
  transaction: Transaction | undefined,
  running: Transaction | undefined,
): readonly Finding[] {
  const found: Finding[] = [...unreadableValues(meterValue)];
  const readings = readingsOf(meterValue);
  if (connectorId < 0) found.push({ kind: 'connector', message: `there is no connector ${connectorId}` });
  if (transactionId !== undefined && transactionId !== NO_TRANSACTION) {
    found.push(...checkNamedTransaction(connectorId, transactionId, transaction));
  }
  const began = running === undefined ? Number.NaN : (parseDateTime(running.startedAt) ?? Number.NaN);
  if (transactionId === undefined && running !== undefined && readings.some(({ at }) => at > began)) {
    found.push({
      kind: 'meter-values-of-no-transaction',
      message: `meter values of connector ${connectorId} do not name transaction ${running.transactionId}, which is running there`,
    });
  }
  let latest = state.registers.get(connectorId);
  for (const reading of readings) {
    if (latest !== undefined) found.push(...fallingRegister(latest, reading));
    latest = laterOf(latest, reading);
  }
  return found;
}

function checkNamedTransaction(
  connectorId: number,
  transactionId: number,
  transaction: Transaction | undefined,
): readonly Finding[] {
  if (transaction === undefined) {
    return [
      { kind: 'unknown-transaction', message: `meter values for transaction ${transactionId}, which is unknown` },
    ];
  }
  const found: Finding[] = [];
  if (transaction.state.kind === 'stopped') {
    found.push({
      kind: 'stopped-transaction',
      message: `meter values for transaction ${transactionId}, which had been stopped`,
    });
  }
  if (transaction.connectorId !== connectorId) {
    found.push({
      kind: 'connector',
      message: `meter values of connector ${connectorId} for transaction ${transactionId}, which is on connector ${transaction.connectorId}`,
    });
  }
  return found;
}

function checkRegister(state: ChargerState, connectorId: number, reading: Reading): readonly Finding[] {
  const latest = state.registers.get(connectorId);
  return latest === undefined ? none : fallingRegister(latest, reading);
}

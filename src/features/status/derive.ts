/**
 * A connector's ChargePointStatus and what is said with it: pure functions of what is the case (DESIGN rule 5; S 7.7, E4 3.55, 3.64).
 * Guarantees: nothing else decides a status, anywhere; each error that comes or goes while it may be told changes the report (wishes
 * E1), and only codes of OCPP are told, each with the statuses that it may go with.
 */
import type { Fault } from '../../charger/board.ts';
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { Request } from '../../ocpp16/actions.ts';
import { type ChargePointErrorCode, type ChargePointStatus, chargePointErrorCodes } from '../../ocpp16/types.ts';
import { isUnclaimed } from '../reservation/rules.ts';

/** What StatusNotification says of a connector, but for the time. */
export type Report = Omit<Request<'StatusNotification'>, 'connectorId' | 'timestamp'>;

/** `info` of StatusNotification when the car was unplugged at its own end (S 4.9). */
const EV_SIDE_DISCONNECTED = 'EV side disconnected';

/** The statuses with which EVCommunicationError may be told (S 7.6). */
const withCar: readonly ChargePointStatus[] = ['Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Finishing'];

const INFO_LENGTH = 50;

export interface Circumstances {
  readonly view: ConnectorView;
  /** Do faults show (RN-K1)? */
  readonly reportsFaults: boolean;
  /** Is the connector to be in service (S 5.2)? */
  readonly operative: boolean;
  /** Is it kept for somebody (S 5.13)? */
  readonly reserved: boolean;
}

/** Undefined while the relays are about to close: until they have, it is as before. */
export function deriveReport(circumstances: Circumstances): Report | undefined {
  const status = deriveStatus(circumstances);
  return status && report(status, faultsOf(circumstances), infoOf(circumstances.view, status));
}

/** What is said with a status that a connector is only passing through. */
export function derivePassing(
  status: ChargePointStatus,
  circumstances: Pick<Circumstances, 'view' | 'reportsFaults'>,
): Report {
  return report(status, faultsOf(circumstances), undefined);
}

/** Connector 0 (S 4.9): what is wrong with one connector does not concern it. `operative`: see Circumstances. */
export function deriveChargerReport(of: {
  readonly faults: readonly Fault[];
  readonly reportsFaults: boolean;
  readonly operative: boolean;
}): Report {
  const faults = of.reportsFaults ? of.faults : [];
  const status = faults.some(isBlocking) ? 'Faulted' : of.operative ? 'Available' : 'Unavailable';
  return report(status, faults, undefined);
}

/** Is this connector Faulted, whether that is told or not? */
export function isOutOfOrder({ faults, session }: Pick<ConnectorView, 'faults' | 'session'>): boolean {
  return faults.some((fault) => isFaulting(fault, session.phase !== 'idle'));
}

function deriveStatus({ view, reportsFaults, operative, reserved }: Circumstances): ChargePointStatus | undefined {
  const { session } = view;
  if (reportsFaults && isOutOfOrder(view)) return 'Faulted';
  // S 5.2: a transaction is not disturbed; it ends first.
  if (!operative && session.phase !== 'transaction') return 'Unavailable';
  // S 4.9, G2: a car alone changes nothing, only the card that it is kept for.
  if (reserved && isUnclaimed(session)) return 'Reserved';
  switch (session.phase) {
    case 'idle':
      return 'Available';
    case 'plugged':
    case 'authorized':
      return 'Preparing';
    case 'timed-out':
    case 'finishing':
      return 'Finishing';
    case 'transaction':
      return transactionStatus(view, session);
  }
}

function transactionStatus(
  { lines, offeredA, asking, pilot }: ConnectorView,
  { started, plugged, ending }: Extract<ConnectorView['session'], { phase: 'transaction' }>,
): ChargePointStatus | undefined {
  // S 7.7: Charging while the contactor is closed.
  if (lines.length > 0) return 'Charging';
  // The relays are open and the transaction is about to be closed.
  if (ending !== undefined) return 'Finishing';
  if (!plugged) return 'SuspendedEV';
  // Both suspend: SuspendedEVSE.
  if (offeredA === 0) return 'SuspendedEVSE';
  if (!started) return 'Preparing';
  // Nobody suspends anything while the relays travel: I3 and E3 are one step.
  if (asking) return undefined;
  // A car that wants to be ventilated, where nobody can do that, asks and gets nothing (E4 3.64).
  return pilot === 'D' ? 'SuspendedEVSE' : 'SuspendedEV';
}

/** The `info` that goes with a status by itself, if any. */
function infoOf({ session, switchingPhases }: ConnectorView, status: ChargePointStatus): string | undefined {
  if (switchingPhases && status === 'SuspendedEVSE') return 'SwitchingPhases';
  const away = (session.phase === 'transaction' || session.phase === 'finishing') && !session.plugged;
  if (away && (status === 'SuspendedEV' || status === 'Finishing')) return EV_SIDE_DISCONNECTED;
  return session.phase === 'timed-out' && status === 'Finishing' ? 'ConnectionTimeOut' : undefined;
}

function faultsOf({ view, reportsFaults }: Pick<Circumstances, 'view' | 'reportsFaults'>): readonly Fault[] {
  return reportsFaults ? [...view.faults, ...pilotFaults(view)] : [];
}

/** In E and F charger and car do not understand each other; that is no fault of the charger's. */
function pilotFaults({ pilot }: ConnectorView): readonly Fault[] {
  if (pilot !== 'E' && pilot !== 'F') return [];
  return [{ id: 'pilot', code: 'EVCommunicationError', blocking: false, info: `control pilot ${pilot}` }];
}

function report(status: ChargePointStatus, faults: readonly Fault[], ownInfo: string | undefined): Report {
  const told = faults.filter((fault) => isFaulting(fault, status !== 'Faulted') || mayGoWith(status, fault.code));
  const first = told.find((fault) => isFaulting(fault, true)) ?? told.find(isBlocking) ?? told[0];
  const errorCode = first === undefined ? 'NoError' : codeOf(first, status);
  const also = told.filter((fault) => fault !== first).map((fault) => fault.code);
  const own = first?.info ?? (first === undefined || first.code === errorCode ? ownInfo : first.code);
  const info = infoWith(own, also);
  return {
    status,
    errorCode,
    ...(info === undefined ? {} : { info }),
    ...(first?.vendorId === undefined ? {} : { vendorId: first.vendorId.slice(0, 255) }),
    ...(first?.vendorErrorCode === undefined ? {} : { vendorErrorCode: first.vendorErrorCode.slice(0, 50) }),
  };
}

/** There is room for one error code: what else is wrong is told in `info`, by number when the names do not fit. */
function infoWith(own: string | undefined, also: readonly string[]): string | undefined {
  if (also.length === 0) return own?.slice(0, INFO_LENGTH);
  const before = own === undefined ? '' : `${own}; `;
  const named = `${before}also ${also.join(', ')}`;
  if (named.length <= INFO_LENGTH) return named;
  const counted = `also ${also.length} more`;
  return own === undefined ? counted : `${own.slice(0, INFO_LENGTH - counted.length - 2)}; ${counted}`;
}

function isBlocking({ blocking }: Fault): boolean {
  return blocking;
}

/** Is the connector out of order with it? With trouble of a car's, only where there is no visit that it could belong to (S 7.6). */
function isFaulting({ blocking, ofCar }: Fault, visited: boolean): boolean {
  return blocking && !(ofCar === true && visited);
}

function mayGoWith(status: ChargePointStatus, code: string): boolean {
  return code !== 'EVCommunicationError' || withCar.includes(status);
}

/** A board's code, or OtherError for one that OCPP does not have, or not with this status. */
function codeOf({ code }: Fault, status: ChargePointStatus): ChargePointErrorCode {
  const known = chargePointErrorCodes.find((one) => one === code);
  return known !== undefined && mayGoWith(status, known) ? known : 'OtherError';
}

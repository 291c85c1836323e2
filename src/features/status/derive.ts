/**
 * A connector's ChargePointStatus: a pure function of what is the case (DESIGN rule 5; S 7.7, E4 3.55, 3.64).
 * Guarantee: nothing else decides a status, anywhere.
 */
import type { ConnectorView } from '../../charger/connector-view.ts';
import type { ChargePointStatus } from '../../ocpp16/types.ts';

/** `info` of StatusNotification when the car was unplugged at its own end (S 4.9). */
export const EV_SIDE_DISCONNECTED = 'EV side disconnected';

export interface Circumstances {
  readonly view: ConnectorView;
  /** Do faults show (RN-K1)? */
  readonly reportsFaults: boolean;
  /** Is the connector to be in service (S 5.2)? */
  readonly operative: boolean;
}

export function deriveStatus({ view, reportsFaults, operative }: Circumstances): ChargePointStatus {
  if (reportsFaults && view.faults.some(({ blocking }) => blocking)) return 'Faulted';
  const { session } = view;
  // S 5.2: a transaction is not disturbed; it ends first.
  if (!operative && session.phase !== 'transaction') return 'Unavailable';
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
  { lines, offeredA }: ConnectorView,
  { started, plugged, ending }: Extract<ConnectorView['session'], { phase: 'transaction' }>,
): ChargePointStatus {
  // S 7.7: Charging while the contactor is closed.
  if (lines.length > 0) return 'Charging';
  // The relays are open and the transaction is about to be closed.
  if (ending !== undefined) return 'Finishing';
  if (!plugged) return 'SuspendedEV';
  // Both suspend: SuspendedEVSE.
  if (offeredA === 0) return 'SuspendedEVSE';
  return started ? 'SuspendedEV' : 'Preparing';
}

/** The `info` that goes with the status, if any. */
export function deriveInfo({ session, lines }: ConnectorView): string | undefined {
  // While the relays still open it is Charging, of which this is never said.
  if (session.phase === 'transaction' && !session.plugged && lines.length === 0) return EV_SIDE_DISCONNECTED;
  if (session.phase === 'finishing' && !session.plugged) return EV_SIDE_DISCONNECTED;
  return session.phase === 'timed-out' ? 'ConnectionTimeOut' : undefined;
}

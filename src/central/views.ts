/**
 * What the HTTP interface tells of chargers, frames and complaints: plain JSON, moments as ISO 8601 text. Pure.
 * A transaction is told as it is (transactions.ts).
 */
import { formatDateTime } from '../schema/date-time.ts';
import type { CentralCharger } from './central-charger.ts';
import type { CentralFrame } from './central-frame.ts';
import type { Complaint } from './complaints.ts';

/** A charger in a list. */
export function chargerSummary(charger: CentralCharger) {
  const { id, connected, registration, securityProfile, boot, lastSeen, connectors, transactions } = charger;
  return {
    id,
    connected,
    registration,
    securityProfile,
    vendor: boot?.chargePointVendor,
    model: boot?.chargePointModel,
    firmwareVersion: boot?.firmwareVersion,
    lastSeen: moment(lastSeen),
    connectors: connectors.map(({ connectorId, status, errorCode }) => ({ connectorId, status, errorCode })),
    runningTransactions: transactions
      .filter(({ state }) => state.kind === 'running')
      .map(({ transactionId }) => transactionId),
  };
}

/** A charger by itself. */
export function chargerView(charger: CentralCharger) {
  const { id, connected, connections, registration, securityProfile, boot, lastSeen, connectors } = charger;
  const { transactions, complaints } = charger;
  return {
    id,
    connected,
    connections,
    registration,
    securityProfile,
    boot,
    lastSeen: moment(lastSeen),
    connectors: connectors.map((connector) => ({ ...connector, receivedAt: moment(connector.receivedAt) })),
    transactions,
    complaints: complaints.map(complaintView),
  };
}

export function frameView({ at, ...frame }: CentralFrame) {
  return { at: moment(at), ...frame };
}

export function complaintView({ at, ...complaint }: Complaint) {
  return { at: moment(at), ...complaint };
}

function moment(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDateTime(ms);
}

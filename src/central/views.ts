/**
 * What the HTTP interface tells, as plain JSON with moments as ISO 8601 text. Pure.
 * A transaction is told as it is (transactions.ts).
 *
 * Guarantee: no text of a frame has a secret in it (web/shown-frame.ts).
 */
import { type Action, actions } from '../ocpp16/actions.ts';
import type { Profile } from '../ocpp16/message.ts';
import type { AuthorizationStatus } from '../ocpp16/types.ts';
import { formatDateTime } from '../schema/date-time.ts';
import type { Schema } from '../schema/schema.ts';
import { shownFrame } from '../web/shown-frame.ts';
import type { CentralCharger } from './central-charger.ts';
import type { CentralFrame } from './central-frame.ts';
import type { ConnectorState } from './charger-state.ts';
import type { Complaint } from './complaints.ts';
import type { IdTags } from './id-tags.ts';
import { sendableActions } from './send-call.ts';

/** Where a charger's own page is, when that is known. */
export type PageOf = (chargerId: string) => string | undefined;

/** A charger in a list. */
export type ChargerSummary = ReturnType<typeof chargerSummary>;
export function chargerSummary(charger: CentralCharger, pageOf: PageOf) {
  const { id, connected, connectedSince, registration, securityProfile, boot, lastSeen } = charger;
  const { connectors, transactions, complaints } = charger;
  return {
    id,
    connected,
    connectedSince: moment(connectedSince),
    registration,
    securityProfile,
    vendor: boot?.chargePointVendor,
    model: boot?.chargePointModel,
    serialNumber: boot?.chargePointSerialNumber ?? boot?.chargeBoxSerialNumber,
    firmwareVersion: boot?.firmwareVersion,
    lastSeen: moment(lastSeen),
    connectors: connectors.map(connectorView),
    runningTransactions: transactions
      .filter(({ state }) => state.kind === 'running')
      .map(({ transactionId }) => transactionId),
    /** How many. */
    complaints: complaints.length,
    page: pageOf(id),
  };
}

/** A charger by itself. */
export function chargerView(charger: CentralCharger) {
  const { id, connected, connectedSince, connections, registration, securityProfile, boot, lastSeen } = charger;
  return {
    id,
    connected,
    connectedSince: moment(connectedSince),
    connections,
    registration,
    securityProfile,
    boot,
    lastSeen: moment(lastSeen),
    connectors: charger.connectors.map(connectorView),
    transactions: charger.transactions,
    complaints: charger.complaints.map(complaintView),
  };
}

function connectorView(connector: ConnectorState) {
  return { ...connector, receivedAt: moment(connector.receivedAt) };
}

export type FrameView = ReturnType<typeof frameView>;
export function frameView({ at, ...frame }: CentralFrame) {
  return { at: formatDateTime(at), ...frame, text: shownFrame(frame) };
}

export type ComplaintView = ReturnType<typeof complaintView>;
export function complaintView({ at, ...complaint }: Complaint) {
  return { at: formatDateTime(at), ...complaint };
}

/** The tags that are listed, with what is said about each at the moment `now` (ms since 1970), and about all others. */
export interface IdTagsView {
  readonly idTags: readonly {
    readonly idTag: string;
    readonly status: AuthorizationStatus;
    readonly parentIdTag?: string;
    readonly expiryDate?: string;
  }[];
  readonly unknown: AuthorizationStatus;
}
export function idTagsView(idTags: IdTags, now: number): IdTagsView {
  return {
    idTags: idTags.list().map(({ idTag }) => ({ idTag, ...idTags.lookUp(idTag, now) })),
    unknown: idTags.unknown,
  };
}

/** An action that can be sent, with what its form is made from. */
export interface ActionView {
  readonly action: Action;
  readonly summary: string;
  readonly profile: Profile;
  /** JSON Schemas of the payload and of its answer. */
  readonly request: Schema;
  readonly confirmation: Schema;
}

/** All of them, in the order of the specification. */
export function actionViews(): readonly ActionView[] {
  const names = Object.keys(actions) as Action[];
  return names
    .filter((action) => (sendableActions as readonly Action[]).includes(action))
    .map((action) => {
      const { summary, profile, request, confirmation } = actions[action];
      return { action, summary, profile, request, confirmation };
    });
}

function moment(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDateTime(ms);
}

/**
 * What a Central System shows of a charger and lets others do with it, and what can be watched of it. Types only.
 */
import type { CentralSystemAction, ChargePointAction, Confirmation, Request } from '../ocpp16/actions.ts';
import type { ChargePointStatus } from '../ocpp16/types.ts';
import type { Outcome } from '../rpc/outcome.ts';
import type { SecurityProfile } from './admission.ts';
import type { CentralFrame } from './central-frame.ts';
import type { BootPolicy, ChargerState, ConnectorState } from './charger-state.ts';
import type { Complaint } from './complaints.ts';
import type { Interception, InterceptOptions, Interceptor } from './interceptors.ts';
import type { Transaction } from './transactions.ts';

/** How much is kept of each charger: the newest so many of each. */
export interface Keep {
  readonly frames: number;
  readonly received: number;
  /** Message ids that are watched for being used again. */
  readonly messageIds: number;
}

/** A CALL from the charger, whatever became of it. */
export interface ReceivedCall {
  readonly action: string;
  readonly payload: unknown;
  readonly messageId: string;
  /** ms since 1970. */
  readonly at: number;
}

/** What can be watched of a Central System, as it happens. */
export type CentralEvent =
  | { readonly kind: 'frame'; readonly frame: CentralFrame }
  | { readonly kind: 'connected'; readonly chargerId: string }
  | { readonly kind: 'disconnected'; readonly chargerId: string; readonly reason: string }
  | { readonly kind: 'boot'; readonly chargerId: string; readonly boot: Request<'BootNotification'> }
  | { readonly kind: 'registration'; readonly chargerId: string; readonly registration: ChargerState['registration'] }
  | { readonly kind: 'status'; readonly chargerId: string; readonly connector: ConnectorState }
  | { readonly kind: 'transaction'; readonly transaction: Transaction }
  | { readonly kind: 'complaint'; readonly complaint: Complaint };

/** A charger in the hands of a test, a prompt or the HTTP interface. The lists are live. */
export interface CentralCharger {
  /** The identity, not encoded. */
  readonly id: string;
  readonly connected: boolean;
  /** When its present connection opened, ms since 1970; undefined while there is none. */
  readonly connectedSince: number | undefined;
  /** How often it has connected. */
  readonly connections: number;
  readonly registration: ChargerState['registration'];
  /** Its last BootNotification. */
  readonly boot: Request<'BootNotification'> | undefined;
  /** What its present connection has proved (WP 1); undefined while there is none. */
  readonly securityProfile: SecurityProfile | undefined;
  /** When the last message came, ms since 1970. */
  readonly lastSeen: number | undefined;
  /** By number, 0 (the main controller) first. */
  readonly connectors: readonly ConnectorState[];
  readonly transactions: readonly Transaction[];
  /** Every CALL from it, oldest first. */
  readonly received: readonly ReceivedCall[];
  /** Both ways, oldest first. */
  readonly frames: readonly CentralFrame[];
  readonly complaints: readonly Complaint[];
  /** What a connector told last. */
  status(connectorId: number): ChargePointStatus | undefined;
  /** The payloads of its CALLs of this action that fit their schema, oldest first. */
  requests<A extends ChargePointAction>(action: A): readonly Request<A>[];
  /** Sends a CALL; `unreachable` when there is no connection. */
  call<A extends CentralSystemAction>(action: A, payload: Request<A>): Promise<Outcome<Confirmation<A>>>;
  /**
   * Puts any text on the wire, and gives back the next answer that belongs to no `call`; undefined when none comes within
   * the time of a CALL, or while this connection lasts.
   */
  exchange(text: string): Promise<string | undefined>;
  /** How its BootNotifications are answered; undefined: as the others'. Holds from the next one on. */
  setBootPolicy(policy: BootPolicy | undefined): void;
  /** As `intercept` of the Central System, for this charger alone. */
  intercept<A extends ChargePointAction>(
    action: A,
    interceptor: Interceptor<A>,
    options?: InterceptOptions,
  ): Interception;
  /** Closes the connection politely. */
  disconnect(code?: number, reason?: string): void;
  /** Drops the connection without a word. */
  terminate(): void;
}

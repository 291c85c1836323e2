/**
 * What the electrical machine offers to the rest of the house, what it tells it, and what it asks it: types only.
 * The guarantees stand in charger.ts.
 */
import type { Admits } from './assignment.ts';
import type { Board, Fault, MeterReading } from './board.ts';
import type { LimitChange, LimitDetails } from './connector-drive.ts';
import type { ConnectorView } from './connector-view.ts';
import type { FaultCause } from './fault-causes.ts';
import type { LedRow } from './led.ts';
import type { SettableSource } from './limits.ts';
import type { OnePhase } from './phases.ts';
import type { Authorization, Ending } from './session.ts';

/** The charger's settings, read anew whenever they matter. */
export interface ChargerRules {
  /** From the first plug or card to the second, ms; 0 for no bound (the key ConnectionTimeOut). */
  connectionTimeoutMs(): number;
  stopOnEvSideDisconnect(): boolean;
  unlockOnEvSideDisconnect(): boolean;
  /** Which line a car's L1 is on; holds from the next plug on (the key OnePhaseChargingPhase). */
  onePhaseChargingPhase(): OnePhase;
  /** Is a cable locked for good, once it is in the socket (the key LockCablePermanently)? */
  lockCablePermanently(): boolean;
  /** The LED's brightness, percent (the key LightIntensity). */
  lightIntensity(): number;
  /** How often the LED blinks to signal something (the key BlinkRepeat). */
  blinkRepeat(): number;
  /** Service and reservation, for instance, are nothing electrical. */
  readonly admits: Admits;
  /** Is the light to say that this connector is kept for somebody? */
  showsReservation(connector: number): boolean;
  /** Is the light to say that the firmware is being replaced? */
  updating(): boolean;
}

export interface ChargerListener {
  /** Energy is about to be allowed. Throw to prevent it. */
  transactionStarted(connector: number, authorization: Authorization, meter: MeterReading): void;
  /** The relays are open. */
  transactionStopped(connector: number, ending: Ending, meter: MeterReading): void;
  /** Something that can be seen of this connector has changed. */
  changed(connector: ConnectorView): void;
  token(idTag: string, connectors: readonly number[] | undefined): void;
  /** Something is wrong, or is no more. `connector` 0 is the charger as a whole. */
  cause(connector: number, cause: FaultCause, present: boolean): void;
  /** Something threw while an event of the hardware or a timer was being handled. */
  failed(error: unknown): void;
}

export interface Charger {
  readonly board: Board;
  start(listener: ChargerListener): void;
  /** Everything off. No transaction is ended: the power is gone, that is all. */
  stop(): void;
  /** Connector ids, 1..n. */
  readonly connectors: readonly number[];
  view(connector: number): ConnectorView;
  /** What is wrong with the charger as a whole. */
  faults(): readonly Fault[];
  meter(connector: number): MeterReading;
  led(): LedRow;
  /** Where somebody with this authorization can begin to charge, or to wait for a car. */
  placeFor(authorization: Authorization): number | undefined;
  /** Somebody may charge here. */
  authorize(connector: number, authorization: Authorization): void;
  /** Who waits here for a car goes on waiting where another may come; false when that is nowhere. */
  giveWay(connector: number): boolean;
  /** The parent of the card that has begun what goes on here (S 3.10). */
  belongs(connector: number, parentIdTag: string): void;
  /** Ends the transaction, or takes an authorization back that waits for its car. */
  end(connector: number, ending: Ending): void;
  /** No energy for the running transaction, which goes on (S 3.5.4). */
  withhold(connector: number): void;
  /** The owner of a held cable is here. */
  release(connector: number): void;
  hasLock(connector: number): boolean;
  /** Ends what holds the plug, and drives the motor, whatever the lock seems to be (S 5.18). */
  unlock(connector: number): void;
  /** Shows somebody at the reader what has become of the card. */
  signal(what: 'accepted' | 'refused'): void;
  /** Some of the rules have changed. */
  rulesChanged(): void;
  /** Sets or (undefined) lifts one source's limit, A per line. */
  setLimit(connector: number, source: SettableSource, maxCurrentA: number | undefined, details?: LimitDetails): void;
  /** The same for several sources at once: no offer lies in between. */
  setLimits(connector: number, changes: readonly LimitChange[]): void;
  /** Something that no sensor can see is wrong, or is no more. */
  setCause(connector: number, cause: FaultCause, present: boolean): void;
}

/** What a charger's model is made of, as data (DESIGN: models). No behaviour. */
import type { Action } from '../ocpp16/actions.ts';
import type { Measurand } from '../ocpp16/types.ts';
import type { SchemaViolationCode } from '../rpc/router.ts';

export interface Model {
  readonly name: ModelName;
  readonly identity: ModelIdentity;
  /** A per line. */
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
  /** How many connectors one can have. */
  readonly maxConnectors: number;
  /** The actions that it has, both directions; others are answered NotSupported. */
  readonly actions: readonly Action[];
  /** The measurands that it can report, and whether by phase. */
  readonly measurands: Readonly<Partial<Record<Measurand, 'total' | 'by phase' | 'total and by phase'>>>;
  /** By what its clock may be set. */
  readonly clockSources: readonly ('system' | 'ntp' | 'central-system')[];
  /** Where the model's keys differ from their declaration. */
  readonly configuration: Readonly<Record<string, ModelKey>>;
  readonly quirks: Quirks;
}

export type ModelName = 'zaptec-pro' | 'reference';

/** Defaults of the start-up file's `identity`. */
export interface ModelIdentity {
  readonly vendor: string;
  readonly model: string;
  readonly firmwareVersion: string;
  /** Three letters before the six digits of a serial number. */
  readonly serialPrefix: string;
}

export type ModelKey =
  /** As the Central System would write it. */
  | { readonly default?: string; readonly access?: 'R' | 'RW' }
  /** The model does not have this key. */
  | 'absent';

/** Where a model's behaviour differs, by name. The start-up file can override each. */
export interface Quirks {
  readonly schemaViolationCode: SchemaViolationCode;
  /** Are errors told to the Central System, or only shown (RN-K1)? */
  readonly reportsFaults: boolean;
  /** Are meterType and meterSerialNumber part of the BootNotification (RN-L7)? */
  readonly sendsMeterIdentity: boolean;
  /** Under security profiles 0 and 1: must a server at a wss:// URL show who it is (RN-X3)? Under 2 and 3 it always must. */
  readonly verifiesServer: boolean;
  /** Does the LED show that a connector is reserved (RN-K2)? */
  readonly showsReservation: boolean;
}

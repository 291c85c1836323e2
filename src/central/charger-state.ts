/** What the Central System knows of one charger. Only its handlers and its connection change it. */
import type { ChargePointAction, Request } from '../ocpp16/actions.ts';
import type { ChargePointErrorCode, ChargePointStatus, RegistrationStatus } from '../ocpp16/types.ts';
import type { Proof } from './admission.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Reading } from './readings.ts';

/** How a BootNotification is answered. */
export interface BootPolicy {
  readonly status: RegistrationStatus;
  /** Seconds: between heartbeats when Accepted, until the next BootNotification when not. */
  readonly interval: number;
}

/** What a connector told last; 0 is the charger's main controller. */
export interface ConnectorState {
  readonly connectorId: number;
  readonly status: ChargePointStatus;
  readonly errorCode: ChargePointErrorCode;
  readonly info: string | undefined;
  readonly vendorErrorCode: string | undefined;
  /** As the charger wrote it. */
  readonly timestamp: string | undefined;
  /** ms since 1970. */
  readonly receivedAt: number;
}

export interface ChargerState {
  readonly id: string;
  /** `unknown`: it has never sent a BootNotification to this Central System. */
  registration: 'unknown' | RegistrationStatus;
  boot: Request<'BootNotification'> | undefined;
  /** Its first BootNotification that may come now, ms of `clock.elapsed()`; -Infinity: at any time. */
  bootAllowedFrom: number;
  /** What a trigger asked for while it was Pending; empty at any other time. */
  readonly triggered: Set<ChargePointAction>;
  /** What the present connection has proved, or the last one had. */
  proof: Proof;
  /** How logs and firmware are on their way. */
  readonly progress: Progress;
  readonly connectors: Map<number, ConnectorState>;
  /** The connectors none of whose statuses can have been missed since the last one. */
  readonly followed: Set<number>;
  /** The latest reading of each connector's energy register. */
  readonly registers: Map<number, Reading>;
  /** When the present connection opened, ms since 1970. */
  connectedAt: number | undefined;
  /** When the last message came, ms since 1970. */
  lastSeen: number | undefined;
}

/** What it calls itself (S 6.1), or what its certificate does; undefined while neither is known. */
export function serialNumberOf({ boot, proof }: Pick<ChargerState, 'boot' | 'proof'>): string | undefined {
  return boot?.chargePointSerialNumber ?? boot?.chargeBoxSerialNumber ?? proof.commonName;
}

export function createChargerState(id: string): ChargerState {
  return {
    id,
    registration: 'unknown',
    boot: undefined,
    bootAllowedFrom: Number.NEGATIVE_INFINITY,
    triggered: new Set(),
    proof: { profile: 0, commonName: undefined },
    progress: createProgress(),
    connectors: new Map(),
    followed: new Set(),
    registers: new Map(),
    connectedAt: undefined,
    lastSeen: undefined,
  };
}

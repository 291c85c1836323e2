/**
 * Every configuration key that there is, put together from the features that declare them (DESIGN rule 8), and with each model's own.
 * Guarantee: all charge points of a model share one table.
 */
import { authorizationKeys } from './features/authorization/authorize.ts';
import { heartbeatKeys } from './features/boot/heartbeat.ts';
import { cableLockKeys } from './features/cable-lock/cable-lock.ts';
import { certificateKeys } from './features/certificates/keys.ts';
import { createKeyTable, type KeyTable } from './features/configuration/configuration.ts';
import { configurationKeys } from './features/configuration/feature.ts';
import type { AnyKey } from './features/configuration/key.ts';
import { connectionKeys } from './features/connection.ts';
import { fileTransferKeys } from './features/file-transfer.ts';
import { localListKeys } from './features/local-list/keys.ts';
import { meteringKeys } from './features/metering/keys.ts';
import { phaseKeys } from './features/phases/one-phase-charging-phase.ts';
import { randomisedDelayKeys } from './features/randomised-delay/keys.ts';
import { remoteStartKeys } from './features/remote-start/remote-start.ts';
import { reservationKeys } from './features/reservation/reservation.ts';
import { resetKeys } from './features/reset/reset.ts';
import { securityProfileKeys } from './features/security-profile/keys.ts';
import { smartChargingKeys } from './features/smart-charging/keys.ts';
import { stationKeys } from './features/station.ts';
import { statusKeys } from './features/status/status.ts';
import { transactionKeys } from './features/transactions/keys.ts';
import { outboxKeys } from './features/transactions/outbox.ts';
import type { Model } from './models/model.ts';

/** Every configuration key there is. A model may lack some of them, or have other defaults. */
export const declaredKeys: readonly AnyKey[] = [
  ...stationKeys,
  ...connectionKeys,
  ...securityProfileKeys,
  ...heartbeatKeys,
  ...configurationKeys,
  ...statusKeys,
  ...authorizationKeys,
  ...localListKeys,
  ...transactionKeys,
  ...outboxKeys,
  ...meteringKeys,
  ...phaseKeys,
  ...cableLockKeys,
  ...remoteStartKeys,
  ...reservationKeys,
  ...resetKeys,
  ...fileTransferKeys,
  ...smartChargingKeys,
  ...randomisedDelayKeys,
  ...certificateKeys,
];

/** Keys and defaults, made once for all charge points whose models configure them alike: each has a model with quirks of its own. */
const keyTables = new WeakMap<Model['configuration'], KeyTable>();

export function keyTableOf(model: Model): KeyTable {
  const known = keyTables.get(model.configuration) ?? createKeyTable(declaredKeys, model);
  keyTables.set(model.configuration, known);
  return known;
}

/** The charger's settings, as the configuration has them: the keys that the electrical machine is run by. */
import type { ChargerRules } from '../charger/contract.ts';
import { LockCablePermanently } from './cable-lock/cable-lock.ts';
import type { Configuration } from './configuration/configuration.ts';
import { OnePhaseChargingPhase, onePhase } from './phases/one-phase-charging-phase.ts';
import { BlinkRepeat, LightIntensity } from './station.ts';
import {
  ConnectionTimeOut,
  StopTransactionOnEVSideDisconnect,
  UnlockConnectorOnEVSideDisconnect,
} from './transactions/keys.ts';

export function chargerRules(
  configuration: Configuration,
  others: Pick<ChargerRules, 'admits' | 'showsReservation' | 'updating'>,
): ChargerRules {
  return {
    connectionTimeoutMs: () => configuration.value(ConnectionTimeOut) * 1000,
    stopOnEvSideDisconnect: () => configuration.value(StopTransactionOnEVSideDisconnect),
    unlockOnEvSideDisconnect: () => configuration.value(UnlockConnectorOnEVSideDisconnect),
    onePhaseChargingPhase: () => onePhase(configuration.value(OnePhaseChargingPhase)),
    lockCablePermanently: () => configuration.value(LockCablePermanently),
    lightIntensity: () => configuration.value(LightIntensity),
    blinkRepeat: () => configuration.value(BlinkRepeat),
    ...others,
  };
}

/** OnePhaseChargingPhase: on which line of the grid a car's L1 is (release note). charger/phases.ts acts on it. */
import type { OnePhase } from '../../charger/phases.ts';
import { integerKey } from '../configuration/key.ts';

export const OnePhaseChargingPhase = integerKey({
  name: 'OnePhaseChargingPhase',
  profile: 'Vendor',
  access: 'RW',
  default: 1,
  minimum: 1,
  maximum: 3,
  meaning:
    'The line of the grid on which a car of one phase draws: 1 L1, 2 L2, 3 L3; on IT grids the pair 1 L1-L2, 2 L2-L3, 3 L3-L1. ' +
    'Holds from the next plug on.',
  source: 'release note: OnePhaseChargingPhase',
});

export const phaseKeys = [OnePhaseChargingPhase];

/** The key's value, which its range holds to 1, 2 and 3. */
export function onePhase(value: number): OnePhase {
  return value === 2 || value === 3 ? value : 1;
}

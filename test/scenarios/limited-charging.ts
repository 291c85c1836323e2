/** What the Central System says of the current, and what a charger makes of it: the words of scenarios about limits. */
import assert from 'node:assert/strict';
import type { ConnectorView } from '../../src/charger/connector-view.ts';
import type { Request } from '../../src/ocpp16/actions.ts';
import type { ChargingProfilePurpose, ChargingRateUnit } from '../../src/ocpp16/types.ts';
import type { World } from '../support/world.ts';

/** A limit that holds from now on. */
export interface Said {
  /** A per phase or W in total. */
  readonly limit: number;
  readonly unit?: ChargingRateUnit;
  readonly numberPhases?: 1 | 2 | 3;
  /** Periods that follow: from when, in s from now, and how much. */
  readonly later?: readonly (readonly [startPeriod: number, limit: number])[];
  readonly purpose?: ChargingProfilePurpose;
  readonly connector?: number;
  readonly minChargingRate?: number;
}

/** By purpose: no two profiles of a test have the same id and another purpose. */
const ids = { ChargePointMaxProfile: 10, TxDefaultProfile: 20, TxProfile: 30 } as const;

/** Installs a profile, in place of the one of the same purpose and connector: TxDefaultProfile for all, unless something else is said. */
export async function limitTo(world: World, said: Said): Promise<void> {
  const { purpose = 'TxDefaultProfile', connector = 0 } = said;
  const periods = [[0, said.limit] as const, ...(said.later ?? [])];
  const outcome = world.charger.call('SetChargingProfile', {
    connectorId: connector,
    csChargingProfiles: {
      chargingProfileId: ids[purpose] + connector,
      stackLevel: 0,
      chargingProfilePurpose: purpose,
      chargingProfileKind: 'Absolute',
      chargingSchedule: {
        startSchedule: new Date(world.clock.now()).toISOString(),
        chargingRateUnit: said.unit ?? 'A',
        chargingSchedulePeriod: periods.map(([startPeriod, limit]) => ({
          startPeriod,
          limit,
          ...(said.numberPhases === undefined ? {} : { numberPhases: said.numberPhases }),
        })),
        ...(said.minChargingRate === undefined ? {} : { minChargingRate: said.minChargingRate }),
      },
    },
  });
  await world.clock.settle();
  assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } });
}

/** What all connectors together may draw. */
export const capAt = (world: World, limit: number, said: Omit<Said, 'limit' | 'purpose'> = {}): Promise<void> =>
  limitTo(world, { ...said, limit, purpose: 'ChargePointMaxProfile' });

/** What the transaction that runs there may draw. */
export const limitTransaction = (world: World, connector: number, limit: number): Promise<void> =>
  limitTo(world, { limit, connector, purpose: 'TxProfile' });

/** Removes the profiles that this says, all of them when it says nothing. */
export async function clearProfiles(world: World, which: Request<'ClearChargingProfile'> = {}): Promise<void> {
  const outcome = world.charger.call('ClearChargingProfile', which);
  await world.clock.settle();
  assert.deepEqual(await outcome, { kind: 'confirmed', payload: { status: 'Accepted' } });
}

export const seen = (world: World, connector = 1): ConnectorView => world.chargePoint().charger.view(connector);

/** What each pilot offers, A per line. */
export const offers = (world: World): readonly number[] =>
  world.chargePoint().charger.connectors.map((connector) => seen(world, connector).offeredA);

/** Who limits a connector, and to how much, A: `schedule 16`. */
export function limiting(world: World, connector = 1): string {
  const { source, maxCurrentA } = seen(world, connector).limit;
  return `${source} ${maxCurrentA}`;
}

/** What the light shows. */
export function light(world: World): string {
  const { colour, pulsing } = world.twin().board.light();
  return `${colour}${pulsing ? ', pulsing' : ''}`;
}

/** Charging profiles, as a Central System sends them and asks for what they come to. */
import assert from 'node:assert/strict';
import type { Request } from '../../src/ocpp16/actions.ts';
import type { ChargingProfile, ChargingSchedule, ChargingSchedulePeriod } from '../../src/ocpp16/types.ts';
import type { World } from '../support/world.ts';
import type { MortalWorld } from './mortal-world.ts';

type AnyWorld = Pick<World | MortalWorld, 'charger' | 'clock'>;

/** The moment at which a world begins. */
export const WORLD_BEGINS = '2026-01-01T00:00:00Z';

export const DAY = 86_400;

/** `10`, or `[0, 16], [3600, 10, 1]`: startPeriod, limit, numberPhases. */
export type Steps = number | readonly (readonly [startPeriod: number, limit: number, numberPhases?: number])[];

/** What a profile says besides its limits. */
export type Details = Partial<Omit<ChargingProfile, 'chargingSchedule'>> &
  Partial<Omit<ChargingSchedule, 'chargingSchedulePeriod'>>;

function periodsOf(steps: Steps): ChargingSchedulePeriod[] {
  const all = typeof steps === 'number' ? ([[0, steps]] as const) : steps;
  return all.map(([startPeriod, limit, numberPhases]) => ({
    startPeriod,
    limit,
    ...(numberPhases === undefined ? {} : { numberPhases }),
  }));
}

/** A profile in A, of stackLevel 0 and with the id 1, unless something else is said. */
export function profileOf(purpose: ChargingProfile['chargingProfilePurpose'], steps: Steps, details: Details = {}) {
  const { duration, startSchedule, chargingRateUnit = 'A', minChargingRate, ...about } = details;
  const kind = about.chargingProfileKind ?? 'Absolute';
  const start = startSchedule ?? (kind === 'Relative' ? undefined : WORLD_BEGINS);
  const profile: ChargingProfile = {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: kind,
    ...about,
    chargingSchedule: {
      ...(duration === undefined ? {} : { duration }),
      ...(start === undefined ? {} : { startSchedule: start }),
      chargingRateUnit,
      chargingSchedulePeriod: periodsOf(steps),
      ...(minChargingRate === undefined ? {} : { minChargingRate }),
    },
  };
  return profile;
}

/** For every connector, whoever charges there. */
export const txDefault = (steps: Steps, details?: Details) => profileOf('TxDefaultProfile', steps, details);
/** For one transaction. */
export const tx = (steps: Steps, details?: Details) =>
  profileOf('TxProfile', steps, { chargingProfileKind: 'Relative', ...details });
/** For all connectors together. */
export const chargePointMax = (steps: Steps, details?: Details) => profileOf('ChargePointMaxProfile', steps, details);

/** What SetChargingProfile is answered: the status, or the code of a CALLERROR. */
export async function setProfile(
  { charger, clock }: AnyWorld,
  profile: ChargingProfile,
  connectorId = profile.chargingProfilePurpose === 'TxProfile' ? 1 : 0,
): Promise<string> {
  const outcome = charger.call('SetChargingProfile', { connectorId, csChargingProfiles: profile });
  await clock.settle();
  return answered(await outcome);
}

/** What ClearChargingProfile is answered. */
export async function clearProfile(
  { charger, clock }: AnyWorld,
  request: Request<'ClearChargingProfile'> = {},
): Promise<string> {
  const outcome = charger.call('ClearChargingProfile', request);
  await clock.settle();
  return answered(await outcome);
}

function answered(
  answer:
    | { readonly kind: 'confirmed'; readonly payload: { readonly status: string } }
    | { readonly kind: 'refused'; readonly code: string }
    | { readonly kind: 'invalid' | 'timeout' | 'unreachable' | 'not-registered' },
): string {
  if (answer.kind === 'confirmed') return answer.payload.status;
  return answer.kind === 'refused' ? answer.code : answer.kind;
}

/** What GetCompositeSchedule is answered, whole. */
export async function askComposite(
  { charger, clock }: AnyWorld,
  request: Partial<Request<'GetCompositeSchedule'>> = {},
) {
  const outcome = charger.call('GetCompositeSchedule', { connectorId: 1, duration: DAY, ...request });
  await clock.settle();
  const answer = await outcome;
  assert.equal(answer.kind, 'confirmed', JSON.stringify(answer));
  return answer.payload;
}

/** The periods of the composite schedule: `0: 16 A x 3`. */
export async function composite(
  world: AnyWorld,
  request: Partial<Request<'GetCompositeSchedule'>> = {},
): Promise<readonly string[]> {
  const { status, chargingSchedule } = await askComposite(world, request);
  assert.equal(status, 'Accepted');
  const { chargingSchedulePeriod = [], chargingRateUnit } = chargingSchedule ?? {};
  return chargingSchedulePeriod.map(
    ({ startPeriod, limit, numberPhases }) => `${startPeriod}: ${limit} ${chargingRateUnit} x ${numberPhases}`,
  );
}

/** The ids of the profiles that there are, in the order in which they came. */
export function installedIds({ twin }: Pick<World | MortalWorld, 'twin'>): readonly number[] {
  return twin()
    .chargePoint()
    .smartCharging.installed()
    .map(({ profile }) => profile.chargingProfileId);
}

/** What the pilot of a connector offers at this moment, A. */
export function offeredA({ twin }: Pick<World | MortalWorld, 'twin'>, connector = 1): number {
  return twin().chargePoint().charger.view(connector).offeredA;
}

/** The grid lines that are connected to the car. */
export function linesOf({ twin }: Pick<World | MortalWorld, 'twin'>, connector = 1): readonly number[] {
  return twin().board.connectors[connector - 1]?.relays() ?? [];
}

/** Composite schedules of profiles that were worked out by hand, written short. */
import { compositeOf, connectorStretches } from '../../../src/features/smart-charging/composite.ts';
import { secondsOf } from '../../../src/features/smart-charging/profile.ts';
import type { ChargingProfile, ChargingProfilePurpose, ChargingRateUnit } from '../../../src/ocpp16/types.ts';
import { assertConnectorAgrees, profilesOf } from './agreement.ts';
import type { Installed } from './slow-reference.ts';

/** startPeriod, limit, numberPhases. */
export type ShortPeriod = readonly [startPeriod: number, limit: number, numberPhases?: number];

/** A profile as JSON has it, but for its periods. Where nothing else is said: of stackLevel 0, Absolute and without an end. */
export interface ShortProfile
  extends Partial<Omit<ChargingProfile, 'chargingSchedule' | 'chargingProfilePurpose' | 'transactionId'>> {
  readonly connectorId?: number;
  readonly unit?: ChargingRateUnit;
  readonly startSchedule?: string;
  readonly duration?: number;
  readonly periods: readonly ShortPeriod[];
}

export interface Question {
  readonly installed: readonly Installed[];
  readonly at: string;
  readonly duration: number;
  readonly unit?: ChargingRateUnit;
  readonly connectorId?: number;
  readonly grid?: 'TN' | 'IT';
  /** When charging began; absent: at `at`. */
  readonly since?: string;
}

/** What is told where no profile says anything. */
export const FALLBACK: ShortPeriod = [0, 48, 3];

export const max = (short: ShortProfile) => installed('ChargePointMaxProfile', 0, short);
export const txDefault = (short: ShortProfile) => installed('TxDefaultProfile', 0, short);
export const tx = (short: ShortProfile) => installed('TxProfile', 1, short);

function installed(
  chargingProfilePurpose: ChargingProfilePurpose,
  usualConnectorId: number,
  { connectorId = usualConnectorId, unit = 'A', startSchedule, duration, periods, ...others }: ShortProfile,
): Installed {
  return {
    connectorId,
    receivedAt: 0,
    profile: {
      chargingProfileId: 1,
      stackLevel: 0,
      chargingProfilePurpose,
      chargingProfileKind: 'Absolute',
      ...others,
      chargingSchedule: {
        chargingRateUnit: unit,
        ...(startSchedule === undefined ? {} : { startSchedule }),
        ...(duration === undefined ? {} : { duration }),
        chargingSchedulePeriod: periods.map(([startPeriod, limit, numberPhases]) => ({
          startPeriod,
          limit,
          ...(numberPhases === undefined ? {} : { numberPhases }),
        })),
      },
    },
  };
}

/** The periods of the composite schedule, which the slow reference has confirmed. */
export function composite(question: Question): readonly ShortPeriod[] {
  const { installed: profiles, at, duration, unit = 'A', connectorId = 1, grid = 'TN', since = at } = question;
  const [from, began] = [secondsOf(at), secondsOf(since)];
  if (from === undefined || began === undefined) throw new Error(`${at} or ${since} is no time`);
  const fallback = { limit: FALLBACK[1], numberPhases: 3 } as const;
  const connector = { since: began, currentA: 32, numberPhases: 3 } as const;
  // The reference knows its first connector best.
  const mine = profiles.map((each) => ({
    ...each,
    connectorId: each.connectorId === connectorId ? 1 : each.connectorId && 2,
  }));
  const scale = duration < 2000 ? 'fine' : 'coarse';
  const site = { installed: mine, grid, voltageV: 230, connectors: [connector] };
  assertConnectorAgrees({ ...site, scale, from, duration, unit, fallback, looks: [] });
  const supply = { type: grid, voltageV: 230 };
  const window = { from, duration, unit, supply, fallback };
  const stretched = connectorStretches({ profiles: profilesOf(profiles, connectorId), since: began }, window);
  return compositeOf(stretched, window, Number.POSITIVE_INFINITY).periods.map(
    ({ startPeriod, limit, numberPhases }) => [startPeriod, limit, numberPhases ?? Number.NaN] as const,
  );
}

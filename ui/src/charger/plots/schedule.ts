/** The composite schedule and the profiles behind it, as the API tells them: what they are at a moment. Pure. */
import type { ProfileShown } from '../../../../src/api/schemas.ts';
import type { ChargingProfile } from '../../../../src/ocpp16/types.ts';

export interface SchedulePeriod {
  readonly at: string;
  readonly limit: number;
  readonly numberPhases: number;
  readonly source: ProfileShown | null;
}

/** GET /connectors/{id}/schedule. */
export interface Schedule {
  readonly connectorId: number;
  readonly from: string;
  readonly duration: number;
  readonly periods: readonly SchedulePeriod[];
  readonly profiles: readonly { readonly connectorId: number; readonly csChargingProfiles: ChargingProfile }[];
}

export interface Step {
  /** s since 1970. */
  readonly from: number;
  readonly to: number;
  /** A per phase. */
  readonly limit: number;
  readonly numberPhases: number;
  readonly source: ProfileShown | null;
}

export function stepsOf({ from, duration, periods }: Schedule): readonly Step[] {
  const end = Date.parse(from) / 1000 + duration;
  return periods.map(({ at, limit, numberPhases, source }, index) => ({
    from: Date.parse(at) / 1000,
    to: index + 1 < periods.length ? Date.parse(periods[index + 1]?.at ?? '') / 1000 : end,
    limit,
    numberPhases,
    source,
  }));
}

export function stepAt(steps: readonly Step[], at: number): Step | undefined {
  return steps.find(({ from, to }) => at >= from && at < to);
}

/** TxProfile 12, level 3 */
export function profileName({ chargingProfileId, chargingProfilePurpose, stackLevel }: ProfileShown): string {
  return `${chargingProfilePurpose} ${chargingProfileId}, level ${stackLevel}`;
}

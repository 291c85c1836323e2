/**
 * What charging profiles allow at a second, slowly: written down from the specification and its errata (S 3.13, 5.16, 7.8 to 7.14),
 * without the code under test. Each second is asked for by itself; a schedule is walked through from its start.
 */
import type { ChargingProfile, ChargingProfilePurpose, ChargingRateUnit } from '../../../src/ocpp16/types.ts';

export interface Installed {
  readonly connectorId: number;
  /** s since 1970. */
  readonly receivedAt: number;
  readonly profile: ChargingProfile;
}

export interface Site {
  readonly installed: readonly Installed[];
  readonly grid: 'TN' | 'IT';
  readonly voltageV: number;
  /** Connectors 1, 2 and so on: when each began to charge, s since 1970, and what it bears. */
  readonly connectors: readonly {
    readonly since: number;
    readonly currentA: number;
    readonly numberPhases: 1 | 2 | 3;
  }[];
}

/** A per phase. */
export interface Allowed {
  readonly currentA: number;
  readonly numberPhases: number;
}

export interface SlowReference {
  /** What a connector may draw at a second; undefined when no profile says anything. */
  connector(connectorId: number, second: number): Allowed | undefined;
  /** What all together may draw, in a unit. `tied` when ChargePointMaxProfile and the sum of the others allow the same. */
  total(
    second: number,
    unit: ChargingRateUnit,
  ): { readonly limit: number; readonly numberPhases: number; readonly tied: boolean } | undefined;
  inUnit(allowed: Allowed, unit: ChargingRateUnit): number;
  /** Each second from `from` to `to` at which some profile might begin to say something else. */
  boundaries(from: number, to: number): readonly number[];
}

/** A profile whose texts have been read. */
interface Read {
  readonly connectorId: number;
  readonly profile: ChargingProfile;
  readonly validFrom: number;
  readonly validTo: number;
  /** Undefined: with charging. */
  readonly start: number | undefined;
  readonly recurrence: number | undefined;
}

export function createSlowReference({ installed, grid, voltageV, connectors }: Site): SlowReference {
  const profiles = installed.map(read);

  function connector(connectorId: number, second: number): Allowed | undefined {
    const own =
      prevailing(profilesFor('TxProfile', connectorId), second, connectorId) ??
      prevailing(defaultsFor(connectorId), second, connectorId);
    const all = prevailing(profilesFor('ChargePointMaxProfile', 0), second, connectorId);
    if (own === undefined) return all;
    if (all === undefined) return own;
    return {
      currentA: Math.min(own.currentA, all.currentA),
      numberPhases: Math.min(own.numberPhases, all.numberPhases),
    };
  }

  function profilesFor(purpose: ChargingProfilePurpose, connectorId: number): readonly Read[] {
    return profiles.filter(
      (each) => each.profile.chargingProfilePurpose === purpose && each.connectorId === connectorId,
    );
  }

  /** One for the connector takes the place of the one for all connectors that has the same stackLevel. */
  function defaultsFor(connectorId: number): readonly Read[] {
    const own = profilesFor('TxDefaultProfile', connectorId);
    const ofAll = profilesFor('TxDefaultProfile', 0);
    return [
      ...own,
      ...ofAll.filter(({ profile }) => own.every((each) => each.profile.stackLevel !== profile.stackLevel)),
    ];
  }

  /** What the highest stackLevel says that says something. */
  function prevailing(among: readonly Read[], second: number, connectorId: number): Allowed | undefined {
    let highest = -1;
    let allowed: Allowed | undefined;
    for (const each of among) {
      const says = saysAt(each, second, connectors[connectorId - 1]?.since ?? Number.NaN);
      if (says === undefined || each.profile.stackLevel <= highest) continue;
      highest = each.profile.stackLevel;
      allowed = says;
    }
    return allowed;
  }

  function saysAt({ profile, validFrom, validTo, start, recurrence }: Read, second: number, since: number) {
    if (second < validFrom || second >= validTo) return undefined;
    let began = start ?? since;
    if (second < began) return undefined;
    while (recurrence !== undefined && began + recurrence <= second) began += recurrence;
    const { duration, chargingRateUnit, chargingSchedulePeriod } = profile.chargingSchedule;
    if (duration !== undefined && second >= began + duration) return undefined;
    let period = chargingSchedulePeriod[0];
    for (const each of chargingSchedulePeriod) if (began + each.startPeriod <= second) period = each;
    if (period === undefined) return undefined;
    const numberPhases = period.numberPhases ?? 3;
    const currentA = chargingRateUnit === 'A' ? period.limit : period.limit / (voltageV * factor(numberPhases));
    return { currentA, numberPhases };
  }

  function factor(numberPhases: number): number {
    return grid === 'IT' && numberPhases === 3 ? Math.sqrt(3) : numberPhases;
  }

  function inUnit({ currentA, numberPhases }: Allowed, unit: ChargingRateUnit): number {
    return unit === 'A' ? currentA : currentA * voltageV * factor(numberPhases);
  }

  return {
    connector,
    inUnit,
    total(second, unit) {
      const each = connectors.map((bears, index) => ({ bears, may: connector(index + 1, second) }));
      if (each.every(({ may }) => may === undefined)) return undefined;
      let sum = 0;
      let numberPhases = 1;
      for (const { bears, may = bears } of each) {
        const both = {
          currentA: Math.min(bears.currentA, may.currentA),
          numberPhases: Math.min(bears.numberPhases, may.numberPhases),
        };
        sum += inUnit(both, unit);
        numberPhases = Math.max(numberPhases, both.numberPhases);
      }
      const all = prevailing(profilesFor('ChargePointMaxProfile', 0), second, 1);
      const most = all === undefined ? Number.POSITIVE_INFINITY : inUnit(all, unit);
      const tied = Math.abs(sum - most) < 0.001;
      return all === undefined || sum < most
        ? { limit: sum, numberPhases, tied }
        : { limit: most, numberPhases: all.numberPhases, tied };
    },
    boundaries(from, to) {
      const found = new Set<number>();
      for (const { profile, validFrom, validTo, start, recurrence } of profiles) {
        const { duration, chargingSchedulePeriod } = profile.chargingSchedule;
        found.add(validFrom).add(validTo);
        for (const begins of start === undefined ? connectors.map(({ since }) => since) : [start]) {
          for (let began = begins; began <= to; began += recurrence ?? Number.POSITIVE_INFINITY) {
            found.add(began + (duration ?? 0));
            for (const { startPeriod } of chargingSchedulePeriod) found.add(began + startPeriod);
          }
        }
      }
      return [...found].filter((second) => second >= from && second < to);
    },
  };
}

const recurrences = { Daily: 24 * 60 * 60, Weekly: 7 * 24 * 60 * 60 };

function read({ connectorId, receivedAt, profile }: Installed): Read {
  const { chargingProfileKind: kind, recurrencyKind, validFrom, validTo, chargingSchedule } = profile;
  const start = kind === 'Relative' ? undefined : chargingSchedule.startSchedule;
  // The charger as a whole never begins to charge.
  const received = profile.chargingProfilePurpose === 'ChargePointMaxProfile' ? receivedAt : undefined;
  return {
    connectorId,
    profile,
    validFrom: validFrom === undefined ? Number.NEGATIVE_INFINITY : secondOf(validFrom),
    validTo: validTo === undefined ? Number.POSITIVE_INFINITY : secondOf(validTo),
    start: start === undefined ? received : secondOf(start),
    recurrence: kind === 'Recurring' && recurrencyKind !== undefined ? recurrences[recurrencyKind] : undefined,
  };
}

function secondOf(text: string): number {
  return Math.floor(Date.parse(text) / 1000);
}

/**
 * The calls about charging profiles: what they come to, what the charger made of them, and the owner's word against a delay.
 * Guarantee: the composite schedule is the one that GetCompositeSchedule tells, with the profile behind each period.
 */

import type { Stretch, UnitLimit } from '../../features/smart-charging/composite.ts';
import { MOST_PERIODS } from '../../features/smart-charging/smart-charging.ts';
import { formatDateTime } from '../../ocpp16/date-time.ts';
import { type ChargingRateUnit, chargingProfile, chargingRateUnits } from '../../ocpp16/types.ts';
import { array, enumeration, integer, number, object, type Static, string } from '../../schema/schema.ts';
import { connectorIn } from '../connector-in.ts';
import { nullable } from '../json-schema.ts';
import { ProblemError } from '../problem.ts';
import { jsonRoute, type PathParameter, type Route, silentRoute } from '../route.ts';
import { limit, profileShown } from '../schemas.ts';
import { profileOf, rounded } from '../snapshots.ts';
import type { Surroundings } from './surroundings.ts';

/** How far ahead is looked, s, when nobody says. */
const DEFAULT_DURATION_S = 86_400;

/** As for GetCompositeSchedule: a year. */
const LONGEST_DURATION_S = 31_536_000;

const moment = string({ format: 'date-time' });

type PeriodShown = Static<typeof period>;
const period = object(
  {
    startPeriod: integer({ description: 'Seconds from `from` on.' }),
    at: moment,
    limit: number({ description: 'In `chargingRateUnit`: A per phase, or W in total.' }),
    numberPhases: integer({ minimum: 1, maximum: 3 }),
    source: nullable(profileShown),
  },
  {
    title: 'SchedulePeriod',
    description: '`source` is null where no profile limits, or the sum of several connectors is told.',
  },
);

const schedule = object(
  {
    connectorId: integer(),
    from: moment,
    duration: integer({ description: 'Seconds; less than was asked for when there would be too many periods.' }),
    chargingRateUnit: enumeration(chargingRateUnits),
    periods: array(period),
    profiles: array(object({ connectorId: integer(), csChargingProfiles: chargingProfile }), {
      description: 'All that are installed, as they were set.',
    }),
    offers: array(
      object({
        at: moment,
        offeredCurrentA: number({ description: 'What the pilot said from then on; 0 for no PWM.' }),
        limit,
        phases: integer(),
      }),
      { description: 'What the charger did, oldest first. Empty for connector 0.' },
    ),
  },
  { title: 'Schedule' },
);

const at = (least: 0 | 1): readonly PathParameter[] => [
  {
    name: 'id',
    description: least === 0 ? 'The connector; 0 is all of them together.' : 'The connector.',
    schema: integer({ minimum: least }),
  },
];

export function scheduleRoutes({ twin, offers }: Surroundings): readonly Route[] {
  return [
    jsonRoute({
      method: 'GET',
      path: '/connectors/{id}/schedule',
      id: 'getSchedule',
      tag: 'Connectors',
      summary: 'What the charging profiles come to, and what the charger made of them',
      description: 'The composite schedule from now on, with the profile behind each period, and the latest offers.',
      parameters: at(0),
      query: [
        {
          name: 'duration',
          description: `Seconds from now on; ${DEFAULT_DURATION_S} when absent.`,
          schema: integer({ minimum: 0, maximum: LONGEST_DURATION_S }),
        },
        { name: 'unit', description: 'A when absent.', schema: enumeration(chargingRateUnits) },
      ],
      refusals: ['invalid-request', 'unknown-connector'],
      returns: schedule,
      returned: 'The schedule.',
      answer({ params, query: { duration = DEFAULT_DURATION_S, unit = 'A' } }) {
        const connectorId = connectorIn(twin, params, 0);
        const { smartCharging } = twin.chargePoint();
        const chargingRateUnit: ChargingRateUnit = unit === 'W' ? 'W' : 'A';
        const told = periodsOf(smartCharging.schedule(connectorId, Number(duration), chargingRateUnit));
        return {
          connectorId,
          from: formatDateTime(told.from * 1000),
          duration: told.to - told.from,
          chargingRateUnit,
          periods: told.periods,
          profiles: smartCharging
            .installed()
            .map(({ connector, profile }) => ({ connectorId: connector, csChargingProfiles: profile })),
          offers: offers
            .of(connectorId)
            .map((offer) => ({ ...offer, offeredCurrentA: rounded(offer.offeredCurrentA) })),
        };
      },
    }),
    silentRoute({
      method: 'DELETE',
      path: '/connectors/{id}/randomised-delay',
      id: 'overrideRandomisedDelay',
      tag: 'Connectors',
      summary: "Ends the randomised delay that runs: the owner's override",
      description: 'For this once (SI 2021/1467, regulation 11): the next change waits again.',
      parameters: at(1),
      refusals: ['unknown-connector', 'no-delay'],
      returned: 'What was put off holds now.',
      act({ params }) {
        const connector = connectorIn(twin, params);
        if (!twin.chargePoint().smartCharging.delay.override(connector))
          throw new ProblemError('no-delay', `No randomised delay runs on connector ${connector}.`);
      },
    }),
  ];
}

/** Neighbours that say the same for the same reason are one; `to` is where the last one that is told ends. */
function periodsOf(stretches: readonly Stretch<UnitLimit>[]): {
  readonly from: number;
  readonly to: number;
  readonly periods: readonly PeriodShown[];
} {
  const from = stretches[0]?.from ?? 0;
  const merged: Stretch<UnitLimit>[] = [];
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && sameLimit(last.says, stretch.says))
      merged[merged.length - 1] = { ...last, to: stretch.to };
    else merged.push(stretch);
  }
  const told = merged.slice(0, MOST_PERIODS);
  return {
    from,
    to: told.at(-1)?.to ?? from,
    periods: told.map(({ from: start, says: { limit: value, numberPhases, source } }) => ({
      startPeriod: start - from,
      at: formatDateTime(start * 1000),
      limit: rounded(value),
      numberPhases,
      source: profileOf(source),
    })),
  };
}

function sameLimit(one: UnitLimit, other: UnitLimit): boolean {
  return one.limit === other.limit && one.numberPhases === other.numberPhases && one.source === other.source;
}

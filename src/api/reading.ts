/** What the instruments of one connector show at a moment. Looking changes nothing. */
import { formatDateTime } from '../ocpp16/date-time.ts';
import { array, integer, number, object, optional, type Static, string } from '../schema/schema.ts';
import type { Twin } from '../twin.ts';
import { limit, profileShown } from './schemas.ts';
import { rounded, winningProfileOf } from './snapshots.ts';

export type Reading = Static<typeof reading>;
export const reading = object(
  {
    at: string({ format: 'date-time' }),
    powerW: number(),
    energyWh: number({ description: 'The register of energy drawn.' }),
    currentA: array(number(), { description: 'L1, L2, L3.' }),
    offeredCurrentA: number(),
    limit,
    profile: optional(profileShown),
    phases: integer({ minimum: 1, maximum: 3 }),
    temperatureC: number({ description: 'Inside the charger.' }),
    soc: optional(number({ description: "The car's state of charge, percent." })),
    transaction: optional(integer({ description: 'The number of the one that runs.' })),
  },
  { title: 'Reading' },
);

/** Throws when the meter cannot be read. */
export function readingOf(twin: Twin, connector: number): Reading {
  const { charger, transactions } = twin.chargePoint();
  const view = charger.view(connector);
  const profile = winningProfileOf(twin, view);
  const { energyWh, powerW, lines } = charger.meter(connector);
  const car = twin.board.car(connector);
  const running = transactions.running(connector);
  return {
    at: formatDateTime(twin.clock.now()),
    powerW: rounded(powerW),
    energyWh,
    currentA: lines.map(({ currentA }) => rounded(currentA)),
    offeredCurrentA: rounded(view.offeredA),
    limit: view.limit,
    ...(profile === null ? {} : { profile }),
    phases: view.phases,
    temperatureC: rounded(twin.board.temperature()),
    ...(car.plugged ? { soc: rounded(car.soc) } : {}),
    ...(running === undefined ? {} : { transaction: running.number }),
  };
}

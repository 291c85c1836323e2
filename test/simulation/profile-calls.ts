/** What the Central System asks of smart charging: profiles good and bad, and what they come to. */
import type { Request } from '../../src/ocpp16/actions.ts';
import { chargingProfileKinds, chargingProfilePurposes, chargingRateUnits } from '../../src/ocpp16/enumerations.ts';
import type { ChargingProfile, ChargingSchedule } from '../../src/ocpp16/types.ts';
import type { Dice } from './dice.ts';
import type { Doing } from './doing.ts';
import { BEGINNING } from './plan.ts';
import type { Stage } from './stage.ts';

/** Few, so that they are used again. */
const IDS = 8;
const LEVELS = 3;

const absolutes = ['Absolute', 'Recurring'] as const;

/** The TxProfile of a remote start, with an id of its own, so that it takes nobody's place. */
export function profileToBegin(dice: Dice): ChargingProfile {
  return {
    ...profileOf(dice, 'TxProfile'),
    chargingProfileId: 900 + dice.whole(0, IDS),
  };
}

function profileOf(dice: Dice, purpose: ChargingProfile['chargingProfilePurpose']): ChargingProfile {
  // A whole charger begins no charging that something could be relative to.
  const kinds = purpose === 'ChargePointMaxProfile' ? absolutes : chargingProfileKinds;
  const kind = dice.pick<ChargingProfile['chargingProfileKind']>(kinds);
  return {
    chargingProfileId: dice.whole(1, IDS),
    stackLevel: dice.whole(0, LEVELS - 1),
    chargingProfilePurpose: purpose,
    chargingProfileKind: kind,
    ...(kind === 'Recurring' ? { recurrencyKind: dice.pick(['Daily', 'Weekly'] as const) } : {}),
    ...(dice.chance(0.2) ? { validFrom: moment(dice, 12) } : {}),
    ...(dice.chance(0.2) ? { validTo: moment(dice, 24, 12) } : {}),
    chargingSchedule: scheduleOf(dice, kind),
  };
}

/** Somewhere in the first so many hours. */
function moment(dice: Dice, hours: number, from = 0): string {
  return new Date(BEGINNING + dice.whole(from * 3600, hours * 3600) * 1000).toISOString();
}

function scheduleOf(dice: Dice, kind: ChargingProfile['chargingProfileKind']): ChargingSchedule {
  const unit = dice.pick(chargingRateUnits);
  let startPeriod = 0;
  const chargingSchedulePeriod = Array.from({ length: dice.whole(1, 6) }, (_, index) => {
    if (index > 0) startPeriod += dice.whole(1, 5400);
    const numberPhases = dice.chance(0.3) ? dice.whole(1, 3) : 3;
    const tenths = dice.chance(0.15) ? 0 : dice.whole(50, 330);
    // In watts as much as so many amperes.
    const limit = unit === 'A' ? tenths / 10 : tenths * 23 * numberPhases;
    return { startPeriod, limit, ...(numberPhases === 3 ? {} : { numberPhases }) };
  });
  return {
    chargingRateUnit: unit,
    chargingSchedulePeriod,
    ...(kind === 'Relative' ? {} : { startSchedule: moment(dice, 6) }),
    ...(dice.chance(0.4) ? { duration: dice.whole(0, 20_000) } : {}),
    ...(dice.chance(0.2) ? { minChargingRate: dice.whole(0, 160) / 10 } : {}),
  };
}

/** Ways to spoil a request. */
const mistakes: readonly [Mistake, ...Mistake[]] = [
  (request) => ({ ...request, connectorId: 99 }),
  (request) => withProfile(request, { stackLevel: 9 }),
  (request) => withProfile(request, { transactionId: 4711, chargingProfilePurpose: 'TxProfile' }),
  (request) => withSchedule(request, { chargingSchedulePeriod: [] }),
  (request) => withSchedule(request, { chargingSchedulePeriod: [{ startPeriod: 60, limit: 10 }] }),
  (request) => withSchedule(request, { duration: -1 }),
  (request) =>
    withProfile(request, { chargingProfilePurpose: 'ChargePointMaxProfile', chargingProfileKind: 'Relative' }),
];

type Mistake = (request: Request<'SetChargingProfile'>) => Request<'SetChargingProfile'>;

function withProfile(
  request: Request<'SetChargingProfile'>,
  more: Partial<ChargingProfile>,
): Request<'SetChargingProfile'> {
  return { ...request, csChargingProfiles: { ...request.csChargingProfiles, ...more } };
}

function withSchedule(
  request: Request<'SetChargingProfile'>,
  more: Partial<ChargingSchedule>,
): Request<'SetChargingProfile'> {
  return withProfile(request, { chargingSchedule: { ...request.csChargingProfiles.chargingSchedule, ...more } });
}

function requestOf(dice: Dice, stage: Stage): Request<'SetChargingProfile'> {
  const purpose = dice.pick(chargingProfilePurposes);
  const connectorId =
    purpose === 'ChargePointMaxProfile' ? 0 : dice.whole(purpose === 'TxProfile' ? 1 : 0, stage.connectors);
  const csChargingProfiles = profileOf(dice, purpose);
  const transactionId = stage.charger.transactions.findLast((each) => each.connectorId === connectorId)?.transactionId;
  const named = purpose === 'TxProfile' && transactionId !== undefined && dice.chance(0.5);
  return { connectorId, csChargingProfiles: named ? { ...csChargingProfiles, transactionId } : csChargingProfiles };
}

export const profileCalls: readonly Doing[] = [
  {
    name: 'SetChargingProfile',
    perDay: 24,
    act(stage, dice) {
      const request = requestOf(dice, stage);
      stage.setChargingProfile(dice.chance(0.1) ? dice.pick(mistakes)(request) : request);
    },
  },
  {
    name: 'ClearChargingProfile',
    perDay: 6,
    act(stage, dice) {
      stage.clearChargingProfile({
        ...(dice.chance(0.4) ? { id: dice.whole(1, IDS + 1) } : {}),
        ...(dice.chance(0.4) ? { connectorId: dice.whole(0, stage.connectors + 1) } : {}),
        ...(dice.chance(0.4) ? { chargingProfilePurpose: dice.pick(chargingProfilePurposes) } : {}),
        ...(dice.chance(0.4) ? { stackLevel: dice.whole(0, LEVELS) } : {}),
      });
    },
  },
  {
    name: 'GetCompositeSchedule',
    perDay: 6,
    act(stage, dice) {
      stage.call('GetCompositeSchedule', {
        connectorId: dice.whole(-1, stage.connectors + 1),
        duration: dice.pick([0, 60, 86_400, 2 ** 31 - 1, -1]),
        ...(dice.chance(0.5) ? { chargingRateUnit: dice.pick(chargingRateUnits) } : {}),
      });
    },
  },
];

/**
 * The cells of the table of S 4.9 (connector > 0), each with the ways in which a whole charger comes to walk it: into the first
 * status, and then the one step. What each cell means is in S 4.9, `Events`.
 */
import type { Fault } from '../../src/charger/board.ts';
import type { ChargePointStatus } from '../../src/ocpp16/types.ts';
import { CARD, OTHER_CARD } from '../support/world.ts';
import {
  type Act,
  cancelReservation,
  car,
  change,
  fault,
  limit,
  mend,
  plugIn,
  plugOut,
  reserve,
  startRemotely,
  stopRemotely,
  swipe,
  wait,
} from './acts.ts';

export interface Way {
  readonly cell: string;
  readonly from: ChargePointStatus;
  readonly to: ChargePointStatus;
  /** What happens, for people. */
  readonly when: string;
  readonly lead: readonly Act[];
  readonly step: readonly Act[];
  /** From the step to the moment that the notification has to name, ms. */
  readonly afterMs?: number;
  /** What the notification says beside its status, when that is more than NoError. */
  readonly says?: { readonly errorCode?: string; readonly info?: string; readonly vendorErrorCode?: string };
  readonly configuration?: Readonly<Record<string, string>>;
  /** A fixed cable in place of a socket. */
  readonly fixedCable?: true;
  /** It takes an error that is told, which a Zaptec Pro does not do (RN-K1). */
  readonly tellsFault?: true;
}

const RELAYS_MS = 50;
/** A car that asks at once waits for the lock, too. */
const LOCK_AND_RELAYS_MS = 300 + RELAYS_MS;
/** How long a car takes to stop drawing when its offer ends. */
const LETTING_GO_MS = 500;
/** How long a car may take to ask before it counts as one that does not want. */
const PATIENCE_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 30_000;

const ground: Fault = { id: 'ground', code: 'GroundFailure', blocking: true, info: 'residual', vendorErrorCode: 'RCD' };
const groundFailure = { errorCode: 'GroundFailure', info: 'residual', vendorErrorCode: 'RCD' };

/** Longer than a car takes to make up its mind: whatever comes before that is swallowed. */
export const SWALLOWING_S = 15;
const swallow = { MinimumStatusDuration: String(SWALLOWING_S) };

const charging = [car('C'), swipe(CARD), wait(1)];
const suspendedEv = [...charging, car('B'), wait(1)];
const suspendedEvse = [car('C'), limit(0), swipe(CARD), wait(1)];
const finishing = [...suspendedEv, swipe(CARD), wait(1)];
const unavailable = [change(1, 'Inoperative'), wait(1)];
const toGo = change(1, 'Inoperative', 'Scheduled');

type Rest = Pick<Way, 'afterMs' | 'says' | 'configuration' | 'fixedCable'>;

function way(cell: string, when: string, lead: readonly Act[], step: readonly Act[], rest: Rest = {}): Way {
  const from = statusOf('ABCDEFGHI'.indexOf(cell[0] ?? ''));
  const to = statusOf(Number(cell[1]) - 1);
  return { cell, from, to, when, lead, step, ...rest, ...([from, to].includes('Faulted') ? { tellsFault: true } : {}) };
}

/** Rows and columns of the table, in its order. */
function statusOf(index: number): ChargePointStatus {
  const status = (
    [
      'Available',
      'Preparing',
      'Charging',
      'SuspendedEV',
      'SuspendedEVSE',
      'Finishing',
      'Reserved',
      'Unavailable',
      'Faulted',
    ] as const
  )[index];
  if (status === undefined) throw new RangeError(`the table has no ${index}`);
  return status;
}

export const ways: readonly Way[] = [
  way('A2', 'a car is plugged in', [], [plugIn]),
  way('A2', 'a card is shown', [], [swipe(CARD)]),
  way('A2', 'a remote start comes', [], [startRemotely(CARD)]),
  way('A3', 'a car charges before its Preparing has lasted', [], [car('C'), swipe(CARD)], {
    configuration: swallow,
    afterMs: LOCK_AND_RELAYS_MS,
  }),
  way('A4', 'a car that does not want is let in before its Preparing has lasted', [], [car('B'), swipe(CARD)], {
    configuration: swallow,
    afterMs: PATIENCE_MS,
  }),
  way('A5', 'a car has to wait before its Preparing has lasted', [limit(0)], [car('C'), swipe(CARD)], {
    configuration: swallow,
  }),
  way('A7', 'it is reserved', [], [reserve(CARD)]),
  way('A8', 'it is taken out of service', [], [change(1, 'Inoperative')]),
  way('A8', 'the whole charger is', [], [change(0, 'Inoperative')]),
  way('A9', 'it breaks', [], [fault(ground)], { says: groundFailure }),
  way('A9', 'the charger breaks', [], [fault(ground, 0)], { says: groundFailure }),

  way('B1', 'the car is unplugged', [plugIn], [plugOut]),
  way('B1', 'the card is shown again', [swipe(CARD)], [swipe(CARD)]),
  way('B1', 'no car comes in time', [swipe(CARD)], [], { afterMs: CONNECTION_TIMEOUT_MS }),
  way('B3', 'the card is shown', [car('C')], [swipe(CARD)], { afterMs: LOCK_AND_RELAYS_MS }),
  way('B3', 'the car comes', [swipe(CARD)], [car('C')], { afterMs: LOCK_AND_RELAYS_MS }),
  way('B4', 'the car does not want', [car('B')], [swipe(CARD)], { afterMs: PATIENCE_MS }),
  way('B5', 'the car has to wait', [car('C'), limit(0)], [swipe(CARD)]),
  way('B6', 'no card comes in time', [plugIn], [], {
    afterMs: CONNECTION_TIMEOUT_MS,
    says: { info: 'ConnectionTimeOut' },
  }),
  way('B9', 'it breaks', [plugIn], [fault(ground)], { says: groundFailure }),

  way('C1', 'a fixed cable is unplugged', charging, [plugOut], { fixedCable: true, afterMs: RELAYS_MS }),
  way('C4', 'the car stops', charging, [car('B')], { afterMs: RELAYS_MS }),
  way('C5', 'there is no current left', [plugIn, swipe(CARD), wait(5)], [limit(0)], {
    afterMs: LETTING_GO_MS + RELAYS_MS,
  }),
  way('C6', 'the card is shown', [plugIn, swipe(CARD), wait(5)], [swipe(CARD)], {
    afterMs: LETTING_GO_MS + RELAYS_MS,
  }),
  way('C6', 'a remote stop comes', [plugIn, swipe(CARD), wait(5)], [stopRemotely], {
    afterMs: LETTING_GO_MS + RELAYS_MS,
  }),
  way('C6', 'the car is unplugged, and the cable waits for its owner', charging, [plugOut], {
    configuration: { UnlockConnectorOnEVSideDisconnect: 'false' },
    afterMs: RELAYS_MS,
    says: { info: 'EV side disconnected' },
  }),
  way('C8', 'a fixed cable is unplugged, out of service from then on', [...charging, toGo], [plugOut], {
    fixedCable: true,
    afterMs: RELAYS_MS,
  }),
  way('C9', 'it breaks', charging, [fault(ground)], { says: groundFailure }),

  way('D1', 'a fixed cable is unplugged', suspendedEv, [plugOut], { fixedCable: true }),
  way('D3', 'the car goes on', suspendedEv, [car('C')], { afterMs: RELAYS_MS }),
  way('D5', 'there is no current left', suspendedEv, [limit(0)]),
  way('D6', 'the card is shown', suspendedEv, [swipe(CARD)]),
  way('D8', 'a fixed cable is unplugged, out of service from then on', [...suspendedEv, toGo], [plugOut], {
    fixedCable: true,
  }),
  way('D9', 'it breaks', suspendedEv, [fault(ground)], { says: groundFailure }),

  way('E1', 'a fixed cable is unplugged', suspendedEvse, [plugOut], { fixedCable: true }),
  way('E3', 'there is current again', suspendedEvse, [limit(undefined)], { afterMs: RELAYS_MS }),
  way('E4', 'there is current again, and the car does not want it', [...suspendedEvse, car('B')], [limit(undefined)]),
  way('E6', 'the card is shown', suspendedEvse, [swipe(CARD)]),
  way('E8', 'a fixed cable is unplugged, out of service from then on', [...suspendedEvse, toGo], [plugOut], {
    fixedCable: true,
  }),
  way('E9', 'it breaks', suspendedEvse, [fault(ground)], { says: groundFailure }),

  way('F1', 'the car is unplugged', finishing, [plugOut]),
  way('F1', 'the owner comes for a cable that was left', [...charging, plugOut, wait(1)], [swipe(CARD)], {
    configuration: { UnlockConnectorOnEVSideDisconnect: 'false' },
  }),
  way('F2', 'a card is shown', finishing, [swipe(CARD)]),
  way('F2', 'a remote start comes', finishing, [startRemotely(CARD)]),
  way('F8', 'it is taken out of service', finishing, [change(1, 'Inoperative')]),
  way('F9', 'it breaks', finishing, [fault(ground)], { says: groundFailure }),

  way('G1', 'the reservation is cancelled', [reserve(CARD), wait(1)], [cancelReservation]),
  way('G1', 'the reservation expires', [reserve(CARD, 60)], [], { afterMs: 60_000 }),
  way('G2', 'the card is shown', [reserve(CARD)], [swipe(CARD)]),
  way('G2', 'a remote start comes for the card', [reserve(CARD)], [startRemotely(CARD)]),
  way('G2', 'the reservation is cancelled where a car waits', [reserve(CARD), plugIn, wait(1)], [cancelReservation]),
  way('G8', 'it is taken out of service', [reserve(CARD)], [change(1, 'Inoperative')]),
  way('G8', 'the whole charger is', [reserve(CARD)], [change(0, 'Inoperative')]),
  way('G9', 'it breaks', [reserve(CARD)], [fault(ground)], { says: groundFailure }),
  way('G9', 'the charger breaks', [reserve(CARD)], [fault(ground, 0)], { says: groundFailure }),
  way('G9', 'it breaks with the car of another there', [reserve(CARD), plugIn, swipe(OTHER_CARD)], [fault(ground)], {
    says: groundFailure,
  }),

  way('H1', 'it is put back into service', unavailable, [change(1, 'Operative')]),
  way('H2', 'it is put back into service, and a car is there', [...unavailable, plugIn], [change(1, 'Operative')]),
  way('H3', 'it is put back into service, and charges', [...unavailable, car('C'), wait(SWALLOWING_S)], again(), {
    configuration: swallow,
    afterMs: LOCK_AND_RELAYS_MS,
  }),
  way(
    'H4',
    'it is put back into service, for a car that does not want',
    [...unavailable, car('B'), wait(20)],
    again(),
    {
      configuration: swallow,
      afterMs: PATIENCE_MS,
    },
  ),
  way(
    'H5',
    'it is put back into service, for a car that has to wait',
    [...unavailable, car('C'), limit(0), wait(SWALLOWING_S)],
    again(),
    { configuration: swallow },
  ),
  way('H9', 'it breaks', unavailable, [fault(ground)], { says: groundFailure }),

  way('I1', 'it is mended', [fault(ground)], [mend(ground)]),
  way('I1', 'it is mended, and the car has left meanwhile', broken(charging, plugOut), [mend(ground)]),
  way('I2', 'it is mended', broken([plugIn]), [mend(ground)]),
  way('I2', 'it is mended, and a car has come meanwhile', broken([], plugIn), [mend(ground)]),
  way('I3', 'it is mended', broken(charging), [mend(ground)], { afterMs: RELAYS_MS }),
  way('I4', 'it is mended', broken(suspendedEv), [mend(ground)]),
  way('I4', 'it is mended, and the car does not want any more', broken(charging, car('B')), [mend(ground)]),
  way('I5', 'it is mended', broken(suspendedEvse), [mend(ground)]),
  way('I5', 'it is mended, and there is no current any more', broken(charging, limit(0)), [mend(ground)]),
  way('I6', 'it is mended', broken(finishing), [mend(ground)]),
  way('I6', 'it is mended, and the card was shown meanwhile', broken(charging, swipe(CARD)), [mend(ground)]),
  way('I6', 'it is mended, and the time of the car was over meanwhile', broken([plugIn], wait(31)), [mend(ground)], {
    says: { info: 'ConnectionTimeOut' },
  }),
  // S 5.13: what breaks is reserved no more, and cannot be until it is mended.
  way(
    'I7',
    'it is mended, and reserved before its Available has lasted',
    [fault(ground), wait(20), mend(ground)],
    [reserve(CARD)],
    {
      configuration: swallow,
    },
  ),
  way('I8', 'it is mended', broken(unavailable), [mend(ground)]),
  way('I8', 'it is mended, and was taken out of service meanwhile', broken([], change(1, 'Inoperative')), [
    mend(ground),
  ]),
  way('I8', 'it is mended, and what was scheduled has come about meanwhile', broken([...charging, toGo], plugOut), [
    mend(ground),
  ]),
];

/** Put back into service, and a card is shown at once. */
function again(): readonly Act[] {
  return [change(1, 'Operative'), swipe(CARD)];
}

/** A fault, and what happens while it lasts. */
function broken(lead: readonly Act[], ...meanwhile: readonly Act[]): readonly Act[] {
  return [...lead, fault(ground), wait(1), ...meanwhile, wait(1)];
}

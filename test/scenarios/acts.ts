/** What the world does to connector 1 of a charger, and what the Central System asks of it: the words of a scenario's recipe. */
import assert from 'node:assert/strict';
import type { Fault, PilotState } from '../../src/charger/board.ts';
import type { AvailabilityType } from '../../src/ocpp16/types.ts';
import type { World } from '../support/world.ts';
import { remoteStart, remoteStop } from './sent.ts';

/** One thing that happens. When it is done, everything that follows from it at that moment has happened as well. */
export type Act = (world: World) => Promise<void>;

export async function perform(world: World, acts: readonly Act[]): Promise<void> {
  for (const act of acts) await act(world);
}

/** Something happens to the hardware. */
function world(happen: (world: World) => void): Act {
  return (to) => {
    happen(to);
    return to.clock.settle();
  };
}

export const wait =
  (seconds: number): Act =>
  (to) =>
    to.seconds(seconds);

/** A car with a mind of its own: it asks for energy a second after it is offered some, and lets go half a second after the offer. */
export const plugIn: Act = world((to) => to.twin().board.plugIn(1));
export const plugOut: Act = world((to) => to.twin().board.plugOut(1));
/** A car that holds the pilot in one state, whatever it is offered; it is plugged in if there is none. */
export const car = (state: PilotState): Act => world((to) => to.twin().board.setCar(1, { state }));
export const swipe = (card: string): Act => world((to) => to.twin().board.swipe(card));
export const fault = (what: Fault, connector = 1): Act => world((to) => to.twin().board.raiseFault(connector, what));
export const mend = ({ id }: Fault, connector = 1): Act =>
  world((to) => assert.ok(to.twin().board.clearFault(connector, id)));
/** What the installation can give, A; undefined for as much as the charger bears. */
export const limit = (maxCurrentA: number | undefined): Act =>
  world((to) => to.chargePoint().charger.setLimit(1, 'installer', maxCurrentA));

/** ChangeAvailability, and how it is answered. */
export const change =
  (connectorId: number, type: AvailabilityType, answered = 'Accepted'): Act =>
  async (to) =>
    assert.equal(await changeAvailability(to, connectorId, type), answered);
export const startRemotely =
  (card: string): Act =>
  async (to) =>
    assert.equal(await remoteStart(to, card, 1), 'Accepted');
export const stopRemotely: Act = async (to) =>
  assert.equal(await remoteStop(to, to.charger.transactions.at(-1)?.transactionId ?? Number.NaN), 'Accepted');

/** ReserveNow for connector 1 under the id 0, for so many seconds. */
export const reserve =
  (card: string, seconds = 3600): Act =>
  async (to) =>
    assert.equal(await reserveNow(to, { idTag: card, seconds }), 'Accepted');
export const cancelReservation: Act = async (to) => assert.equal(await cancel(to, 0), 'Accepted');

/** What is asked for by ReserveNow: connector 1 for an hour, under the id 0, unless something else is said. */
export interface Wish {
  readonly idTag: string;
  readonly connectorId?: number;
  readonly reservationId?: number;
  readonly parentIdTag?: string;
  /** From now until the expiryDate. */
  readonly seconds?: number;
}

/** What ReserveNow is answered. */
export async function reserveNow(
  to: Pick<World, 'charger' | 'clock'>,
  { seconds = 3600, ...wish }: Wish,
): Promise<string> {
  const expiryDate = new Date(to.clock.now() + seconds * 1000).toISOString();
  const outcome = to.charger.call('ReserveNow', { connectorId: 1, reservationId: 0, expiryDate, ...wish });
  await to.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

/** What CancelReservation is answered. */
export async function cancel(to: Pick<World, 'charger' | 'clock'>, reservationId: number): Promise<string> {
  const outcome = to.charger.call('CancelReservation', { reservationId });
  await to.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

/** What ChangeAvailability is answered. */
export async function changeAvailability(to: World, connectorId: number, type: AvailabilityType): Promise<string> {
  const outcome = to.charger.call('ChangeAvailability', { connectorId, type });
  await to.clock.settle();
  const answer = await outcome;
  return answer.kind === 'confirmed' ? answer.payload.status : answer.kind;
}

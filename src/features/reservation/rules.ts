/**
 * What a reservation means for everybody (S 5.13): who may begin where, what another request is answered, which connectors are shown
 * as Reserved, and what can be kept. Pure.
 *
 * Guarantees:
 * - a connector that is reserved admits its card and cards with the reservation's parent, nobody else;
 * - a reservation of connector 0 keeps one free connector for its card, whichever; several keep as many; somebody who was let in
 *   before stays in;
 * - a request is judged as if the reservation that it replaces were not there; refused, it has changed nothing.
 */
import type { Authorization, Session } from '../../charger/session.ts';
import type { ReservationStatus } from '../../ocpp16/types.ts';
import { sameGroup, sameIdTag } from '../authorization/id-tag.ts';

export interface Reservation {
  /** Of the Central System; 0 is one like any other. */
  readonly reservationId: number;
  /** 0: whichever is free. */
  readonly connector: number;
  readonly idTag: string;
  readonly parentIdTag?: string;
  /** ms since 1970, by the wall clock. */
  readonly expiresAt: number;
}

/** A connector, as far as reservations look at it. */
export interface Place {
  readonly id: number;
  readonly session: Session;
  /** Neither Faulted nor out of service. */
  readonly order: 'in order' | 'Faulted' | 'Unavailable';
}

export interface Situation<R extends Reservation = Reservation> {
  readonly reservations: readonly R[];
  readonly places: readonly Place[];
}

type Card = Pick<Authorization, 'idTag' | 'parentIdTag'>;

/** Nobody was authorized there, whether a car is plugged in or not: until its card comes a reservation is what can be said of it. */
const unclaimedPhases: readonly Session['phase'][] = ['idle', 'plugged', 'timed-out'];

/** Is the reservation, where there is one, what is to be told of a connector with this session (S 4.9: G2 is its identity, not a plug)? */
export function isUnclaimed({ phase }: Session): boolean {
  return unclaimedPhases.includes(phase);
}

/** The reservation that such a card uses up by beginning there. */
export function usedBy<R extends Reservation>(
  connector: number,
  card: Card,
  reservations: readonly R[],
): R | undefined {
  const own = reservations.find((each) => each.connector === connector);
  if (own !== undefined) return sameGroup(own, card) ? own : undefined;
  return firstFor(card, ofWholeCharger(reservations));
}

/** May somebody with this card begin there, or wait there for a car, as far as reservations go? */
export function admits(connector: number, card: Card, { reservations, places }: Situation): boolean {
  const own = reservations.find((each) => each.connector === connector);
  if (own !== undefined) return sameGroup(own, card);
  const open = openOfWholeCharger({ reservations, places });
  if (firstFor(card, open) !== undefined || waitsFor(connector, card, places)) return true;
  const beside = places.filter((place) => place.id !== connector && isFree(place, reservations));
  return beside.length >= open.length;
}

/** Is this connector to be shown as Reserved: kept for somebody, or the last that is free for those who have reserved any? */
export function isReserved(connector: number, { reservations, places }: Situation): boolean {
  if (reservations.some((each) => each.connector === connector)) return true;
  const open = openOfWholeCharger({ reservations, places });
  const free = places.filter((place) => isFree(place, reservations));
  return free.length <= open.length && free.some(({ id }) => id === connector);
}

/** What ReserveNow is answered. `connector` 0: whichever is free. */
export function answer(
  { connector, reservationId }: Pick<Reservation, 'connector' | 'reservationId'>,
  { reservations, places }: Situation,
): ReservationStatus {
  const meant = places.filter(({ id }) => connector === 0 || id === connector);
  if (meant.length === 0) return 'Rejected';
  if (meant.every(({ order }) => order !== 'in order'))
    return meant.some(({ order }) => order === 'Faulted') ? 'Faulted' : 'Unavailable';
  const others = reservations.filter((each) => each.reservationId !== reservationId);
  const replaced = reservations.find((each) => each.reservationId === reservationId);
  // A car without a card at a connector that is reserved already keeps nobody from changing that reservation.
  const stays = (place: Place): boolean =>
    place.id === connector && replaced?.connector === connector && isUnclaimed(place.session);
  const free = places.filter((place) => isFree(place, others) || stays(place));
  const left = free.length - openOfWholeCharger({ reservations: others, places }).length;
  const isThere = connector === 0 || free.some(({ id }) => id === connector);
  return isThere && left > 0 ? 'Accepted' : 'Occupied';
}

/** Can it be kept (S 5.13)? Not by a connector that is Faulted or Unavailable, nor by a charger whose connectors all are. */
export function canBeKept({ connector }: Reservation, places: readonly Place[]): boolean {
  return places.some(({ id, order }) => (connector === 0 || id === connector) && order === 'in order');
}

function ofWholeCharger<R extends Reservation>(reservations: readonly R[]): readonly R[] {
  return reservations.filter(({ connector }) => connector === 0);
}

/** Those of connector 0 whose card does not wait for its car yet: as many connectors have to be free. */
function openOfWholeCharger({ reservations, places }: Situation): readonly Reservation[] {
  let open = ofWholeCharger(reservations);
  for (const { id, session } of places) {
    if (open.length === 0) break;
    if (session.phase !== 'authorized' || reservations.some(({ connector }) => connector === id)) continue;
    const claimed = firstFor(session.authorization, open);
    open = open.filter((each) => each !== claimed);
  }
  return open;
}

/** The card's own goes before that of its family. */
function firstFor<R extends Reservation>(card: Card, reservations: readonly R[]): R | undefined {
  return (
    reservations.find(({ idTag }) => sameIdTag(idTag, card.idTag)) ?? reservations.find((each) => sameGroup(each, card))
  );
}

/** Does the card wait for a car already, in a way that is good for this connector too? */
function waitsFor(connector: number, { idTag }: Card, places: readonly Place[]): boolean {
  return places.some(
    ({ id, session }) =>
      session.phase === 'authorized' &&
      sameIdTag(session.authorization.idTag, idTag) &&
      (session.authorization.within ?? [id]).includes(connector),
  );
}

function isFree({ id, session, order }: Place, reservations: readonly Reservation[]): boolean {
  return order === 'in order' && session.phase === 'idle' && !reservations.some(({ connector }) => connector === id);
}

/** The profile Reservation (S 3.3): its messages, as schemas. */
import { enumeration, integer, object, optional } from '../schema/schema.ts';
import { cancelReservationStatuses, reservationStatuses } from './enumerations.ts';
import type { MessageTable } from './message.ts';
import { dateTime, idToken } from './types.ts';

export const reservation = {
  CancelReservation: {
    summary: 'Takes a reservation back (S 5.1).',
    profile: 'Reservation',
    from: 'central system',
    request: object({ reservationId: integer() }),
    confirmation: object({ status: enumeration(cancelReservationStatuses) }),
  },
  ReserveNow: {
    summary: 'Keeps a connector for an identifier (S 5.13).',
    profile: 'Reservation',
    from: 'central system',
    request: object({
      connectorId: integer({ description: '0: any connector.' }),
      expiryDate: dateTime,
      idTag: idToken,
      parentIdTag: optional(idToken),
      reservationId: integer({ description: 'One that is known already is replaced.' }),
    }),
    confirmation: object({ status: enumeration(reservationStatuses) }),
  },
} as const satisfies MessageTable;

/** The profile LocalAuthListManagement (S 3.3): its messages, as schemas. */
import { array, enumeration, integer, object, optional } from '../schema/schema.ts';
import { updateStatuses, updateTypes } from './enumerations.ts';
import { emptyPayload, type MessageTable } from './message.ts';
import { authorizationData } from './types.ts';

export const localAuthListManagement = {
  GetLocalListVersion: {
    summary: 'Asks which version of the list is there (S 5.10).',
    profile: 'LocalAuthListManagement',
    from: 'central system',
    request: emptyPayload,
    confirmation: object({
      listVersion: integer({ description: '0: the list is empty; -1: the charge point has no list.' }),
    }),
  },
  SendLocalList: {
    summary: 'Replaces or amends the list (S 5.15).',
    profile: 'LocalAuthListManagement',
    from: 'central system',
    request: object({
      listVersion: integer({ description: 'Of the list after this update; neither 0 nor -1 (E4 3.52).' }),
      localAuthorizationList: optional(array(authorizationData)),
      updateType: enumeration(updateTypes),
    }),
    confirmation: object({ status: enumeration(updateStatuses) }),
  },
} as const satisfies MessageTable;

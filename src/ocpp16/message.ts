/**
 * What is known about an action: what it is for, which profile it belongs to, who may send it, and what goes to and fro. Each
 * file of a feature profile holds a table of these; `actions.ts` joins them.
 */
import { object, type Schema } from '../schema/schema.ts';

/**
 * The group an action belongs to: a feature profile, by its identifier in `SupportedFeatureProfiles` (S 3.3), or
 * `Security` for the messages of the security white paper, which belong to no feature profile.
 */
export type Profile =
  | 'Core'
  | 'FirmwareManagement'
  | 'LocalAuthListManagement'
  | 'Reservation'
  | 'SmartCharging'
  | 'RemoteTrigger'
  | 'Security';

/** Who may send the request. */
export type Initiator = 'charge point' | 'central system' | 'either';

/** The actions of one profile. */
export type MessageTable = Readonly<
  Record<
    string,
    {
      /** What it is for, in a sentence with its clause. */
      readonly summary: string;
      readonly profile: Profile;
      readonly from: Initiator;
      readonly request: Schema;
      readonly confirmation: Schema;
    }
  >
>;

/** A payload without members: `{}`. */
export const emptyPayload = object({});

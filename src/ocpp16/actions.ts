/**
 * All actions of OCPP 1.6 edition 2 and of the security white paper edition 3, in one table: who may send each, and the
 * schemas of its request and its confirmation. Start here.
 *
 * Guarantee: `Request<A>` and `Confirmation<A>` are exactly what `check(actions[action].request, payload)` and
 * `check(actions[action].confirmation, payload)` let pass, also where the action is known only as a type parameter.
 */
import type { Schema, Static } from '../schema/schema.ts';
import { core } from './core.ts';
import { firmwareManagement } from './firmware-management.ts';
import { localAuthListManagement } from './local-auth-list-management.ts';
import type { Initiator } from './message.ts';
import { remoteTrigger } from './remote-trigger.ts';
import { reservation } from './reservation.ts';
import { security } from './security.ts';
import { smartCharging } from './smart-charging.ts';

export type { Initiator, Profile } from './message.ts';

const table = {
  ...core,
  ...firmwareManagement,
  ...localAuthListManagement,
  ...reservation,
  ...smartCharging,
  ...remoteTrigger,
  ...security,
};

type Table = typeof table;

/** The name of an action, as it stands in a CALL. */
export type Action = keyof Table;

type Payloads = {
  readonly [A in Action]: {
    readonly request: Static<Table[A]['request']>;
    readonly confirmation: Static<Table[A]['confirmation']>;
  };
};

/** The payload of a CALL: `Request<'Authorize'>`. */
export type Request<A extends Action> = Payloads[A]['request'];

/** The payload of a CALLRESULT: `Confirmation<'Authorize'>`. */
export type Confirmation<A extends Action> = Payloads[A]['confirmation'];

type SentBy<I extends Initiator> = { [A in Action]: Table[A]['from'] extends I ? A : never }[Action];

/** An action that a charge point may send. */
export type ChargePointAction = SentBy<'charge point' | 'either'>;

/** An action that a Central System may send. */
export type CentralSystemAction = SentBy<'central system' | 'either'>;

/** What is known about the action `A`. */
export interface Definition<A extends Action = Action> {
  /** What it is for, in a sentence with its clause. */
  readonly summary: string;
  readonly profile: Table[A]['profile'];
  readonly from: Table[A]['from'];
  readonly request: Schema<Request<A>>;
  readonly confirmation: Schema<Confirmation<A>>;
}

/** Every action, by its name. */
export const actions: { readonly [A in Action]: Definition<A> } = table;

/** Is this text, from anywhere, the name of an action? Names are case sensitive (OCPP-J 4.2.1). */
export function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name);
}

/** May a charge point send this action? */
export function isChargePointAction(action: Action): action is ChargePointAction {
  return actions[action].from !== 'central system';
}

/** May a Central System send this action? */
export function isCentralSystemAction(action: Action): action is CentralSystemAction {
  return actions[action].from !== 'charge point';
}

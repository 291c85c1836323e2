/** What came to the Central System, and when: seconds since the virtual clock began. */
import type { ReceivedCall } from '../../src/central/central-charger.ts';
import type { ChargePointAction } from '../../src/ocpp16/actions.ts';
import { tellsOfStart } from '../support/start-events.ts';
import type { World } from '../support/world.ts';

/** The moment at which the virtual clock stands at first, ms since 1970. */
export const BEGINNING = Date.UTC(2026, 0, 1);

/** Seconds since the beginning, of a moment in ms since 1970 or of a timestamp. */
export function secondsOf(moment: number | string | undefined): number {
  const at = typeof moment === 'string' ? Date.parse(moment) : (moment ?? Number.NaN);
  return (at - BEGINNING) / 1000;
}

/** How many seconds have passed. */
export function now({ clock }: World): number {
  return secondsOf(clock.now());
}

/**
 * The CALLs of these actions (default: all) from the `from`th CALL on, in the order in which they came, but for the event that each
 * start is.
 */
export function calls({ charger }: World, actions?: readonly ChargePointAction[], from = 0): readonly ReceivedCall[] {
  return charger.received
    .slice(from)
    .filter((call) => !tellsOfStart(call) && (actions?.includes(call.action as ChargePointAction) ?? true));
}

/** Their names. */
export function actionsTold(world: World, from = 0): readonly string[] {
  return calls(world, undefined, from).map(({ action }) => action);
}

/** Their names with nothing left out: for what is about the order after a start. */
export function everythingTold({ charger }: World, from = 0): readonly string[] {
  return charger.received.slice(from).map(({ action }) => action);
}

/** When the CALLs of an action came. */
export function moments(world: World, action: ChargePointAction): readonly number[] {
  return calls(world, [action]).map(({ at }) => secondsOf(at));
}

/** The transaction messages, in the order in which they came. */
export function transactionCalls(world: World, from = 0): readonly ReceivedCall[] {
  return calls(world, ['StartTransaction', 'MeterValues', 'StopTransaction'], from);
}

/** What the Central System thinks is against the rules; what is merely odd may have a good reason. */
export function faults({ charger }: World): readonly string[] {
  return charger.complaints.filter(({ weight }) => weight === 'fault').map(({ message }) => message);
}

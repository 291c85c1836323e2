/**
 * The security event that each start of a charge point is (WP 8), for tests that are about something else: they leave it out by
 * these names. `test/scenarios/start-events.test.ts` is about it.
 */
import type { ReceivedCall } from '../../src/central/central-charger.ts';

const types: readonly string[] = ['StartupOfTheDevice', 'ResetOrReboot'];

export function isStartEvent({ type }: { readonly type: string }): boolean {
  return types.includes(type);
}

/** Is this CALL the one that tells of a start? */
export function tellsOfStart({ action, payload }: Pick<ReceivedCall, 'action' | 'payload'>): boolean {
  return action === 'SecurityEventNotification' && isStartEvent(payload as { readonly type: string });
}

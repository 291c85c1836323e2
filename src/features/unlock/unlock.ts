/**
 * UnlockConnector (S 5.18): help for somebody whose plug is stuck.
 *
 * Guarantees: a running transaction is ended first, with reason UnlockCommand; the answer says what the lock has really done:
 * Unlocked when it has let go, UnlockFailed when it has not within five seconds, NotSupported where there is no lock, or no such
 * connector (E4 3.85). The motor is always driven, also when the lock seems to be open.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Clock } from '../../clock/clock.ts';
import type { UnlockStatus } from '../../ocpp16/types.ts';
import type { Handlers } from '../../rpc/router.ts';

/** How long a car may take to stop drawing, the relays to open, and the motor to turn, ms. */
const PATIENCE_MS = 10_000;
const LOOK_MS = 100;

export function unlockHandlers(options: { readonly charger: Charger; readonly clock: Clock }): Handlers {
  const { charger, clock } = options;

  function unlock(connector: number): Promise<UnlockStatus> {
    charger.unlock(connector);
    const deadline = clock.elapsed() + PATIENCE_MS;
    return new Promise((resolve) => {
      const look = (): void => {
        const { session, locked } = charger.view(connector);
        if (session.phase !== 'transaction' && !locked) resolve('Unlocked');
        else if (clock.elapsed() >= deadline) resolve('UnlockFailed');
        else clock.after(LOOK_MS, look);
      };
      clock.after(LOOK_MS, look);
    });
  }

  return {
    async UnlockConnector({ connectorId }) {
      const known = charger.connectors.includes(connectorId);
      if (!known || !charger.hasLock(connectorId)) return { reply: { status: 'NotSupported' } };
      return { reply: { status: await unlock(connectorId) } };
    },
  };
}

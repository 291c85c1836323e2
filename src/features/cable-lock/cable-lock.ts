/**
 * LockCablePermanently: a cable that was put into the socket stays there, and the socket is as one with a fixed cable.
 *
 * Guarantee: while it is on, UnlockConnectorOnEVSideDisconnect is false and can only be read (E4 3.83), and UnlockConnector is
 * NotSupported; when it is off again, that key is what it was set to.
 */
import type { Charger } from '../../charger/charger.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { booleanKey } from '../configuration/key.ts';
import { UnlockConnectorOnEVSideDisconnect } from '../transactions/keys.ts';

export const LockCablePermanently = booleanKey({
  name: 'LockCablePermanently',
  profile: 'Vendor',
  access: 'RW',
  default: false,
  meaning: 'A cable in the socket is locked for good, and counts as fixed.',
  source: 'ours, with the name and the meaning that Zaptec gives it on other chargers',
});

export const cableLockKeys = [LockCablePermanently];

export function followCableLock({
  configuration,
  charger,
}: {
  readonly configuration: Configuration;
  readonly charger: Charger;
}): void {
  // A charger whose cables are fixed has nothing to lock, and its key is given already.
  if (!charger.board.connectors.some(({ hasLock }) => hasLock)) return;
  const follow = (permanently: boolean): void => {
    if (permanently) configuration.give(UnlockConnectorOnEVSideDisconnect, false);
    else configuration.release(UnlockConnectorOnEVSideDisconnect);
  };
  follow(configuration.value(LockCablePermanently));
  configuration.onChange(LockCablePermanently, (permanently) => {
    follow(permanently);
    charger.rulesChanged();
  });
}
